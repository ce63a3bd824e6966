"""How people want to be told: what they chose, and choosing it."""

from collections.abc import Mapping
from datetime import time

from sqlmodel import col, delete

from desk import record, wishes
from desk.people import Member
from desk.standards import Now
from desk.wishes import Wishes
from policy.errors import InvalidForm
from policy.preferences import How, Topic
from store import Store
from store.models import Inbox, Preference, QuietHours


class Preferences:
    def __init__(self, store: Store, now: Now) -> None:
        self._store, self._now = store, now

    def of(self, who: Member) -> Wishes:
        with self._store.read() as work:
            return wishes.of(work, who.id)

    def set(
        self, how: Mapping[Topic, How], *, quiet_from: time | None, quiet_until: time | None, by: Member, key: str
    ) -> None:
        """Keep what `by` chose for themselves; nobody chooses for others. Raises InvalidForm(quiet_until=...)."""
        if (quiet_from is None) != (quiet_until is None):
            raise InvalidForm(quiet_until="Quiet hours need both a start and an end; or leave both empty.")
        if quiet_from is not None and quiet_from == quiet_until:
            raise InvalidForm(quiet_until="They would end when they start. Choose another time, or leave both empty.")
        with self._store.begin() as work:
            subject = f"person:{by.id}"
            if not work.add_once(Inbox, key=key, at=self._now(), subject=subject):
                return
            for table in (Preference, QuietHours):
                work.execute(delete(table).where(col(table.person_id) == by.id))
            work.add_all(Preference(person_id=by.id, topic=topic, how=chosen) for topic, chosen in how.items())
            if quiet_from is not None and quiet_until is not None:
                work.add(QuietHours(person_id=by.id, starts=quiet_from, ends=quiet_until))
            facts = {
                **{str(topic): way for topic, way in how.items()},
                "quiet": [str(quiet_from), str(quiet_until)] if quiet_from else None,
            }
            record.write(work, subject=subject, action="preference.set", at=self._now(), actor=by.id, facts=facts)
