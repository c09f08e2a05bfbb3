"""Who may log a contact with a client, correct its report and settle what it leaves open (CL-6, CL-9)."""

from typing import Any
from uuid import UUID

from desktop.models.clients import Client
from desktop.models.contacts import Contact
from desktop.rules.rights import Right
from desktop.services.work import Work


def to_enter(work: Work, client_id: UUID) -> Any:
    """The client, for whoever sees it and may enter or edit clients. Raises NotAllowed, NotFound."""
    client = work.get(Client, client_id)
    if not work.may(Right.EDIT_CLIENTS, client):
        work.require(Right.ENTER_CLIENTS)
    return client


def to_change(work: Work, contact_id: UUID) -> tuple[Any, Any]:
    """A contact and its client, for who may edit the file, entered the report or had the contact."""
    row = work.get(Contact, contact_id)
    client = work.get(Client, row.client_id)
    if not may_change(work, client, row):
        work.require(Right.EDIT_CLIENTS, client)
    return row, client


def to_settle(work: Work, contact_id: UUID) -> tuple[Any, Any]:
    """The same, and for who owes what is to be done next."""
    row = work.get(Contact, contact_id)
    client = work.get(Client, row.client_id)
    if not may_finish(work, client, row):
        work.require(Right.EDIT_CLIENTS, client)
    # as it is now that nobody else can change it meanwhile
    return work.get(Contact, contact_id), client


def may_change(work: Work, client: Any, row: Any) -> bool:
    mine = work.me.id in (row.entered_by_id, row.staff_id) and work.may(Right.ENTER_CLIENTS)
    return mine or work.may(Right.EDIT_CLIENTS, client)


def may_finish(work: Work, client: Any, row: Any) -> bool:
    owes = row.next_for_id == work.me.id and work.may(Right.ENTER_CLIENTS)
    return owes or may_change(work, client, row)
