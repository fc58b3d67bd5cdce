"""Alembic asks for this file; migrations are run by testimonia.store.migrate, never from a shell."""
