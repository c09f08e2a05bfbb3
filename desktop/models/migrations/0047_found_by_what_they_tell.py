"""Marked notes are found by the sealed text they speak of, and records by what was done.

A backup of which an older version noted that no recovery sheet opens it says so in its column.
"""

from typing import Any

# Frozen, as all steps are
NOTES = ("contact", "competitor_note", "dealing")
TOLD = "CREATE INDEX {table}_told ON {table} (substr(sealed, length(sealed) - 63)) WHERE sealed <> ''"


def up(migrator: Any, db: Any) -> None:
    for table in NOTES:
        db.execute_sql(TOLD.format(table=table))
