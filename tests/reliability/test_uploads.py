"""kill -9 between the steps of an upload: a digest's picture and workbook stand in Slack, and stand there once."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from slack_sdk.errors import SlackApiError
from sqlmodel import col, select

from bot.courier import client
from desk import Desk
from sandbox import Sandbox
from store import Store
from store.models import Attachment, NoticeState, Stage
from tests.digests.test_worklist import late
from tests.driver import Person, Post, Workspace
from tests.driver.wire import until
from tests.reliability import evidence
from tests.reliability.process import Running
from tests.watch import Watch

COMPLETE = "files.completeUploadExternal"


@pytest.fixture
def file(undigested_database: Path, tmp_path: Path) -> Path:
    """Only one digest is to be sent here."""
    return Path(shutil.copy(undigested_database, tmp_path / "bot.db"))


def sheets(post: Post) -> list[str]:
    return [file["name"] for reply in post.refresh().thread for file in reply.files]


def pictures(post: Post) -> int:
    return [block["type"] for block in post.refresh().blocks].count("image")


def test_a_bot_killed_in_the_middle_of_its_uploads_brings_every_file_exactly_once(
    starts: Callable[[], Running], sandbox: Sandbox, slack: Workspace, memory: Store, watch: Watch
):
    """The picture goes first. Slack has its bytes and is not told what to do with them; it has put them together and
    cannot say so; the workbook hangs in the thread, and nobody heard. Each time the bot dies, and another goes on."""
    desk = Desk(memory, watch)
    late(desk, watch)
    desk.digests.post("emea")
    slack.advance_to(watch())
    web = client(sandbox.bot_token, sandbox.api_url)

    def stages() -> dict[str, Stage]:
        with memory.read() as work:
            rows = work.exec(select(Attachment).order_by(col(Attachment.id))).all()
            return {row.name: row.stage for row in rows}

    def picture_is_together() -> bool:
        with memory.read() as work:
            picture = work.exec(select(Attachment).where(Attachment.name == "chart")).one()
        try:
            return bool(web.files_info(file=picture.file_id))
        except SlackApiError:
            return False

    def dies(mode: str, when: Callable[[], bool]) -> None:
        slack.fault(COMPLETE, mode=mode)
        bot = starts()
        assert until(lambda: when() or None, 10), stages()
        bot.kill()
        evidence.let_a_minute_pass(memory)

    dies("hang", lambda: stages() == {"chart": Stage.UPLOADED})
    assert not picture_is_together()
    dies("unanswered", picture_is_together)
    assert stages() == {"chart": Stage.UPLOADED}
    emea = Person(sandbox.url, "U0LENA").sees("EMEA, week 48", channel="emea-leaders")
    dies("unanswered", lambda: bool(sheets(emea)))
    assert stages()["rows"] == Stage.UPLOADED  # whether the picture's turn came before the workbook's is luck

    slack.heal()
    starts()
    evidence.drained(memory, within=20, hurry=True)
    assert evidence.notices(memory, NoticeState.DEAD) == []
    assert (sheets(emea), pictures(emea)) == (["emea-2026-w48.xlsx"], 1)
