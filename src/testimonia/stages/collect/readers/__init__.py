"""Readers: one module a format, all of one shape: ``read(data, name) -> Reading``.

``choose.read`` picks one by content first and name second, and brings its result into the form in which the study keeps text.
Nothing here is imported by the process that holds the study: readers run in ``worker``'s process.
"""
