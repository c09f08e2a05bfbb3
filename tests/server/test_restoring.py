"""An office brought back to a server is kept apart there as a new one would be, and its door can be changed."""

from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from desktop.models.server_roles import Login
from desktop.models.sign_ins import RefusedSignIn
from desktop.rules.errors import BadEntry, LoginRefused, NotAllowed
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import backups, clients, server_people
from desktop.services.server_people import door_at, door_of, find_door
from tests.faults.places import NewPlace, place_of, restore
from tests.offices import PASSWORD, SECRET, TestOffice, create_database, drop_database, drop_roles
from tests.server.psql import address, ask


@pytest.fixture
def empty(pg_url):
    name = f"empty_{uuid4().hex[:12]}"
    yield create_database(pg_url, name)
    drop_database(pg_url, name)


@pytest.fixture
def archive(apart_office: TestOffice, tmp_path: Path) -> Path:
    apart_office.do(clients.open_client, ClientForm.PERSON, {"name": "龘靐"})
    return apart_office.errand(backups.back_up, place_of(apart_office, tmp_path), tmp_path / "backups")


def test_what_was_kept_apart_is_so_where_it_is_brought_back(apart_office: TestOffice, archive, empty, pg_url, tmp_path):
    doors: list[Login | None] = []
    place = NewPlace(url=empty)

    def keep(office) -> None:
        doors.append(door_at(office.database, office.id, office.secret))

    found = restore(apart_office, archive, place, tmp_path / "scratch", keep=keep)
    try:
        (door,) = doors
        assert door == door_of(found.id, SECRET) and door.name not in empty
        database = NewPlace(url=place(b"").url_of(door)).database()
        find_door(database, found.id, SECRET)
        assert database.enforced
        for statement in ("SELECT * FROM client", "SELECT * FROM person_keys"):
            assert "permission denied" in ask(place(b"").url_of(door), statement).refusal
        # people come in by their own logins
        entered = server_people.enter(database, "何俊", PASSWORD, SECRET, found.workstation)
        database.become(entered.login)
        with database.reading():
            assert database.engine.execute_sql("SELECT name FROM client").fetchall() == [("龘靐",)]
        database.disconnect()
    finally:
        drop_database(pg_url, empty.rpartition("/")[2])
        drop_roles(pg_url, found.id)


def test_where_the_server_could_not_it_is_refused(apart_office: TestOffice, archive, empty, pg_url, tmp_path):
    login, name = f"weak_{uuid4().hex[:8]}", empty.rpartition("/")[2]
    with psycopg.connect(pg_url, autocommit=True) as admin:
        admin.execute(f"CREATE ROLE {login} LOGIN PASSWORD 'x'")
        admin.execute(f"ALTER DATABASE {name} OWNER TO {login}")
        weak = empty.replace(empty.partition("//")[2].partition("@")[0], f"{login}:x")
        with pytest.raises(BadEntry) as refusal:
            restore(apart_office, archive, NewPlace(url=weak), tmp_path / "scratch")
        assert f"ALTER ROLE {login} CREATEROLE;" in str(refusal.value)
        assert ask(weak, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").rows == ["0"]
        admin.execute(f"ALTER DATABASE {name} OWNER TO CURRENT_USER")
        admin.execute(f"DROP ROLE {login}")


def test_who_left_comes_to_no_door_that_was_changed(apart_office: TestOffice):
    office = apart_office
    former = door_of(office.office.id, SECRET)
    clerk = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL})
    with pytest.raises(NotAllowed):
        office.do(server_people.change_door, me=clerk)
    verifier = "SCRAM-SHA-256$4096:AA==$AA==:AA=="
    assert "permission denied" in ask(address(office, clerk.login), f"SELECT cf.change_door('{verifier}')").refusal
    door = office.do(server_people.change_door)
    assert "failed" in ask(address(office, former), "SELECT 1").refusal
    knock = f"SELECT cf.knock('李娜', '{office.office.workstation}') IS NULL"
    fetch = "SELECT sealed FROM cf.open_door('李娜')"
    assert len(ask(address(office, door), knock, fetch).rows) == 2
    # another computer is told so, and what is prepared anew leaves the door as it is
    elsewhere = NewPlace(url=address(office, former)).database()
    with pytest.raises(LoginRefused):
        find_door(elsewhere, office.office.id, SECRET)
    elsewhere.disconnect()
    with office.beneath() as owner, owner.writing():
        server_people.prepare(owner, office.office.id, SECRET)
    assert len(ask(address(office, door), knock, fetch).rows) == 2
    office.office.database.go_through(door)
    assert office.office.sign_in("李娜", PASSWORD).id == clerk.id


def test_sealed_keys_are_handed_out_to_nobody_uncounted(apart_office: TestOffice):
    office = apart_office
    clerk = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL})
    door, station = address(office, door_of(office.office.id, SECRET)), office.office.workstation
    fetch, knock = "SELECT sealed FROM cf.open_door('李娜')", f"SELECT cf.knock('李娜', '{station}') IS NULL"

    def tries() -> list[int]:
        with office.beneath() as database, database.reading():
            return [row.tries for row in RefusedSignIn.select().where(RefusedSignIn.person == clerk.id)]

    assert tries() == []
    assert ask(door, fetch).rows == []
    # not by a knock that is taken back, nor at a workstation nobody knows
    assert ask(door, "BEGIN", knock, fetch).rows == ["f"]
    assert "permission denied" in ask(door, f"SELECT cf.knock('李娜', '{uuid4()}')").refusal
    assert tries() == []
    assert len(ask(door, knock, fetch).rows) == 2
    assert tries() == [1]
    # whoever comes in is not counted, and what was fetched stays so
    assert office.office.sign_in("李娜", PASSWORD).id == clerk.id
    assert tries() == [1]
    with office.beneath() as database, database.writing():
        database.engine.execute_sql("UPDATE cf.knock SET at = at - interval '1 minute'")
    assert ask(door, fetch).rows == []
    assert "permission denied" in ask(address(office, clerk.login), "SELECT * FROM cf.knock").refusal
