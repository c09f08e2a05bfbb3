"""Brings an office to this program's tables: under a lock, all or nothing, after a verified copy."""

from collections.abc import Callable
from contextlib import nullcontext
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

    return Runner(office.engine, str(folder), table_name=HISTORY)


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
            return list(runner(office, folder).up()) if steps else []
