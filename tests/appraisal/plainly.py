"""The same indicators reckoned in plain Python over the rows of an office, independently of the program's queries."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from desktop.models.approvals import Approval
from desktop.models.archive import ArchiveFile
from desktop.models.cases import CaseEntry, ServiceCase
from desktop.models.clients import Client
from desktop.models.contacts import Contact
from desktop.models.field_checks import FieldCheck, FileSpan, OwnScore
from desktop.models.owners import HandoverLine
from desktop.models.registers import RegisterLine
from desktop.models.spot_checks import SpotCheck, SpotDraw
from desktop.models.surveys import Survey, SurveyDraw, SurveyReply
from desktop.models.visits import Visit
from desktop.rules.scoring import Count
from tests.appraisal.some_office import DAY, MS, STEPS, SomeOffice

Case = tuple[UUID | None, datetime, int, int]
"""Who, due, outcome in millionths, weight in thousandths."""
CHINA = timedelta(hours=8)
WEEK = 7 * DAY


def counts(
    office: SomeOffice, closed_days: frozenset[date], open_days: frozenset[date]
) -> dict[tuple[UUID, str], Count]:
    """All indicators of a random office. The days are holidays and weekend days that are worked."""
    found: dict[tuple[UUID, str], list[tuple[int, int]]] = defaultdict(list)
    plain = Plain(office, closed_days, open_days)
    for key, rule in (*RULES.items(), (office.own, own)):
        for who, due, outcome, weight in rule(plain):
            if who is not None and office.span.since <= due < office.span.until and due <= office.span.now:
                found[who, key].append((outcome, weight))
    return {where: Count(len(some), sum(w for _o, w in some), sum(w * w for _o, w in some),
                         sum(o * w for o, w in some)) for where, some in found.items()}  # fmt: skip


class Plain:
    """Rows in use, and what the rules below ask of them."""

    def __init__(self, office: SomeOffice, closed: frozenset[date], opened: frozenset[date]) -> None:
        self.office, self.closed, self.opened = office, closed, opened
        self.gone = {row["id"] for row in office.rows[Client] if row["withdrawn_at"]}

    def rows(self, model: type) -> list[dict[str, Any]]:
        return [row for row in self.office.rows[model] if not row.get("withdrawn_at")]

    def counts(self, done: object, client: object) -> bool:
        return done is not None or client not in self.gone

    def entries(self, case: UUID) -> list[dict[str, Any]]:
        return [row for row in self.rows(CaseEntry) if row["case"] == case]

    def in_hand(self, case: dict[str, Any], at: datetime) -> UUID:
        passed = [e for e in self.entries(case["id"]) if e["kind"] == "passed" and e["at"] <= at and e["person"]
                  and e["detail"] == ""]  # fmt: skip
        if passed:
            return max(passed, key=lambda e: (e["at"], e["id"].hex))["person"]
        return next((e["person"] for e in self.entries(case["id"]) if e["kind"] == "recorded" and e["person"]),
                    case["recorded_by"])  # fmt: skip

    def ends(self, day: date) -> datetime:
        """The last second in China of a day, or of the next that is worked."""
        while (day.weekday() > 4 and day not in self.opened) or day in self.closed:
            day += DAY
        midnight = datetime(day.year, day.month, day.day, tzinfo=self.office.span.now.tzinfo)
        return midnight + DAY - CHINA - timedelta(seconds=1)


def _outcome(kept: object) -> int:
    return 1_000_000 if kept else 0


def _in_time(done: datetime | None, due: datetime) -> bool:
    return done is not None and done <= due


def a1(plain: Plain) -> Iterator[Case]:
    for one in plain.rows(FieldCheck):
        if one["verdict"] in ("right", "wrong"):
            yield one["author"], one["at"], _outcome(one["verdict"] == "right"), one["weight"]


def a2(plain: Plain) -> Iterator[Case]:
    yield from _by_days(plain, lambda one: one["filled"] * 1_000_000 // one["required"])


def a4(plain: Plain) -> Iterator[Case]:
    yield from _by_days(plain, lambda one: _outcome(one["fresh"]))


def _by_days(plain: Plain, share: Callable[[dict[str, Any]], int]) -> Iterator[Case]:
    """Day by day, as slowly as that is."""
    span = plain.office.span
    end = min(span.until, span.now) - MS
    days, last = [], (end + CHINA).date()
    while not days or days[-1] < last:
        days.append((span.since + CHINA).date() + len(days) * DAY)
    had: dict[tuple[UUID, UUID], list[int]] = defaultdict(list)
    for one in plain.rows(FileSpan):
        had[one["client"], one["person"]] += [
            share(one) for day in days if one["required"] and one["first"] <= day and day <= (one["last"] or day)
        ]
    for (_client, person), found in had.items():
        if found:
            yield person, end, sum(found) // len(found), len(found) * 1000 // len(days)


def own(plain: Plain) -> Iterator[Case]:
    for one in plain.rows(OwnScore):
        yield one["owner"], one["due"], one["outcome"], 1000


def a3(plain: Plain) -> Iterator[Case]:
    yield from _lines(plain, {"form"})
    for one in _planned(plain):
        yield one["visitor"], one["report_due"], _outcome(_in_time(one["reported_at"], one["report_due"])), 1000
    for one in plain.rows(ArchiveFile):
        for who, due, done in (("agent_a", "due_a", "to_b_at"), ("agent_b", "due_b", "to_archive_at")):
            if one[due] and plain.counts(one[done], one["client"]):
                yield one[who], one[due], _outcome(_in_time(one[done], one[due])), 1000


def a5(plain: Plain) -> Iterator[Case]:
    yield from _lines(plain, {"card", "archive", "handout"})
    for one in plain.rows(Approval):
        if one["confirm_until"] and one["state"] in ("confirmed", "objected"):
            yield one["asked_by"], one["decided_at"], _outcome(one["state"] == "confirmed"), 1000


def _lines(plain: Plain, registers: set[str]) -> Iterator[Case]:
    for one in plain.rows(RegisterLine):
        if one["register"] in registers and one["due"]:
            kept = _in_time(one["back_at"], one["due"]) and one["ending"] in ("returned", "destroyed")
            yield one["holder"] or one["keeper"] or one["out_by"], one["due"], _outcome(kept), 1000


def _planned(plain: Plain) -> Iterator[dict[str, Any]]:
    for one in plain.rows(Visit):
        off = one["called_off_at"] and one["called_off_at"] < one["report_due"]
        if not off and plain.counts(one["reported_at"], one["client"]):
            yield one


def b1(plain: Plain) -> Iterator[Case]:
    for one in plain.rows(Contact):
        if one["answer_due"] and plain.counts(one["answered_at"], one["client"]):
            times = [a["entered_at"] if a["entered_by"] == one["staff"] else a["at"] for a in plain.rows(Contact)
                     if a["answers"] == one["id"] and a["direction"] == "out"]  # fmt: skip
            kept = _in_time(one["answered_at"], one["answer_due"]) and times and min(times) <= one["answer_due"]
            yield one["staff"], one["answer_due"], _outcome(kept), 1000


def b2(plain: Plain) -> Iterator[Case]:
    last = {steps[-1] for steps in STEPS.values()}
    for one in plain.rows(CaseEntry):
        early = one["kind"] == "early"
        if not early and not (one["kind"] == "step" and one["good"] and one["step"] in last):
            continue
        again = [e for e in plain.entries(one["case"]) if e["id"] != one["id"]
                 and one["at"] <= e["at"] <= one["at"] + WEEK
                 and (e["kind"] == "reopened" or (e["kind"] == "step" and not e["good"]))]  # fmt: skip
        yield one["by"], one["at"] + WEEK, _outcome(not early and not again), 1000
    scales = {row["id"]: row["scale"] for row in plain.office.rows[SpotDraw]}
    for one in plain.rows(SpotCheck):
        if one["released_at"]:
            share = (one["manners"] + one["accuracy"] + one["completeness"]) / (3 * scales[one["draw"]])
            yield one["staff"], one["released_at"], _outcome(share >= 0.8), 1000


def b3(plain: Plain) -> Iterator[Case]:
    said = {row["id"]: len(row["content"]) + len(row["result"]) for row in plain.rows(Contact)}
    for one in _planned(plain):
        kept = _in_time(one["reported_at"], one["report_due"]) and said.get(one["contact"], 0) >= 10
        yield one["visitor"], one["report_due"], _outcome(kept), 1000
    for one in plain.rows(HandoverLine):
        due, met = one["due"], one["contacted_at"]
        if not due or (one["superseded_at"] and one["superseded_at"] <= due) or not plain.counts(met, one["client"]):
            continue
        told = [c for c in plain.rows(Contact) if c["client"] == one["client"] and c["staff"] == one["owner"]
                and (c["entered_at"] if c["entered_by"] == one["owner"] else c["at"]) <= due]  # fmt: skip
        kept = _in_time(met, due) and any(met <= c["at"] <= due and said[c["id"]] >= 10 for c in told)
        yield one["owner"], due, _outcome(kept), 1000


def _ratings(plain: Plain, complaints: bool) -> Iterator[Case]:
    flows = {row["id"]: row["flow"] for row in plain.office.rows[ServiceCase]}
    draws = {row["id"]: row for row in plain.office.rows[SurveyDraw]}
    span = plain.office.span
    for survey in plain.rows(Survey):
        asked = [row["outcome"] == "answered" for row in plain.rows(SurveyDraw) if row["survey"] == survey["id"]]
        weight = 1000 if not asked or sum(asked) / len(asked) >= 0.2 else 500
        of_person: dict[UUID, list[Case]] = defaultdict(list)
        for one in plain.rows(SurveyReply):
            complaint = flows[draws[one["draw"]]["about"]] == "complaint"
            within = span.since <= one["entered_at"] < span.until and one["entered_at"] <= span.now
            if one["survey"] == survey["id"] and complaint is complaints and within and "q1" in one["answers"]:
                of_person[one["handler"]].append((one["handler"], one["entered_at"],
                                                  _outcome(one["answers"]["q1"] >= 4), weight))  # fmt: skip
        for some in of_person.values():
            yield from some if len(some) >= 5 else ()


def c1(plain: Plain) -> Iterator[Case]:
    yield from _ratings(plain, complaints=False)


def c2(plain: Plain) -> Iterator[Case]:
    yield from _ratings(plain, complaints=True)
    cases = {row["id"]: row for row in plain.rows(ServiceCase) if row["flow"] == "complaint"}
    for one in cases.values():
        due, done = one["due_at"], one["done_at"]
        if one["paused_at"] or not plain.counts(done, one["client"]):
            continue
        early = any(e["kind"] == "early" for e in plain.entries(one["id"]))
        kept = _in_time(done, due) and one["rounds"] == 1 and not early
        until = done if done is not None and done < due else due
        yield plain.in_hand(one, until), due, _outcome(kept), 1000
    for one in plain.rows(CaseEntry):
        if one["case"] in cases and one["kind"] == "step" and one["step"] == "call_back":
            yield plain.in_hand(cases[one["case"]], one["at"]), one["at"], _outcome(one["good"]), 1000


def c3(plain: Plain) -> Iterator[Case]:
    for one in plain.rows(ServiceCase):
        if one["callback_on"] is None:
            continue
        due = plain.ends(one["callback_on"])
        made = [e for e in plain.entries(one["id"]) if e["kind"] == "step" and e["step"] == "call_back"
                and e["rounds"] == one["rounds"]]  # fmt: skip
        if made and plain.counts(made, one["client"]):
            yield made[0]["by"], due, _outcome(made[0]["at"] <= due), 1000
        elif not made and one["step"] == "call_back" and plain.counts(None, one["client"]):
            yield one["calls_back"], due, 0, 1000


def c4(plain: Plain) -> Iterator[Case]:
    for one in plain.rows(ServiceCase):
        if one["flow"] != "feedback" or one["paused_at"] or not plain.counts(one["done_at"], one["client"]):
            continue
        due = one["due_at"] or one["recorded_at"] + 30 * DAY
        by_then = [e for e in plain.entries(one["id"]) if e["at"] <= due]
        steps = {e["step"] for e in by_then if e["kind"] == "step" and e["good"]}
        passed = any(e["kind"] == "passed" for e in by_then)
        outcome = 200_000 * passed + 400_000 * ("outcome" in steps) + 400_000 * ("tell" in steps)
        yield plain.in_hand(one, due), due, outcome, 1000


RULES: dict[str, Callable[[Plain], Iterator[Case]]] = {
    "A1": a1, "A2": a2, "A4": a4, "A3": a3, "A5": a5, "B1": b1, "B2": b2, "B3": b3, "C1": c1, "C2": c2, "C3": c3,
    "C4": c4,
}  # fmt: skip
