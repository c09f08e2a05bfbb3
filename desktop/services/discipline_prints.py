"""Rewards and penalties on paper: notice 通知书, decision 决定书, which come home signed, and register (OF-15)."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from desktop.i18n import N_, Translator
from desktop.reports.archive_form import Entry
from desktop.rules import discipline as rules
from desktop.rules.discipline import EntryKind, Kind, State
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.progress import Progress
from desktop.rules.rights import Right
from desktop.rules.sheet_codes import SheetKind
from desktop.rules.zones import zone_of
from desktop.services import coded_sheets, discipline, discipline_reach, discipline_views
from desktop.services.discipline import CaseLine, Standing, Wish
from desktop.services.discipline_reach import TOPIC
from desktop.services.discipline_views import CaseView, EntryLine
from desktop.services.stamps import Printed, look_of, stamp_of
from desktop.services.work import Work

_MOST = 5000  # lines of a register
Moment = Callable[[datetime], str]


def notice(work: Work, case_id: UUID, language: Translator, *, progress: Progress | None = None) -> Printed:
    """What is held against somebody, on what evidence, and until when he may reply. It names nobody who is not to be
    named. Give it staged work. Raises BadEntry before the notice is given, NotAllowed, NotFound."""
    return _letter(work, case_id, SheetKind.DISCIPLINE_NOTICE, language)


def decision(work: Work, case_id: UUID, language: Translator, *, progress: Progress | None = None) -> Printed:
    """What was decided and why, since when, and how to appeal. Give it staged work. Raises BadEntry before there is
    one, NotAllowed, NotFound."""
    return _letter(work, case_id, SheetKind.DISCIPLINE_DECISION, language)


def _letter(work: Work, case_id: UUID, sheet: SheetKind, say: Translator) -> Printed:
    from desktop.reports.archive import ArchiveSheet, archive_sheet
    from desktop.reports.prose import Signer

    with work.reading():
        view = discipline_views.case_view(work, case_id)
        stamp, look = stamp_of(work, comes_home=True), look_of(work)
        zone = zone_of(str(work.settings["time_zone"]))
        days = int(work.settings["discipline_appeal_days"])
    at: Moment = lambda moment: f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"  # noqa: E731
    line = view.line
    if sheet is SheetKind.DISCIPLINE_NOTICE:
        if line.kind is Kind.REWARD or line.state is State.PROPOSED or line.reply_until is None:
            raise BadEntry(N_("Give the notice first: then it is printed."))
        title, declared = say(N_("Notice of a proposed penalty")), _notice_words(line, say, at)
        more = [Entry(say(N_("Reply until")), at(line.reply_until)), *_evidence(view, say)]
    else:
        if line.effective_on is None:
            raise BadEntry(N_("Nothing was decided yet."))
        title = say(N_("Decision on a reward") if line.kind is Kind.REWARD else N_("Decision on a penalty"))
        declared, more = _decision_words(line, say, at, days), _decided(view, say)
    values = ArchiveSheet(
        title, [
            Entry(say(N_("Case no.")), line.number),
            Entry(say(N_("Person concerned")), f"{line.name} {line.department}".rstrip()),
            Entry(say(N_("Happened on")), line.happened_on.isoformat()),
            Entry(say(N_("Rule")), _rule(line, say)),
            Entry(say(N_("What happened")), line.fact, wide=True),
            *more,
        ],
        [], [Signer(say(N_("Person concerned"))), Signer(say(N_("Witness"))), Signer(say(N_("Responsible head")))],
        declared,
    )  # fmt: skip
    pdf = archive_sheet(values, look, stamp, say)
    with work.writing():
        row = discipline_reach.reached(work, case_id)
        work.require(Right.SEE_DISCIPLINE)
        # who sees no documents files none: then nothing would come home
        if work.may(Right.SEE_DOCUMENTS):
            coded_sheets.note(work, stamp.code, sheet, [row.id], None)
        work.record(TOPIC, "print_discipline", row, sheet=sheet.value, code=stamp.code, size=1)
    return Printed("archive", title, pdf, stamp.code)


def _rule(line: CaseLine, say: Translator) -> str:
    return f"{rules.title_said(line.clause, line.shipped, say)} · {rules.title_said(line.title, line.shipped, say)}"


def _evidence(view: CaseView, say: Translator) -> list[Entry]:
    told = [one for one in view.entries if one.kind is EntryKind.EVIDENCE and one.told]
    return [Entry(say(N_("Evidence {n}")).format(n=number), evidence_said(one, say), wide=True)
            for number, one in enumerate(told, 1)]  # fmt: skip


def evidence_said(one: EntryLine, say: Translator) -> str:
    return say(N_(" · ")).join(part for part in (one.said, one.record) if part) or say(N_("a record of the office"))


def _decided(view: CaseView, say: Translator) -> list[Entry]:
    line = view.line
    assert line.effective_on is not None
    kinds = (EntryKind.DECISION, EntryKind.VERDICT)
    found = [
        Entry(say(N_("Decision")), rules.measures_said(line.measures, line.amount, line.deducts, say), wide=True),
        Entry(say(N_("In effect from")), line.effective_on.isoformat()),
        Entry(say(N_("Counts until")), line.expires_on.isoformat() if line.expires_on else say(N_("no end"))),
        Entry(say(N_("Decided by")), view.decided_by), Entry(say(N_("How it stands")), say(line.state.label)),
    ]  # fmt: skip
    if view.compensation:
        words = say(N_("¥{amount}, given to the client")).format(amount=rules.yuan_said(view.compensation))
        found.append(Entry(say(N_("Compensation")), words, wide=True))
    reply = [one.said for one in view.entries if one.kind is EntryKind.REPLY]
    if line.kind is Kind.PENALTY:
        none = say(N_("none within the time for it"))
        found.append(Entry(say(N_("Reply of the person concerned")), "\n".join(reply) or none, wide=True))
    found += [Entry(say(N_("Reasons")) if one.kind is EntryKind.DECISION else say(one.kind.label), one.said, wide=True)
              for one in view.entries if one.kind in kinds]  # fmt: skip
    return found


def _notice_words(line: CaseLine, say: Translator, at: Moment) -> str:
    assert line.reply_until is not None
    return say(N_("You may reply in words or in writing until {moment}, and name witnesses or papers. Nothing is "
                  "decided before that, and not by whoever proposed it. Your signature says that you have received "
                  "this notice, not that you agree.")).format(moment=at(line.reply_until))  # fmt: skip


def _decision_words(line: CaseLine, say: Translator, at: Moment, days: int) -> str:
    if line.kind is Kind.REWARD:
        return ""
    parts = []
    if line.appeal_until is not None:
        parts.append(say(N_("You may appeal until {moment}; somebody else than whoever decided hears it where there is "
                            "one.")).format(moment=at(line.appeal_until)))  # fmt: skip
    if rules.Measure.FINE in line.measures:
        parts.append(say(N_("Nothing is deducted from wages by this decision.")))
    parts.append(say(N_("Your signature says that you have received this decision, not that you agree.")))
    return say(N_("{first} {second}")).format(first=parts[0], second=" ".join(parts[1:])) if parts[1:] else parts[0]


# The register


def register(work: Work, first: date, last: date, language: Translator, *, progress: Progress | None = None) -> Printed:
    """All that was proposed in these days, as far as I see it. Give it staged work. Raises BadEntry (field `last`),
    NotAllowed."""
    from desktop.reports.archive import ArchiveSheet, archive_sheet
    from desktop.reports.dossier import Part
    from desktop.reports.prose import Signer
    from desktop.reports.tables import ColumnHead

    say = language
    with work.reading():
        if not discipline_reach.proposes(work):
            raise NotAllowed(N_("The register is printed by heads and by whoever sees all of the office."))
        if last < first:
            raise BadEntry(N_("The last day lies before the first."), "last")
        found = discipline.cases(work, Wish(Standing.ALL, first=first, last=last), limit=_MOST)
        stamp, look = stamp_of(work), look_of(work)
    heads = ((N_("No."), 0.9), (N_("Person concerned"), 0.9), (N_("Happened on"), 0.9), (N_("Rule"), 1.7),
             (N_("What happened"), 2.2), (N_("Decision"), 1.8), (N_("In effect from"), 0.9),
             (N_("State"), 0.9))  # fmt: skip
    rows = [_row(one, say) for one in found]
    title = say(N_("Register of rewards and penalties"))
    values = ArchiveSheet(
        title,
        [Entry(say(N_("From")), first.isoformat()), Entry(say(N_("Up to")), last.isoformat()),
         Entry(say(N_("Rewards")), str(sum(one.kind is Kind.REWARD for one in found))),
         Entry(say(N_("Penalties")), str(sum(one.kind is Kind.PENALTY for one in found)))],
        [Part("", columns=[ColumnHead(say(head), wide) for head, wide in heads], rows=rows)] if rows else [],
        [Signer(say(N_("Registered by"))), Signer(say(N_("Responsible head")))],
        "" if rows else say(N_("Nothing was proposed in these days.")), wide=True,
    )  # fmt: skip
    pdf = archive_sheet(values, look, stamp, say)
    with work.writing():
        work.require(Right.SEE_DISCIPLINE)
        work.record(TOPIC, "print_discipline", None, sheet="discipline_register", code=stamp.code, size=len(rows))
    return Printed("archive", title, pdf, stamp.code)


def _row(one: CaseLine, say: Translator) -> Sequence[Any]:
    decided = rules.measures_said(one.measures, one.amount, one.deducts, say) if one.effective_on else ""
    return (one.number, one.name, one.happened_on.isoformat(), _rule(one, say), one.fact, decided,
            one.effective_on.isoformat() if one.effective_on else "", say(one.state.label))  # fmt: skip
