"""The sample office's clients as people look after them: one who left, contact persons, what was said and promised."""

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from desktop.models.clients import Client
from desktop.rules.calendars import zone_of
from desktop.rules.contacts import Channel, Direction, Report
from desktop.rules.rights import Right
from desktop.services import contacts, handovers, on_file, owners, transfers
from desktop.services.transfers import Wish
from desktop.services.work import Work

HEIRS = ("周敏", "李娜", "邓丽华")
UNANSWERED = 2
"""Letters to clients of whom nobody knows whether they have read them."""
SHORT = 3
"""Important clients that nobody has found a second contact person for."""
Back = Callable[[int, int], datetime]


def leave(work: Work, leaver: UUID, heirs: Sequence[UUID], deputy: UUID, clients: Sequence[UUID]) -> None:
    """Hands a leaver's clients to several heirs and tells all but a few of them."""
    work.require(Right.EDIT_CLIENTS)
    for number, heir in enumerate(heirs):
        wish = Wish(owner=heir, deputy=deputy, giver=leaver, reason="孙倩离职")
        transfers.transfer(work, clients[number :: len(heirs)], wish)
    lines = handovers.list_handovers(work)
    handovers.note_told(work, [line.id for line in lines[UNANSWERED:]], on_file.today(work), Channel.LETTER)


def take_up(work: Work, words: Mapping[str, Any], back: Back) -> None:
    """Whoever has signed in makes the first contact with each client that was taken over, one a day late."""
    work.require(Right.ENTER_CLIENTS)
    for number, due in enumerate(owners.first_contacts_due(work)):
        work.now = due.due - timedelta(hours=2 + number % 6) if number else due.due + timedelta(hours=20)
        channel, subject, content, result = words["first_contacts"][number % len(words["first_contacts"])]
        contacts.log_contact(work, due.client_id, Report(Channel.of(channel), subject, content, result))


def keep_in_touch(work: Work, words: Mapping[str, Any], back: Back) -> None:
    """Whoever has signed in has talked with the better of the own clients these months, and owes some a next step."""
    work.require(Right.ENTER_CLIENTS)
    chance = random.Random(work.me.name)
    mine = work.visible(Client).where((Client.owner == work.me.id) & Client.client_class.in_(["A", "B"]))
    for client in list(mine.order_by(Client.code)):
        open_step: UUID | None = None
        for days in sorted((chance.randrange(2, 110) for _turn in range(3 if client.client_class == "A" else 1)),
                           reverse=True):  # fmt: skip
            work.now = _at_work(work, back(days, 0), chance.randrange(0, 480))
            channel, direction, subject, content, result, step, after = chance.choice(words["contacts"])
            due = on_file.today(work) + timedelta(days=after) if step else None
            report = Report(Channel.of(channel), subject, content, result, step, due, Direction.of(direction))
            made = contacts.log_contact(work, client.id, report, open_step)
            open_step = made if step else None
        if open_step is not None and chance.random() < 0.5:
            work.now = back(1, 0)
            contacts.finish_step(work, open_step)


def _at_work(work: Work, day: datetime, minutes: int) -> datetime:
    """So many minutes after half past nine of that day."""
    here = day.astimezone(zone_of(str(work.settings["time_zone"])))
    return here.replace(hour=9, minute=30).astimezone(UTC) + timedelta(minutes=minutes)


def share(work: Work, people: Sequence[UUID]) -> None:
    """Most important clients have a second contact person; a few new ones are thought promising."""
    work.require(Right.EDIT_CLIENTS)
    important = list(work.visible(Client).where(Client.client_class == "A").order_by(Client.code))
    promising = list(work.visible(Client).where(Client.client_class == "D").order_by(Client.code).limit(4))
    for number, client in enumerate([*important[SHORT:], *promising]):
        second = next(p for p in people[number % len(people) :] + people[: number % len(people)]  # type: ignore[operator]
                      if p not in (client.owner_id, client.deputy_id))  # fmt: skip
        owners.set_owners(work, client.id, owner=client.owner_id, deputy=client.deputy_id, important=client.important,
                          promising=client.client_class == "D", contacts=[second])  # fmt: skip


def move(work: Work, giver: UUID, heir: UUID) -> None:
    """A colleague takes on other duties these days: a few clients have just changed hands."""
    work.require(Right.EDIT_CLIENTS)
    mine = work.visible(Client).where((Client.owner == giver) & (Client.client_class == "C")).order_by(Client.code)
    done = transfers.transfer(
        work, [client.id for client in mine.limit(5)], Wish(owner=heir, reason="韩磊调任新店筹备")
    )
    lines = handovers.lines_of(work, done.handover)
    handovers.note_told(work, [line.id for line in lines[:2]], on_file.today(work), Channel.PHONE)
