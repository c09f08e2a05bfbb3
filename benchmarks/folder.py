"""How long a folder of 10,000 documents takes to open: its tree and first page, by each order, and at its end."""

import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from benchmarks import _office
from benchmarks._report import Report, Timing, finish, quick, timed
from desktop.models.blobs import Blob
from desktop.models.clients import Client
from desktop.models.folders import Document, DocumentVersion, FolderEntry
from desktop.rules.documents import PDF, DocumentKind
from desktop.rules.ids import new_id
from desktop.services import document_lists, folders
from desktop.services.document_lists import PAGE, Only, Order, Sort
from desktop.services.readings import readings
from desktop.services.work import Work

CLIENTS = 10_000
IN_FOLDER, ELSEWHERE = 10_000, 90_000
LIMIT = 150
TIMES = 15
_BATCH = 5_000


def fill(work: Work, keys: list[UUID], in_folder: int, elsewhere: int) -> tuple[UUID, UUID]:
    """Documents below the services: many in one folder of the first client, the others among the rest. Returns client
    and folder."""
    first = keys[0]
    chance = random.Random(5)
    content = work.add(Blob(vault="identity", file_key=b"x", digest=b"x", stored_hash="x", size=1, stored_size=1,
                            created_at=work.now, created_by=work.me.id))  # fmt: skip
    paths = [("02 合同",), ("04 项目",)]
    homes = {key: folders.ensure(work, key, paths) for key in [first, *keys[1:300]]}
    total = in_folder + elsewhere
    for start in range(0, total, _BATCH):
        documents, versions, entries = [], [], []
        for number in range(start, min(start + _BATCH, total)):
            client = first if number < in_folder else keys[1 + number % (len(homes) - 1)]
            key, title = new_id(), f"{chance.choice('采购销售租赁服务')}合同{chance.randrange(10**6):06}"
            sort_key = readings(title, organisation=True).sort_key
            kind = chance.choice(list(DocumentKind)).value
            documents.append(Document(id=key, client=client, title=title, sort_key=sort_key, kind=kind,
                                      dated_on=date(2026, 1, 1) + timedelta(chance.randrange(300)),
                                      entered_by=work.me.id, entered_at=work.now))  # fmt: skip
            versions.append(DocumentVersion(document=key, client=client, number=1, blob=content.id,
                                            file_name=f"{title}.pdf", media_type=PDF, size=chance.randrange(10**6),
                                            by=work.me.id, at=work.now))  # fmt: skip
            entries.append(FolderEntry(folder=homes[client][paths[0]], document=key, client=client, home=True,
                                       sort_key=sort_key))  # fmt: skip
        for model, rows in ((Document, documents), (DocumentVersion, versions), (FolderEntry, entries)):
            work.add_rows(model, rows)
    work.record("documents", "file_documents", None, documents=total)
    return first, homes[first][paths[0]]


@contextmanager
def filled(bench: _office.Bench) -> Iterator[tuple[UUID, UUID]]:
    with bench.work() as work:
        found: Any = work.visible(Client).select(Client.id).order_by(Client.code).limit(1000).tuples()
        keys = [key for (key,) in found]
    with bench.work(write=True) as work:
        where = fill(work, keys, IN_FOLDER, 10_000 if quick() else ELSEWHERE)
    if not bench.database.sqlite:
        bench.database.engine.execute_sql("ANALYZE")
    yield where


def measure(report: Report, bench: _office.Bench) -> None:
    name = f"{bench.engine}, {IN_FOLDER:,} documents in the folder"
    with filled(bench) as (client, folder):

        def ask(verb: Any, *args: Any) -> Timing:
            timing = Timing()
            for _number in range(5 if quick() else TIMES):
                timing.samples.append(timed(lambda: bench.office.ask(bench.me, verb, *args)))
            return timing

        def page(order: Order, offset: int) -> Timing:
            return ask(document_lists.list_documents, folder, Only(), Sort(order), offset, PAGE)

        shown = ask(folders.tree, client)
        opened = page(Order.TITLE, 0)
        report.limit(f"{name}: tree p95", shown.p95, None)
        report.limit(f"{name}: first page p95", opened.p95, None)
        report.limit(f"{name}: opened, tree and first page, p50", shown.p50 + opened.p50, None)
        report.limit(f"{name}: opened, tree and first page, p95", shown.p95 + opened.p95, LIMIT)
        report.limit(f"{name}: last page p50", page(Order.TITLE, IN_FOLDER - PAGE).p50, LIMIT)
        for order in Order:
            if order is not Order.TITLE:
                report.limit(f"{name}: first page by {order.value} p50", page(order, 0).p50, LIMIT)
        report.limit(f"{name}: counted p95", ask(document_lists.count_documents, folder).p95, None)


def main() -> int:
    report = Report("Opening a folder of 10,000 documents among 100,000")
    with _office.sqlite_office(CLIENTS, copy=True) as bench:
        measure(report, bench)
    with _office.server() as url, _office.postgres_office(url, CLIENTS, copy=True) as bench:
        measure(report, bench)
    return finish(report)


if __name__ == "__main__":
    sys.exit(main())
