"""Which row of a sheet a client of an import came from, kept in a few characters beside the act (CL-8, CL-15)."""

from collections.abc import Iterable
from uuid import UUID

from desktop.models.clients import Client
from desktop.models.records import Journal
from desktop.rules.importing import nth_of, spans_of
from desktop.services.recording import NOTE
from desktop.services.work import Work

_NEW, _JOINED = "new_rows", "joined_rows"


def note(work: Work, run: UUID, new: Iterable[tuple[UUID, int]], joined: Iterable[tuple[UUID, int]]) -> None:
    """Keeps the numbers of rows by clients' ids in their order, as the journal of the act tells those: whose file was
    opened, and who gained something. The act is recorded next."""
    # ids compare far more slowly than the numbers they are
    in_order = ([n for _key, n in sorted((key.int, n) for key, n in pairs)] for pairs in (new, joined))
    work.note(run, dict(zip((_NEW, _JOINED), map(spans_of, in_order), strict=True)))


def row_of(work: Work, serial: int, client: UUID) -> int | None:
    """The row of the sheet, for who has got the client through `work`; None where nobody kept it, or a server shows
    this person too little of the act to count by."""
    if work.narrowed:
        return None
    # reading path: places among ids, of an act on a client that the caller has got through `work`
    kept = Journal.select(Journal.changes).where((Journal.record == serial) & (Journal.kind == NOTE)
                                                 & Journal.changes.is_null(False))  # fmt: skip
    spans = next((told for (told,) in kept.tuples() if _NEW in told or _JOINED in told), None)
    if spans is None:
        return None
    # reading path: as above
    rows = Journal.select(Journal.row).where((Journal.record == serial) & (Journal.table == Client._meta.table_name))
    made = rows.where(Journal.kind == "create")
    if made.where(Journal.row == client).exists():
        return nth_of(spans.get(_NEW, ("", ""))[1], made.where(Journal.row < client).count())
    gained = rows.where((Journal.kind == "change") & (Journal.row < client) & Journal.row.not_in(made))
    return nth_of(spans.get(_JOINED, ("", ""))[1], gained.distinct().count())
