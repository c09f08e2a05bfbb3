"""Whose file the sealed texts of notes are filed under: where a merge is taken apart, where a file goes, and in checks.

Whoever reads a file is handed out the texts filed under it; they go with it when it is erased.
"""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from desktop.models import server_doors
from desktop.models.base import canonical
from desktop.models.clients import Client
from desktop.models.consents import Withheld
from desktop.models.records import Journal
from desktop.models.rows import among
from desktop.models.sealed_texts import SealedText, put_under, told_elsewhere
from desktop.services import marks, sealed_texts
from desktop.services.work import Work

_PAGE = 500


def refile(work: Work, merge: Any) -> None:
    """Part of the verb that takes a merge apart, before the merge is noted as such: sealed texts that were written
    while their notes lay in the kept file are filed again under the one these went back to, so that whoever reads it
    opens them. What the kept file speaks of itself stays with it."""
    if work.database.enforced:
        # whoever takes it apart may not read them
        server_doors.refile_texts(work.database.engine, merge.id)
        return
    spoken = set(_spoken_of(merge.merged_id)) - set(_spoken_of(merge.kept_id, with_own=True))
    # writing path: whose file a text is filed under follows from what speaks of it
    put_under(sorted(spoken), merge.kept_id, merge.merged_id)


def _spoken_of(client: UUID, *, with_own: bool = False) -> Iterator[bytes]:
    """What this file's notes tell and told; with its own values, those of level 3 too."""
    # reading path: what stands for sealed words, which nobody is shown
    notes = [row for table in marks.WORDS for row in table.select(table.id, table.sealed).where(
        table.client == client).tuples()]  # fmt: skip
    rows = [key for key, _sealed in notes]
    if with_own:
        rows.append(client)
        # reading path: as above
        for (kept,) in Withheld.select(Withheld.sealed).where(Withheld.client == client).tuples():
            yield from sealed_texts.digests_in(canonical(kept))
    for _key, sealed in notes:
        yield from sealed_texts.digests_in(sealed)
    # reading path: as above
    for (changes,) in Journal.select(Journal.changes).where(among(Journal.row, rows)).tuples():
        yield from sealed_texts.digests_in(canonical(changes))


def spare(work: Work, files: Sequence[UUID]) -> None:
    """Part of the verb that erases these files: a text of which a note of another file speaks is that one's, however
    it came to be filed under one of these."""
    if work.database.enforced:
        server_doors.spare_texts(work.database.engine)
        return
    # reading path: what stands for sealed words, which nobody is shown
    for digest, client in told_elsewhere(list(files)):
        # writing path: whose file a text is filed under follows from what speaks of it
        SealedText.update(client=client).where(SealedText.digest == digest).execute()


def misfiled(work: Work, model: Any, last: UUID | None) -> tuple[int, UUID | None]:
    """How many of a page of marked notes speak of texts that are filed under another client's file, merged ones being
    one; and the last note looked at, None at the end. For who sees the audit and may read all of level 3."""
    # reading path: compared by who sees the audit, and shown to nobody
    query = model.select(model.id, model.client, model.sealed).where(model.sealed != "").order_by(model.id).limit(_PAGE)
    notes = list((query if last is None else query.where(model.id > last)).tuples())
    told = {digest: client for _key, client, sealed in notes for digest in sealed_texts.digests_in(sealed)}
    # reading path: as above
    texts = SealedText.select(SealedText.digest, SealedText.client).where(SealedText.digest.in_(list(told))).tuples()
    apart = [(told[bytes(digest)], client) for digest, client in texts if told[bytes(digest)] != client]
    bad = sum(_standing(first) != _standing(second) for first, second in apart)
    return bad, notes[-1][0] if len(notes) == _PAGE else None


def _standing(client: UUID) -> UUID:
    """The file that speaks for one which was merged."""
    while True:
        # reading path: ids alone
        into = Client.select(Client.merged_into).where(Client.id == client).scalar()
        if into is None:
            return client
        client = into
