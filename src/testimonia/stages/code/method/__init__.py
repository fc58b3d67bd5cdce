"""Pure rules of coding: what a passage must be, what an answer of the form must be."""
