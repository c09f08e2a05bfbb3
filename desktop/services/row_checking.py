"""Holds rows against the journal: what was changed or removed outside the program is not what it last told."""

import base64
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.clients import BLOCKS
from desktop.models.office import PersonRole, Role, Setting, VaultKey
from desktop.models.records import Journal
from desktop.models.rows import among
from desktop.models.server_policies import tables as all_tables
from desktop.rules.errors import Damaged
from desktop.rules.fields import Block
from desktop.rules.rights import Right
from desktop.services import journals
from desktop.services.chains import Progress, Report
from desktop.services.work import Work

BATCH = 300
_SEALED: Mapping[str, tuple[Block, Any]] = {table._meta.table_name: (block, table) for block, table in BLOCKS.items()}
_Change = tuple[str, UUID, str, Mapping[str, Sequence[Any]] | None]


def check_rows(work: Work, report: Report, progress: Progress = lambda *_: None) -> None:
    """Compares each row that the journal tells of with the newest values it tells; in short stages, row by id.

    A row that was added and never changed is told by itself alone: that it is there is all that can be seen of it.
    """
    work.require(Right.SEE_AUDIT)
    tables = {model._meta.table_name: model for model in all_tables()}
    with work.reading():
        total, done = Journal.select(Journal.row).distinct().count(), 0
    last: UUID | None = None
    while True:
        with work.reading():
            query = Journal.select(Journal.row).distinct().order_by(Journal.row).limit(BATCH)
            rows = [key for (key,) in (query if last is None else query.where(Journal.row > last)).tuples()]
            _check_batch(work, report, tables, rows)
        done += len(rows)
        progress(min(done, total), total)
        if len(rows) < BATCH:
            return
        last = rows[-1]


def _check_batch(work: Work, report: Report, tables: Mapping[str, Any], rows: Sequence[UUID]) -> None:
    if not rows or work.narrowed:
        # what a server hides from this auditor would look removed; no other program gets round it there
        return
    query = Journal.select(Journal.table, Journal.row, Journal.kind, Journal.changes).where(among(Journal.row, rows))
    told = _Told(query.order_by(Journal.id).tuples())
    for table, states in told.rows.items():
        if table == Setting._meta.table_name:
            for values in states.values():
                _check_settings(report, values)
        elif table in tables:
            here = {row: state for row, state in states.items() if row not in told.erased}
            _check_table(work, report, tables[table], here, told.gone[table])


class _Told:
    """What the journal says last of each row: its columns, and whether it is there at all."""

    def __init__(self, changes: Iterable[_Change]) -> None:
        self.rows: dict[str, dict[UUID, dict[str, Any]]] = {}
        self.gone: dict[str, set[UUID]] = {}
        self.erased: set[UUID] = set()  # lawfully: whether such a row is there, the journal no longer tells
        for table, row, kind, changed in changes:
            state = self.rows.setdefault(table, {}).setdefault(row, {})
            gone = self.gone.setdefault(table, set())
            gone.discard(row)
            self.erased.discard(row)
            if changed is None or kind in ("create", "remove"):
                # a lawful erasure has taken what was told here and before
                state.clear()
            if changed is None:
                self.erased.add(row)
            if kind == "remove":
                gone.add(row)
            elif changed is not None:
                state.update({name: pair[1] for name, pair in changed.items()})


def _check_table(work: Work, report: Report, model: Any, states: Mapping[UUID, Mapping[str, Any]],
                 gone: set[UUID]) -> None:  # fmt: skip
    key = model._meta.primary_key
    found = {row._pk: row for row in model.select().where(among(key, list(states)))}
    sealed = _sealed_rows(states)
    for row, told in states.items():
        report.count("rows")
        where = {"table": model._meta.table_name, "row": str(row)[-12:]}
        if (row in found) == (row in gone):
            said = (N_("{table} {row}: a row that was removed is there again.") if row in gone
                    else N_("{table} {row}: the row was removed outside the program."))  # fmt: skip
            report.add("rows", said, **where)
            continue
        if row in found:
            for name in _differing(work, found[row], told, sealed):
                report.add("rows", N_("{table} {row}: “{field}” was changed outside the program."), field=name, **where)


def _differing(work: Work, row: Any, told: Mapping[str, Any], sealed: Mapping[str, Mapping[UUID, Any]]) -> list[str]:
    plain = journals.stored(row, told)
    names = [name for name, value in plain.items() if value != told[name]]
    for name, value in told.items():
        special = _SPECIAL.get((row._meta.table_name, name))
        if special is not None and special(row._pk) != value:
            names.append(name)
        table, dot, column = name.partition(".")
        if (
            dot
            and table in sealed
            and not _same_sealed(work, sealed[table].get(row._pk), table, column, row._pk, value)
        ):
            names.append(name)
    return names


def _sealed_rows(states: Mapping[UUID, Mapping[str, Any]]) -> dict[str, dict[UUID, Any]]:
    found: dict[str, dict[UUID, Any]] = {}
    for name, (_block, table) in _SEALED.items():
        clients = [row for row, told in states.items() if any(column.startswith(f"{name}.") for column in told)]
        if clients:
            rows = table.select().where(among(table.client, clients))
            found[name] = {row.client_id: row for row in rows}
    return found


def _same_sealed(work: Work, row: Any, table: str, column: str, client: UUID, told: str | None) -> bool:
    """A key that was exchanged seals the same value anew; whoever holds none can tell only whether there is one."""
    blob = getattr(row, column, None) if row is not None else None
    if blob is None or told is None or column.endswith("_index"):
        return (blob is None) == (told is None)
    kept, block = base64.b64decode(told), _SEALED[table][0].value
    if bytes(blob) == kept or not work.me.vaults.holds(block):
        return True
    place = f"{table}.{column}"
    try:
        return work.me.vaults.open(block, place, client, bytes(blob)) == work.me.vaults.open(block, place, client, kept)
    except Damaged:
        return False


def _check_settings(report: Report, told: Mapping[str, Any]) -> None:
    found = dict(Setting.select(Setting.name, Setting.value).where(Setting.name.in_(list(told))).tuples())
    for name, value in told.items():
        report.count("rows")
        if found.get(name) != value:
            report.add("rows", N_("The setting {name} was changed outside the program."), name=name)


def _roles_of(person: UUID) -> list[str]:
    query = Role.select(Role.key).join(PersonRole).where(PersonRole.person == person).order_by(Role.key)
    return [key for (key,) in query.tuples()]


def _vaults_of(person: UUID) -> list[str]:
    query = VaultKey.select(VaultKey.vault).where(VaultKey.person == person).distinct()
    return sorted(vault for (vault,) in query.tuples())


# What the journal tells of a row and does not lie in its own columns
_SPECIAL: Mapping[tuple[str, str], Callable[[UUID], object]] = {
    ("person", "roles"): _roles_of,
    ("person", "vaults"): _vaults_of,
}
