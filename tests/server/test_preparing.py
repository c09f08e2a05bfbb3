"""Preparing a server: with a login that may make roles and is no superuser, and for an office of before."""

from uuid import uuid4

import psycopg
import pytest

from desktop.models import server_setup
from desktop.models.archive import ArchiveFile
from desktop.models.copies import copy_office
from desktop.models.database import open_postgres
from desktop.models.registers import RegisterLine
from desktop.models.server_roles import Roles
from desktop.rules.errors import NotAllowed, SignInRefused, Suspended
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import accounts, clients, closing, founding, server_people
from desktop.services import office as offices
from desktop.services.checking import check_office
from tests.offices import ADMIN, CHEAP, KEY, PASSWORD, PLAN, SECRET, create_database, drop_database, drop_roles
from tests.server.psql import address, ask


@pytest.fixture
def managed(pg_url):
    """A database as a managed server gives it: its owner may make roles and nothing else."""
    name, login = f"managed_{uuid4().hex[:8]}", f"boss_{uuid4().hex[:8]}"
    url = create_database(pg_url, name)
    with psycopg.connect(pg_url, autocommit=True) as admin:
        admin.execute(f"CREATE ROLE {login} LOGIN CREATEROLE PASSWORD 'x'")
        admin.execute(f"ALTER DATABASE {name} OWNER TO {login}")
    made: list[str] = []
    yield url.replace(url.partition("//")[2].partition("@")[0], f"{login}:x"), made
    drop_database(pg_url, name)
    for office_id in made:
        drop_roles(pg_url, office_id)
    with psycopg.connect(pg_url, autocommit=True) as admin:
        admin.execute(f"DROP ROLE {login}")


def test_the_life_of_an_account_without_a_superuser(managed):
    url, made = managed
    database = open_postgres(url)
    office = founding.found(database, PLAN, SECRET, CHEAP, apart=True)
    made.append(office.id)
    assert database.enforced
    database.go_through(server_people.door_of(office.id, SECRET))
    me = office.sign_in(ADMIN, PASSWORD)
    office.run(me, clients.open_client, ClientForm.PERSON, {"name": "贺启年"})
    li = office.run(me, accounts.add_person, accounts.NewPerson("李娜", "first horse battery"), SECRET, CHEAP)
    first = office.sign_in("李娜", "first horse battery")
    office.run(first, accounts.change_password, "first horse battery", "second horse battery", SECRET, CHEAP)
    office.disconnect()
    # the session goes on with the new password
    assert office.ask(first, accounts.list_people)
    with pytest.raises(SignInRefused):
        office.sign_in("李娜", "first horse battery")
    office.run(me, accounts.suspend, li)
    with pytest.raises(Suspended):
        office.ask(first, accounts.list_people)
    with pytest.raises(SignInRefused):
        office.sign_in("李娜", "second horse battery")
    office.run(me, accounts.reopen, li)
    assert office.sign_in("李娜", "second horse battery").id == li
    office.run(me, accounts.reset_password, li, "third horse battery", SECRET, CHEAP)
    assert office.sign_in("李娜", "third horse battery").id == li
    office.disconnect()
    # to bring it up to date changes nothing for anybody
    owner = open_postgres(url)
    with owner.writing():
        server_people.prepare(owner, office.id, SECRET)
    owner.disconnect()
    assert office.sign_in("李娜", "third horse battery").id == li
    office.disconnect()


def test_who_runs_people_and_sees_no_client_closes_no_account_that_holds_some(prepared_office):
    office = prepared_office
    leaver = office.hire("李娜", {Right.SEE_CLIENTS: Scope.OWN, Right.ENTER_CLIENTS: Scope.ALL})
    admin = office.hire("钱敏", {Right.RUN_PEOPLE: Scope.ALL})
    office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"}, me=leaver)
    with office.work() as work:
        now = work.now
        file = work.add(ArchiveFile(title="担保", year=2026, term="D10", agent_a=leaver.id, agent_b=office.me.id,
                                    ended_at=now, entered_by=office.me.id, entered_at=now))  # fmt: skip
        work.add(RegisterLine(register="archive", number=1, what="D10-1", holder=leaver.id, out_at=now,
                              out_by=office.me.id))  # fmt: skip
        work.record("archive", "open_file", file)
    held = office.ask(closing.holdings, leaver.id, me=admin)
    assert [(one.kind, one.count) for one in held] == [("clients", 1), ("loans", 1), ("files", 1)]
    with pytest.raises(closing.StillHolds):
        office.do(closing.close, leaver.id, returned=True, me=admin)


def test_what_a_person_copies_is_refused_and_never_half_an_office(prepared_office, tmp_path):
    office = prepared_office
    with office.work(write=False) as work, pytest.raises(NotAllowed):
        copy_office(work.database, tmp_path / "half.copy", KEY)
    assert not list(tmp_path.iterdir())
    with office.beneath() as owner, owner.reading():
        assert copy_office(owner, tmp_path / "whole.copy", KEY)["person"] == 1


def test_who_runs_the_office_has_it_copied_whole_and_nobody_else(prepared_office, tmp_path):
    office = prepared_office
    office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"})
    admin = office.hire("钱敏", {Right.RUN_OFFICE: Scope.ALL})
    with office.office.staged(admin) as work, server_people.whole(work) as whole:
        kept = dict(whole.engine.connect_params)
        with whole.reading():
            assert copy_office(whole, tmp_path / "whole.copy", KEY)["client"] == 1
        with pytest.raises(NotAllowed), whole.reading():
            whole.engine.execute_sql("UPDATE client SET name = ''")
    url = f"postgresql://{kept['user']}:{kept['password']}@{kept['host']}:{kept['port']}/{whole.engine.database}"
    assert "failed" in ask(url, "SELECT 1").refusal
    assert ask(address(office, admin.login), "SELECT * FROM client").rows == []
    staff = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL})
    with office.office.staged(staff) as work, pytest.raises(NotAllowed), server_people.whole(work):
        raise AssertionError("it was opened")
    assert "permission denied" in ask(address(office, staff.login), "SELECT cf.open_copier('x', NULL)").refusal
    # the server has noted it, whatever program had asked
    assert not office.errand(check_office).notices
    secret = "SCRAM-SHA-256$4096:AA==$AA==:AA=="
    ask(address(office, admin.login), f"SELECT cf.open_copier('{secret}', gen_random_uuid())")
    (found,) = office.errand(check_office).notices
    assert (found.area, found.values["name"], found.values["n"]) == ("server", "钱敏", 1)


def test_an_office_of_before_is_prepared_and_its_people_come_in(managed):
    url, made = managed
    database = open_postgres(url)
    office = founding.found(database, PLAN, SECRET, CHEAP)
    made.append(office.id)
    me = office.sign_in(ADMIN, PASSWORD)
    assert me.login is None
    li = office.run(me, accounts.add_person, accounts.NewPerson("李娜", PASSWORD), SECRET, CHEAP)
    office.disconnect()
    owner = open_postgres(url)
    with owner.writing():
        server_people.prepare(owner, office.id, SECRET)
    owner.disconnect()
    # a workstation with the login of before finds the door by itself
    again = open_postgres(url)
    server_people.find_door(again, office.id, SECRET)
    assert again.enforced
    office = offices.open_office(again, SECRET, office.workstation)
    assert office.sign_in("李娜", PASSWORD).id == li
    assert office.sign_in(ADMIN, PASSWORD).login is not None
    office.disconnect()


def test_a_login_that_may_make_no_roles_is_told_what_is_missing(managed, pg_url):
    url, _made = managed
    weak = f"weak_{uuid4().hex[:8]}"
    with psycopg.connect(pg_url, autocommit=True) as admin:
        admin.execute(f"CREATE ROLE {weak} LOGIN PASSWORD 'x'")
        name = url.rpartition("/")[2]
        admin.execute(f"GRANT ALL ON DATABASE {name} TO {weak}")
    database = open_postgres(url.replace(url.partition("//")[2].partition(":")[0], weak))
    with database.reading():
        missing = server_setup.lacking(database.engine)
    database.disconnect()
    assert missing == [f"ALTER ROLE {weak} CREATEROLE;", f"ALTER DATABASE {name} OWNER TO {weak};"]
    # what it says is what it takes
    for statement in missing:
        assert not ask(pg_url, statement).refusal
    with database.reading():
        assert server_setup.lacking(database.engine) == []
    database.disconnect()
    with psycopg.connect(pg_url, autocommit=True) as admin:
        admin.execute(f"ALTER DATABASE {name} OWNER TO CURRENT_USER")
        admin.execute(f"DROP OWNED BY {weak}")
        admin.execute(f"REVOKE ALL ON DATABASE {name} FROM {weak}")
        admin.execute(f"DROP ROLE {weak}")


def test_another_login_than_the_one_that_prepared_it_is_told_what_it_lacks(apart_office, pg_url):
    office, login = apart_office, f"other_{uuid4().hex[:8]}"
    name = office.office.database.engine.database
    with psycopg.connect(pg_url, autocommit=True) as admin:
        admin.execute(f"CREATE ROLE {login} LOGIN CREATEROLE PASSWORD 'x'")
        try:
            other = open_postgres(f"postgresql://{login}:x@{admin.info.host}:{admin.info.port}/{name}")
            admin.execute(f'GRANT CONNECT ON DATABASE "{name}" TO {login}')
            roles = Roles.of(office.office.id)
            with other.reading():
                (said,) = server_setup.not_mine(other.engine, roles, login)
            assert said.startswith("GRANT ") and f"{roles.owner}, " in said
            assert said.endswith(f" TO {login} WITH ADMIN OPTION;")
            admin.execute(said)
            with other.reading():
                assert server_setup.not_mine(other.engine, roles, login) == []
            other.disconnect()
        finally:
            admin.execute(f"DROP OWNED BY {login}; DROP ROLE {login}")
