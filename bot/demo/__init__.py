"""The sandbox's made-up company: its workspace, its books, and the quarter that lies behind it."""

from bot.demo.company import DEFAULT, DEMO, prepare, tour, workspace
from bot.demo.hosting import environment, run

__all__ = ["DEFAULT", "DEMO", "environment", "prepare", "run", "tour", "workspace"]
