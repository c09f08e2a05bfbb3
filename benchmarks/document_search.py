"""How long a search takes among 100,000 documents with 500,000 pages, for who sees all and for who sees his own.

Beside the time that passed stands what of the processor this program has used: on a busy machine the former says more
about the others. A server's share is its own.
"""

import json
import random
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from benchmarks import _office
from benchmarks._report import Report, Timing, finish, quick, timed
from desktop.models.blobs import Blob
from desktop.models.bulk import insert_many
from desktop.models.clients import Client
from desktop.models.database import open_postgres, open_sqlite
from desktop.models.document_pages import DocumentPage, PageIndex
from desktop.models.folders import Document, DocumentVersion
from desktop.models.office import Person
from desktop.rules.ids import new_id
from desktop.rules.rights import Mandate, Right, Scope
from desktop.services import document_index, document_search
from desktop.services.work import Work

CLIENTS, PAGES, CHARACTERS = 10_000, 5, 320
BOUND = 150.0  # milliseconds
ROUNDS = 3
# What people type: words of a title, of a text, numbers, beginnings, a client and a word; common and rare
TYPED = (
    "合同", "花生过敏", "付款条件", "交货日期", "采购合同", "保险", "宴会", "王芳", "张伟 合同", "违约责任",
    "HT-2026",
    "HT-2026-00123", "13800", "contract", "payment", "甲方", "乙方签字", "过敏", "质量标准", "客户信息", "忌口",
    "报价",
    "海鲜 过敏", "有限公司 报价", "付款 违约", "伟", "无此词也", "二零二六年", "发票号码", "项目验收",
)  # fmt: skip
COMMON = ("合同", "客户信息", "甲方", "乙方签字", "付款条件", "报价")
RARE = (
    *("花生过敏", "忌口", "海鲜", "保险", "宴会", "违约责任", "质量标准", "项目验收", "发票号码", "交货日期"),
    *("contract", "payment"),
)
_PLAIN = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方"


class Words:
    """Text that repeats itself as text does: few words often, most seldom."""

    def __init__(self) -> None:
        self.chance = random.Random(7)
        characters = [chr(code) for code in range(0x4E00, 0x5A00)]
        known = ["".join(self.chance.choices(_PLAIN * 3 + "".join(characters), k=self.chance.choice((2, 2, 2, 3, 4))))
                 for _ in range(30_000)]  # fmt: skip
        self.known = known
        self.weights = [1 / (rank + 5) for rank in range(len(known))]
        self.pool = self.chance.choices(known, self.weights, k=400_000)

    def page(self) -> str:
        chance = self.chance
        start = chance.randrange(len(self.pool) - 200)
        words = self.pool[start : start + CHARACTERS // 3]
        for word in COMMON:
            if chance.random() < 0.4:
                words[chance.randrange(len(words))] = word
        if chance.random() < 0.2:
            words[chance.randrange(len(words))] = chance.choice(RARE)
        words[0] = f"HT-2026-{chance.randrange(10**5):05d}"
        return "，".join(words)

    def title(self, number: int) -> str:
        return f"{self.chance.choice(('采购合同', '报价单', '会议纪要', '体检报告', '保险单'))}{number}"


def fill(work: Work, size: int) -> None:
    """Documents of five pages each, one write for a thousand of them."""
    words, engine = Words(), work.database.engine
    with work.database.reading():
        clients = [key for (key,) in Client.select(Client.id).tuples()]
        person = work.me.id
    for start in range(0, size, 1_000):
        rows: dict[Any, list[tuple[Any, ...]]] = {Blob: [], Document: [], DocumentVersion: []}
        pages, now = [], datetime(2026, 1, 1, tzinfo=UTC)
        with work.database.writing():
            for number in range(start, start + 1_000):
                key, version, blob = new_id(), new_id(), new_id()
                title, client = words.title(number), words.chance.choice(clients) if number % 20 else None
                values: dict[Any, dict[str, Any]] = {
                    Blob: {"id": blob, "vault": "identity", "stored_hash": "", "size": 1, "stored_size": 1,
                           "created_at": now, "created_by": person, "state": "here"},
                    Document: {"id": key, "client": client, "title": title, "sort_key": title, "kind": "contract",
                               "number": f"HT-2026-{number:05d}", "entered_by": person, "entered_at": now},
                    DocumentVersion: {"id": version, "document": key, "client": client, "number": 1, "blob": blob,
                                      "file_name": f"{title}.pdf", "media_type": "application/pdf", "size": 1,
                                      "pages": PAGES, "by": person, "at": now, "text_state": "read"},
                }  # fmt: skip
                for model, given in values.items():
                    rows[model].append(_row(model, given))
                held = DocumentVersion(id=version, document=key, mark="")
                pages.append((held, [document_index.Said(n + 1, words.page(), "native") for n in range(PAGES)]))
            for model, added in rows.items():
                insert_many(model, list(model._meta.sorted_field_names), added)
            document_index.keep_heads(work, list(Document.select().where(Document.number >= f"HT-2026-{start:05d}")))
            for held, said in pages:
                document_index.keep_pages(work, held, "identity", said, more=True)
        if start % 10_000 == 0:
            _office._say(f"{start:,} documents …")
    if not work.database.sqlite:
        engine.execute_sql("VACUUM ANALYZE")


def _row(model: Any, given: dict[str, Any]) -> tuple[Any, ...]:
    found = []
    for name in model._meta.sorted_field_names:
        field = model._meta.fields[name]
        value = given.get(name, None if callable(field.default) else field.default)
        found.append(field.db_value("" if value is None and not field.null else value))
    return tuple(found)


@contextmanager
def offices(server: str | None, size: int) -> Iterator[_office.Bench]:
    """An office with documents, kept between runs beside those without."""
    place = _office._new_folder() / f"documents_{size}.{'server' if server else 'office'}.json"
    if server is None:
        path, workstation = _office.sqlite_file(CLIENTS)
        copy = path.with_name(f"documents_{size}.office")
        if not place.is_file():
            shutil.copyfile(path, copy)
        database = open_sqlite(copy, _office.KEY)
    else:
        with _office.postgres_office(server, CLIENTS) as plain:
            workstation = plain.office.workstation
        name = f"documents_{size}"
        if not place.is_file():
            with closing(psycopg.connect(server, autocommit=True)) as admin:
                admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
                admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "office_{CLIENTS}" STRATEGY FILE_COPY')
        database = open_postgres(_office.url_of(server, name))
    try:
        bench = _office._signed_in(database, workstation, size)
        if not place.is_file():
            if bench.database.sqlite:
                bench.database.engine.execute_sql("PRAGMA synchronous = OFF")
            _office._say(f"filling {bench.engine} with {size:,} documents …")
            with bench.office.staged(bench.me) as work:
                fill(work, size)
            Path(place).write_text(json.dumps({}), "ascii")
        yield bench
    finally:
        database.disconnect()


def measure(report: Report, bench: _office.Bench) -> None:
    with bench.database.reading():
        staff: UUID = Person.get(Person.login == "staff0").id
        pages = PageIndex.select().where(PageIndex.number > 0).count()
        assert DocumentPage.select().count() == pages
    own = {Right.SEE_CLIENTS: Scope.OWN, Right.SEE_DOCUMENTS: Scope.OWN}
    people = {"sees all": bench.with_all_rights().mandate, "sees his own": Mandate(staff, None, own)}
    for who, mandate in people.items():
        me = replace(bench.me, mandate=mandate)
        timing, processor, slowest = Timing(), Timing(), (0.0, "")
        for turn in range(ROUNDS + 1):
            for text in TYPED:
                with bench.office.work(me) as work:
                    begun = time.process_time()
                    took = timed(lambda work=work, text=text: document_search.find(work, text))
                    used = (time.process_time() - begun) * 1000
                if turn:
                    timing.samples.append(took)
                    processor.samples.append(used)
                    slowest = max(slowest, (took, text))
        name = f"{bench.engine}, {bench.size:,} documents, {pages:,} pages, {who}"
        report.limit(f"{name}: p95", timing.p95, BOUND)
        report.limit(f"{name}: p50", timing.p50, None)
        report.limit(f"{name}: p95 of the processor, here", processor.p95, BOUND)
        report.note(f"slowest: {slowest[1]} {slowest[0]:.0f} ms")


def main() -> int:
    report = Report("Searching documents")
    size = 5_000 if quick() else 100_000
    with offices(None, size) as bench:
        measure(report, bench)
    with _office.server() as url, offices(url, size) as bench:
        measure(report, bench)
    return finish(report)


if __name__ == "__main__":
    sys.exit(main())
