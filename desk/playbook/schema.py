"""What a playbook may say: each of its files as validated plain values."""

from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    RootModel,
    model_validator,
)

from desk.playbook.problems import choose
from desk.playbook.values import (
    Amounts,
    Answer,
    ChannelId,
    ClockTime,
    Currency,
    DayKey,
    Domain,
    Email,
    Keeper,
    Label,
    Member,
    OpenHours,
    Prose,
    RegionCode,
    RuleCode,
    SlackId,
    Slug,
    Text,
    Title,
    WeekHour,
    Whole,
    Zone,
)
from policy.calendar import Hours
from policy.escalations import Severity
from policy.permissions import Role
from policy.roe import Scope

# The forms that rules may govern, with their fields by block id.
FORMS: Mapping[str, tuple[str, ...]] = {
    "deal.register": (
        "partner", "account", "domain", "region", "segment", "motion", "products", "amount", "currency", "close_on",
        "contact", "evidence", "evidence_on", "tender", "notes",
    ),
    "escalation.raise": ("subject", "severity", "region", "about", "details"),
}  # fmt: skip


def _form_field(value: str) -> str:
    form, _, field = value.rpartition(".")
    if form not in FORMS:
        raise ValueError(f'There is no form "{form}". Write the field like deal.register.tender.')
    if field not in FORMS[form]:
        raise ValueError(f'The form {form} has no field "{field}". {choose(field, FORMS[form])}')
    return value


FormField = Annotated[str, AfterValidator(_form_field)]
MENU = 100  # entries that Slack takes on one menu
TAPS = 12  # entries of a list that is offered inside a message, which holds less than a form


class Part(BaseModel):
    """A table of a playbook file. Keys that are not named here are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Company(Part):
    name: Label
    domains: tuple[Domain, ...] = ()
    hub_channel: ChannelId | None = None
    digest: "WeeklyDigest" = Field(default_factory=lambda: WeeklyDigest())
    brief: "MorningBrief" = Field(default_factory=lambda: MorningBrief())


class WeeklyDigest(Part):
    """When the digests come, and who gets the one over all regions."""

    at: WeekHour = "Monday 08:00"
    head: Member | None = None
    target: Annotated[float, Field(ge=0, le=0.5)] = 0.05


class MorningBrief(Part):
    """When the morning briefs come."""

    at: ClockTime = time(8, 30)


class Region(Part):
    name: Label
    calendar: Slug
    currency: Currency
    amounts: Amounts
    channel: ChannelId | None = None
    leaders_channel: ChannelId | None = None
    digest_at: WeekHour | None = None


class Regions(RootModel[Annotated[dict[RegionCode, Region], Field(min_length=1, max_length=MENU)]]):
    """A table per region."""


class Week(Part):
    """Hours per weekday, None on free days. The field names are what people write."""

    Monday: OpenHours | None = None
    Tuesday: OpenHours | None = None
    Wednesday: OpenHours | None = None
    Thursday: OpenHours | None = None
    Friday: OpenHours | None = None
    Saturday: OpenHours | None = None
    Sunday: OpenHours | None = None

    def weekly(self) -> dict[int, Hours]:
        """Return the hours by weekday, Monday = 0, free days left out."""
        days = (getattr(self, name) for name in Week.model_fields)
        return {weekday: hours for weekday, hours in enumerate(days) if hours}

    @model_validator(mode="after")
    def _is_ever_open(self) -> "Week":
        if not self.weekly():
            raise ValueError("This desk never works. Give at least one weekday hours.")
        return self


class ShortDay(Part):
    name: Text
    hours: OpenHours


class DeskCalendar(Part):
    zone: Zone
    hours: Week
    country: Text | None = None
    subdivision: Text | None = None
    work_on: tuple[str, ...] = ()
    closed: dict[DayKey, Text] = {}
    half_days: dict[DayKey, ShortDay] = {}


class Calendars(Part):
    years_ahead: Annotated[int, Field(strict=True, ge=1, le=20)] = 5
    calendar: dict[Slug, DeskCalendar]


class Choice(Part):
    label: Label
    rule: RuleCode | None = None

    @model_validator(mode="before")
    @classmethod
    def _label_alone(cls, value: Any) -> Any:
        return {"label": value} if isinstance(value, str) else value


class Reason(Choice):
    rule: RuleCode


class Choices(Part):
    segments: Annotated[dict[Slug, Choice], Field(min_length=1, max_length=MENU)]
    motions: Annotated[dict[Slug, Choice], Field(min_length=1, max_length=MENU)]
    products: Annotated[dict[Slug, Choice], Field(min_length=1, max_length=MENU)]
    currencies: Annotated[dict[Currency, Choice], Field(min_length=1, max_length=MENU)]
    decline_reasons: Annotated[dict[Slug, Reason], Field(min_length=1, max_length=MENU)]
    withdraw_reasons: Annotated[dict[Slug, Choice], Field(min_length=1, max_length=MENU)]
    escalation_outcomes: Annotated[dict[Slug, Choice], Field(min_length=1, max_length=MENU)]
    escalation_causes: Annotated[dict[Slug, Choice], Field(min_length=1, max_length=MENU)]
    topics: Annotated[dict[Slug, Choice], Field(min_length=1, max_length=MENU)]
    breach_reasons: Annotated[dict[Slug, Choice], Field(min_length=1, max_length=TAPS)]


class RegionalTarget(Part):
    """What one region does otherwise. What it leaves out is as in the standard."""

    hours: Annotated[float, Field(strict=True, gt=0, le=10_000)] | None = None
    minutes: Whole | None = None
    around_the_clock: Annotated[bool, Field(strict=True)] | None = None
    warn_share: Annotated[float, Field(strict=True, gt=0, le=1)] | None = None

    @property
    def length(self) -> int | None:
        """Return the time allowed, in minutes."""
        return round(self.hours * 60) if self.hours is not None else self.minutes

    @model_validator(mode="after")
    def _one_length(self) -> "RegionalTarget":
        if self.hours is not None and self.minutes is not None:
            raise ValueError("Give hours or minutes, not both.")
        return self


class Target(RegionalTarget):
    regional: dict[RegionCode, RegionalTarget] = Field(default={}, alias="in")

    @model_validator(mode="after")
    def _some_length(self) -> "Target":
        if self.length is None:
            raise ValueError("How long may it take? Add a line such as hours = 8.")
        return self


class DealTargets(Part):
    review: Target
    decision: Target
    answer: Target


class ConflictTargets(Part):
    ruling: Target
    neutral: Target
    executive: Target


class SeverityTargets(Part):
    low: Target
    normal: Target
    high: Target
    urgent: Target


class EscalationTargets(Part):
    acknowledge: SeverityTargets
    resolve: SeverityTargets
    climb: SeverityTargets
    evidence: Target


class RuleTargets(Part):
    question: Target


class InsightTargets(Part):
    answer: Target


class ExceptionTargets(Part):
    decision: Target


class Sla(Part):
    deal: DealTargets
    conflict: ConflictTargets
    exception: ExceptionTargets
    escalation: EscalationTargets
    roe: RuleTargets
    insight: InsightTargets | None = None  # like roe.question where a playbook has none

    def metrics(self) -> dict[str, Target]:
        """Return the targets by the name that clocks go by: `deal.review`, `escalation.resolve.high`."""
        return dict(_targets(self))


def _targets(part: Part, *names: str) -> Iterator[tuple[str, Target]]:
    for name in type(part).model_fields:
        inner = getattr(part, name)
        if isinstance(inner, Target):
            yield ".".join((*names, name)), inner
        elif inner is not None:
            yield from _targets(inner, *names, name)


class Wording(Part):
    """One version of one rule: as the standard, or where a region, segment or motion differs."""

    id: RuleCode
    title: Title
    topic: Slug
    region: RegionCode | None = None
    segment: Slug | None = None
    motion: Slug | None = None
    answer: Answer
    owner: Keeper
    sponsor: Keeper | None = None
    version: Annotated[int, Field(strict=True, ge=1, le=10_000)]
    effective_on: date
    review_by: date
    withdrawn: Annotated[bool, Field(strict=True)] = False
    published_at: AwareDatetime | None = None  # written by an export; what was submitted before does not meet it
    fields: tuple[FormField, ...] = ()
    parameters: dict[str, JsonValue] = {}
    text: Prose

    @property
    def scope(self) -> Scope:
        return self.region or "", self.segment or "", self.motion or ""

    @property
    def name(self) -> str:
        """Return what the rule's file is called: `ROE-3`, `ROE-3.EMEA`."""
        return ".".join(part for part in (self.id, *self.scope) if part)

    @model_validator(mode="after")
    def _review_comes_later(self) -> "Wording":
        if self.review_by <= self.effective_on:
            raise ValueError("The review comes after the day from which the rule holds. Give review_by a later date.")
        return self


class Rules(RootModel[dict[str, Wording]]):
    """Wordings by the names of their files."""


class NoParameters(Part):
    """For rules that have nothing to set."""


class Complete(Part):
    nudge_days: tuple[Annotated[int, Field(strict=True, ge=2, le=60)], ...]


class FirstWins(Part):
    rival_pending: Literal["block", "person"]


class Window(Part):
    days: Whole
    extension_days: Whole
    tender_days: Whole
    reminder_days: tuple[Whole, ...]


class KeepingAlive(Part):
    update_days: Whole


class Appeals(Part):
    appeal_days: Whole
    neutral_seats: tuple[str, ...] = ()


class ExistingCustomers(Part):
    allowed_motions: tuple[str, ...]


class OwnEngagement(Part):
    contact_days: Whole


class Tenders(Part):
    tender: Literal["person", "note"] = "person"


class WhoDecides(Part):
    lead_from: Annotated[int, Field(strict=True, ge=0)] = 0


class AnswerTimes(Part):
    extension_hours: Annotated[tuple[Whole, ...], Field(min_length=1, max_length=12)] = (4, 8, 16, 40)
    nudge_hours: Whole = 4


class Exceptions(Part):
    same_cases: Annotated[int, Field(strict=True, ge=2)]
    within_days: Whole
    decided_by: Literal["lead", "hub", "owner"] = "lead"


class Capacity(Part):
    open_registrations: Whole
    by_tier: dict[str, Whole] = {}


class SmallDeals(Part):
    automatic_up_to: Annotated[int, Field(strict=True, ge=0)] = 0


# The rules that EcoOps itself cites, and what can be set in each. A playbook may have others besides.
CITED: Mapping[str, type[Part]] = {
    **{f"ROE-{number}": NoParameters for number in range(1, 13)},
    "ROE-1": Complete,
    "ROE-2": FirstWins,
    "ROE-3": Window,
    "ROE-4": ExistingCustomers,
    "ROE-8": OwnEngagement,
    "ROE-9": Tenders,
    "ROE-10": WhoDecides,
    "ROE-11": AnswerTimes,
    "ROE-24": Exceptions,
    "ROE-28": Capacity,
    "ROE-29": SmallDeals,
    "ROE-13": KeepingAlive,
    "ROE-15": Appeals,
}


def _role(value: Any) -> Any:
    if value == Role.ADMIN:
        raise ValueError("Administrators are named in the settings (ECOOPS_ADMINS), not here.")
    return value


class Coverage(Part):
    """One role, and where it holds."""

    role: Annotated[Role, BeforeValidator(_role)]
    region: RegionCode | None = None
    segments: tuple[str, ...] = ()
    motions: tuple[str, ...] = ()
    severities: tuple[Severity, ...] = ()


class Person(Part):
    name: Text
    slack_id: SlackId | None = None
    email: Email | None = None
    title: Text | None = None
    zone: Zone | None = None
    home_region: RegionCode | None = None
    roles: tuple[Coverage, ...] = ()

    @model_validator(mode="after")
    def _can_be_recognised(self) -> "Person":
        if not self.slack_id and not self.email:
            raise ValueError("Give a slack_id or an email, so that EcoOps recognises this person.")
        return self


class People(Part):
    person: tuple[Person, ...] = ()
