"""The stages of a study, one room each: they never import one another and meet in the store."""
