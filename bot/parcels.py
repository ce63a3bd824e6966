"""Brings a digest's files into Slack in its three steps, and goes on where it stopped.

The picture goes into the digest's message, which is edited once Slack has it; the spreadsheet into its thread.
"""

from urllib.request import Request, urlopen

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from desk import Desk
from desk.digests.files import CHART, Parcel
from store.models import Notice, Stage
from views import digest, digest_chart, digest_sheet


class Unready(Exception):
    """Slack is still busy with a file."""


class Parcels:
    def __init__(self, desk: Desk, client: WebClient) -> None:
        self._desk, self._client = desk, client
        self._drawn: tuple[str, bytes] = ("", b"")  # the last picture: several cards in a row show the same

    def bring(self, notice: Notice) -> bool | None:
        """Bring what is missing; False when the card is not posted yet, None when it is gone.

        Raises Unready when it is worth to look again later.
        """
        parcel = self._desk.digests.files.parcel(notice)
        if parcel is None:
            return None
        if not parcel.channel or not parcel.thread_ts:
            return False
        file_id, stage = parcel.file_id, parcel.stage
        if stage is Stage.ANNOUNCED:  # an address is good for one upload: whatever was not confirmed starts over
            file_id = self._send(parcel)
            self._complete(parcel, file_id)
        elif stage is Stage.UPLOADED and not self._is_known(file_id):
            self._complete(parcel, file_id)
        if stage is not Stage.DONE:
            self._wait(parcel, file_id)
            self._desk.digests.files.note(parcel.card_id, parcel.name, file_id, Stage.DONE)
        return True

    def _send(self, parcel: Parcel) -> str:
        """Have Slack take the file's bytes; return its id."""
        picture = parcel.name == CHART
        content = self._picture(parcel) if picture else self._sheet(parcel)
        more = {"alt_txt": digest.picture_words(parcel.seen)[:900]} if picture else {}
        filename = f"{_title(parcel).replace(' ', '-').lower()}.{'png' if picture else 'xlsx'}"
        answer = self._client.api_call(
            "files.getUploadURLExternal", params={"filename": filename, "length": len(content), **more}
        )
        file_id = str(answer["file_id"])
        self._upload(str(answer["upload_url"]), content)
        self._desk.digests.files.note(parcel.card_id, parcel.name, file_id, Stage.UPLOADED)
        return file_id

    def _complete(self, parcel: Parcel, file_id: str) -> None:
        """Have Slack put the file together, and share the spreadsheet in the thread."""
        where = {} if parcel.name == CHART else {"channel_id": parcel.channel, "thread_ts": parcel.thread_ts}
        try:
            self._client.api_call(
                "files.completeUploadExternal", json={"files": [{"id": file_id, "title": _title(parcel)}], **where}
            )
        except SlackApiError as refusal:
            if refusal.response.get("error") == "file_not_found":  # it was sent too long ago: the next try starts over
                self._desk.digests.files.note(parcel.card_id, parcel.name, "", Stage.ANNOUNCED)
            raise

    def _is_known(self, file_id: str) -> bool:
        """Say whether Slack has put a file together already, when nobody heard its answer.

        The same call shares it. Made again it would hang a second spreadsheet into the thread.
        """
        try:
            self._client.files_info(file=file_id)
        except SlackApiError as refusal:
            if refusal.response.get("error") != "file_not_found":
                raise
            return False
        return True

    def _wait(self, parcel: Parcel, file_id: str) -> None:
        """Raise Unready until Slack is through with a picture: before that it refuses every message that shows it.

        A completed file has no MIME type until it was looked through:
        https://github.com/slackapi/node-slack-sdk/issues/2040
        """
        if parcel.name == CHART and not self._client.files_info(file=file_id)["file"].get("mimetype"):
            raise Unready("Slack is not through with the picture yet")

    def _upload(self, address: str, content: bytes) -> None:
        """Send a file's bytes. Raises OSError when Slack does not take them."""
        if not address.startswith(("https://", "http://")):
            raise OSError(f"Slack named an address to upload to that is none: {address[:40]}")
        request = Request(address, data=content, method="POST", headers={"Content-Type": "application/octet-stream"})  # noqa: S310
        with urlopen(request, timeout=30) as answer:  # noqa: S310
            answer.read()

    def _picture(self, parcel: Parcel) -> bytes:
        if self._drawn[0] != parcel.seen.subject:
            self._drawn = (parcel.seen.subject, digest_chart.picture(parcel.seen))
        return self._drawn[1]

    def _sheet(self, parcel: Parcel) -> bytes:
        seen = parcel.seen
        return digest_sheet.workbook(seen.parts or (seen.figures,), self._desk.digests.files.rows(seen))


def _title(parcel: Parcel) -> str:
    return f"{parcel.seen.name} {parcel.seen.week}"
