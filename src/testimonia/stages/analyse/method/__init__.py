"""From codings to estimates: pure functions on the records of the study."""
