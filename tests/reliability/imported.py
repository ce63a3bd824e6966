"""Everything that a bot has loaded by the time it is ready, for the server that bots are forked from."""

from sqlalchemy.orm import configure_mappers

from bot import garbage

with garbage.left_alone():  # nor in the forks, which share these objects as long as nobody touches them
    from bot import __main__, app, log  # noqa: F401
    from commands import modules
    from store import schema  # noqa: F401

    list(modules())
    configure_mappers()  # as the first statement would
