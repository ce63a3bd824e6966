"""Entries of a menu: the SDK's, checked as the SDK checks its own."""

from functools import cache

from slack_sdk.models.blocks import Option, PlainTextObject


@cache
def _checks(kind: type) -> tuple[str, ...]:
    return tuple(name for name in dir(kind) if hasattr(getattr(kind, name), "validator"))


class _KnowsItsChecks:
    """Remembers by class what an object is checked by.

    The SDK looks through all attributes of each object for its checks, every time. Menus take a hundred entries and a
    form several menus: that search was most of what it takes to send one.
    """

    def validate_json(self) -> None:
        for name in _checks(type(self)):
            getattr(self, name)()


class _Words(_KnowsItsChecks, PlainTextObject):
    pass


class _Entry(_KnowsItsChecks, Option):
    pass


def entry(value: str, words: str) -> Option:
    return _Entry(value=value, text=_Words(text=words))
