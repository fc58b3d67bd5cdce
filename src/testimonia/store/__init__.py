"""The store: tables, transactions, the log, runs, search, archive; SQLite and PostgreSQL behind one contract."""
