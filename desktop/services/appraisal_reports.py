"""What stands on the report of one person's appraisal, gathered from the period as far as one sees it (AP-5)."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

import peewee

from desktop.i18n import N_
from desktop.models.appraisal import AppraisalPeriod, AppraisalSheet, Excuse, FrozenCase
from desktop.models.clients import Client
from desktop.models.rows import among
from desktop.reports.appraisal_values import (
    AppealRow,
    DisciplineRow,
    ExcusedRow,
    LostRow,
    MarkRow,
    PeriodValues,
    PersonReport,
)
from desktop.reports.both import Said, Tongue
from desktop.rules import appraisal_charts, report_codes
from desktop.rules.appraisal import Against, ExcuseReason, Recommendation
from desktop.rules.appraisal_marks import ITEMS
from desktop.rules.errors import NotAllowed
from desktop.rules.indicators import MILLION, CaseRow, DimensionKind, Reason
from desktop.rules.report_codes import ReportKind
from desktop.rules.rights import Right, Scope
from desktop.rules.scoring import Total
from desktop.rules.zones import zone_of
from desktop.services import indicators, on_file
from desktop.services.appraisal_appeals import AppealLine
from desktop.services.appraisal_views import MarkView, PeriodView, SheetView
from desktop.services.work import Work

MOST_LOST = 10
_FEWEST = 3  # colleagues whose median is told
_LOST_READ = 2_000  # rows of one sheet that are weighed against each other
_SIGNERS = (N_("Person appraised"), N_("Superior"), N_("Head of department"), N_("General manager"))
_RATINGS = "survey_reply"  # nobody learns whose a rating is, so none is told one by one
RECORDS: Mapping[str, str] = {
    "contact": N_("Contacts"), "service_case": N_("Cases"), "case_entry": N_("Feedback"), "visit": N_("Visits"),
    "spot_check": N_("Spot checks"), "handover_line": N_("Transfers"), "register_line": N_("Registers"),
    "approval": N_("Approvals"), "archive_file": N_("Archive"), "loan": N_("Loans"), "field_check": N_("Field checks"),
}  # fmt: skip
"""By the table of a case what kind of record it is."""
_OTHER_RECORD = N_("Record")
_A_CLIENT = N_("a client")


# The period and its code


def content_of(period: Any, kind: ReportKind, about: UUID | None, sheet_root: str = "") -> dict[str, object]:
    """What a report's code stands for: the figures, words and cases of a sheet are told by its root."""
    return {"kind": kind.value, "period": period.id.hex, "number": period.number,
            "about": about.hex if about is not None else "", "sheet": sheet_root}  # fmt: skip


def digest_of(period: Any, kind: ReportKind, about: UUID | None, sheet_root: str = "") -> str:
    return report_codes.digest(content_of(period, kind, about, sheet_root), period.root)


def period_values(work: Work, view: PeriodView, tongue: Tongue, kind: ReportKind, about: UUID | None,
                  sheet_root: str = "") -> PeriodValues:  # fmt: skip
    """The period as a report says it. Raises NotAllowed, NotFound."""
    state = tongue(view.state.label)
    if not view.locked or view.cut_off is None:
        return PeriodValues(view.name, view.first, view.last, view.scheme_number, state, view.version)
    row = work.get(AppraisalPeriod, view.id)
    told = digest_of(row, kind, about, sheet_root)
    square = report_codes.Square(view.name, view.version, kind.value, about.hex if about is not None else "", told)
    newer = work.get(AppraisalPeriod, view.replaced_by).number if view.replaced_by is not None else 0
    at = view.cut_off.astimezone(zone_of(str(work.settings["time_zone"])))
    return PeriodValues(view.name, view.first, view.last, view.scheme_number, state, view.version, at,
                        report_codes.code(told), report_codes.square(square), view.root, newer)  # fmt: skip


def names_of(view: PeriodView, tongue: Tongue) -> dict[str, Said]:
    """Dimensions and indicators as they were called when the period opened."""
    found = {one.value: tongue(one.label) for one in DimensionKind}
    return found | {key: own_or(tongue, name) for key, name in view.names.items()}


def own_or(tongue: Tongue, words: str) -> Said:
    # an office's own words may hold what a message does not
    return Said(words) if "{" in words or "}" in words else tongue(words)


# One person


def person_reports(work: Work, views: Sequence[SheetView], tongue: Tongue, every: Sequence[SheetView] = ()
                   ) -> Iterator[PersonReport]:  # fmt: skip
    """The reports of these sheets of one period, one after the other as they are asked for; `every`: all sheets of it
    that I see, for the medians. Raises NotAllowed."""
    if views:
        yield from _Gathered(work, views, tongue, every or views).reports()


class _Gathered:
    """What the reports of one period share, asked for once."""

    def __init__(self, work: Work, views: Sequence[SheetView], tongue: Tongue, every: Sequence[SheetView]) -> None:
        self.work, self.views, self.tongue, self.period = work, views, tongue, views[0].period
        self.names = names_of(self.period, tongue)
        self.zone = zone_of(str(work.settings["time_zone"]))
        by_department: dict[UUID | None, list[Total]] = {}
        for one in every:
            by_department.setdefault(one.department_id, []).append(one.total)
        self.medians = {key: _medians(totals) for key, totals in by_department.items()}
        self.sheets = [one.id for one in views] if self.period.locked else []
        self.evidence = self._evidence()
        self.excused = self._excused()
        self.versions = versions_of(work)

    def reports(self) -> Iterator[PersonReport]:
        return map(self._report, self.views)

    def _report(self, view: SheetView) -> PersonReport:
        say = self.tongue
        period = period_values(self.work, self.period, say, ReportKind.PERSON, view.person, view.root)
        proposed = frozenset(view.recommendations)
        names = [name for name, _total in view.previous] + [self.period.name]
        return PersonReport(
            period, view.name, view.number, view.department, view.post, view.days, say(view.state.label), view.total,
            view.plan, self.names, view.place, self.evidence.get(view.id, {}), self.medians.get(view.department_id, {}),
            view.previous, changes(names, self.versions, say), self._discipline(view.person), self._lost(view),
            self.excused.get(view.id, ()), _marks(view, say), view.self_words, view.superior_words, view.superior_name,
            say(view.answer.label) if view.answer_words else Said(""), view.answer_words,
            [appeal_row(one, say, self.names) for one in view.appeals if one.verdict is not None],
            [(say(kind.label), kind in proposed) for kind in Recommendation], [say(words) for words in _SIGNERS],
        )  # fmt: skip

    def _discipline(self, person: UUID) -> list[DisciplineRow] | None:
        return discipline_rows(self.work, person, self.period, self.tongue)

    def _evidence(self) -> dict[UUID, dict[str, tuple[int, int]]]:
        """The first and last number of each indicator's frozen cases, as people count."""
        found: dict[UUID, dict[str, tuple[int, int]]] = {}
        rows = self.work.visible(FrozenCase).where(among(FrozenCase.sheet, self.sheets))
        query = rows.select(FrozenCase.sheet, FrozenCase.key, peewee.fn.MIN(FrozenCase.place),
                            peewee.fn.MAX(FrozenCase.place)).group_by(FrozenCase.sheet, FrozenCase.key)  # fmt: skip
        for sheet, key, first, last in query.tuples():
            found.setdefault(sheet, {})[key] = (first + 1, last + 1)
        return found

    def _excused(self) -> dict[UUID, list[ExcusedRow]]:
        """The frozen cases that do not count, with the reason that was approved."""
        rows = list(self.work.visible(FrozenCase).where(
            among(FrozenCase.sheet, self.sheets) & FrozenCase.excused & (FrozenCase.source != _RATINGS)
        ).order_by(FrozenCase.sheet, FrozenCase.place))  # fmt: skip
        if not rows:
            return {}
        # two may have had a part in one record, each with a reason of his own
        owner = {view.id: view.person for view in self.views}
        granted = {(one.owner_id, one.key, one.source, one.row): one for one in self.work.visible(Excuse).where(
            among(Excuse.row, [row.row for row in rows]))
            if self.period.first <= one.due.astimezone(self.zone).date() <= self.period.last}  # fmt: skip
        people = on_file.names(self.work, [one.approved_by_id for one in granted.values()])
        codes = client_codes(self.work, [row.client_id for row in rows])
        found: dict[UUID, list[ExcusedRow]] = {}
        for row in rows:
            one = granted.get((owner[row.sheet_id], row.key, row.source, row.row))
            client = self._client(row.client_id, codes)
            told = ExcusedRow(row.key, Said(""), "", "", client)
            if one is not None:
                reason = self.tongue(ExcuseReason.of(one.reason).label)
                told = ExcusedRow(row.key, reason, one.words, people.get(one.approved_by_id, ""), client)
            found.setdefault(row.sheet_id, []).append(told)
        return found

    def _lost(self, view: SheetView) -> list[LostRow]:
        """The cases that cost most, each with its part of what its indicator lost."""
        parts = self._parts(view)
        if not parts:
            return []
        rows = self._frozen(view, parts) if self.period.locked else self._live(view, parts)
        weighed = sorted(((parts[row.key] * row.weight * (MILLION - row.outcome), row) for row in rows),
                         key=lambda one: (-one[0], one[1].due, one[1].key, str(one[1].row)))[:MOST_LOST]  # fmt: skip
        codes = client_codes(self.work, [row.client for _lost, row in weighed])
        return [
            LostRow(row.key, row.due.astimezone(self.zone).date(), lost.quantize(Decimal("0.01")),
                    self.tongue(RECORDS.get(row.source, _OTHER_RECORD)), self._client(row.client, codes),
                    self._reason(row.reason))
            for lost, row in weighed
        ]  # fmt: skip

    def _parts(self, view: SheetView) -> dict[str, Decimal]:
        """By indicator how many points each lost thousandth × millionth stands for."""
        steps = appraisal_charts.steps_of(view.total, view.plan, str, self.tongue.first)
        lost = {step.key: step.lost for step in steps if step.lost}
        found = {}
        for one in view.total.scored:
            missed = one.count.weight * MILLION - one.count.good
            if lost.get(one.key) and missed:
                found[one.key] = lost[one.key] / missed
        return found

    def _frozen(self, view: SheetView, parts: Mapping[str, Decimal]) -> list[CaseRow]:
        query = self.work.visible(FrozenCase).where(
            (FrozenCase.sheet == view.id) & (FrozenCase.outcome < MILLION) & ~FrozenCase.excused
            & FrozenCase.key.in_(sorted(parts)) & (FrozenCase.source != _RATINGS)
        ).order_by((FrozenCase.weight * (MILLION - FrozenCase.outcome)).desc(), FrozenCase.place)  # fmt: skip
        columns = (FrozenCase.key, FrozenCase.due, FrozenCase.done, FrozenCase.outcome, FrozenCase.weight,
                   FrozenCase.source, FrozenCase.row, FrozenCase.client, FrozenCase.reason)  # fmt: skip
        return [CaseRow(key, view.person, *rest, False)  # type: ignore[call-arg]
                for key, *rest in query.select(*columns).limit(_LOST_READ).tuples()]  # fmt: skip

    def _live(self, view: SheetView, parts: Mapping[str, Decimal]) -> list[CaseRow]:
        """Of a draft: as they are now, of the indicators that lost most."""
        missed = {one.key: parts[one.key] * (one.count.weight * MILLION - one.count.good)
                  for one in view.total.scored if one.key in parts}  # fmt: skip
        most = sorted(parts, key=lambda key: -missed[key])[:3]
        return [row for key in most for row in indicators.cases(self.work, self.period.span, key, view.person)
                if row.outcome < MILLION and not row.excused and row.source != _RATINGS]  # fmt: skip

    def _client(self, client: UUID | None, codes: Mapping[UUID, str]) -> str:
        if client is None:
            return ""
        return codes.get(client) or self.tongue(_A_CLIENT).first

    def _reason(self, stored: str) -> Said:
        known = {one.value: one.label for one in Reason}
        return self.tongue(known[stored]) if stored in known else Said(stored)


def _medians(totals: Sequence[Total]) -> dict[str, Decimal]:
    """Of what enough colleagues have points for: the median of two would tell each of them the other's."""
    known = Counter(one.key for total in totals for one in total.dimensions if one.points is not None)
    known.update(one.key for total in totals for one in total.scored if one.points is not None)
    return {key: value for key, value in appraisal_charts.medians(totals).items() if known[key] >= _FEWEST}


def _marks(view: SheetView, say: Tongue) -> list[MarkRow]:
    own: Mapping[int, MarkView] = {one.item: one for one in view.self_marks}
    above: Mapping[int, MarkView] = {one.item: one for one in view.superior_marks}
    if not own and not above:
        return []
    rows = []
    for item in ITEMS:
        mine, its = own.get(item.number), above.get(item.number)
        rows.append(MarkRow(say(item.name), mine.mark if mine is not None else None,
                            its.mark if its is not None else None, its.before if its is not None else None,
                            _shown(its), its.reason if its is not None else ""))  # fmt: skip
    return rows


def _shown(mark: MarkView | None) -> str:
    if mark is None:
        return ""
    return " ".join(filter(None, (mark.observed.isoformat() if mark.observed is not None else "", mark.words)))


# What the reports of people and of the office share


def appeal_row(line: AppealLine, say: Tongue, names: Mapping[str, Said]) -> AppealRow:
    target = line.target
    against = say(target.kind.label)
    if target.key and target.kind in (Against.CASE, Against.INDICATOR):
        name = names.get(target.key, Said(target.key))
        against = say(N_("{what}: {name}"), what=against, name=name)
    verdict = say(line.verdict.label) if line.verdict is not None else say(N_("open"))
    return AppealRow(
        against, line.words, verdict, line.reason, _total_of(line.before), _total_of(line.after), line.name
    )


def _total_of(said: Mapping[str, str]) -> str:
    return said.get("total") or ""


def discipline_rows(work: Work, person: UUID, period: PeriodView, say: Tongue, name: str = ""
                    ) -> list[DisciplineRow] | None:  # fmt: skip
    """The decisions that took effect in the period; None where I may not see all of them: everybody sees his own, and a
    case stays with the department in which it was opened, wherever he is now."""
    from desktop.services import discipline_views

    scope = work.me.mandate.scope(Right.SEE_DISCIPLINE)
    if scope is not Scope.ALL and (scope is Scope.NONE or person != work.me.id):
        return None
    try:
        lines = discipline_views.of_person(work, person, period.first, period.last)
    except NotAllowed:
        return None
    return [DisciplineRow(one.happened_on, one.fact, one.rule(say.first),
                          Said(one.decision(say.first), one.decision(say.second) if say.second is not None else ""),
                          say(one.state.label), name) for one in lines]  # fmt: skip


def client_codes(work: Work, clients: Sequence[UUID | None]) -> dict[UUID, str]:
    """The codes of those whose files I see."""
    wanted = sorted({key for key in clients if key is not None})
    if not wanted or not work.may(Right.SEE_CLIENTS):
        return {}
    rows = work.visible(Client, withdrawn=True).where(among(Client.id, wanted) & Client.erased_at.is_null())
    return dict(rows.select(Client.id, Client.code).tuples())


def versions_of(work: Work) -> dict[str, tuple[Any, ...]]:
    """By the name of each period by which formulas, weights and bounds it was reckoned; of one that was corrected its
    last version. Raises NotAllowed."""
    work.require(Right.SEE_APPRAISALS)
    found: dict[str, tuple[Any, ...]] = {}
    for row in work.visible(AppraisalPeriod).order_by(AppraisalPeriod.number):
        content = row.scheme
        found[row.name] = (content.get("indicators"), content.get("dimensions"), content.get("data"))
    return found


def changes(names: Sequence[str], versions: Mapping[str, tuple[Any, ...]], say: Tongue) -> dict[int, str]:
    """Places of the periods that began with another formula, weight or target than the one before had."""
    return {n: say.first(N_("new formula")) for n in range(1, len(names))
            if versions.get(names[n]) != versions.get(names[n - 1])}  # fmt: skip


def results_before(work: Work, period: PeriodView, department: UUID | None) -> list[tuple[str, list[Decimal]]]:
    """The totals of the locked periods before, as far as I see them, the oldest first. Raises NotAllowed."""
    work.require(Right.SEE_APPRAISALS)
    earlier = work.visible(AppraisalPeriod).where(AppraisalPeriod.cut_off.is_null(False)
                                                  & (AppraisalPeriod.last < period.first))  # fmt: skip
    newest = {row.name: row for row in earlier.order_by(AppraisalPeriod.number)}
    kept = sorted(newest.values(), key=lambda row: row.last)[-11:]
    query = work.visible(AppraisalSheet).where(among(AppraisalSheet.period, [row.id for row in kept]))
    if department is not None:
        query = query.where(AppraisalSheet.department == department)
    totals: dict[UUID, list[Decimal]] = {}
    for period_id, result in query.select(AppraisalSheet.period, AppraisalSheet.result).tuples():
        if result and result.get("total") is not None:
            totals.setdefault(period_id, []).append(Decimal(result["total"]))
    return [(row.name, totals.get(row.id, [])) for row in kept]
