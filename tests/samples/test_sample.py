"""The sample office: whole, sound, the same each time, and gone in one step."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from desktop.models.bookings import BookedPlace, Booking
from desktop.models.classes import Spend
from desktop.models.records import Record
from desktop.rules.appraisal import PeriodState
from desktop.rules.approvals import Act
from desktop.rules.audit import Memory
from desktop.rules.bookings import MEALS, BookingState, exceeds_per_head
from desktop.rules.classes import Why
from desktop.rules.errors import SignInRefused
from desktop.rules.spending import SpendSource
from desktop.rules.words import ClientForm
from desktop.services import (
    accounts,
    anniversaries,
    appraisal_locks,
    appraisal_views,
    approval_lists,
    booking_lists,
    checking,
    class_runs,
    classes,
    client_lists,
    clients,
    histories,
    on_file,
    review_lists,
    rooms,
    sample_bills,
    sample_bookings,
    sample_files,
    samples,
    search,
    verifying,
)
from desktop.services.client_lists import Filter
from tests.offices import PASSWORD, TestOffice, drop_database, postgres_copy, sqlite_copy

# The drafts that opened themselves for hosts whom nobody knew; they have no class until the next are given
DRAFTS = 5
FILES = sample_files.PERSONS + sample_files.ORGANISATIONS + DRAFTS


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def pattern(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, UUID]]:
    """A sample office on each database, made once: it takes seconds."""
    whole = request.getfixturevalue(f"{request.param}_pattern")
    if request.param == "sqlite":
        where: Any = tmp_path_factory.mktemp("sample") / "office.db"
        copied = sqlite_copy(whole, where)
    else:
        where = f"sample_{uuid4().hex[:12]}"
        copied = postgres_copy(whole, request.getfixturevalue("pg_url"), where)
    with copied as office:
        samples.make_sample(office.office, office.me)
    yield where, office.office.workstation
    if request.param == "postgres":
        drop_database(request.getfixturevalue("pg_url"), where)


@pytest.fixture
def sample(request: pytest.FixtureRequest, pattern: tuple[Any, UUID], tmp_path: Path) -> Iterator[TestOffice]:
    if isinstance(pattern[0], Path):
        with sqlite_copy(pattern, tmp_path / "office.db") as office:
            yield office
        return
    admin, name = request.getfixturevalue("pg_url"), f"office_{uuid4().hex[:12]}"
    with postgres_copy(pattern, admin, name) as office:
        yield office
    drop_database(admin, name)


def test_a_year_of_a_restaurant(sample: TestOffice):
    counts = {letter: sample.ask(client_lists.count_clients, Filter(classes=frozenset({letter}))) for letter in "ABCDL"}
    assert counts == dict(samples.CLASSES)
    assert sample.ask(client_lists.count_clients) == FILES
    assert len(sample.ask(search.find, "王建国")) == 2
    assert sample.ask(search.find, "𠮷")[0].title == "𠮷文博"
    tomorrow = [day for day in sample.ask(anniversaries.upcoming, 1) if day.in_days == 1]
    assert any(day.calendar == "lunar" for day in tomorrow)
    he = sample.ask(search.find, "贺启年")[0].id
    assert sample.ask(clients.client_file, he).values["allergies"] == "花生及花生油"
    opened = sample.ask(histories.history_of, he)[-1].at
    with sample.work(write=False) as work:
        assert work.now - opened > timedelta(days=300)
        assert work.visible(Record).count() > 500
    assert sample.errand(checking.check_office).findings == []
    sample.ask_for_no_consent()
    # a year of everybody's verbs: each row is what the journal last told of it
    verified = sample.errand(verifying.verify, Memory()).report
    assert (verified.findings, verified.counts["rows"] > 500) == ([], True)
    _its_classes_follow_from_its_bills(sample)


def _its_classes_follow_from_its_bills(sample: TestOffice):
    with sample.work(write=False) as work:
        quarter = sample_bills.last_settled(work.now.date())
        bills = (Spend.source != SpendSource.ORDER.value) & Spend.withdrawn_at.is_null()
        total = sum(row.amount for row in work.visible(Spend).where(bills))
    assert 3_400_000 < total / 100 < 4_400_000
    proposal = sample.ask(classes.propose, quarter)
    given = dict(samples.CLASSES)
    assert proposal.counts == {**given, "D": given["D"] + DRAFTS}
    moved = {line.name for line in proposal.lines if line.move}
    assert moved == {"庄雨薇", "秦桂香", "丁浩然", "骆明珠", "廖一凡"}
    by_name = {line.name: (line, judgement.why) for line, judgement in
               zip(proposal.lines, proposal.outcome.judgements, strict=True)}  # fmt: skip
    ranks = [line.spend_rank for line, _why in by_name.values() if line.spend_rank]
    assert (ranks.count(15), ranks.count(16), ranks.count(30), ranks.count(31)) == (2, 0, 2, 0)
    assert by_name["解思源"][1] is Why.LEADER
    assert by_name["欧阳海"][1] is Why.VISITS_OTHERS
    assert [by_name[name][1] for name in by_name if "尉迟" in name] == [Why.LOST, Why.LOST]
    runs = sample.ask(class_runs.runs)
    assert [run.quarter for run in runs] == [quarter, quarter.before(), quarter.before(2)]
    assert all(run.taught and run.moved for run in runs)
    assert [run.overridden for run in runs] == [0, 1, 0]


def test_its_book_has_a_next_meal_yesterdays_bills_and_some_days_to_come(sample: TestOffice):
    with sample.work(write=False) as work:
        today, spend = on_file.today(work), {row.origin: row.amount for row in work.visible(Spend)}
    house = sample.ask(rooms.rooms)
    assert (len(house), [len(room.tables) for room in house if room.hall]) == (10, [12])
    lines = sample.ask(booking_lists.day_book, today).lines
    assert (len(lines), len({line.meal for line in lines})) == (14, 1)
    assert len([line for line in lines if line.host and line.host.client_class]) == 9
    assert len([line for line in lines if line.payer]) == len([line for line in lines if line.turn == 2]) == 1
    assert [line.places for line in lines if line.state is BookingState.WAITING] == [()]
    past = sample.ask(booking_lists.day_book, today - timedelta(days=1)).lines
    assert {line.state for line in past} == {BookingState.LEFT} and len({line.meal for line in past}) == 2
    assert all(spend[line.id] == line.total for line in past)
    assert sorted(exceeds_per_head(line.food, line.people, 300) for line in past)[-2:] == [False, True]
    coming = [line for n in range(1, 8) for line in sample.ask(booking_lists.day_book, today + timedelta(days=n)).lines]
    assert [line.state for line in coming].count(BookingState.CANCELLED) == 1 < len(coming)


@pytest.mark.parametrize(("minute", "meal"), [(0, "lunch"), (14 * 60 + 30, "lunch"), (14 * 60 + 31, "dinner"),
                                              (23 * 60 + 59, "dinner")])  # fmt: skip
def test_the_next_meal_at_any_hour(minute: int, meal: str):
    meals = [(key, time) for key, (_label, time) in MEALS.items()]
    assert sample_bookings.next_meal(meals, minute) == meal


def test_one_can_look_as_its_people_but_not_as_who_has_left(sample: TestOffice):
    for name, post in samples.PEOPLE:
        password = PASSWORD if name == sample.me.name else samples.PASSWORD
        me = sample.office.sign_in(name, password)
        assert sample.ask(accounts.person_line, me.id).post == post
    with pytest.raises(SignInRefused):
        sample.office.sign_in("孙倩", samples.PASSWORD)


def test_it_goes_in_one_step_and_the_settings_stay(sample: TestOffice):
    kind = sample.office.kind
    assert sample.ask(class_runs.runs)
    mine = sample.do(clients.open_client, ClientForm.PERSON, {"name": "真客户"})
    assert sample.do(samples.remove_sample) == FILES
    assert [line.id for line in sample.ask(client_lists.list_clients)] == [mine]
    assert sample.ask(search.find, "贺") == []
    assert all(run.undone_at for run in sample.ask(class_runs.runs))
    with sample.work(write=False) as work:
        assert work.visible(Spend).count() == 0
        assert work.visible(Booking).count() == work.visible(BookedPlace).count() == 0
    assert sample.ask(rooms.rooms)
    assert (sample.office.kind, sample.office.settings["sample"]) == (kind, False)
    with pytest.raises(SignInRefused):
        sample.office.sign_in("周敏", samples.PASSWORD)


def test_sealed_values_wait_for_who_may_open_them(sample: TestOffice):
    waiting = {}
    for name in ("陆文渊", "张岚"):
        me = sample.office.sign_in(name, samples.PASSWORD)
        lines = sample.ask(review_lists.waiting_reviews, 500, me=me)
        waiting[name] = sorted({line.field for line in lines if line.sealed})
    assert waiting == {
        "陆文渊": ["bank", "bank_account", "income", "property"],
        "张岚": ["income", "property"],
    }
    boss = sample.office.sign_in("陆文渊", samples.PASSWORD)
    acts = [line.act for line in sample.ask(approval_lists.waiting, me=boss)]
    assert sorted(acts) == [Act.CHANGE_VALUES, Act.EXPORT]


def test_its_last_whole_quarter_waits_for_the_lock(sample: TestOffice):
    *_rest, last, running = sorted(sample.ask(appraisal_views.periods), key=lambda one: one.first)
    assert [one.state for one in (*_rest, last, running)] == [
        *(PeriodState.LOCKED for _one in _rest), PeriodState.SIGNED, PeriodState.COMPUTED]  # fmt: skip
    assert _rest and len(sample.ask(appraisal_views.sheets, last.id)) > 10
    root = sample.do(appraisal_locks.lock, last.id)
    assert root and sample.ask(appraisal_locks.proof, last.id).intact
    assert sample.ask(appraisal_locks.drift, last.id) == []
