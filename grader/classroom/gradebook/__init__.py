"""The gradebook: what is known of a class, kept in SQLite or PostgreSQL through SQLAlchemy Core.

Knows no folders, no grading, no formats of others. Everything that is public is named here.
"""

from .reading import Counts
from .run import Run
from .store import Gradebook, open_gradebook

__all__ = ["Counts", "Gradebook", "Run", "open_gradebook"]
