"""Why a secret rule about seats holds lies apart from the rule (SE-3).

No screen and no command has entered such a rule so far, so that there is none to take apart.
"""

from typing import Any

# Frozen, as all steps are
TABLE = """CREATE TABLE secret_reason (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, rule_id {uuid} NOT
    NULL, reason VARCHAR(200){collation} NOT NULL, entered_by_id {uuid} NOT NULL, FOREIGN KEY (rule_id) REFERENCES
    seating_rule (id) ON DELETE RESTRICT, FOREIGN KEY (entered_by_id) REFERENCES person (id) ON DELETE RESTRICT)"""


def up(migrator: Any, db: Any) -> None:
    sqlite = hasattr(db, "rekey")
    # bytes decide the order of text, as in the first step
    places = {"uuid": "TEXT", "collation": ""} if sqlite else {"uuid": "UUID", "collation": ' COLLATE "C"'}
    db.execute_sql(TABLE.format(**places))
    db.execute_sql("CREATE UNIQUE INDEX secret_reason_rule_id ON secret_reason (rule_id)")
