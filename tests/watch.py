"""The time in the tests' company."""

from datetime import UTC, datetime, timedelta

# Tuesday, 24 November 2026, 09:00 in Berlin: a plain business day in every region of the demo playbook.
MORNING = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


class Watch:
    """A desk's clock that a test moves on; it stands at MORNING."""

    def __init__(self) -> None:
        self.at = MORNING

    def __call__(self) -> datetime:
        return self.at

    def moves_on(self, **by: float) -> datetime:
        """Move on by weeks, days, hours, minutes, seconds."""
        self.at += timedelta(**by)
        return self.at
