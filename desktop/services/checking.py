"""Looks the whole office over: the file itself, the chains of records, the keys, and rows that hang on nothing."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import peewee

from desktop.i18n import N_
from desktop.models.clients import BLOCKS, Client
from desktop.models.copies import is_unwritten
from desktop.models.office import Person, PersonKeys, VaultKey
from desktop.models.search import SearchDoc
from desktop.models.server_policies import tables as all_tables
from desktop.rules.errors import Damaged
from desktop.rules.lines import Line
from desktop.rules.rights import Right
from desktop.services import signing
from desktop.services.chains import Report, check_chains, verifies
from desktop.services.emptied import check_emptied
from desktop.services.vault import wrap_text
from desktop.services.work import Work

Progress = Callable[..., object]

_AT_ONCE = 40  # columns
_BAD_PAGE = re.compile(r"HMAC verification failed for page (\d+)")


def check_office(work: Work, progress: Progress = lambda *_: None, *, copied: bool = False) -> Report:
    """Checks everything that can be checked from here, in reading stages; seconds to minutes in a big office.

    `copied`: a file whose bytes have just been compared with their hash, so that the cipher's own hashes tell no more.
    """
    work.require(Right.SEE_AUDIT)
    report = Report()
    steps = (
        _check_structure if copied else _check_file,
        _check_grants,
        _check_powers,
        _check_references,
        _check_search,
    )
    for number, step in enumerate(steps):
        progress(number, len(steps) + 1)
        with work.reading():
            step(work, report)
    # most of the time goes into these
    check_chains(work, report, progress=lambda _done, _total: progress(len(steps), len(steps) + 1))
    check_emptied(work, report)
    progress(len(steps) + 1, len(steps) + 1)
    return report


def line(work: Work) -> Line:
    """How this computer's questions travel to the office; told to everybody who works here."""
    # reading path: nothing is read
    return work.database.line


def _check_file(work: Work, report: Report) -> None:
    engine = work.database.engine
    if work.database.sqlite:
        # with free pages integrity_check misses damage that the cipher's own check finds
        found = [str(row[0]) for row in engine.execute_sql("PRAGMA cipher_integrity_check").fetchall()]
        for what in _without_unwritten(engine, found):
            report.add("file", N_("The office's file is damaged: {what}"), what=what[:120])
        _check_structure(work, report)
    else:
        query = "SELECT conname FROM pg_constraint WHERE NOT convalidated"
        for (name,) in engine.execute_sql(query).fetchall():
            report.add("file", N_("The server does not enforce the rule {what}."), what=name)


def _check_structure(work: Work, report: Report) -> None:
    for (what,) in work.database.engine.execute_sql("PRAGMA integrity_check").fetchall():
        if what != "ok":
            report.add("file", N_("The office's file is damaged: {what}"), what=str(what)[:120])


def _without_unwritten(engine: Any, found: list[str]) -> list[str]:
    """Leaves out pages that were taken and freed by one and the same write: SQLite never writes these, so the file
    has zeros there, which the cipher's check takes for damage. In a page that is used, integrity_check finds them.
    """
    pages = {line: int(number.group(1)) for line in found if (number := _BAD_PAGE.search(line))}
    if not pages:
        return found
    size = int(engine.execute_sql("PRAGMA page_size").fetchone()[0])
    unwritten = [line for line, page in pages.items()
                 if is_unwritten(Path(engine.database), (page - 1) * size, size)]  # fmt: skip
    free = int(engine.execute_sql("PRAGMA freelist_count").fetchone()[0])
    return [line for line in found if line not in unwritten] if len(unwritten) <= free else found


def _check_grants(work: Work, report: Report) -> None:
    names = dict(Person.select(Person.id, Person.name).tuples())
    now = signing.current(work)
    for row in VaultKey.select():
        report.counts["grants"] = report.counts.get("grants", 0) + 1
        text = wrap_text(row.vault, row.epoch, row.person_id) + bytes(row.wrapped)
        if not any(verifies(key, bytes(row.signature), text) for key in now.signers(row.granted_by_id)):
            report.add("keys", N_("The key of “{vault}” for {name} was not given by who it names."),
                       vault=row.vault, name=names.get(row.person_id, "?"))  # fmt: skip
    with_keys = {person for (person,) in PersonKeys.select(PersonKeys.person_id).tuples()}
    for name in [name for person, name in names.items() if person not in with_keys]:
        report.add("keys", N_("The account of {name} has no keys."), name=name)
    if work.me.vaults.keys:
        _check_sealed(work, report)


def _check_powers(work: Work, report: Report) -> None:
    """Whether the tables say of people and roles what was signed."""
    report.counts["signed powers"] = signing.current(work).number
    for each in signing.differences(work):
        report.add("powers", each.message, **each.values)


def _check_sealed(work: Work, report: Report) -> None:
    """Opens what I hold keys of, without showing it; a value moved or changed outside the program does not open."""
    for block, table in BLOCKS.items():
        if not work.me.vaults.holds(block.value):
            continue
        blobs = [f for f in table._meta.sorted_fields if isinstance(f, peewee.BlobField)]
        columns = [f for f in blobs if not f.name.endswith("_index")]
        for client, *values in table.select(table.client_id, *columns).tuples().iterator():
            for column, value in zip(columns, values, strict=True):
                if value is None:
                    continue
                report.counts["sealed values"] = report.counts.get("sealed values", 0) + 1
                try:
                    work.me.vaults.open(block.value, f"{table._meta.table_name}.{column.name}", client, bytes(value))
                except Damaged:
                    report.add("keys", N_("A sealed value of “{place}” does not open: it was changed or moved."),
                               place=f"{table._meta.table_name}.{column.name}")  # fmt: skip


def _check_references(work: Work, report: Report) -> None:
    """Rows whose parent is gone; the databases forbid it, so any is a trace of another program."""
    if work.narrowed:
        # not everybody sees the parents; and there no other program gets round the server's own rule
        return
    columns = [column for model in all_tables() for column in model._meta.refs]
    for start in range(0, len(columns), _AT_ONCE):
        some = columns[start : start + _AT_ONCE]
        # plain words, and few questions: building hundreds of queries took longer than answering them
        counts = ", ".join(_orphans(column) for column in some)
        found = work.database.engine.execute_sql(f"SELECT {counts}").fetchone()
        for column, orphans in zip(some, found, strict=True):
            if orphans:
                report.add("orphans", N_("{n} rows of {table} hang on a {parent} that is not there."), n=orphans,
                           table=column.model._meta.table_name,
                           parent=column.rel_model._meta.table_name)  # fmt: skip


def _orphans(column: Any) -> str:
    child, parent = column.model._meta.table_name, column.rel_model._meta.table_name
    held, key = f'c."{column.column_name}"', f'p."{column.rel_field.column_name}"'
    return (f'(SELECT count(*) FROM "{child}" c LEFT JOIN "{parent}" p ON {key} = {held} '
            f"WHERE {held} IS NOT NULL AND {key} IS NULL)")  # fmt: skip


def _check_search(work: Work, report: Report) -> None:
    """Every file that is in use can be found, and the index names nothing that is gone."""
    if work.narrowed:
        return
    report.counts["clients"] = Client.select().count()
    stray = (
        SearchDoc.select()
        .join(Client, peewee.JOIN.LEFT_OUTER, on=(Client.id == SearchDoc.subject))
        .where((SearchDoc.kind == "client") & Client.id.is_null())
        .count()
    )
    if stray:
        report.add("search", N_("{n} entries of the search index belong to no client."), n=stray)
    unfound = (
        Client.select()
        .join(SearchDoc, peewee.JOIN.LEFT_OUTER, on=(Client.id == SearchDoc.subject))
        .where(SearchDoc.serial.is_null() & Client.withdrawn_at.is_null())
        .count()
    )
    if unfound:
        report.add("search", N_("{n} clients can't be found by search."), n=unfound)
    if work.database.sqlite:
        query = """SELECT count(*) FROM search_doc d LEFT JOIN search_text_docsize t ON t.id = d.serial
                   LEFT JOIN search_text_more_docsize m ON m.id = d.serial
                   WHERE CASE d.kind WHEN 'client' THEN t.id ELSE m.id END IS NULL"""
        bare = work.database.engine.execute_sql(query).fetchone()[0]
        if bare:
            report.add("search", N_("{n} entries of the search index have no text."), n=bare)
