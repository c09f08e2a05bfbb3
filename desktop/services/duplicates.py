"""Finds files that may be one client: while typing, and in one pass over all (CL-11). It never merges."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import peewee

from desktop.i18n import N_
from desktop.models import rows
from desktop.models.clients import Client, ClientIdentity
from desktop.models.merging import DistinctPair
from desktop.rules import duplicates as rules
from desktop.rules.duplicates import Likeness, Nearness, Reason, Traits
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right
from desktop.rules.words import ClientForm
from desktop.services import blocks, search
from desktop.services.pauses import let_go, without_pauses
from desktop.services.readings import readings
from desktop.services.work import Work

TOPIC = "clients"
MOST_PAIRS = 5000
_HITS = 60  # of one question to the search index
_SHOWN = 5
_STEP = 20_000  # comparisons between two reports of progress
# What is compared, in the order that `_traits_of` reads
_COMPARED = ("id", "code", "name", "form", "unit", "position", "salutation", "phone", "other_phone", "plate",
             "card_number", "email", "credit_code", "owner", "deputy", "department", "restricted_at", "risk",
             "sort_key")  # fmt: skip
_RISK = _COMPARED.index("risk")
Progress = Callable[[int, int, str], object]


@dataclass(frozen=True, slots=True)
class Similar:
    """A file that resembles what is being typed."""

    id: UUID
    code: str
    name: str
    detail: str
    score: int
    reasons: tuple[Reason, ...]
    risk: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """One file of a pair, as far as a list shows it."""

    id: UUID
    code: str
    name: str
    detail: str
    risk: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two files that may be one client. `may_merge`: this person may edit both."""

    first: Side
    second: Side
    score: int
    reasons: tuple[Reason, ...]
    may_merge: bool


@dataclass(frozen=True, slots=True)
class Scan:
    """The likeliest pairs first; `more` tells that there were others beyond."""

    pairs: tuple[Pair, ...]
    looked_at: int
    more: bool = False


def similar(work: Work, values: Mapping[str, object], but: UUID | None = None, limit: int = _SHOWN) -> list[Similar]:
    """Files like the values being typed, the likeliest first; of files this person may not see nothing is told.

    `values` are those of a form, with `form`; an ID number needs its vault, else it is passed over.
    """
    form = ClientForm.of(values.get("form") or ClientForm.PERSON)
    reading = readings(str(values.get("name") or ""), organisation=form is ClientForm.ORGANISATION)
    numbers = _blind_indexes(work, values.get("id_number"))
    mine = rules.traits({**values, "form": form}, reading.sort_key, numbers[0] if numbers else None)
    if not mine.key:
        return []
    found = []
    nearness = _nearness()
    for row in _candidates(work, mine, "".join(reading.full[:1]), numbers):
        likeness = rules.compare(mine, _traits_of(row, numbers), nearness)
        if likeness.score >= rules.HINTED and row[0] != but:
            found.append(Similar(row[0], row[1], row[2], _detail(row), likeness.score, likeness.reasons, row[_RISK]))
    return sorted(found, key=lambda one: (-one.score, one.code))[:limit]


@without_pauses()
def scan(work: Work, *, least: int = rules.LISTED, progress: Progress | None = None) -> Scan:
    """Compares all files this person may see. Give it staged work: it holds no lock while it compares."""
    with work.reading():
        known, dismissed = _all(work), _dismissed(work)
    report = progress or (lambda _done, _total, _text: None)
    by_pair = _compared(known, dismissed, least, report)
    best = sorted(by_pair.items(), key=lambda item: (-item[1].score, known[item[0][0]][0][1], known[item[0][1]][0][1]))
    pairs = tuple(_pair(work, known[a][0], known[b][0], likeness) for (a, b), likeness in best[:MOST_PAIRS])
    looked_at = len(known)
    let_go(known)
    return Scan(pairs, looked_at, more=len(best) > MOST_PAIRS)


def dismiss(work: Work, first_id: UUID, second_id: UUID) -> None:
    """Remembers that two files are two clients: they are not proposed again. Raises BadEntry, NotAllowed, NotFound."""
    first, second = _both(work, first_id, second_id)
    if not _judged(work, first.id, second.id):
        work.add(DistinctPair(client=first.id, other=second.id, at=work.now, person=work.me.id))
        work.record(TOPIC, "two_clients", first, other=second.code)


def propose_again(work: Work, first_id: UUID, second_id: UUID) -> None:
    """Takes back that two files are two clients. Raises BadEntry, NotAllowed, NotFound."""
    first, second = _both(work, first_id, second_id)
    judged = _judged(work, first.id, second.id)
    for row in judged:
        work.withdraw(row)
    if judged:
        work.record(TOPIC, "perhaps_one", first, other=second.code)


def _both(work: Work, first_id: UUID, second_id: UUID) -> tuple[Client, Client]:
    """The two files in the order in which pairs are kept."""
    if first_id == second_id:
        raise BadEntry(N_("These are one file and no pair: choose two."), "second")
    first, second = (work.get(Client, key) for key in sorted((first_id, second_id)))
    work.require(Right.EDIT_CLIENTS, first)
    work.require(Right.EDIT_CLIENTS, second)
    return first, second


def _judged(work: Work, first: UUID, second: UUID) -> list[DistinctPair]:
    """The judgements that hold for these two, in the order in which pairs are kept."""
    into = _merged_into(work)
    return [row for row in work.visible(DistinctPair) if _kept_pair(into, row.client_id, row.other_id) ==
            (first, second)]  # fmt: skip


def _dismissed(work: Work) -> set[tuple[UUID, UUID]]:
    query, into = work.visible(DistinctPair).select(DistinctPair.client, DistinctPair.other), _merged_into(work)
    return {_kept_pair(into, first, second) for first, second in query.tuples()}


def _merged_into(work: Work) -> dict[UUID, UUID]:
    gone = work.visible(Client, withdrawn=True).select(Client.id, Client.merged_into)
    return dict(gone.where(Client.merged_into.is_null(False)).tuples())


def _kept_pair(into: Mapping[UUID, UUID], first: UUID, second: UUID) -> tuple[UUID, UUID]:
    """A pair as it is since one of them went into another: who is not the one is not the other either."""
    found = []
    for key in (first, second):
        while key in into:
            key = into[key]
        found.append(key)
    return min(found), max(found)


# Rows as plain tuples: as models, a hundred thousand would take a minute


def _query(work: Work) -> Any:
    columns = [getattr(Client, name) for name in _COMPARED]
    joined = work.visible(Client).join(ClientIdentity, peewee.JOIN.LEFT_OUTER, on=(ClientIdentity.client == Client.id))
    return joined.switch(Client).select(*columns, ClientIdentity.id_number_index)


def _traits_of(row: Sequence[Any], numbers: Sequence[bytes] = ()) -> Traits:
    """`numbers` are one ID number under each key of its vault, the newest first: any of them is that number."""
    values, index = dict(zip(_COMPARED, row, strict=False)), bytes(row[-1]) if row[-1] else None
    return rules.traits(values, row[-2], numbers[0] if index in numbers else index)


def _detail(row: Sequence[Any]) -> str:
    values = dict(zip(_COMPARED, row, strict=False))
    return " · ".join(v for v in (values["unit"], values["position"] or values["salutation"], values["phone"]) if v)


def _pair(work: Work, first: Sequence[Any], second: Sequence[Any], likeness: Likeness) -> Pair:
    may = _may_edit(work, first) and _may_edit(work, second)
    return Pair(_side(first), _side(second), likeness.score, likeness.reasons, may)


def _may_edit(work: Work, row: Sequence[Any]) -> bool:
    values = dict(zip(_COMPARED, row, strict=False))
    holder: Any = SimpleNamespace(**{f"{name}_id": values[name] for name in ("owner", "deputy", "department")},
                                  restricted_at=values["restricted_at"])  # fmt: skip
    return work.may(Right.EDIT_CLIENTS, holder)


def _side(row: Sequence[Any]) -> Side:
    return Side(row[0], row[1], row[2], _detail(row), row[_RISK])


# While typing


def _candidates(work: Work, mine: Traits, spoken: str, numbers: Sequence[bytes]) -> Iterable[tuple[Any, ...]]:
    """Rows that share something with what is typed: by the indexes alone, so that many files cost no more than few."""
    found: dict[UUID, None] = {}
    for words in (*mine.phones, mine.name, mine.core, spoken, mine.plate, mine.card, mine.credit_code, mine.email):
        if len(words) > 1:
            found.update(dict.fromkeys(search.matching(work, words, _HITS)))
    sharing = _same_number(mine, numbers)
    rows_found = list(_query(work).where(sharing).limit(_HITS).tuples()) if sharing is not None else []
    there = {row[0] for row in rows_found}
    rest = [key for key in found if key not in there]
    if rest:
        rows_found += list(_query(work).where(rows.among(Client.id, rest)).tuples())
    return rows_found


def _same_number(mine: Traits, numbers: Sequence[bytes]) -> Any:
    condition = Client.phone_key.in_(mine.phones) if mine.phones else None
    if numbers:
        same = ClientIdentity.id_number_index.in_(numbers)
        return same if condition is None else condition | same
    return condition


def _blind_indexes(work: Work, number: object) -> list[bytes]:
    text = str(number or "").strip().upper()
    return blocks.id_number_indexes(text, work.me.vaults) if text else []


# All against all, in blocks

Known = dict[UUID, tuple[tuple[Any, ...], Traits]]


def _all(work: Work) -> Known:
    return {row[0]: (row, _traits_of(row)) for row in _query(work).tuples().iterator()}


def _compared(
    known: Known, dismissed: Collection[tuple[UUID, UUID]], least: int, report: Progress
) -> dict[tuple[UUID, UUID], Likeness]:
    found: dict[tuple[UUID, UUID], Likeness] = {}
    seen: set[tuple[UUID, UUID]] = set()
    nearness, groups = _nearness(), _blocks(known)
    total = sum(len(group) * (len(group) - 1) // 2 for group in groups)
    done = 0
    for group in groups:
        for pair in combinations(group, 2):
            done += 1
            if done % _STEP == 0:
                report(done, total, "")
            if pair in seen or pair in dismissed:
                continue
            seen.add(pair)
            likeness = rules.compare(known[pair[0]][1], known[pair[1]][1], nearness)
            if likeness.score >= least:
                found[pair] = likeness
    report(total, total, "")
    return found


def _blocks(known: Known) -> list[list[UUID]]:
    """Groups of files that share something; only within them are files compared."""
    shared: dict[tuple[str, object], list[UUID]] = {}

    def put(kind: str, value: object, key: UUID) -> None:
        if value:
            shared.setdefault((kind, value), []).append(key)

    for key in sorted(known):
        own = known[key][1]
        for number in own.phones:
            put("phone", number, key)
        for kind in ("plate", "card", "email", "credit_code", "id_number", "core"):
            put(kind, getattr(own, kind), key)
        if own.organisation:
            put("sound", own.sounds, key)
            # two firms that differ in one character agree at the beginning or at the end
            if len(own.core) > 3:
                put("head", own.core[:4], key)
                put("tail", own.core[-4:], key)
        elif own.unit and own.key:
            put("sound in unit", (own.unit, own.sounds), key)
            put("surname in unit", (own.unit, own.key[0]), key)
    return [group for (kind, _value), group in shared.items() if 1 < len(group) <= _largest(kind)]


def _largest(kind: str) -> int:
    """How many may share something before it says nothing: a name that many bear, the firm's switchboard."""
    return {"core": rules.COMMON, "head": 200, "tail": 200, "sound": 100}.get(kind, 50)


def _nearness() -> Nearness:
    from rapidfuzz.fuzz import ratio

    return ratio
