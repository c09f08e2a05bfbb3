"""A large office's way to common names finds what the index finds, whichever way the first clients point."""

import itertools

import pytest

from desktop.models import search as tables
from desktop.models.rows import uuid_of
from desktop.rules.ids import new_id
from desktop.rules.tokens import query_of, tsquery
from desktop.services import search, search_sources
from desktop.services.search_sources import asked_of_server, is_large
from tests.offices import TestOffice
from tests.trust.test_work import make_client


@pytest.fixture
def many(postgres_office: TestOffice) -> TestOffice:
    """Forty: the first all of one name, the last of others; every second has a unit that is found too."""
    with postgres_office.work() as work:
        # what is gathered comes in the order in which it lies, and places of rows that are gone are taken again
        work.database.engine.execute_sql("TRUNCATE search_doc")
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
    """Sets how many are tried, how many are walked to at most, up to which serial documents are early, and how many of
    those tried let it walk."""

    def set_to(tried, walked, early, fewest=2):
        for name, value in (("_TRIED", tried), ("_WALKED", walked), ("EARLY", early), ("_FEWEST", fewest)):
            monkeypatch.setattr(search_sources, name, value)
        search_sources._source.cache_clear()

    yield set_to
    search_sources._source.cache_clear()


@pytest.mark.parametrize(("tried", "walked", "early"), [(3, 5, 12), (40, 40, 40), (1, 100, 2), (8, 3, 20)])
def test_all_ways_find_the_same(many: TestOffice, ways, tried, walked, early):
    """Enough for the walk, too few for it, and none among those that are tried first."""
    ways(tried, walked, early)
    with many.work(write=False) as work:
        scopes = (("1 = 1", ()), ("(d.owner = %s)", (work.me.id.hex,)))
        for text, limit, (within, mine) in itertools.product(("贺", "贺启", "贺家", "李", "无"), (1, 2, 60), scopes):
            gone = [found(work, text, limit, large=large, within=within, mine=mine) for large in (False, True)]
            assert gone[0] == gone[1], (text, limit)


def test_common_names_are_walked_to_rarer_ones_found_early_and_rare_ones_gathered(many: TestOffice, ways):
    ways(8, 12, 20)
    with many.work() as work:
        rows = work.database.engine.execute_sql("SELECT subject FROM search_doc ORDER BY serial").fetchall()
        for (key,), name in ((rows[14], "周文"), (rows[30], "吴起")):
            search.index(work, search.Doc(search.CLIENT, uuid_of(key), search.tokens_of((name,), ())))
    with many.work(write=False) as work:
        for text, ways_gone in (("贺启", ["walked"]), ("周文", ["early"]), ("吴起", ["early", "gathered"])):
            source, asked = asked_of_server(tsquery(query_of(text)), "1 = 1", [], 1, large=True)
            plan = work.database.engine.execute_sql(f"EXPLAIN ANALYZE {source.before} SELECT * FROM s", asked)
            told = "\n".join(line for (line,) in plan.fetchall())
            by_name = told.partition("CTE named_walked")[2].partition("CTE other_tried")[0]
            walked, _mark, rest = by_name.partition("CTE named_early")
            early, _mark, gathered = rest.partition("CTE named\n")
            parts = {"walked": walked, "early": early, "gathered": gathered.rpartition("Result")[2]}
            assert [way for way, part in parts.items() if "never executed" not in part] == ways_gone, told


def test_an_office_has_the_index_of_its_first_clients_once_it_is_large(many: TestOffice, monkeypatch):
    database = many.office.database
    doc = search.Doc(search.CLIENT, new_id(), search.tokens_of(("周文",), ()))
    with many.work() as work:
        search.index_many(work, [doc])
        assert not is_large(database)
    monkeypatch.setattr(database, "_remembered", {})
    monkeypatch.setattr(tables, "_WANTS_EARLY", tables._WANTS_EARLY.replace(f"> {tables.LARGE}", "> 40"))
    with many.work() as work:
        # a second batch finds it made already
        for name in ("吴起", "郑和"):
            search.index_many(work, [search.Doc(search.CLIENT, new_id(), search.tokens_of((name,), ()))])
    with many.work(write=False) as work:
        assert is_large(database)
        assert len(search.find(work, "贺")) == 22
        run = work.database.engine.execute_sql
        kept = "SELECT pg_get_expr(indpred, indrelid) FROM pg_index WHERE indexrelid = 'search_doc_{}_early'::regclass"
        source, _asked = asked_of_server(tsquery(query_of("贺")), "1 = 1", [], 1, large=True)
        for column in ("names", "tokens"):
            # the planner takes it where the statement has the same condition
            condition = run(kept.format(column)).fetchone()[0].strip("()")
            assert source.before.count(f"d.{column} @@ %s::tsquery AND d.{condition} AND") == 1
