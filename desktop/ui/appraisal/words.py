"""How records, states and samples of an appraisal are said on screen, and which page a record opens."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from desktop.i18n import _, _n, language
from desktop.rules.appraisal import PeriodState, SheetState
from desktop.rules.charts.parts import points_text
from desktop.rules.indicators import UNTOLD, CaseRow, DimensionKind, Reason
from desktop.rules.scoring import Place, Sample, Total
from desktop.ui.appraisal.evidence import Evidence
from desktop.ui.appraisal.figures import Words
from desktop.ui.appraisal.strip import Stage
from desktop.ui.kit.phrases import ENGLISH_MONTHS, day
from desktop.ui.kit.times import local

# Which page shows a row of a table, by the row's own id; of all others the client's file is opened
PAGES = {
    "contact": "contacts", "service_case": "cases", "visit": "visits", "survey_draw": "surveys",
    "spot_check": "spot_checks", "visitor": "reception", "archive_file": "archive", "loan": "loans",
}  # fmt: skip
RANKED = Decimal(60)


def words_of(period: Any) -> Words:
    """The names and formulas of a period's keys, in the language of the screen; the office's own are its own words."""
    names = {one.value: one.label for one in DimensionKind} | dict(period.names)
    return Words({key: _(name) for key, name in names.items()},
                 {key: _(said) for key, said in period.formulas.items() if said})  # fmt: skip


def reason_word(reason: str) -> str:
    known = {one.value: one.label for one in Reason}
    return _(known[reason]) if reason in known else reason


def whom(row: CaseRow) -> str:
    """The client as far as one may know of it."""
    if row.whom:
        return row.whom
    if row.client is not None:
        return _("A client")
    return row.code or _("Which record")


def evidence_of(rows: Sequence[CaseRow], *, coming: bool = False) -> list[Evidence]:
    """By its own row where there is one: a figure by days has none."""
    found = []
    for number, row in enumerate(rows):
        key = number if row.row in (None, UNTOLD) else row.row
        found.append(Evidence(key, whom(row), reason_word(row.reason), row.due, row.done, row.outcome,
                              bool(row.excused), row, coming))  # fmt: skip
    return found


def where_of(row: CaseRow) -> tuple[str, object] | None:
    """Where the record itself stands; nothing where the reader may not see its file."""
    if row.row is not None and row.source in PAGES:
        return PAGES[row.source], row.row
    if row.client is not None and row.whom:
        return "clients", row.client
    return None


def period_days(first: date, last: date) -> str:
    """`7月1日–9月30日`, `1 Jul – 30 Sep`; the year of a past one stands in its name."""
    if language() == "en":
        return f"{first.day} {ENGLISH_MONTHS[first.month - 1]} – {last.day} {ENGLISH_MONTHS[last.month - 1]}"
    return f"{first.month}月{first.day}日–{last.month}月{last.day}日"


def days_left(last: date, today: date) -> str:
    left = (last - today).days
    if left < 0:
        return _n("ended {n} day ago", "ended {n} days ago", -left).format(n=-left)
    if left == 0:
        return _("ends today")
    return _n("{n} day left", "{n} days left", left).format(n=left)


def place_words(place: Place | None) -> str:
    """A rank as the range that chance leaves it: nobody is told that he is third of ten who might be first."""
    if place is None:
        return "—"
    if place.low == place.high:
        return _("{rank} of {all}").format(rank=place.low, all=place.of)
    return _("{low}–{high} of {all}").format(low=place.low, high=place.high, all=place.of)


def sample_words(total: Total) -> str:
    """What a small sample means for this result; empty where it rests on enough."""
    few = sum(1 for one in total.scored if one.state is Sample.TOO_FEW)
    none = sum(1 for one in total.scored if one.state is Sample.NONE)
    if total.total is None:
        return _("Too few cases for any score yet: every figure is shown, none is judged.")
    parts = []
    if few:
        parts.append(_n("{n} indicator has too few cases", "{n} indicators have too few cases", few).format(n=few))
    if none:
        parts.append(_n("{n} has no data", "{n} have no data", none).format(n=none))
    said = _(", ").join(parts)
    if total.coverage < RANKED:
        hint = _("for information only: {n} % of the weight is scored, from {least} % on somebody is ranked").format(
            n=points_text(total.coverage).removesuffix(".0"), least=RANKED)  # fmt: skip
        return _("{a}; {b}").format(a=said, b=hint) if said else hint
    return said


def moment_of(at: Any) -> str:
    return "" if at is None else f"{day(local(at).date())} {local(at):%H:%M}"


def stages(period: Any) -> list[Stage]:
    """The states of a period, the present one with how many sheets have come so far, where that is waited for."""
    counts = period.counts
    part = sum(count for state, count in counts.items() if state is not SheetState.ABSENT)
    come = {
        PeriodState.SELF: part - counts.get(SheetState.OPEN, 0),
        PeriodState.SUPERIOR: counts.get(SheetState.RATED, 0) + counts.get(SheetState.PASSED, 0),
        PeriodState.PUBLISHED: part - counts.get(SheetState.PUBLISHED, 0),
    }
    return [Stage(_(state.label), f"{come[state]}/{part}" if state is period.state and state in come and part else "")
            for state in PeriodState]  # fmt: skip
