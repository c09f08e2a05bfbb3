"""When a value was last seen to hold; and of a card that went out, who brought it back and whether its paper was typed.

All of it empty in what was there before: a value counts from the day on which it was confirmed.
"""

import re
from typing import Any

# Frozen, as all steps are
COLUMNS = """
ALTER TABLE value_review ADD COLUMN seen_at BIGINT;
ALTER TABLE given_out ADD COLUMN returned_by VARCHAR(60) NOT NULL DEFAULT '';
ALTER TABLE given_out ADD COLUMN typed_at BIGINT
"""


def up(migrator: Any, db: Any) -> None:
    sqlite = hasattr(db, "rekey")
    for statement in COLUMNS.split(";"):
        text = statement.strip()
        if not sqlite:
            # bytes decide the order of text, as in the first step
            text = re.sub(r"(VARCHAR\(\d+\))", r'\1 COLLATE "C"', text)
        db.execute_sql(text)
