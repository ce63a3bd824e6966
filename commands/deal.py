"""/deal: register a partner deal, look one up, decide on one."""

from commands import SlashCommand, bring_up, escalate, in_modal, typed_in
from desk.drafts import Draft
from policy.amounts import looks_like_amount, split_money
from policy.names import looks_like_domain
from policy.words import deal_number
from views import deal_form, deal_messages, deal_pages, escalation_messages, form_rules, forms, home

COMMAND = SlashCommand(
    "/deal", "Register a partner deal, or look one up", usage="[acme.com 250k eur | DR-12 | mine | acme | help]"
)


def register(app):
    app.command(COMMAND.name)(answer_command)

    app.view("deal.register")(submit)
    app.view("deal.approve")(submit_approval)
    app.view("deal.decline")(submit_decline)
    app.view("deal.ask")(submit_question)
    app.view("deal.answer")(submit_answer)
    app.view("deal.appeal")(submit_appeal)
    app.view("deal.withdraw")(submit_withdrawal)
    app.view("deal.comment")(submit_comment)
    app.view("deal.reassign")(submit_handover)
    app.view("partner.request")(submit_partner_request)

    app.options(forms.VALUE, matchers=typed_in("partner"))(suggest_partners)
    for field in ("domain", "region", "segment", "motion"):
        app.action({"block_id": field, "action_id": forms.VALUE})(recheck_form)
    app.action("partner.request")(open_partner_request)
    app.action(form_rules.WHY)(explain_fields)
    app.action(home.REGISTER)(open_form)

    app.action(deal_messages.TAKE)(take)
    app.action(deal_messages.APPROVE)(approve)
    app.action(deal_messages.DECLINE)(open_decline)
    app.action(deal_messages.ASK)(open_question)
    app.action(deal_messages.ANSWER)(open_answer)
    app.action(deal_messages.WITHDRAW)(open_withdrawal)
    app.action(deal_messages.APPEAL)(open_appeal)
    app.action(deal_messages.COMMENT)(open_comment)
    app.action(deal_messages.REASSIGN)(open_handover)
    app.action(deal_messages.SEE)(see)
    app.action(deal_messages.MORE)(choose_more)
    app.action(f"{deal_pages.PAGE}.back")(turn_page)
    app.action(f"{deal_pages.PAGE}.on")(turn_page)


def answer_command(ack, body, client, command, desk, person):
    """Do what the words after /deal ask for."""
    text = " ".join(command.get("text", "").split())
    word = text.lower()
    if word == "help":
        ack(**deal_pages.usage().payload())
    elif word == "mine":
        ack(**deal_pages.listing(desk.lookup.search(to=person)).payload())
    elif deal_number(text):
        sight, history = desk.lookup.show(text, to=person)
        client.views_open(trigger_id=body["trigger_id"], view=deal_pages.deal(sight, history, person))
        ack()
    elif (draft := understood(text)) is not None:
        draft = desk.deals.at_home(draft, by=person)
        client.views_open(trigger_id=body["trigger_id"], view=form(desk, draft, person))
        ack()
    else:
        page = desk.lookup.search(to=person, term=text)
        shown = deal_pages.listing(page) if page.total else deal_pages.usage(deal_pages.listing(page).text)
        ack(**shown.payload())


def understood(text):
    """Return the draft that `text` presets: website, amount, currency, customer. None when it is to be searched for."""
    domain = currency = None
    amounts, names = [], []
    for word in text.split():
        figure, code = split_money(word)
        if domain is None and looks_like_domain(word):
            domain = word
        elif code and not figure:
            currency = code
        elif looks_like_amount(figure):
            amounts.append(figure)
            currency = code or currency
        else:
            names.append(word)
    if text and domain is None and (names or not amounts):
        return None
    return Draft(account=" ".join(names) or None, domain=domain, amount=" ".join(amounts) or None, currency=currency)


def form(desk, draft, person):
    return deal_form.register(draft, desk.deals.preflight(draft, by=person), desk.lookup.partner(draft.partner))


def open_form(ack, body, client, desk, person):
    draft = desk.deals.at_home(Draft(), by=person)
    bring_up(body, client, form(desk, draft, person))
    ack()


def suggest_partners(ack, payload, desk):
    """Offer partners while the person types."""
    found = desk.lookup.partners(payload.get("value") or "")
    ack(options=[forms.option(str(partner.id), partner.name).to_dict() for partner in found])


def recheck_form(ack, body, client, desk, person):
    """Show who would get it, by when, and what speaks against it, while the form is being filled."""
    view = body["view"]
    if view["callback_id"] != "deal.register":  # the form of an escalation has a field of the same name
        escalate.recheck_form(ack, body, client, desk, person)
        return
    draft = Draft.of(forms.read(view))
    client.views_update(view_id=view["id"], hash=view["hash"], view=form(desk, draft, person))
    ack()


def submit(ack, view, desk, person, key):
    desk.deals.register(Draft.of(forms.read(view)), by=person, key=key)
    ack(response_action="clear")


def open_partner_request(ack, body, client):
    client.views_push(trigger_id=body["trigger_id"], view=deal_form.request_partner())
    ack()


def explain_fields(ack, action, body, client, desk):
    draft = Draft.of(forms.read(body["view"]))
    rules = desk.lookup.rules(action["value"], segment=draft.segment or "", motion=draft.motion or "")
    bring_up(body, client, form_rules.why("deal.register", deal_form.ALL_LABELS, rules))
    ack()


def submit_partner_request(ack, view, desk, person, key):
    values = forms.read(view)
    desk.partners.request(values.get("name") or "", values.get("website"), by=person, key=key)
    ack()


def see(ack, action, body, client, desk, person):
    show(body, client, desk, person, action["value"])
    ack()


def choose_more(ack, action, body, client, desk, person):
    """Do what was chosen in a card's More menu."""
    what, _, ref = action["selected_option"]["value"].partition(" ")
    if what == deal_messages.COMMENT:
        sight, _ = desk.lookup.show(ref, to=person)
        bring_up(body, client, deal_form.comment(sight))
    elif what == deal_messages.REASSIGN:
        hand_on(body, client, desk, person, ref)
    elif what == escalation_messages.RAISE:
        bring_up(body, client, escalate.form(desk, escalate.understood(ref), person))
    else:
        show(body, client, desk, person, ref)
    ack()


def take(ack, action, body, client, desk, person, key):
    desk.decisions.take(action["value"], by=person, key=key)
    show_again(body, client, desk, person, action["value"])
    ack()


def approve(ack, action, body, client, desk, person, key):
    """Approve at once, or ask for the ruling first when a finding stands against it."""
    sight = desk.decisions.look(action["value"], by=person, to="approve")
    if sight.disputed:
        bring_up(body, client, deal_form.approve(sight, desk.rulings.precedents(sight, to=person)))
    else:
        desk.decisions.approve(sight.ref, by=person, key=key)
        show_again(body, client, desk, person, sight.ref)
    ack()


def open_decline(ack, action, body, client, desk, person):
    sight = desk.decisions.look(action["value"], by=person, to="decline")
    bring_up(body, client, deal_form.decline(sight, desk.lookup.standards(), desk.rulings.precedents(sight, to=person)))
    ack()


def open_question(ack, action, body, client, desk, person):
    sight = desk.decisions.look(action["value"], by=person, to="ask")
    bring_up(body, client, deal_form.ask(sight))
    ack()


def open_answer(ack, action, body, client, desk, person):
    sight = desk.decisions.look(action["value"], by=person, to="answer")
    bring_up(body, client, deal_form.answer(sight, desk.lookup.standards(), deal_form.presets(sight)))
    ack()


def open_withdrawal(ack, action, body, client, desk, person):
    sight = desk.decisions.look(action["value"], by=person, to="withdraw")
    bring_up(body, client, deal_form.withdraw(sight, desk.lookup.standards()))
    ack()


def open_appeal(ack, action, body, client, desk, person):
    bring_up(body, client, deal_form.appeal(desk.appeals.look(action["value"], by=person)))
    ack()


def submit_appeal(ack, view, desk, person, key):
    desk.appeals.appeal(view["private_metadata"], by=person, key=key, evidence=forms.read(view).get("evidence") or "")
    ack(response_action="clear")


def open_comment(ack, action, body, client, desk, person):
    sight, _ = desk.lookup.show(action["value"], to=person)
    bring_up(body, client, deal_form.comment(sight))
    ack()


def open_handover(ack, action, body, client, desk, person):
    hand_on(body, client, desk, person, action["value"])
    ack()


def hand_on(body, client, desk, person, ref):
    sight = desk.decisions.look(ref, by=person, to="reassign")
    people = desk.handover.candidates(ref)
    bring_up(body, client, deal_form.reassign(sight, people))


def submit_handover(ack, view, desk, person, key):
    values = forms.read(view)
    ref = view["private_metadata"]
    desk.handover.reassign(ref, by=person, key=key, to=values.get("to"), note=values.get("note") or "")
    ack(response_action="clear")


def submit_approval(ack, view, desk, person, key):
    desk.decisions.approve(view["private_metadata"], by=person, key=key, note=forms.read(view).get("note") or "")
    ack(response_action="clear")


def submit_decline(ack, view, desk, person, key):
    values = forms.read(view)
    desk.decisions.decline(
        view["private_metadata"], by=person, key=key, reason=values.get("reason"), note=values.get("note") or ""
    )
    ack(response_action="clear")


def submit_question(ack, view, desk, person, key):
    values = forms.read(view)
    desk.decisions.ask(
        view["private_metadata"],
        by=person,
        key=key,
        question=values.get("question") or "",
        fields=deal_form.asked(values),
    )
    ack(response_action="clear")


def submit_answer(ack, view, desk, person, key):
    values = forms.read(view)
    desk.decisions.answer(
        view["private_metadata"], by=person, key=key, answer=values.pop("answer", None) or "", changes=values
    )
    ack(response_action="clear")


def submit_withdrawal(ack, view, desk, person, key):
    values = forms.read(view)
    desk.decisions.withdraw(
        view["private_metadata"], by=person, key=key, reason=values.get("reason"), note=values.get("note") or ""
    )
    ack(response_action="clear")


def submit_comment(ack, view, desk, person, key):
    desk.decisions.comment(view["private_metadata"], by=person, key=key, text=forms.read(view).get("text") or "")
    ack(response_action="clear")


def turn_page(ack, action, body, client, desk, person, respond):
    term, number = deal_pages.turned(action["value"])
    listing = deal_pages.listing(desk.lookup.search(to=person, term=term, page=number))
    if in_modal(body):  # on a Home
        client.views_update(view_id=body["view"]["id"], view=home.look_up(listing))
    else:
        respond(replace_original=True, **listing.payload())
    ack()


def show(body, client, desk, person, ref):
    sight, history = desk.lookup.show(ref, to=person)
    bring_up(body, client, deal_pages.deal(sight, history, person))


def show_again(body, client, desk, person, ref):
    """After a click inside a deal's page, bring that page up to date; a message is edited by its own notice."""
    if in_modal(body):
        sight, history = desk.lookup.show(ref, to=person)
        client.views_update(view_id=body["view"]["id"], view=deal_pages.deal(sight, history, person))
