"""Lets sealed values of levels 2 and 3 wait for review that were entered before such values were reviewed (CL-8).

Nobody has confirmed them, so each is provisional, entered by whoever wrote it last. Which of the office's own fields
hold something lies sealed too: where a block has any, all of them wait, and an empty one is confirmed as that.
"""

import json
from typing import Any

from desktop.rules.ids import new_id

BLOCKS = {
    "property": ("client_property", ("property", "assets", "income")),
    "accounts": ("client_accounts", ("bank", "bank_account", "bank_cards", "investments")),
}
OWN = "SELECT key, block, forms FROM own_field WHERE withdrawn_at IS NULL"
UNREVIEWED = """
    SELECT c.id, c.form FROM {table} b JOIN client c ON c.id = b.client_id
    WHERE b.{column} IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM value_review r WHERE r.client_id = c.id AND r.field = {mark})"""
TRACES = """
    SELECT j.kind, j.changes, r.person, r.at FROM journal j JOIN record r ON r.serial = j.record_id
    WHERE j.row_id = {mark} ORDER BY j.id DESC"""
FIRST = "SELECT 'create', NULL, id, created_at FROM person ORDER BY created_at, id LIMIT 1"
REVIEW = """
    INSERT INTO value_review (id, version, client_id, field, state, learnt, basis, entered_by_id, entered_at)
    VALUES ({marks})"""


def up(migrator: Any, db: Any) -> None:
    mark = "?" if hasattr(db, "rekey") else "%s"
    own = db.execute_sql(OWN).fetchall()
    for block, (table, columns) in BLOCKS.items():
        for column in columns:
            _wait(db, mark, table, column, column, ("person", "organisation"))
        for key, of, forms in own:
            if of == block:
                _wait(db, mark, table, "own", f"own_{key}", forms.split(","))


def _wait(db: Any, mark: str, table: str, column: str, field: str, forms: Any) -> None:
    found = db.execute_sql(UNREVIEWED.format(table=table, column=column, mark=mark), (field,)).fetchall()
    text = REVIEW.format(marks=", ".join([mark] * 9))
    for client, form in found:
        if form in forms:
            person, at = _entered(db, mark, client, f"{table}.{column}")
            db.execute_sql(text, (new_id().hex, 1, client, field, "provisional", "", "", person, at))


def _entered(db: Any, mark: str, client: Any, place: str) -> tuple[Any, int]:
    """By whom and when a value was written last; what came with the file, by whom it was opened."""
    traces = db.execute_sql(TRACES.format(mark=mark), (client,)).fetchall()
    wrote = [trace for trace in traces if trace[1] and place in json.loads(trace[1])]
    opened = [trace for trace in traces if trace[0] == "create"]
    # a lawful erasure may have emptied the journal
    _kind, _changes, person, at = [*wrote, *opened, *db.execute_sql(FIRST).fetchall()][0]
    return person, at
