"""Files of the workspace, uploaded in Slack's three steps."""

from __future__ import annotations

import mimetypes
import secrets
from dataclasses import dataclass
from typing import Any

from sandbox.errors import Refused
from sandbox.workspace import new_id


@dataclass(slots=True)
class File:
    id: str
    name: str
    length: int
    upload_id: str
    alt_text: str = ""
    title: str = ""
    content: bytes | None = None
    is_complete: bool = False

    @property
    def mimetype(self) -> str:
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    def as_slack(self, base_url: str) -> dict[str, Any]:
        address = f"{base_url}/files/{self.id}/{self.name}"
        return {
            "id": self.id,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": self.mimetype,
            "filetype": self.name.rpartition(".")[2].lower(),
            "size": self.length,
            "alt_txt": self.alt_text,
            "url_private": address,
            "url_private_download": address,
            "permalink": address,
        }


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
        file.is_complete = True
        return file

    def get(self, file_id: str | None) -> File:
        try:
            return self._files[file_id or ""]
        except KeyError:
            raise Refused("file_not_found") from None
