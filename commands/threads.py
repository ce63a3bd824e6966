"""Replies under a card: heard for what they are, and kept where somebody asks for it."""

from commands.escalate import permalink
from policy.errors import NotFound
from views import thread_messages


def register(app):
    app.event("message")(hear)
    app.action(thread_messages.KEEP)(keep)


def is_reply(body, event):
    """Say whether a person wrote this under another message, in a channel that only our own company reads."""
    return bool(
        event.get("thread_ts")
        and event["thread_ts"] != event.get("ts")
        and event.get("subtype") in (None, "thread_broadcast")
        and not event.get("bot_id")
        and "edited" not in event
        and event.get("channel_type") in ("channel", "group")
        and not body.get("is_ext_shared_channel")
    )


def hear(ack, body, event, client, context, desk, key):
    """Take a reply under a card as the answer of whoever it waits for; offer to keep anybody else's."""
    person = context.get("person")
    if person and is_reply(body, event):
        reply = desk.threads.hear(event["channel"], event["thread_ts"], event.get("text") or "", by=person, key=key)
        if reply:
            client.chat_postEphemeral(
                channel=event["channel"],
                user=event["user"],
                thread_ts=event["thread_ts"],
                **thread_messages.heard(reply, event["ts"]).payload(),
            )
    ack()


def keep(ack, action, body, client, desk, person, key, respond):
    """Keep a reply as evidence, as it reads now; only whoever wrote it is asked, and only they can."""
    ref, _, ts = action["value"].partition(" ")
    channel = body["channel"]["id"]
    found = client.conversations_replies(channel=channel, ts=ts, oldest=ts, latest=ts, inclusive=True, limit=2)
    reply = next((one for one in found["messages"] if one["ts"] == ts and one.get("user") == person.slack_id), None)
    if reply is None:
        raise NotFound("That message is gone, so there is nothing to keep.")
    desk.threads.keep(ref, reply["text"], permalink(body, f"{channel} {ts}"), by=person, key=key)
    respond(replace_original=True, **thread_messages.kept(ref).payload())
    ack()
