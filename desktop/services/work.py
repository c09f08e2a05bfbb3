"""One person's piece of work in one transaction: the only way to read, change and record."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Any
from uuid import UUID

import peewee

from desktop.i18n import N_
from desktop.models import chain, rows
from desktop.models.base import Filed, Guarded, Open, Owned, Plain, Table, Through
from desktop.models.chain import Opening
from desktop.models.clients import Client, own_fields
from desktop.models.database import OfficeDatabase
from desktop.models.office import Setting
from desktop.rules.errors import ConnectionLost, Label, Moved, NotAllowed, NotFound, Restricted, Suspended
from desktop.rules.features import switched_on
from desktop.rules.fields import Block, Catalogue, Field, Locked
from desktop.rules.ids import new_id
from desktop.rules.rights import STOPPED, Mandate, Right, Scope
from desktop.rules.values import dataclass
from desktop.rules.words import OfficeKind
from desktop.services import blocks, catalogues, powers
from desktop.services.powers import Powers
from desktop.services.recording import NOTE, Recorder
from desktop.services.row_writing import Rows
from desktop.services.vault import OpenKeys, Vaults

if TYPE_CHECKING:
    from desktop.models.server_roles import Login

EVERYTHING = "1 = 1"
# The clients whose contact person somebody is, and those whose file was opened for him for a time (AC-10)
MET = """SELECT client_id FROM (
    SELECT client_id, person_id FROM contact_person WHERE until_on IS NULL AND withdrawn_at IS NULL
    UNION ALL SELECT client_id, person_id FROM lent WHERE place = 'client' AND until_at > {now}) met
    WHERE person_id = {mark}"""
MET_SQLITE = MET.format(mark="?", now="unixepoch('subsec') * 1000")
MET_POSTGRES = MET.format(mark="%s", now="extract(epoch FROM now()) * 1000")
# Files whose processing was stopped: few, and told by an index of their own
RESTING = peewee.SQL("(SELECT id FROM client WHERE restricted_at IS NOT NULL)")
# Files taken out of use, of which there are few beside the others
OUT_OF_USE = peewee.SQL("(SELECT id FROM client WHERE withdrawn_at IS NOT NULL)")
# What may still be done to them: their clients' requests are answered
_ANSWERING = frozenset({"enter_request", "answer_request", "hand_on_request", "withdraw_request", "restrict", "hold",
                        "lift", "consent", "correct_consent", "end_consent", "withdraw_consent", "erase"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is at this workstation, with what the office lets that person do and open."""

    id: UUID
    name: str
    mandate: Mandate
    keys: OpenKeys
    vaults: Vaults
    writer: UUID
    powers: Powers
    language: str | None = None
    start: bool = False
    """Signed in with a start password: may do nothing but choose one of his own."""
    login: "Login | None" = None
    """Where the office's server keeps people out: this person's own."""

    def may(self, right: Right) -> bool:
        return self.mandate.scope(right) > Scope.NONE

    @property
    def signs_pledge(self) -> bool:
        """Whether nobody has signed yet how long a pledge holds, and this person may."""
        return self.powers.pledge_months is None and self.may(Right.RUN_OFFICE)

    @property
    def untold(self) -> list[tuple[str, int]]:
        """Keys this person holds of which nobody has signed what they are."""
        known, reaches = self.powers.known, self.powers.reaches
        return [(vault, epoch) for vault, epoch in self.vaults.keys
                if (vault, epoch) not in known and reaches(self.id, vault)]  # fmt: skip


class Work(Rows):
    """What verbs are given. It lives as long as its transaction; nothing read through it is kept open."""

    def __init__(self, database: OfficeDatabase, me: SignedIn, settings: Any, operation: UUID | None = None) -> None:
        self.database = database
        self.me = me
        self.settings = settings
        self.operation = operation or new_id()
        self.topics: set[str] = set()
        self.step: Callable[[], object] = _unheard
        """Called for each row that a record tells of: long work listens, so that it can be stopped there too."""
        self.wait: Callable[[], object] | None = None
        """How long work waits for a server that is to say whether a commit arrived; else it does so for a while."""
        self.powers = me.powers
        """Who may do what, as far as it was read in this stage (`signing.current`)."""
        self._now: datetime | None = datetime.now(UTC)
        self._held = {}
        self._entries = []
        self._own: str | None = None  # what the database says of the office's own fields
        self._recorder = Recorder(me.writer, me.id, self.operation, me.keys.signing)
        self._writes = False
        self._afterwards: list[Callable[[], object]] = []

    @property
    def writes(self) -> bool:
        """Whether this stage is a write: what is read in it must stay so until the commit."""
        return self._writes

    @property
    def now(self) -> datetime:
        """The office's time at the beginning of the stage."""
        if self._now is None:
            if self._writes:
                self.database.engine.settle()
            else:
                self._now = self._office_time()
        assert self._now is not None
        return self._now

    @now.setter
    def now(self, moment: datetime) -> None:
        self._now = moment

    def _office_time(self) -> datetime:
        if self.database.engine.in_transaction():
            return self.database.now()
        with self.database.reading():
            return self.database.now()

    # Stages: a verb is one, long work is several, with the slow part between them so that it holds no lock

    @contextmanager
    def reading(self) -> Iterator[None]:
        """A stage that looks at the office in one consistent state.

        Raises Suspended if this person has been suspended since signing in (AC-3).
        """
        self.database.become(self.me.login)
        with self.database.reading():
            # asked for when somebody wants to know
            self._now, self.powers = None, self.me.powers
            chain.guard(self.me.id, self._refuse_suspended)
            yield
            self._refuse_unrecorded()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A stage that writes and commits at its end, or takes all back. Keep it short: others wait meanwhile.

        A connection that breaks at the commit is made anew to ask whether the stage arrived: if it did, nothing is
        raised. Raises Suspended as `reading` does, ConnectionLost, and Undecided where the server can't be asked.
        """
        me, noted = self.me, self._recorder.noted
        self.database.become(me.login)
        whole = False
        try:
            with self.database.writing():
                self._afterwards = []
                # what an earlier stage has signed may have been taken back
                self._now, self.powers = None, me.powers
                self._recorder = Recorder(me.writer, me.id, self.operation, me.keys.signing, later=noted)
                self._entries, self._held = [], {}
                # answered together with the first question of the verb
                chain.opening(me.writer, me.id, self._opened)
                self._writes = True
                try:
                    yield
                    self.settle()
                finally:
                    self._writes = False
                self._refuse_unrecorded()
                whole = True
        except ConnectionLost:
            head = self._recorder.written
            if not whole or head is None:
                raise
            # hardly ever needed, so a start goes without
            from desktop.services import arrivals

            arrivals.require_arrived(self.database, me.writer, head, self.wait)
        for act in self._afterwards:
            act()

    def afterwards(self, act: Callable[[], object]) -> None:
        """Done once this write is committed, and not at all where it is taken back: for what no database takes back.
        It may not come to be if the program ends at that moment, so something else must see to it then too."""
        self._afterwards.append(act)

    def _opened(self, found: Opening) -> None:
        self._refuse_suspended(found.suspended)
        if found.moved_to is not None:
            raise Moved(json.loads(found.moved_to))
        self._now = self._now or found.now
        self._recorder.head = found.head
        if found.own_fields is not None:
            self._own = found.own_fields

    def settle(self) -> None:
        """Waits for what is still on its way to the office and raises what is wrong with it; the commit does it too."""
        self.database.engine.settle()

    def alone(self) -> None:
        """Until the commit nobody else gets past this: for what must hold among all rows, such as one name only once.

        SQLite lets one write at a time anyway. Look at the rows after this, not before; files that the verb holds come
        first, or two would wait for each other.
        """
        if not self.database.sqlite:
            rows.load(Setting, "office_id", lock=True)

    def _refuse_suspended(self, suspended: bool) -> None:
        if suspended:
            raise Suspended

    # Rights

    def require(self, right: Right, row: Table | None = None, level: int = 1) -> None:
        """Raises NotAllowed unless this person holds `right` — for `row`, if given, within its scope — and `level`."""
        if not self.may(right, row):
            if right in STOPPED and getattr(row, "restricted_at", None) is not None:
                raise Restricted
            raise NotAllowed(N_("You may not do this: “{right}”. Ask the admin for the right, or its holder to do it."),
                             right=Label(right.label))  # fmt: skip
        self.require_level(level)

    def require_level(self, level: int) -> None:
        if level > self.me.mandate.level:
            if self.me.mandate.unpledged:
                raise NotAllowed(blocks.UNPLEDGED)
            raise NotAllowed(N_("This is level {level} information; your roles reach level {mine}."),
                             level=level, mine=self.me.mandate.level)  # fmt: skip

    def may(self, right: Right, row: Table | None = None) -> bool:
        if row is None:
            return self.me.mandate.scope(right) is not Scope.NONE
        return self.reaches(self.me.mandate, right, row)

    def reaches(self, mandate: Mandate, right: Right, row: Table) -> bool:
        """Whether a mandate, mine or that of somebody I stand in for, holds `right` for `row`."""
        held: Any = row
        scope, mine = mandate.scope(right), mandate.department
        if right in STOPPED and held.restricted_at is not None:
            return False
        if scope in (Scope.NONE, Scope.ALL):
            return scope is Scope.ALL
        if mandate.person in (held.owner_id, held.deputy_id):
            return True
        if scope is Scope.DEPARTMENT and mine is not None and held.department_id == mine:
            return True
        return right is Right.SEE_CLIENTS and self._meets(mandate.person, row.id)

    def _meets(self, person: UUID, client: UUID) -> bool:
        """Whether somebody is a contact person of a client now: who is to be in contact and report it sees the file
        (CL-9)."""
        text = f"SELECT 1 WHERE {self._key_mark} {self._met}"
        return self.database.engine.execute_sql(text, (client.hex, person.hex)).fetchone() is not None

    @property
    def _key_mark(self) -> str:
        return "?" if self.database.sqlite else "%s::uuid"

    @property
    def _met(self) -> str:
        """The condition on a client's id that it is one of those whom a person meets; they are few."""
        return f"IN ({MET_SQLITE})" if self.database.sqlite else f"= ANY(ARRAY({MET_POSTGRES}))"

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
        gone = row is None or getattr(row, "erased_at", None) is not None
        if gone or (not withdrawn and getattr(row, "withdrawn_at", None) is not None):
            raise NotFound(str(key))
        return row

    def hold(self, model: type[Plain], key: object) -> Any:
        """As `get`, of a table that all may read: within a write nobody changes the row until the commit, such as an
        account while work is given to its person. Several may hold it at once."""
        assert isinstance(model.REACH, Open)
        row = rows.load(model, key, share=self._writes)
        if row is None:
            raise NotFound(str(key))
        return row

    def _reached(self, model: type[Plain], key: object) -> Any:
        """The row if this person may see it. As `visible` has it, but judged here where one row tells enough."""
        if isinstance(model.REACH, Owned):
            row = self._load(model, key, lock=self._writes)
            return row if row is not None and self.may(model.REACH.right, row) else None
        if self._condition(model) is None:
            return self._load(model, key, lock=self._writes and isinstance(model.REACH, Guarded))
        return self.visible(model, withdrawn=True).where(model._meta.primary_key == key).get_or_none()

    def _load(self, model: type[Plain], key: object, *, lock: bool) -> Any:
        row = rows.load(model, key, lock=lock)
        if lock and row is not None:
            self._held[model, row._pk] = dict(row.__data__)
        return row

    def _condition(self, model: type[Plain], right: Right | None = None) -> Any:
        match model.REACH:
            case Open():
                return None
            case Guarded(right=needed, parts=parts):
                of_mine = [model._meta.fields[c] == value for r, (c, value) in parts.items() if self.may(r)]
                if of_mine and not self.may(needed):
                    return reduce(or_, of_mine)
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
            case Filed(column=column, right=needed):
                return self._filed(model._meta.fields[column], needed, right or needed)
        raise TypeError(f"{model.__name__} is read by its own mechanism only")

    def _filed(self, foreign: Any, needed: Right, right: Right) -> Any:
        """The condition on rows of clients' files and of the office: both rights, and of a client that it is seen."""
        if not (self.may(needed) and self.may(right)):
            return peewee.SQL("1 = 0")
        parent = foreign.rel_model
        narrowing = [self.within(parent, r) for r in {parent.REACH.right, needed, right}]
        conditions = [condition for condition in narrowing if condition is not None]
        if not conditions:
            return None
        seen = parent.select(peewee.SQL("1")).where(parent._meta.primary_key == foreign, *conditions)
        return foreign.is_null() | peewee.fn.EXISTS(seen)

    def within(self, model: Any, right: Right, mandate: Mandate | None = None) -> Any:
        """The condition that narrows rows with owner, deputy and department to the scope of `right`; None for all.

        Under my mandate, or that of somebody I stand in for."""
        held = mandate or self.me.mandate
        reached = self._within_scope(model, right, held)
        if right in STOPPED and held.scope(right) is not Scope.NONE:
            at_work = model.id.not_in(RESTING)
            return at_work if reached is None else reached & at_work
        return reached

    def _within_scope(self, model: Any, right: Right, held: Mandate) -> Any:
        scope = held.scope(right)
        if scope in (Scope.NONE, Scope.ALL):
            return None if scope is Scope.ALL else peewee.SQL("1 = 0")
        parts: list[Any] = [model.owner == held.person, model.deputy == held.person]
        if scope is Scope.DEPARTMENT and held.department is not None:
            parts.append(model.department == held.department)
        if right is Right.SEE_CLIENTS:
            parts.append(peewee.NodeList((model.id, peewee.SQL(self._met, (held.person.hex,)))))
            if self.narrowed and held is self.me.mandate:
                # its server asks the same: understood twice, one client in twenty is taken for one in four hundred
                parts = [peewee.fn.COALESCE(part, peewee.SQL("false")) for part in parts]
        return reduce(or_, parts)

    def within_sql(self, alias: str, right: Right, suffix: str = "", key: str = "id") -> tuple[str, list[object]]:
        """The same as SQL, for what runs at every keystroke; the columns of `alias` bear `suffix`, and `key` holds the
        client's id."""
        scope, mandate = self.me.mandate.scope(right), self.me.mandate
        if scope is Scope.ALL:
            return EVERYTHING, []
        if scope is Scope.NONE:
            return "1 = 0", []
        mark = "?" if self.database.sqlite else "%s"
        columns = {"owner": self.me.id, "deputy": self.me.id}
        if scope is Scope.DEPARTMENT and mandate.department is not None:
            columns["department"] = mandate.department
        parts = [f"{alias}.{name}{suffix} = {mark}" for name in columns]
        asked: list[object] = [held.hex for held in columns.values()]
        if right is Right.SEE_CLIENTS:
            parts.append(f"{alias}.{key} {self._met}")
            asked.append(self.me.id.hex)
        return f"({' OR '.join(parts)})", asked

    @property
    def narrowed(self) -> bool:
        """Whether the office's server itself narrows clients to this person's scope, and can't use all its indexes."""
        return self.database.enforced and self.me.mandate.scope(Right.SEE_CLIENTS) is not Scope.ALL

    @property
    def has_all_of_level_3(self) -> bool:
        """Whether this person may ask the office's server, if it keeps people apart, for level 3 of every client."""
        return not self.database.enforced or (self.me.mandate.level >= 3 and not self.narrowed)

    @property
    def catalogue(self) -> Catalogue:
        """The fields of a client file in this office: the rule books' as far as its features ask for them, and its
        own."""
        kind = OfficeKind.of(self.settings["kind"])
        return self._catalogue_with("dining" in switched_on(kind, self.settings["features"]))

    @property
    def whole_catalogue(self) -> Catalogue:
        """With the fields of features that are switched off: their values stay, also when two files become one."""
        return self._catalogue_with(True)

    def _catalogue_with(self, dining: bool) -> Catalogue:
        if self._own is None:
            if self._writes:
                self.settle()
            if self._own is None:
                self._own = own_fields(self.database.engine)
        assert self._own is not None
        kind, sensitive = OfficeKind.of(self.settings["kind"]), tuple(self.settings["sensitive_fields"])
        return catalogues.catalogue(kind, dining, self._own, sensitive)

    def show(self, client: Client) -> dict[str, object]:
        """Each field's value, or Locked where it may not or not yet be shown; levels 2 and 3 open by `unlock` only."""
        catalogue, me = self.catalogue, self.me
        values = blocks.open_values(client, catalogue)
        for block, locked in self._locks(client).items():
            fields = catalogue.of_block(block)
            if block.level == 1 and me.vaults.holds(block.value):
                values.update(self.unsealed(block, client))
            else:
                values.update(dict.fromkeys((f.name for f in fields), locked))
        values = blocks.hidden(client, values)
        if any(isinstance(value, Locked) and not value.may_open for value in values.values()):
            # as for what is lent: the start shows no file
            from desktop.services import helping

            day = powers.asked_on(self.me.powers, self.settings, self.now)
            return helping.named(self.me.powers, self.me.mandate, day, values)
        return values

    def _locks(self, client: Client) -> dict[Block, Locked]:
        """How each sealed block stands to me: what was lent to me for a time can be opened too (AC-10)."""
        me, sealed = self.me, (Block.IDENTITY, Block.PROPERTY, Block.ACCOUNTS)
        locks = {block: blocks.why_locked(block, me.mandate, me.vaults) for block in sealed}
        closed = {block: locked for block, locked in locks.items() if not locked.may_open}
        if closed:
            # hardly anything is lent, so a start goes without
            from desktop.services import lent

            locks |= lent.locks(me.id, self.now, client.id, closed)
        return locks

    def unsealed(self, block: Block, client: Client, row: Any = None) -> dict[str, object]:
        """The values of a block that needs no act to be opened, Locked where a field asks for a right of its own;
        those of `row` where they are not today's."""
        fields = self.catalogue.of_block(block)
        closed = [f for f in fields if not self.opens(f, client)]
        values: dict[str, object] = {f.name: Locked(f.level, blocks.NEEDS_RIGHT) for f in closed}
        open_to_me = [f for f in fields if f.name not in values]
        return values | blocks.unsealed(block, client.id, open_to_me, self.me.vaults, row)

    def opens(self, field: Field, client: Client | None = None) -> bool:
        """Whether this person may see and enter a field of this client, as far as a right of its own decides."""
        return field.right is None or self.may(field.right, client)

    def unlock(self, client: Client, block: Block, reason: str = "") -> dict[str, str]:
        """Opens a block and records that it was read. Give the values to a screen only after the commit."""
        locked = blocks.why_locked(block, self.me.mandate, self.me.vaults)
        if not locked.may_open:
            raise NotAllowed(locked.why)
        fields = [field for field in self.catalogue.of_block(block) if self.opens(field, client)]
        values = blocks.unsealed(block, client.id, fields, self.me.vaults)
        self.note_read(client, block, reason)
        return values

    def note_read(self, client: Client, block: Block, reason: str = "", **facts: object) -> None:
        # the reason may speak of the client, so it lies where a lawful erasure reaches it, not in the facts
        self.note(client.id, {"reason": reason})
        self.record("reads", "read", client, block=block.value, **facts)

    def note_hand_out(self, client: UUID | None) -> None:
        """Has the office's server note that I am going to read level 3 of a client, or of all I see; once that is
        committed it hands the values out for some minutes. A write of its own: it stands in the record too."""
        from desktop.models import server_doors

        act = server_doors.ask_accounts(self.database.engine, client)
        self.record("server", "hand_out", None, act=act.hex, clients=1 if client else 0)

    def _keep_in_sight(self, rows_handed_over: Sequence[UUID]) -> None:
        everything = all(self.me.mandate.scope(r) is Scope.ALL for r in (Right.SEE_CLIENTS, Right.EDIT_CLIENTS))
        if self.database.enforced and not everything:
            for key in rows_handed_over:
                self.database.engine.later("SELECT cf.hand_over(%s)", (key,))

    # Recording; rows are written as Rows has it

    def record(self, topic: str, action: str, subject: Table | None = None, **facts: object) -> None:
        """Writes down who did what, with all changes since the last record; other screens learn of it by `topic`.

        `facts` hold counts, codes and names of fields, never a client's values: they outlive a lawful erasure.
        """
        if not self._writes:
            raise AssertionError(f"{topic}.{action} was to be recorded in a stage that only reads")
        changed = any(entry.kind != NOTE for entry in self._entries)
        if changed and action not in _ANSWERING and getattr(subject, "restricted_at", None) is not None:
            raise Restricted
        entries, self._entries = self._entries, []
        self.topics.add(topic)
        key = subject.id if subject is not None else None
        self._recorder.write(self.now, topic, action, key, facts, entries, self.step)

    def _refuse_unrecorded(self) -> None:
        """A verb that changed something and did not record it is a fault of ours, caught before the commit."""
        if self._entries:
            raise AssertionError(f"changed but not recorded: {sorted({e.table for e in self._entries})}")


def _unheard() -> None:
    """Nobody listens."""
