"""What messages and forms are mostly made of: the SDK's blocks, checked as the SDK checks its own."""

from functools import cache

from slack_sdk.models.blocks import ContextBlock, MarkdownTextObject, Option, PlainTextObject, SectionBlock


@cache
def _checks(kind: type) -> tuple[str, ...]:
    return tuple(name for name in dir(kind) if hasattr(getattr(kind, name), "validator"))


class _KnowsItsChecks:
    """Remembers by class what an object is checked by.

    The SDK looks through all attributes of each object for its checks, every time: that search was most of what it
    took to write a message, or a form of several menus with a hundred entries each.
    """

    def validate_json(self) -> None:
        for name in _checks(type(self)):
            getattr(self, name)()


class Plain(_KnowsItsChecks, PlainTextObject):
    pass


class Markdown(_KnowsItsChecks, MarkdownTextObject):
    pass


class Entry(_KnowsItsChecks, Option):
    pass


class Section(_KnowsItsChecks, SectionBlock):
    pass


class Context(_KnowsItsChecks, ContextBlock):
    pass
