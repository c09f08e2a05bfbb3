"""The archive's rules: content lists, hand-over clocks, numbers, deeds, loans, retention (DO-3 to DO-7)."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.rules import archive_numbers, borrowing, deeds, retention
from desktop.rules.archive import (
    FileState,
    Item,
    Lack,
    Section,
    Terms,
    Wanted,
    Way,
    clock_of,
    differing,
    lacking,
    listed,
)
from desktop.rules.archive_numbers import Parts, Term
from desktop.rules.borrowing import Form, Line, reminder
from desktop.rules.deadlines import working_days
from desktop.rules.deeds import DeedKind, DeedLine, Move, Movement, Reason
from desktop.rules.errors import BadEntry
from desktop.rules.retention import Begins, Hold, Policy, Verdict

DAY = timedelta(days=1)
ENDED = datetime(2026, 5, 8, 9, 0, tzinfo=UTC)


def item(section, title, sheets=None, **more):
    return Item(section, title, sheets, **more)


def test_a_content_list_keeps_the_four_parts_in_order_and_leaves_annexes_without_a_number():
    entered = [
        item(Section.CLIENT, "营业执照", 1),
        item(Section.CONTRACTS, "借款合同", 12, contract=True),
        item(Section.CONTRACTS, "客户未取走的合同", 5, annex=True, contract=True),
        item(Section.APPROVALS, "审批表", 2),
        item(Section.CONTRACTS, "保证合同", 8, contract=True),
        item(Section.INVESTIGATION, "调查报告", 20),
    ]
    found = [(each.item.title, each.number, each.first, each.last) for each in listed(entered)]
    assert found == [
        ("审批表", 1, 1, 2), ("借款合同", 2, 3, 14), ("保证合同", 3, 15, 22), ("调查报告", 4, 23, 42),
        ("营业执照", 5, 43, 43), ("客户未取走的合同", None, None, None),
    ]  # fmt: skip


def test_sheets_run_on_only_as_far_as_they_are_counted():
    found = listed([item(Section.APPROVALS, "一", 2), item(Section.APPROVALS, "二"), item(Section.APPROVALS, "三", 1)])
    assert [(each.number, each.first, each.last) for each in found] == [(1, 1, 2), (2, None, None), (3, None, None)]


def test_agent_b_is_told_what_is_not_there_not_counted_and_not_signed():
    wanted = [Wanted(Section.APPROVALS, "审批表", needs_signature=True), Wanted(Section.CLIENT, "营业执照")]
    have = [
        item(Section.APPROVALS, " 审批表 ", 2, needs_signature=True),
        item(Section.CONTRACTS, "借款合同", None, contract=True),
        item(Section.CONTRACTS, "未取走", None, annex=True),
        item(Section.INVESTIGATION, "报告", 3, pages=7),
        item(Section.INVESTIGATION, "照片", 3, pages=6),
    ]
    assert [(each.lack, each.title) for each in lacking(have, wanted)] == [
        (Lack.MISSING, "营业执照"), (Lack.NOT_SIGNED, " 审批表 "), (Lack.NOT_COUNTED, "借款合同"),
        (Lack.FEWER_SHEETS, "报告"),
    ]  # fmt: skip
    assert [each.lack for each in lacking([])] == [Lack.EMPTY]
    assert lacking([item(Section.CLIENT, "营业执照", 1)], wanted[1:]) == ()


def test_sheets_are_compared_at_the_door_and_at_a_return_with_the_list():
    have = [item(Section.APPROVALS, "一", 2), item(Section.APPROVALS, "二", 5)]
    assert differing(have, {0: 2}) == ()
    assert [(d.title, d.expected, d.counted) for d in differing(have, {1: 4, 0: 2})] == [("二", 5, 4)]


def test_agent_a_has_three_working_days_agent_b_two_from_when_a_signed_and_what_comes_back_is_on_as_time():
    terms, signed = Terms(), ENDED + 2 * DAY
    assert terms.together == 5
    assert clock_of(Way(ENDED), FileState.SORTING, terms) == (ENDED, working_days(3))
    assert clock_of(Way(ENDED, signed), FileState.CHECKING, terms) == (signed, working_days(2))
    assert clock_of(Way(ENDED, signed), FileState.BACK, terms) == (ENDED, working_days(3))
    assert clock_of(Way(ENDED, signed, signed + DAY), FileState.TAKING_IN, terms, more=1) == (signed, working_days(3))
    assert clock_of(Way(ENDED, signed, signed), FileState.ARCHIVED, terms) is None


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        ("{fonds}-{category}·{year}-{term}-{unit}-{number:4}", "J001-WS·2026-D30-KH-0012"),
        ("{fonds}-{category}·{year}-{term}-{number:3}", "J001-WS·2026-D30-012"),
        ("{year}-{number:4}", "2026-0012"),
        ("{number}", "0012"),
    ],
)
def test_archive_numbers_follow_the_standards_presets(pattern, number):
    parts = Parts("J001", "WS", 2026, Term.THIRTY, "KH")
    assert archive_numbers.number_of(pattern, parts, 12) == number
    assert archive_numbers.contract_number(number, 1) == f"{number}-HT01"
    # within the same scope whatever the number
    assert archive_numbers.scope_of(pattern, parts) == number.replace("0012", "#").replace("-012", "-#")


def test_presets_are_patterns_that_can_be_used():
    for preset in archive_numbers.PRESETS:
        archive_numbers.check_pattern(preset.pattern)


@pytest.mark.parametrize(
    "pattern", ["{year}", "{number}-{number}", "{number}{shelf}", "{number}}", "x" * 60 + "{number}"]
)
def test_a_pattern_without_a_number_of_its_own_is_refused(pattern):
    with pytest.raises(BadEntry) as refused:
        archive_numbers.check_pattern(pattern)
    assert refused.value.field == "archive_pattern"


def test_a_number_asks_for_what_its_pattern_names():
    with pytest.raises(BadEntry) as refused:
        archive_numbers.number_of("{fonds}-{year}-{number}", Parts(year=2026), 1)
    assert refused.value.field == "fonds"
    assert archive_numbers.asked_by("{year}-{term}-{year}-{number}") == ("year", "term")


@given(st.lists(st.integers(1, 9_999_999), unique=True, min_size=2, max_size=20))
def test_no_two_files_of_a_scope_have_one_number(numbers):
    parts = Parts("J001", "WS", 2026, Term.TEN, "KH")
    for preset in archive_numbers.PRESETS:
        made = {archive_numbers.number_of(preset.pattern, parts, number) for number in numbers}
        assert len(made) == len(numbers)


def test_a_deed_is_compared_by_name_number_and_count():
    deeds.check_line(DeedLine(DeedKind.PROPERTY, "不动产权证", "沪(2026)0001"))
    for line, field in (
        (DeedLine(DeedKind.OTHER, " ", "1"), "name"), (DeedLine(DeedKind.OTHER, "证", ""), "number"),
        (DeedLine(DeedKind.OTHER, "证", "1", 0), "count"), (DeedLine(DeedKind.OTHER, "证", "1", 1000), "count"),
    ):  # fmt: skip
        with pytest.raises(BadEntry) as refused:
            deeds.check_line(line)
        assert refused.value.field == field


def test_one_person_alone_moves_no_deed():
    one, other = uuid4(), uuid4()
    deeds.check_people([one, other], 2)
    with pytest.raises(BadEntry):
        deeds.check_people([one, one], 2)
    with pytest.raises(BadEntry):
        deeds.check_people([one, other], 3)


def test_a_deed_leaves_for_good_only_when_the_matter_is_over_and_to_somebody_with_an_id():
    deeds.check_release(Movement.LENT, Reason.ERRAND, "", "")
    deeds.check_release(Movement.RELEASED, Reason.SETTLED, "周临", "310101199001011234")
    deeds.check_release(Movement.MOVED, None, "", "")
    for asked in (
        (Movement.LENT, None, "", ""), (Movement.RELEASED, Reason.ERRAND, "周临", "1"),
        (Movement.RELEASED, Reason.SETTLED, "周临", " "), (Movement.RELEASED, Reason.COURT, "", "1"),
    ):  # fmt: skip
        with pytest.raises(BadEntry):
            deeds.check_release(*asked)


def test_the_days_balance_is_drawn_as_of_cash_and_a_count_tells_what_differs():
    first, second, day = uuid4(), uuid4(), date(2026, 5, 8)
    moves = [
        Move(first, Movement.TAKEN_IN, 2, day - DAY),
        Move(second, Movement.TAKEN_IN, 1, day),
        Move(first, Movement.LENT, 2, day),
        Move(first, Movement.BACK, 1, day),
        Move(second, Movement.MOVED, 1, day),
        Move(first, Movement.BACK, 1, day + DAY),
    ]
    drawn = deeds.balance(moves, day)
    assert (drawn.before, drawn.came, drawn.went, drawn.after) == (2, 2, 2, 2)
    held = deeds.in_safe(moves)
    assert held == {first: 2, second: 1}
    assert [(c.expected, c.found) for c in deeds.differences(held, {first: 2}, [first, second])] == [(1, 0)]
    assert [(c.expected, c.found) for c in deeds.differences(held, {first: 3, second: 1}, [second])] == []


def test_a_day_ends_with_what_its_ledger_says_lies_there():
    deed, day = uuid4(), date(2026, 5, 8)
    moves = [Move(deed, Movement.TAKEN_IN, 3, day), Move(deed, Movement.LENT, 3, day)]
    assert deeds.in_safe(moves) == {} and deeds.balance(moves, day).after == 0


FILES = Line("", Form.ORIGINAL, ("archivist",), 7)


def test_a_loan_lasts_as_long_as_its_line_lets_it_and_is_renewed_once():
    out = date(2026, 5, 8)
    assert borrowing.due_on(out, FILES) == out + 7 * DAY
    assert borrowing.due_on(out, FILES, 3) == out + 3 * DAY
    for wanted in (0, 8):
        with pytest.raises(BadEntry):
            borrowing.due_on(out, FILES, wanted)
    assert borrowing.renewed_until(out, FILES, 0) == out + 7 * DAY
    with pytest.raises(BadEntry):
        borrowing.renewed_until(out, FILES, 1)


def test_nothing_is_lent_that_the_offices_table_does_not_rule():
    assert borrowing.line_for([FILES], "", Form.ORIGINAL) is FILES
    for asked in (("secret", Form.ORIGINAL), ("", Form.COPY)):
        with pytest.raises(BadEntry):
            borrowing.line_for([FILES], *asked)
    borrowing.check_table([FILES, Line("secret", Form.ORIGINAL, (), 1)])
    for table in ([FILES, FILES], [Line("", Form.COPY, (), 0)], [Line("", Form.COPY, (), 400)]):
        with pytest.raises(BadEntry):
            borrowing.check_table(table)


def test_a_borrower_is_reminded_the_day_before_on_the_day_after_and_each_day_from_the_fourth():
    due = date(2026, 5, 8)
    told = [(late, reminder(due, due + late * DAY)) for late in range(-3, 7)]
    assert told == [(-3, None), (-2, None), (-1, -1), (0, 0), (1, 1), (2, 1), (3, 3), (4, 4), (5, 5), (6, 6)]
    assert [day for _late, day in told if day is not None and borrowing.tells_head(day)] == [3, 4, 5, 6]


def test_a_period_counts_from_the_year_after_and_an_extension_only_lengthens():
    begun = date(2026, 5, 8)
    assert retention.kept_until(begun, Term.TEN) == date(2036, 12, 31)
    assert retention.kept_until(begun, Term.THIRTY) == date(2056, 12, 31)
    assert retention.kept_until(begun, Term.PERMANENT) is None
    assert retention.kept_until(begun, Term.TEN, date(2030, 1, 1)) == date(2036, 12, 31)
    assert retention.kept_until(begun, Term.TEN, date(2040, 1, 1)) == date(2040, 1, 1)
    assert not retention.run_out(begun, Term.TEN, date(2036, 12, 31))
    assert retention.run_out(begun, Term.TEN, date(2037, 1, 1))
    # while the loan is open its period has not begun
    assert not retention.run_out(None, Term.TEN, date(2099, 1, 1))
    assert not retention.run_out(begun, Term.PERMANENT, date(2099, 1, 1))
    assert Policy(Term.TEN, Begins.SETTLED).term is Term.TEN


def test_a_class_may_be_kept_longer_by_itself_and_shorter_only_with_approval():
    assert retention.longer(Term.TEN, Term.THIRTY) and retention.longer(Term.TEN, Term.TEN)
    assert not retention.longer(Term.PERMANENT, Term.THIRTY)


def test_holds_are_in_force_from_their_day_until_they_are_lifted():
    held = Hold("诉讼", date(2026, 1, 2), date(2026, 2, 1))
    days = [date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 31), date(2026, 2, 1)]
    assert [bool(retention.holding([held], day)) for day in days] == [False, True, True, False]
    assert retention.holding([Hold("投诉", date(2026, 1, 1))], date(2099, 1, 1))


def test_two_judge_and_where_they_differ_it_is_kept():
    one, other = uuid4(), uuid4()
    assert retention.agreed([(one, Verdict.DESTROY)]) is None
    # the same person twice is one opinion, the last
    assert retention.agreed([(one, Verdict.DESTROY), (one, Verdict.DESTROY)]) is None
    assert retention.agreed([(one, Verdict.DESTROY), (other, Verdict.DESTROY)]) is Verdict.DESTROY
    assert retention.agreed([(one, Verdict.DESTROY), (other, Verdict.EXTEND)]) is Verdict.EXTEND
    assert retention.agreed([(one, Verdict.KEEP), (other, Verdict.EXTEND)]) is Verdict.KEEP


def test_two_supervisors_besides_the_operator_are_there_themselves():
    operator, first, second = uuid4(), uuid4(), uuid4()
    retention.check_supervisors(operator, [first, second], present=[second, first])
    for named, there in (
        ([first], [first]), ([first, first], [first]), ([operator, first], [operator, first]),
        ([first, second], [first]),
    ):  # fmt: skip
        with pytest.raises(BadEntry):
            retention.check_supervisors(operator, named, present=there)
    assert retention.cooled(date(2026, 5, 8), 30) == date(2026, 6, 7)
