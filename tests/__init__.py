"""The tests. What nearly all of them stand on is imported first, in each worker: a third faster if nobody looks for
garbage in it."""

from bot import garbage

with garbage.left_alone():
    from bot import app, demo  # noqa: F401
