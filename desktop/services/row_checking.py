"""Holds rows against the journal: what was changed or removed outside the program is not what it last told."""

import base64
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.base import Guarded, Internal, Table
from desktop.models.clients import BLOCKS, Client
from desktop.models.office import PersonRole, Role, Setting, VaultKey
from desktop.models.records import Journal, Record
from desktop.models.rows import among
from desktop.models.server_policies import rule_of
from desktop.models.server_policies import tables as all_tables
from desktop.rules.backups import NO_SHEET
from desktop.rules.errors import Damaged
from desktop.rules.fields import Block
from desktop.rules.rights import Right
from desktop.rules.settings import SPECS
from desktop.rules.zones import zone_of
from desktop.services import class_results, filed_texts, journals, marks, row_hashes, sealed_texts, untold_rows
from desktop.services.chains import Progress, Report
from desktop.services.hand_outs import HandOuts
from desktop.services.work import Work

BATCH = 300
_PAGE = 2000
_AT_ONCE = 20  # tables
_SEALED: Mapping[str, tuple[Block, Any]] = {table._meta.table_name: (block, table) for block, table in BLOCKS.items()}
_CHANGED = N_("{table} {row}: “{field}” was changed outside the program.")
_BACKUP = "backup"
_Made = tuple[bytes, bytes]  # salt, and the salted hash of the row
_Change = tuple[str, UUID, str, Mapping[str, Sequence[Any]] | None, bytes | None, bytes | None]
# Settings that come with the office; what becomes of them later is told
_FOUNDED = frozenset({"office_name", "kind", "language", "time_zone", "office_address", "office_postcode",
                      "pledge_months"})  # fmt: skip
# Those that nobody chooses: what they are is recorded with the act, or follows from rows
_UNCHOSEN = frozenset(spec.name for spec in SPECS if not spec.label) - {"consent_fields"}


def check_rows(work: Work, report: Report, progress: Progress = lambda *_: None) -> None:
    """Compares each row with what the journal tells of it; in short stages, row by id.

    Columns that were changed must be what was told last. Taken back to the beginning, the whole row must be the one
    that was added; of rows from before the journal kept that, only changed columns can be compared, which is told. A
    row of which the journal tells nothing came past the program.
    """
    work.require(Right.SEE_AUDIT)
    if work.narrowed:
        # what a server hides from this auditor would look removed; no other program gets round it there
        return
    looked = _Looked({model._meta.table_name: model for model in all_tables()})
    with work.reading():
        total, done = Journal.select(Journal.row).distinct().count(), 0
    hand_outs = HandOuts(work)
    last: UUID | None = None
    while True:
        hand_outs.keep()
        with work.reading():
            query = Journal.select(Journal.row).distinct().order_by(Journal.row).limit(BATCH)
            rows = [key for (key,) in (query if last is None else query.where(Journal.row > last)).tuples()]
            looked.check_batch(work, report, rows)
        done += len(rows)
        progress(min(done, total), total)
        if len(rows) < BATCH:
            break
        last = rows[-1]
    _check_settings(work, report, looked.settings)
    for model in _with_more(work, looked):
        _check_planted(work, report, model)
    changed, unproved = class_results.compared(work)
    for quarter in unproved:
        report.notice("rows", N_("The class list of {quarter} was confirmed before the records kept its figures: who "
                                 "moved can be proved, but not spend, visits and ranks."), quarter=quarter)  # fmt: skip
    for quarter in changed:
        report.add("rows", N_("The class list of {quarter} is not the one that was confirmed: it was changed outside "
                              "the program."), quarter=quarter)  # fmt: skip
    with work.reading():
        for name in untold_rows.never_used(work):
            report.notice("rows", N_("Nobody has ever signed in at the workstation {name}. If nobody knows it, take it "
                                     "off the list."), name=name)  # fmt: skip
    if looked.sealed_before:
        report.notice("rows", N_("{n} sealed values came in by imports of which the journal did not keep them yet: of "
                                 "these only that they open can be checked."), n=looked.sealed_before)  # fmt: skip
    if work.has_all_of_level_3:
        bad, wanted = 0, sorted(looked.apart)
        for start in range(0, len(wanted), _PAGE):
            hand_outs.keep()
            with work.reading():
                bad += sealed_texts.spoilt(wanted[start : start + _PAGE])
        if bad:
            report.add("rows", N_("{n} sealed texts of level 3 that the journal or notes speak of were changed or "
                                  "removed outside the program."), n=bad)  # fmt: skip
        _check_filing(work, report, hand_outs)
    if looked.before:
        _tell_since(work, report, looked.before)


def _check_filing(work: Work, report: Report, hand_outs: HandOuts) -> None:
    bad = 0
    for model in marks.WORDS:
        last: UUID | None = None
        while True:
            hand_outs.keep()
            with work.reading():
                found, last = filed_texts.misfiled(work, model, last)
            bad += found
            if last is None:
                break
    if bad:
        report.add("rows", N_("{n} sealed texts of notes are filed under another client than their note: they were "
                              "moved outside the program."), n=bad)  # fmt: skip


class _Told:
    """What the journal says of each row: its columns as told last and first, and whether it is there at all."""

    def __init__(self, changes: Iterable[_Change]) -> None:
        self.rows: dict[str, dict[UUID, dict[str, Any]]] = {}
        self.first: dict[str, dict[UUID, dict[str, Any]]] = {}
        self.made: dict[str, dict[UUID, _Made | None]] = {}  # None: from before such hashes were kept
        self.gone: dict[str, set[UUID]] = {}
        self.emptied: set[UUID] = set()  # some of what was told of them, lawfully
        self.erased: set[UUID] = set()  # lawfully: whether such a row is there, the journal no longer tells
        for table, row, kind, changed, salt, made in changes:
            state = self.rows.setdefault(table, {}).setdefault(row, {})
            first = self.first.setdefault(table, {}).setdefault(row, {})
            begun, gone = self.made.setdefault(table, {}), self.gone.setdefault(table, set())
            gone.discard(row)
            self.erased.discard(row)
            if changed is None or kind in ("create", "remove"):
                # a lawful erasure has taken what was told here and before
                state.clear()
                first.clear()
                begun.pop(row, None)
            if changed is None:
                self.erased.add(row)
                self.emptied.add(row)
            elif kind == "create":
                begun[row] = (bytes(salt or b""), bytes(made)) if made is not None else None
            elif kind == "remove":
                gone.add(row)
            else:
                if table == _BACKUP and state.get("trouble") == NO_SHEET and changed.get("trouble", [None])[0] == "":
                    _put_into_column(state, first)
                state.update({name: pair[1] for name, pair in changed.items()})
                first.update({name: pair[0] for name, pair in changed.items() if name not in first})
        for row, state in self.rows.get(_BACKUP, {}).items():
            if state.get("trouble") == NO_SHEET:
                _put_into_column(state, self.first[_BACKUP][row])


def _put_into_column(state: dict[str, Any], first: dict[str, Any]) -> None:
    """What a step did of which no journal tells: that no sheet opens a backup stood among its troubles once."""
    state["trouble"] = ""
    state.setdefault("for_sheet", False)
    first["for_sheet"] = True


class _Looked:
    """What was looked through so far."""

    def __init__(self, tables: Mapping[str, Any]) -> None:
        self.tables = tables
        self.there: Counter[str] = Counter()  # rows that are there and of which the journal tells
        self.before = 0  # rows from before the journal kept what they were
        self.sealed_before = 0  # sealed values of imports from before the journal kept them
        self.apart: set[bytes] = set()  # sealed texts that lie apart, of which rows or journal speak
        self.settings: dict[str, tuple[int, Any]] = {}  # name → the entry that told of it last, and its value

    def check_batch(self, work: Work, report: Report, rows: Sequence[UUID]) -> None:
        if not rows:
            return
        columns = (Journal.table, Journal.row, Journal.kind, Journal.changes, Journal.salt, Journal.made)
        query = Journal.select(*columns, Journal.id).where(among(Journal.row, rows)).order_by(Journal.id)
        found = list(query.tuples())
        told = _Told(entry[:-1] for entry in found)
        for table, states in told.rows.items():
            if table in self.tables and table != Setting._meta.table_name and _sees_whole(work, self.tables[table]):
                self._check_table(work, report, self.tables[table], states, told)
        self._check_sealed(work, report, told)
        for table, _row, _kind, changes, _salt, _made, number in found:
            for pair in (changes or {}).values():
                self._note_apart(pair)
            if table == Setting._meta.table_name:
                # filed under the office's id, which is another one after a restore
                for name, pair in (changes or {}).items():
                    self.settings[name] = max((number, pair[1]), self.settings.get(name, (0, None)), key=itemgetter(0))

    def _check_sealed(self, work: Work, report: Report, told: _Told) -> None:
        """Sealed values of which the journal tells nothing: they were put there past the program, or came in by an
        import from before it kept them."""
        clients = told.rows.get(Client._meta.table_name, {})
        states = {row: state for row, state in clients.items() if row not in told.emptied}
        found: list[tuple[UUID, str]] = []
        for name, (block, table) in _SEALED.items():
            if states and not (work.database.enforced and work.me.mandate.level < block.level):
                columns = [field.name for field in table._meta.sorted_fields if field is not table.client]
                for row in table.select().where(among(table.client, list(states))):
                    places = {f"{name}.{column}": getattr(row, column) for column in columns}
                    found += [(row.client_id, place) for place, value in places.items()
                              if value is not None and place not in states[row.client_id]]  # fmt: skip
        before = _imported_before(key for key, _place in found)
        self.sealed_before += sum(key in before for key, _place in found)
        for key, place in found:
            if key not in before:
                report.add("rows", _CHANGED, table="client", row=str(key)[-12:], field=place)

    def _note_apart(self, values: Iterable[Any]) -> None:
        for value in values:
            if isinstance(value, str | dict):
                self.apart.update(sealed_texts.digests_in(str(value)))

    def _check_table(self, work: Work, report: Report, model: Any, states: Mapping[UUID, Mapping[str, Any]],
                     told: _Told) -> None:  # fmt: skip
        name = model._meta.table_name
        gone, first, made = told.gone[name], told.first[name], told.made[name]
        found = {row._pk: row for row in model.select().where(among(model._meta.primary_key, list(states)))}
        self.there[name] += len(found)
        sealed = _sealed_rows(work, states)
        for row, state in states.items():
            if row in told.erased:
                continue
            report.count("rows")
            where = {"table": name, "row": str(row)[-12:]}
            if (row in found) == (row in gone):
                said = (N_("{table} {row}: a row that was removed is there again.") if row in gone
                        else N_("{table} {row}: the row was removed outside the program."))  # fmt: skip
                report.add("rows", said, **where)
                continue
            if row not in found:
                continue
            for column in _differing(work, found[row], state, sealed):
                report.add("rows", _CHANGED, field=column, **where)
            self._note_apart([found[row].__data__.get("sealed")])
            begun = made.get(row)
            if begun is None:
                self.before += row in made
            elif not _is_what_was_added(work, found[row], first[row], begun):
                report.add("rows", N_("{table} {row}: it is not what was added: the row was changed outside the "
                                      "program."), **where)  # fmt: skip


def _sees_whole(work: Work, model: Any) -> bool:
    """Whether this auditor is shown all rows of a table: those that an office's server hides would look removed."""
    if not work.database.enforced:
        return True
    if rule_of(model).policies is not None:
        return False
    return work.may(model.REACH.right) if isinstance(model.REACH, Guarded) else not isinstance(model.REACH, Internal)


def _is_what_was_added(work: Work, row: Any, first: Mapping[str, Any], made: _Made) -> bool:
    salt, kept = made
    state = {**journals.stored(row), **first}
    if row_hashes.salted(salt, row_hashes.of_state(type(row), state)) == kept:
        return True
    # added before the texts of level 3 lay apart
    apart = {name: text for name, text in state.items() if isinstance(text, str) and sealed_texts.digests_in(text)}
    if not apart or not work.has_all_of_level_3:
        return bool(apart)
    state |= {name: sealed_texts.in_full(text) for name, text in apart.items()}
    return row_hashes.salted(salt, row_hashes.of_state(type(row), state)) == kept


def _with_more(work: Work, looked: "_Looked") -> Iterator[Any]:
    """The tables with another number of rows than the journal tells of; counted some at once, for each question costs a
    server its ways there and back, and whoever writes waits meanwhile."""
    whole = [
        model
        for name, model in looked.tables.items()
        if issubclass(model, Table) and name not in untold_rows.BY_CHAIN and _sees_whole(work, model)
    ]
    for start in range(0, len(whole), _AT_ONCE):
        some = whole[start : start + _AT_ONCE]
        counts = ", ".join(f'(SELECT count(*) FROM "{model._meta.table_name}")' for model in some)
        with work.reading():
            found = work.database.engine.execute_sql(f"SELECT {counts}").fetchone()
        for model, rows in zip(some, found, strict=True):
            if rows != looked.there[model._meta.table_name]:
                yield model


def _check_planted(work: Work, report: Report, model: Any) -> None:
    """Rows of which the journal tells nothing. They are looked for only where there are more than it tells of."""
    name, key = model._meta.table_name, model._meta.primary_key
    last: UUID | None = None
    while True:
        with work.reading():
            query = model.select(key).order_by(key).limit(_PAGE)
            rows = [row for (row,) in (query if last is None else query.where(key > last)).tuples()]
            told = Journal.select(Journal.row).where(among(Journal.row, rows) & (Journal.table == name))
            known = {row for (row,) in told.tuples()}
            strange = [row for row in rows if row not in known]
            if strange and name in untold_rows.STRANGE:
                found = list(model.select().where(among(key, strange)))
                strange = untold_rows.STRANGE[name](work, found)
        for row in strange:
            report.add("rows", N_("{table} {row}: the row was added outside the program."), table=name,
                       row=str(row)[-12:])  # fmt: skip
        if len(rows) < _PAGE:
            return
        last = rows[-1]


def _imported_before(clients: Iterable[UUID]) -> set[UUID]:
    """Those of these clients that came by an import which journalled none of their sealed values."""
    wanted = list(clients)
    if not wanted:
        return set()
    # reading path: by which acts rows came, for who sees the audit
    query = Journal.select(Journal.row, Record.facts).join(Record).where(
        among(Journal.row, wanted) & (Journal.kind == "create") & (Journal.table == Client._meta.table_name)
        & (Record.topic == "clients") & (Record.action == "import"))  # fmt: skip
    return {row for row, facts in query.tuples() if not facts.get("journalled")}


def _tell_since(work: Work, report: Report, rows: int) -> None:
    with work.reading():
        first = Record.select(Record.at).join(Journal).where(Journal.made.is_null(False)).order_by(Journal.id)
        since, zone = first.limit(1).scalar() or work.now, zone_of(str(work.settings["time_zone"]))
    report.notice("rows", N_("{n} rows are from before {since}, since when the journal keeps what a row was when it "
                             "was added: of these only what was changed can be compared."),
                  n=rows, since=since.astimezone(zone).date().isoformat())  # fmt: skip


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


def _sealed_rows(work: Work, states: Mapping[UUID, Mapping[str, Any]]) -> dict[str, dict[UUID, Any]]:
    found: dict[str, dict[UUID, Any]] = {}
    for name, (block, table) in _SEALED.items():
        clients = [row for row, told in states.items() if any(column.startswith(f"{name}.") for column in told)]
        if clients and not (work.database.enforced and work.me.mandate.level < block.level):
            rows = table.select().where(among(table.client, clients))
            found[name] = {row.client_id: row for row in rows}
    return found


def _same_sealed(work: Work, row: Any, table: str, column: str, client: UUID, told: str | None) -> bool:
    """A key that was exchanged seals the same value anew; whoever holds none can tell only whether there is one."""
    blob = getattr(row, column, None) if row is not None else None
    if blob is None or told is None or column.endswith("_index"):
        return (blob is None) == (told is None)
    block, place = _SEALED[table][0].value, f"{table}.{column}"
    if sealed_texts.same(base64.b64encode(blob).decode(), told) or not work.me.vaults.holds(block):
        return True
    try:
        kept = sealed_texts.bytes_of(told)
        return work.me.vaults.open(block, place, client, bytes(blob)) == work.me.vaults.open(block, place, client, kept)
    except Damaged:
        return False


def _check_settings(work: Work, report: Report, told: Mapping[str, tuple[int, Any]]) -> None:
    with work.reading():
        found = dict(Setting.select(Setting.name, Setting.value).tuples())
    for name, (_number, value) in told.items():
        report.count("rows")
        if name not in _UNCHOSEN and found.get(name) != value:
            report.add("rows", N_("The setting {name} was changed outside the program."), name=name)
    for name in sorted(found.keys() - told.keys() - _FOUNDED - _UNCHOSEN):
        report.add("rows", N_("The setting {name} was made outside the program."), name=name)


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
