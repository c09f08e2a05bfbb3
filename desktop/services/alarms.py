"""What whoever sees the audit must look at by himself, raised once, until somebody says what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.audit import Alarm
from desktop.models.office import Workstation
from desktop.models.records import Writer
from desktop.rules.audit import AlarmKind
from desktop.rules.errors import BadEntry, NotFound
from desktop.rules.rights import Right
from desktop.rules.text import tidy
from desktop.rules.today import Batch, Deed, Group, Row, Said, View
from desktop.services import on_file
from desktop.services.work import Work

TOPIC = "audit"
LIMIT = 500  # characters of what is said of an alarm


@dataclass(frozen=True, slots=True)
class AlarmLine:
    """One alarm. `about` is the person it is about; `facts` hold no client's values."""

    id: UUID
    kind: AlarmKind
    at: datetime
    raised_by: str
    workstation: str
    about_id: UUID | None
    about: str
    facts: Mapping[str, Any]
    note: str
    handled_at: datetime | None
    handled_by: str
    handling: str


def sound(work: Work, kind: AlarmKind, mark: str, action: str, *, subject: UUID | None = None, note: str = "",
          **facts: object) -> bool:  # fmt: skip
    """Part of the verb that found the thing: raises and records it, unless the same thing (`mark`) was raised before.

    Anybody's session may; only whoever sees the audit reads what came of it. `note` is what somebody typed: it stays
    out of the record, whose facts outlive an erasure.
    """
    # reading path: whether this very alarm is there already
    if Alarm.select().where((Alarm.kind == kind.value) & (Alarm.mark == mark)).exists():
        return False
    alarm = work.add(Alarm(kind=kind.value, mark=mark, at=work.now, raised_by=work.me.id, workstation=here(work),
                           subject=subject, facts=dict(facts), note=note))  # fmt: skip
    work.record(TOPIC, action, alarm, **facts)
    return True


def list_alarms(work: Work, *, handled: bool = True, limit: int = 200) -> tuple[AlarmLine, ...]:
    """Newest first; those of locked accounts also for whoever runs people."""
    query = _seen(work)
    if not handled:
        query = query.where(Alarm.handled_at.is_null())
    return _lines(work, list(query.order_by(Alarm.at.desc()).limit(limit)))


def anomalies(work: Work) -> tuple[AlarmLine, ...]:
    """Accounts that their owners have locked and nobody has looked into, for whoever runs people."""
    work.require(Right.RUN_PEOPLE)
    lines = list_alarms(work, handled=False)
    return tuple(line for line in lines if line.kind is AlarmKind.ANOMALY)


def handle(work: Work, alarm_id: UUID, said: str) -> None:
    """Says what came of an alarm, which is then at rest. Raises BadEntry without a word, NotFound."""
    if not work.may(Right.SEE_AUDIT):
        work.require(Right.RUN_PEOPLE)
    alarm = _seen(work).where(Alarm.id == alarm_id).get_or_none()
    if alarm is None:
        raise NotFound(str(alarm_id))
    said = tidy(said)[:LIMIT]
    if not said:
        raise BadEntry(N_("Say what came of it: it is recorded with your name."), "handling")
    work.change(alarm, {"handled_at": work.now, "handled_by": work.me.id, "handling": said})
    work.record(TOPIC, "handle_alarm", alarm, kind=alarm.kind)


def due(work: Work, view: View) -> list[Batch]:
    """What nobody has looked at yet."""
    if not (work.may(Right.SEE_AUDIT) or work.may(Right.RUN_PEOPLE)):
        return []
    query = _seen(work).where(Alarm.handled_at.is_null())
    total = int(query.count())
    if not total or not view.limit:
        return [Batch(Group.WRONG, (), total)]
    lines = _lines(work, list(query.order_by(Alarm.at).limit(view.limit)))
    return [Batch(Group.WRONG, tuple(_row(work, line) for line in lines), total)]


def here(work: Work) -> UUID:
    """The workstation I am at."""
    # reading path: my own chain's workstation
    return UUID(str(Writer.get_by_id(work.me.writer).workstation))


def _seen(work: Work) -> Any:
    if work.may(Right.SEE_AUDIT):
        return work.visible(Alarm)
    work.require(Right.RUN_PEOPLE)
    # reading path: whoever runs people hears of accounts that were locked, and of nothing else
    return Alarm.select().where(Alarm.kind == AlarmKind.ANOMALY.value)


def _lines(work: Work, rows: list[Any]) -> tuple[AlarmLine, ...]:
    people = on_file.names(work, (p for r in rows for p in (r.raised_by_id, r.handled_by_id, r.subject)))
    machines = dict(work.visible(Workstation, withdrawn=True).select(Workstation.id, Workstation.name).tuples())
    return tuple(
        AlarmLine(r.id, AlarmKind.of(r.kind), r.at, people.get(r.raised_by_id, ""), machines.get(r.workstation, "?"),
                  r.subject, people.get(r.subject, ""), r.facts, r.note or r.facts.get("note", ""), r.handled_at,
                  people.get(r.handled_by_id, ""), r.handling)
        for r in rows
    )  # fmt: skip


def _row(work: Work, line: AlarmLine) -> Row:
    # whoever runs people helps there and then: a new password, the account reopened
    helps = line.kind is AlarmKind.ANOMALY and work.may(Right.RUN_PEOPLE)
    opens: tuple[str, object] = ("settings", "people") if helps else ("audit_watch", line.id)
    below = line.note or Said(N_("At {workstation}, signed in: {person}"),
                                           {"workstation": line.workstation, "person": line.raised_by})  # fmt: skip
    return Row(("alarm", line.id), "shield", Said(line.kind.label), line.about,
               opens, Deed.OPEN, opens, below, ago=line.at, danger=True)  # fmt: skip
