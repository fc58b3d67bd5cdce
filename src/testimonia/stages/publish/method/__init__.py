"""From records to what a report says: pure functions, no page, no file."""
