"""/escalate: get something to the right person until somebody answers."""

from commands import SlashCommand, bring_up, in_modal, typed_in
from desk.escalations.drafts import Draft
from policy.away import understood as understand_leave
from policy.words import number_of, reference, whole_number
from views import absence, escalation_form, escalation_messages, escalation_pages, form_rules, forms

COMMAND = SlashCommand(
    "/escalate", "Get an answer from the right person", usage="[what it is about | DR-12 what happened | ESC-7 | mine]"
)


def register(app):
    app.command(COMMAND.name)(answer_command)

    app.view(escalation_messages.RAISE)(submit)
    app.view(escalation_messages.RESOLVE)(submit_resolution)
    app.view(escalation_messages.REASSIGN)(submit_reassignment)
    app.view(escalation_messages.SNOOZE)(submit_snooze)
    for form in OF_ONE_FIELD:
        app.view(form)(submit_field)

    app.view(absence.LEAVE)(submit_leave)
    app.action(absence.LEAVE)(open_leave)
    app.action(absence.BACK)(come_back)

    app.options(forms.VALUE, matchers=typed_in("person", "delegate"))(suggest_colleagues)
    for field in ("severity", "about"):
        app.action({"block_id": field, "action_id": forms.VALUE})(recheck_form)

    app.action(escalation_messages.RAISE)(open_form)
    app.action(escalation_form.WHY)(explain_fields)
    app.action(escalation_messages.ACKNOWLEDGE)(acknowledge)
    app.action(escalation_messages.TAKE)(take)
    for action in BUTTONS:
        app.action(action)(open_of_button)
    app.action(escalation_messages.COMMENT)(open_comment)
    app.action(escalation_messages.SEE)(see)
    app.action(escalation_messages.MORE)(choose_more)
    app.action(escalation_messages.SOURCE)(follow_link)
    app.action(f"{escalation_pages.PAGE}.back")(turn_page)
    app.action(f"{escalation_pages.PAGE}.on")(turn_page)


# What buttons open; the rest of what follows is in the More menu.
BUTTONS = (
    escalation_messages.ASK,
    escalation_messages.ANSWER,
    escalation_messages.RESOLVE,
    escalation_messages.REASSIGN,
    escalation_messages.REOPEN,
    escalation_messages.WITHDRAW,
)

# Forms that a button or an entry of the More menu opens, with the move that is looked at first.
OPENED = {
    escalation_messages.ASK: lambda desk, sight: escalation_form.ask(sight),
    escalation_messages.ANSWER: lambda desk, sight: escalation_form.answer(sight),
    escalation_messages.RESOLVE: lambda desk, sight: escalation_form.resolve(sight, desk.lookup.standards()),
    escalation_messages.REASSIGN: lambda desk, sight: escalation_form.reassign(
        sight, desk.adjusting.desk_people(sight.ref)
    ),
    escalation_messages.REOPEN: lambda desk, sight: escalation_form.reopen(sight),
    escalation_messages.WITHDRAW: lambda desk, sight: escalation_form.withdraw(sight),
    escalation_messages.SNOOZE: lambda desk, sight: escalation_form.snooze(sight),
    escalation_messages.SEVERITY: lambda desk, sight: escalation_form.severity(sight),
    escalation_messages.LINK: lambda desk, sight: escalation_form.link(sight),
    escalation_messages.ADD: lambda desk, sight: escalation_form.add(sight),
}

# Forms of one field: its name, which is the argument's, and what is done with it.
OF_ONE_FIELD = {
    escalation_messages.ASK: ("question", lambda desk: desk.evidence.ask),
    escalation_messages.ANSWER: ("answer", lambda desk: desk.evidence.answer),
    escalation_messages.REOPEN: ("reason", lambda desk: desk.handling.reopen),
    escalation_messages.WITHDRAW: ("reason", lambda desk: desk.handling.withdraw),
    escalation_messages.COMMENT: ("text", lambda desk: desk.adjusting.comment),
    escalation_messages.SEVERITY: ("severity", lambda desk: desk.adjusting.raise_severity),
    escalation_messages.LINK: ("about", lambda desk: desk.adjusting.link),
    escalation_messages.ADD: ("person", lambda desk: desk.adjusting.add),
}


def answer_command(ack, body, client, command, desk, person, key):
    """Do what the words after /escalate ask for."""
    text = " ".join(command.get("text", "").split())
    word = text.lower()
    if word == "help":
        ack(**escalation_pages.usage().payload())
    elif word == "mine":
        ack(**escalation_pages.listing(desk.escalations.mine(to=person)).payload())
    elif word == "away":
        client.views_open(trigger_id=body["trigger_id"], view=absence.form())
        ack()
    elif word.startswith("away "):
        leave = understand_leave(text[5:], desk.absences.today(person))
        away = desk.absences.leave(by=person, key=key, until=leave.until, covers=leave.covers, who=leave.who)
        ack(**absence.left(away, by=person).payload())
    elif word == "back":
        desk.absences.back(by=person, key=key)
        ack(**absence.returned().payload())
    elif number_of("ESC", text):
        sight, history = desk.escalations.show(text, to=person)
        client.views_open(trigger_id=body["trigger_id"], view=escalation_pages.escalation(sight, history, person))
        ack()
    else:
        client.views_open(trigger_id=body["trigger_id"], view=form(desk, understood(text), person))
        ack()


def understood(text):
    """Return the draft that `text` presets: the deal or rule it starts with, then the subject."""
    first, _, rest = text.partition(" ")
    found = reference(first)
    if found and found[0] in ("DR", "ROE"):
        return Draft(about=f"{found[0]}-{found[1]}", subject=rest or None)
    return Draft(subject=text or None)


def form(desk, draft, person, origin=""):
    draft = desk.escalations.at_home(draft, by=person)
    return escalation_form.raise_(draft, desk.escalations.preflight(draft, by=person), origin)


def suggest_colleagues(ack, payload, desk):
    """Offer colleagues while the person types."""
    found = desk.escalations.colleagues(payload.get("value") or "")
    ack(options=[forms.option(str(colleague.id), colleague.name).to_dict() for colleague in found])


def open_form(ack, action, body, client, desk, person):
    """Escalate what a button stands beside."""
    bring_up(body, client, form(desk, understood(action.get("value") or ""), person))
    ack()


def explain_fields(ack, action, body, client, desk):
    rules = desk.lookup.rules(action["value"])
    bring_up(body, client, form_rules.why("escalation.raise", escalation_form.LABELS, rules))
    ack()


def recheck_form(ack, body, client, desk, person):
    """Show who is asked and by when, and what is open already, while the form is being filled."""
    view = body["view"]
    if view["callback_id"] == escalation_messages.RAISE:
        shown = form(desk, Draft.of(forms.read(view)), person, view["private_metadata"])
        client.views_update(view_id=view["id"], hash=view["hash"], view=shown)
    ack()


def submit(ack, body, view, desk, person, key):
    draft = Draft.of(forms.read(view))
    desk.escalations.raise_(draft, by=person, key=key, permalink=permalink(body, view["private_metadata"]))
    ack(response_action="clear")


def permalink(body, origin):
    """Return the address of the message that a form was opened from: its channel and time, as `C0DEALS 176.0001`."""
    channel, _, ts = origin.partition(" ")
    number = ts.replace(".", "")
    if not (channel.isalnum() and number.isdigit() and channel.isascii() and number.isascii()):
        return ""
    return f"https://{body['team']['domain']}.slack.com/archives/{channel}/p{number}"


def acknowledge(ack, action, body, client, desk, person, key):
    desk.handling.acknowledge(action["value"], by=person, key=key)
    show_again(body, client, desk, person, action["value"])
    ack()


def take(ack, action, body, client, desk, person, key):
    desk.handling.take(action["value"], by=person, key=key)
    show_again(body, client, desk, person, action["value"])
    ack()


def open_of_button(ack, action, body, client, desk, person):
    open_of(action["action_id"], action["value"], body, client, desk, person)
    ack()


def open_of(action, ref, body, client, desk, person):
    """Open the form of a move, unless the person may not make it or somebody was faster."""
    sight = desk.handling.look(ref, by=person, to=action.removeprefix("escalation."))
    bring_up(body, client, OPENED[action](desk, sight))


def open_comment(ack, action, body, client, desk, person):
    sight, _ = desk.escalations.show(action["value"], to=person)
    bring_up(body, client, escalation_form.comment(sight))
    ack()


def see(ack, action, body, client, desk, person):
    show(body, client, desk, person, action["value"])
    ack()


def choose_more(ack, action, body, client, desk, person):
    """Do what was chosen in a card's More menu."""
    what, _, ref = action["selected_option"]["value"].partition(" ")
    if what in OPENED:
        open_of(what, ref, body, client, desk, person)
    else:
        show(body, client, desk, person, ref)
    ack()


def follow_link(ack):
    """Slack opens the link; there is nothing to do."""
    ack()


def submit_resolution(ack, view, desk, person, key):
    values = forms.read(view)
    desk.handling.resolve(
        view["private_metadata"],
        by=person,
        key=key,
        outcome=values.get("outcome"),
        cause=values.get("cause"),
        answer=values.get("answer") or "",
        learning=values.get("learning") or "",
    )
    ack(response_action="clear")


def submit_reassignment(ack, view, desk, person, key):
    values = forms.read(view)
    desk.handling.reassign(
        view["private_metadata"], by=person, key=key, person=values.get("person"), note=values.get("note") or ""
    )
    ack(response_action="clear")


def submit_field(ack, view, desk, person, key):
    """Do what a form of one field is for."""
    field, deed = OF_ONE_FIELD[view["callback_id"]]
    deed(desk)(view["private_metadata"], by=person, key=key, **{field: forms.read(view).get(field) or ""})
    ack(response_action="clear")


def submit_snooze(ack, view, desk, person, key):
    minutes = whole_number(forms.read(view).get("minutes")) or 0
    desk.adjusting.snooze(view["private_metadata"], by=person, key=key, minutes=minutes)
    ack(response_action="clear")


def open_leave(ack, body, client):
    bring_up(body, client, absence.form())
    ack()


def submit_leave(ack, view, desk, person, key):
    values = forms.read(view)
    desk.absences.leave(by=person, key=key, until=values.get("until"), delegate=values.get("delegate"))
    ack(response_action="clear")


def come_back(ack, desk, person, key):
    desk.absences.back(by=person, key=key)
    ack()


def turn_page(ack, action, desk, person, respond):
    page = desk.escalations.mine(to=person, page=whole_number(action["value"]) or 1)
    respond(replace_original=True, **escalation_pages.listing(page).payload())
    ack()


def show(body, client, desk, person, ref):
    sight, history = desk.escalations.show(ref, to=person)
    bring_up(body, client, escalation_pages.escalation(sight, history, person))


def show_again(body, client, desk, person, ref):
    """After a click inside an escalation's page, bring that page up to date."""
    if in_modal(body):
        sight, history = desk.escalations.show(ref, to=person)
        client.views_update(view_id=body["view"]["id"], view=escalation_pages.escalation(sight, history, person))
