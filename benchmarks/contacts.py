"""How long logging a contact takes, scrolling the many of one client, and searching a million of them (CM-1)."""

import random
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from benchmarks._office import ADMIN, CHEAP, KEY, PASSWORD, PLAN, SECRET
from benchmarks._report import Report, Timing, finish, quick, timed
from desktop.models.bulk import insert_raw
from desktop.models.contacts import Contact
from desktop.models.database import OfficeDatabase, open_sqlite
from desktop.rules import contacts as rules
from desktop.rules.contacts import Channel
from desktop.rules.ids import new_id
from desktop.rules.tokens import fts5_text, tokens_of
from desktop.rules.words import ClientForm
from desktop.services import clients, contact_lists, contacts, founding
from desktop.services.contact_lists import Only
from desktop.services.work import Work

CLIENTS, OF_ONE, STEP = 500, 10_000, 50
LOGGED, STEPS, ROUNDS = 40, 200, 3
# Common words, two at once, a word with a number, a client
WORDS = ("包房", "菜单", "报价", "婚宴", "年会", "忌口", "停车", "发票", "改期", "加菜", "投影", "回访", "茶叶", "生日",
         "接机")  # fmt: skip
TYPED = (*WORDS, "年会 报价", "婚宴 改期", "第4711次", "客户77", "无此词也")
BEGIN = datetime(2020, 1, 1, tzinfo=UTC)


def main() -> int:
    count = 50_000 if quick() else 1_000_000
    report = Report(f"{count:,} contacts on SQLite, {OF_ONE:,} of one client")
    with tempfile.TemporaryDirectory(prefix="clientele-contacts-", ignore_cleanup_errors=True) as folder:
        database = open_sqlite(Path(folder) / "a.office", KEY, create=True)
        office = founding.found(database, PLAN, SECRET, CHEAP)
        me = office.sign_in(ADMIN, PASSWORD)
        keys = [office.run(me, clients.open_client, ClientForm.PERSON, {"name": f"客户{n}"}) for n in range(CLIENTS)]
        fill(database, keys, me.id, count)
        said = rules.Report(Channel.PHONE, "问中秋包房", "要牡丹厅，八位")
        log = Timing([timed(partial(office.run, me, contacts.log_contact, keys[n], said)) for n in range(1, LOGGED)])
        report.limit("a contact saved, p95", log.p95, 50)
        report.limit("a client's contacts scrolled by a page, p95", scroll(office, me, keys[0]).p95, 20)
        found = Timing([timed(partial(office.ask, me, searched, text)) for _round in range(ROUNDS) for text in TYPED])
        report.limit("all contacts searched: first page and count, p95", found.p95, 150)
        with closing(database.engine):
            office.disconnect()
    return finish(report)


def searched(work: Work, text: str) -> object:
    only = Only(text=text)
    return contact_lists.page(work, only), contact_lists.count(work, only)


def scroll(office: Any, me: Any, client: UUID) -> Timing:
    timing, last = Timing(), None
    for step in range(STEPS):
        begin = time.perf_counter()
        found = office.ask(me, contact_lists.page, Only(client=client), step * STEP, STEP, last)
        timing.samples.append((time.perf_counter() - begin) * 1000)
        if not found:
            break
        last = found[-1].id
    return timing


def fill(database: OfficeDatabase, keys: Sequence[UUID], me: UUID, count: int) -> None:
    """Below the services, as an import would leave it."""
    chance, channels = random.Random(7), [channel.value for channel in Channel]
    columns = ("id", "version", "client_id", "channel", "direction", "at", "staff_id", "subject", "content", "result",
               "next_step", "entered_by_id", "entered_at", "mark", "sealed", "persons")  # fmt: skip
    for start in range(0, count, 20_000):
        rows, docs, texts = [], [], []
        for number in range(start, min(start + 20_000, count)):
            said, told = " ".join(chance.choices(WORDS, k=2)), f"第{number}次"
            client = keys[0] if number % max(1, count // OF_ONE) == 0 else chance.choice(keys[1:])
            key, at, serial = new_id(), Contact.at.db_value(BEGIN + timedelta(minutes=number * 3)), number + 1_000_000
            rows.append((key.hex, 1, client.hex, chance.choice(channels), chance.choice(("in", "out")), at, me.hex,
                         said, told, "", "", me.hex, at, "", "", ""))  # fmt: skip
            docs.append((serial, "contact", key.hex))
            texts.append((serial, fts5_text(tokens_of((), (said, told)).other)))
        with database.writing():
            insert_raw(database.engine, "contact", columns, rows)
            insert_raw(database.engine, "search_doc", ("serial", "kind", "subject"), docs)
            insert_raw(database.engine, "search_text_more", ("rowid", "other"), texts)


if __name__ == "__main__":
    raise SystemExit(main())
