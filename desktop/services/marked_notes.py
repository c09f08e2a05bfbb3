"""Reads a marked note: opened by one's own level and key, or because it was lent, and always recorded (AC-5, AC-10)."""

from uuid import UUID

from desktop.models.clients import Client, Dealing
from desktop.rules.errors import NotAllowed, NotFound
from desktop.rules.rights import Right
from desktop.services import lending, lent, marks, on_file
from desktop.services.work import Work


def read(work: Work, place: str, row_id: UUID) -> dict[str, str]:
    """The words of a marked note, by the table it lies in. Show them after the commit only.

    Raises NotAllowed without level or key and where it was not lent, NotFound.
    """
    model = marks.PLACES[place]
    row = work.get(model, row_id, withdrawn=True)
    client = work.get(Client, row.client_id, withdrawn=True)
    work.require(Right.SEE_CLIENTS, client)
    if model is Dealing and not on_file.dealings(work, client, withdrawn=True).where(Dealing.id == row.id).exists():
        raise NotFound(str(row_id))
    facts: dict[str, object] = {"mark": row.mark}
    try:
        marks.require_open(work, row)
        words = marks.words_of(work, row)
    except NotAllowed:
        held = lent.lent(work.me.id, work.now, place, row.id)
        if held is None:
            raise
        words = lending.opened(work, held)
        facts["approval"] = str(held.approval_id)
    if row.mark:
        work.record("reads", "read_marked", client, **facts)
    return words
