"""Every table × who × verb, asked of the server itself: a new table that no policy narrows shows here by itself."""

import psycopg
import pytest

from desktop.models.base import Filed, Guarded, Open, Owned, Through
from desktop.models.server_policies import tables
from desktop.rules.rights import Right, Scope
from tests.server.conftest import RIGHTS, Attacked
from tests.server.psql import address

TABLES = [model._meta.table_name for model in tables()]
PEOPLE = list(RIGHTS)
# what the reach does not tell: who sees somebody else's rows
SEEN = {
    "withheld": set(), "lent": set(),
    "account_request": {"admin"}, "approval": {"auditor"},
    "power": set(PEOPLE), "recovery_wrap": set(PEOPLE),
    "saved_view": set(), "first_view": set(), "journal": {"auditor", "reader"}, "record": {"auditor", "reader"},
    "writer": {"auditor"}, "operation": set(PEOPLE), "search_doc": {"reader"}, "vault_key": set(PEOPLE),
    "person_keys": set(PEOPLE), "client_identity": {"reader"}, "client_property": set(), "client_accounts": set(),
    "sealed_text": set(), "secret_reason": set(), "handover": set(),
    # of callers without a file, in another department
    "service_case": {"reader"}, "case_entry": {"reader"}, "daily_digest": {"reader"},
    "visitor": set(), "survey_measure": set(),
    # whoever has no part in it, and no right to see appraisals
    "appraisal_sheet": set(), "sheet_mark": set(), "frozen_case": set(), "excuse": set(), "appeal": set(),
    "discipline_case": set(), "discipline_entry": set(),
    "own_score": set(),
    # an order always is a client's
    "placed_order": {"reader"}, "order_line": {"reader"}, "order_entry": {"reader"},
    "document_page": {"auditor"}, "page_index": {"auditor"},
    "blob": {"admin", "auditor"}, "blob_chunk": {"admin"},
}  # fmt: skip
# rows of other people that may be changed, and rows without anybody that may be added
CHANGED = {
    "case_series": {"staff"}, "uniform_answer": {"staff"},
    # calls of nobody yet: whoever logs contacts says whose they are
    "unknown_call": {"staff"},
    # whoever sees the audit inspects the archive, and looks again at what was put right
    "inspection": {"auditor"}, "inspection_finding": {"auditor"},
    "audit_round": {"auditor"}, "incident": {"auditor"}, "security_scan": {"auditor"},
    "purpose": {"admin"}, "purpose_text": {"admin"}, "erasure": {"admin"},
    "backup": {"admin"}, "pledge": {"admin"}, "pledge_text": {"admin"},
    "account_request": {"admin"},
    "person": {"admin"}, "role": {"admin"}, "setting": {"admin"},
    "department": {"admin"}, "person_role": {"admin"}, "own_field": {"admin"}, "stand_in": {"admin"},
    "meal": {"admin"}, "room": {"admin"}, "room_table": {"admin"}, "blob": {"admin"},
}  # fmt: skip
ADDED = {
    "service_case": {"staff"}, "case_series": {"staff"}, "unknown_call": {"staff"},
    "inspection": {"auditor"}, "inspection_finding": {"auditor"},
    "audit_round": {"auditor"}, "incident": {"auditor"}, "security_scan": {"auditor"},
    "purpose": {"admin"}, "purpose_text": {"admin"}, "erasure": {"admin"},
    "backup": {"admin"}, "pledge": {"admin"}, "pledge_text": {"admin"},
    "power": {"admin"}, "recovery_wrap": {"admin"},
    "journal": set(PEOPLE), "operation": set(PEOPLE), "client": {"staff"}, "person": {"admin"}, "role": {"admin"},
    "setting": {"admin"}, "department": {"admin"}, "person_role": {"admin"}, "own_field": {"admin"},
    "stand_in": {"admin"}, "person_keys": {"admin"},
    "meal": {"admin"}, "room": {"admin"}, "room_table": {"admin"},
}  # fmt: skip
# nobody holds them in these rows, so that taking them away changes nothing
EMPTY = {"department", "withdrawn_at", "merged_into"}
REMOVED = {
    "power": {"admin"},
    "recovery_wrap": {"admin"},
    "person_role": {"admin"},
    "person_keys": {"admin"},
    "vault_key": {"admin"},
    "setting": {"admin"},
    "blob_chunk": {"admin"},  # of what was never filed
}


def seen_by(model) -> set[str]:
    if model._meta.table_name in SEEN:
        return SEEN[model._meta.table_name]
    match model.REACH:
        case Open():
            return set(PEOPLE)
        case Guarded(right=right) | Filed(right=right):
            # the rows of this office's papers are no client's
            return {who for who, rights in RIGHTS.items() if right in rights}
        case Owned() | Through():
            return {who for who, rights in RIGHTS.items() if rights.get(Right.SEE_CLIENTS) is Scope.ALL}
    raise AssertionError(f"{model.__name__}: say in SEEN who sees rows of others on a server")


@pytest.fixture(scope="module", params=[*PEOPLE, "door"])
def who(request, attacked: Attacked):
    me = attacked.people.get(request.param)
    engine = attacked.office.office.database.engine
    door = {"user": engine.connect_params["user"], "password": engine.connect_params["password"]}
    url = address(attacked.office, me.login) if me else ""
    given = {} if me else {**door, "host": engine.connect_params["host"], "port": engine.connect_params["port"],
                           "dbname": engine.database}  # fmt: skip
    with psycopg.connect(url, **given) as connection:
        yield request.param, connection


def met(connection, statement: str) -> int | None:
    """How many rows a statement met, and takes all back; None where it was refused."""
    try:
        found = connection.execute(statement)
        return found.fetchone()[0] if found.description else found.rowcount
    except psycopg.errors.InsufficientPrivilege:
        return None
    except psycopg.errors.IntegrityError:
        # the server was about to do it and only missed a value
        return 1
    finally:
        connection.rollback()


def test_every_table_is_narrowed(attacked: Attacked):
    with attacked.office.beneath() as database, database.reading():
        found = database.engine.execute_sql(
            """SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
                AND NOT (c.relrowsecurity AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid))"""
        ).fetchall()
    assert [name for (name,) in found] == ["schema_migration"]
    assert not [name for name, count in attacked.rows.items() if not count]


@pytest.mark.parametrize("model", tables(), ids=TABLES)
def test_rows_of_others_are_seen_by_whom_they_are_meant_for(attacked: Attacked, who, model):
    name, connection = who
    table = model._meta.table_name
    column = model._meta.sorted_fields[0].column_name
    found = met(connection, f'SELECT count("{column}") FROM "{table}"') or 0
    if name == "door":
        assert (found > 0) == (table == "setting")
    elif name in seen_by(model):
        assert found > 0
    else:
        assert found <= {"client": 1, "search_doc": 0}.get(table, 0) or table == "writer" or name == "staff"
        assert found < attacked.rows[table]


@pytest.mark.parametrize("model", tables(), ids=TABLES)
def test_rows_of_others_are_not_changed_added_or_removed(attacked: Attacked, who, model):
    name, connection = who
    table = model._meta.table_name
    changed = {
        column: count
        for column in (f.column_name for f in model._meta.sorted_fields if f.name not in EMPTY)
        if (count := met(connection, f'UPDATE "{table}" SET "{column}" = NULL'))
    }
    mine = {"client": 1, "writer": 1, "workstation": 1}.get(table, 0) if name != "door" else 0
    mine = 1 if table == "person_keys" and name != "door" else mine
    if name in CHANGED.get(table, ()):
        assert changed
    else:
        assert max(changed.values(), default=0) <= mine, changed
    removed = met(connection, f'DELETE FROM "{table}"')
    assert bool(removed) == (name in REMOVED.get(table, ()))
    assert added(connection, table) == (name in ADDED.get(table, ())), "an empty row"


def added(connection, table: str) -> bool:
    """Whether the server would take a row: what it says then is only that the row has no values."""
    try:
        connection.execute(f'INSERT INTO "{table}" DEFAULT VALUES')
    except psycopg.errors.InsufficientPrivilege:
        return False
    except psycopg.errors.IntegrityError:
        return True
    finally:
        connection.rollback()
    return True
