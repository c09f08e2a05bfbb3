"""Fewer pages for a save to write, and on SQLite a text index of its own for what hangs on clients.

A save moves a file in each index that holds the day it was looked through: now in two instead of four. Few files have a
deputy, so those without are not in the index of deputies, and the files of a department are picked from all. Whoever
asks for clients need no longer ask each hit what kind it is.
"""

from typing import Any

from desktop.rules.tokens import fts5_text, tokens_of

COLUMNS = "withdrawn_at, looked_through_at, client_class, draft, birthday, id"
INDEXES = (
    "DROP INDEX client_of_deputy",
    f"CREATE INDEX client_of_deputy ON client (deputy_id, {COLUMNS}) WHERE deputy_id IS NOT NULL",
    "DROP INDEX client_of_department",
    "DROP INDEX client_withdrawn_at_looked_through_at_id_client_class",
    "CREATE INDEX client_rhythm ON client (withdrawn_at, looked_through_at, id, client_class, draft, birthday, "
    "owner_id, deputy_id, department_id)",
    # the numbers of a writer begin with it
    "DROP INDEX record_writer_id",
)
PLANNER = """INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('client', 'client_of_deputy', '20000 1000 1000 10 5 5 2 1'),
    ('client', 'client_rhythm', '100000 100000 50 1 1 1 1 1 1 1')"""
CONTACTS = """
    SELECT d.serial, t.subject, t.content, t.result, t.next_step
    FROM search_doc d LEFT JOIN contact t ON t.id = d.subject
    WHERE d.kind = 'contact'"""


def up(migrator: Any, db: Any) -> None:
    for statement in INDEXES:
        db.execute_sql(statement)
    if not hasattr(db, "rekey"):
        return
    db.execute_sql(PLANNER)
    db.execute_sql("CREATE VIRTUAL TABLE search_text_more USING fts5(other, content='', contentless_delete=1, "
                   "tokenize='ascii', prefix='2 3 4')")  # fmt: skip
    for serial, *values in db.execute_sql(CONTACTS).fetchall():
        db.execute_sql("DELETE FROM search_text WHERE rowid = ?", (serial,))
        db.execute_sql("DELETE FROM search_text_names WHERE rowid = ?", (serial,))
        found = tokens_of((), [value or "" for value in values])
        db.execute_sql("INSERT INTO search_text_more (rowid, other) VALUES (?, ?)", (serial, fts5_text(found.other)))
