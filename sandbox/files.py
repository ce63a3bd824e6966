"""Files of the workspace, uploaded in Slack's three steps.

As in Slack a file that is complete is looked through for a moment before anything may show it: until then its kind is
not known, and blocks that refer to it are refused.
"""

from __future__ import annotations

import mimetypes
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sandbox.errors import Refused
from sandbox.workspace import new_id

PROCESSING = 0.3  # seconds; Slack takes some more


@dataclass(slots=True)
class File:
    id: str
    name: str
    length: int
    upload_id: str
    alt_text: str = ""
    title: str = ""
    content: bytes | None = None
    completed_at: float | None = None
    shares: dict[str, dict[str, list[dict[str, str]]]] = field(default_factory=dict)  # kind of channel, channel

    @property
    def is_ready(self) -> bool:
        return self.completed_at is not None and time.monotonic() - self.completed_at > PROCESSING

    @property
    def mimetype(self) -> str:
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    def as_slack(self, base_url: str) -> dict[str, Any]:
        address = f"{base_url}/files/{self.id}/{self.name}"
        return {
            "id": self.id,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": self.mimetype if self.is_ready else "",
            "filetype": self.name.rpartition(".")[2].lower() if self.is_ready else "",
            "size": self.length,
            "alt_txt": self.alt_text,
            "url_private": address,
            "url_private_download": address,
            "permalink": address,
            "shares": self.shares,
        }

    def as_people_see(self, base_url: str) -> dict[str, Any]:
        """Return it as part of a message: there its kind is known."""
        known = {"mimetype": self.mimetype, "filetype": self.name.rpartition(".")[2].lower()}
        return {key: value for key, value in (self.as_slack(base_url) | known).items() if key != "shares"}


class Files:
    def __init__(self) -> None:
        self._files: dict[str, File] = {}

    def reset(self) -> None:
        self._files.clear()

    def announce(self, name: str, length: int, alt_text: str) -> File:
        file = File(new_id("F"), name, length, secrets.token_urlsafe(16), alt_text)
        self._files[file.id] = file
        return file

    def receive(self, upload_id: str, content: bytes) -> None:
        file = next((file for file in self._files.values() if file.upload_id == upload_id), None)
        if file is None:
            raise Refused("file_not_found", status=404)
        if len(content) != file.length:
            raise Refused("length_mismatch", f"announced {file.length} bytes, got {len(content)}", status=400)
        file.content = content

    def complete(self, file_id: str | None, title: str | None) -> File:
        file = self.get(file_id)
        if file.content is None:
            raise Refused("file_not_found")
        file.title = title or file.name
        file.completed_at = file.completed_at or time.monotonic()
        return file

    def info(self, file_id: str) -> File:
        """Return a file that is complete; one that is still being sent is none yet."""
        file = self.get(file_id)
        if file.completed_at is None:
            raise Refused("file_not_found")
        return file

    def check_shown(self, blocks: Any) -> None:
        """Refuse blocks that refer to a file which is not there, or not ready."""
        for file_id, path in _shown(blocks, "/blocks"):
            file = self._files.get(file_id)
            if file is None or not file.is_ready:
                raise Refused("invalid_blocks", f"[ERROR] invalid slack file [json-pointer:{path}]")

    def get(self, file_id: str | None) -> File:
        try:
            return self._files[file_id or ""]
        except KeyError:
            raise Refused("file_not_found") from None


def _shown(part: Any, path: str) -> Iterator[tuple[str, str]]:
    """Yield the ids of the files that blocks refer to, and where."""
    if isinstance(part, list):
        for number, one in enumerate(part):
            yield from _shown(one, f"{path}/{number}")
    elif isinstance(part, dict):
        for key, value in part.items():
            if key == "slack_file" and isinstance(value, dict) and value.get("id"):
                yield str(value["id"]), f"{path}/{key}"
            else:
                yield from _shown(value, f"{path}/{key}")
