"""Remembers: entities, the engine, and the one transaction word `store.begin()`."""

from sqlalchemy.exc import OperationalError as DatabaseDown
from sqlalchemy.exc import SQLAlchemyError as DatabaseError

from store.engine import Busy, Store, Work, is_database

__all__ = ["Busy", "DatabaseDown", "DatabaseError", "Store", "Work", "is_database"]
