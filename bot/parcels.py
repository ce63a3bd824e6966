"""Brings a digest's files into Slack in its three steps, and goes on where it stopped.

The picture goes into the digest's message, which is edited once Slack has it; the spreadsheet into its thread.
"""

from urllib.request import Request, urlopen

from slack_sdk import WebClient

from desk import Desk
from desk.digests.files import CHART, ROWS, Parcel
from store.models import Notice, Stage
from views import digest, digest_chart, digest_sheet


class Parcels:
    def __init__(self, desk: Desk, client: WebClient) -> None:
        self._desk, self._client = desk, client
        self._drawn: tuple[str, bytes] = ("", b"")  # the last picture: several cards in a row show the same

    def bring(self, notice: Notice) -> bool | None:
        """Bring what is missing; False when the card is not posted yet, None when it is gone."""
        parcel = self._desk.digests.files.parcel(notice)
        if parcel is None:
            return None
        if not parcel.channel or not parcel.thread_ts:
            return False
        words = digest.picture_words(parcel.seen)
        self._one(parcel, CHART, lambda: self._picture(parcel), alt=words)
        self._one(parcel, ROWS, lambda: self._sheet(parcel))
        return True

    def _one(self, parcel: Parcel, name: str, make, alt: str = "") -> None:
        file_id, stage = parcel.steps.get(name, ("", Stage.ANNOUNCED))
        note = self._desk.digests.files.note
        title = f"{parcel.seen.name} {parcel.seen.week}"
        if stage is Stage.DONE:
            return
        if stage is Stage.ANNOUNCED:  # an address is good for one upload: whatever was not confirmed starts over
            content = make()
            filename = f"{title.replace(' ', '-').lower()}.{'png' if name == CHART else 'xlsx'}"
            more = {"alt_txt": alt[:900]} if alt else {}
            answer = self._client.api_call(
                "files.getUploadURLExternal", params={"filename": filename, "length": len(content), **more}
            )
            file_id = str(answer["file_id"])
            self._upload(str(answer["upload_url"]), content)
            note(parcel.card_id, name, file_id, Stage.UPLOADED)
        where = {} if name == CHART else {"channel_id": parcel.channel, "thread_ts": parcel.thread_ts}
        self._client.api_call(
            "files.completeUploadExternal", json={"files": [{"id": file_id, "title": title}], **where}
        )
        note(parcel.card_id, name, file_id, Stage.DONE)

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
