"""The forms in which a report leaves: one HTML page, tables, a manifest."""
