"""Prepares a PostgreSQL database so that its server keeps people out: roles, owners, functions, rights and policies."""

from collections.abc import Iterable, Iterator
from typing import Any

import peewee

from desktop.models import (
    server_appraisal,
    server_blobs,
    server_discipline,
    server_erasing,
    server_guards,
    server_letters,
    server_pages,
    server_tickets,
)
from desktop.models import server_functions as functions
from desktop.models.server_policies import statements, tables
from desktop.models.server_roles import Roles

# what is asked of the server's own functions came with it
OLDEST = 13
# for `cf.find`: an office that keeps nobody apart asks otherwise, and is spared what they cost at each save
_INDEXES = (
    "CREATE INDEX IF NOT EXISTS search_doc_owner ON search_doc (owner)",
    "CREATE INDEX IF NOT EXISTS search_doc_deputy ON search_doc (deputy) WHERE deputy IS NOT NULL",
    "CREATE INDEX IF NOT EXISTS search_doc_department ON search_doc (department)",
)


def lacking(engine: Any, office_id: str | None = None) -> list[str]:
    """What the login needs before it can prepare the database, as SQL that the server's administrator runs; nothing
    where it can. `office_id`: of an office whose roles the server may know already, made by another login."""
    run = engine.execute_sql
    login, superuser, makes_roles, owner, database, number = run(
        """SELECT quote_ident(current_user), r.rolsuper, r.rolcreaterole,
            pg_has_role(current_user, d.datdba, 'USAGE'), quote_ident(d.datname),
            current_setting('server_version_num')::integer / 10000
        FROM pg_roles r, pg_database d WHERE r.rolname = current_user AND d.datname = current_database()"""
    ).fetchone()
    if number < OLDEST:
        return [f"-- PostgreSQL {OLDEST}"]
    if superuser:
        return []
    found = [] if makes_roles else [f"ALTER ROLE {login} CREATEROLE;"]
    found += [] if owner else [f"ALTER DATABASE {database} OWNER TO {login};"]
    schema = run("SELECT pg_has_role(current_user, nspowner, 'USAGE') FROM pg_namespace WHERE nspname = 'public'")
    # since PostgreSQL 15 it goes with the database
    comes_along = not owner and number >= 15
    found += [] if schema.fetchone()[0] or comes_along else [f"ALTER SCHEMA public OWNER TO {login};"]
    return found + (not_mine(engine, Roles.of(office_id), login) if office_id and number >= 16 else [])


def not_mine(engine: Any, roles: Roles, login: str) -> list[str]:
    """Roles of the office that another login has made: since PostgreSQL 16 only who holds a role may give it on."""
    made = engine.execute_sql(
        """SELECT quote_ident(rolname) FROM pg_roles
        WHERE rolname = ANY (%s) AND NOT pg_has_role(current_user, oid, 'MEMBER WITH ADMIN OPTION') ORDER BY 1""",
        ([roles.owner, roles.provisioner, roles.copier, roles.door, *roles.groups()],),
    ).fetchall()
    return [f"GRANT {', '.join(name for (name,) in made)} TO {login} WITH ADMIN OPTION;"] if made else []


def prepare(engine: Any, office_id: str, door_password: str, *, fresh: bool = False) -> None:
    """Makes or renews all that keeps people apart, within a write of the owner's login; what is right already stays.

    People's logins are made by `cf.invite`, one by one.
    """
    roles = Roles.of(office_id)
    for part in _parts(engine, roles, door_password, fresh=fresh):
        # some two thousand statements: one at a time, the way to a distant server and back would take a minute
        text = "\n;\n".join(part)
        if not text:
            continue
        with peewee.__exception_wrapper__:
            # told to the driver itself, which else would take a format's mark for a parameter's
            engine.cursor().execute(text)


def _parts(engine: Any, roles: Roles, door_password: str, *, fresh: bool) -> Iterator[Iterable[str]]:
    """Each looks at what is there when it begins, and is carried out as a whole before the next."""
    yield _roles(engine, roles, door_password, fresh=fresh)
    yield _hygiene(engine, roles)
    yield _owners(engine, roles)
    yield _functions(roles)
    yield _INDEXES
    yield _old_policies(engine)
    yield _policies(roles)


def _functions(roles: Roles) -> Iterator[str]:
    for text in (functions.OWNED, functions.PROVIDED, server_guards.TEXT, server_appraisal.TEXT,
                 server_discipline.TEXT, server_letters.TEXT, server_blobs.TEXT, server_pages.TEXT,
                 server_tickets.TEXT):  # fmt: skip
        # prepared as one text: what is in functions has semicolons of its own
        yield functions.filled(text, roles)
    yield server_erasing.functions(tables())
    yield from _function_rights(roles)
    yield functions.TRIGGERS


def _policies(roles: Roles) -> Iterator[str]:
    yield from statements(roles)
    yield from server_erasing.statements(tables(), roles)
    yield f"GRANT SELECT ON schema_migration TO {roles.user}, {roles.door}, {roles.copier}"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {roles.user}"


def _roles(engine: Any, roles: Roles, door_password: str, *, fresh: bool) -> Iterator[str]:
    there = {name for (name,) in engine.execute_sql("SELECT rolname FROM pg_roles").fetchall()}
    groups = roles.groups()
    for name in (roles.owner, roles.copier, *groups):
        if name not in there:
            yield f"CREATE ROLE {name} NOLOGIN"
    if roles.provisioner not in there:
        yield f"CREATE ROLE {roles.provisioner} NOLOGIN CREATEROLE"
    if roles.door not in there:
        yield f"CREATE ROLE {roles.door} LOGIN CONNECTION LIMIT 200"
    if fresh or roles.door not in there:
        yield f"ALTER ROLE {roles.door} PASSWORD '{verifier(engine, roles.door, door_password)}'"
    yield f"GRANT {roles.door} TO {roles.provisioner} WITH ADMIN OPTION"
    yield f"GRANT {roles.owner}, {roles.provisioner} TO CURRENT_USER"
    yield f"GRANT {', '.join([*groups, roles.copier])} TO {roles.provisioner} WITH ADMIN OPTION"


def _hygiene(engine: Any, roles: Roles) -> Iterator[str]:
    name = engine.execute_sql("SELECT quote_ident(current_database())").fetchone()[0]
    # also the right to temporary tables, which would give a place for functions of one's own
    yield f"REVOKE ALL ON DATABASE {name} FROM PUBLIC"
    yield f"GRANT CONNECT ON DATABASE {name} TO {roles.user}, {roles.door}, {roles.copier}, {roles.owner}"
    yield "REVOKE ALL ON SCHEMA public FROM PUBLIC"
    yield f"GRANT USAGE ON SCHEMA public TO {roles.user}, {roles.door}, {roles.copier}"
    yield f"GRANT USAGE, CREATE ON SCHEMA public TO {roles.owner}"
    yield "CREATE SCHEMA IF NOT EXISTS cf"
    yield f"ALTER SCHEMA cf OWNER TO {roles.owner}"
    yield f"GRANT USAGE ON SCHEMA cf TO {roles.user}, {roles.door}"
    yield f"GRANT USAGE, CREATE ON SCHEMA cf TO {roles.provisioner}"


def _owners(engine: Any, roles: Roles) -> Iterator[str]:
    tables = engine.execute_sql(
        """SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND c.relkind = 'r' AND c.relowner <> to_regrole(%s)""",
        (roles.owner,),
    )
    for (table,) in tables.fetchall():
        yield f'ALTER TABLE "{table}" OWNER TO {roles.owner}'


def _function_rights(roles: Roles) -> Iterator[str]:
    more = (*server_erasing.FOR_ERASING, *server_erasing.INNER, *server_guards.FOR_USER, *server_guards.INNER,
            *server_appraisal.FOR_USER, *server_appraisal.INNER, *server_discipline.FOR_USER,
            *server_discipline.INNER, *server_blobs.FOR_USER, *server_blobs.INNER, *server_letters.INNER,
            *server_pages.FOR_USER, *server_tickets.FOR_USER, *server_tickets.FOR_OFFICE,
            *server_tickets.FOR_PROVISIONER)  # fmt: skip
    for name in (*functions.OF_OWNER, *more):
        yield f"ALTER FUNCTION cf.{name} OWNER TO {roles.owner}"
    for name in functions.OF_PROVISIONER:
        yield f"ALTER FUNCTION cf.{name} OWNER TO {roles.provisioner}"
    yield f"ALTER TABLE cf.login OWNER TO {roles.owner}"
    for table in ("handing", server_erasing.TABLE, *server_tickets.TABLES):
        yield f"ALTER TABLE cf.{table} OWNER TO {roles.owner}"
    yield f"GRANT SELECT, INSERT, UPDATE ON cf.login TO {roles.provisioner}"
    yield f"GRANT EXECUTE ON FUNCTION {_named(functions.FOR_PROVISIONER)} TO {roles.provisioner}"
    yield f"GRANT EXECUTE ON FUNCTION {_named(functions.FOR_USER)} TO {roles.user}"
    yield f"GRANT EXECUTE ON FUNCTION {_named(functions.FOR_DOOR)} TO {roles.door}"
    running = (*functions.FOR_OFFICE, *functions.FOR_MOVING, *server_tickets.FOR_OFFICE)
    yield f"GRANT EXECUTE ON FUNCTION {_named(running)} TO {roles['office_run_all']}"
    yield f"GRANT EXECUTE ON FUNCTION {_named(functions.FOR_PEOPLE)} TO {roles['people_run_all']}"
    yield f"GRANT EXECUTE ON FUNCTION cf.{functions.FOR_PEOPLE[0]} TO {roles.owner}"
    all_may = (*server_erasing.FOR_ERASING, *server_guards.FOR_USER, *server_blobs.FOR_USER, *server_pages.FOR_USER,
               *server_tickets.FOR_USER, *server_appraisal.FOR_USER, *server_discipline.FOR_USER)  # fmt: skip
    # also of those who may not erase: a policy's conditions are looked up for who holds the right alone
    yield f"GRANT EXECUTE ON FUNCTION {_named(all_may)} TO {roles.user}"
    yield f"GRANT EXECUTE ON FUNCTION {_named(server_tickets.FOR_PROVISIONER)} TO {roles.provisioner}"
    every = (*functions.OF_OWNER, *functions.OF_PROVISIONER, *more)
    yield f"REVOKE EXECUTE ON FUNCTION {_named(every)} FROM PUBLIC"


def _named(names: tuple[str, ...]) -> str:
    return ", ".join(f"cf.{name}" for name in names)


def _old_policies(engine: Any) -> Iterator[str]:
    found = engine.execute_sql(
        "SELECT quote_ident(policyname), quote_ident(tablename) FROM pg_policies WHERE schemaname = 'public'"
    )
    for policy, table in found.fetchall():
        yield f"DROP POLICY {policy} ON {table}"
    # rights given by an older version are taken back, so that only those of this one hold
    held = engine.execute_sql(
        """SELECT DISTINCT quote_ident(table_name), quote_ident(grantee) FROM information_schema.role_table_grants g
        JOIN pg_tables t ON t.schemaname = 'public' AND t.tablename = g.table_name
        WHERE table_schema = 'public' AND grantee <> t.tableowner AND grantee <> 'PUBLIC'"""
    )
    for table, grantee in held.fetchall():
        yield f"REVOKE ALL ON {table} FROM {grantee}"


def verifier(engine: Any, login: str, password: str) -> str:
    """What the server keeps instead of a password; made here, so that none reaches the server or its log."""
    made: bytes = engine.connection().pgconn.encrypt_password(password.encode(), login.encode(), b"scram-sha-256")
    return made.decode()
