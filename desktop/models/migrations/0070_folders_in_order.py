"""A large folder opens by an index of its entries in their order, and is counted by another."""

from typing import Any

# Frozen, as all steps are
STATEMENTS = (
    "ALTER TABLE folder_entry ADD COLUMN sort_key TEXT{collation} NOT NULL DEFAULT ''",
    """UPDATE folder_entry SET sort_key = (SELECT CASE WHEN d.mark = '' THEN d.sort_key ELSE {last} END
        FROM document d WHERE d.id = folder_entry.document_id)""",
    "DROP INDEX folder_entry_folder_id",
    "DROP INDEX folder_entry_client_id",
    "CREATE INDEX entry_in_order ON folder_entry (folder_id, sort_key, document_id)",
    "CREATE INDEX entry_counted ON folder_entry (client_id, folder_id, withdrawn_at)",
    "CREATE INDEX document_out_of_use ON document (client_id) WHERE (withdrawn_at IS NOT NULL)",
)
SQLITE = {"collation": "", "last": "char(65533)"}
POSTGRES = {"collation": ' COLLATE "C"', "last": "chr(65533)"}


def up(migrator: Any, db: Any) -> None:
    places = SQLITE if hasattr(db, "rekey") else POSTGRES
    for statement in STATEMENTS:
        db.execute_sql(statement.format(**places))
