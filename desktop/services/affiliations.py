"""Affiliated persons 附属客户: links between client files with a role, seen from both ends (CL-4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from desktop.i18n import N_
from desktop.models.clients import Client, Link
from desktop.rules.errors import BadEntry, Label
from desktop.rules.rights import Right
from desktop.rules.text import check_length, tidy
from desktop.rules.words import LinkRole
from desktop.services import on_file
from desktop.services.work import Work

TOPIC = "clients"
_NOTE_LIMIT = 200


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A link as one file shows it. Forward: the other is `role` of this one; else this one is `role` of the other."""

    id: UUID
    other_id: UUID
    other_code: str
    other_name: str
    role_label: str  # message id, already the word for this direction
    forward: bool
    note: str
    role: LinkRole
    risk: str = ""  # of the other


def links_of(work: Work, client_id: UUID) -> tuple[LinkLine, ...]:
    """The people linked to a file; who may not be seen is not there, nor counted. Raises NotFound."""
    client = work.get(Client, client_id, withdrawn=True)
    order = {role.value: place for place, role in enumerate(LinkRole)}
    found = on_file.links(work, client)
    found.sort(key=lambda pair: (order[pair[0].role], pair[1].sort_key, pair[1].code))
    return tuple(line_of(client.id, row, other) for row, other in found)


def add_link(work: Work, client_id: UUID, other_id: UUID, role: LinkRole, note: str = "", *,
             forward: bool = True) -> UUID:  # fmt: skip
    """Links two files: `other` is `role` of this client, or the reverse where `forward` is False.

    Needs the right to edit this file and to see the other. Raises BadEntry, NotAllowed, NotFound.
    """
    this, other = work.get(Client, client_id), work.get(Client, other_id)
    work.require(Right.EDIT_CLIENTS, this)
    if this.id == other.id:
        raise BadEntry(N_("A file can't be linked to itself; choose another client."), "other")
    first, second = (this, other) if forward else (other, this)
    _refuse_double(work, first.id, second.id, role)
    row = work.add(Link(client=first.id, other=second.id, role=role.value, note=_note(note)))
    work.record(TOPIC, "link", this)
    return row.id


def change_link(work: Work, link_id: UUID, role: LinkRole, note: str, base: Mapping[str, object] | None = None) -> None:
    """Gives a link another role or note; `base` holds what the person saw of both.

    Needs the right to edit either file and to see both. Raises BadEntry, NotAllowed, NotFound, Stale.
    """
    row, end = _to_edit(work, link_id)
    _refuse_double(work, row.client_id, row.other_id, role, but=row.id)
    if work.change(row, {"role": role.value, "note": _note(note)}, base):
        work.record(TOPIC, "change_link", end)


def remove_link(work: Work, link_id: UUID) -> None:
    """Takes a link out of use, at both ends. Needs the same as changing it. Raises NotAllowed, NotFound."""
    row, end = _to_edit(work, link_id)
    work.withdraw(row)
    work.record(TOPIC, "unlink", end)


def _to_edit(work: Work, link_id: UUID) -> tuple[Link, Client]:
    """The link and the end this person may edit."""
    row = work.get(Link, link_id)
    client, other = work.get(Client, row.client_id), work.get(Client, row.other_id)
    end = client if work.may(Right.EDIT_CLIENTS, client) else other
    work.require(Right.EDIT_CLIENTS, end)
    return row, end


def _refuse_double(work: Work, client: UUID, other: UUID, role: LinkRole, but: UUID | None = None) -> None:
    same = (Link.client == client) & (Link.other == other)
    if role.back == role.label:
        # friends are friends of each other: the same link the other way round says nothing new
        same |= (Link.client == other) & (Link.other == client)
    rows = work.visible(Link).where(same & (Link.role == role.value))
    if any(row.id != but for row in rows):
        raise BadEntry(N_("These two files are linked as “{role}” already."), "role", role=Label(role.label))


def _note(text: str) -> str:
    return check_length(tidy(text), _NOTE_LIMIT, "note")


def line_of(client: UUID, row: Link, other: Client) -> LinkLine:
    """The link as the file of `client` shows it."""
    role, forward = LinkRole.of(row.role), row.client_id == client
    label = role.label if forward else role.back
    return LinkLine(row.id, other.id, other.code, other.name, label, forward, row.note, role, other.risk)
