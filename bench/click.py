"""How long from a click or Enter to the rendered answer, in a real browser, with 5,000 messages and 300 deals.

Milliseconds within the page: from the event to the first picture that shows the answer. Once with the channel as it
opens, once after somebody has scrolled through all of its messages and come back to the end. Run with
`python -m bench.click`.
"""

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from bench import running
from bot.demo import quarter, workspace
from bot.manifest import manifest
from sandbox import Sandbox
from tests.browser.chromium import FLAGS, executable
from tests.browser.window import Window, Witness

MESSAGES, TIMES = 5_000, 20
AIM = 150

# Runs `act`, and answers after how many milliseconds there is one more of `wanted` than before, painted.
TIMED = """([act, wanted]) => new Promise((done, failed) => {
    const count = () => document.querySelectorAll(wanted).length;
    const before = count();
    const started = performance.now();
    const look = () => {
        if (count() <= before) return;
        watch.disconnect();
        requestAnimationFrame(() => setTimeout(() => done(performance.now() - started)));
    };
    const watch = new MutationObserver(look);
    watch.observe(document.body, {childList: true, subtree: true, characterData: true});
    setTimeout(() => failed(new Error(`nothing came of ${act}`)), 10_000);
    new Function(act)();
    look();
})"""
ENTER = "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true}))"
ASK = (
    "[...document.querySelectorAll('.pane .message button')].filter((one) => one.textContent === 'Ask…').at(-1).click()"
)


def seed() -> dict[str, Any]:
    """The demo's workspace, in whose desk for EMEA much has been said."""
    planted = workspace(demo=True)
    desk = next(channel for channel in planted["channels"] if channel["id"] == "C0EMEA")
    notes = "Note {}: the customer's board meets again next week."
    desk["messages"] = [
        {"user": "U0JONAS" if number % 5 else "U0MIRA", "text": notes.format(number)} for number in range(MESSAGES)
    ]
    return planted


def commands(window: Window) -> list[float]:
    """Ask for help, and read the answer that only oneself sees."""
    found = []
    for _ in range(TIMES):
        window.composer.fill("/deal help")
        window.composer.focus()
        found.append(float(window.page.evaluate(TIMED, [ENTER, ".pane .message.ephemeral"])))
    return found


def forms(window: Window) -> list[float]:
    """Press a button whose answer is a form."""
    found = []
    for _ in range(TIMES):
        found.append(float(window.page.evaluate(TIMED, [ASK, ".dialog.modal .input-block"])))
        window.page.keyboard.press("Escape")
        window.modal.wait_for(state="detached")
    return found


def scroll_all_in(window: Window) -> None:
    """Load every earlier message into the page."""
    window.page.evaluate(
        """async () => {
            const scroller = document.querySelector('.pane .scroller');
            const button = document.querySelector('.pane .earlier');
            while (!button.hidden) {
                scroller.scrollTop = 0;
                await new Promise((wait) => setTimeout(wait, 30));
            }
            scroller.scrollTop = scroller.scrollHeight;
            await new Promise((wait) => setTimeout(wait, 500));
        }"""
    )


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        Sandbox(seed(), manifest()) as slack,
        sync_playwright() as playwright,
    ):
        file = Path(folder) / "ecoops.db"
        quarter.act(slack, file, until=datetime.now(UTC))
        with running.bot(slack, f"sqlite:///{file}", Path(folder)):
            browser = playwright.chromium.launch(executable_path=executable(), args=FLAGS)
            window = Window.opened(browser, Witness(), f"{slack.url}/?as=U0MIRA#C0EMEA", "mira")
            window.page.get_by_role("button", name="Ask…").last.wait_for()
            print(f"{'milliseconds':48}{'min':>10}{'median':>10}{'max':>10}   (aim: {AIM} at the median)")
            measure(window)
            scroll_all_in(window)
            measure(window)
            browser.close()


def measure(window: Window) -> None:
    shown = window.page.evaluate("() => document.querySelectorAll('.pane .message').length")
    for what, milliseconds in {"button to form": forms(window), "command to answer": commands(window)}.items():
        print(f"{f'{what}, {shown:,} messages in the page':48}{running.spread(milliseconds)}", flush=True)


if __name__ == "__main__":
    main()
