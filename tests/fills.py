"""What the databases of the tests have in them when a test begins."""

from sqlalchemy import delete
from sqlmodel import col

from bot.demo import DEMO, prepare, workspace
from bot.people import profile
from desk import Desk
from desk.playbook import Playbooks, read
from desk.playbook.reading import shipped
from store import Store
from store.models import Timer
from tests.databases import after
from tests.watch import MORNING


def upgraded(url: str) -> None:
    opened = Store(url)
    opened.upgrade()
    opened.close()


@after(upgraded)
def with_playbook(url: str) -> None:
    """Put the playbook that ships into force; there is nobody and nothing else yet."""
    opened = Store(url)
    Playbooks(opened, lambda: MORNING).apply(read(shipped()))
    opened.close()


@after(upgraded)
def staff(url: str) -> None:
    prepare(url, DEMO, demo=True, at=MORNING)


@after(staff)
def staff_without_digests(url: str) -> None:
    """Digests have their own tests: in another's story over months they would take nearly all of the time."""
    store = Store(url)
    with store.begin() as work:
        work.execute(delete(Timer).where(col(Timer.kind).startswith("digest")))
    store.close()


@after(staff_without_digests)
def staff_of_a_running_bot(url: str) -> None:
    """What a bot does when it starts, and when it first hears of somebody: else it would in each test."""
    store = Store(url)
    desk = Desk(store, lambda: MORNING)
    desk.briefs.plan()
    for user in workspace(demo=True)["users"]:
        if not {"is_bot", "is_restricted", "is_stranger", "deleted"} & user.keys():
            desk.people.meet(profile({**user, "profile": user}))
    store.close()
