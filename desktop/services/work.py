"""One person's piece of work in one transaction: the only way to read, change and record."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import reduce
from operator import and_
from typing import Any
from uuid import UUID

import peewee

from desktop.i18n import N_
from desktop.models import rows
from desktop.models.base import Guarded, Open, Owned, Plain, Table, Through
from desktop.models.bulk import insert_many
from desktop.models.clients import Client, OwnField
from desktop.models.database import OfficeDatabase
from desktop.models.office import Person, Setting
from desktop.models.records import Journal, Record
from desktop.rules.clients import of_kind
from desktop.rules.errors import Label, NotAllowed, NotFound, Stale
from desktop.rules.fields import Block, Catalogue
from desktop.rules.ids import new_id
from desktop.rules.rights import Mandate, Right, Scope
from desktop.rules.values import dataclass
from desktop.rules.words import OfficeKind
from desktop.services import blocks
from desktop.services.recording import Entry, Recorder
from desktop.services.vault import OpenKeys, Vaults

EVERYTHING = "1 = 1"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is at this workstation, with what the office lets that person do and open."""

    id: UUID
    name: str
    mandate: Mandate
    keys: OpenKeys
    vaults: Vaults
    writer: UUID
    language: str | None = None

    def may(self, right: Right) -> bool:
        return self.mandate.scope(right) > Scope.NONE


class Work:
    """What verbs are given. It lives as long as its transaction; nothing read through it is kept open."""

    def __init__(self, database: OfficeDatabase, me: SignedIn, settings: Any, operation: UUID | None = None) -> None:
        self.database = database
        self.me = me
        self.settings = settings
        self.operation = operation or new_id()
        self.topics: set[str] = set()
        self.now = datetime.now(UTC)
        self._entries: list[Entry] = []
        self._catalogue: Catalogue | None = None
        self._recorder = Recorder(me.writer, me.id, self.operation, me.keys.signing)
        self._writes = False

    # Stages: a verb is one, long work is several, with the slow part between them so that it holds no lock

    @contextmanager
    def reading(self) -> Iterator[None]:
        """A stage that looks at the office in one consistent state."""
        with self.database.reading():
            self.now = self.database.now()
            yield
            self._refuse_unrecorded()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A stage that writes and commits at its end, or takes all back. Keep it short: others wait meanwhile.

        Raises NotAllowed if this person has been suspended since signing in (AC-3).
        """
        me, noted = self.me, self._recorder.noted
        with self.database.writing():
            self.now = self.database.now()
            self._recorder = Recorder(me.writer, me.id, self.operation, me.keys.signing, later=noted)
            self._entries = []
            self._refuse_suspended()
            self._writes = True
            try:
                yield
            finally:
                self._writes = False
            self._refuse_unrecorded()

    def alone(self) -> None:
        """Until the commit nobody else gets past this: for what must hold among all rows, such as one name only once.

        SQLite lets one write at a time anyway. Look at the rows after this, not before.
        """
        if not self.database.sqlite:
            rows.load(Setting, "office_id", lock=True)

    def _refuse_suspended(self) -> None:
        mine = rows.load(Person, self.me.id)
        if mine is None or mine.suspended_at is not None:
            raise NotAllowed(N_("Your account has been suspended. Ask the admin."))

    # Rights

    def require(self, right: Right, row: Table | None = None, level: int = 1) -> None:
        """Raises NotAllowed unless this person holds `right` — for `row`, if given, within its scope — and `level`."""
        scope = self.me.mandate.scope(right)
        if scope is Scope.NONE or (row is not None and not self._reaches(scope, row)):
            raise NotAllowed(N_("You may not do this: “{right}”. Ask the admin for the right, or its holder to do it."),
                             right=Label(right.label))  # fmt: skip
        self.require_level(level)

    def require_level(self, level: int) -> None:
        if level > self.me.mandate.level:
            raise NotAllowed(N_("This is level {level} information; your roles reach level {mine}."),
                             level=level, mine=self.me.mandate.level)  # fmt: skip

    def may(self, right: Right, row: Table | None = None) -> bool:
        scope = self.me.mandate.scope(right)
        return scope is not Scope.NONE and (row is None or self._reaches(scope, row))

    def _reaches(self, scope: Scope, row: Any) -> bool:
        if scope is Scope.ALL:
            return True
        if self.me.id in (row.owner_id, row.deputy_id):
            return True
        mine = self.me.mandate.department
        return scope is Scope.DEPARTMENT and mine is not None and row.department_id == mine

    # Reading

    def visible(self, model: type[Plain], right: Right | None = None, *, withdrawn: bool = False) -> Any:
        """A query of the rows of `model` that this person may see; narrowed further by `right` if given."""
        query = model.select()
        condition = self._condition(model, right)
        if condition is not None:
            query = query.where(condition)
        if not withdrawn and "withdrawn_at" in model._meta.fields:
            query = query.where(model._meta.fields["withdrawn_at"].is_null())
        return query

    def get(self, model: type[Plain], key: object, *, withdrawn: bool = False) -> Any:
        """The row with this id. Raises NotFound where there is none or none for this person.

        Within a write, rows with an owner or a right of their own stay as they are until the commit: what the verb
        concludes from them, and writes elsewhere, holds.
        """
        row = self._reached(model, key)
        if row is None or (not withdrawn and getattr(row, "withdrawn_at", None) is not None):
            raise NotFound(str(key))
        return row

    def _reached(self, model: type[Plain], key: object) -> Any:
        """The row if this person may see it. As `visible` has it, but judged here where one row tells enough."""
        if isinstance(model.REACH, Owned):
            row, scope = rows.load(model, key, lock=self._writes), self.me.mandate.scope(model.REACH.right)
            return row if row is not None and scope is not Scope.NONE and self._reaches(scope, row) else None
        if self._condition(model) is None:
            return rows.load(model, key, lock=self._writes and isinstance(model.REACH, Guarded))
        return self.visible(model, withdrawn=True).where(model._meta.primary_key == key).get_or_none()

    def _condition(self, model: type[Plain], right: Right | None = None) -> Any:
        match model.REACH:
            case Open():
                return None
            case Guarded(right=needed):
                self.require(needed)
                return None
            case Owned(right=needed):
                both = [self.within(model, r) for r in {needed, right or needed}]
                conditions = [c for c in both if c is not None]
                return reduce(and_, conditions) if conditions else None
            case Through(column=column):
                foreign = model._meta.fields[column]
                parent = foreign.rel_model
                if self._condition(parent, right) is None:
                    return None
                # asked of each row: a list of all that is seen would be made anew for every question
                seen = self.visible(parent, right, withdrawn=True).select(peewee.SQL("1"))
                return peewee.fn.EXISTS(seen.where(parent._meta.primary_key == foreign))
        raise TypeError(f"{model.__name__} is read by its own mechanism only")

    def within(self, model: Any, right: Right) -> Any:
        """The condition that narrows rows with owner, deputy and department to the scope of `right`; None for all."""
        scope = self.me.mandate.scope(right)
        if scope is Scope.ALL:
            return None
        if scope is Scope.NONE:
            return peewee.SQL("1 = 0")
        condition = (model.owner == self.me.id) | (model.deputy == self.me.id)
        if scope is Scope.DEPARTMENT and self.me.mandate.department is not None:
            condition |= model.department == self.me.mandate.department
        return condition

    def within_sql(self, alias: str, right: Right, suffix: str = "") -> tuple[str, list[object]]:
        """The same as SQL, for what runs at every keystroke; the columns of `alias` bear `suffix`."""
        scope, mandate = self.me.mandate.scope(right), self.me.mandate
        if scope is Scope.ALL:
            return EVERYTHING, []
        if scope is Scope.NONE:
            return "1 = 0", []
        mark = "?" if self.database.sqlite else "%s"
        columns = {"owner": self.me.id, "deputy": self.me.id}
        if scope is Scope.DEPARTMENT and mandate.department is not None:
            columns["department"] = mandate.department
        text = " OR ".join(f"{alias}.{name}{suffix} = {mark}" for name in columns)
        return f"({text})", [key.hex for key in columns.values()]

    @property
    def catalogue(self) -> Catalogue:
        """The fields of a client file in this office: the rule books' and its own."""
        if self._catalogue is None:
            rows = OwnField.select().where(OwnField.withdrawn_at.is_null()).order_by(OwnField.position, OwnField.label)
            self._catalogue = of_kind(OfficeKind.of(self.settings["kind"])).with_own(
                [blocks.own_field(row) for row in rows], self.settings["sensitive_fields"]
            )
        return self._catalogue

    def show(self, client: Client) -> dict[str, object]:
        """Each field's value, or Locked where it may not or not yet be shown; levels 2 and 3 open by `unlock` only."""
        catalogue, me = self.catalogue, self.me
        values = blocks.open_values(client, catalogue)
        for block in (Block.IDENTITY, Block.PROPERTY, Block.ACCOUNTS):
            fields = catalogue.of_block(block)
            if block.level == 1 and me.vaults.holds(block.value):
                values.update(blocks.unsealed(block, client.id, fields, me.vaults))
            else:
                values.update(dict.fromkeys((f.name for f in fields), blocks.why_locked(block, me.mandate, me.vaults)))
        return values

    def unlock(self, client: Client, block: Block, reason: str = "") -> dict[str, str]:
        """Opens a block and records that it was read. Give the values to a screen only after the commit."""
        locked = blocks.why_locked(block, self.me.mandate, self.me.vaults)
        if not locked.may_open:
            raise NotAllowed(locked.why)
        values = blocks.unsealed(block, client.id, self.catalogue.of_block(block), self.me.vaults)
        self.note_read(client, block, reason)
        return values

    def note_read(self, client: Client, block: Block, reason: str = "") -> None:
        self.record("reads", "read", client, block=block.value, reason=reason)

    # Writing

    def add(self, row: Table) -> Any:
        """Inserts a new row. Its values can be told from the row and later changes, so the journal keeps none."""
        rows.insert(row)
        self._entries.append(Entry(row._meta.table_name, row.id, "create", {}))
        return row

    def add_many(self, model: type[Plain], names: Sequence[str], values: Sequence[tuple[Any, ...]]) -> None:
        """Inserts many rows of stored values at once; the first name is the id. Journalled like single ones."""
        insert_many(model, names, values)
        self._entries.extend(Entry(model._meta.table_name, row[0], "create", {}) for row in values)

    def change(
        self, row: Table, values: Mapping[str, object], base: Mapping[str, object] | None = None
    ) -> dict[str, list[object]]:
        """Saves `values` into `row`; returns what really changed, column → [before, after].

        `base` is what the person saw. A field that somebody else changed meanwhile to something else than it is
        being changed to raises Stale; changes of other fields meet without a question.
        """
        for _attempt in range(5):
            now = rows.load(type(row), row.id)
            if now is None:
                raise NotFound(str(row.id))
            self._refuse_clashes(now, values, base or {})
            changed = {name: [_stored(now, name), _as_stored(now, name, value)] for name, value in values.items()}
            changed = {name: pair for name, pair in changed.items() if pair[0] != pair[1]}
            for name, value in values.items():
                setattr(row, name, value)
            if not changed:
                row.version = now.version
                return {}
            if rows.update(type(row), row.id, {n: values[n] for n in changed}, now.version):
                row.version = now.version + 1
                self.journal(row, changed)
                return changed
        raise Stale({}, now.version)

    def _refuse_clashes(self, now: Table, values: Mapping[str, object], base: Mapping[str, object]) -> None:
        clashes = {}
        for name, mine in values.items():
            theirs = getattr(now, name)
            if name in base and theirs not in (base[name], mine):
                clashes[name] = (base[name], mine, theirs)
        if clashes:
            raise Stale(clashes, now.version, self.last_hand(now))

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

    def journal(self, row: Table, changes: Mapping[str, Sequence[object]]) -> None:
        """Notes a change that lies outside the row's own columns, such as a sealed value."""
        self._entries.append(Entry(row._meta.table_name, row.id, "change", dict(changes)))

    def journal_many(self, table: str, changes: Iterable[tuple[UUID, Mapping[str, Sequence[object]]]]) -> None:
        self._entries.extend(Entry(table, row, "change", values) for row, values in changes)

    def record(self, topic: str, action: str, subject: Table | None = None, **facts: object) -> int:
        """Writes down who did what, with all changes since the last record; other screens learn of it by `topic`.

        `facts` hold counts, codes and names of fields, never a client's values: they outlive a lawful erasure.
        """
        if not self._writes:
            raise AssertionError(f"{topic}.{action} was to be recorded in a stage that only reads")
        entries, self._entries = self._entries, []
        self.topics.add(topic)
        key = subject.id if subject is not None else None
        return self._recorder.write(self.now, topic, action, key, facts, entries)

    def _refuse_unrecorded(self) -> None:
        """A verb that changed something and did not record it is a fault of ours, caught before the commit."""
        if self._entries:
            raise AssertionError(f"changed but not recorded: {sorted({e.table for e in self._entries})}")


def _stored(row: Table, name: str) -> object:
    return _as_stored(row, name, getattr(row, name))


def _as_stored(row: Table, name: str, value: object) -> object:
    """The value as the journal keeps it: plain JSON, the same on both databases."""
    stored = row._meta.fields[name].db_value(value.id if isinstance(value, Table) else value)
    return stored if isinstance(stored, (int, float, bool, str, type(None))) else str(stored)
