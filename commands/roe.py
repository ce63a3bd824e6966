"""/roe: ask the rules of engagement, look at an account before registering it, answer what no rule says."""

import re

from commands import SlashCommand, bring_up, rule_keeping
from commands import deal as deals
from commands import escalate as escalations
from desk.escalations.drafts import Draft as Escalation
from policy.errors import Refused
from views import checks, drift, forms, questions, rule_answers, rule_pages

COMMAND = SlashCommand(
    "/roe", "Ask the rules of engagement", usage="[your question | check acme.com | ROE-5 | gaps | help]"
)
_RULE = re.compile(r"roe[-\s]?\d+(\.[\w-]+)*( v\d+)?( in .+)?", re.IGNORECASE)


def register(app):
    app.command(COMMAND.name)(answer_command)

    app.action(rule_answers.SHOW)(show_rule)
    app.action(rule_answers.TOPIC)(show_topic)
    app.action(rule_answers.HELPED)(note_help)
    app.action(rule_answers.MISSED)(ask_someone)
    app.action(rule_answers.SHARE)(share)

    app.action(checks.REGISTER)(open_registration)
    app.action(checks.WATCH)(watch)
    app.action(checks.ASK)(ask_about_account)

    app.action(checks.ESCALATE)(open_escalation)

    app.action(questions.ANSWER)(open_answer)
    app.view(questions.ANSWER)(submit_answer)
    app.action(questions.ADD)(open_addition)
    app.view(questions.ADD)(submit_addition)
    app.action(questions.WITHDRAW)(withdraw)


def answer_command(ack, body, client, command, desk, person, key):
    """Do what the words after /roe ask for."""
    text = " ".join(command.get("text", "").split())
    word, _, rest = text.partition(" ")
    if form := form_for(word.lower(), rest, desk, person):
        bring_up(body, client, form)
        return ack()
    match word.lower():
        case "help":
            shown = rule_answers.usage()
        case "drift" if not rest:
            shown = drift.report(desk.drift.report(by=person))
        case "gaps" if not rest:
            shown = questions.gaps(desk.questions.gaps(by=person))
        case "check" if rest:
            shown = checks.checked(desk.checks.check(rest, by=person, key=key))
        case "" | "topics":
            shown = rule_answers.topics(*desk.answers.topics(text, by=person))
        case "in":
            shown = rule_answers.topics(*desk.answers.topics(text, by=person))
        case _ if _RULE.fullmatch(text):
            shown = rule_answers.found(desk.answers.rule(text, by=person, key=key))
        case _:
            shown = rule_answers.found(desk.answers.ask(text, by=person, key=key))
    return ack(**shown.payload())


def form_for(word, rest, desk, person):
    """Return the form that a command opens, None when its words are a question."""
    if word == "propose" and _RULE.fullmatch(rest):
        return rule_keeping.proposal_form(desk, person, rest)
    if word == "exception" and rule_keeping.names_a_case(rest):
        return rule_keeping.exception_form(desk, person, rest)
    return None


def show_rule(ack, action, body, client, desk, person):
    bring_up(body, client, rule_pages.rule(desk.answers.look(action["value"], by=person)))
    ack()


def show_topic(ack, action, body, client, desk, person):
    standards, _, rules = desk.answers.topics("", by=person)
    topic = action["value"]
    bring_up(body, client, rule_pages.topic(standards, topic, rules.get(topic, ())))
    ack()


def note_help(ack, action, desk, person, key, respond):
    found = desk.answers.helped(action["value"], by=person, key=key)
    respond(replace_original=True, **rule_answers.found(found).payload())
    ack()


def ask_someone(ack, action, desk, person, key, respond):
    """The answer did not answer it: whoever keeps the rule is asked."""
    found = desk.answers.missed(action["value"], by=person, key=key)
    respond(replace_original=True, **rule_answers.found(found).payload())
    ack()


def share(ack, action, body, client, desk, person, respond):
    """Show an answer to everybody in the channel, unless another company reads along there."""
    if body["channel"]["id"].startswith("D"):
        raise Refused("Here it would reach nobody new. Type `/roe` and your question in a channel, and share it there.")
    room = client.conversations_info(channel=body["channel"]["id"])["channel"]
    if room.get("is_ext_shared") or room.get("is_pending_ext_shared"):
        raise Refused("Another company reads along in this channel, and rules stay with us. Share it somewhere else.")
    found = desk.answers.again(action["value"], by=person)
    respond(response_type="in_channel", replace_original=False, **rule_answers.shared(found, person.name).payload())
    ack()


def open_registration(ack, action, body, client, desk, person):
    """Open the registration form with what was looked at."""
    draft = desk.deals.at_home(desk.checks.draft(action["value"], by=person), by=person)
    bring_up(body, client, deals.form(desk, draft, person))
    ack()


def watch(ack, action, desk, person, key, respond):
    checked = desk.checks.watch(action["value"], by=person, key=key)
    respond(replace_original=True, **checks.checked(checked).payload())
    ack()


def ask_about_account(ack, action, desk, person, key, respond):
    sight = desk.checks.ask(action["value"], by=person, key=key)
    respond(replace_original=False, **questions.asked(sight, "I have asked.").payload())
    ack()


def open_escalation(ack, action, body, client, desk, person):
    """Open the escalation form about the account that was looked at and the rule that stands in the way."""
    checked = desk.checks.again(action["value"], by=person)
    rule = checked.answer.rule.code
    draft = Escalation(subject=f"May we work {checked.domain}?", region=checked.lookup.region, about=rule)
    bring_up(body, client, escalations.form(desk, draft, person))
    ack()


def open_answer(ack, action, body, client, desk, person):
    bring_up(body, client, questions.answer_form(desk.questions.to_answer(action["value"], by=person)))
    ack()


def submit_answer(ack, view, desk, person, key):
    values = forms.read(view)
    desk.questions.answer(
        view["private_metadata"],
        by=person,
        key=key,
        answer=values.get("answer") or "",
        change=bool(values.get("change")),
    )
    ack(response_action="clear")


def open_addition(ack, action, body, client, desk, person):
    bring_up(body, client, questions.add_form(desk.questions.look(action["value"], by=person)))
    ack()


def submit_addition(ack, view, desk, person, key):
    text = forms.read(view).get("text") or ""
    desk.questions.add(view["private_metadata"], by=person, key=key, text=text)
    ack(response_action="clear")


def withdraw(ack, action, body, desk, person, key, respond):
    desk.questions.withdraw(action["value"], by=person, key=key)
    if body["container"].get("is_ephemeral"):  # the receipt is edited by its own notice
        sight = desk.questions.look(action["value"], by=person)
        respond(replace_original=True, **questions.asked(sight, "").payload())
    ack()
