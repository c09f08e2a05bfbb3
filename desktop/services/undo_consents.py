"""Undoing and consents: no value comes back that waits for one, none goes that a value rests on (AC-7)."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.clients import Client
from desktop.models.consents import Consent
from desktop.rules.consents import PurposeValues, is_child
from desktop.services import blocks, on_file, purposes, seals
from desktop.services.undo_parts import Deed, Hindrance, Part, Step
from desktop.services.work import Work

_LACKING = N_("The client's consent to this is not in the ledger: enter the value anew, with the consent.")
_RESTS = N_("Values in the file rest on this consent.")
_ENDED = N_("The client has withdrawn this consent since.")


def judge(work: Work, parts: Sequence[Part]) -> None:
    """Notes on the parts of an act what stands in the way of undoing them for the sake of consents."""
    files: dict[UUID, list[Part]] = {}
    for part in parts:
        if part.client is not None and not part.done:
            files.setdefault(part.client.id, []).append(part)
    asked = purposes.asked_fields(work) | {"birthday"}
    concerned = {key: found for key, found in files.items()
                 if any(_consent(part) or asked & _coming(work, part).keys() for part in found)}  # fmt: skip
    if not concerned:
        return
    known = {one.key: one for one in purposes.purposes(work)}
    held = purposes.held_by(work, list(concerned))
    for key, found in concerned.items():
        _judge_file(work, found, known, held.get(key, set()))


def _judge_file(work: Work, parts: Sequence[Part], known: Mapping[str, PurposeValues], held: set[str]) -> None:
    client, back = parts[0].client, set[str]()
    of_consents = [(part, step) for part in parts if (step := _consent(part)) is not None]
    for part, step in of_consents:
        purpose = known.get(step.row.purpose)
        if step.row.ended_on is not None or (purpose and blocks.withheld(client) & set(purpose.fields)):
            part.hindrance = Hindrance(_ENDED, "", "", None, final=True)
        elif not _goes(step) and part.hindrance is None:
            back.add(step.row.purpose)
    for part in parts:
        coming = {name: value for name, value in _coming(work, part).items() if value}
        birthday = str(coming.get("birthday") or "")
        needed = {one.key for one in purposes.needed(work, coming, birthday, known.values())}
        if needed - held - back:
            part.hindrance = part.hindrance or Hindrance(_LACKING, "", "", None, final=True)
    for part, step in of_consents:
        others = work.visible(Consent).where((Consent.client == client.id) & (Consent.purpose == step.row.purpose)
                                             & Consent.ended_on.is_null() & (Consent.id != step.row.id))  # fmt: skip
        if part.hindrance is None and _goes(step) and step.row.purpose in known and not others.exists():
            resting = _resting(work, client, known[step.row.purpose], parts)
            if resting is not None:
                part.hindrance = Hindrance(_RESTS, "", "", None, final=resting)


def _resting(work: Work, client: Any, purpose: PurposeValues, parts: Sequence[Part]) -> bool | None:
    """Whether values would be left without this consent: None where they would not, False where only such that may be
    overwritten."""
    held = purposes.valued(work, client, purpose.fields)
    after = {name: name in held for name in purpose.fields}
    birthday, unsure = client.birthday, False
    for part in parts:
        coming = _coming(work, part)
        if part.hindrance is None or not part.hindrance.final:
            touched = {name: value for name, value in coming.items() if name in after and bool(value) != after[name]}
            unsure |= part.hindrance is not None and any(after[name] for name in touched)
            after |= {name: bool(value) for name, value in touched.items()}
            birthday = coming.get("birthday", birthday)
    if any(after.values()) or (purpose.guardian and is_child(str(birthday or ""), on_file.today(work))):
        return True
    return False if unsure else None


def _consent(part: Part) -> Step | None:
    step = part.steps[0]
    return step if step.model is Consent and step.row is not None else None


def _goes(step: Step) -> bool:
    return step.deed is Deed.WITHDRAW or (step.columns.get("withdrawn_at") or [None])[0] is not None


def _coming(work: Work, part: Part) -> dict[str, Any]:
    """Field → the value that undoing the part puts there; of a sealed one whether there is any."""
    found: dict[str, Any] = {}
    for step in part.steps:
        for column, pair in step.columns.items() if step.model is Client and step.deed is Deed.CHANGE else ():
            table, dot, name = column.partition(".")
            if dot and name == "own":
                block = seals.TABLES[table][0]
                held = [purposes.own_valued(work, step.row, block, text) for text in pair]
                named = (one.name for one in work.whole_catalogue.of_block(block) if one.own)
                found |= {one: one in held[0] for one in named if one in held[0] | held[1]}
            elif not seals.is_index(column):
                found[name or column] = pair[0]
    return found
