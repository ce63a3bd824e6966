"""Commands, forms, buttons and messages, from a person's hand to a plain Bolt app and back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.request import Request, urlopen

import pytest
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from tests.driver import Closed, Form, Person, Reply, Workspace
from tests.driver.wire import until
from tests.sandbox.kiosk import card, order_form


def last(app: App, **like: Any) -> dict[str, Any]:
    """Give the newest body the app has seen that has these values."""
    seen: list[dict[str, Any]] = app.kiosk_seen
    return next(body for body in reversed(seen) if all(body.get(key) == value for key, value in like.items()))


# Commands


def test_a_command_opens_a_form_with_what_was_typed(kiosk_app: App, ada: Person) -> None:
    form = ada.types("/order tea")
    assert form.title == "Order"
    assert form.submit_label == "Send"
    assert form.field("what").value == "tea"
    assert form.field("what").hint == "One thing at a time"
    assert form.field("when").value == "2026-12-01"
    assert form.field("size").options == ["Small", "Large"]
    assert not form.field("size").required
    assert form.buttons == ["Explain"]


def test_a_command_travels_as_slack_sends_it(kiosk_app: App, ada: Person) -> None:
    ada.types("/order  two  words ", channel="general")
    body = last(kiosk_app, command="/order")
    expected = {
        "team_id": "T0TEST",
        "team_domain": "test-ltd",
        "channel_id": "C0GENERAL",
        "channel_name": "general",
        "user_id": "U0ADA",
        "user_name": "ada",
        "text": "two  words",
        "api_app_id": "A0KIOSK",
        "is_enterprise_install": "false",
    }
    assert body.items() >= expected.items()


def test_a_command_in_a_closed_room_does_not_tell_the_rooms_name(kiosk_app: App, bo: Person) -> None:
    bo.types("/order hidden", channel="secret")
    assert last(kiosk_app, command="/order")["channel_name"] == "privategroup"
    bo.types("/order hidden")
    assert last(kiosk_app, command="/order")["channel_name"] == "directmessage"


def test_a_hidden_answer_is_seen_by_its_reader_only(kiosk_app: App, ada: Person, bo: Person) -> None:
    reply = ada.types("/order hidden", channel="general")
    assert isinstance(reply, Reply)
    assert "Only you see this." in reply.text
    assert reply.buttons == ["Hide"]
    bo.never_sees("Only you see this.", for_=0.1)


def test_an_answer_to_all_is_seen_by_all(kiosk_app: App, ada: Person, bo: Person) -> None:
    ada.post("say", {"channel": "C0GENERAL", "text": "/say tea is ready"})
    assert bo.sees("tea is ready", channel="general").ephemeral is False


def test_an_unknown_command_is_explained_and_never_sent(kiosk_app: App, ada: Person, workspace: Workspace) -> None:
    assert "`/coffee` is not a valid command" in ada.types("/coffee").text
    assert workspace.log("envelope") == []


def test_an_answer_that_slack_refuses_shows_as_a_failed_command(kiosk_app: App, ada: Person) -> None:
    assert ada.types("/bad").text == '/bad failed with the error "invalid_blocks"'


# Forms


def test_a_type_ahead_asks_the_app(kiosk_app: App, ada: Person) -> None:
    form = ada.types("/order").fills(fruit="ap")
    assert form.field("fruit").value == "Apple"
    assert ada.form is not None
    with pytest.raises(AssertionError, match="fruit: the bot suggests nothing for 'Durian'"):
        form.fills(fruit="Durian")
    with pytest.raises(AssertionError, match="size: no 'Huge' among"):
        form.fills(size="Huge")


def test_what_was_typed_stays_when_the_app_changes_the_form(kiosk_app: App, ada: Person) -> None:
    form = ada.types("/order tea").fills(what="green tea", extras=["Ice"], size="Large")
    assert "Large, then." in form.text
    assert form.field("what").value == "green tea"
    assert form.field("extras").value == ["Ice"]
    assert form.field("size").value == "Large"


def test_slack_checks_a_form_before_the_app_sees_it(kiosk_app: App, ada: Person, workspace: Workspace) -> None:
    form = ada.types("/order")
    before = len(workspace.log("envelope"))
    form = form.fills(what=None, when=None).submits()
    assert form.errors == {
        "what": "Please complete this required field.",
        "when": "Please complete this required field.",
    }
    form = form.fills(what="x" * 41, when="2026-12-02").submits()
    assert form.errors == {"what": "Please enter no more than 40 characters."}
    assert len(workspace.log("envelope")) == before


def test_an_order_is_placed(kiosk_app: App, ada: Person, bo: Person) -> None:
    form = ada.types("/order").fills(what="soup", fruit="Banana", size="Small", extras=["Ice", "Straw"])
    assert isinstance(form.submits(), Closed)
    assert ada.form is None
    assert bo.sees("Order: soup", channel="general").buttons == ["Done"]
    assert ada.inbox[-1].text == "You ordered soup."
    view = last(kiosk_app, type="view_submission")["view"]
    values = view["state"]["values"]
    assert values["what"]["value"] == {"type": "plain_text_input", "value": "soup"}
    assert values["fruit"]["value"]["selected_option"]["value"] == "banana"
    assert values["size"]["value"]["selected_option"]["text"]["text"] == "Small"
    assert [option["value"] for option in values["extras"]["value"]["selected_options"]] == ["ice", "straw"]
    assert values["when"]["value"] == {"type": "datepicker", "selected_date": "2026-12-01"}
    assert view["private_metadata"] == "kept"


def test_the_apps_errors_stand_under_their_fields(kiosk_app: App, ada: Person) -> None:
    form = ada.types("/order").fills(what="nothing", size="Small").submits()
    assert form.error("what") == "Order something, for example tea."
    assert form.field("size").value == "Small"
    assert isinstance(form.fills(what="tea").submits(), Closed)


def test_errors_for_a_field_that_is_not_there_are_refused(kiosk_app: App, ada: Person) -> None:
    form = ada.types("/order").fills(what="nonsense")
    answer = ada.post("submit", {"view_id": form.id, "values": form.values})
    assert answer["error"] == "invalid_response_action"
    assert answer["message"] == "We had some trouble connecting. Try again?"
    assert ada.form is not None


def test_an_answer_may_push_update_or_clear(kiosk_app: App, ada: Person) -> None:
    assert ada.types("/order").fills(what="more").submits().title == "Explain 1"
    assert len(ada.state["views"]) == 2
    assert ada.form.closes().title == "Order"
    ada.form.closes()
    assert ada.types("/order").fills(what="other").submits().title == "Explain 7"
    assert len(ada.state["views"]) == 1
    ada.form.closes()
    ada.types("/order").clicks("Explain")
    below = Form(ada, ada.state["views"][0])
    assert isinstance(below.fills(what="all").submits(), Closed)
    assert ada.form is None


def test_the_stack_holds_three(kiosk_app: App, ada: Person, workspace: Workspace) -> None:
    third = ada.types("/order").clicks("Explain").clicks("Further")
    assert third.title == "Explain 2"
    assert [view["title"]["text"] for view in ada.state["views"]] == ["Order", "Explain 1", "Explain 2"]
    assert ada.state["views"][2]["root_view_id"] == ada.state["views"][0]["id"]
    body = {**third.place, "block_id": third.blocks[1]["block_id"], "action_id": "explain.further", "type": "button"}
    ada.post("act", body)
    assert workspace.log("api", name="views.push")[-1]["error"] == "push_limit_reached"


def test_closing_is_told_where_the_app_asked_for_it(kiosk_app: App, ada: Person, workspace: Workspace) -> None:
    ada.types("/order").closes()
    workspace.waits_for_log("ack", "view_closed order.submit")
    assert last(kiosk_app, type="view_closed")["is_cleared"] is False


def test_a_choice_that_was_not_on_offer_is_refused(kiosk_app: App, ada: Person) -> None:
    form = ada.types("/order").fills(what="tea")
    form.values["size"]["value"]["selected_option"] = {"text": {"type": "plain_text", "text": "XXL"}, "value": "xxl"}
    assert ada.post("submit", {"view_id": form.id, "values": form.values})["error"] == "option_not_on_offer"


def test_a_person_cannot_use_anothers_form(kiosk_app: App, ada: Person, bo: Person) -> None:
    form = ada.types("/order tea")
    assert bo.post("submit", {"view_id": form.id, "values": form.values})["error"] == "view_not_found"
    assert bo.form is None


# Triggers and hashes


def unused_trigger(app: App, person: Person) -> str:
    person.types("/order hidden")
    return str(last(app, command="/order")["trigger_id"])


def refused(call: Any, **arguments: Any) -> str:
    with pytest.raises(SlackApiError) as problem:
        call(**arguments)
    return str(problem.value.response["error"])


def test_a_trigger_is_good_once(kiosk_app: App, ada: Person, web: WebClient) -> None:
    trigger = unused_trigger(kiosk_app, ada)
    web.views_open(trigger_id=trigger, view=order_form())
    assert refused(web.views_open, trigger_id=trigger, view=order_form()) == "exchanged_trigger_id"


def test_triggers_and_answers_have_three_seconds(kiosk_app: App, ada: Person, bo: Person, web: WebClient) -> None:
    form = bo.types("/order").fills(what="late")
    trigger = unused_trigger(kiosk_app, ada)
    with ThreadPoolExecutor() as pool:
        submitting = pool.submit(bo.post, "submit", {"view_id": form.id, "values": form.values})
        assert ada.types("/sleep").text == '/sleep failed with the error "operation_timeout"'
    assert refused(web.views_open, trigger_id=trigger, view=order_form()) == "expired_trigger_id"
    assert submitting.result() == {
        "ok": False,
        "error": "operation_timeout",
        "message": "We had some trouble connecting. Try again?",
    }
    assert bo.form.title == "Order"


def test_a_trigger_from_outside_a_modal_pushes_nothing(kiosk_app: App, ada: Person, web: WebClient) -> None:
    trigger = unused_trigger(kiosk_app, ada)
    assert refused(web.views_push, trigger_id=trigger, view=order_form()) == "not_found"


def test_a_stale_hash_is_refused(kiosk_app: App, ada: Person, web: WebClient) -> None:
    view = ada.types("/order").view
    web.views_update(view_id=view["id"], hash=view["hash"], view=order_form(note="first"))
    stale = {"view_id": view["id"], "hash": view["hash"], "view": order_form(note="second")}
    assert refused(web.views_update, **stale) == "hash_conflict"
    assert "first" in ada.form.text


def test_an_external_id_is_taken_once(kiosk_app: App, ada: Person, web: WebClient) -> None:
    named = {**order_form(), "external_id": "order-1"}
    web.views_open(trigger_id=unused_trigger(kiosk_app, ada), view=named)
    again = {"trigger_id": unused_trigger(kiosk_app, ada), "view": named}
    assert refused(web.views_open, **again) == "duplicate_external_id"
    web.views_update(external_id="order-1", view={**named, "title": {"type": "plain_text", "text": "Renamed"}})
    assert ada.form.title == "Renamed"


# Buttons and response URLs


def test_a_button_changes_its_message_for_everybody(kiosk_app: App, ada: Person, bo: Person) -> None:
    ada.types("/order").fills(what="soup").submits()
    seen_by_ada = ada.sees("Order: soup", channel="general")
    after = bo.sees("Order: soup", channel="general").clicks("Done")
    assert after.text == "Served by <@U0BO>."
    assert after.buttons == []
    assert seen_by_ada.waits_for("Served").text == "Served by <@U0BO>."
    body = last(kiosk_app, type="block_actions")
    assert body["container"].items() >= {"type": "message", "channel_id": "C0GENERAL", "is_ephemeral": False}.items()
    assert body["message"]["ts"] == after.ts
    assert body["user"] == {"id": "U0BO", "username": "bo", "name": "bo", "team_id": "T0TEST"}
    assert body["actions"][0].items() >= {"type": "button", "action_id": "card.done", "value": "Done"}.items()
    assert "action_ts" in body["actions"][0]


def test_a_slow_hand_may_press_a_button_that_has_just_gone(kiosk_app: App, ada: Person, bo: Person) -> None:
    ada.types("/order").fills(what="soup").submits()
    old = ada.sees("Order: soup", channel="general")
    bo.sees("Order: soup", channel="general").clicks("Done")
    assert old.buttons == ["Done"]
    assert old.clicks("Done").text == "Served by <@U0ADA>."


def test_an_ephemeral_message_travels_without_its_content(kiosk_app: App, ada: Person) -> None:
    reply = ada.types("/order hidden", channel="general").clicks("Hide")
    assert reply.text == "Hidden."
    body = last(kiosk_app, type="block_actions")
    assert body["container"]["is_ephemeral"] is True
    assert "message" not in body


def test_an_overflow_menu_offers_its_entries(kiosk_app: App, ada: Person, bo: Person, web: WebClient) -> None:
    web.chat_postMessage(channel="C0GENERAL", text="Soup", blocks=card("Soup", "Done"))
    assert ada.sees("Soup").overflow("More", "Archive").text == "Archived for <@U0ADA>."
    bo.never_sees("Archived", for_=0.1)
    assert bo.sees("Soup").clicks("Open form").field("what").value == "from the card"


def test_a_response_url_is_good_five_times(kiosk_app: App, ada: Person) -> None:
    ada.types("/order hidden")
    hook = WebhookClient(last(kiosk_app, command="/order")["response_url"])
    answers = [hook.send(text=f"Answer {n}") for n in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [404]
    assert "used_url" in answers[-1].body
    assert ada.ephemerals[-1].text == "Answer 4"


def test_a_response_url_is_good_for_half_an_hour(kiosk_app: App, ada: Person, workspace: Workspace) -> None:
    ada.types("/order hidden")
    hook = WebhookClient(last(kiosk_app, command="/order")["response_url"])
    workspace.advance(minutes=29)
    assert hook.send(text="Still there?").status_code == 200
    workspace.advance(minutes=2)
    assert "expired_url" in hook.send(text="Too late").body


def test_a_response_url_deletes_and_speaks_up(kiosk_app: App, ada: Person, bo: Person) -> None:
    reply = ada.types("/order hidden", channel="general")
    reply.clicks("Hide")
    hook = WebhookClient(last(kiosk_app, type="block_actions")["response_url"])
    hook.send(text="For all", response_type="in_channel")
    assert bo.sees("For all", channel="general")
    assert hook.send_dict({"delete_original": True}).status_code == 200
    assert reply.is_gone
    assert hook.send_dict({"text": "x", "blocks": [{"type": "marquee"}]}).status_code == 400


# Messages


def test_a_post_with_the_same_client_id_stands_once(web: WebClient, ada: Person, workspace: Workspace) -> None:
    first = web.chat_postMessage(channel="C0GENERAL", text="Once", client_msg_id="6f1a")
    again = web.chat_postMessage(channel="C0GENERAL", text="Once", client_msg_id="6f1a")
    assert again["ts"] == first["ts"]
    assert [post.text for post in ada.channel("general")] == ["Once"]
    assert web.chat_postMessage(channel="U0ADA", text="Once", client_msg_id="6f1a")["ts"] != first["ts"]


def test_a_post_to_a_person_lands_in_their_conversation_with_the_bot(web: WebClient, ada: Person) -> None:
    answer = web.chat_postMessage(channel="U0ADA", text="Psst")
    assert answer["channel"].startswith("D")
    assert ada.inbox[-1].text == "Psst"
    assert web.conversations_open(users="U0ADA")["channel"]["id"] == answer["channel"]


def test_threads_stand_beside_the_channel(web: WebClient, ada: Person) -> None:
    root = web.chat_postMessage(channel="C0GENERAL", text="Root")
    reply = web.chat_postMessage(channel="C0GENERAL", text="Reply", thread_ts=root["ts"])
    web.chat_postMessage(channel="C0GENERAL", text="Loud", thread_ts=reply["ts"], reply_broadcast=True)
    post = ada.sees("Root")
    assert [reply.text for reply in post.thread] == ["Reply", "Loud"]
    assert [post.text for post in ada.channel("general")] == ["Root", "Loud"]
    assert post.message["reply_count"] == 2
    replies = web.conversations_replies(channel="C0GENERAL", ts=root["ts"])["messages"]
    assert [message["text"] for message in replies] == ["Root", "Reply", "Loud"]


def test_an_ephemeral_post_cannot_be_updated(web: WebClient, ada: Person) -> None:
    ts = web.chat_postEphemeral(channel="C0GENERAL", user="U0ADA", text="For you")["message_ts"]
    assert ada.ephemerals[-1].text == "For you"
    assert refused(web.chat_update, channel="C0GENERAL", ts=ts, text="x") == "message_not_found"


def test_only_the_bots_own_words_are_its_to_change(web: WebClient, ada: Person) -> None:
    ts = ada.types("Mine", channel="general").ts
    assert refused(web.chat_update, channel="C0GENERAL", ts=ts, text="x") == "cant_update_message"
    assert refused(web.chat_delete, channel="C0GENERAL", ts=ts) == "cant_delete_message"


def test_history_comes_in_pages_newest_first(web: WebClient) -> None:
    for n in range(5):
        web.chat_postMessage(channel="C0GENERAL", text=f"{n}")
    first = web.conversations_history(channel="C0GENERAL", limit=2)
    assert [message["text"] for message in first["messages"]] == ["4", "3"]
    cursor = first["response_metadata"]["next_cursor"]
    assert [m["text"] for m in web.conversations_history(channel="C0GENERAL", limit=2, cursor=cursor)["messages"]] == [
        "2",
        "1",
    ]


def test_people_read_page_by_page(web: WebClient, ada: Person) -> None:
    for n in range(5):
        web.chat_postMessage(channel="C0GENERAL", text=f"{n}")
    newest = ada.get("messages", channel="C0GENERAL", limit=2)
    assert [message["text"] for message in newest["messages"]] == ["3", "4"]
    assert newest["has_more"]
    older = ada.get("messages", channel="C0GENERAL", limit=10, before=newest["messages"][0]["ts"])
    assert [message["text"] for message in older["messages"]] == ["0", "1", "2"]
    assert not older["has_more"]


def test_unread_and_mentions_are_counted_until_opened(web: WebClient, ada: Person, bo: Person) -> None:
    def counts(person: Person) -> tuple[int, int]:
        room = next(channel for channel in person.channels if channel["name"] == "general")
        return room["unread"], room["mentions"]

    bo.types("good morning", channel="general")
    bo.types("@ada, tea?", channel="general")
    web.chat_postMessage(channel="C0GENERAL", text="<!channel> tea!")
    assert counts(ada) == (3, 2)
    assert counts(bo) == (1, 1)
    ada.opens("general")
    assert counts(ada) == (0, 0)


def test_what_people_type_is_escaped_and_mentions_are_made(ada: Person) -> None:
    post = ada.types("a < b & @bo in #general", channel="general")
    assert post.raw == "a &lt; b &amp; <@U0BO> in <#C0GENERAL|general>"
    assert post.text == "a < b & <@U0BO> in <#C0GENERAL|general>"


def test_people_read_dates_and_links_not_markup(web: WebClient, ada: Person) -> None:
    text = "Due <!date^1795492213^{date_short}|24 Nov>, see <https://x.example|the rule> &amp; &lt;!channel&gt;"
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": text}}]
    web.chat_postMessage(channel="C0GENERAL", text=text, blocks=blocks)
    assert ada.sees("the rule").text == "Due 24 Nov, see the rule & <!channel>"


def test_the_bot_hears_its_own_conversation(kiosk_app: App, ada: Person) -> None:
    ada.types("hello there")
    assert ada.sees("Hello <@U0ADA>.").channel == ada.app_dm
    heard = last(kiosk_app, type="event_callback")
    assert heard["event"]["channel_type"] == "im"
    assert heard["authorizations"][0]["user_id"] == "U0KIOSK"


def test_the_bot_hears_a_mention_and_nothing_else_in_channels(kiosk_app: App, ada: Person) -> None:
    ada.types("hello all", channel="general")
    ada.never_sees("Hello <@U0ADA>", for_=0.2)
    ada.types("hello @kiosk", channel="general")
    assert ada.sees("Hello <@U0ADA>", channel="general")


def test_shortcuts_open_forms(kiosk_app: App, ada: Person, web: WebClient) -> None:
    assert ada.runs_shortcut("order.new").title == "Order"
    web.chat_postMessage(channel="C0GENERAL", text="Noodles")
    form = ada.runs_shortcut("order.this", on=ada.sees("Noodles"))
    assert form.field("what").value == "Noodles"
    assert last(kiosk_app, type="message_action")["channel"] == {"id": "C0GENERAL", "name": "general"}


def test_the_home_tab_is_published_when_opened(kiosk_app: App, ada: Person, bo: Person) -> None:
    home = ada.opens_home()
    assert "Welcome." in home.text
    assert home.clicks("Order").field("what").value == "from home"
    assert bo.state["home"] is None


# People


def test_people_are_told_as_slack_tells_them(web: WebClient) -> None:
    ada = web.users_info(user="U0ADA")["user"]
    assert ada["tz"] == "Europe/Berlin"
    assert ada["profile"]["email"] == "ada@test.example"
    assert web.users_info(user="U0CY")["user"]["is_restricted"] is True
    assert web.users_info(user="U0DEE")["user"]["is_stranger"] is True
    assert web.users_info(user="U0GONE")["user"]["deleted"] is True
    assert web.users_lookupByEmail(email="BO@test.example")["user"]["id"] == "U0BO"
    assert web.auth_test().data.items() >= {"team_id": "T0TEST", "user_id": "U0KIOSK", "bot_id": "B0KIOSK"}.items()
    assert web.team_info()["team"]["name"] == "Test Ltd"
    assert web.conversations_info(channel="C0SHARED")["channel"]["is_ext_shared"] is True
    assert web.conversations_members(channel="C0GENERAL")["members"] == ["U0ADA", "U0BO", "U0CY", "U0KIOSK"]


def test_the_bot_may_join_an_open_channel(web: WebClient, ada: Person) -> None:
    web.conversations_join(channel="C0QUIET")
    web.chat_postMessage(channel="C0QUIET", text="Here I am")
    assert ada.sees("Here I am", channel="quiet")
    assert refused(web.conversations_join, channel="C0SECRET") == "channel_not_found"


def test_a_file_comes_in_three_steps(web: WebClient, ada: Person, slack: Any) -> None:
    web.files_upload_v2(channel="C0GENERAL", content="a,b\n1,2\n", filename="rows.csv", initial_comment="The rows")
    file = ada.sees("The rows", channel="general").files[0]
    assert (file["name"], file["size"], file["mimetype"]) == ("rows.csv", 8, "text/csv")
    assert file["url_private"].startswith(slack.url)


def test_reactions_and_pins(web: WebClient, ada: Person) -> None:
    ts = web.chat_postMessage(channel="C0GENERAL", text="Look")["ts"]
    web.reactions_add(channel="C0GENERAL", timestamp=ts, name="eyes")
    assert refused(web.reactions_add, channel="C0GENERAL", timestamp=ts, name="eyes") == "already_reacted"
    assert ada.sees("Look").message["reactions"] == [{"name": "eyes", "users": ["U0KIOSK"], "count": 1}]
    web.reactions_remove(channel="C0GENERAL", timestamp=ts, name="eyes")
    assert ada.sees("Look").message["reactions"] == []
    web.pins_add(channel="C0GENERAL", timestamp=ts)
    assert refused(web.pins_add, channel="C0GENERAL", timestamp=ts) == "already_pinned"


def test_a_picture_is_shown_once_slack_is_through_with_it(web: WebClient, ada: Person) -> None:
    address = web.files_getUploadURLExternal(filename="a.png", length=3)
    picture = [{"type": "image", "alt_text": "A", "slack_file": {"id": address["file_id"]}}]
    assert refused(web.files_info, file=address["file_id"]) == "file_not_found"
    urlopen(Request(address["upload_url"], data=b"png", method="POST"), timeout=5).close()
    web.files_completeUploadExternal(files=[{"id": address["file_id"]}])
    assert web.files_info(file=address["file_id"])["file"]["mimetype"] == ""
    assert refused(web.chat_postMessage, channel="C0GENERAL", text="A", blocks=picture) == "invalid_blocks"
    assert until(lambda: web.files_info(file=address["file_id"])["file"]["mimetype"] or None, 2) == "image/png"
    web.chat_postMessage(channel="C0GENERAL", text="A", blocks=picture)
