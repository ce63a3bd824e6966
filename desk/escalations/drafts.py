"""What a person typed into the escalation form, checked and turned into values."""

from dataclasses import dataclass, fields
from typing import Any

from desk.escalations.sight import title_of
from desk.people import Member
from desk.standards import Standards
from policy.errors import InvalidForm
from policy.escalations import Severity
from policy.folding import words_of
from policy.permissions import Act
from policy.words import reference
from store import Work
from store.models import Deal, Region

LONGEST = {"subject": 150, "details": 2000}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The form `escalation.raise` as typed: every field by its block_id, None when left empty."""

    subject: str | None = None
    severity: str | None = None
    region: str | None = None
    about: str | None = None  # DR-12, ROE-5 or nothing
    details: str | None = None

    @classmethod
    def of(cls, values: dict[str, Any]) -> "Draft":
        """Take from a form's values what is a field of a draft."""
        return cls(**{f.name: values[f.name] for f in fields(cls) if values.get(f.name) is not None})


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A draft whose every field has a value the desk can work with."""

    subject: str
    severity: Severity
    region: Region
    about: str
    deal: Deal | None
    details: str

    @property
    def key(self) -> str:
        return subject_key(self.subject)


def subject_key(subject: str) -> str:
    """Fold a subject, so that the same thing said twice is recognised."""
    return " ".join(words_of(subject)) or subject.strip()


def check(work: Work, standards: Standards, draft: Draft, *, by: Member) -> Checked:
    """Return the draft's values. Raises InvalidForm with one sentence for every field that needs another value."""
    wrong: dict[str, str] = {}
    subject = " ".join((draft.subject or "").split())
    if not subject:
        wrong["subject"] = "Say in a line what it is about, for example: two partners claim Acme."
    details = (draft.details or "").strip()
    for name, text in (("subject", subject), ("details", details)):
        if len(text) > LONGEST[name]:
            wrong[name] = f"Keep this under {LONGEST[name]:,} characters; it has {len(text):,}."
    if draft.severity not in set(Severity):
        wrong["severity"] = "Choose how severe it is from the list."
    region = standards.regions.get(draft.region or "")
    if region is None or not region.active:
        wrong["region"] = f"Choose the region: {', '.join(r.code for r in standards.open_regions())}."
    about, deal, why = about_what(work, draft.about or "", by)
    if why:
        wrong["about"] = why
    if wrong or region is None:
        raise InvalidForm(**wrong)
    return Checked(
        subject=subject, severity=Severity(draft.severity or ""), region=region, about=about, deal=deal, details=details
    )


def about_what(work: Work, typed: str, by: Member) -> tuple[str, Deal | None, str]:
    """Return the reference of what an escalation is about, the deal if it is one, and why it cannot be that."""
    if not typed.strip():
        return "", None, ""
    kind, number = reference(typed) or ("", 0)
    if kind not in ("DR", "ROE"):
        return "", None, "Write a deal or a rule, like DR-12 or ROE-5, or leave it empty."
    about = f"{kind}-{number}"
    if kind == "ROE":
        return (about, None, "") if title_of(work, about) else ("", None, f"There is no {about}.")
    deal = work.get(Deal, number)
    if deal is None or not by.may(Act.SEE, deal):
        return "", None, f"There is no {about} that you can see. Leave this empty and say it in the details."
    return about, deal, ""
