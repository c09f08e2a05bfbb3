"""Single rows read and written by SQL put together once: what comes back is what Peewee itself gives."""

import pytest
from peewee import SQL, IntegrityError, ModelSelect, Select, fn

from desktop.models import rows
from desktop.models.base import database
from desktop.models.clients import Client
from desktop.models.records import Journal, Operation, Record, Writer
from desktop.models.server_policies import tables
from desktop.rules.errors import NotFound
from desktop.rules.ids import new_id
from desktop.rules.rights import Right, Scope
from tests.offices import TestOffice
from tests.trust.test_work import make_client


def test_a_row_is_the_same_by_either_way(office: TestOffice):
    with office.work() as work:
        client = make_client(work, "1", owner=office.me.id, own={"a": "一"}, near_us=True, registered_capital=12)
    with office.work(write=False):
        loaded, usual = rows.load(Client, client.id), Client.get_by_id(client.id)
        assert loaded.__data__ == usual.__data__
        assert {n: type(v) for n, v in loaded.__data__.items()} == {n: type(v) for n, v in usual.__data__.items()}
        assert loaded.owner.name == usual.owner.name
        assert rows.load(Client, new_id()) is None


def test_the_database_gives_the_keys_it_counts(office: TestOffice):
    with office.work() as work:
        make_client(work, "1")
        make_client(work, "2")
    with office.work(write=False):
        assert len({r.serial for r in Record.select()}) == Record.select().count() == 2
        assert {j.record_id for j in Journal.select()} == {r.serial for r in Record.select()}


def test_a_change_needs_the_version_it_was_made_for(office: TestOffice):
    with office.work() as work:
        client = make_client(work, "1")
        assert rows.update(Client, client.id, {"unit": "青禾"}, 1)
        assert not rows.update(Client, client.id, {"unit": "松涛"}, 1)
        assert rows.load(Client, client.id).version == 2
        assert rows.load(Client, client.id, lock=True).unit == "青禾"


def test_an_operation_is_noted_once(office: TestOffice):
    with office.work() as work:
        first = Operation(id=new_id(), at=work.now)
        rows.insert(first)
        rows.insert(first, or_keep=True)
    with pytest.raises(IntegrityError), office.work():
        rows.insert(first)


def test_one_row_is_seen_by_whom_the_list_shows_it_to(office: TestOffice):
    own = office.hire("李娜", {Right.SEE_CLIENTS: Scope.OWN}, department="前厅")
    kin = office.hire("王芳", {Right.SEE_CLIENTS: Scope.DEPARTMENT}, department="前厅")
    blind = office.hire("赵峰", {})
    with office.work() as work:
        owned = make_client(work, "1", owner=own.id, department=own.mandate.department)
        deputised = make_client(work, "2", deputy=own.id)
        strange = make_client(work, "3")
        gone = make_client(work, "4", owner=own.id)
        work.withdraw(gone)
        work.record("clients", "withdraw", gone)
    for person in (office.me, own, kin, blind):
        with office.work(person, write=False) as work:
            listed = {row.id for row in work.visible(Client)}
            for client in (owned, deputised, strange, gone):
                if client.id in listed:
                    assert work.get(Client, client.id).code == client.code
                else:
                    with pytest.raises(NotFound):
                        work.get(Client, client.id)
            text, mine = work.within_sql("c", Right.SEE_CLIENTS, "_id")
            asked = f"SELECT code FROM client c WHERE withdrawn_at IS NULL AND {text}"
            found = {code for (code,) in work.database.engine.execute_sql(asked, mine)}
            assert found == {row.code for row in work.visible(Client)}


def test_internal_rows_are_not_given_out(office: TestOffice):
    with office.work(write=False) as work, pytest.raises(TypeError):
        work.get(Writer, office.me.writer)


def test_whole_rows_are_asked_for_in_the_words_of_the_library(office: TestOffice):
    """Twice, for the second time they are taken from what was written down."""
    for table in [*tables(), *tables()]:
        usual = ModelSelect(table, table._meta.sorted_fields, is_default=True)
        other = table.alias()
        for ours, theirs in (
            (table.select(), usual),
            (table.select().order_by(table._meta.primary_key), usual.order_by(table._meta.primary_key)),
            (other.select().where(fn.EXISTS(table.select())), other.select().where(fn.EXISTS(usual))),
            (Select([other, table.select()], [SQL("1")]), Select([other, usual], [SQL("1")])),
            (table.select().select_extend(fn.COUNT(1)), usual.select_extend(fn.COUNT(1))),
        ):
            assert _said(ours) == _said(theirs)


def _said(question):
    return database.get_sql_context().sql(question).query()
