"""Allergies that somebody entered and nobody confirmed have an index: Today asks which of them no card tells (CO-7)."""

from typing import Any

# Frozen, as all steps are
INDEX = """CREATE INDEX value_review_unverified ON value_review (client_id, entered_at)
    WHERE field = 'allergies' AND state = 'provisional' AND learnt <> 'imported'"""


def up(migrator: Any, db: Any) -> None:
    db.execute_sql(INDEX)
