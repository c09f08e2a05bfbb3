"""What somebody with certain roles would see of this office, shown to an admin by the ordinary reading path (AC-4)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.clients import Client
from desktop.rules.accounts import Enforced, enforced_by, vaults_for
from desktop.rules.fields import Block, Field, FieldType, Locked
from desktop.rules.ids import new_id
from desktop.rules.rights import WHOLE, Mandate, Right, Scope, rights_to_json
from desktop.rules.words import ClientForm
from desktop.services import blocks, granting, on_file, powers, signing
from desktop.services.history_words import Words
from desktop.services.powers import PersonPower, RolePower
from desktop.services.vault import Vaults
from desktop.services.work import Work

# Their scope says whose clients are meant; of the other rights it says whose requests, or nothing
COUNTED = tuple(r for r in Right if r not in WHOLE and r not in (Right.APPROVE_CLIENTS, Right.SEE_TERMS))
NO_FILES = N_("These roles see no client files.")
NO_LEVEL = N_("These roles do not reach this level of information.")
NO_KEY = N_("The key is not given yet; who holds one gives it.")


class Sight(StrEnum):
    """How a field of a file stands to somebody."""

    OPEN = "open"
    RECORDED = "recorded"  # opens, and the reading is recorded
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class RightLine:
    """What one right comes to. `clients`: how many files it reaches of those that who looks sees himself; None for
    rights that are not about single files, and for who sees none."""

    right: Right
    scope: Scope
    enforced: Enforced
    clients: int | None


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field of a file. `value` is that of the example and empty where nothing was entered; `kept`: it would be
    open to them, and is not to who looks. `section`, `label` and `why` are message ids."""

    section: str
    label: str
    level: int
    sight: Sight
    why: str
    value: str
    kept: bool


@dataclass(frozen=True, slots=True)
class RoleView:
    """`mandate` is what would hold in a session; `vaults` are those it reaches, `waiting` those of them that its person
    has no key of; `own`: how many files who looks sees, None for all of them; `example` names the file whose values
    `fields` bear."""

    mandate: Mandate
    rights: tuple[RightLine, ...]
    vaults: frozenset[str]
    waiting: tuple[str, ...]
    own: int | None
    example: str
    fields: tuple[FieldLine, ...]


@dataclass(frozen=True, slots=True)
class _Keys:
    """The vaults somebody would hold a key of, without the keys."""

    vaults: frozenset[str]

    def holds(self, vault: str) -> bool:
        return vault in self.vaults


def preview(work: Work, rights: Mapping[Right, Scope], level: int, person: UUID | None = None) -> RoleView:
    """What somebody with these rights would see; of a `person`, whose department, files, pledge and keys count. Without
    one it is somebody new, with a pledge and all keys that the rights reach.

    Nothing is shown that whoever looks may not see himself, and nothing is recorded: no sealed block of level 2 or 3 is
    opened. Raises NotAllowed, NotFound.
    """
    work.require(Right.RUN_PEOPLE)
    mandate = _mandate(work, rights, level, person)
    reached = vaults_for(mandate.rights, mandate.level)
    waiting = reached - granting.vaults_of(person) if person is not None else frozenset()
    mine = frozenset(vault for vault, _epoch in work.me.vaults.keys)
    keys = _Keys((reached - waiting) | (reached & mine))
    own, apart = work.me.mandate.scope(Right.SEE_CLIENTS), work.database.enforced
    lines = tuple(
        RightLine(right, mandate.scope(right), enforced_by(right, server=apart),
                  _count(work, mandate, right) if right in COUNTED and own is not Scope.NONE else None)
        for right in Right if mandate.scope(right) is not Scope.NONE
    )  # fmt: skip
    seen = int(work.visible(Client).count()) if own is not Scope.ALL else None
    example = _reached(work, mandate, Right.SEE_CLIENTS).order_by(Client.sort_key, Client.id).first()
    name = f"{example.name} ({example.code})" if example is not None else ""
    return RoleView(mandate, lines, reached, tuple(sorted(waiting)), seen, name, _fields(work, mandate, keys, example))


def _mandate(work: Work, rights: Mapping[Right, Scope], level: int, person: UUID | None) -> Mandate:
    """As a session would have it after the roles were signed so."""
    now = signing.current(work)
    role, who = new_id(), person or new_id()
    # who is meant by no name has signed the pledge
    known = now.people.get(who) or PersonPower("", b"", b"", pledged=date.max)
    whole = {right: Scope.ALL if scope and right in WHOLE else scope for right, scope in rights.items()}
    so = replace(now, roles={role: RolePower(rights_to_json(whole), level)},
                 people={who: replace(known, roles=frozenset({role}), suspended=False)})  # fmt: skip
    return so.held(who, powers.asked_on(now, work.settings, work.now))


def _reached(work: Work, mandate: Mandate, right: Right) -> Any:
    """The clients that a mandate reaches by a right, of those that I see."""
    conditions = (work.within(Client, each, mandate) for each in {Right.SEE_CLIENTS, right})
    query = work.visible(Client)
    return query.where(*(one for one in conditions if one is not None))


def _count(work: Work, mandate: Mandate, right: Right) -> int:
    return int(_reached(work, mandate, right).count())


def _fields(work: Work, mandate: Mandate, keys: _Keys, example: Any) -> tuple[FieldLine, ...]:
    form = ClientForm.of(example.form) if example is not None else ClientForm.PERSON
    catalogue, shown, say = work.catalogue, _shown(work, mandate, keys, example), _words(work, example)
    sections = {section.name: section.label for section in catalogue.sections}
    lines = []
    for field in catalogue.fields:
        if form not in field.forms:
            continue
        lock, value = _lock(field, mandate, keys), shown.get(field.name)
        if lock is None and isinstance(value, Locked) and value.why == blocks.WITHHELD:
            lock = value
        sight = Sight.OPEN if lock is None else Sight.RECORDED if lock.may_open else Sight.LOCKED
        open_to_me = sight is Sight.OPEN and not isinstance(value, Locked)
        lines.append(FieldLine(
            sections.get(field.section, ""), field.label, field.level, sight, lock.why if lock is not None else "",
            say.text(field, value) if open_to_me else "", isinstance(value, Locked) and sight is Sight.OPEN,
        ))  # fmt: skip
    return tuple(lines)


def _lock(field: Field, mandate: Mandate, keys: _Keys) -> Locked | None:
    """What stands before a field, whatever the file; None where it is open."""
    if not mandate.scope(Right.SEE_CLIENTS):
        return Locked(field.level, NO_FILES)
    if field.right is not None and not mandate.scope(field.right):
        return Locked(field.level, blocks.NEEDS_RIGHT)
    if field.block is Block.OPEN:
        return None
    lock = blocks.why_locked(field.block, mandate, keys)
    if lock.may_open:
        return None if field.level == 1 else lock
    if lock.why == blocks.UNPLEDGED:
        return lock
    # said of them, not to them
    return replace(lock, why=NO_LEVEL if field.level > mandate.level else NO_KEY)


def _shown(work: Work, mandate: Mandate, keys: _Keys, example: Any) -> Mapping[str, object]:
    """The example as it is shown to who may do and open no more than either of us."""
    if example is None:
        return {}
    mine = work.me.mandate
    both = {right: min(scope, mine.scope(right)) for right, scope in mandate.rights.items()}
    vaults = Vaults()
    for (vault, epoch), key in work.me.vaults.keys.items():
        if keys.holds(vault):
            vaults.hold(vault, epoch, key)
    narrowed = replace(mandate, rights=both, level=min(mandate.level, mine.level))
    looking = replace(work.me, id=mandate.person, mandate=narrowed, vaults=vaults)
    return Work(work.database, looking, work.settings).show(example)


def _words(work: Work, example: Any) -> Words:
    fields = {field.name: field for field in work.catalogue.fields}
    if example is None:
        return Words(fields, {})
    values = blocks.open_values(example, work.catalogue)
    named = (values.get(field.name) for field in work.catalogue.fields if field.type is FieldType.PERSON)
    return Words(fields, on_file.names(work, (UUID(str(key)) for key in named if key)))
