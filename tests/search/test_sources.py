"""A large office's way to common names finds what the index finds, whichever way the first clients point."""

import itertools

import pytest

from desktop.rules.tokens import query_of, tsquery
from desktop.services import search, search_sources
from desktop.services.search_sources import asked_of_server, is_large
from tests.offices import TestOffice
from tests.trust.test_work import make_client


@pytest.fixture
def many(postgres_office: TestOffice) -> TestOffice:
    """Twelve: the first all of one name, the last of others; every second has a unit that is found too."""
    with postgres_office.work() as work:
        for n in range(12):
            client = make_client(work, f"K-{n}", name="贺启" if n < 4 else "李娜", unit="贺家" if n % 2 else "",
                                 owner=work.me.id if n % 3 else None)  # fmt: skip
            tokens = search.tokens_of((client.name,), (client.unit,))
            search.index(work, search.Doc(search.CLIENT, client.id, tokens, client.owner_id))
    return postgres_office


def found(work, text, limit, *, large, within="1 = 1", mine=()):
    source, asked = asked_of_server(tsquery(query_of(text)), within, list(mine), limit, large=large)
    statement = f"{source.before} SELECT serial, place FROM s ORDER BY place, serial"
    return work.database.engine.execute_sql(statement, asked).fetchall()


@pytest.mark.parametrize(("tried", "walked"), [(3, 5), (12, 12), (1, 100), (8, 3)])
def test_both_ways_find_the_same(many: TestOffice, monkeypatch, tried, walked):
    """Enough for the walk, too few for it, and none among those that are tried first."""
    monkeypatch.setattr(search_sources, "_TRIED", tried)
    monkeypatch.setattr(search_sources, "_WALKED", walked)
    search_sources._source.cache_clear()
    with many.work(write=False) as work:
        scopes = (("1 = 1", ()), ("(d.owner = %s)", (work.me.id.hex,)))
        for text, limit, (within, mine) in itertools.product(("贺", "贺启", "贺家", "李", "无"), (2, 20), scopes):
            ways = [found(work, text, limit, large=large, within=within, mine=mine) for large in (False, True)]
            assert ways[0] == ways[1], text
    search_sources._source.cache_clear()


def test_common_names_are_walked_to_and_rare_ones_looked_up(many: TestOffice):
    with many.work(write=False) as work:
        for text, walked in (("贺启", True), ("无", False)):
            source, asked = asked_of_server(tsquery(query_of(text)), "1 = 1", [], 2, large=True)
            plan = work.database.engine.execute_sql(f"EXPLAIN ANALYZE {source.before} SELECT * FROM s", asked)
            told = "\n".join(line for (line,) in plan.fetchall())
            by_index = told.partition("CTE named")[2].partition("CTE other")[0].rpartition("Result")[2]
            assert ("never executed" in by_index) is walked, told


def test_only_a_large_office_is_walked(many: TestOffice, monkeypatch):
    database = many.office.database
    with many.work(write=False) as work:
        work.database.engine.execute_sql("ANALYZE search_doc")
        assert not is_large(database)
        monkeypatch.setattr(search_sources, "LARGE", 11)
        assert is_large(database)
        assert len(search.find(work, "贺")) == 8
