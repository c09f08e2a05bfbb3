"""Brings an office to this program's tables: under a lock, all or nothing, after a verified copy."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any

from desktop.i18n import N_
from desktop.models.database import OfficeDatabase, told_plainly
from desktop.models.drivers import without_libraries
from desktop.rules.errors import NewerOffice

HISTORY = "schema_migration"
FOLDER = Path(__file__).parent / "migrations"
# any number will do, so long as all programs use the same
LOCK = 7_236_551


def runner(office: OfficeDatabase, folder: Path = FOLDER) -> Any:
    with without_libraries() if office.sqlite else nullcontext():
        from playhouse.migrations import Runner

    if office.sqlite:
        return Runner(office.engine, str(folder), table_name=HISTORY)

    class ServerRunner(Runner):
        """Within a transaction that takes all back: no step needs a way there and back to begin and to end it."""

        def _run(self, name: str, module: Any, direction: str, fake: bool = False) -> None:
            module.up(self.migrator, _Teller(self.database))
            noted = f"INSERT INTO {HISTORY} (name, applied) VALUES (%s, %s)"
            self.database.later(noted, (name, datetime.now()))

    return ServerRunner(office.engine, str(folder), table_name=HISTORY)


def carry_out(office: OfficeDatabase, folder: Path = FOLDER, last: str | None = None) -> list[str]:
    """Applies what is pending, up to the step `last`, within a write; returns its names. A second empty file of this
    process, such as the copy of a server's office, gets at once what the steps made of the first."""
    # a start makes no tables
    from desktop.models import outcomes

    if not office.sqlite or folder != FOLDER or not outcomes.is_empty(office.engine):
        return list(runner(office, folder).up(last))
    known = outcomes.known(folder, last)
    if known is not None:
        return outcomes.make_again(office.engine, HISTORY, known)
    done = list(runner(office, folder).up(last))
    outcomes.keep(office.engine, HISTORY, folder, last)
    return done


class _Teller:
    """A server as a step is given it: what only changes something travels with the next question. There are some six
    hundred such statements, each of them a way there and back otherwise."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine

    def execute_sql(self, sql: str, params: Any = ()) -> Any:
        if sql.startswith(("CREATE ", "ALTER ", "DROP ")):
            return self._engine.later(sql, params)
        return self._engine.execute_sql(sql, params)


def pending(office: OfficeDatabase, folder: Path = FOLDER) -> list[str]:
    """The steps this office still lacks. Raises NewerOffice, having touched nothing, if it has steps unknown here."""
    with told_plainly():
        office.engine.connect(reuse_if_open=True)
        there = applied(office)
    known = sorted(path.stem for path in folder.glob("[0-9]*_*.py"))
    unknown = sorted(there - set(known))
    if unknown:
        raise NewerOffice(
            N_("This office was written by a newer Clientele ({step}). Update the program on this workstation; "
               "nothing has been changed."), step=unknown[-1])  # fmt: skip
    return [name for name in known if name not in there]


def applied(office: OfficeDatabase) -> set[str]:
    """Asked plainly: the runner and all that it imports are needed only where there is something to run."""
    if not office.engine.table_exists(HISTORY):
        return set()
    return {name for (name,) in office.engine.execute_sql(f"SELECT name FROM {HISTORY}").fetchall()}


def migrate(office: OfficeDatabase, before: Callable[[], object] | None = None, folder: Path = FOLDER) -> list[str]:
    """Applies what is pending and returns its names. `before` makes and proves the copy; if it raises, nothing runs.

    Two workstations at once: the second waits, then finds nothing left to do. A step that fails takes all back.
    """
    with told_plainly():
        office.engine.connect(reuse_if_open=True)
        if office.sqlite and before is not None and pending(office, folder):
            from desktop.models import pages

            # the copy can't write within the write it stands before
            pages.write_freed(office.engine)
        with office.engine.transaction("IMMEDIATE" if office.sqlite else None):
            if not office.sqlite:
                office.engine.execute_sql("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
            steps = pending(office, folder)
            if steps and before is not None:
                before()
            done = carry_out(office, folder) if steps else []
            office.engine.settle()
            return done
