"""Who made a visit that somebody else reports, answers that count no more, and an index for a department's day."""

from typing import Any

# Frozen, as all steps are
STATEMENTS = (
    "ALTER TABLE visit ADD COLUMN made_by_id {uuid} REFERENCES person (id) ON DELETE RESTRICT",
    "ALTER TABLE survey_reply ADD COLUMN voided_at BIGINT",
    "ALTER TABLE survey_reply ADD COLUMN voided_by_id {uuid} REFERENCES person (id) ON DELETE RESTRICT",
    "ALTER TABLE survey_reply ADD COLUMN voided_why VARCHAR(200){collation} NOT NULL DEFAULT ''",
    "CREATE INDEX service_case_department_id_recorded_at ON service_case (department_id, recorded_at)",
    "DROP INDEX daily_digest_day_department_id",
    "CREATE UNIQUE INDEX daily_digest_closed ON daily_digest (day, department_id) WHERE (withdrawn_at IS NULL)",
)


def up(migrator: Any, db: Any) -> None:
    sqlite = hasattr(db, "rekey")
    # bytes decide the order of text, as in the first step
    words = {"uuid": "TEXT", "collation": ""} if sqlite else {"uuid": "UUID", "collation": ' COLLATE "C"'}
    for statement in STATEMENTS:
        db.execute_sql(statement.format(**words))
