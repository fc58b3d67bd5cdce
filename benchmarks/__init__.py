"""Measurements: each file says what it measures and how to run it; ``make bench`` runs all at full size and prints one table."""
