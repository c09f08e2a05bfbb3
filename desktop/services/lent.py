"""What was opened for me for a time, because I asked for it (AC-10); `lending` opens it for others."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.clients import BLOCKS
from desktop.models.lent import Lent
from desktop.rules.fields import Block, Locked

FOR_A_TIME = N_("It was opened for you for a time. Reading it is recorded.")
FILE = "client"  # the place of what is lent where it is the sight of a file


def place_of(block: Block) -> str:
    return str(BLOCKS[block]._meta.table_name)


def lent(me: UUID, now: datetime, place: str, row: UUID) -> Any:
    """What is open to me of a place for the time being, or None."""
    # reading path: what was sealed for myself
    mine = (Lent.person == me) & (Lent.place == place) & (Lent.row == row) & (Lent.until > now)
    return Lent.select().where(mine).order_by(Lent.until.desc()).first()


def locks(me: UUID, now: datetime, client: UUID, closed: dict[Block, Locked]) -> dict[Block, Locked]:
    """The locks of blocks that I can't open by my roles, with those opened that were lent to me."""
    places = {place_of(block): block for block in closed}
    # reading path: what was sealed for myself
    mine = (Lent.person == me) & (Lent.client == client) & (Lent.until > now)
    # reading path: as above
    found = Lent.select(Lent.place).where(mine & Lent.place.in_(list(places)))
    open_to_me = {places[place] for (place,) in found.tuples()}
    return {block: Locked(lock.level, FOR_A_TIME, may_open=True)
            if block in open_to_me else lock for block, lock in closed.items()}  # fmt: skip


def rows(me: UUID, now: datetime, place: str, keys: Sequence[UUID]) -> dict[UUID, Any]:
    """Those of these rows that are open to me for the time being, with what was lent to me of each the longest."""
    # reading path: what was sealed for myself
    mine = (Lent.person == me) & (Lent.place == place) & (Lent.until > now)
    # reading path: as above
    return {row.row: row for row in Lent.select().where(mine & Lent.row.in_(list(keys))).order_by(Lent.until)}
