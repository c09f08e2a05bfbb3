"""Marked notes are found by the sealed text they speak of, and records by what was done.

A backup of which an older version noted that no recovery sheet opens it says so in its column.
"""

from typing import Any

# Frozen, as all steps are
NOTES = ("contact", "competitor_note", "dealing")
INDEXES = (*(f"{table}_told" for table in NOTES), "record_topic_action")
BY_ACTION = "CREATE INDEX record_topic_action ON record (topic, action, serial)"
TOLD = "CREATE INDEX {table}_told ON {table} (substr(sealed, length(sealed) - 63)) WHERE sealed <> ''"

NO_SHEET = ("Not sealed for the recovery sheet: whoever made it holds no key to tell the sheet by. Let somebody who "
            "holds a key make one.")  # fmt: skip
LACKS = "UPDATE backup SET for_sheet = {false}, trouble = '' WHERE state = 'proved' AND trouble = {mark}"


def up(migrator: Any, db: Any) -> None:
    for table in NOTES:
        db.execute_sql(TOLD.format(table=table))
    db.execute_sql(BY_ACTION)
    sqlite = hasattr(db, "rekey")
    db.execute_sql(LACKS.format(false="0" if sqlite else "false", mark="?" if sqlite else "%s"), (NO_SHEET,))
