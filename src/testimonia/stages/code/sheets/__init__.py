"""The case form as a spreadsheet: how it is laid out, written and read."""
