"""Puts the competitor notes and events that an office has already into its search index, as contacts are."""

from collections.abc import Iterator
from typing import Any

from desktop.rules.tokens import fts5_text, tokens_of, tsvector_literal

NOTES = """
    SELECT 'competitor', t.id, c.owner_id, c.deputy_id, c.department_id, t.competitor, t.offer, t.rate, t.source
    FROM competitor_note t JOIN client c ON c.id = t.client_id"""
EVENTS = "SELECT 'event', t.id, NULL, NULL, NULL, t.title, t.place, t.note FROM event t"
DOC = "INSERT INTO search_doc (kind, subject, owner, deputy, department{more}) VALUES ({marks})"


def up(migrator: Any, db: Any) -> None:
    sqlite = hasattr(db, "rekey")
    for whose, values in _found(db):
        tokens = tokens_of((), values)
        if not sqlite:
            doc = DOC.format(more=", tokens", marks="%s, %s, %s, %s, %s, %s::tsvector")
            db.execute_sql(doc, (*whose, tsvector_literal(tokens)))
            continue
        serial = db.execute_sql(DOC.format(more="", marks="?, ?, ?, ?, ?"), whose).lastrowid
        db.execute_sql("INSERT INTO search_text_more (rowid, other) VALUES (?, ?)", (serial, fts5_text(tokens.other)))


def _found(db: Any) -> Iterator[tuple[tuple[Any, ...], tuple[str, ...]]]:
    """Kind, id and scope of each row, and what it is found by."""
    for text in (NOTES, EVENTS):
        for row in db.execute_sql(text).fetchall():
            yield tuple(row[:5]), tuple(value or "" for value in row[5:])
