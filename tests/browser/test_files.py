"""A picture that an app uploads is seen, and heard by those who do not see it."""

import pytest
from playwright.sync_api import expect
from slack_sdk import WebClient

from bot.demo import DEMO
from sandbox import Sandbox
from tests.browser.conftest import Pool
from tests.sandbox.conftest import SEED
from tests.sandbox.kiosk import MANIFEST

PICTURE = DEMO.parents[1] / "docs" / "sandbox.png"


@pytest.mark.usefixtures("witness")
def test_an_uploaded_chart_shows_with_its_alternative_text(pool: Pool) -> None:
    with Sandbox(SEED, MANIFEST) as slack:
        WebClient(slack.bot_token, base_url=slack.api_url).files_upload_v2(
            channel="C0GENERAL", file=str(PICTURE), filename="breaches.png", title="Breaches, 12 weeks",
            alt_txt="Breaches by week: 9 four weeks ago, 4 this week", initial_comment="EMEA, week 47",
        )  # fmt: skip
        window = pool.visit(f"{slack.url}/?as=U0ADA#C0GENERAL", "ada")
        post = window.message("EMEA, week 47")
        shown = post.get_by_role("img", name="Breaches by week: 9 four weeks ago, 4 this week")
        expect(shown).to_be_visible()
        assert shown.evaluate("async (picture) => { await picture.decode(); return picture.naturalWidth; }") > 600
        expect(post).to_contain_text("Breaches, 12 weeks")
        pool.leave(window, keep=True)
