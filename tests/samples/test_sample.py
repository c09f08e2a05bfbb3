"""The sample office: whole, sound, the same each time, and gone in one step."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from desktop.models.classes import Spend
from desktop.models.records import Record
from desktop.rules.approvals import Act
from desktop.rules.audit import Memory
from desktop.rules.classes import Why
from desktop.rules.errors import SignInRefused
from desktop.rules.words import ClientForm
from desktop.services import (
    accounts,
    anniversaries,
    approval_lists,
    checking,
    class_runs,
    classes,
    client_lists,
    clients,
    histories,
    review_lists,
    sample_bills,
    sample_files,
    samples,
    search,
    verifying,
)
from desktop.services.client_lists import Filter
from tests.offices import PASSWORD, TestOffice, drop_database, postgres_copy, sqlite_copy


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
    assert sample.ask(client_lists.count_clients) == sample_files.PERSONS + sample_files.ORGANISATIONS
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
        total = sum(row.amount for row in work.visible(Spend).where(Spend.withdrawn_at.is_null()))
    assert 3_400_000 < total / 100 < 4_400_000
    proposal = sample.ask(classes.propose, quarter)
    assert proposal.counts == dict(samples.CLASSES)
    assert [line.name for line in proposal.lines if line.move] == []
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
    assert sample.do(samples.remove_sample) == sample_files.PERSONS + sample_files.ORGANISATIONS
    assert [line.id for line in sample.ask(client_lists.list_clients)] == [mine]
    assert sample.ask(search.find, "贺") == []
    assert all(run.undone_at for run in sample.ask(class_runs.runs))
    with sample.work(write=False) as work:
        assert work.visible(Spend).count() == 0
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
