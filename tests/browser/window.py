"""A person's browser window: what they see in it, and what they do there with mouse and keyboard."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

from playwright.sync_api import Browser, BrowserContext, CDPSession, ConsoleMessage, Locator, Page, Request

LOOPBACK = {"127.0.0.1"}
WITHOUT_A_HOST = {"data", "blob", "about"}
# Waits until nothing slides or fades any more; spinners never end and are not waited for.
AT_REST = """() => Promise.all(
    document.getAnimations()
        .filter((one) => one.effect.getComputedTiming().endTime !== Infinity)
        .map((one) => one.finished.catch(() => null))
)"""


class Witness:
    """Notes what no page may do: complain in its console, or ask anybody beyond this machine."""

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self.asked_elsewhere: list[str] = []

    def watch(self, context: BrowserContext) -> None:
        context.on("console", self._heard)
        context.on("weberror", lambda error: self.complaints.append(f"uncaught: {error.error}"))
        context.on("request", self._requested)
        context.on("page", lambda page: page.on("websocket", lambda line: self._asked(line.url)))

    def forgets(self) -> tuple[list[str], list[str]]:
        """Give what was noted, and start with a clean sheet."""
        noted = self.complaints, self.asked_elsewhere
        self.complaints, self.asked_elsewhere = [], []
        return noted

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning", "assert"):
            self.complaints.append(f"{message.type}: {message.text} ({message.location.get('url')})")

    def _requested(self, request: Request) -> None:
        self._asked(request.url)

    def _asked(self, url: str) -> None:
        where = urlparse(url)
        if where.scheme not in WITHOUT_A_HOST and where.hostname not in LOOPBACK:
            self.asked_elsewhere.append(url)


class Window:
    """One person's window of the sandbox's page, in a browser profile of its own.

    What everybody does waits with `wait_for`: an expectation writes the whole page down each time it does not find
    what it looks for.
    """

    def __init__(self, page: Page, name: str, *, plain: bool) -> None:
        self.page = page
        self.name = name
        self.plain = plain
        self.album = Path()
        self._scheme = "light"
        self._camera: CDPSession | None = None

    @classmethod
    def opened(cls, browser: Browser, witness: Witness, address: str, name: str, **how: Any) -> Window:
        """Open a window; `how` makes it another than the plain one.

        Two in one profile would be tabs, and a tab in the background draws nothing and waits for nothing.
        """
        plain = not how
        how.setdefault("viewport", {"width": 1280, "height": 860})
        context = browser.new_context(reduced_motion="reduce", color_scheme="light", **how)
        witness.watch(context)
        window = cls(context.new_page(), name, plain=plain)
        window.goes(address)
        return window

    def goes(self, address: str) -> None:
        self.page.goto(address, wait_until="commit")
        self.page.get_by_role("main").wait_for()

    def closes(self) -> None:
        self.page.context.close()

    def empties(self) -> None:
        """Leave the page and everything it remembers."""
        self.page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        self.page.goto("about:blank")
        self._wants("light")

    # When the workspace is reset, the page draws itself anew. A mark on what is drawn tells before from after.

    def will_start_over(self) -> None:
        self.page.evaluate("() => document.querySelector('.topbar').setAttribute('data-before', '')")

    def has_started_over(self) -> None:
        self.page.locator(".topbar:not([data-before])").wait_for()

    def starts_over(self, name: str, person: str, channel: str) -> None:
        """Wait until the page has started over with the workspace, and go to a person's channel."""
        self.has_started_over()
        if name != self.name:
            self.becomes(name, person)
        self.shows(channel)
        self.page.locator(f'.side-row.current[data-channel="{channel}"]').wait_for()

    def becomes(self, name: str, person: str) -> None:
        """Act as somebody else, as a click on their face does."""
        self.will_start_over()
        self.page.locator(f".rail [data-person={person}]").dispatch_event("click")
        self.has_started_over()
        self.name = name

    def shows(self, fragment: str) -> None:
        """Go to a channel, or to a Home."""
        self.page.evaluate("(fragment) => { location.hash = fragment; }", fragment)

    # Looking

    @property
    def pane(self) -> Locator:
        """The channel or conversation in the middle."""
        return self.page.get_by_role("main")

    @property
    def thread(self) -> Locator:
        return self.page.get_by_role("complementary", name="Thread in")

    @property
    def modal(self) -> Locator:
        """The modal on top."""
        return self.page.locator(".dialog.modal:visible").last

    @property
    def composer(self) -> Locator:
        return self.pane.get_by_role("textbox", name="Message ")

    def message(self, *words: str) -> Locator:
        """The newest message in the middle that says all this."""
        return _saying(self.pane.locator("article"), words)

    def reply(self, *words: str) -> Locator:
        """The newest message in the open thread that says all this."""
        return _saying(self.thread.locator("article"), words)

    def toast(self, words: str) -> Locator:
        return self.page.locator(".toast").filter(has_text=words).last

    def row(self, channel: str) -> Locator:
        """A channel in the side bar."""
        return self.page.get_by_role("navigation", name="Channels").get_by_role("link", name=channel)

    def field(self, label: str) -> Locator:
        """A field of the modal on top, by its label."""
        return self.modal.locator(".input-block").get_by_label(re.compile(rf"^{re.escape(label)}(\s*\(optional\))?$"))

    def block(self, label: str) -> Locator:
        """A field with its label, hint and error."""
        whole = re.compile(rf"^\s*{re.escape(label)}(\s*\(optional\))?\s*$")
        return self.modal.locator(".input-block").filter(has=self.page.locator(".label", has_text=whole))

    def error(self, label: str) -> Locator:
        return self.block(label).locator(".field-error")

    def option(self, words: str) -> Locator:
        return self.page.get_by_role("option", name=words).first

    # Doing

    def opens(self, channel: str) -> None:
        """Click a channel in the side bar."""
        self.row(channel).click()
        self.page.get_by_role("heading", level=1, name=channel).wait_for()

    def says(self, text: str) -> None:
        """Type into the composer and press Enter."""
        self.composer.fill(text)
        self.composer.press("Enter")

    def asks(self, command: str) -> Locator:
        """Type a command that brings up a modal; gives the modal."""
        self.says(command)
        self.modal.wait_for()
        return self.modal

    def presses(self, words: str, on: Locator | None = None) -> None:
        """Press the button with these words, on the modal unless another place is given."""
        (self.modal if on is None else on).get_by_role("button", name=words, exact=True).click()

    def chooses(self, entry: str, on: Locator) -> None:
        """Choose an entry of the overflow menu of a message."""
        on.locator("[data-block]").get_by_role("button", name="More actions").click()
        self.page.get_by_role("menuitem", name=entry).click()

    def fills(self, answers: dict[str, Any]) -> None:
        """Fill fields of the modal on top, by their labels: words to type, or options to pick."""
        for label, answer in answers.items():
            self.fill(label, answer)

    def fill(self, label: str, answer: str | Iterable[str] | bool) -> None:
        if isinstance(answer, bool):
            self.block(label).get_by_role("checkbox").set_checked(answer)
            return
        box = self.field(label)
        if box.get_attribute("role") != "combobox":
            box.fill(str(answer))
        elif box.get_attribute("aria-haspopup") == "dialog":
            box.fill(str(answer))
            box.press("Tab")
        else:
            wanted = [answer] if isinstance(answer, str) else list(answer)
            for words in wanted:
                box.fill(words)
                self.option(words).click()
            if not isinstance(answer, str):
                box.press("Tab")

    def sends(self) -> None:
        """Press the modal's submit button."""
        self.modal.locator("button[type=submit]").click()

    def sends_and_is_done(self) -> None:
        """Press the modal's submit button, and see every modal go."""
        self.sends()
        self.page.locator(".dialog.modal:visible").first.wait_for(state="hidden")

    # Keeping

    def keeps(self, title: str, *, dark: bool = False) -> None:
        """Keep a picture of the window; in dark as well where what it shows stands nowhere else."""
        self.album.mkdir(parents=True, exist_ok=True)
        for scheme in self.schemes if dark else ("light",):
            self.looks(scheme)
            (self.album / f"{title}.{scheme}.png").write_bytes(self._picture())

    def _picture(self) -> bytes:
        """Take a picture as the page stands; packing it tightly would take as long again as all else."""
        self._camera = self._camera or self.page.context.new_cdp_session(self.page)
        taken = self._camera.send("Page.captureScreenshot", {"format": "png", "optimizeForSpeed": True})
        return b64decode(taken["data"])

    @property
    def schemes(self) -> tuple[str, str]:
        """Both schemes, the one that is on before the other: each change draws everything anew."""
        return ("dark", "light") if self._scheme == "dark" else ("light", "dark")

    def looks(self, scheme: str) -> None:
        """Have the system ask for light or dark."""
        if scheme != self._scheme:
            self._wants(scheme)
            self.page.locator(f"html[data-theme={scheme}]").wait_for()
        self.page.evaluate(AT_REST)

    def _wants(self, scheme: str) -> None:
        if scheme != self._scheme:
            self.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
            self._scheme = scheme


def _saying(articles: Locator, words: Iterable[str]) -> Locator:
    for said in words:
        articles = articles.filter(has_text=said)
    return articles.last
