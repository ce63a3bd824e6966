"""What the auditor has said last: something is behind, or all is well again."""

from sqlmodel import col, select

from store import Work
from store.models import AuditEvent

SUBJECT = "auditor"
BEHIND, HEALED = "auditor.behind", "auditor.healed"


def last(work: Work) -> AuditEvent | None:
    """Return the auditor's last word, None as long as nothing was ever behind."""
    said = select(AuditEvent).where(AuditEvent.subject == SUBJECT).order_by(col(AuditEvent.id).desc())
    return work.exec(said.limit(1)).first()
