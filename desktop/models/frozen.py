"""The triggers that keep locked periods as they are, lifted while an office is copied row by row to an empty place."""

from collections.abc import Iterator
from contextlib import contextmanager

from desktop.models.database import OfficeDatabase

PREFIX = "locked_"


@contextmanager
def lifted(target: OfficeDatabase) -> Iterator[None]:
    """Within one transaction: what was locked there arrives locked, and the triggers hold again when all is there."""
    run = target.engine.execute_sql
    if target.sqlite:
        found = run("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name GLOB ?", (f"{PREFIX}*",))
        there = found.fetchall()
        for name, _sql in there:
            run(f'DROP TRIGGER "{name}"')
        yield
        for _name, sql in there:
            run(sql)
        return
    found = run(
        """SELECT quote_ident(t.tgname), quote_ident(c.relname) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE NOT t.tgisinternal AND starts_with(t.tgname, %s)""",
        (PREFIX,),
    )
    there = found.fetchall()
    for name, table in there:
        run(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
    yield
    for name, table in there:
        run(f"ALTER TABLE {table} ENABLE TRIGGER {name}")
