"""Suggesters."""
