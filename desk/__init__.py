"""Does: the use cases. One public method is one transaction; nothing is posted from inside it."""

from desk.appeals import Appeals
from desk.auditor import Auditor
from desk.books import Books
from desk.breaches import Breaches
from desk.deals import Deals
from desk.decisions import Decisions
from desk.digests import Digests
from desk.escalations import Adjusting, Escalations, Evidence, Handling
from desk.extensions import Extensions
from desk.handover import Handover
from desk.home import Homes
from desk.home.briefs import Briefs
from desk.keeping import Drift, Exceptions, Proposals, Readings
from desk.leaving import Absences
from desk.letters import Letters
from desk.lookup import Lookup
from desk.partners import Partners
from desk.people import People
from desk.playbook import Playbooks
from desk.preferences import Preferences
from desk.rules import Answers, Checks, Questions
from desk.rulings import Rulings
from desk.standards import Now
from desk.threads import Threads
from desk.ticking import Timers
from store import Store


class Desk:
    """What listeners, jobs and the command line ask to have done. `now` gives the time, aware, in UTC."""

    def __init__(self, store: Store, now: Now) -> None:
        self.store, self.now = store, now
        self.people = People(store, now)
        self.deals = Deals(store, now)
        self.decisions = Decisions(store, now)
        self.handover = Handover(store, now)
        self.breaches = Breaches(store, now)
        self.escalations = Escalations(store, now)
        self.handling = Handling(store, now)
        self.evidence = Evidence(store, now)
        self.adjusting = Adjusting(store, now)
        self.extensions = Extensions(store, now)
        self.absences = Absences(store, now)
        self.appeals = Appeals(store, now)
        self.rulings = Rulings(store, now)
        self.threads = Threads(store, now)
        self.timers = Timers(store, now)
        self.auditor = Auditor(store, now)
        self.lookup = Lookup(store, now)
        self.partners = Partners(store, now)
        self.drift = Drift(store, now)
        self.exceptions = Exceptions(store, now)
        self.proposals = Proposals(store, now)
        self.readings = Readings(store, now)
        self.answers = Answers(store, now)
        self.checks = Checks(store, now)
        self.questions = Questions(store, now)
        self.digests = Digests(store, now)
        self.letters = Letters(store, now)
        self.home = Homes(store, now)
        self.briefs = Briefs(store, now)
        self.books = Books(store, now)
        self.preferences = Preferences(store, now)
        self.playbook = Playbooks(store, now)
