"""What stands on the appraisal report of a department or of the whole office, gathered as far as one sees it (AP-5)."""

from collections.abc import Sequence
from decimal import Decimal
from statistics import median
from uuid import UUID

from desktop.i18n import N_
from desktop.models.appraisal import AppraisalPeriod
from desktop.reports.appraisal_values import DisciplineRow, Formula, FunnelValues, OfficeReport, UnitRow
from desktop.reports.both import Said, Tongue
from desktop.rules import appraisal_charts
from desktop.rules.appraisal import SheetState
from desktop.rules.appraisal_plans import from_store
from desktop.rules.indicators import BY_KEY, DimensionKind
from desktop.rules.report_codes import ReportKind
from desktop.rules.scoring import Count
from desktop.services.appraisal_reports import (
    appeal_row,
    changes,
    discipline_rows,
    names_of,
    own_or,
    period_values,
    results_before,
    versions_of,
)
from desktop.services.appraisal_views import PeriodView, SheetView
from desktop.services.work import Work

_FEWEST = 4  # people whom a funnel compares
_TENTH = Decimal("0.1")


def unit_report(work: Work, period: PeriodView, views: Sequence[SheetView], department: UUID | None, name: str,
                tongue: Tongue) -> OfficeReport:  # fmt: skip
    """The report over these sheets of a period. Raises NotAllowed, NotFound."""
    kind = ReportKind.OFFICE if department is None else ReportKind.DEPARTMENT
    row = work.get(AppraisalPeriod, period.id)
    names = names_of(period, tongue)
    plan = period.plan
    scheme = from_store(row.scheme)
    before = [(said, _median(totals)) for said, totals in results_before(work, period, department)]
    scored = [(view.name, view.total.total) for view in views if view.total.total is not None]
    trend = [*before, (period.name, _median([total for _name, total in scored]))]
    counts: dict[SheetState, int] = {}
    for view in views:
        counts[view.state] = counts.get(view.state, 0) + 1
    return OfficeReport(
        period_values(work, period, tongue, kind, department), name,
        [(tongue(N_("Number of people")), len(views)), *((tongue(state.label), n) for state, n in counts.items())],
        [(view.name, view.department, _why(view, tongue)) for view in views if view.total.total is None],
        _units(views, tongue), [(one.value, tongue(one.label)) for one in DimensionKind], scored,
        _funnels(views, period, names), trend,
        changes([said for said, _total in trend], versions_of(work), tongue), _discipline(work, views, period, tongue),
        [appeal_row(one, tongue, names) for view in views for one in view.appeals],
        [Formula(one.key, names.get(one.key, Said(one.key)), own_or(tongue, one.formula),
                 tongue(BY_KEY[one.key].source) if one.key in BY_KEY else Said(""), one.bounds, one.weight,
                 plan.mean(one.key), one.version) for one in scheme.indicators if one.weight],
        scheme.strength, scheme.fewest,
        [tongue(N_("Head of department") if department is not None else N_("General manager")),
         tongue(N_("Seal of the office"))],
    )  # fmt: skip


def _median(totals: Sequence[Decimal]) -> Decimal | None:
    return median(totals).quantize(_TENTH) if totals else None


def _why(view: SheetView, tongue: Tongue) -> Said:
    return tongue(view.state.label) if view.state is SheetState.ABSENT else tongue(N_("nothing was scored"))


def _units(views: Sequence[SheetView], tongue: Tongue) -> list[UnitRow]:
    groups: dict[str, list[SheetView]] = {}
    for view in views:
        groups.setdefault(view.department, []).append(view)
    found = []
    for name, some in sorted(groups.items()):
        totals = [one.total.total for one in some if one.total.total is not None]
        # the median of one is that person's score
        middle = appraisal_charts.medians(one.total for one in some)
        found.append(UnitRow(name or tongue(N_("No department")).first, len(some), len(totals),
                             _median(totals) if len(totals) > 1 else None, middle))  # fmt: skip
    return found


def _funnels(views: Sequence[SheetView], period: PeriodView, names: dict[str, Said]) -> list[FunnelValues]:
    found = []
    for key in period.names:
        people, whole = [], Count()
        for view in views:
            count = next((one.count for one in view.total.scored if one.key == key), Count())
            if count.raw is not None:
                people.append((view.name, float(count.effective), float(count.raw)))
                whole += count
        if len(people) >= _FEWEST and whole.raw is not None:
            found.append(FunnelValues(key, names.get(key, Said(key)), whole.raw, people))
    return found


def _discipline(work: Work, views: Sequence[SheetView], period: PeriodView, tongue: Tongue
                ) -> list[DisciplineRow] | None:  # fmt: skip
    rows: list[DisciplineRow] = []
    for view in views:
        its = discipline_rows(work, view.person, period, tongue, view.name)
        if its is None:
            return None
        rows += its
    return sorted(rows, key=lambda row: (row.on, row.person))
