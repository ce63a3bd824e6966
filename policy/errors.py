"""What can go wrong in words a person can act on.

    DeskError              something the person who asked can understand and act on
    ├── Unclear            what was typed can be read two ways or not at all
    ├── InvalidForm        one or more fields of a form need another value
    ├── NotFound           the thing named does not exist, or not for this person
    ├── Refused            this person may not do that; says who may
    ├── Stale              somebody was faster; says who and when
    └── NotSetUp           the playbook lacks something; the hub has to add it

Every message names the thing, the reason and the next step, and may use Slack's `<!date^...>` for times.
Anything that is not a DeskError is our fault: it is logged with a reference that the person also sees.
"""


class DeskError(Exception):
    """Something the person who asked can understand and act on."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (type(self).__doc__ or "").strip())

    @property
    def message(self) -> str:
        return str(self)


class Unclear(DeskError):
    """That can be read in two ways. Write it out in full."""


class InvalidForm(DeskError):
    """Some fields need another value.

    `fields` maps a draft's field name (which is the form's block_id) to the sentence shown under it.
    """

    def __init__(self, **fields: str) -> None:
        self.fields = fields
        super().__init__(" ".join(fields.values()))


class NotFound(DeskError):
    """There is nothing by that name that you can see."""


class Refused(DeskError):
    """You may not do that here."""


class Stale(DeskError):
    """Somebody was faster. Nothing changed."""


class NotSetUp(DeskError):
    """EcoOps is not set up for that yet."""
