"""Acts a past out: stories whose steps happen one after the other, each at its own time.

Everything is done by the desk's own use cases with a clock that is moved on, so nothing can be there that could not
have happened. What falls due between two steps (warnings, breaches, expiries) happens in its turn.

A new kind of story is a function that returns `Story`s; it is added to `quarter.STORIES`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.courier import Courier
from bot.demo.scene import Scene
from desk import Desk
from policy.errors import DeskError
from store.notices import Outbox

Deed = Callable[[], str | None]
"""Does something at the desk or in the workspace; returns the reference of what it was about ("DR-12"), if any."""

BETWEEN_LOOKS = timedelta(hours=4)


class Watch:
    """The time of a past; whoever acts it out moves it."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


@dataclass(frozen=True, slots=True)
class Step:
    at: datetime
    do: Deed


@dataclass(slots=True, eq=False)
class Story:
    """Steps about one record. One that is open still waits for somebody when the past is over."""

    steps: list[Step] = field(default_factory=list)
    is_open: bool = False
    ended_because: str = ""  # why it ended before its last step

    def lasts_until(self, moment: datetime) -> bool:
        return self.is_open or self.steps[-1].at >= moment


class Past:
    """What happened long ago: its messages count as delivered and read."""

    def __init__(self, desk: Desk, watch: Watch) -> None:
        self._desk, self._watch = desk, watch
        self._outbox = Outbox(desk.store, owner="the past")
        self._looked_at = watch.at

    def act(self, stories: Iterable[Story], *, until: datetime) -> None:
        """Act the steps between now (the watch's) and `until`, in the order of their times.

        A step that the desk refuses (somebody, or EcoOps itself, was faster) ends its story.
        """
        start = self._watch.at
        steps = [(step, story) for story in stories for step in story.steps if start <= step.at < until]
        for step, story in sorted(steps, key=lambda pair: pair[0].at):
            if not story.ended_because:
                self._wait_for(step.at)
                self._do(step, story)
        self._wait_for(until)
        self._put_away()

    def _do(self, step: Step, story: Story) -> str | None:
        try:
            return step.do()
        except DeskError as refused:
            story.ended_because = refused.message
            return None

    def _wait_for(self, at: datetime) -> None:
        """Let the time pass until `at`, with what falls due on the way: every few hours, which is soon enough for what
        nobody reads any more."""
        if at - self._looked_at > BETWEEN_LOOKS:
            self._look(at)
        self._watch.at = at

    def _look(self, at: datetime) -> None:
        """Have done what has fallen due by `at`."""
        self._watch.at = self._looked_at = at
        self._desk.timers.run_due()

    def _put_away(self) -> None:
        self._outbox.put_away(keep=())


class RecentPast(Past):
    """What happened of late. Messages about what is open, or was until `since`, really hang in the workspace, each at
    its time; everybody has read what was said before `read_until`."""

    def __init__(
        self, desk: Desk, watch: Watch, scene: Scene, courier: Courier, *, since: datetime, read_until: datetime
    ) -> None:
        super().__init__(desk, watch)
        self._scene, self._courier = scene, courier
        self._since, self._read_until = since, read_until
        self._seen: set[str] = set()  # references whose messages hang there
        self._is_read = False
        self._is_tidy = False  # nothing waits but what is to hang there

    def act(self, stories: Iterable[Story], *, until: datetime) -> None:
        super().act(stories, until=until)
        self._read(until)

    def _do(self, step: Step, story: Story) -> str | None:
        is_recent = story.lasts_until(self._since)
        self._read(step.at)
        if is_recent:
            self._scene.moves_to(step.at)
        about = super()._do(step, story)
        if is_recent and about:
            self._seen.add(about)
            self._deliver()
        else:
            self._is_tidy = False
        return about

    def _wait_for(self, at: datetime) -> None:
        """Let the time pass until `at`, with what falls due on the way, each at its time."""
        while (due := self._desk.timers.next_at()) is not None and due <= at:
            self._look(max(due, self._watch.at))
            self._is_tidy = False
            if self._seen:
                self._scene.moves_to(self._watch.at)
                self._deliver()
        self._watch.at = at

    def _deliver(self) -> None:
        if not self._is_tidy:
            self._put_away()
            self._is_tidy = True
        while self._courier.deliver():
            pass

    def _put_away(self) -> None:
        self._outbox.put_away(keep=self._seen)

    def _read(self, at: datetime) -> None:
        if not self._is_read and at >= self._read_until:
            self._scene.is_read()
            self._is_read = True
