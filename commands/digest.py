"""/digest: what was late in a region, and what is about to be."""

from commands import SlashCommand, bring_up, deal, escalate
from desk.digests.sight import ALL
from policy.weeks import Week
from views import digest, digest_pages, worklist

COMMAND = SlashCommand(
    "/digest",
    "See what was late in a region",
    usage="[emea | all | emea last-week | preview emea | subscribe emea | help]",
)
LAST_WEEK = ("last-week", "lastweek")
OF_A_REGION = ("subscribe", "unsubscribe", "preview")


def register(app):
    app.command(COMMAND.name)(answer_command)
    app.action(worklist.OPEN)(see)
    for way in ("first", "back", "on"):
        app.action(f"{digest.PAGE}.{way}")(turn_page)


def answer_command(ack, command, desk, person):
    """Answer the person who asked, and nobody else."""
    words = command.get("text", "").lower().replace("last week", "last-week").split()
    first = words[0] if words else ""
    named, week, last = read(words)
    if first == "help":
        ack(**digest_pages.usage().payload())
    elif lost := beyond(words, {ALL, *map(str.lower, desk.lookup.standards().regions)}):
        ack(**digest_pages.usage(digest_pages.lost(lost)).payload())
    elif first == "subscribe":
        region = desk.digests.subscribe(second(words), by=person, wanted=True)
        ack(**digest_pages.subscribed(region, desk.preferences.of(person)).payload())
    elif first == "unsubscribe":
        region = desk.digests.subscribe(second(words), by=person, wanted=False)
        ack(**digest_pages.unsubscribed(region).payload())
    elif first == "preview":
        ack(**digest.preview(desk.digests.preview(second(words), to=person)).payload())
    else:
        sight = desk.digests.show(named[0] if named else None, to=person, last_week=last, week=week)
        ack(**digest.shown(sight).payload())


def read(words):
    """Read which region and week are meant: the words that say no week, a week that is named, whether the last is."""
    weeks = [week for word in words if (week := Week.read(word))]
    last = any(word in LAST_WEEK for word in words)
    return [word for word in words if word not in LAST_WEEK and not Week.read(word)], (weeks or [None])[0], last


def beyond(words, known):
    """Return the words that nothing can be done with: what is no region or week, else what follows the first of each.

    A single one that is no region is not among them; the desk answers which regions there are.
    """
    if words and words[0] in OF_A_REGION:
        return words[2:]
    named, _, _ = read(words)
    weeks = [word for word in words if word not in named]
    strange = [word for word in named if word not in known] if len(named) > 1 else []
    return strange or named[1:] + weeks[1:]


def second(words):
    return words[1] if len(words) > 1 else None


def turn_page(ack, action, body, client, desk, person):
    """Show a page of all that is open: over the message at first, then in its place."""
    subject, number = digest_pages.turned(action["value"])
    view = digest_pages.still_open(desk.digests.still_open(subject, to=person, page=number))
    if "view" in body:
        client.views_update(view_id=body["view"]["id"], view=view)
    else:
        client.views_open(trigger_id=body["trigger_id"], view=view)
    ack()


def see(ack, action, body, client, desk, person):
    """Open the record that a line is about, whatever kind it is."""
    ref = action["value"]
    if ref.startswith("RQ"):
        bring_up(body, client, digest_pages.request(desk.digests.request(ref, to=person)))
    else:
        show = escalate.show if ref.startswith("ESC") else deal.show
        show(body, client, desk, person, ref)
    ack()
