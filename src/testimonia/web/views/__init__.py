"""The pages, a file a stage: each asks a verb and shows what it answers."""
