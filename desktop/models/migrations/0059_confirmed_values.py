"""What was confirmed is told by an index of its own: it is little among all that waits since an import.

Whose card lacks what was accepted, and which facts ask to be confirmed again, is asked with every look at Today.
"""

from typing import Any

# Frozen, as all steps are
INDEX = """CREATE INDEX value_review_confirmed ON value_review (client_id, field, reviewed_at, seen_at, entered_at)
    WHERE state = 'verified'"""


def up(migrator: Any, db: Any) -> None:
    db.execute_sql(INDEX)
