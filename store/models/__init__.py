"""The entities. desk alone changes them; views read them."""

import store.columns  # noqa: F401  (first: how constraints are named must be known before the first table)
from store.models.books import Account, AccountDomain, Partner
from store.models.deals import Conflict, Deal, DealProduct, Protection
from store.models.delivery import Card, Inbox, Lane, Notice, NoticeState
from store.models.digests import Attachment, Digest, DigestKind, Mention, Stage, Subscription
from store.models.escalations import Absence, Escalation, EscalationAsk, EscalationFollower
from store.models.home import Home
from store.models.lookups import RuleLookup, Watch
from store.models.people import Person, RoleGrant
from store.models.playbook import (
    BusinessDay,
    BusinessHours,
    Choice,
    Company,
    PlaybookRun,
    Region,
    RegionalCalendar,
    RuleVersion,
    SlaTarget,
)
from store.models.preferences import HeldNews, Preference, QuietHours
from store.models.reading import RuleReading
from store.models.records import AuditEvent, ClockChange, SlaClock
from store.models.requests import Request
from store.models.rulings import Ruling
from store.models.timers import Timer

__all__ = [
    "Absence",
    "Account",
    "AccountDomain",
    "Attachment",
    "AuditEvent",
    "BusinessDay",
    "BusinessHours",
    "Card",
    "Choice",
    "ClockChange",
    "Company",
    "Conflict",
    "Deal",
    "DealProduct",
    "Digest",
    "DigestKind",
    "Escalation",
    "EscalationAsk",
    "EscalationFollower",
    "HeldNews",
    "Home",
    "Inbox",
    "Lane",
    "Mention",
    "Notice",
    "NoticeState",
    "Partner",
    "Person",
    "PlaybookRun",
    "Preference",
    "Protection",
    "QuietHours",
    "Region",
    "RegionalCalendar",
    "Request",
    "RoleGrant",
    "RuleLookup",
    "RuleReading",
    "RuleVersion",
    "Ruling",
    "SlaClock",
    "SlaTarget",
    "Stage",
    "Subscription",
    "Timer",
    "Watch",
]
