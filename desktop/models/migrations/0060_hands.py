"""A value keeps everybody who had a hand in it since it was confirmed last: none of them confirms it (CL-8, CO-6)."""

from typing import Any

# Frozen, as all steps are
COLUMN = "ALTER TABLE value_review ADD COLUMN hands TEXT{collation} NOT NULL DEFAULT ''"


def up(migrator: Any, db: Any) -> None:
    # bytes decide the order of text, as in the first step
    db.execute_sql(COLUMN.format(collation="" if hasattr(db, "rekey") else ' COLLATE "C"'))
