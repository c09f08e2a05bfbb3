"""Writes rows, one or many of a table, and journals each: the half of a piece of work that changes the office."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models import rows
from desktop.models.base import Plain, Table
from desktop.models.bulk import insert_many, update_many
from desktop.models.office import Person
from desktop.models.records import Journal, Record
from desktop.rules.errors import NotFound, OfficeBusy, Stale
from desktop.services import row_hashes
from desktop.services.recording import NOTE, Entry

_CHUNK = 1000
_NOTHING: dict[str, Sequence[object]] = {}  # one for all: an import adds a hundred thousand rows
# Who sees a row follows from these columns
_WHOSE = frozenset({"owner", "deputy", "department"})


class Rows:
    """What `Work` does to rows. Each change waits among `_entries` for the record that tells of it."""

    # as they were loaded and locked in this write, by table and id
    _held: dict[tuple[type[Plain], object], dict[str, Any]]
    _entries: list[Entry]
    _writes: bool

    @property
    def now(self) -> datetime:
        raise NotImplementedError

    def add(self, row: Table) -> Any:
        """Inserts a new row. Its values can be told from the row and later changes, so the journal keeps none, and
        a hash to tell whether they still can."""
        rows.insert(row)
        self._entries.append(Entry(row._meta.table_name, row.id, "create", _NOTHING, row_hashes.of_row(row)))
        return row

    def add_many(self, model: type[Plain], names: Sequence[str], values: Sequence[tuple[Any, ...]]) -> None:
        """Inserts many rows of stored values at once; the first name is the id. Journalled like single ones."""
        insert_many(model, names, values)
        known = row_hashes.of_values(model, names, values)
        self._entries.extend(Entry(model._meta.table_name, row[0], "create", _NOTHING, digest)
                             for row, digest in zip(values, known, strict=True))  # fmt: skip

    def add_rows(self, model: type[Table], added: Sequence[Any]) -> None:
        """Inserts many new rows of one table at once, as `add` does one."""
        fields = model._meta.fields
        names = [name for name in fields if name != "id"]
        values = [(row.id, *(fields[name].db_value(row.__data__.get(name)) for name in names)) for row in added]
        self.add_many(model, ["id", *names], values)

    def change(
        self, row: Table, values: Mapping[str, object], base: Mapping[str, object] | None = None
    ) -> dict[str, list[object]]:
        """Saves `values` into `row`; returns what really changed, column → [before, after].

        `base` is what the person saw. A field that somebody else changed meanwhile to something else than it is
        being changed to raises Stale; changes of other fields meet without a question.
        """
        model, wanted = type(row), {name: _plain(value) for name, value in values.items()}
        for _attempt in range(5):
            held = self._held.get((model, row.id))
            now = held or _loaded(model, row.id)
            self._refuse_clashes(row, now, wanted, base or {})
            changed = {name: [_as_stored(row, name, now[name]), _as_stored(row, name, value)]
                       for name, value in wanted.items()}  # fmt: skip
            changed = {name: pair for name, pair in changed.items() if pair[0] != pair[1]}
            for name, value in values.items():
                setattr(row, name, value)
            row.version = now["version"] + bool(changed)
            if not changed:
                return {}
            sent = {name: wanted[name] for name in changed}
            if changed.keys() & _WHOSE:
                self._keep_in_sight([row.id])
            if held is not None:
                rows.update_locked(model, row.id, sent, now["version"])
            elif not rows.update(model, row.id, sent, now["version"]):
                continue
            if self._writes:
                # whoever has changed a row holds it until the commit
                self._held[model, row.id] = {**now, **wanted, "version": row.version}
            self.journal(row, changed)
            return changed
        raise Stale({}, now["version"])

    def change_many(self, model: type[Table], changes: Iterable[tuple[Any, Mapping[str, object]]],
                    kind: str = "change") -> None:  # fmt: skip
        """Saves values into many rows of one table at once, as `change` does into one.

        They are changed as the caller has read them: where a colleague was faster OfficeBusy is raised.
        """
        groups: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
        for row, values in changes:
            changed = {name: [_as_stored(row, name, row.__data__.get(name)), _as_stored(row, name, _plain(value))]
                       for name, value in values.items()}  # fmt: skip
            changed = {name: pair for name, pair in changed.items() if pair[0] != pair[1]}
            if not changed:
                continue
            if changed.keys() & _WHOSE:
                self._keep_in_sight([row.id])
            sent = (model._meta.fields[name].db_value(_plain(values[name])) for name in changed)
            groups.setdefault(tuple(changed), []).append((*sent, row.version + 1, row.id, row.version))
            self._entries.append(Entry(model._meta.table_name, row.id, kind, changed))
            for name in changed:
                setattr(row, name, values[name])
            row.version += 1
            self._held.pop((model, row.id), None)
        for names, rows_of_it in groups.items():
            if update_many(model, (*names, "version"), ("id", "version"), rows_of_it) != len(rows_of_it):
                raise OfficeBusy(N_("Colleagues are changing the same clients at this moment. Nothing was changed: try "
                                    "again."))  # fmt: skip

    def _keep_in_sight(self, rows_handed_over: Sequence[UUID]) -> None:
        """Lets this person see the rows to the end of the write that hands them over, where a server would not."""

    def _refuse_clashes(self, row: Table, now: Mapping[str, Any], values: Mapping[str, object],
                        base: Mapping[str, object]) -> None:  # fmt: skip
        clashes = {
            name: (base[name], mine, now[name])
            for name, mine in values.items()
            if name in base and now[name] not in (_plain(base[name]), mine)
        }
        if clashes:
            raise Stale(clashes, now["version"], self.last_hand(row))

    def last_hand(self, row: Table) -> str:
        """The name of whoever changed `row` last."""
        query = (
            Person.select(Person.name)
            .join(Record, on=(Record.person == Person.id))
            .join(Journal, on=(Journal.record == Record.serial))
            .where((Journal.row == row.id) & (Journal.table == row._meta.table_name))
            .order_by(Journal.id.desc())
        )
        return str(query.limit(1).scalar() or "")

    def withdraw(self, row: Table) -> None:
        """Takes a row out of use; it stays for history and undo."""
        self.change(row, {"withdrawn_at": self.now})
        self._entries[-1] = Entry(self._entries[-1].table, row.id, "withdraw", self._entries[-1].changes)

    def remove(self, row: Table) -> None:
        """Takes a row out for good that has no way to be out of use; the journal keeps all of it, so undo brings it
        back."""
        values = {name: [_as_stored(row, name, row.__data__.get(name)), None] for name in row._meta.fields}
        type(row).delete().where(row._meta.primary_key == row.id).execute()
        self._entries.append(Entry(row._meta.table_name, row.id, "remove", values))

    def remove_many(self, model: type[Table], gone: Sequence[Any]) -> None:
        """The same for many rows of one table."""
        for row in gone:
            values = {name: [_as_stored(row, name, row.__data__.get(name)), None] for name in model._meta.fields}
            self._entries.append(Entry(model._meta.table_name, row.id, "remove", values))
        for start in range(0, len(gone), _CHUNK):
            ids = [row.id for row in gone[start : start + _CHUNK]]
            model.delete().where(rows.among(model._meta.primary_key, ids)).execute()

    def journal(self, row: Table, changes: Mapping[str, Sequence[object]]) -> None:
        """Notes a change that lies outside the row's own columns, such as a sealed value."""
        self._entries.append(Entry(row._meta.table_name, row.id, "change", dict(changes)))

    def note(self, row: UUID, words: Mapping[str, str]) -> None:
        """Keeps words about the act that is recorded next where an erasure of the file `row` reaches them."""
        said = {name: ["", text] for name, text in words.items() if text}
        if said:
            self._entries.append(Entry(NOTE, row, NOTE, said))

    def journal_many(self, table: str, changes: Iterable[tuple[UUID, Mapping[str, Sequence[object]]]]) -> None:
        self._entries.extend(Entry(table, row, "change", values) for row, values in changes)


def _loaded(model: type[Table], key: UUID) -> dict[str, Any]:
    found = rows.load(model, key)
    if found is None:
        raise NotFound(str(key))
    data: dict[str, Any] = found.__data__
    return data


def _plain(value: object) -> object:
    return value.id if isinstance(value, Table) else value


def _as_stored(row: Table, name: str, value: object) -> object:
    """The value as the journal keeps it: plain JSON, the same on both databases."""
    stored = row._meta.fields[name].db_value(value)
    return stored if isinstance(stored, (int, float, bool, str, type(None))) else str(stored)
