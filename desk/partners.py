"""The partner book as the field meets it: asking for a partner that is not in it."""

from desk import telling
from desk.people import Member
from desk.standards import Now, load
from policy.errors import InvalidForm
from store import Store
from store.models import AuditEvent, Inbox


class Partners:
    def __init__(self, store: Store, now: Now) -> None:
        self._store, self._now = store, now

    def request(self, name: str, website: str | None, *, by: Member, key: str) -> None:
        """Ask the hub to add a partner. Raises InvalidForm(name=...)."""
        if not name.strip():
            raise InvalidForm(name="Give the partner's name.")
        with self._store.begin() as work:
            if not work.add_once(Inbox, key=key, at=self._now()):
                return
            rules = load(work).rulebook(by.home_region or "", self._now()) if by.home_region else None
            event = AuditEvent(
                at=self._now(),
                actor_id=by.id,
                subject="partners",
                action="partner.request",
                rule=rules["ROE-1"].id if rules else None,
                rule_version=rules["ROE-1"].version if rules else None,
                because=name.strip()[:120],
                facts={"name": name.strip()[:120], "website": (website or "").strip()[:253]},
            )
            work.add(event)
            work.flush()
            telling.tell(work, "partner.requested", event, telling.HUB)
