"""What values are kept for, and whether a client has agreed: asked wherever sensitive values are entered (AC-7)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from types import MappingProxyType
from typing import Any
from uuid import UUID

from desktop.i18n import N_, language
from desktop.models.clients import Client
from desktop.models.consents import Consent, Purpose, PurposeText
from desktop.models.office import Setting
from desktop.models.rows import among
from desktop.rules import consents as rules
from desktop.rules.consents import MINOR, Ground, NeedsConsent, PurposeValues, Way
from desktop.rules.errors import BadEntry, Label
from desktop.rules.fields import Block
from desktop.rules.ids import new_id
from desktop.rules.rights import Right
from desktop.rules.text import check_length, tidy
from desktop.services import blocks, on_file, sealed_texts, seals
from desktop.services.work import Work

_CHUNK = 500
_ASKED = "consent_fields"


@dataclass(frozen=True, slots=True)
class Agreed:
    """A consent as it is typed in, or with the ground EXCEPTION why it goes without: then `reason` is needed."""

    ground: Ground
    how: Way
    on: date
    evidence: str = ""
    guardian: str = ""
    reason: str = ""


def purposes(work: Work) -> tuple[PurposeValues, ...]:
    """The purposes of this office: those that come along as far as it has no own in their place, then its others."""
    rows = {row.key: row for row in work.visible(Purpose, withdrawn=True)}
    texts: dict[str, Any] = {}
    for text in work.visible(PurposeText).order_by(PurposeText.number):
        texts[text.purpose] = text
    found = [_values(rows.get(one.key), texts.get(one.key), one) for one in rules.PURPOSES]
    known = {one.key for one in rules.PURPOSES}
    others = sorted((row for key, row in rows.items() if key not in known), key=lambda row: (row.position, row.key))
    found += [_values(row, texts.get(row.key), None) for row in others]
    return tuple(one for one in found if one is not None)


def _values(row: Any, text: Any, along: PurposeValues | None) -> PurposeValues | None:
    if row is not None and row.withdrawn_at is not None:
        return None
    told = along.texts if along is not None else MappingProxyType({"zh_CN": "", "en": ""})
    number = 0
    if text is not None:
        told, number = MappingProxyType({"zh_CN": text.zh, "en": text.en}), text.number
    if row is None:
        assert along is not None
        return PurposeValues(along.key, along.name, along.name_en, along.fields, along.separate, along.guardian, told,
                             number)  # fmt: skip
    return PurposeValues(row.key, row.name, row.name_en, tuple(row.fields), row.separate, row.guardian, told, number)


def asked_fields(work: Work) -> frozenset[str]:
    """The fields that wait for a consent of their own; none where the office does not ask."""
    return frozenset(work.settings[_ASKED]) if work.settings["consent_asked"] else frozenset()


def require(work: Work, client: Client, values: Mapping[str, object], agreed: Agreed | None = None) -> None:
    """Before sensitive values are entered: raises NeedsConsent unless the client has agreed, or `agreed` is recorded.

    `values` are those that really change. Part of the verb that enters them. What a client has withdrawn is not
    entered again before a new consent has put it back, whatever is handed along: raises BadEntry. Raises BadEntry for
    what is wrong with `agreed`.
    """
    if not work.may(Right.EDIT_CLIENTS, client):
        work.require(Right.ENTER_CLIENTS)
    entered = {name for name, value in values.items() if value not in (None, "")}
    for name in sorted(entered & blocks.withheld(client)):
        said = N_("The client has withdrawn the consent to this, so it is withheld. Record the new consent under "
                  "Consent in the file: it puts the value back, which can then be changed.")  # fmt: skip
        raise BadEntry(said, name)
    missing = lacking(work, client, entered, str(values.get("birthday") or ""))
    if not missing:
        return
    if agreed is None:
        raise _needs(work, missing, entered)
    for one in missing:
        work.add(row_of(work, client.id, one, agreed))


def refuse_lacking(work: Work, client: Client, values: Mapping[str, object]) -> None:
    """Raises NeedsConsent where these values wait for a consent that this client has not given."""
    entered = {name for name, value in values.items() if value not in (None, "")}
    missing = lacking(work, client, entered, str(values.get("birthday") or ""))
    if missing:
        raise _needs(work, missing, entered)


def _needs(work: Work, missing: Sequence[PurposeValues], entered: Iterable[str]) -> NeedsConsent:
    fields, names = work.catalogue.by_name, set(entered)
    labels = {one.key: tuple(fields[name].label for name in one.fields if name in names and name in fields)
              for one in missing}  # fmt: skip
    called = {one.key: one.called(language()) for one in missing}
    return NeedsConsent(labels, called, guardian=all(one.guardian for one in missing))


def lacking(work: Work, client: Client, entered: Iterable[str], birthday: str = "") -> list[PurposeValues]:
    """The purposes whose consent these fields wait for and this client has not given."""
    wanted = needed(work, entered, birthday)
    held = held_by(work, [client.id]).get(client.id, set()) if wanted else set()
    return [one for one in wanted if one.key not in held]


def needed(work: Work, entered: Iterable[str], birthday: str = "",
           of_office: Iterable[PurposeValues] | None = None) -> list[PurposeValues]:  # fmt: skip
    """The purposes whose consent these fields wait for, whoever's they are; among those of the office."""
    names = set(entered) & asked_fields(work)
    child = bool(work.settings["consent_asked"]) and "birthday" in entered and rules.is_child(
        birthday, on_file.today(work))  # fmt: skip
    if not names and not child:
        return []
    among_these = purposes(work) if of_office is None else of_office
    return [one for one in among_these if (one.separate and names & set(one.fields)) or (child and one.guardian)]


def held_by(work: Work, clients: Sequence[UUID]) -> dict[UUID, set[str]]:
    """Keys of the purposes for which these clients' values may be kept, by client: consents and other grounds."""
    found: dict[UUID, set[str]] = {}
    for start in range(0, len(clients), _CHUNK):
        part = clients[start : start + _CHUNK]
        query = work.visible(Consent).where(among(Consent.client, part) & Consent.ended_on.is_null())
        for client, key in query.select(Consent.client, Consent.purpose).tuples():
            found.setdefault(client, set()).add(key)
    return found


def valued(work: Work, client: Client, names: Iterable[str]) -> frozenset[str]:
    """Which of these fields hold a value in a file the caller has got through `work`; of the office's own sealed ones
    all that may, where this person can't open them. Shows none to anybody."""
    found = set[str]()
    for field in (work.whole_catalogue.by_name.get(name) for name in names):
        if field is None:
            continue
        if not field.sealed:
            there = bool(client.own.get(field.name) if field.own else getattr(client, field.name))
        elif field.own:
            there = field.name in own_valued(work, client, field.block, seals.lying(client.id, blocks.place(field)))
        else:
            there = seals.lying(client.id, blocks.place(field)) is not None
        found |= {field.name} if there else set()
    return frozenset(found)


def own_valued(work: Work, client: Client, block: Block, text: str | None) -> frozenset[str]:
    """The same of the office's own fields that share a sealed column, as the journal writes it."""
    if text is not None and not work.me.vaults.holds(block.value):
        return frozenset(field.name for field in work.whole_catalogue.of_block(block) if field.own)
    return blocks.own_held(block, client.id, None if text is None else sealed_texts.bytes_of(text), work.me.vaults)


def note_exceptions(work: Work, entered: Iterable[tuple[UUID, Iterable[str]]], reason: str, *,
                    new: bool = False) -> int:  # fmt: skip
    """Notes for many files at once that sensitive values came in without a consent, such as from an import; returns
    how many entries that made. Of `new` files nobody is asked what was agreed before. The verb that changes the values
    has asked for the right to each file."""
    work.require(Right.IMPORT_CLIENTS)
    asked = asked_fields(work)
    sensitive = ((client, asked.intersection(names)) for client, names in entered)
    wanted = (one for one in sensitive if one[1])
    held: dict[UUID, set[str]] = {}
    if not new:
        known = list(wanted)
        wanted, held = (one for one in known), held_by(work, [client for client, _names in known])
    of_office = [(one, frozenset(one.fields)) for one in purposes(work) if one.separate] if asked else []
    if not of_office:
        return 0
    agreed = Agreed(Ground.EXCEPTION, Way.NONE, on_file.today(work), reason=reason)
    fields = Consent._meta.fields
    same = [name for name in fields if name not in ("id", "client")]
    # but for the client all rows of a purpose are alike: a model for each would take five times as long
    stored = [(one.key, wants, [fields[name].db_value(row.__data__.get(name)) for name in same])
              for one, wants in of_office for row in (row_of(work, None, one, agreed),)]  # fmt: skip
    count = 0
    # bit by bit: fifty thousand rows at once are seventy megabytes
    while part := list(islice(wanted, _CHUNK)):
        rows = [(new_id(), client, *alike) for client, names in part for key, wants, alike in stored
                if names & wants and key not in held.get(client, ())]  # fmt: skip
        work.add_many(Consent, ("id", "client", *same), rows)
        count += len(rows)
    return count


def row_of(work: Work, client: UUID | None, purpose: PurposeValues, agreed: Agreed) -> Consent:
    """A consent as it is kept. Raises BadEntry."""
    today = on_file.today(work)
    if agreed.on > today:
        raise BadEntry(N_("A consent is entered once it was given: choose a day up to today."), "on")
    reason = check_length(tidy(agreed.reason), rules.REASON_LIMIT, "reason")
    if agreed.ground is not Ground.CONSENT and not reason:
        raise BadEntry(N_("Say why this is kept without a consent: the ledger shows it."), "reason")
    if agreed.ground is Ground.CONSENT and agreed.how is Way.NONE:
        raise BadEntry(N_("Say how the consent was obtained."), "how")
    guardian = check_length(tidy(agreed.guardian), rules.GUARDIAN_LIMIT, "guardian")
    if purpose.key == MINOR and agreed.ground is Ground.CONSENT and not guardian:
        raise BadEntry(N_("Name the guardian who agreed."), "guardian")
    return Consent(
        client=client, purpose=purpose.key, text=purpose.number, basis=agreed.ground.value, how=agreed.how.value,
        on=agreed.on, evidence=check_length(tidy(agreed.evidence), rules.EVIDENCE_LIMIT, "evidence"),
        guardian=guardian, reason=reason, recorded_by=work.me.id, recorded_at=work.now,
    )  # fmt: skip


# The office's own purposes


def set_purpose(work: Work, found: PurposeValues) -> None:
    """Changes a purpose or adds one; changed texts become a new version, and consents go on naming theirs.

    Raises BadEntry, NotAllowed.
    """
    work.require(Right.RUN_OFFICE)
    key = tidy(found.key) or _new_key(work)
    others = [one for one in purposes(work) if one.key != key]
    before = next((one for one in purposes(work) if one.key == key), None)
    _check(work, found, others)
    names = {name: check_length(tidy(getattr(found, name)), 60, name) for name in ("name", "name_en")}
    values = {**names, "fields": list(found.fields), "separate": found.separate, "guardian": found.guardian,
              "withdrawn_at": None}  # fmt: skip
    _note_asked(work, (*others, found))
    row = work.visible(Purpose, withdrawn=True).where(Purpose.key == key).get_or_none()
    if row is None:
        row = work.add(Purpose(key=key, position=len(others), **values))
    else:
        work.change(row, values)
    if before is None or dict(before.texts) != dict(found.texts):
        work.add(PurposeText(purpose=key, number=_next_number(work, key), zh=tidy(found.texts["zh_CN"], lines=True),
                             en=tidy(found.texts["en"], lines=True), since=work.now, person=work.me.id))  # fmt: skip
    work.record("settings", "set_purpose", row, purpose=key, fields=sorted(found.fields))


def withdraw_purpose(work: Work, key: str) -> None:
    """Takes a purpose out of use; the consents to it stay. Raises BadEntry where a sensitive field would be left
    without one, NotAllowed."""
    work.require(Right.RUN_OFFICE)
    found = next((one for one in purposes(work) if one.key == key), None)
    if found is None:
        raise BadEntry(N_("There is no purpose “{name}”."), "key", name=key)
    others = [one for one in purposes(work) if one.key != key]
    _check(work, others[0] if others else found, others[1:])
    _note_asked(work, others)
    row = work.visible(Purpose).where(Purpose.key == key).get_or_none()
    if row is None:
        row = work.add(Purpose(key=key, name=found.name, name_en=found.name_en, fields=list(found.fields),
                               separate=found.separate, guardian=found.guardian))  # fmt: skip
    work.withdraw(row)
    work.record("settings", "withdraw_purpose", row, purpose=key)


def _check(work: Work, found: PurposeValues, others: Sequence[PurposeValues]) -> None:
    for name in found.fields:
        if name not in work.whole_catalogue:
            raise BadEntry(N_("This office has no field “{name}”."), "fields", name=name)
    rules.checked_purpose(found, [f for f in work.catalogue.fields if f.sensitive], others)


def _note_asked(work: Work, of_office: Iterable[PurposeValues]) -> None:
    """Which fields wait for a consent lies among the settings too: each save asks for it, and they are at hand."""
    fields = sorted({name for one in of_office if one.separate for name in one.fields})
    held = work.visible(Setting).where(Setting.name == _ASKED).get_or_none()
    if held is None:
        # writing path: settings have names, not ids; journalled below
        Setting.create(name=_ASKED, value=fields, changed_at=work.now, changed_by=work.me.id, force_insert=True)
    else:
        # writing path: settings have names, not ids; journalled below
        Setting.update(value=fields, changed_at=work.now, changed_by=work.me.id).where(Setting.name == _ASKED).execute()
    before = held.value if held is not None else None
    work.journal_many("setting", [(UUID(str(work.settings["office_id"])), {_ASKED: [before, fields]})])


def _new_key(work: Work) -> str:
    taken = {row.key for row in work.visible(Purpose, withdrawn=True)}
    return next(key for number in range(1, 10_000) if (key := f"own_{number}") not in taken)


def _next_number(work: Work, key: str) -> int:
    return max((row.number for row in work.visible(PurposeText).where(PurposeText.purpose == key)), default=0) + 1


def text_of(work: Work, key: str, number: int) -> Mapping[str, str]:
    """The version of a text that a consent names, by language; empty where it is not known any more."""
    row = work.visible(PurposeText).where((PurposeText.purpose == key) & (PurposeText.number == number)).get_or_none()
    if row is not None:
        return {"zh_CN": row.zh, "en": row.en}
    along = next((one for one in rules.PURPOSES if one.key == key), None)
    return along.texts if along is not None and number == 0 else {"zh_CN": "", "en": ""}


def label_of(found: PurposeValues) -> Label:
    """What a purpose is called in the language of the screen."""
    return Label(found.called(language()))
