"""Lets a department set its own update rhythm, and dealings be filed where they are reported to (CL-6, CL-7)."""

from typing import Any

from desktop.rules.tokens import fts5_text, tokens_of, tsvector_literal

DEALINGS = """
    SELECT 'dealing', t.id, c.owner_id, c.deputy_id, c.department_id, t.title, t.content
    FROM dealing t JOIN client c ON c.id = t.client_id WHERE NOT t.confidential"""
DOC = "INSERT INTO search_doc (kind, subject, owner, deputy, department{more}) VALUES ({marks})"


def up(migrator: Any, db: Any) -> None:
    sqlite = hasattr(db, "rekey")
    # bytes decide the order of text, as in the first step
    kind, uuid = ("TEXT", "TEXT") if sqlite else ('TEXT COLLATE "C"', "UUID")
    db.execute_sql(f"ALTER TABLE department ADD COLUMN rhythm {kind} NOT NULL DEFAULT '{{}}'")
    db.execute_sql(f"ALTER TABLE dealing ADD COLUMN filed_by_id {uuid} REFERENCES person (id) ON DELETE RESTRICT")
    db.execute_sql("ALTER TABLE dealing ADD COLUMN filed_at BIGINT")
    for row in db.execute_sql(DEALINGS).fetchall():
        whose, tokens = tuple(row[:5]), tokens_of((), tuple(value or "" for value in row[5:]))
        if sqlite:
            serial = db.execute_sql(DOC.format(more="", marks="?, ?, ?, ?, ?"), whose).lastrowid
            more = "INSERT INTO search_text_more (rowid, other) VALUES (?, ?)"
            db.execute_sql(more, (serial, fts5_text(tokens.other)))
        else:
            doc = DOC.format(more=", tokens", marks="%s, %s, %s, %s, %s, %s::tsvector")
            db.execute_sql(doc, (*whose, tsvector_literal(tokens)))
