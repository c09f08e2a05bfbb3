"""While you were away 我不在时: what colleagues did to my files since my last own act (OF-10)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from desktop.models.clients import Client
from desktop.models.records import Record
from desktop.rules.rights import Right
from desktop.services import on_file, undoing
from desktop.services.history_acts import ACTIONS
from desktop.services.work import Work

LONGEST = timedelta(days=14)
_LOOKED_AT = 300
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Change:
    """What one colleague did to one file of mine. `actions` are message ids, the latest first."""

    client_id: UUID
    client_code: str
    client_name: str
    who: str
    actions: tuple[str, ...]
    at: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """Since when it is told, and what happened, the latest first; `more` were left out."""

    since: datetime
    changes: tuple[Change, ...]
    more: int


def changes(work: Work, before: datetime) -> Meanwhile:
    """What colleagues did to the files that are mine since my last act before `before`, when I signed in; at most two
    weeks back. Only what this person may see of the files' history."""
    work.require(Right.SEE_CLIENTS)
    since = max(_last_act(work, before) or before - LONGEST, before - LONGEST)
    mine = (Client.owner == work.me.id) | (Client.deputy == work.me.id)
    files = work.visible(Client, withdrawn=True).where(mine).select(Client.id)
    query = undoing.acts_seen(work).where((Record.at >= since) & (Record.person != work.me.id)
                                          & Record.subject.in_(files))  # fmt: skip
    records = [r for r in query.order_by(Record.serial.desc()).limit(_LOOKED_AT) if undoing.tellable(work, r)]
    found = _gathered(work, records)
    return Meanwhile(since, tuple(found[:SHOWN]), max(0, len(found) - SHOWN))


def _last_act(work: Work, before: datetime) -> datetime | None:
    # reading path: when I myself did something last, and nothing of what it was
    mine = (Record.person == work.me.id) & (Record.at < before) & (Record.topic != "sign_ins")
    query = Record.select(Record.at).where(mine)
    found: datetime | None = query.order_by(Record.serial.desc()).limit(1).scalar()
    return found


def _gathered(work: Work, records: Iterable[Any]) -> list[Change]:
    by_hand: dict[tuple[UUID, UUID], list[Any]] = {}
    for record in records:
        by_hand.setdefault((record.subject, record.person), []).append(record)
    query = work.visible(Client, withdrawn=True).where(Client.id.in_({client for client, _who in by_hand}))
    files = {c.id: c for c in query.select(Client.id, Client.code, Client.name)} if by_hand else {}
    names = on_file.names(work, (who for _client, who in by_hand))
    return [
        Change(client, files[client].code, files[client].name, names.get(who, ""),
               tuple(dict.fromkeys(ACTIONS[r.topic, r.action] for r in acts if (r.topic, r.action) in ACTIONS)),
               acts[0].at, len(acts))
        for (client, who), acts in by_hand.items() if client in files
    ]  # fmt: skip
