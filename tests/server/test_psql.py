"""A low person with psql and his own login: nothing that the roles do not give comes out or goes in."""

import shutil
from uuid import uuid4

import psycopg
import pytest

from desktop.rules.rights import Right, Scope
from desktop.services import accounts, roles
from desktop.services.server_people import door_of
from tests.offices import PASSWORD, SECRET
from tests.server.conftest import Attacked
from tests.server.psql import Said, address, ask, ask_psql


@pytest.fixture(scope="module")
def marks(attacked: Attacked) -> dict[str, str]:
    """What stands for what in the attacks below."""
    staff, admin = attacked.people["staff"], attacked.office.me
    mark = attacked.office.office.id.replace("-", "")[-8:]
    return {
        "foreign": str(attacked.foreign), "mine": str(attacked.mine), "me": str(staff.id), "admin": str(admin.id),
        "my_login": staff.login.name, "admin_login": admin.login.name, "cf": f"cf_{mark}", "new": str(uuid4()),
        "my_writer": str(staff.writer), "admin_writer": str(admin.writer),
    }  # fmt: skip


def said(attacked: Attacked, marks: dict[str, str], *statements: str, who: str = "staff") -> Said:
    filled = [statement.format(**marks) for statement in statements]
    return ask(address(attacked.office, attacked.people[who].login), *filled)


def test_what_is_ones_own_is_there(attacked: Attacked, marks):
    assert said(attacked, marks, "SELECT id FROM client").rows == [str(attacked.mine)]
    assert not said(attacked, marks, "UPDATE client SET note = 'x' WHERE id = '{mine}'").refusal
    assert said(attacked, marks, "UPDATE workstation SET program = 'x' RETURNING 1").rows == ["1"]


@pytest.mark.skipif(shutil.which("psql") is None, reason="psql is not installed here")
def test_the_program_itself_is_answered_as_the_driver_is(attacked: Attacked, marks):
    url = address(attacked.office, attacked.people["staff"].login)
    for statements in (
        ("SELECT id, name, near_us, note FROM client", "SELECT 1"),
        ("COPY (SELECT id FROM client) TO STDOUT",),
        (SILENT["a foreign file"].format(**marks), REFUSED["level 3"], "SELECT 1"),
    ):
        typed, asked = ask_psql(str(shutil.which("psql")), url, *statements), ask(url, *statements)
        assert typed.rows == asked.rows
        assert bool(typed.refusal) == bool(asked.refusal)
        assert asked.refusal.split("\n")[0] in typed.refusal


# Each answers with no row
SILENT = {
    "a foreign file": "SELECT name FROM client WHERE id = '{foreign}'",
    "its phone by a guess": "SELECT 1 FROM client WHERE phone = '1' AND id = '{foreign}'",
    "its contacts": "SELECT * FROM contact WHERE client_id = '{foreign}'",
    "its sealed numbers": "SELECT * FROM client_identity WHERE client_id = '{foreign}'",
    "the index's tokens": "SELECT tokens FROM search_doc WHERE subject = '{foreign}'",
    "searching past the scope": "SELECT * FROM cf.find('1'::tsquery, false, 'client', 100)",
    "a leaking cast": "SELECT 1 FROM client WHERE id = '{foreign}' AND name::integer = 1",
    "statistics": "SELECT most_common_vals FROM pg_stats WHERE tablename = 'client'",
    "others' acts": "SELECT * FROM record WHERE person <> '{me}'",
    "others' journal": "SELECT * FROM journal WHERE row_id = '{foreign}'",
    "others' chains": "SELECT * FROM writer WHERE person <> '{me}'",
    "rewriting a foreign file": "UPDATE client SET name = 'x' WHERE id = '{foreign}' RETURNING id",
    "taking a foreign file": "UPDATE client SET owner_id = '{me}' WHERE id = '{foreign}' RETURNING id",
    "another's keys": "UPDATE person_keys SET kdf = '' WHERE person_id = '{admin}' RETURNING person_id",
    "another's head": "UPDATE writer SET head_number = 0 WHERE id = '{admin_writer}' RETURNING id",
    "files on the server": "SELECT * FROM pg_ls_dir('.') WHERE false",
    "others' reasons": "SELECT reason FROM approval WHERE asked_by_id <> '{me}'",
    "another's request": "UPDATE approval SET state = 'refused', decided_by_id = '{me}' RETURNING id",
    "another's workstation": "UPDATE workstation SET last_seen_at = 1 WHERE id NOT IN (SELECT workstation "
    "FROM writer) RETURNING id",
    "the recovery sheet's keys": "DELETE FROM recovery_wrap RETURNING vault",
    "what was opened for others": "SELECT * FROM lent",
    "whether a file has secrets": "SELECT 1 WHERE cf.holds_sealed('{foreign}', 'accounts')",
}
# Each is refused
REFUSED = {
    "level 2": "SELECT * FROM client_property",
    "level 3": "SELECT * FROM client_accounts",
    "level 2 by COPY": "COPY client_property TO STDOUT",
    "sealed keys": "SELECT sealed FROM person_keys",
    "how they are sealed": "SELECT kdf FROM person_keys",
    "changing what was recorded": "UPDATE record SET topic = 'x'",
    "deleting what was recorded": "DELETE FROM record",
    "emptying the journal": "TRUNCATE journal",
    "a record in another's name": "INSERT INTO record (writer_id, number, at, person, operation, topic, action, facts, "
        "content, previous, hash, signature) VALUES ('{my_writer}', 9, 1, '{admin}', '{new}', 'x', 'x', '{{}}', '', "
        "'', '', '')",
    "a record in another's chain": "INSERT INTO record (writer_id, number, at, person, operation, topic, action, "
        "facts, content, previous, hash, signature) VALUES ('{admin_writer}', 9, 1, '{me}', '{new}', 'x', 'x', "
        "'{{}}', '', '', '', '')",
    "a journal to another's record": "INSERT INTO journal (record_id, position, table_name, row_id, kind, hash) "
        "SELECT 1, 9, 'client', '{mine}', 'change', ''",
    "a chain in another's name": "INSERT INTO writer VALUES ('{new}', '{admin}', '{new}', 0, '')",
    "a role for oneself": "INSERT INTO person_role SELECT '{me}', id FROM role",
    "more in a role": "UPDATE role SET rights = '{{\"people.run\": 3}}'",
    "another department": "UPDATE person SET department_id = NULL",
    "another department by locking oneself": "UPDATE person SET department_id = gen_random_uuid(), suspended_at = 1 "
        "WHERE id = '{me}'",
    "another name by locking oneself": "UPDATE person SET login = 'x', suspended_at = 1 WHERE id = '{me}'",
    "an approval for oneself": "INSERT INTO approval (id, version, act, state, size, what, mark, level, reason, "
        "asked_by_id, asked_at, decided_by_id, note, here) VALUES ('{new}', 1, 'export', 'approved', 9, '', '', 1, "
        "'', '{me}', 1, '{admin}', '', false)",
    "an approval in another's name": "INSERT INTO approval (id, version, act, state, size, what, mark, level, reason, "
        "asked_by_id, asked_at, note, here) VALUES ('{new}', 1, 'export', 'asked', 9, '', '', 1, '', '{admin}', 1, "
        "'', false)",
    "public keys put back": "SELECT cf.put_keys_back('{me}', '', '')",
    "who decides": "SELECT cf.approves('{me}', '{admin}', 1, NULL)",
    "a planted key": "INSERT INTO vault_key VALUES ('accounts', 1, '{me}', '', '{me}', '')",
    "a key in another's name": "INSERT INTO vault_key VALUES ('accounts', 7, '{me}', '', '{admin}', '')",
    "a swapped public key": "UPDATE person_keys SET exchange = '' WHERE person_id = '{me}'",
    "a stand-in for the admin": "INSERT INTO stand_in SELECT '{new}', 1, '{admin}', '{me}', '2020-01-01', "
        "'2040-01-01', '[]', '{admin}', 1",
    "a contact with a foreign file": "INSERT INTO contact_person SELECT '{new}', 1, '{foreign}', '{me}', '2020-01-01'",
    "an event's hand-over": "INSERT INTO handover (id, version, at, person_id, reason, operation) VALUES ('{new}', 1, "
        "1, '{admin}', '', '{new}')",
    "another recovery key": "INSERT INTO setting (name, value) VALUES ('recovery_key', '\"\"')",
    "no keys due": "INSERT INTO setting (name, value) VALUES ('keys_due', '[]')",
    "an entry on a foreign file": "INSERT INTO dealing (id, version, client_id, happened_on, title, content, "
        "confidential, reason, entered_by_id) "
        "VALUES ('{new}', 1, '{foreign}', '2020-01-01', 'x', '', false, '', '{me}')",
    "the sight of a foreign file": "INSERT INTO lent VALUES ('{new}', 1, '{new}', '{foreign}', 'client', '{foreign}', "
        "'{me}', '{me}', '', '', 9999999999999)",
    "the sight of it by another's hand": "INSERT INTO lent VALUES ('{new}', 1, '{new}', '{foreign}', 'client', "
        "'{foreign}', '{me}', '{admin}', '', '', 9999999999999)",
    "an index that names me": "INSERT INTO search_doc (kind, subject, owner) VALUES ('client', '{foreign}', '{me}')",
    "a setting": "UPDATE setting SET value = '1' WHERE name <> 'code_next'",
    "the owner's role": "SET ROLE {cf}_owner",
    "the provisioner's role": "SET ROLE {cf}_provisioner",
    "a wider group": "SET ROLE {cf}_clients_see_all",
    "another's login": "SET ROLE {admin_login}",
    "another's session": "SET SESSION AUTHORIZATION {admin_login}",
    "a grant of a group": "GRANT {cf}_clients_see_all TO {my_login}",
    "a grant on a table": "GRANT SELECT ON client_accounts TO {my_login}",
    "another's password": "ALTER ROLE {admin_login} PASSWORD 'x'",
    "more for oneself": "ALTER ROLE {my_login} CREATEROLE",
    "a new role": "CREATE ROLE cfu_new",
    "the server's file": "COPY client TO '/tmp/clientele-attack'",
    "a program": "COPY client TO PROGRAM 'cat'",
    "a program's words": "COPY client FROM PROGRAM 'id'",
    "reading a file": "SELECT pg_read_file('PG_VERSION')",
    "importing a file": "SELECT lo_import('/etc/passwd')",
    "exporting an object": "SELECT lo_export(1, '/tmp/clientele-attack')",
    "passwords": "SELECT * FROM pg_authid",
    "passwords by another name": "SELECT * FROM pg_shadow",
    "logins and tickets": "SELECT * FROM cf.login",
    "an invitation": "SELECT cf.invite('{admin}', '', '')",
    "a claim": "SELECT cf.claim('{admin}', '', 'SCRAM-SHA-256$4096:AA==$AA==:AA==')",
    "ending sessions": "SELECT cf.end_sessions('{admin_login}')",
    "a settling": "SELECT cf.settle('{me}')",
    "another's keys by the door": "SELECT * FROM cf.open_door('x')",
    "a function": "CREATE FUNCTION public.leak() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "a function of its own": "CREATE OR REPLACE FUNCTION cf.me() RETURNS uuid LANGUAGE sql AS 'SELECT NULL::uuid'",
    "a temporary table": "CREATE TEMP TABLE t (x int)",
    "a table": "CREATE TABLE public.t (x int)",
    "a schema": "CREATE SCHEMA mine",
    "a policy": "CREATE POLICY more ON client USING (true)",
    "no policies": "ALTER TABLE client DISABLE ROW LEVEL SECURITY",
    "no triggers": "ALTER TABLE journal DISABLE TRIGGER ALL",
    "a replica's session": "SET session_replication_role = replica",
    "a lock on all": "BEGIN; LOCK client IN ACCESS EXCLUSIVE MODE",
    "a lock on writers": "BEGIN; LOCK record IN SHARE ROW EXCLUSIVE MODE",
    "an extension": "CREATE EXTENSION dblink",
    "an anonymous block's rights": "DO $$ BEGIN EXECUTE 'SET ROLE {cf}_owner'; END $$",
    "removing files": "DELETE FROM client",
}  # fmt: skip


@pytest.mark.parametrize("what", SILENT)
def test_nothing_is_answered(attacked: Attacked, marks, what):
    answer = said(attacked, marks, SILENT[what])
    assert answer.rows == []
    assert "permission denied" in answer.refusal or not answer.refusal


@pytest.mark.parametrize("what", REFUSED)
def test_it_is_refused(attacked: Attacked, marks, what):
    answer = said(attacked, marks, REFUSED[what])
    assert answer.rows == []
    assert any(words in answer.refusal for words in ("permission denied", "must ", "row-level security"))


def test_row_security_switched_off_only_refuses(attacked: Attacked, marks):
    answer = said(attacked, marks, "SET row_security = off", "SELECT * FROM client")
    assert answer.rows == []
    assert "row-level security" in answer.refusal


def test_somebody_elses_file_is_not_withdrawn_by_who_sees_it(attacked: Attacked, marks):
    for change in ("withdrawn_at = 1", "owner_id = '{me}'", "version = 9", "department_id = gen_random_uuid()"):
        statement = f"UPDATE client SET {change} WHERE id = '{{foreign}}'"
        assert "permission denied" in said(attacked, marks, statement, who="reader").refusal


def test_handing_over_what_is_not_ones_own_opens_nothing(attacked: Attacked, marks):
    answer = said(attacked, marks, "BEGIN", "SELECT FROM cf.hand_over('{foreign}')", "SELECT name FROM client "
                  "WHERE id = '{foreign}'", "COMMIT")  # fmt: skip
    assert [row for row in answer.rows if row] == []
    kept = said(attacked, marks, "SELECT FROM cf.hand_over('{mine}')", "SELECT count(*) FROM cf.handed() h "
                "WHERE h IS NOT NULL")  # fmt: skip
    assert [row for row in kept.rows if row] == ["0"]


def test_the_door_knows_one_person_at_a_time_and_nobodys_files(attacked: Attacked, marks):
    door = address(attacked.office, door_of(attacked.office.office.id, SECRET))
    knock = f"SELECT cf.knock('staff', '{attacked.office.office.workstation}') IS NULL"
    assert len(ask(door, knock, "SELECT person FROM cf.open_door('staff')").rows) == 2
    for statement in ("SELECT * FROM person", "SELECT * FROM client", "SELECT * FROM person_keys", "SELECT cf.me()",
                      "SELECT * FROM cf.find('1'::tsquery, false, 'client', 1)", "SELECT * FROM workstation",
                      "UPDATE setting SET value = '1'", "SELECT * FROM cf.login"):  # fmt: skip
        assert "permission denied" in ask(door, statement).refusal
    claim = f"SELECT cf.claim('{marks['admin']}', 'guess', 'SCRAM-SHA-256$4096:AA==$AA==:AA==')"
    assert "permission denied" in ask(door, claim).refusal
    assert "no verifier" in ask(door, f"SELECT cf.claim('{marks['admin']}', 'guess', 'plain password')").refusal


def test_who_runs_people_puts_the_pledge_back_and_takes_it_away_from_nobody(attacked: Attacked):
    """No pledge, no levels 2 and 3: that none is asked for is said by who runs the office (AC-9)."""
    runner = attacked.office.hire("人事", {Right.RUN_PEOPLE: Scope.ALL})
    url, name = address(attacked.office, runner.login), "WHERE name = 'pledge_months'"
    assert ask(url, f"UPDATE setting SET value = '12' {name}", "SELECT cf.pledged()").rows == ["f"]
    for less in ("0", "00", "-1", "null", "0.0", "many"):
        assert ask(url, f"UPDATE setting SET value = '{less}' {name}").refusal, less
    assert not ask(url, f"DELETE FROM setting {name} RETURNING 1").rows
    # taken back as it ends: nor under another name, or where it is missing
    away = f"UPDATE setting SET name = 'keys_due', value = '[]' {name}"
    added = "INSERT INTO setting (name, value) VALUES ('pledge_months', '0')"
    assert "row-level security" in ask(url, "BEGIN", away, added).refusal
    assert ask(url, "SELECT cf.pledged()").rows == ["f"]


def test_logins_of_others_refuse_ones_own_password(attacked: Attacked):
    staff, admin = attacked.people["staff"].login, attacked.office.me.login
    stolen = type(staff)(admin.name, staff.password)
    assert "authentication failed" in ask(address(attacked.office, stolen), "SELECT 1").refusal


def test_a_leaver_is_out_at_once(attacked: Attacked):
    office = attacked.office
    leaver = office.hire("leaver", {})
    url = address(office, leaver.login)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT count(*) FROM person")
        office.do(accounts.suspend, leaver.id)
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT count(*) FROM person")
    assert "failed" in ask(url, "SELECT 1").refusal
    office.do(accounts.reopen, leaver.id)
    assert "failed" in ask(url, "SELECT 1").refusal
    assert office.office.sign_in("leaver", PASSWORD).id == leaver.id


def test_groups_follow_the_roles_with_the_same_commit(attacked: Attacked):
    office = attacked.office
    person = office.hire("mover", {})
    url = address(office, person.login)
    assert "permission denied" not in ask(url, "SELECT 1").refusal
    assert ask(url, "SELECT count(*) FROM client").rows == ["0"]
    reading = next(role for role in office.ask(roles.list_roles) if role.key == "archivist")
    office.do(accounts.set_roles, person.id, [reading.id])
    assert ask(url, "SELECT count(*) > 1 FROM client").rows == ["t"]
    office.do(accounts.set_roles, person.id, [])
    assert ask(url, "SELECT count(*) FROM client").rows == ["0"]
