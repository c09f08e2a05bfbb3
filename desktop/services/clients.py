"""Client files: opening, showing, changing and withdrawing them (CL-1 to CL-3, CL-7, CL-9)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.clients import Client
from desktop.models.office import Department, Person
from desktop.rules import clients as rules
from desktop.rules.errors import BadEntry, NotFound, Stale
from desktop.rules.fields import Block, Catalogue, Field
from desktop.rules.owners import Staffing
from desktop.rules.rights import Right
from desktop.rules.text import tidy
from desktop.rules.words import ClientForm, ClientKind, Learnt
from desktop.services import (
    blocks,
    client_codes,
    client_updates,
    file_values,
    journals,
    lending,
    on_file,
    purposes,
    reviews,
    risks,
    sealed_reviews,
    search,
)
from desktop.services.readings import reading_key
from desktop.services.work import Work

TOPIC = "clients"


@dataclass(frozen=True, slots=True)
class PersonRef:
    """A colleague as a file names him."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class OutOfUse:
    """When a file was taken out of use, by whom and why; the reason is empty where none was said."""

    at: datetime
    who: str
    why: str


@dataclass(frozen=True, slots=True)
class ClientFile:
    """All a screen needs of one file. `values` holds Locked where a value may not be shown."""

    id: UUID
    code: str
    version: int
    form: ClientForm
    values: Mapping[str, object]
    catalogue: Catalogue
    reviews: Mapping[str, "reviews.ReviewInfo"]
    client_class: str
    important: bool
    promising: bool
    reading: str
    owner: PersonRef | None
    deputy: PersonRef | None
    contacts: tuple[PersonRef, ...]  # further contact persons
    staffing: Staffing
    department: PersonRef | None
    opened_on: date
    missing: tuple[str, ...]  # ※ fields still empty: a draft has some
    update_due: datetime | None
    may_edit: bool
    may_review: bool
    may_print: bool
    withdrawn: bool
    sees_papers: bool = False
    may_file_papers: bool = False
    standing: "risks.Standing" = risks.CLEAR
    out_of_use: OutOfUse | None = None  # as the history tells it, while the file is withdrawn

    @property
    def name(self) -> str:
        return str(self.values["name"])


def open_client(work: Work, form: ClientForm, values: Mapping[str, object], *, kind: ClientKind = ClientKind.CUSTOMER,
                owner: UUID | None = None, learnt: Learnt | None = None, basis: str = "",
                agreed: "purposes.Agreed | None" = None) -> UUID:  # fmt: skip
    """Opens a file at first contact (CL-1); its owner is whoever opens it unless another is named.

    A name is enough: without the other ※ fields it is a draft. Sensitive values come with `agreed`, the consent to them
    or why they go without (AC-7). Raises BadEntry, NeedsConsent, NotAllowed.
    """
    work.require(Right.ENTER_CLIENTS)
    stored = file_values.check(work.catalogue, form, {"kind": kind.value, **values})
    if not stored.get("name"):
        raise BadEntry(N_("Enter a name: a file needs at least that."), "name")
    person = work.hold(Person, owner or work.me.id)
    _refuse_suspended(person, "owner")
    client = Client(
        code=client_codes.next_code(work), form=form.value, name=stored["name"], sort_key="", owner=person,
        opened_on=on_file.today(work), department=person.department_id, looked_through_at=work.now,
    )  # fmt: skip
    plain, sealed = file_values.split(work.catalogue, stored)
    file_values.assign(client, plain, work.catalogue)
    work.add(client)
    purposes.require(work, client, stored, agreed)
    for block, of_block in sealed.items():
        work.require_level(block.level)
        _require_own_rights(work, client, of_block)
        work.journal(client, blocks.seal_values(block, client.id, of_block, work.me.vaults))
    reviews.note_entered(work, client, [n for n, v in stored.items() if v], learnt, basis)
    search.index(work, file_values.document(client))
    work.record(TOPIC, "open", client, code=client.code)
    return client.id


def edit_client(work: Work, client_id: UUID, values: Mapping[str, object], base: Mapping[str, object] | None = None,
                *, learnt: Learnt | None = None, basis: str = "",
                agreed: "purposes.Agreed | None" = None) -> None:  # fmt: skip
    """Saves changed fields. `base` is what the person saw of them: clashes raise Stale, other fields merge.

    Sensitive values the client has not agreed to come with `agreed`, else NeedsConsent is raised (AC-7). Raises
    BadEntry, NotAllowed, NotFound, Stale. Sealed values need their vault; to change a verified one of level 2 or
    3 needs somebody else's approval (AC-6), or NeedsApproval is raised.
    """
    client = work.get(Client, client_id)
    work.require(Right.EDIT_CLIENTS, client)
    stored = file_values.check(work.catalogue, ClientForm.of(client.form), values)
    if "name" in stored and not stored["name"]:
        raise BadEntry(N_("Enter a name: a file needs at least that."), "name")
    plain, sealed = file_values.split(work.catalogue, stored)
    pending = {block: _sealed_changes(work, client, block, of_block, base or {}) for block, of_block in sealed.items()}
    purposes.require(work, client, _really_new(client, plain, pending), agreed)
    sealed_reviews.require_change(work, client, {f: pair for pairs in pending.values() for f, pair in pairs.items()})
    changed = _change_open(work, client, plain, base or {})
    for block, pairs in pending.items():
        if pairs:
            after = {field: text for field, (_before, text) in pairs.items()}
            work.journal(client, blocks.seal_values(block, client.id, after, work.me.vaults))
            changed += [field.name for field in pairs]
    if not changed:
        return
    reviews.note_entered(work, client, changed, learnt, basis)
    search.index(work, file_values.document(client), names=not file_values.NAMED.isdisjoint(changed))
    work.record(TOPIC, "edit", client, fields=sorted(changed))


def _really_new(client: Client, plain: Mapping[str, Any],
                pending: Mapping[Block, Mapping[Field, tuple[str, str]]]) -> dict[str, object]:  # fmt: skip
    """The values that are not in the file yet."""
    now = {
        name: client.own.get(name) if name.startswith(blocks.OWN_PREFIX) else getattr(client, name) for name in plain
    }
    opened: dict[str, object] = {name: value for name, value in plain.items() if value != now[name]}
    return opened | {field.name: text for pairs in pending.values() for field, (_before, text) in pairs.items()}


def _change_open(work: Work, client: Client, plain: Mapping[str, Any], base: Mapping[str, object]) -> list[str]:
    own = {name: value for name, value in plain.items() if name.startswith(blocks.OWN_PREFIX)}
    columns: dict[str, object] = {name: value for name, value in plain.items() if name not in own}
    clashes = {
        name: (base[name], value, client.own.get(name))
        for name, value in own.items()
        if name in base and client.own.get(name) not in (base[name], value)
    }
    if clashes:
        raise Stale(clashes, client.version, work.last_hand(client))
    changed = [name for name, value in own.items() if client.own.get(name) != value]
    if changed:
        columns["own"] = {**client.own, **own}
    if columns:
        whole = {**client.__data__, **columns}
        columns |= file_values.derived(
            whole, file_values.reading_of(whole), bool(rules.missing_of_draft(whole, work.catalogue))
        )
        columns |= {"looked_through_at": work.now} if _differs(client, columns) else {}
        done = work.change(client, columns, base)
        changed += [name for name in done if name in plain]
    return changed


def _differs(client: Client, columns: Mapping[str, object]) -> bool:
    return any(getattr(client, name) != value for name, value in columns.items())


def _sealed_changes(work: Work, client: Client, block: Block, values: Mapping[Field, str],
                    base: Mapping[str, object]) -> dict[Field, tuple[str, str]]:  # fmt: skip
    """What differs, before and after."""
    work.require_level(block.level)
    _require_own_rights(work, client, values)
    if not work.me.vaults.holds(block.value):
        blocks.seal_values(block, client.id, values, work.me.vaults)
    now = blocks.unsealed(block, client.id, values, work.me.vaults)
    clashes = {
        f.name: (base[f.name], text, now[f.name])
        for f, text in values.items()
        if f.name in base and now[f.name] not in (base[f.name], text)
    }
    if clashes:
        refusal = Stale(clashes, client.version, work.last_hand(client))
        if block.level > 1:
            refusal.owed = lambda later: later.note_read(client, block)
        raise refusal
    return {f: (now[f.name], text) for f, text in values.items() if now[f.name] != text}


def _require_own_rights(work: Work, client: Client, fields: Iterable[Field]) -> None:
    for field in fields:
        if field.right is not None:
            work.require(field.right, client)


def set_people(work: Work, client_id: UUID, *, owner: UUID | None, deputy: UUID | None, important: bool,
               base: Mapping[str, object] | None = None) -> None:  # fmt: skip
    """Names owner and deputy 客户管理人 (CL-9); the department follows the owner. Where a client passes from one owner
    to another, `owners.set_owners` hands it over.

    `base` holds what the person saw of the three (ids): what was left alone keeps a colleague's change. Raises
    BadEntry, NotAllowed, NotFound, Stale.
    """
    client = work.get(Client, client_id)
    settled = settled_people(work, client, owner, deputy, important, base)
    person, second = (work.hold(Person, settled[n]) if settled[n] else None for n in ("owner", "deputy"))
    values = {"owner": person, "deputy": second, "important": settled["important"],
              "department": person.department if person else client.department}  # fmt: skip
    if work.change(client, values):
        search.index(work, file_values.document(client), names=False)
        work.record(TOPIC, "owner", client)


def settled_people(work: Work, client: Client, owner: UUID | None, deputy: UUID | None, important: bool,
                   base: Mapping[str, object] | None) -> dict[str, Any]:  # fmt: skip
    """What owner, deputy and mark would be, changing nothing: what was left alone is as it is by now. Raises BadEntry,
    NotAllowed, NotFound, Stale."""
    work.require(Right.EDIT_CLIENTS, client)
    now: dict[str, Any] = {"owner": client.owner_id, "deputy": client.deputy_id, "important": client.important}
    seen, mine = base or {}, {"owner": owner, "deputy": deputy, "important": important}
    changed = {name: value for name, value in mine.items() if name not in seen or value != seen[name]}
    clashes = {
        name: (seen[name], value, now[name])
        for name, value in changed.items()
        if name in seen and now[name] not in (seen[name], value)
    }
    if clashes:
        raise Stale(clashes, client.version, work.last_hand(client))
    settled = now | changed
    if settled["owner"] is not None and settled["owner"] == settled["deputy"]:
        raise BadEntry(N_("Owner and deputy must be two people."), "deputy")
    for name in ("owner", "deputy"):
        if settled[name] is not None and settled[name] != now[name]:
            _refuse_suspended(work.hold(Person, settled[name]), name)
    return settled


def _refuse_suspended(person: Any, field: str) -> None:
    """Whoever has left looks after nobody new; what he holds still waits to be handed over (AC-3)."""
    if person.suspended_at is not None:
        raise BadEntry(N_("{name}'s account is suspended; choose somebody else."), field, name=person.name)


def look_through(work: Work, client_id: UUID) -> None:
    """Notes that the file was looked through and is right as it stands; its update rhythm starts anew (CL-7)."""
    client = work.get(Client, client_id)
    work.require(Right.EDIT_CLIENTS, client)
    work.change(client, {"looked_through_at": work.now})
    work.record(TOPIC, "look_through", client)


def withdraw_client(work: Work, client_id: UUID, reason: str) -> None:
    """Takes a file out of use, with its reason; nothing is deleted. Raises BadEntry without a reason."""
    client = work.get(Client, client_id)
    work.require(Right.EDIT_CLIENTS, client)
    why = tidy(reason)
    if not why:
        raise BadEntry(N_("Say why the file is taken out of use."), "reason")
    work.withdraw(client)
    # in the journal, which a lawful erasure can empty; a record's facts stay for ever
    work.journal(client, {"reason": ["", why[:200]]})
    search.forget(work, [client.id])
    work.record(TOPIC, "withdraw", client)


def unlock(work: Work, client_id: UUID, block: Block, reason: str = "") -> dict[str, str]:
    """The values of a sealed block (AC-5), or those that were lent of it (AC-10). The reading is recorded, level 3 with
    its reason.

    Show them after the commit only. Raises BadEntry without a reason, NotAllowed without level or key.
    """
    client, why = work.get(Client, client_id), tidy(reason)
    if block.level > 2 and not why:
        raise BadEntry(N_("Say why you need to read this: the reason is recorded."), "reason")
    if blocks.why_locked(block, work.me.mandate, work.me.vaults).may_open:
        return work.unlock(client, block, why[:200])
    return lending.unlock(work, client, block, why[:200])


def client_file(work: Work, client_id: UUID) -> ClientFile:
    """The whole file as this person may see it. Raises NotFound."""
    client = work.get(Client, client_id, withdrawn=True)
    contacts = on_file.contact_persons(work, client)
    named = on_file.names(work, (client.owner_id, client.deputy_id, *(row.person_id for row in contacts)))
    people = {key: PersonRef(key, name) for key, name in named.items()}
    department = client.department and PersonRef(client.department_id, work.get(Department, client.department_id).name)
    return ClientFile(
        id=client.id, code=client.code, version=client.version, form=ClientForm.of(client.form),
        values=work.show(client), catalogue=work.catalogue, reviews=reviews.reviews_of(work, client_id),
        client_class=client.client_class, important=client.important, promising=client.promising,
        reading=client.reading, owner=people.get(client.owner_id), deputy=people.get(client.deputy_id),
        contacts=tuple(people[key] for key in dict.fromkeys(row.person_id for row in contacts)),
        staffing=on_file.staffing_of(work, client, contacts), department=department,
        opened_on=client.opened_on, missing=rules.missing(blocks.open_values(client, work.catalogue) | {
            "form": client.form}, work.catalogue) if client.draft else (),
        update_due=client_updates.due_at(work, client, client_updates.rhythm(work)),
        may_edit=work.may(Right.EDIT_CLIENTS, client), may_review=reviews.may_review(work, client),
        may_print=work.may(Right.PRINT_CLIENTS, client), withdrawn=client.withdrawn_at is not None,
        sees_papers=work.may(Right.SEE_DOCUMENTS, client), may_file_papers=work.may(Right.FILE_DOCUMENTS, client),
        standing=risks.standing(work, client_id), out_of_use=_out_of_use(work, client),
    )  # fmt: skip


def _out_of_use(work: Work, client: Any) -> OutOfUse | None:
    if client.withdrawn_at is None:
        return None
    traces = journals.of_rows([client.id])
    last = next((t for t in reversed(traces) if t.changes.get("withdrawn_at", (None, None))[1] is not None), None)
    if last is None:
        return OutOfUse(client.withdrawn_at, "", "")
    said = (str(t.changes["reason"][1] or "") for t in traces if t.record == last.record and "reason" in t.changes)
    return OutOfUse(client.withdrawn_at, on_file.names(work, [last.person]).get(last.person, ""), next(said, ""))


def by_code(work: Work, code: str, *, withdrawn: bool = False) -> UUID:
    """The id of the client with this code; that of a merged file finds the one that was kept. With `withdrawn` also one
    out of use, whose history takes it back. Raises NotFound."""
    found = work.visible(Client, withdrawn=True).where(Client.code == tidy(code)).get_or_none()
    while found is not None and found.merged_into_id is not None:
        found = work.visible(Client, withdrawn=True).where(Client.id == found.merged_into_id).get_or_none()
    if found is None or (found.withdrawn_at is not None and not withdrawn):
        raise NotFound(code)
    return found.id


def staff(work: Work) -> list[PersonRef]:
    """Colleagues who can own clients, by the reading of their names."""
    rows = work.visible(Person).where(Person.suspended_at.is_null())
    return sorted((PersonRef(row.id, row.name) for row in rows), key=lambda person: reading_key(person.name))
