"""The list at any place, in any order and under any filter, without ever reading the table as a whole."""

import re
from datetime import date, timedelta

import pytest

from desktop.models.clients import Client
from desktop.models.office import Department, Person
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right, Scope
from desktop.services import client_lists, review_lists, search
from desktop.services.client_lists import BY_NAME, Chosen, Filter, Sort
from desktop.services.work import Work
from tests.offices import TestOffice
from tests.trust.test_work import make_client

SORTS = [Sort(name, down) for name in client_lists._ORDER for down in (False, True)]


@pytest.fixture
def many(office: TestOffice) -> TestOffice:
    with office.work() as work:
        for n in range(23):
            client = make_client(work, f"K-{n:02d}", name=f"客户{n}", sort_key=f" ke{n % 7}", client_class="ABC"[n % 3],
                                 owner=office.me.id if n % 2 else None, draft=n % 5 == 0)  # fmt: skip
            work.change(client, {"looked_through_at": work.now - timedelta(days=n % 4)})
            work.record("clients", "edit", client)
    return office


def pages(work, sort, size, **beside):
    return [line.id for line in client_lists.list_clients(work, ("name",), sort=sort, limit=size, **beside)]


@pytest.mark.parametrize("sort", SORTS, ids=str)
def test_the_page_beside_a_client_is_the_page_at_that_place(many: TestOffice, sort):
    with many.work(write=False) as work:
        whole = pages(work, sort, 100)
        assert len(set(whole)) == 23
        assert [line for o in range(0, 23, 5) for line in pages(work, sort, 5, offset=o)] == whole
        # whoever knows the neighbour need not count: a wrong offset does no harm
        assert pages(work, sort, 5, offset=0, after=whole[9]) == whole[10:15]
        assert pages(work, sort, 5, offset=0, before=whole[10]) == whole[5:10]
        assert pages(work, sort, 5, offset=3, after=many.me.id) == whole[3:8]


@pytest.fixture
def gone(office: TestOffice) -> TestOffice:
    """Five files out of use, and what is none of them: one in use, one merged into it, one erased."""
    with office.work() as work:
        kept = make_client(work, "K-01", name="在用")
        make_client(work, "K-02", name="已合并", withdrawn_at=work.now, merged_into=kept)
        make_client(work, "K-03", name="", withdrawn_at=work.now, erased_at=work.now)
        for n in range(5):
            # the first by name went last
            make_client(work, f"W-{n}", name=f"停{n}", sort_key=f"ting{n}", withdrawn_at=work.now - timedelta(days=n),
                        owner=office.me.id if n % 2 else None)  # fmt: skip
    return office


def test_files_out_of_use_are_listed_by_themselves_in_every_order(gone: TestOffice):
    only = Filter(withdrawn=True)
    with gone.work(write=False) as work:
        for sort in SORTS:
            whole = pages(work, sort, 100, only=only)
            assert len(whole) == len(set(whole)) == client_lists.count_clients(work, only) == 5
            assert pages(work, sort, 2, only=only, after=whole[1]) == whole[2:4]
            assert pages(work, sort, 2, only=only, before=whole[3]) == whole[1:3]
        told = [line.values[0] for line in client_lists.list_clients(work, ("name",), only, Sort("name", True))]
        assert told == ["停4", "停3", "停2", "停1", "停0"]


def test_files_out_of_use_are_found_by_code_and_name_within_ones_reach(gone: TestOffice):
    own = gone.hire("李娜", {Right.SEE_CLIENTS: Scope.OWN})
    for text, found in (("w-3", 1), ("停", 5), ("在用", 0), ("%", 0)):
        assert gone.ask(client_lists.count_clients, Filter(text, withdrawn=True)) == found
    assert gone.ask(client_lists.place_of, "ting3", Filter(withdrawn=True)) == 3
    assert gone.ask(client_lists.count_clients, Filter(withdrawn=True), me=own) == 0
    assert gone.ask(client_lists.count_clients, Filter(withdrawn=True, mine=True)) == 2


def test_files_out_of_use_are_neither_changed_nor_let_out_together(gone: TestOffice):
    only = Filter(withdrawn=True)
    (first, *_rest) = gone.ask(client_lists.list_clients, ("name",), only)
    for chosen in (Chosen(only=only), Chosen(only=only, stretches=((0, 2),))):
        with pytest.raises(BadEntry):
            gone.ask(client_lists.chosen_ids, chosen)
    assert gone.ask(client_lists.chosen_ids, Chosen(ids=(first.id,))) == []
    for verb in (client_lists.count_clients, client_lists.list_clients):
        with pytest.raises(BadEntry):
            gone.ask(verb, only=only, right=Right.PRINT_CLIENTS)


def test_sorting_by_any_sortable_column_has_an_order(office: TestOffice):
    assert set(client_lists._ORDER) == {name for name, column in BY_NAME.items() if column.sortable}


def asked(work, question, *args, **kwargs):
    """The statements that a question runs."""
    engine, said = work.database.engine, []
    run = engine.execute_sql

    def listen(sql, params=None):
        said.append((sql, params))
        return run(sql, params)

    engine.execute_sql = listen
    try:
        question(work, *args, **kwargs)
    finally:
        del engine.execute_sql
    return said


def plan(work, statement):
    sql, params = statement
    return " | ".join(row[3] for row in work.database.engine.execute_sql(f"EXPLAIN QUERY PLAN {sql}", params))


QUESTIONS = [
    *((client_lists.list_clients, {"sort": sort}) for sort in SORTS),
    (client_lists.list_clients, {"only": Filter(kinds=frozenset({"customer"}), drafts=True)}),
    (client_lists.list_clients, {"only": Filter(classes=frozenset({"A"}))}),
    (client_lists.count_clients, {}),
    (client_lists.count_clients, {"only": Filter(drafts=True, forms=frozenset({"person"}))}),
    (client_lists.count_clients, {"only": Filter(overdue=True)}),
]


@pytest.mark.parametrize("question", QUESTIONS, ids=range(len(QUESTIONS)))
def test_the_list_is_read_from_its_indexes(sqlite_office: TestOffice, question):
    verb, kwargs = question
    with sqlite_office.work() as work:
        make_client(work)
    with sqlite_office.work(write=False) as work:
        # the rhythms of departments, of which there are a few, are asked for beside
        said = [(sql, values) for sql, values in asked(work, verb, **kwargs) if 'FROM "department"' not in sql]
        first, *rest = [plan(work, statement) for statement in said]
        assert "COVERING INDEX" in first
        assert "TEMP B-TREE" not in first
        assert all("client_1 (id=?)" in told for told in rest)


def test_all_are_counted_without_reading_what_orders_them(sqlite_office: TestOffice):
    with sqlite_office.work(write=False) as work:
        (counted,) = [plan(work, statement) for statement in asked(work, client_lists.count_clients)]
        assert "COVERING INDEX client_in_use" in counted


def test_a_narrow_scope_is_read_from_the_index_too(sqlite_office: TestOffice):
    person = sqlite_office.hire("李娜", {Right.SEE_CLIENTS: Scope.DEPARTMENT}, department="前厅")
    with sqlite_office.work(person, write=False) as work:
        (first,) = [plan(work, statement) for statement in asked(work, client_lists.list_clients)]
        assert "COVERING INDEX client_list" in first


@pytest.mark.parametrize("verb", [client_lists.list_clients, client_lists.count_clients])
@pytest.mark.parametrize("scope", [Scope.OWN, Scope.DEPARTMENT])
def test_where_the_server_narrows_too_its_planner_counts_that_once(prepared_office: TestOffice, verb, scope):
    """One client in ten, not one in a hundred: a plan for so few gathers a scope of thousands for its first page."""
    me = prepared_office.hire("李娜", {Right.SEE_CLIENTS: scope}, department="前厅")
    with prepared_office.beneath() as database:
        with database.writing():
            departments = [me.mandate.department, *(Department.create(name=f"部{n}").id for n in range(9))]
            people = [me.id, *(Person.create(name=f"人{n}", login=f"ren{n}", created_at=database.now()).id
                               for n in range(9))]  # fmt: skip
            work = Work(database, prepared_office.me, prepared_office.office.settings)
            for n in range(300):
                work.add(Client(code=f"K-{n:03d}", form="person", name=f"客{n}", sort_key=f" ke{n}",
                                owner=people[n % 10], department=departments[n % 10], opened_on=date(2026, 1, 5),
                                looked_through_at=work.now))  # fmt: skip
        database.engine.execute_sql("ANALYZE client")
    with prepared_office.work(me, write=False) as work:
        first, *_rest = asked(work, verb)
        told = "\n".join(line for (line,) in work.database.engine.execute_sql(f"EXPLAIN {first[0]}", first[1]))
        (scan,) = re.findall(r"client t1 .*rows=(\d+)", told)
        assert int(scan) >= 20, told
        assert client_lists.count_clients(work) == len(client_lists.list_clients(work)) == 30


@pytest.mark.parametrize("verb", [client_lists.list_clients, client_lists.count_clients])
def test_a_search_in_the_list_begins_at_its_hits(sqlite_office: TestOffice, verb):
    with sqlite_office.work() as work:
        client = make_client(work)
        search.index(work, search.Doc(search.CLIENT, client.id, search.tokens_of((client.name,), ())))
    with sqlite_office.work(write=False) as work:
        told = [plan(work, statement) for statement in asked(work, verb, only=Filter(text="启年"))]
        assert any("sqlite_autoindex_client_1 (id=?)" in one and "SCAN s" in one for one in told)
        assert not any("SCAN t1" in one or "client_list" in one for one in told)


def test_what_the_planner_is_told_names_indexes_that_exist(sqlite_office: TestOffice):
    with sqlite_office.work(write=False) as work:
        run = work.database.engine.execute_sql
        told = {row[0] for row in run("SELECT idx FROM sqlite_stat1 WHERE tbl = 'client'")}
        there = {row[0] for row in run("SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'client'")}
        assert told == there


def test_the_list_never_needs_what_it_does_not_show(office: TestOffice):
    assert "note" not in client_lists.SHOWN_AT_FIRST
    with office.work() as work:
        make_client(work, note="一" * 1000)
    with office.work(write=False) as work:
        assert not any('"note"' in sql for sql, _params in asked(work, client_lists.list_clients))


def test_a_text_alone_shows_the_first_hits_and_with_a_filter_all_that_count(office: TestOffice, monkeypatch):
    monkeypatch.setattr(search, "MOST", 3)
    with office.work() as work:
        for n in range(6):
            client = make_client(work, f"K-{n}", sort_key=f"{n}", client_class="B" if n == 5 else "A")
            search.index(work, search.Doc(search.CLIENT, client.id, search.tokens_of((client.name,), ())))
    with office.work(write=False) as work:
        assert client_lists.count_clients(work, Filter(text="启年")) == 3
        assert client_lists.count_clients(work, Filter(text="启年", classes=frozenset("B"))) == 1
        assert client_lists.count_clients(work, Filter(text="启年"), Right.PRINT_CLIENTS) == 6


def test_what_hangs_on_files_is_judged_row_by_row(sqlite_office: TestOffice):
    person = sqlite_office.hire("李娜", {Right.SEE_CLIENTS: Scope.OWN, Right.REVIEW_CLIENTS: Scope.OWN})
    for me in (person, sqlite_office.me):
        with sqlite_office.work(me, write=False) as work:
            told = [plan(work, statement) for statement in asked(work, review_lists.count_waiting)]
            assert told
            for one in told:
                # the only lists that are made are of few: clients whose contact person somebody is, files that rest
                few = ("contact_person USING INDEX contact_person_person_id", "client USING INDEX client_restricted",
                       "lent USING INDEX lent_person_id")  # fmt: skip
                for made in one.split("LIST SUBQUERY")[1:]:
                    # each part of one that is put together of two is of few
                    for part in made.replace(" | COMPOUND QUERY | LEFT-MOST SUBQUERY", "").split(" | UNION ALL"):
                        assert any(words in part.partition(" | ")[2].partition(" | ")[0] for words in few), one
