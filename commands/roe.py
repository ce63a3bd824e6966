"""/roe: ask the rules of engagement, look at an account before registering it, answer what no rule says."""

from commands import SlashCommand, bring_up, in_modal, rule_keeping
from commands import deal as deals
from commands import escalate as escalations
from desk.escalations.drafts import Draft as Escalation
from policy.errors import Refused
from policy.words import rule_name
from views import checks, drift, form_rules, forms, home, questions, rule_answers, rule_pages

COMMAND = SlashCommand(
    "/roe", "Ask the rules of engagement", usage="[your question | check acme.com | ROE-5 | gaps | help]"
)
# What follows `check` and is no account but the rest of a question.
_ASKING = ("if", "whether", "that", "what", "who", "whose", "when", "where", "which", "why", "how", "with", "for")
_LONGEST_NAME = 8  # words of a customer's name with a partner and a region


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
    app.action(checks.SHARE)(share_check)

    app.action(questions.ANSWER)(open_answer)
    app.view(questions.ANSWER)(submit_answer)
    app.action(questions.ADD)(open_addition)
    app.view(questions.ADD)(submit_addition)
    app.action(questions.WITHDRAW)(withdraw)


def answer_command(ack, body, client, command, desk, person, key):
    """Do what the words after /roe ask for. A first word is a command where what follows fits it, else a question's."""
    text = " ".join(command.get("text", "").split())
    word, _, rest = text.partition(" ")
    if form := form_for(word.lower(), rest, desk, person):
        bring_up(body, client, form)
        return ack()
    match word.lower():
        case "help" if not rest:
            shown = rule_answers.usage()
        case "propose" if not rest:
            shown = rule_answers.usage_of("Which rule should change?", "/roe propose ROE-4")
        case "check" if not rest:
            shown = rule_answers.usage_of("Which account?", "/roe check acme.com", "/roe check acme.com with Northwind")
        case "check" if names_account(rest):
            shown = checks.checked(desk.checks.check(rest, by=person, key=key))
        case "drift" if not rest:
            shown = drift.report(desk.drift.report(by=person))
        case "drift" if region := desk.answers.region(rest.removeprefix("in ")):
            shown = drift.report(desk.drift.report(by=person), region)
        case "gaps" if not rest:
            shown = questions.gaps(desk.questions.gaps(by=person))
        case "" | "topics" if not rest:
            shown = rule_answers.topics(*desk.answers.topics("", by=person))
        case "in" | "topics" if region := desk.answers.region(rest.removeprefix("in ")):
            shown = rule_answers.topics(*desk.answers.topics(region, by=person))
        case _ if names_rule(text):
            shown = rule_answers.found(desk.answers.rule(text, by=person, key=key))
        case _:
            shown = rule_answers.found(desk.answers.ask(text, by=person, key=key))
    return ack(**shown.payload())


def form_for(word, rest, desk, person):
    """Return the form that a command opens, None when its words are a question."""
    if word == "propose" and names_rule(rest):
        return rule_keeping.proposal_form(desk, person, rest)
    if word == "exception" and rule_keeping.names_a_case(rest):
        return rule_keeping.exception_form(desk, person, rest)
    return None


def names_rule(words):
    """Say whether `words` are a rule's name, perhaps with a region, and nothing else."""
    return rule_name(words.lower().partition(" in ")[0]) is not None


def names_account(words):
    """Say whether `words` can be an account to look at, rather than the rest of a question."""
    first = words.lower().split()
    return not words.endswith("?") and first[0] not in _ASKING and len(first) <= _LONGEST_NAME


def show_rule(ack, action, body, client, desk, person):
    """Show a rule's page, in place of the rule's page it was opened from."""
    under = body["view"]["callback_id"] if in_modal(body) else ""
    beside_form = under in (form_rules.WHY, rule_pages.BESIDE)
    page = rule_pages.rule(desk.answers.look(action["value"], by=person), beside_form=beside_form)
    if under in (rule_pages.PAGE, rule_pages.BESIDE):
        client.views_update(view_id=body["view"]["id"], view=page)
    else:
        bring_up(body, client, page)
    ack()


def show_topic(ack, action, body, client, desk, person):
    region, _, topic = action["value"].rpartition(".")
    standards, _, rules = desk.answers.topics(region, by=person)
    bring_up(body, client, rule_pages.topic(standards, topic, rules.get(topic, ())))
    ack()


def put_back(body, client, respond, in_message, in_form):
    """Show what became of a click where it was made: in the message, or in the form that looks things up on a Home."""
    if in_modal(body):
        client.views_update(view_id=body["view"]["id"], view=home.look_up(in_form))
    else:
        respond(replace_original=True, **in_message.payload())


def note_help(ack, action, body, client, desk, person, key, respond):
    found = desk.answers.helped(action["value"], by=person, key=key)
    put_back(body, client, respond, rule_answers.found(found), rule_answers.looked_up(found))
    ack()


def ask_someone(ack, action, body, client, desk, person, key, respond):
    """The answer did not answer it: whoever keeps the rule is asked."""
    found = desk.answers.missed(action["value"], by=person, key=key)
    put_back(body, client, respond, rule_answers.found(found), rule_answers.looked_up(found))
    ack()


def share(ack, action, body, client, desk, person, respond):
    """Show an answer to everybody in the channel, unless another company reads along there."""
    check_may_share(body, client)
    shown = rule_answers.shared(desk.answers.again(action["value"], by=person), person.name)
    respond(response_type="in_channel", replace_original=False, **shown.payload())
    ack()


def share_check(ack, action, body, client, desk, person, respond):
    """Show in the channel what stands on an account, as far as anybody may know it."""
    check_may_share(body, client)
    shown = checks.shared(desk.checks.for_everybody(action["value"], by=person), person.name)
    respond(response_type="in_channel", replace_original=False, **shown.payload())
    ack()


def check_may_share(body, client):
    if body["channel"]["id"].startswith("D"):
        raise Refused("Here it would reach nobody new. Type the same `/roe` in a channel, and share it there.")
    room = client.conversations_info(channel=body["channel"]["id"])["channel"]
    if room.get("is_ext_shared") or room.get("is_pending_ext_shared"):
        raise Refused("Another company reads along in this channel, and rules stay with us. Share it somewhere else.")


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


def withdraw(ack, action, body, client, desk, person, key, respond):
    desk.questions.withdraw(action["value"], by=person, key=key)
    if in_modal(body) or body["container"].get("is_ephemeral"):  # the receipt is edited by its own notice
        shown = questions.asked(desk.questions.look(action["value"], by=person), "")
        put_back(body, client, respond, shown, shown)
    ack()
