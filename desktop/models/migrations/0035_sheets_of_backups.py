"""Whether a recovery sheet opens a backup stands in a column; records of what was taken along are found at once.

Sealed texts of notes that went back to their own file when a merge was taken apart are filed under that again.
"""

import re
from typing import Any
from uuid import UUID

# Frozen, as all steps are
COLUMN = "ALTER TABLE backup ADD COLUMN for_sheet BOOLEAN NOT NULL DEFAULT {true}"
TAKEN = "CREATE INDEX record_taken ON record (topic) WHERE topic IN ('exports', 'prints', 'partners')"
NOTES = ("contact", "competitor_note", "dealing")
STANDING = re.compile("sha256:([0-9a-f]{64})")


def up(migrator: Any, db: Any) -> None:
    sqlite = hasattr(db, "rekey")
    db.execute_sql(COLUMN.format(true="1" if sqlite else "true"))
    db.execute_sql(TAKEN)
    # in the order in which they were taken apart: a note may have gone back more than once
    apart = "SELECT kept_id, merged_id FROM merge WHERE undone_at IS NOT NULL ORDER BY undone_at"
    for kept, merged in db.execute_sql(apart).fetchall():
        _refile(db, "?" if sqlite else "%s", kept, merged)


def _refile(db: Any, mark: str, kept: UUID | str, merged: UUID | str) -> None:
    for table in NOTES:
        told = f"""SELECT n.sealed FROM {table} n WHERE n.client_id = {mark}
            UNION ALL SELECT j.changes FROM journal j JOIN {table} n ON n.id = j.row_id WHERE n.client_id = {mark}"""
        texts = db.execute_sql(told, (merged, merged)).fetchall()
        for digest in {digest for (text,) in texts for digest in STANDING.findall(text or "")}:
            moved = f"UPDATE sealed_text SET client_id = {mark} WHERE digest = {mark} AND client_id = {mark}"
            db.execute_sql(moved, (merged, bytes.fromhex(digest), kept))
