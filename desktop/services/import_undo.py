"""Takes an import back in one step: the clients it created, and the values it gave to known ones (CL-15)."""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.bulk import update_many
from desktop.models.clients import Anniversary, Client, ImportRun, Link, ValueReview
from desktop.models.consents import Consent
from desktop.models.identities import Authorisation
from desktop.models.records import Journal, Record
from desktop.models.rows import among
from desktop.rules.consents import Ground
from desktop.rules.errors import BadEntry, NotAllowed, OfficeError
from desktop.rules.importing import LEFT
from desktop.rules.progress import Progress, Steps
from desktop.rules.rights import Right
from desktop.rules.words import ReviewState
from desktop.services import file_values, histories, history_acts, journals, on_file, purposes, seals, search
from desktop.services.pauses import without_pauses
from desktop.services.recording import NOTE
from desktop.services.work import Work

TOPIC = "clients"
_CHUNK = 2000
_NAMED = 5  # codes that a sentence names
MOST_TOLD = 12  # clients of which is said what was done
FILE = "file"
_MERGED = history_acts.ACTIONS[TOPIC, "merge"]
# Work on a file that leaves no trace in its own row
HANGING = on_file.HANGING
_DERIVED = frozenset({"phone_key", "sort_key", "reading", "draft"})  # follow from the others


@dataclass(frozen=True, slots=True)
class Standing:
    """A client that stands in the way. `act` is a message id: the last thing that was done to it, empty where that is
    not for this person. A `merged` one can't go with the others: its values live on in another file."""

    code: str
    name: str
    merged: bool
    act: str
    who: str
    at: datetime | None


class ChangedSince(OfficeError):
    """Clients of the import have been worked on; nothing was undone. `codes` are theirs, `standing` tells of the first
    few; `rest` is how many others could be undone without them, and `may_force` whether these could go too."""

    def __init__(self, codes: Sequence[str], standing: Sequence[Standing], rest: int, *, may_force: bool) -> None:
        shown = ", ".join(codes[:_NAMED]) + (" …" if len(codes) > _NAMED else "")
        sentence = N_("Clients of this import have been changed since: {n} of them, such as {codes}. Undo the rest and "
                      "leave them, take them out of use too, or leave the import as it is.")  # fmt: skip
        if not may_force:
            sentence = N_("Clients of this import have been changed or merged with others since: {n} of them, such as "
                          "{codes}. Undo the rest and leave them, or take those merges apart first.")  # fmt: skip
        super().__init__(sentence, n=len(codes), codes=shown)
        self.codes = tuple(codes)
        self.standing = tuple(standing)
        self.rest, self.may_force = rest, may_force


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back. `kept` names code and field of what stays since somebody changed it; FILE for all of one."""

    withdrawn: int
    restored: int
    kept: tuple[tuple[str, str], ...]
    already: bool = False


@dataclass(slots=True)
class _Traces:
    """What the journal says that the import did."""

    serials: list[int]
    created: list[UUID]
    changed: dict[UUID, dict[str, list[Any]]]
    days: list[UUID]
    consents: list[UUID]
    reviews: dict[UUID, dict[str, list[Any]]]  # that were there and became provisional
    left: frozenset[UUID] = frozenset()  # clients that are left as they are


class _Hindered(Exception):
    """Leaves the write without a trace, to say who stands in the way."""

    def __init__(self, traces: _Traces, merged: dict[UUID, str], changed: dict[UUID, str]) -> None:
        super().__init__()
        self.traces, self.merged, self.changed = traces, merged, changed


@without_pauses()
def undo_import(work: Work, import_id: UUID, *, force: bool = False, keep_changed: bool = False,
                progress: Progress | None = None) -> Undone:  # fmt: skip
    """Takes back what the import created and filled in, as a whole. Once all is done, a second time does nothing; what
    was left since somebody had changed it is counted with the import, and may be taken back later.

    Raises ChangedSince where people have worked on clients it created, or merged some with clients of another origin:
    with `keep_changed` those stay and are named, with `force` they go too. Raises BadEntry where one that was merged is
    to go, since its values live on elsewhere, or where all that is left stays; NotAllowed, also where some of its
    clients are beyond this person's reach, for nothing is undone by halves; NotFound. Give it staged work.
    """
    try:
        return _undo(work, import_id, force, keep_changed, progress)
    except _Hindered as found:
        hindered = found
    raise _changed_since(work, hindered)


def _undo(work: Work, import_id: UUID, force: bool, keep_changed: bool, progress: Progress | None) -> Undone:
    with work.writing():
        work.require(Right.IMPORT_CLIENTS)
        run = work.get(ImportRun, import_id)
        again = run.undone_at is not None
        if again and not run.counts.get(LEFT):
            return Undone(0, 0, (), already=True)
        traces = _traces(run)
        _refuse_beyond_reach(work, traces)
        if again:
            traces.changed = _not_taken_back(run, _not_as_before(work, traces.changed))
        kept: list[tuple[str, str]] = []
        merged = _merged(work, traces)
        if keep_changed:
            kept = _leave(traces, {**merged, **_worked_on(work, traces)})
        elif not force:
            _refuse_changed(work, traces, merged)
        elif merged:
            raise BadEntry(N_("Clients of this import were merged with others since: {codes}. Their values live on in "
                              "one file; take those merges apart first."),
                           codes=", ".join(sorted(merged.values())[:_NAMED]))  # fmt: skip
        # each row is put back and recorded
        report = Steps(progress, 2 * (len(traces.created) + len(traces.changed)))
        work.step = report.step
        withdrawn = _withdraw(work, traces, report)
        restored, stays = _restore(work, traces, report)
        kept += stays
        _withdraw_consents(work, traces)
        _withdraw_days(work, traces)
        if again and kept and not withdrawn and not restored:
            raise BadEntry(N_("Nothing more of this import can be undone: what is left of it was changed since."))
        work.change(run, {"undone_at": work.now, "counts": {**run.counts, LEFT: len({code for code, _f in kept})}})
        work.record(TOPIC, "undo_import", run, withdrawn=withdrawn, restored=restored,
                    kept=[f"{code}: {field}" for code, field in kept[:100]])  # fmt: skip
        report.finish()
    return Undone(withdrawn, restored, tuple(kept))


def _traces(run: Any) -> _Traces:
    # reading path: what an import did, for whoever may import; asked for above
    serials = [row[0] for row in Record.select(Record.serial).where(Record.operation == run.operation).tuples()]
    found = _Traces(serials, [], {}, [], [], {})
    rows = Journal.select(Journal.table, Journal.row, Journal.kind, Journal.changes).where(Journal.record.in_(serials))
    for table, row, kind, changes in rows.tuples():
        if table == Client._meta.table_name and kind == "create":
            found.created.append(row)
        elif table == Client._meta.table_name and changes:
            found.changed.setdefault(row, {}).update(changes)
        elif table == Anniversary._meta.table_name and kind == "create":
            found.days.append(row)
        elif table == Consent._meta.table_name and kind == "create":
            found.consents.append(row)
        elif table == ValueReview._meta.table_name and kind == "change" and changes:
            found.reviews[row] = changes
    return found


def _not_as_before(work: Work, changed: dict[UUID, dict[str, list[Any]]]) -> dict[UUID, dict[str, list[Any]]]:
    """Of what an import filled in, that which is not as it was before: all else has been taken back already."""
    found: dict[UUID, dict[str, list[Any]]] = {}
    for chunk in _chunks(list(changed)):
        for client in work.visible(Client, withdrawn=True).where(among(Client.id, chunk)):
            pairs = changed[client.id]
            there = seals.unchanged(work, client.id, {place: p for place, p in pairs.items() if "." in place}, at=0)
            left = {name: pair for name, pair in pairs.items() if name not in _DERIVED
                    and not (there[name] if "." in name else _as_before(client, name, pair))}  # fmt: skip
            if left:
                found[client.id] = left
    return found


def _not_taken_back(run: Any, changed: dict[UUID, dict[str, list[Any]]]) -> dict[UUID, dict[str, list[Any]]]:
    """Without what an undoing of this import took back already: what stands there now was entered since, be it in the
    same words."""
    # reading path: what undoing an import did, for whoever may import; its clients were asked for above
    undoings = Record.select(Record.serial).where(
        (Record.subject == run.id) & (Record.topic == TOPIC) & (Record.action == "undo_import")
    )
    serials = [serial for (serial,) in undoings.tuples()]
    taken: dict[tuple[UUID, str], list[list[Any]]] = {}
    for chunk in _chunks(list(changed)):
        # reading path: as above
        entries = Journal.select(Journal.row, Journal.changes).where(
            among(Journal.row, chunk) & Journal.record.in_(serials) & Journal.changes.is_null(False)
            & (Journal.kind != NOTE)
        )  # fmt: skip
        for row, changes in entries.tuples():
            for column, pair in changes.items():
                taken.setdefault((row, column), []).append(pair)
    found: dict[UUID, dict[str, list[Any]]] = {}
    for client, columns in changed.items():
        left = {name: pair for name, pair in columns.items() if (client, name) not in taken}
        if "own" in columns and (client, "own") in taken:
            gone = {name for pair in taken[client, "own"] for name in _own_changed(pair)}
            pair = _without(columns["own"], gone)
            left |= {"own": pair} if _own_changed(pair) else {}
        if left:
            found[client] = left
    return found


def _own_changed(pair: Sequence[Any]) -> set[str]:
    before, after = (json.loads(one) for one in pair)
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def _without(pair: Sequence[Any], names: Collection[str]) -> list[Any]:
    return [json.dumps({name: value for name, value in json.loads(one).items() if name not in names}) for one in pair]


def _as_before(client: Any, column: str, pair: Sequence[Any]) -> bool:
    if column != "own":
        return bool(client._meta.fields[column].db_value(getattr(client, column)) == pair[0])
    before, after = (json.loads(one) for one in pair)
    return all(client.own.get(name) == before.get(name) for name in after if before.get(name) != after[name])


def _refuse_beyond_reach(work: Work, traces: _Traces) -> None:
    wanted: tuple[tuple[Collection[UUID], Right], ...] = (
        (traces.created, Right.SEE_CLIENTS), (traces.changed.keys(), Right.EDIT_CLIENTS),
    )  # fmt: skip
    for files, right in wanted:
        for chunk in _chunks(list(files)):
            reached = work.visible(Client, right, withdrawn=True).where(Client.id.in_(chunk)).count()
            if reached < len(chunk):
                raise NotAllowed(N_("This import reaches clients that you may not see or change. Somebody who may "
                                    "do both can undo it."))  # fmt: skip


def _merged(work: Work, traces: _Traces) -> dict[UUID, str]:
    """Clients of the import that were made one with a client of another origin since, with their codes."""
    created, mine = set(traces.created), {*traces.created, *traces.changed}
    found: set[UUID] = set()
    for chunk in _chunks(sorted(mine)):
        either = (Client.id.in_(chunk) & Client.merged_into.is_null(False)) | Client.merged_into.in_(chunk)
        # reading path: ids of clients of an import whose files this person was asked for, and of what is in them
        for key, into in Client.select(Client.id, Client.merged_into).where(either).tuples():
            if not (key in created and into in created):
                found |= {key} & mine | {into} & created
    return _codes(work, found)


def _refuse_changed(work: Work, traces: _Traces, merged: dict[UUID, str]) -> None:
    changed = {**merged, **_worked_on(work, traces)}
    if changed:
        raise _Hindered(traces, merged, changed)


def _changed_since(work: Work, found: _Hindered) -> ChangedSince:
    """Each history is a stage of its own: on SQLite a commit waits for who reads, as for who writes."""
    traces, changed = found.traces, found.changed
    last = max(traces.serials, default=0)
    standing: list[Standing] = []
    for key in sorted(changed, key=changed.__getitem__)[:MOST_TOLD]:
        with work.reading():
            file = work.visible(Client, withdrawn=True).where(Client.id == key).get_or_none()
            if file is not None:
                standing.append(_standing(work, file, last, merged=key in found.merged))
    with work.reading():
        # one that was taken out of use by hand has nothing left to take back
        rest = len(_codes(work, {*traces.created, *traces.changed} - changed.keys(), withdrawn=False))
    return ChangedSince(sorted(changed.values()), standing, rest, may_force=not found.merged)


def _standing(work: Work, client: Any, last: int, *, merged: bool) -> Standing:
    """With what its history tells this person of the last change; of a merged one, of the merge."""
    lines = [line for line in histories.history_of(work, client.id, limit=histories.MOST_LINES) if line.serial > last]
    if merged:
        line = next((line for line in lines if line.action == _MERGED and not line.undone), None)
    else:
        line = next((line for line in lines if line.changes), None)
    if line is None:
        return Standing(client.code, client.name, merged, "", "", None)
    return Standing(client.code, client.name, merged, line.action, line.who, line.at)


def _leave(traces: _Traces, changed: dict[UUID, str]) -> list[tuple[str, str]]:
    """Takes those that stay out of what is undone, and names them."""
    traces.created = [key for key in traces.created if key not in changed]
    traces.changed = {key: columns for key, columns in traces.changed.items() if key not in changed}
    traces.left = frozenset(changed)
    return [(code, FILE) for code in sorted(changed.values())]


def _worked_on(work: Work, traces: _Traces) -> dict[UUID, str]:
    """Clients that the import created and people have worked on since, with their codes."""
    changed: set[UUID] = set()
    last = max(traces.serials, default=0)
    for chunk in _chunks(traces.created):
        changed |= _different_since(chunk, last)
        conditions = {ValueReview: ValueReview.reviewed_at.is_null(False),
                      Anniversary: Anniversary.id.not_in(traces.days),
                      # that values came in without a consent, the import noted itself
                      Consent: Consent.basis != Ground.EXCEPTION.value}  # fmt: skip
        for table, condition in (dict.fromkeys(HANGING) | conditions).items():
            rows = work.visible(table).where(table._meta.fields["client"].in_(chunk))
            rows = rows if condition is None else rows.where(condition)
            changed.update(row[0] for row in rows.select(table._meta.fields["client"]).tuples())
        # a link is a row of one end, and work on both
        for end in (Link.other, Authorisation.agent):
            changed.update(row[0] for row in work.visible(end.model).where(end.in_(chunk)).select(end).tuples())
    # those taken out of use by hand are gone already
    return _codes(work, changed, withdrawn=False)


def _codes(work: Work, clients: Collection[UUID], *, withdrawn: bool = True) -> dict[UUID, str]:
    return {key: code for chunk in _chunks(sorted(clients)) for key, code in work.visible(Client, withdrawn=withdrawn)
            .select(Client.id, Client.code).where(Client.id.in_(chunk)).tuples()}  # fmt: skip


def _different_since(clients: Collection[UUID], last: int) -> set[UUID]:
    """Which of these rows hold something else than after the record `last`; what was undone is as it was."""
    # reading path: compared only; whose they are is asked of `work`
    later = Journal.select(Journal.row, Journal.changes).where(
        Journal.row.in_(clients) & (Journal.record > last) & (Journal.kind != NOTE)
    )
    first: dict[tuple[UUID, str], Any] = {}
    now: dict[tuple[UUID, str], Any] = {}
    found: set[UUID] = set()
    for row, changes in later.order_by(Journal.record, Journal.position).tuples():
        if changes is None:
            # erased by law: nobody can tell any more
            found.add(row)
            continue
        for name, (before, after) in changes.items():
            first.setdefault((row, name), before)
            now[row, name] = after
    # a reason is only said in the journal
    return found | {row for (row, name), before in first.items() if name != "reason" and before != now[row, name]}


def _withdraw(work: Work, traces: _Traces, report: Steps) -> int:
    """Created clients leave list and search; their codes are not given again."""
    now = Client.withdrawn_at.db_value(work.now)
    count = 0
    for chunk in _chunks(traces.created):
        here = [row[0] for row in work.visible(Client).select(Client.id).where(Client.id.in_(chunk)).tuples()]
        # writing path: an import as a whole; each row is journalled below
        Client.update(withdrawn_at=work.now, version=Client.version + 1).where(Client.id.in_(here)).execute()
        work.journal_many(Client._meta.table_name, ((client, {"withdrawn_at": [None, now]}) for client in here))
        search.forget(work, here)
        count += len(here)
        report.step(len(chunk))
    return count


def _restore(work: Work, traces: _Traces, report: Steps) -> tuple[int, list[tuple[str, str]]]:
    """Known clients lose what the import filled in, but for what somebody changed or confirmed since."""
    kept: list[tuple[str, str]] = []
    restored = 0
    for chunk in _chunks(list(traces.changed)):
        verified = _verified(work, chunk)
        kept += [(code, FILE) for (code,) in work.visible(Client, withdrawn=True).select(Client.code).where(
            among(Client.id, chunk) & Client.withdrawn_at.is_null(False)).order_by(Client.code).tuples()]  # fmt: skip
        changes: list[tuple[Any, dict[str, Any]]] = []
        emptied: dict[UUID, set[str]] = {}
        for client in work.visible(Client).where(among(Client.id, chunk)):
            gone, stay, values = _taken_back(work, client, traces.changed[client.id], verified.get(client.id, set()))
            kept += [(client.code, field) for field in stay]
            restored += bool(gone)
            emptied[client.id] = gone
            if values:
                changes.append((client, values))
            report.step()
        work.change_many(Client, changes)
        search.index_again(work, [file_values.document(client) for client, _values in changes])
        # whether the import made them, or a step for values from before there were reviews
        filled = work.visible(ValueReview).where(
            among(ValueReview.client, chunk) & (ValueReview.state == ReviewState.PROVISIONAL.value)
        )
        mine = [row for row in filled if row.field in emptied.get(row.client_id, ())]
        # one that was there, such as a refusal, stood before there was anything to fill in
        known = {row.id: {name: pair[0] for name, pair in traces.reviews.get(row.id, {}).items()} for row in mine}
        work.change_many(
            ValueReview, [(row, journals.loaded(ValueReview, known[row.id])) for row in mine if known[row.id]]
        )
        work.remove_many(ValueReview, [row for row in mine if not known[row.id]])
    return restored, kept


def _verified(work: Work, chunk: Collection[UUID]) -> dict[UUID, set[str]]:
    found: dict[UUID, set[str]] = {}
    rows = work.visible(ValueReview).where(
        ValueReview.client.in_(chunk) & (ValueReview.state == ReviewState.VERIFIED.value)
    )
    for row in rows:
        found.setdefault(row.client_id, set()).add(row.field)
    return found


def _taken_back(
    work: Work, client: Any, changes: dict[str, list[Any]], verified: set[str]
) -> tuple[set[str], list[str], dict[str, Any]]:
    """The fields that go back, those that stay as they are, and what the file's own columns become; sealed values are
    put back on the way."""
    gone: set[str] = set()
    stay: list[str] = []
    values: dict[str, Any] = {}
    there = seals.unchanged(work, client.id, {place: pair for place, pair in changes.items() if "." in place})
    # a sealed value comes before its index
    for column, (before, after) in sorted(changes.items()):
        if column in _DERIVED:
            continue
        if "." in column:
            _take_back_sealed(work, client, column, (before, after), there[column], verified, gone, stay)
        elif column == "own":
            values["own"] = _own_without(client.own, json.loads(before), json.loads(after), gone, stay)
        elif column in verified or client._meta.fields[column].db_value(getattr(client, column)) != after:
            stay.append(column)
        else:
            values[column] = client._meta.fields[column].python_value(before)
            gone.add(column)
    if values:
        probe = Client(**{**client.__data__, **values})
        file_values.derive(probe, work.catalogue)
        values |= {name: getattr(probe, name) for name in _DERIVED}
    return gone, stay, values


def _own_without(now: dict[str, Any], before: dict[str, Any], after: dict[str, Any], gone: set[str],
                 stay: list[str]) -> dict[str, Any]:  # fmt: skip
    kept = dict(now)
    for name, value in after.items():
        if before.get(name) == value:
            continue
        if now.get(name) != value:
            stay.append(name)
            continue
        gone.add(name)
        if name in before:
            kept[name] = before[name]
        else:
            del kept[name]
    return kept


def _take_back_sealed(work: Work, client: Any, place: str, pair: Sequence[Any], there: bool, verified: set[str],
                      gone: set[str], stay: list[str]) -> None:  # fmt: skip
    """Sealed values are compared and put back unseen; what somebody confirmed stays."""
    name, _dot, column = place.partition(".")
    block = seals.TABLES[name][0]
    of_column = {f.name for f in work.whole_catalogue.of_block(block) if f.own} if column == "own" else {column}
    if seals.is_index(place):
        if column.removesuffix("_index") in gone:
            seals.put_back(work, client, place, pair)
        return
    if of_column & verified or not there:
        stay.append(column)
        return
    seals.put_back(work, client, place, pair)
    gone.add(column)
    # of a block that held none before, all of the office's own fields are the import's
    gone.update(of_column if pair[0] is None else ())


def _withdraw_consents(work: Work, traces: _Traces) -> None:
    """That values came in without a consent was noted for known clients; it goes where no value rests on it."""
    known = {one.key: one.fields for one in purposes.purposes(work)} if traces.consents else {}
    gone: list[Any] = []
    for chunk in _chunks(traces.consents):
        rows = [row for row in work.visible(Consent).where(Consent.id.in_(chunk) & Consent.ended_on.is_null())
                if row.client_id in traces.changed]  # fmt: skip
        files = {c.id: c for c in work.visible(Client).where(among(Client.id, [row.client_id for row in rows]))}
        gone += [row for row in rows if row.client_id in files
                 and not purposes.valued(work, files[row.client_id], known.get(row.purpose, ()))]  # fmt: skip
    work.change_many(Consent, [(row, {"withdrawn_at": work.now}) for row in gone], "withdraw")


def _withdraw_days(work: Work, traces: _Traces) -> None:
    now = Anniversary.withdrawn_at.db_value(work.now)
    for chunk in _chunks(traces.days):
        rows = work.visible(Anniversary).select(Anniversary.id, Anniversary.version, Anniversary.client)
        here = [(now, version + 1, key, version) for key, version, client in rows.where(Anniversary.id.in_(chunk))
                .tuples() if client not in traces.left]  # fmt: skip
        # writing path: an import as a whole; each row is journalled below
        update_many(Anniversary, ("withdrawn_at", "version"), ("id", "version"), here)
        work.journal_many(Anniversary._meta.table_name, ((row[2], {"withdrawn_at": [None, now]}) for row in here))


def _chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]
