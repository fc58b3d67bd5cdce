"""Steps from older schemas to the present one (Alembic revisions)."""
