"""The file of a case on paper, such as 投诉处理单: its clock explained, all that was done, and who signs (SV-2)."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from desktop.i18n import N_, Translator
from desktop.reports.archive_form import Entry
from desktop.rules import cases as rules
from desktop.rules.cases import EntryKind, PauseReason, RemedyKind
from desktop.rules.deadlines import NOTHING, Clock, Kind, State
from desktop.rules.progress import Progress
from desktop.rules.rights import Right
from desktop.rules.sheet_codes import SheetKind
from desktop.rules.zones import zone_of
from desktop.services import case_reach, case_views, coded_sheets
from desktop.services.case_views import CaseView, EntryLine
from desktop.services.stamps import Printed, look_of, stamp_of
from desktop.services.work import Work

TOPIC = "prints"


def case_file(work: Work, case_id: UUID, language: Translator, *, progress: Progress | None = None) -> Printed:
    """Give it staged work. Raises NotAllowed, NotFound."""
    from desktop.reports.archive import ArchiveSheet, archive_sheet
    from desktop.reports.dossier import Part
    from desktop.reports.prose import Signer
    from desktop.reports.tables import ColumnHead

    with work.reading():
        view = case_views.case_view(work, case_id)
        row = case_reach.reached(work, case_id)
        work.require(Right.PRINT_CLIENTS, case_reach.client_of(work, row))
        home = coded_sheets.comes_home(work, row.client_id)
        stamp, look = stamp_of(work, comes_home=home), look_of(work)
        zone = zone_of(str(work.settings["time_zone"]))
    line = view.line
    kind = language(line.kind_label) if line.kind in rules.SHIPPED else line.kind_label
    title = language(N_("File of a case: {kind}")).format(kind=kind)
    say = _Said(language, zone)
    rows = [say.entry(one) for one in view.entries]
    values = ArchiveSheet(
        title, [
            Entry(language(N_("Case no.")), line.number),
            Entry(language(N_("Client")), f"{line.whom} {line.code}".rstrip()),
            Entry(language(N_("Recorded")), f"{say.at(line.recorded_at)} {view.recorded_by}"),
            Entry(language(N_("Handled by")), f"{line.handler_name} {line.department}".rstrip()),
            Entry(language(N_("About")), line.subject, wide=True),
            *([Entry(language(N_("What happened")), view.content, wide=True)] if view.content else []),
            *([Entry(language(N_("Cause")), view.cause, wide=True)] if view.cause else []),
            Entry(language(N_("Clock and limit")), say.clock(view), wide=True),
            Entry(language(N_("How it stands")), language(line.step.label) if not line.open else
                  language(N_("Next: {step}")).format(step=language(line.step.label)), wide=True),
        ],
        [Part("", columns=(
            ColumnHead(language(N_("When")), 1.1), ColumnHead(language(N_("Who")), 0.8),
            ColumnHead(language(N_("What")), 1.5), ColumnHead(language(N_("What was said and done")), 3.2),
        ), rows=rows)],
        [Signer(language(N_("Handled by"))), Signer(language(N_("Called back by"))),
         Signer(language(N_("Responsible head")))],
    )  # fmt: skip
    pdf = archive_sheet(values, look, stamp, language)
    with work.writing():
        row = case_reach.reached(work, case_id)
        work.require(Right.PRINT_CLIENTS, case_reach.client_of(work, row))
        if home:
            coded_sheets.note(work, stamp.code, SheetKind.CASE_FILE, [case_id], row.client_id)
        work.record(TOPIC, "print", case_reach.subject(row), sheet="case", code=stamp.code, size=1)
    return Printed("archive", title, pdf, stamp.code)


class _Said:
    """Moments, spans and lines of the timeline in the sheet's language."""

    def __init__(self, say: Translator, zone: Any) -> None:
        self._say, self._zone = say, zone

    def at(self, moment: datetime) -> str:
        return f"{moment.astimezone(self._zone):%Y-%m-%d %H:%M}"

    def span(self, length: timedelta) -> str:
        minutes = int(length.total_seconds()) // 60
        return self._say(N_("{h} h {m} min")).format(h=minutes // 60, m=minutes % 60)

    def clock(self, view: CaseView) -> str:
        """The clock whole: its limit, since when, what does not count, until when, how it stands, the other reading."""
        clock, say = view.clock, self._say
        if clock is None:
            return say(N_("no limit"))
        said = [say(N_("{limit}, from {moment}")).format(limit=self.limit(clock), moment=self.at(clock.start))]
        if clock.paused_for > NOTHING:
            said.append(say(N_("{span} of pauses not counted")).format(span=self.span(clock.paused_for)))
        said.append(say(N_("due {moment}")).format(moment=self.at(clock.due)))
        used = self.span(clock.used)
        if clock.state is State.KEPT:
            said.append(say(N_("kept: {used} used")).format(used=used))
        elif clock.left < NOTHING:
            said.append(say(N_("{used} used, {over} over")).format(used=used, over=self.span(-clock.left)))
        else:
            said.append(say(N_("{used} used, {left} left")).format(used=used, left=self.span(clock.left)))
        if view.other is not None:
            how = N_("by the clock") if clock.rule.kind is Kind.WORKING_HOURS else N_("by working hours")
            said.append(say(N_("The same limit {how}: {moment}")).format(how=say(how), moment=self.at(view.other)))
        return say(N_("; ")).join(said)

    def limit(self, clock: Clock) -> str:
        if clock.rule.kind is Kind.WORKING_DAYS:
            return self._say(N_("{n} working days")).format(n=clock.rule.amount)
        words = N_("{h} working hours") if clock.rule.kind is Kind.WORKING_HOURS else N_("{h} hours")
        return self._say(words).format(h=clock.rule.amount // 60)

    def entry(self, one: EntryLine) -> tuple[str, ...]:
        say, what = self._say, one.step.label if one.step is not None else one.kind.label
        words = say(what) if one.good else say(N_("{step}: the client says no")).format(step=say(what))
        more = ""
        if one.kind is EntryKind.PAUSED and one.detail:
            until = self.at(one.ended_at) if one.ended_at is not None else "…"
            more = f"{say(PauseReason.of(one.detail).label)}, {until}"
        elif one.kind is EntryKind.REMEDY and one.detail:
            worth = f" ¥{(one.amount or 0) / 100:.2f}" if one.amount else ""
            more = f"{say(RemedyKind.of(one.detail).label)}{worth}"
        whole = " · ".join(part for part in (words, more, one.person_name) if part)
        return self.at(one.at), one.by, whole, one.said
