"""Being away: the form, what it says afterwards, and the brief for who stands in."""

from datetime import date
from typing import Any

from slack_sdk.models.views import View

from desk.leaving import Away
from desk.people import Member
from desk.sight import Happening
from views import Message, forms
from views.text import clip, named, on, typed

LEAVE, BACK = "absence.leave", "absence.back"


def form(colleague: tuple[str, str] | None = None) -> View:
    """When are you back, and who stands in?"""
    return View(
        type="modal",
        callback_id=LEAVE,
        title="I am away",
        submit="I am away",
        close="Cancel",
        blocks=[
            forms.picked_date("until", "When are you back?", optional=True, hint="Empty: until you say so."),
            forms.typeahead("delegate", "Who stands in?", placeholder="Type a name", chosen=colleague, optional=True),
            forms.small("From now on your registrations and escalations go to them, or to whoever covers it next."),
        ],
    )


def left(away: Away, by: Member | None = None) -> Message:
    """What somebody reads who has just left, or has said so of somebody else."""
    other = by is not None and by.id != away.person.id
    open_end = "until they write `/escalate back`" if other else "until you write `/escalate back`"
    until = f"until {on(away.until)}, and back that morning" if away.until else open_end
    if away.delegate:
        who = f"{named(away.delegate.name)} stands in and has been told."
    else:
        who = "Nobody stands in, so what comes goes to whoever covers it next."
    handed = "".join(f"\n• {typed(said, 200)}" for said in away.handed[:10])
    whom = f"{named(away.person.name)} is" if other else "You are"
    words = f"{whom} away {until}. {who}" + (f"\nHanded on:{handed}" if handed else "")
    return Message(words, [forms.words(clip(words, 2900))])


def marked(happening: Happening) -> Message:
    """Tell somebody that their lead has said that they are away."""
    facts: dict[str, Any] = dict(happening.event.facts)
    until = f" until {on(date.fromisoformat(facts['until']))}" if facts.get("until") else ""
    who = named(happening.actor.name) if happening.actor else "The hub"
    words = f"{who} has noted that you are away{until}. Are you here? Write `/escalate back`."
    return Message(words, [forms.words(words)])


def returned() -> Message:
    words = "Welcome back. What comes from now on comes to you again."
    return Message(words, [forms.words(words)])


def brief(happening: Happening) -> Message:
    """Tell who stands in what there is when somebody leaves, and leads what went on when somebody lost coverage."""
    facts: dict[str, Any] = dict(happening.event.facts)
    who = f"*{named(str(facts.get('name', '')))}*"
    if facts.get("ended"):
        first = f"{who} no longer covers what they did, so what they had open went on. Everybody who got it was told."
        waiting = "Registrations handed on:"
    else:
        until = f" until {on(date.fromisoformat(facts['until']))}" if facts.get("until") else ""
        first = f"{who} is away{until}, and you stand in. What comes for them comes to you."
        waiting = "Registrations that wait with them; take what cannot wait:"
    lines = [first]
    deals, more = facts.get("deals") or [], int(facts.get("more") or 0)
    if deals:
        lines.append(waiting)
        lines += [f"• {typed(str(deal), 120)}" for deal in deals] + ([f"and {more} more"] if more else [])
    if facts.get("escalations"):
        lines.append("Escalations handed on:")
        lines += [f"• {typed(str(said), 200)}" for said in facts["escalations"][:20]]
    words = clip("\n".join(lines), 2900)
    return Message(clip(lines[0], 2900), [forms.words(words)])
