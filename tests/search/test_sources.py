"""A large office's way to common names finds what the index finds, whichever way the first clients point."""

import itertools

import pytest

from desktop.models.rows import uuid_of
from desktop.rules.tokens import query_of, tsquery
from desktop.services import search, search_sources
from desktop.services.search_sources import asked_of_server, is_large
from tests.offices import TestOffice
from tests.trust.test_work import make_client


@pytest.fixture
def many(postgres_office: TestOffice) -> TestOffice:
    """Forty: the first all of one name, the last of others; every second has a unit that is found too."""
    with postgres_office.work() as work:
        for n in range(40):
            client = make_client(work, f"K-{n}", name="贺启" if n < 4 else "李娜", unit="贺家" if n % 2 else "",
                                 owner=work.me.id if n % 3 else None)  # fmt: skip
            tokens = search.tokens_of((client.name,), (client.unit,))
            search.index(work, search.Doc(search.CLIENT, client.id, tokens, client.owner_id))
    return postgres_office


def found(work, text, limit, *, large, within="1 = 1", mine=()):
    source, asked = asked_of_server(tsquery(query_of(text)), within, list(mine), limit, large=large)
    statement = f"{source.before} SELECT serial, place FROM s ORDER BY place, serial"
    return work.database.engine.execute_sql(statement, asked).fetchall()


@pytest.fixture
def ways(monkeypatch):
    """Sets how many are tried, how many are walked to at most, and how many of those tried let it walk."""

    def set_to(tried, walked, fewest=2):
        for name, value in (("_TRIED", tried), ("_WALKED", walked), ("_FEWEST", fewest)):
            monkeypatch.setattr(search_sources, name, value)
        search_sources._source.cache_clear()

    yield set_to
    search_sources._source.cache_clear()


@pytest.mark.parametrize(("tried", "walked"), [(3, 5), (40, 40), (1, 100), (8, 3)])
def test_all_ways_find_the_same(many: TestOffice, ways, tried, walked):
    """Enough for the walk, too few for it, and none among those that are tried first. Where there are more than are
    asked for, the way decides which of them it is; those found by name come first on each."""
    ways(tried, walked)
    with many.work(write=False) as work:
        scopes = (("1 = 1", ()), ("(d.owner = %s)", (work.me.id.hex,)))
        for text, limit, (within, mine) in itertools.product(("贺", "贺启", "贺家", "李", "无"), (1, 2, 60), scopes):
            whole = found(work, text, 60, large=False, within=within, mine=mine)
            some = found(work, text, limit, large=True, within=within, mine=mine)
            assert set(some) <= set(whole), text
            assert [place for _serial, place in some] == [place for _serial, place in whole][:limit], text


def test_common_names_are_walked_to_rarer_ones_drawn_and_rare_ones_looked_up(many: TestOffice, ways):
    ways(8, 12)
    with many.work() as work:
        rows = work.database.engine.execute_sql("SELECT serial, subject FROM search_doc ORDER BY serial").fetchall()
        # neither is among those that are tried
        drawn, rare = (next(key for serial, key in rows[8:] if (serial & 15 == 0) is there) for there in (True, False))
        for key, name in ((drawn, "周文"), (rare, "吴起")):
            search.index(work, search.Doc(search.CLIENT, uuid_of(key), search.tokens_of((name,), ())))
    with many.work(write=False) as work:
        for text, ways_gone in (("贺启", ["walked"]), ("周文", ["drawn"]), ("吴起", ["drawn", "gathered"])):
            source, asked = asked_of_server(tsquery(query_of(text)), "1 = 1", [], 1, large=True)
            plan = work.database.engine.execute_sql(f"EXPLAIN ANALYZE {source.before} SELECT * FROM s", asked)
            told = "\n".join(line for (line,) in plan.fetchall())
            by_name = told.partition("CTE named_walked")[2].partition("CTE other_tried")[0]
            walked, _mark, rest = by_name.partition("CTE named_drawn")
            drawn, _mark, gathered = rest.partition("CTE named\n")
            parts = {"walked": walked, "drawn": drawn, "gathered": gathered.rpartition("Result")[2]}
            assert [way for way, part in parts.items() if "never executed" not in part] == ways_gone, told


def test_only_a_large_office_is_walked(many: TestOffice, monkeypatch):
    database = many.office.database
    with many.work(write=False) as work:
        work.database.engine.execute_sql("ANALYZE search_doc")
        assert not is_large(database)
        monkeypatch.setattr(search_sources, "LARGE", 11)
        assert is_large(database)
        assert len(search.find(work, "贺")) == 22


def test_what_is_drawn_is_found_by_its_own_index(many: TestOffice):
    with many.work(write=False) as work:
        run = work.database.engine.execute_sql
        run("SET LOCAL enable_seqscan = off")
        source, asked = asked_of_server(tsquery(query_of("贺")), "1 = 1", [], 1, large=True)
        plan = "\n".join(line for (line,) in run(f"EXPLAIN {source.before} SELECT * FROM s", asked).fetchall())
        for part, index in (("named", "search_doc_names_drawn"), ("other", "search_doc_tokens_drawn")):
            assert index in plan.partition(f"CTE {part}_drawn")[2].partition(f"CTE {part}\n")[0], plan
