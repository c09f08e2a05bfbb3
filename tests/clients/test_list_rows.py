"""The list's own statements give what the tables hold, in the list's order and under the scope of who asks."""

import pytest

from desktop.models.clients import Client
from desktop.models.office import Department
from desktop.rules.rights import Right, Scope
from desktop.services import client_lists, list_rows, search
from desktop.services.client_lists import COLUMNS, Filter, Sort
from tests.offices import TestOffice
from tests.trust.test_work import make_client

NAMES = tuple(column.name for column in COLUMNS)


@pytest.fixture
def many(office: TestOffice) -> TestOffice:
    """Nine of ten have the name that is looked for; one is out of use, one has it elsewhere."""
    with office.work() as work:
        place = Department.create(name="前厅")
        for n in range(10):
            # fmt: off
            client = make_client(work, f"K-{n}", name=f"贺启年{n}" if n < 9 else "李娜", sort_key=f" he{(n * 7) % 10}",
                                 owner=office.me.id if n % 2 else None, department=place if n % 3 else None,
                                 draft=n % 5 == 0, unit="贺启年家" if n == 9 else "", own={"own_a": "一"} if n else {},
                                 risk="warn" if n == 2 else "")
            # fmt: on
            search.index(
                work,
                search.Doc(search.CLIENT, client.id, search.tokens_of((client.name,), (client.unit,)), client.owner_id),
            )  # fmt: skip
            if n == 4:
                work.withdraw(client)
                search.forget(work, [client.id])
                work.record("clients", "withdraw", client)
    return office


def values_of(client: Client, name: str) -> object:
    if name.startswith("own_"):
        return client.own.get(name)
    if name in ("owner", "deputy", "department"):
        found = getattr(client, name)
        return found and found.name
    return getattr(client, name)


def test_a_line_holds_what_the_row_holds(many: TestOffice):
    with many.work(write=False) as work:
        rows = {row.id: row for row in work.visible(Client)}
        asked = (*NAMES, "own_a")
        lines = list_rows.by_ids(work, asked, list(rows))
        assert [key for key, _draft, _risk, _values in lines] == list(rows)
        for key, draft, risk, values in lines:
            assert (draft, risk) == (rows[key].draft, rows[key].risk)
            assert list(values) == [values_of(rows[key], name) for name in asked]
        assert list_rows.by_ids(work, NAMES, []) == []


def test_a_text_alone_finds_the_same_at_once(many: TestOffice):
    with many.work(write=False) as work:
        for text in ("贺启", "李娜", "无此人", "-"):
            found_alike(work, text)


def found_alike(work, text):
    ids = search.matching(work, text)
    wanted = sorted(ids, key=lambda key: (Client.get_by_id(key).sort_key, key))
    for descending in (False, True):
        order = wanted[::-1] if descending else wanted
        lines, count = client_lists.first_page(work, ("name",), Filter(text=text), Sort("name", descending), 3)
        assert ([line.id for line in lines], count) == (order[:3], len(order))
        pages = [client_lists.list_clients(work, ("name",), Filter(text=text), Sort("name", descending), at, 3)
                 for at in (0, 3, 6, 9)]  # fmt: skip
        assert [line.id for page in pages for line in page] == order
    assert client_lists.count_clients(work, Filter(text=text)) == len(wanted)
    assert {hit.id for hit in search.find(work, text)} == set(wanted)


def test_names_come_before_other_values_and_no_more_than_asked_for(many: TestOffice):
    with many.work(write=False) as work:
        found = [hit.title for hit in search.find(work, "贺启")]
        assert (len(found), found[-1]) == (9, "李娜")
        assert [hit.title for hit in search.find(work, "贺启", 8)] == found[:8]


def test_a_text_finds_within_the_scope_only(many: TestOffice):
    own = many.hire("王芳", {Right.SEE_CLIENTS: Scope.OWN})
    blind = many.hire("赵峰", {})
    for person in (own, blind):
        assert many.ask(client_lists.first_page, ("name",), Filter(text="贺启"), me=person) == ([], 0)
        assert many.ask(search.find, "贺启", me=person) == []
    with many.work(own, write=False) as work:
        assert list_rows.by_ids(work, ("name",), [row.id for row in Client.select()]) == []


def test_a_page_without_a_text_knows_its_count_when_it_is_short(many: TestOffice):
    lines, count = many.ask(client_lists.first_page, ("name",))
    assert (len(lines), count) == (9, 9)
    assert many.ask(client_lists.first_page, ("name",), limit=5)[1] is None
