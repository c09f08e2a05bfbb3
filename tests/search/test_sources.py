"""Both ways through a server's index find the same; which one is taken follows from how common the tokens are."""

import itertools

import pytest

from desktop.rules.tokens import query_of, tsquery
from desktop.services import search
from desktop.services.search_sources import Commonness, Shares, commonness, server_source
from tests.offices import TestOffice
from tests.trust.test_work import make_client

SHARES = Shares(["王伟", "王芳", "d1990", "d1991", "jw", "李"], [0.02, 0.03, 0.5, 0.4, 0.12, 0.04, 9, 9, 9])


@pytest.mark.parametrize(
    ("text", "share"),
    [("王", 0.05), ("王芳", 0.03), ("199", 0.9), ("1990", 0.5), ("w", 0.12), ("李", 0.04), ("王芳芳", 0), ("王 李", 0),
     ("赵", 0), ("19909", 0), ("", 0)],
)  # fmt: skip
def test_a_beginning_is_as_common_as_all_that_begin_so(text, share):
    assert SHARES.of(query_of(text)) == pytest.approx(share)


def test_only_what_is_common_in_a_large_office_is_walked_to():
    rare, common = query_of("王芳"), query_of("199")
    large, small = (Commonness(n, Shares((), ()), SHARES) for n in (1_000_000, 1_000))
    assert large.walks(common, 200) == (False, True) and large.walks(rare, 200) == (False, False)
    assert small.walks(common, 200) == (False, False)
    assert Commonness(1_000_000, SHARES, SHARES).walks(query_of("王"), 200) == (True, True)


def test_both_ways_find_the_same(postgres_office: TestOffice):
    with postgres_office.work() as work:
        for n in range(12):
            client = make_client(work, f"K-{n}", name=f"贺启{n}", unit="贺家" if n % 2 else "")
            tokens = search.tokens_of((client.name if n % 3 else "李娜",), (client.unit,))
            search.index(work, search.Doc(search.CLIENT, client.id, tokens))
    with postgres_office.work(write=False) as work:
        for text, limit in itertools.product(("贺", "贺启", "贺家", "李", "贺 李"), (3, 20)):
            match, found = tsquery(query_of(text)), set()
            for names, common in itertools.product((False, True), repeat=2):
                source = server_source("1 = 1", common_names=names, common=common)
                asked = [match, limit, match, limit, limit, limit]
                statement = f"{source.before} SELECT serial, place FROM s ORDER BY place, serial"
                found.add(tuple(work.database.engine.execute_sql(statement, asked).fetchall()))
            assert len(found) == 1


def test_the_server_tells_how_common_tokens_are(postgres_office: TestOffice):
    database = postgres_office.office.database
    with postgres_office.work() as work:
        for n in range(50):
            client = make_client(work, f"K-{n}", name="贺启年" if n % 2 else "李娜")
            search.index(work, search.Doc(search.CLIENT, client.id, search.tokens_of((client.name,), ())))
    with postgres_office.work(write=False) as work:
        assert commonness(database).names.of(query_of("贺启")) == 0
        work.database.engine.execute_sql("ANALYZE search_doc")
        assert commonness(database).documents < 50  # not asked again so soon
        database._remembered.clear()
        counted = commonness(database)
        assert counted.documents == 50 and counted.names.of(query_of("贺启")) == pytest.approx(0.5)
        assert counted.tokens.of(query_of("李")) == pytest.approx(0.5)
