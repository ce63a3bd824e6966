"""Companies as small and as large as the books, the playbook and the forms allow, with deals in every state."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path

from sqlmodel import col, delete, select

from desk import Desk, watching
from desk.corrections import ASKABLE
from desk.drafts import LONGEST, Draft
from desk.people import Member, Profile
from desk.playbook import frontmatter, read
from desk.playbook.money import codes
from desk.playbook.toml import dumps
from desk.sight import Happening, Sight
from desk.standards import load
from store import Store
from store.models import AuditEvent, Notice, Person, RuleLookup, Timer

MORNING = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
TYPED = 2000  # the longest text that a form takes
LABEL, NAME, SLUG = 70, 200, 70  # the longest that playbook and books take
SHIPPED = {
    "segments": ("enterprise", "mid-market", "smb"),
    "motions": ("resell", "referral", "co-sell", "expansion"),
    "products": ("platform", "analytics", "integrations", "support"),
    "currencies": ("USD", "EUR", "GBP", "CHF", "SEK", "CAD", "BRL", "SGD", "AUD", "JPY", "INR"),
}  # the lists of the shipped playbook, which a large one replaces
REGION, UNCOVERED = "ABCDEFGHIJKLMNOP", "QRSTUVWXYZ-12345"
MOST = 100  # options of a menu
SUBJECTS = 4  # of each kind of notice that letters are written about: what they say of all states is tried without them


@dataclass(frozen=True, slots=True)
class Texture:
    """What everything that is typed in a world is made of."""

    name: str
    line: str  # repeated in names and lines
    prose: str  # repeated in texts of several lines

    def of(self, length: int, start: str = "") -> str:
        return (start + self.line * length)[: length - 1] + "x"

    def text(self, length: int) -> str:
        return ("a" + self.prose * length)[: length - 1] + "x"


AMPERSANDS = "&" * 60  # nothing grows more when it is escaped
MARKS = Texture(
    "marks", line=f"<*`>~_{AMPERSANDS}", prose=f"<!channel> *_~`& <https://evil.com|bank>\n{AMPERSANDS * 4}"
)
TEXTURES = (MARKS, Texture("empty lines", line="ア", prose="\n"))


@dataclass(frozen=True, slots=True)
class Seen:
    """A registration at one moment of its life, as the desk showed it then."""

    state: str
    sight: Sight
    history: tuple[Happening, ...]


@dataclass
class World:
    """A desk with its people, and every state that a registration was seen in."""

    name: str
    desk: Desk
    rep: Member
    rival: Member
    decider: Member
    hub: Member
    texture: Texture | None
    now: datetime = MORNING
    seen: list[Seen] = field(default_factory=list)
    _keys: int = 0

    def key(self) -> str:
        self._keys += 1
        return f"key {self._keys}"

    def look(self, state: str, ref: str) -> Seen:
        self.seen.append(Seen(state, *self.desk.lookup.show(ref, to=self.hub)))
        return self.seen[-1]

    @property
    def region(self) -> str:
        return self.rep.home_region or ""

    def happenings(self, ref: str) -> list[Happening]:
        """Return what happened to any record."""
        with self.desk.store.read() as work:
            events = work.exec(select(AuditEvent).where(AuditEvent.subject == ref).order_by(col(AuditEvent.id)))
            return [Happening(event, work.get(Person, event.actor_id or 0)) for event in events]

    def notices(self, about: str = "%") -> list[Notice]:
        """Return the first notices of every kind about each of a few subjects like `about`; more say the same."""
        first: dict[str, dict[str, Notice]] = defaultdict(dict)
        with self.desk.store.read() as work:
            for notice in work.exec(select(Notice).where(col(Notice.subject).like(about)).order_by(col(Notice.id))):
                of_kind = first[notice.kind.split(":")[0]]
                if len(of_kind) < SUBJECTS:
                    of_kind.setdefault(notice.subject, notice)
        return [notice for of_kind in first.values() for notice in of_kind.values()]

    def freed(self, lookup: RuleLookup) -> watching.Freed:
        """Return an account that somebody waited for."""
        with self.desk.store.read() as work:
            notice = Notice(key="k", kind=f"watch.free:{lookup.id}", subject="DR-1", audience="person:1")
            freed = watching.see(work, load(work), notice, self.now)
            assert freed
            return freed

    @property
    def note(self) -> str:
        return self.texture.text(TYPED) if self.texture else "x"


def small(folder: Path, database: str) -> World:
    """One region, one entry in every list, names of one letter."""
    page = {
        "regions": {"AMER": False, "APAC": False, "EMEA": {"name": "E"}},
        "choices": {
            "segments": {"enterprise": False, "mid-market": False, "smb": "S"},
            "motions": {"referral": False, "co-sell": False, "expansion": False, "resell": "R"},
            "products": {"analytics": False, "integrations": False, "support": False, "platform": "P"},
        },
        "people": {"person": _people("r", "v", "d", "h", region="EMEA")},
    }
    page["rules"] = {"ROE-4": {"parameters": {"allowed_motions": ["resell"]}}}
    world = _open("small", folder, database, page, None, zone="UTC")
    desk = world.desk
    desk.books.import_partners(["id,name\n", "1,P\n", "2,Q\n"])
    draft = Draft(
        partner="1", account="Z", region="EMEA", segment="smb", motion="resell", products=("platform",),
        amount="1k", currency="EUR", close_on=date(2026, 11, 24), contact="c", evidence="e",
    )  # fmt: skip
    for number, state in enumerate(STATES):
        for disputed in (False, True):
            name = chr(ord("A") + 2 * number + disputed)
            _live(world, state, replace(draft, account=name, domain=f"{name}1.de", tender=disputed))
    _expire(world, replace(draft, domain="late.de"))
    _be_late(world, replace(draft, domain="later.de", close_on=date(2029, 1, 1)))
    return world


def large(texture: Texture, folder: Path, database: str) -> World:
    """Full lists, the longest labels and names, and everything typed as long as the forms let it be."""
    slugs = {kind: _slugs(kind) for kind in ("segments", "motions", "products")}
    currencies = sorted(codes())[:MOST]
    label = texture.of(LABEL)
    page = {
        "company": {"name": label},
        "regions": {
            "AMER": False, "APAC": False, "EMEA": False,
            **{code: {"name": label, "calendar": "emea", "currency": currencies[0], "amounts": "comma"}
               for code in (REGION, UNCOVERED, *(f"R-{n}" for n in range(MOST - 2)))},
        },
        "rules": {
            "ROE-2": {"parameters": {"rival_pending": "block"}},
            "ROE-3": {"version": 9999},
            f"ROE-3.{REGION}": {
                "id": "ROE-3", "title": texture.of(150), "topic": "protection", "region": REGION,
                "answer": texture.of(300), "owner": "hub", "sponsor": "lead", "version": 9999,
                "effective_on": date(2026, 1, 1), "review_by": date(2027, 1, 1), "text": texture.text(6000),
                "parameters": {"days": 90, "extension_days": 30, "tender_days": 120, "reminder_days": [30]}},
            "ROE-4": {"parameters": {"allowed_motions": slugs["motions"]}},
        },
        "choices": {
            **{kind: dict.fromkeys(SHIPPED[kind], False) | dict.fromkeys(slugs[kind], label) for kind in slugs},
            "currencies": dict.fromkeys(SHIPPED["currencies"], False) | dict.fromkeys(currencies, label),
            "decline_reasons": {code: {"label": label, "rule": "ROE-12"} for code in _slugs("decline", MOST - 9)},
            "withdraw_reasons": dict.fromkeys(_slugs("withdraw", MOST - 5), label),
            "breach_reasons": dict.fromkeys(_slugs("breach", 6), label),
        },
        "people": {"person": _people(*(texture.of(NAME, who) for who in ("Ro ", "Bo ", "Mi ", "Pri ")), region=REGION)},
    }  # fmt: skip
    world = _open(texture.name, folder, database, page, texture, zone="America/Argentina/ComodRivadavia")
    desk = world.desk
    customer = texture.of(LONGEST["account"], "Acmeworks ")
    _book(desk.books.import_partners, "id", "name", "tier", rows=[
        (str(n), texture.of(NAME, f"{n} "), texture.of(300)) for n in (1, 2)
    ])  # fmt: skip
    names = [f"{state}{disputed:d}" for state in STATES for disputed in (False, True)]
    columns = ("id", "name", "domains", "owner", "customer", "named", "open_opportunity")
    _book(desk.books.import_accounts, *columns, rows=[
        (f"{name}{twin}", texture.of(NAME, "Acmeworks "), _domain(name, twin), texture.of(300),
         "no" if twin else "yes", "yes", "yes")
        for name in names if name.endswith("1") for twin in range(6)
    ])  # fmt: skip
    draft = Draft(
        partner="1", account=customer, region=REGION, segment=slugs["segments"][0], motion=slugs["motions"][0],
        products=tuple(slugs["products"][50:]), amount="999.999.999.999,99", currency=currencies[0],
        close_on=date(2026, 12, 31), contact=texture.of(LONGEST["contact"]), evidence=texture.text(LONGEST["evidence"]),
        evidence_on=date(2026, 11, 24), notes=texture.text(LONGEST["notes"]),
    )  # fmt: skip
    for name in names:
        domain, disputed = _domain(name, 0), name.endswith("1")
        elsewhere = replace(draft, partner="2", domain=domain, products=tuple(slugs["products"][:50]), account="Zebra")
        desk.deals.register(elsewhere, by=world.rival, key=world.key())
        account = customer if disputed else f"Q{name} Yonder"
        _live(world, name[:-1], replace(draft, account=account, domain=domain, tender=disputed))
    nobody = desk.deals.register(replace(draft, domain="nobody.com", region=UNCOVERED), by=world.rep, key=world.key())
    world.look("uncovered", nobody.ref)
    _talk_on(world, replace(draft, account="Xylophone", domain="talk.com"))
    _expire(world, replace(draft, account="Wombats", domain="late.com"))
    _be_late(world, replace(draft, account="Voles", domain="later.com", close_on=date(2029, 1, 1)))
    return world


STATES = ("submitted", "taken", "waiting", "answered", "approved", "declined", "withdrawn")


def _live(world: World, state: str, draft: Draft) -> None:
    """Register a deal and bring it into `state`."""
    desk, note = world.desk, world.note
    ref = desk.deals.register(draft, by=world.rep, key=world.key()).ref
    doing = {"by": world.decider, "key": world.key()}
    standards = desk.lookup.standards()
    match state:
        case "taken":
            desk.decisions.take(ref, **doing)
        case "waiting" | "answered":
            fields = ASKABLE if world.texture else ()
            desk.decisions.ask(ref, **doing, question=note, fields=fields)
            if state == "answered":
                world.look("asked", ref)
                changes = {name: getattr(draft, name) for name in ASKABLE} | {"notes": note, "contact": "Ana"}
                desk.decisions.answer(ref, by=world.rep, key=world.key(), answer=note, changes=changes)
        case "approved":
            desk.decisions.approve(ref, **doing, note=note)
        case "declined":
            reason = standards.offered("decline_reason")[-1].code
            desk.decisions.decline(ref, **doing, reason=reason, note=note)
            if draft.tender:
                world.look("declined, disputed", ref)
                desk.appeals.appeal(ref, by=world.rep, key=world.key(), evidence=f"new {note}")
                state = "appeal"
        case "withdrawn":
            reason = standards.offered("withdraw_reason")[-1].code
            desk.decisions.withdraw(ref, by=world.rep, key=world.key(), reason=reason, note=note)
    world.look(state + (", disputed" if draft.tender else ""), ref)


def _talk_on(world: World, draft: Draft) -> None:
    """Give a deal a longer history than a page shows."""
    ref = world.desk.deals.register(draft, by=world.rep, key=world.key()).ref
    for n in range(35):
        speaker = world.decider if n % 2 else world.rep
        world.desk.decisions.comment(ref, by=speaker, key=world.key(), text=world.note)
    world.look("talked about", ref)


def _expire(world: World, draft: Draft) -> None:
    ref = world.desk.deals.register(draft, by=world.rep, key=world.key()).ref
    world.desk.decisions.approve(ref, by=world.decider, key=world.key(), note=world.note)
    for days in (31, 40):  # asked what has happened, then reminded of the end
        world.now += timedelta(days=days)
        world.desk.timers.run_due()
        world.look(f"approved, after {days} days", ref)
    more = world.desk.extensions
    more.update(ref, by=world.rep, key=world.key(), text=world.note)
    for answer in (more.deny, more.grant):
        more.ask(ref, by=world.rep, key=world.key(), evidence=world.note)
        world.look("approved, more time asked for", ref)
        note = {"note": world.note} if answer == more.deny else {}
        answer(ref, by=world.decider, key=world.key(), **note)
        world.look("approved, more time decided", ref)
    world.now += timedelta(days=400)
    world.desk.timers.run_due()
    world.look("expired", ref)


def _be_late(world: World, draft: Draft) -> None:
    """Let everything that was promised about a deal pass, then close it."""
    ref = world.desk.deals.register(draft, by=world.rep, key=world.key()).ref
    asked = world.desk.deals.register(replace(draft, domain="asked.com"), by=world.rep, key=world.key()).ref
    world.desk.decisions.ask(asked, by=world.decider, key=world.key(), question=world.note)
    world.now += timedelta(hours=6)
    world.desk.timers.run_due()
    world.look("almost late", ref)
    world.now += timedelta(days=4)
    world.desk.timers.run_due()
    world.look("waiting, reminded", asked)
    world.now += timedelta(days=30)
    world.desk.timers.run_due()
    world.look("late", ref)
    world.look("withdrawn for want of an answer", asked)
    reason = world.desk.lookup.standards().offered("decline_reason")[-1].code
    world.desk.decisions.decline(ref, by=world.decider, key=world.key(), reason=reason, note=world.note)
    world.look("declined, late", ref)
    for region in (draft.region, "all"):
        world.desk.digests.post(region)


def _open(
    name: str, folder: Path, database: str, page: dict[str, dict], texture: Texture | None, *, zone: str
) -> World:
    """Apply a playbook that changes the shipped one by `page`, written to `folder`, and meet its people."""
    book = folder / "playbook"
    book.mkdir(parents=True)
    (book / "playbook.toml").write_text('extends = "shipped"\n', encoding="utf-8")
    (book / "rules").mkdir()
    for stem, rule in page.pop("rules").items():
        (book / "rules" / f"{stem}.md").write_text(frontmatter.dumps(rule, rule.pop("text", "")), encoding="utf-8")
    for stem, tables in page.items():
        (book / f"{stem}.toml").write_text(dumps(tables), encoding="utf-8")
    store = Store(database, durable=False)
    store.upgrade()
    world: World
    desk = Desk(store, lambda: world.now)
    people = [Profile(slack_id=entry["slack_id"], name=entry["name"], zone=zone) for entry in page["people"]["person"]]
    world = World(name, desk, *(Member(0, "", "", zone, None),) * 4, texture)
    desk.playbook.apply(read(book))
    with store.begin() as work:  # a hundred regions, each with its digest of every week
        work.execute(delete(Timer).where(Timer.kind == "digest.weekly"))
    world.rep, world.rival, world.decider, world.hub = [desk.people.meet(profile) for profile in people]
    return world


def _slugs(kind: str, number: int = MOST) -> list[str]:
    return [f"{kind[0]}{n:03}-".ljust(SLUG, "z") for n in range(number)]


def _people(rep: str, rival: str, decider: str, hub: str, *, region: str) -> list[dict]:
    roles = ({"role": "rep"}, {"role": "rep"}, {"role": "specialist", "region": region}, {"role": "hub"})
    return [
        {"name": name, "slack_id": f"U000{place}", "home_region": region, "roles": [role]}
        for place, (name, role) in enumerate(zip((rep, rival, decider, hub), roles, strict=True))
    ]


def _book(load, *columns: str, rows: Sequence[Sequence[str]]) -> None:
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows([columns, *rows])
    report = load(text.getvalue().splitlines(keepends=True))
    assert not report.refused, report.refused[:3]


def _domain(name: str, twin: int) -> str:
    """Return a domain as long as they get; twins of one name look alike."""
    label = "o" * (63 - len(name)) + name
    return f"{label[:twin]}{'0' if twin else ''}{label[twin + 1 :] if twin else label}.com"
