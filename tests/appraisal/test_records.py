"""What is kept for appraisal alone: values checked by others, states of files by day, and the office's own (AP-1)."""

from datetime import timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

import pytest

from desktop.models.appraisal import AppraisalPeriod
from desktop.models.clients import Client, ValueReview
from desktop.models.field_checks import FieldCheck, FileSpan
from desktop.rules import field_checks as rules
from desktop.rules import file_states
from desktop.rules.clients import CLIENTS
from desktop.rules.contacts import Channel, Report
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.field_checks import Entry, Verdict
from desktop.rules.indicators import Span
from desktop.rules.own_indicators import Own, OwnKind, checked, outcome
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm, Learnt
from desktop.services import (
    clients,
    contacts,
    field_checks,
    indicators,
    on_file,
    own_indicators,
    reviews,
    undoing,
)
from desktop.services import file_states as states

DAY = timedelta(days=1)
STAFF = {Right.SEE_CLIENTS: Scope.ALL, Right.ENTER_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.ALL,
         Right.REVIEW_CLIENTS: Scope.ALL, Right.SEE_APPRAISALS: Scope.OWN}  # fmt: skip
RUNS = {**STAFF, Right.SEE_APPRAISALS: Scope.ALL, Right.RUN_APPRAISALS: Scope.ALL, Right.RATE_STAFF: Scope.DEPARTMENT}


def test_a_seed_draws_the_same_again_with_enough_grave_ones():
    anna, bo = (UUID(int=n) for n in (1, 2))
    pool = {anna: [Entry(UUID(int=n), "hobbies", n % 10 == 0) for n in range(100)], bo: [Entry(anna, "taboos", True)]}
    found = rules.drawn(pool, 20, 5, 7)
    assert found == rules.drawn({who: some[::-1] for who, some in pool.items()}, 20, 5, 7)
    assert [who for who, _entry in found] == [anna] * 20 + [bo]
    for seed in range(9):
        picked = [entry for who, entry in rules.drawn(pool, 20, 5, seed) if who == anna]
        assert len(set(picked)) == 20 and sum(entry.grave for entry in picked) >= 5
    # whoever is there besides changes nobody's draw
    assert found[:20] == rules.drawn({anna: pool[anna]}, 20, 5, 7)
    assert rules.month_of(on_day := rules.date(2026, 12, 15)) == (on_day.replace(day=1), on_day.replace(day=31))


def test_what_somebody_else_finds_of_an_entry_counts_for_who_entered_it(office):
    anna, bo, chief = office.hire("安然", STAFF), office.hire("卜凡", STAFF), office.hire("贺经理", RUNS)
    values = {"name": "白露", "hobbies": "钓鱼", "work_news": "换了单位", "dishes": "清蒸鱼", "drinks": "黄酒"}
    file = office.do(clients.open_client, ClientForm.PERSON, values, me=anna)
    now = office.ask(lambda work: work.now)
    span = Span(now - 60 * DAY, now + DAY, now + timedelta(minutes=5))

    def accuracy(me=anna):
        found = office.ask(indicators.counts, span, ["A1"], [me.id], me=me).get((me.id, "A1"))
        return (found.cases, found.weight, found.good // 10**9) if found else (0, 0, 0)

    # reviews: accepted is right; corrected and refused are wrong; an undone one is as if it had not been
    office.do(reviews.accept, file, "hobbies", me=bo)
    office.do(reviews.correct, file, "drinks", "白酒", me=bo)
    office.do(reviews.refuse, file, "work_news", "听错了", me=bo)
    assert accuracy() == (3, 3000, 1) and accuracy(bo) == (0, 0, 0)
    # the draw: nothing younger than a day, which an author has to correct himself
    today = office.ask(on_file.today, me=chief)
    with pytest.raises(NotAllowed):
        office.do(field_checks.draw, today, me=bo)
    with pytest.raises(BadEntry) as early:
        office.do(field_checks.draw, today, me=chief)
    assert early.value.field == "month" and "not over" in early.value.message
    month = (today.replace(day=1) - DAY).replace(day=1)
    with office.beneath() as database, database.writing():
        ValueReview.update(entered_at=now - timedelta(days=today.day + 1)).execute()
        taboo = ValueReview.create(client=file, field="taboos", state="provisional", entered_by=anna.id, learnt="asked",
                                   entered_at=now - timedelta(days=today.day + 1))  # fmt: skip
        Client.update(taboos="香菜").execute()
    with office.work(chief) as work:
        field_checks.draw(work, month)
        operation = work.operation
    # once, and for good: whoever could take it back would draw until he likes it
    for again in ((field_checks.undo, operation), (field_checks.draw, month)):
        with pytest.raises(BadEntry):
            office.do(*again, me=chief)
    # what was checked since it was entered is not drawn: two are left
    (line,) = office.ask(field_checks.draws, me=anna)
    assert (line.pool, line.size, line.checked) == (2, 2, 0)
    assert office.ask(field_checks.waiting, me=anna) == () and office.ask(field_checks.count_waiting, me=bo) == 2
    found = {one.field: one for one in office.ask(field_checks.waiting, me=bo)}
    assert (found["taboos"].value, found["taboos"].learnt, found["taboos"].grave) == ("香菜", Learnt.ASKED, True)
    assert (found["dishes"].author, found["dishes"].grave) == ("安然", False)
    with pytest.raises(NotAllowed):
        office.do(field_checks.check, found["dishes"].id, Verdict.RIGHT, me=anna)
    # what was entered anew is not what was drawn, and what review has decided on is checked by that
    entered = ValueReview.update(entered_at=now).where(ValueReview.field == "dishes")
    with office.beneath() as database:
        then = ValueReview.get(ValueReview.field == "dishes").entered_at
        decided = FieldCheck(client=file, field="dishes", author=anna.id, entered_at=then, weight=1000,
                             verdict="right", by=bo.id, at=now)  # fmt: skip
        for change, back in (
            (entered.execute, ValueReview.update(entered_at=then).where(ValueReview.field == "dishes").execute),
            (lambda: decided.save(force_insert=True), decided.delete_instance),
        ):
            with database.writing():
                change()
            assert [one.field for one in office.ask(field_checks.waiting, me=bo)] == ["taboos"]
            assert office.ask(field_checks.count_waiting, me=bo) == 1
            with pytest.raises(BadEntry):
                office.do(field_checks.check, found["dishes"].id, Verdict.RIGHT, me=bo)
            with database.writing():
                back()
    office.do(field_checks.check, found["taboos"].id, Verdict.WRONG, "客户说吃香菜", me=bo)
    with pytest.raises(BadEntry):
        office.do(field_checks.check, found["taboos"].id, Verdict.RIGHT, me=chief)
    assert accuracy() == (4, 6000, 1)
    office.do(field_checks.check, found["dishes"].id, Verdict.UNCLEAR, me=bo)
    assert accuracy() == (4, 6000, 1) and office.ask(field_checks.count_waiting, me=bo) == 0
    assert [row.reason for row in office.ask(indicators.cases, span, "A1", anna.id, me=anna)].count("wrong") == 3
    assert taboo.field == "taboos"


def test_an_acceptance_that_was_undone_does_not_count(sqlite_office):
    office = sqlite_office
    bo = office.hire("卜凡", STAFF)
    file = office.do(clients.open_client, ClientForm.PERSON, {"name": "白露", "hobbies": "钓鱼"})
    office.do(reviews.accept, file, "hobbies", me=bo)
    with office.work(write=False) as work:
        (operation,) = [row.operation for row in work.visible(undoing.Record) if row.action == "accept"]
    office.do(undoing.undo, operation, me=bo)
    with office.work(write=False) as work:
        assert work.visible(FieldCheck).count() == 0 and work.visible(FieldCheck, withdrawn=True).count() == 1


def test_states_of_files_are_noted_once_and_as_plain_python_has_them(office):
    anna, bo = office.hire("安然", STAFF), office.hire("卜凡", STAFF)
    some = Random(5)
    words = ["无", "不详", "123", "111111", " ", "", "清蒸鱼", "张", "N/A", "没有", "aaa", "鱼鱼"]
    kinds = [(form, kind) for form in ("person", "organisation") for kind in ("customer", "supplier")]
    text = [field.name for field in CLIENTS.fields if file_states.is_text(field) and not field.sealed]
    text = [name for name in text if name not in ("name", "kind", "special_kind")]
    made = []
    for number in range(24):
        form, kind = kinds[number % 4]
        file = office.do(clients.open_client, ClientForm.of(form), {"name": f"客户{number}"}, me=anna)
        row = {name: some.choice(words) for name in text} | {
            "kind": kind,
            "withheld": some.choice(["", "phone,dishes"]),
        }
        row |= {"registered_capital": some.choice([None, 0]), "signs_on_account": some.choice([None, False])}
        made.append((file, row))
        if number % 3 == 0:
            office.do(contacts.log_contact, file, Report(Channel.PHONE, "回访"), me=anna)
    with office.beneath() as database, database.writing():
        for file, row in made:
            Client.update(**row).where(Client.id == file).execute()
        past = Client.get_by_id(made[0][0]).looked_through_at - 400 * DAY
        Client.update(looked_through_at=past).where(Client.id == made[0][0]).execute()
    assert office.ask(states.is_due, me=anna)
    assert office.do(states.note, me=anna) == 24
    with office.beneath():
        noted = {row.client_id: row for row in FileSpan.select()}
        rows = {row.id: row for row in Client.select()}
    for number, (file, row) in enumerate(made):
        fields = file_states.asked_of(CLIENTS, ClientForm.of(kinds[number % 4][0]),
                                      supplier=row["kind"] == "supplier")  # fmt: skip
        told = {field.name: getattr(rows[file], field.name) for field in fields}
        span = noted[file]
        assert (span.filled, span.required) == file_states.share(fields, told, row["withheld"].split(","))
        # looked through within its rhythm, and met: the click alone refreshes nothing
        assert (span.person_id, span.fresh) == (anna.id, number % 3 == 0 and number != 0)
    # nothing new, nothing written; what changes on the same day takes its place, on a later day it goes on from there
    assert not office.ask(states.is_due, me=anna)
    first, second = made[1][0], made[2][0]
    with office.beneath() as database, database.writing():
        FileSpan.update(first=office.ask(on_file.today) - 9 * DAY).where(FileSpan.client == second).execute()
        Client.update(owner=bo.id).where(Client.id.in_([first, second])).execute()
    assert office.ask(states.is_due, me=anna) and office.do(states.note, me=bo) == 2
    today = office.ask(on_file.today)
    with office.beneath():
        lives = [(row.person_id, (today - row.first).days, row.last and (today - row.last).days)
                 for file in (first, second) for row in FileSpan.select().where(FileSpan.client == file)
                 .order_by(FileSpan.first)]  # fmt: skip
    assert lives == [(bo.id, 0, None), (anna.id, 9, 1), (bo.id, 0, None)]
    # a file taken out of use counts until then
    office.do(clients.withdraw_client, second, "重复")
    assert office.ask(states.is_due, me=anna) and office.do(states.note, me=anna) == 0
    with office.beneath():
        assert FileSpan.select().where(FileSpan.last.is_null()).count() == 23


def test_the_offices_own_indicators_are_entered_by_others(office):
    anna = office.hire("安然", STAFF, department="客服部")
    head = office.hire("贺主任", {**STAFF, Right.SEE_APPRAISALS: Scope.DEPARTMENT, Right.RATE_STAFF: Scope.DEPARTMENT},
                       department="客服部")  # fmt: skip
    chief = office.hire("总经理", {**RUNS, Right.RATE_STAFF: Scope.ALL})
    other = office.hire("外人", STAFF, department="厨房")
    polite = Own("O-1", "B", "普通话", "督导按五级打分", OwnKind.RATING)
    errors = Own("O-2", "C", "差错", "每月差错次数，五次为零分", OwnKind.COUNT, rises=False, high=Decimal(5))
    with pytest.raises(NotAllowed):
        office.do(own_indicators.save, polite, me=head)
    for wrong, field in ((Own("1", "B", "名", "式"), "key"), (Own("O-1", "D", "名", "式"), "dimension"),
                         (Own("O-1", "B", "名", ""), "formula"), (Own("O-1", "B", "", "式"), "name"),
                         (Own("O-1", "B", "名", "式", low=Decimal(100)), "high"),
                         (Own("O-1", "B", "名", "式", passing=Decimal("0.99")), "passing")):  # fmt: skip
        with pytest.raises(BadEntry) as refusal:
            office.do(own_indicators.save, wrong, me=chief)
        assert refusal.value.field == field
    for own in (polite, errors, errors):
        office.do(own_indicators.save, own, me=chief)
    assert [(one.key, one.version) for one in office.ask(indicators.indicators, me=anna)][-2:] == [
        ("O-1", 1),
        ("O-2", 1),
    ]
    today = office.ask(on_file.today)
    day = today - DAY
    for me, person, value in ((head, head, 5), (anna, head, 5), (head, other, 5)):
        with pytest.raises(NotAllowed):
            office.do(own_indicators.enter, "O-1", person.id, day, Decimal(value), me=me)
    for on, value, field in ((day, "6", "value"), (today + DAY, "5", "on"), (day, "4.0001", "value")):
        with pytest.raises(BadEntry) as refusal:
            office.do(own_indicators.enter, "O-1", anna.id, on, Decimal(value), me=head)
        assert refusal.value.field == field
    office.do(own_indicators.enter, "O-1", anna.id, day, Decimal(4), "声音清楚", me=head)
    gone = office.do(own_indicators.enter, "O-2", anna.id, day, Decimal(1), me=chief)
    office.do(own_indicators.enter, "O-2", anna.id, day, Decimal(9), me=head)
    now = office.ask(lambda work: work.now)
    span = Span(now - 30 * DAY, now + DAY, now + DAY)

    def rates(me=anna):
        found = office.ask(indicators.counts, span, ["O-1", "O-2"], me=me)
        return {key: (count.cases, count.raw) for (_person, key), count in found.items()}

    assert rates() == rates(chief) == {"O-1": (1, Decimal("0.75")), "O-2": (2, Decimal("0.4"))}
    # another version changes nothing that was entered
    office.do(own_indicators.save, Own("O-1", "B", "普通话", "督导按五级打分", OwnKind.RATING, rises=False), me=chief)
    assert office.ask(own_indicators.owns, me=anna)[0].version == 2 and rates()["O-1"] == (1, Decimal("0.75"))
    # nor what the running period goes by, which was opened before: the same, though taken out of use
    with office.beneath() as database, database.writing():
        then = {"number": 1, "kind": "rating", "rises": True, "low": 1000, "high": 5000}
        AppraisalPeriod.create(name="本期", first=day, last=today, state="self", opened_by=chief.id, opened_at=now,
                               scheme={own_indicators.KEPT: {"O-1": then}})  # fmt: skip
    office.do(own_indicators.withdraw, "O-1", me=chief)
    assert {one.key for one in office.ask(own_indicators.to_enter, me=head)} == {"O-1", "O-2"}
    again = office.do(own_indicators.enter, "O-1", anna.id, day, Decimal(4), me=head)
    assert rates()["O-1"] == (2, Decimal("0.75"))
    with pytest.raises(BadEntry):
        office.do(own_indicators.enter, "O-1", anna.id, day - DAY, Decimal(4), me=head)
    office.do(own_indicators.take_back, again, me=head)
    with pytest.raises(NotAllowed):
        office.do(own_indicators.take_back, gone, me=head)
    office.do(own_indicators.take_back, gone, me=chief)
    assert rates()["O-2"] == (1, 0)
    told = {(one.name, one.by, one.value) for one in office.ask(own_indicators.scores, anna.id, me=head)}
    assert told == {("安然", "贺主任", Decimal(4)), ("安然", "贺主任", Decimal(9))}
    assert office.ask(own_indicators.scores, me=other) == ()
    office.do(own_indicators.withdraw, "O-2", me=chief)
    with pytest.raises(BadEntry):
        office.do(own_indicators.save, errors, me=chief)
    assert (outcome(errors, Decimal(2)), outcome(checked(polite), Decimal(3))) == (600_000, 500_000)
