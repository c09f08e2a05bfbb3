"""The ledger of consents 同意台账: recorded, withdrawn; what was agreed to no more is withheld at once (AC-7)."""

import base64
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from desktop.i18n import N_, language
from desktop.models.clients import BLOCKS, Client, ValueReview
from desktop.models.consents import Consent, Withheld
from desktop.models.office import Person
from desktop.rules import consents as rules
from desktop.rules.consents import Ground, PurposeValues, Way
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.fields import Field
from desktop.rules.rights import Right
from desktop.rules.text import check_length, tidy
from desktop.services import blocks, file_values, on_file, purposes, reviews, sealed_texts, search
from desktop.services.purposes import Agreed
from desktop.services.work import Work

TOPIC = "clients"
_PLACE = "withheld.value"  # where a sealed value of the office's own lies while it is withheld


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """One line of the ledger. `ended_on` is None while it holds; `kept`: what law or contract needs in spite of it."""

    id: UUID
    purpose: str
    name: str
    ground: Ground
    how: Way
    on: date
    text: int
    evidence: str
    guardian: str
    reason: str
    who: str
    recorded_at: datetime
    ended_on: date | None
    ended_by: str
    kept: tuple[str, ...]
    kept_why: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """The consents of a client, the purposes of the office, and which fields are withheld now."""

    lines: tuple[ConsentLine, ...]
    purposes: tuple[PurposeValues, ...]
    withheld: tuple[str, ...]
    may_change: bool


def ledger(work: Work, client_id: UUID) -> Ledger:
    """The ledger of a client, what holds first, then the newest. Raises NotFound."""
    client = work.get(Client, client_id, withdrawn=True)
    query = work.visible(Consent).where(Consent.client == client.id)
    rows = list(query.order_by(Consent.ended_on.is_null(False), Consent.on.desc(), Consent.id))
    people = on_file.names(work, (key for row in rows for key in (row.recorded_by_id, row.ended_by_id)))
    known = purposes.purposes(work)
    names = {one.key: one.called(language()) for one in known}
    lines = tuple(
        ConsentLine(row.id, row.purpose, names.get(row.purpose, row.purpose), Ground.of(row.basis), Way.of(row.how),
                    row.on, row.text, row.evidence, row.guardian, row.reason, people.get(row.recorded_by_id, ""),
                    row.recorded_at, row.ended_on, people.get(row.ended_by_id, ""), tuple(row.kept), row.kept_why)
        for row in rows
    )  # fmt: skip
    return Ledger(lines, known, tuple(sorted(blocks.withheld(client))), _may(work, client))


def record_consent(work: Work, client_id: UUID, purpose: str, agreed: Agreed) -> UUID:
    """Records a consent, or another ground; what was withheld for want of it is back in the file, to be reviewed.

    Raises BadEntry, NotAllowed, NotFound.
    """
    client = _client(work, client_id)
    found = _purpose(work, purpose)
    row = work.add(purposes.row_of(work, client.id, found, agreed))
    if agreed.ground is not Ground.EXCEPTION:
        for one in _family(work, client):
            _put_back(work, one, found)
    work.record(TOPIC, "consent", client, purpose=found.key, ground=agreed.ground.value)
    return UUID(str(row.id))


def end_consent(work: Work, consent_id: UUID, on: date, *, kept: Sequence[str] = (), why: str = "") -> None:
    """Notes that a client has withdrawn a consent: the values of its purpose are withheld from everybody at once.

    `kept` names the fields that law or contract needs in spite of it, with the reason; they stay. Whoever withdraws
    gives no reason. Raises BadEntry, NotAllowed, NotFound.
    """
    row = work.get(Consent, consent_id)
    client = _client(work, row.client_id)
    if row.ended_on is not None:
        raise BadEntry(N_("This consent has been withdrawn already."), "on")
    if not row.on <= on <= on_file.today(work):
        raise BadEntry(N_("It is withdrawn on a day between the consent and today."), "on")
    said = check_length(tidy(why), rules.KEPT_LIMIT, "why")
    if kept and not said:
        raise BadEntry(N_("Say which law or contract needs these values."), "why")
    found = _purpose(work, row.purpose)
    work.change(row, {"ended_on": on, "ended_by": work.get(Person, work.me.id), "kept": sorted(kept),
                      "kept_why": said if kept else ""})  # fmt: skip
    if found.key not in purposes.held_by(work, [client.id]).get(client.id, set()):
        gone = [name for name in found.fields if name not in kept]
        for one in _family(work, client):
            _withhold(work, one, found, gone)
    work.record(TOPIC, "end_consent", client, purpose=found.key, kept=sorted(kept))


def withdraw_consent(work: Work, consent_id: UUID) -> None:
    """Takes a line that was entered by mistake out of use. Raises BadEntry where values rest on it, NotAllowed."""
    row = work.get(Consent, consent_id)
    client = _client(work, row.client_id)
    found = _purpose(work, row.purpose)
    values = work.show(client)
    held = work.visible(Consent).where((Consent.client == client.id) & (Consent.purpose == row.purpose)
                                       & Consent.ended_on.is_null() & (Consent.id != row.id)).exists()  # fmt: skip
    if row.ended_on is None and not held and any(values.get(name) not in (None, "") for name in found.fields):
        raise BadEntry(
            N_("Values rest on this line: note the withdrawal, or record the right ground first."), "consent"
        )
    work.withdraw(row)
    work.record(TOPIC, "withdraw_consent", client, purpose=row.purpose)


def _may(work: Work, client: Client) -> bool:
    return work.may(Right.EDIT_CLIENTS, client) or work.may(Right.PROTECT_CLIENTS, client)


def _client(work: Work, client_id: UUID) -> Any:
    client = work.get(Client, client_id)
    if not _may(work, client):
        work.require(Right.PROTECT_CLIENTS, client)
    return client


def _purpose(work: Work, key: str) -> PurposeValues:
    found = next((one for one in purposes.purposes(work) if one.key == key), None)
    if found is None:
        raise BadEntry(N_("There is no purpose “{name}”."), "purpose", name=key)
    return found


def _family(work: Work, client: Client) -> list[Any]:
    """The file, and those merged into it: they hold the same person's values."""
    found, ids = [client], {client.id}
    while more := list(work.visible(Client, withdrawn=True).where(Client.merged_into.in_(ids)
                                                                  & Client.id.not_in(ids))):  # fmt: skip
        found += more
        ids |= {one.id for one in more}
    return found


# Withholding: the values leave their columns, so that whatever shows, finds, sorts, counts or prints knows them no more


def _withhold(work: Work, client: Any, purpose: PurposeValues, names: Iterable[str]) -> None:
    fields = [work.whole_catalogue[name] for name in names if name in work.whole_catalogue]
    fields = [field for field in fields if field.name not in blocks.withheld(client)]
    plain: dict[str, Any] = {}
    for field in fields:
        value, sealed = _taken(work, client, field, plain)
        work.add(Withheld(client=client.id, purpose=purpose.key, field=field.name, value=value, sealed=sealed,
                          at=work.now))  # fmt: skip
    gone = list(work.visible(ValueReview).where((ValueReview.client == client.id)
                                                & ValueReview.field.in_([field.name for field in fields])))  # fmt: skip
    for review in gone:
        work.remove(review)
    _save(work, client, plain, blocks.withheld(client) | {field.name for field in fields})


def _taken(work: Work, client: Any, field: Field, plain: dict[str, Any]) -> tuple[Any, dict[str, str] | None]:
    """An open value as it is kept, or a sealed one as it lies there, taken out of the file."""
    if not field.sealed:
        held = client.own.get(field.name) if field.own else getattr(client, field.name)
        plain[field.name] = "" if isinstance(held, str) else None
        return held, None
    if field.own:
        return None, _own_taken(work, client, field)
    table = BLOCKS[field.block]
    columns = [field.name, *(["id_number_index"] if field.name == "id_number" else [])]
    # reading path: sealed bytes of a client got through `work`, moved and never opened
    row = table.get_or_none(table.client == client.id)
    lain = {name: getattr(row, name) for name in columns} if row is not None else {}
    found = {f"{table._meta.table_name}.{name}": base64.b64encode(bytes(blob)).decode() for name, blob in lain.items()
             if blob is not None}  # fmt: skip
    if found:
        # writing path: sealed values lie in a table of their own; journalled here
        table.update(dict.fromkeys(columns)).where(table.client == client.id).execute()
        work.journal(client, {place: [text, None] for place, text in found.items()})
    return None, _laid_apart(client, field, found) or None


def _own_taken(work: Work, client: Any, field: Field) -> dict[str, str] | None:
    """The office's own sealed fields lie in one seal, which only a holder of the key can divide."""
    vaults, block = work.me.vaults, field.block.value
    if not vaults.holds(block):
        raise NotAllowed(N_("“{label}” lies sealed: somebody who holds its key must note the withdrawal."), field.name,
                         label=field.label)  # fmt: skip
    text = blocks.unsealed(field.block, client.id, [field], vaults)[field.name]
    if not text:
        return None
    work.journal(client, blocks.seal_values(field.block, client.id, {field: ""}, vaults))
    box = base64.b64encode(vaults.seal(block, _PLACE, client.id, json.dumps([field.name, text]))).decode()
    return _laid_apart(client, field, {_PLACE: box})


def _laid_apart(client: Client, field: Field, found: dict[str, str]) -> dict[str, str]:
    """What the row keeps of sealed texts: of level 3 what stands for them."""
    if field.block.value not in sealed_texts.APART:
        return found
    sealed_texts.lay_apart(client.id, found.values())
    return {place: sealed_texts.standing(text) or "" for place, text in found.items()}


def _put_back(work: Work, client: Any, purpose: PurposeValues) -> None:
    # reading path: what was withheld of a client got through `work`; it goes back into the file
    rows = list(Withheld.select().where((Withheld.client == client.id) & (Withheld.purpose == purpose.key)))
    plain: dict[str, Any] = {}
    names = []
    for row in rows:
        if row.field in work.whole_catalogue:
            field = work.whole_catalogue[row.field]
            if not field.sealed:
                plain[row.field] = row.value
            elif row.sealed:
                _sealed_back(work, client, field, row.sealed)
            if row.value not in (None, "") or row.sealed:
                names.append(row.field)
        work.remove(row)
    if rows:
        _save(work, client, plain, blocks.withheld(client) - {row.field for row in rows})
        # what a second person had confirmed may have changed meanwhile
        reviews.note_entered(work, client, names, None)


def _sealed_back(work: Work, client: Any, field: Field, sealed: dict[str, str]) -> None:
    vaults, table = work.me.vaults, BLOCKS[field.block]
    if field.own:
        if not vaults.holds(field.block.value):
            raise NotAllowed(N_("“{label}” lies sealed: somebody who holds its key must record the consent."),
                             field.name, label=field.label)  # fmt: skip
        _name, text = json.loads(
            vaults.open(field.block.value, _PLACE, client.id, sealed_texts.bytes_of(sealed[_PLACE]))
        )
        work.journal(client, blocks.seal_values(field.block, client.id, {field: text}, vaults))
        return
    blobs = {place.partition(".")[2]: sealed_texts.bytes_of(text) for place, text in sealed.items()}
    # writing path: sealed values lie in a table of their own; journalled here
    if not table.update(blobs).where(table.client == client.id).execute():
        # writing path: as above
        table.create(client=client.id, **blobs)
    work.journal(client, {place: [None, text] for place, text in sealed.items()})


def _save(work: Work, client: Any, plain: dict[str, Any], names: Iterable[str]) -> None:
    probe = Client(**client.__data__)
    file_values.assign(probe, plain, work.whole_catalogue)
    changed = {name: getattr(probe, name) for name in {*plain, "own", "phone_key", "sort_key", "reading", "draft"}
               if name in Client._meta.fields}  # fmt: skip
    work.change(client, {**changed, "withheld": ",".join(sorted(names))})
    if client.withdrawn_at is None:
        search.index(work, file_values.document(client))
