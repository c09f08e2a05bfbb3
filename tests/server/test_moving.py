"""Moving an office whose server keeps people apart: whole, by whoever runs it, and apart again at the next server."""

from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from desktop.models.clients import Client
from desktop.rules.errors import BadEntry, Moved
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import client_lists, clients, moving
from desktop.services.landing import Target
from desktop.services.server_people import find_door
from desktop.services.vault import access_of
from tests.erasing.lives import CANARIES, whole_life
from tests.faults.places import NewPlace, dump
from tests.offices import KEY, TestOffice, create_database, drop_database
from tests.server.psql import address, ask

RUNS = {Right.RUN_OFFICE: Scope.ALL}


@pytest.fixture
def empty(pg_url):
    name = f"empty_{uuid4().hex[:12]}"
    yield create_database(pg_url, name)
    drop_database(pg_url, name)


def test_whoever_runs_the_office_moves_all_of_it_to_a_file(apart_office: TestOffice, tmp_path: Path):
    office, place = apart_office, NewPlace(tmp_path / "new.db")
    whole_life(office)
    files = office.ask(client_lists.count_clients)
    # sees no client and reads no level himself
    mover = office.hire("赵峰", RUNS)
    office.errand(moving.move, office.office.secret, place(KEY), me=mover)
    with office.beneath() as database:
        old = dump(database)
    new = dump(place.database())
    assert {table for table in old if old[table] != new[table]} <= {"setting", "search_doc"}
    assert {row[0] for row in old["setting"] - new["setting"]} == {"moved_to"}
    assert all(canary in str(new) for canary in CANARIES[:1])
    with pytest.raises(Moved):
        office.do(clients.open_client, ClientForm.PERSON, {"name": "晚到的"})
    assert office.ask(client_lists.count_clients) == files


def test_at_the_next_server_people_are_kept_apart_again(apart_office: TestOffice, empty):
    office, secret = apart_office, apart_office.office.secret
    office.do(clients.open_client, ClientForm.PERSON, {"name": "龘靐"})
    access = access_of(secret, office.errand(moving.move, secret, Target("postgresql://server/new", url=empty)))
    assert "clientele_admin" not in access["url"]
    place = NewPlace(url=access["url"])
    database = place.database()
    find_door(database, office.office.id, secret)
    assert database.enforced
    assert "permission denied" in ask(access["url"], "SELECT * FROM client").refusal
    database.disconnect()


def test_a_server_that_can_not_keep_people_apart_is_refused(apart_office: TestOffice, pg_url, empty):
    office, login = apart_office, f"weak_{uuid4().hex[:8]}"
    name = empty.rpartition("/")[2]
    with psycopg.connect(pg_url, autocommit=True) as admin:
        admin.execute(f"CREATE ROLE {login} LOGIN PASSWORD 'x'")
        admin.execute(f"ALTER DATABASE {name} OWNER TO {login}")
        weak = empty.replace(empty.partition("//")[2].partition("@")[0], f"{login}:x")
        with pytest.raises(BadEntry) as refusal:
            office.errand(moving.move, office.office.secret, Target("postgresql://server/new", url=weak))
        assert f"ALTER ROLE {login} CREATEROLE;" in str(refusal.value)
        assert ask(weak, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").rows == ["0"]
        office.do(clients.open_client, ClientForm.PERSON, {"name": "照旧"})
        admin.execute(f"ALTER DATABASE {name} OWNER TO CURRENT_USER")
        admin.execute(f"DROP ROLE {login}")


def test_nobody_else_holds_the_office_or_reads_as_the_copier(apart_office: TestOffice):
    office = apart_office
    office.do(clients.open_client, ClientForm.PERSON, {"name": "龘靐"})
    clerk = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL, Right.RUN_PEOPLE: Scope.ALL})
    runs = office.hire("赵峰", RUNS)
    mark = office.office.id.replace("-", "")[-8:]
    for attempt in ("SELECT cf.hold_office()", f"SET ROLE cf_{mark}_copier", "SELECT cf.lend_copier()",
                    "SELECT cf.note_copy(gen_random_uuid())"):  # fmt: skip
        assert "permission denied" in ask(address(office, clerk.login), attempt).refusal, attempt
    # nor does who runs the office, before that was noted and committed
    noted = "SELECT cf.note_copy(gen_random_uuid())"
    for statements in ((f"SET ROLE cf_{mark}_copier",), ("SELECT cf.lend_copier()",),
                       ("BEGIN", noted, "SELECT cf.lend_copier()")):  # fmt: skip
        assert "permission denied" in ask(address(office, runs.login), *statements).refusal, statements
    # and he inherits nothing of it
    assert ask(address(office, runs.login), f"SELECT id FROM {Client._meta.table_name}").rows == []
    assert "permission denied" in ask(address(office, runs.login), "SELECT sealed FROM person_keys").refusal
    assert "permission denied" in ask(address(office, runs.login), "SELECT * FROM client_accounts").refusal
