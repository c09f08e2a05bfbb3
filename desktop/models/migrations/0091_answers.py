"""A contact from a client waits for its first answer; who spoke on the client's side (CM-1, CM-2)."""

from typing import Any

# Frozen, as all steps are
STATEMENTS = (
    "ALTER TABLE contact ADD COLUMN persons VARCHAR(200){collation} NOT NULL DEFAULT ''",
    "ALTER TABLE contact ADD COLUMN waiting_since BIGINT",
    "ALTER TABLE contact ADD COLUMN answer_due BIGINT",
    "ALTER TABLE contact ADD COLUMN answered_at BIGINT",
    "ALTER TABLE contact ADD COLUMN answers {uuid}",
    "CREATE INDEX contact_waiting ON contact (waiting_since) WHERE (waiting_since IS NOT NULL)",
    "CREATE INDEX contact_answers ON contact (answers) WHERE (answers IS NOT NULL)",
)
SQLITE = {"collation": "", "uuid": "TEXT"}
POSTGRES = {"collation": ' COLLATE "C"', "uuid": "UUID"}


def up(migrator: Any, db: Any) -> None:
    places = SQLITE if hasattr(db, "rekey") else POSTGRES
    for statement in STATEMENTS:
        db.execute_sql(statement.format(**places))
