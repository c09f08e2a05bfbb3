"""What a server is told without waiting: it arrives in its order, fails before the commit, and a save asks little."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import peewee
import pytest

from desktop.models.clients import Client
from desktop.models.records import Operation, Record
from desktop.rules.errors import NotAllowed, NotFound
from desktop.rules.ids import new_id
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import accounts, clients, search
from desktop.services.checking import check_office
from tests.offices import TestOffice
from tests.trust.test_work import make_client


@pytest.fixture
def he(office: TestOffice):
    return office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年", "phone": "199 0000 1234"})


@contextmanager
def parcels(office: TestOffice):
    """How many statements each parcel to the server holds."""
    engine, sent = office.office.database.engine, []
    send = engine._send

    def listen(parcel):
        sent.append(len(parcel))
        return send(parcel)

    engine._send = listen
    try:
        yield sent
    finally:
        del engine._send


def test_a_save_waits_for_three_answers(postgres_office: TestOffice):
    """Each is the way to the server and back: the file, what was written, and the commit."""
    he = postgres_office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年", "phone": "199 0000 1234"})
    with parcels(postgres_office) as sent:
        postgres_office.do(clients.edit_client, he, {"phone": "199 0000 4321", "note": "靠窗"}, {})
    assert len(sent) <= 3 and sum(sent) <= 7
    assert [hit.id for hit in postgres_office.ask(search.find, "4321")] == [he]


def test_a_question_of_the_list_is_asked_at_once(postgres_office: TestOffice):
    postgres_office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年", "phone": "199 0000 1234"})
    assert postgres_office.ask(search.find, "李") == []
    with parcels(postgres_office) as sent:
        assert len(postgres_office.ask(search.find, "贺启")) == 1
    assert len(sent) == 2  # with the beginning, and the end


def test_work_that_asks_nothing_goes_nowhere(postgres_office: TestOffice):
    with parcels(postgres_office) as sent:
        with postgres_office.work(write=False):
            pass
        with pytest.raises(KeyError), postgres_office.office.database.writing():
            raise KeyError
    assert sent == []


def test_what_is_wrong_with_it_is_said_before_the_commit(office: TestOffice):
    first = office.do(make_client, "1")
    with pytest.raises(peewee.IntegrityError), office.work() as work:
        make_client(work, "2")
        work.add(Client(id=first.id, code="3", form="person", name="x", sort_key="x", opened_on=first.opened_on,
                        looked_through_at=work.now))  # fmt: skip
        work.record("clients", "open")
    with office.work() as work:
        assert [row.code for row in work.visible(Client)] == ["1"]
        make_client(work, "2")
    assert [f.area for f in office.errand(check_office).findings] == ["search"]  # of the bare rows made here


def test_a_chain_that_grew_meanwhile_is_continued(office: TestOffice, he):
    """Two acts of one person at one workstation: the second begins before the first has recorded."""
    with ThreadPoolExecutor(1) as pool:

        def other():
            try:
                office.do(clients.edit_client, he, {"unit": "青禾"})
            finally:
                office.office.disconnect()

        with office.work() as work:
            assert work.visible(Client).count() == 1  # the head of the chain is known from here on
            coming = pool.submit(other)
            if not work.database.sqlite:
                coming.result(30)
            make_client(work, "1")
            make_client(work, "2")
        coming.result(30)
    assert {f.area for f in office.errand(check_office).findings} <= {"search"}
    assert sorted(r.number for r in Record.select()) == [1, 2, 3, 4]
    assert Operation.select().count() == 3


def test_who_is_suspended_is_told_so_whatever_he_asks(office: TestOffice):
    staff = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.ALL})
    office.do(accounts.suspend, staff.id)
    with pytest.raises(NotAllowed) as told:
        office.do(clients.edit_client, new_id(), {"unit": "x"}, me=staff)
    assert told.value.message.startswith("Your account has been suspended")
    with pytest.raises(NotAllowed), office.work(staff):
        pass
    with pytest.raises(NotFound):
        office.do(clients.edit_client, new_id(), {"unit": "x"})


def test_a_locked_row_is_changed_by_its_own_way_alone(office: TestOffice, he):
    """What was read under a lock is not read again: a change past `work` is a fault, told before the commit."""
    with office.work() as work:
        client = work.get(Client, he)
        assert work.change(client, {"unit": "青禾"}) == {"unit": ["", "青禾"]}
        assert work.change(client, {"unit": "松涛", "note": ""}) == {"unit": ["青禾", "松涛"]}
        work.record("clients", "edit", client)
        assert client.version == Client.get_by_id(he).version == 3
    with pytest.raises(AssertionError, match="under its own lock"), office.work() as work:
        client = work.get(Client, he)
        Client.update(unit="x", version=Client.version + 1).where(Client.id == he).execute()
        work.change(client, {"unit": "y"})
        work.record("clients", "edit", client)
    with office.work(write=False) as work:
        assert work.get(Client, he).unit == "松涛"


def test_new_tokens_wait_on_a_short_list(postgres_office: TestOffice):
    with postgres_office.office.database.reading():
        asked = "SELECT reloptions FROM pg_class WHERE relname IN ('search_doc_tokens', 'search_doc_names')"
        found = postgres_office.office.database.engine.execute_sql(asked).fetchall()
    assert [set(options) for (options,) in found] == [{"fastupdate=on", "gin_pending_list_limit=128"}] * 2
