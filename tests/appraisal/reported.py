"""Reports of invented people, as plain values, for the tests of prints and for looking at them."""

import random
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from desktop.i18n import translator
from desktop.reports.appraisal_values import (
    AppealRow,
    DisciplineRow,
    ExcusedRow,
    Formula,
    FunnelValues,
    LostRow,
    MarkRow,
    OfficeReport,
    PeriodValues,
    PersonReport,
    UnitRow,
)
from desktop.reports.both import Said, Tongue
from desktop.rules import report_codes
from desktop.rules.appraisal import Recommendation, SheetState
from desktop.rules.appraisal_marks import ITEMS
from desktop.rules.indicators import SHIPPED, DimensionKind
from desktop.rules.scoring import Count, Place, Plan, score

TONGUES = {"zh_CN": Tongue(translator("zh_CN")), "en": Tongue(translator("en")),
           "both": Tongue(translator("zh_CN"), translator("en"))}  # fmt: skip
KEYS = tuple(one.key for one in SHIPPED)
PLAN = Plan(
    {d.value: {one.key: one.weight for one in SHIPPED if one.dimension == d.value} for d in DimensionKind},
    {"A": Decimal(35), "B": Decimal(30), "C": Decimal(35)}, means={key: Decimal("0.87") for key in KEYS},
)  # fmt: skip
LOCKED = datetime(2026, 10, 12, 1, 30, tzinfo=UTC)
PENALTY = DisciplineRow(
    date(2026, 8, 3), "访客未佩戴访客牌", "接待制度 第12条", Said("口头警告"), Said("生效"), "陈晓雯"
)
SIGNERS = ("Person appraised", "Superior", "Head of department", "General manager")


def names(tongue: Tongue) -> Mapping[str, Said]:
    return {one.key: tongue(one.name) for one in SHIPPED} | {d.value: tongue(d.label) for d in DimensionKind}


def period(person: int = 1, *, locked: bool = True, replaced_by: int = 0) -> PeriodValues:
    said = Said("已锁定" if locked else "自评")
    if not locked:
        return PeriodValues("2026Q3", date(2026, 7, 1), date(2026, 9, 30), 2, said)
    root = "5c" * 32
    told = report_codes.digest({"person": person}, root)
    square = report_codes.square(report_codes.Square("2026Q3", 1, "person", f"{person:032x}", told))
    return PeriodValues("2026Q3", date(2026, 7, 1), date(2026, 9, 30), 2, said, 1, LOCKED, report_codes.code(told),
                        square, root, replaced_by)  # fmt: skip


def person_report(person: int, name: str, tongue: Tongue, *, locked: bool = True, replaced_by: int = 0) -> PersonReport:
    draw = random.Random(person)

    def count(n: int, rate: float) -> Count:
        return Count(n, n * 1000, n * 1_000_000, int(n * rate) * 1000 * 1_000_000)

    counts = {key: count(draw.choice((3, 12, 40, 96, 210)), draw.uniform(0.7, 1.0)) for key in KEYS}
    counts["C2"] = Count()
    marks = [MarkRow(tongue(item.name), 4, 4 - item.number % 2, 5 if item.number == 3 else None,
                     "9月12日的录音：耐心解释" if item.number == 1 else "",
                     "与同组一致" if item.number == 3 else "")
             for item in ITEMS]  # fmt: skip
    lost = [LostRow(draw.choice(KEYS), date(2026, 8, n + 1), Decimal("0.42"), tongue("Contacts"), f"C{n:05}",
                    tongue("Overdue")) for n in range(10)]  # fmt: skip
    previous: Sequence[tuple[str, Decimal | None]] = [
        ("2025Q3", Decimal("71.2")), ("2025Q4", None), ("2026Q1", Decimal("78.8")), ("2026Q2", Decimal("80.1"))
    ]  # fmt: skip
    return PersonReport(
        period(person, locked=locked, replaced_by=replaced_by), name, f"user{person}", "客户服务部", "客户服务专员", 61,
        tongue("Confirmed"), score(counts, PLAN, Decimal(84), Decimal(0)), PLAN, names(tongue), Place(3, 2, 6, 18),
        {key: (n * 40 + 1, n * 40 + counts[key].cases) for n, key in enumerate(KEYS)},
        {"A": Decimal("80.5"), "B": Decimal("74.0"), "C": Decimal("82.2")}, previous, {3: "v2"},
        [PENALTY], lost, [ExcusedRow("B1", tongue("On leave or ill"), "8月5日至7日病假", "李岚", "C00017")], marks,
        "我缩短了更新周期，但答复消息仍然偏慢。", "总体可靠。需要加强记录的完整性。", "李岚", tongue("Objects"),
        "B1 中三件是系统故障。",
        [AppealRow(Said("B1"), "系统故障", tongue("Accepted in part"), "两件核实", "78.9", "80.3")],
        [(tongue(kind.label), kind is Recommendation.TRAINING) for kind in Recommendation],
        [tongue(words) for words in SIGNERS],
    )  # fmt: skip


def office_report(tongue: Tongue, *, department: str = "", locked: bool = True) -> OfficeReport:
    draw = random.Random(5)
    people = [f"员工{n}" for n in range(1, 25)]
    said = names(tongue)
    funnels = [FunnelValues(key, said[key], Decimal("0.86"),
                            [(name, cases := draw.choice((9, 30, 80, 160, 300)),
                              min(1.0, max(0.0, draw.gauss(0.86, (0.12 / cases) ** 0.5 * draw.choice((1, 1, 3))))))
                             for name in people]) for key in KEYS[:6]]  # fmt: skip
    units = [UnitRow(name, 8, 7, Decimal("79.4"), {"A": Decimal(81), "B": Decimal("70.5"), "C": Decimal(84)})
             for name in ("客户服务部", "营销部", "行政部")]  # fmt: skip
    return OfficeReport(
        period(0, locked=locked), department, [(tongue(SheetState.CONFIRMED.label), 8)],
        [("王强", "营销部", tongue(SheetState.ABSENT.label))], units,
        [(d.value, said[d.value]) for d in DimensionKind],
        [(name, Decimal(draw.randrange(550, 990)) / 10) for name in people], funnels,
        [("2026Q1", Decimal("76.8")), ("2026Q2", Decimal("78.8")), ("2026Q3", Decimal("79.4"))],
        {2: "v2"}, [PENALTY],
        [AppealRow(Said("B1"), "系统故障", tongue("Accepted in part"), "两件核实", "78.9", "80.3", "陈晓雯")],
        [Formula(one.key, said[one.key], tongue(one.formula), tongue(one.source), one.bounds, one.weight,
                 PLAN.mean(one.key), one.version) for one in SHIPPED],
        signers=[tongue("General manager")],
    )  # fmt: skip
