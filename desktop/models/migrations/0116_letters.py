"""Templates of letters and messages, with their wordings (CM-7)."""

import re
from typing import Any

# Frozen, as all steps are
STATEMENTS = """
CREATE TABLE letter_template (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, name VARCHAR(80) NOT NULL, kind
    VARCHAR(12) NOT NULL, language VARCHAR(8) NOT NULL, purpose VARCHAR(24) NOT NULL, number SMALLINT NOT NULL,
    made_by_id {uuid} NOT NULL, made_at BIGINT NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (made_by_id) REFERENCES person
    (id) ON DELETE RESTRICT);
CREATE TABLE letter_wording (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, template_id {uuid} NOT NULL,
    number SMALLINT NOT NULL, subject VARCHAR(200) NOT NULL, words TEXT NOT NULL, reason VARCHAR(200) NOT NULL, by_id
    {uuid} NOT NULL, at BIGINT NOT NULL, used_since BIGINT, checked_by_id {uuid}, withdrawn_at BIGINT, FOREIGN KEY
    (template_id) REFERENCES letter_template (id) ON DELETE RESTRICT, FOREIGN KEY (by_id) REFERENCES person (id) ON
    DELETE RESTRICT, FOREIGN KEY (checked_by_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE UNIQUE INDEX letter_wording_template_id_number ON letter_wording (template_id, number)
"""

SQLITE = {"uuid": "TEXT"}
POSTGRES = {"uuid": "UUID"}


def up(migrator: Any, db: Any) -> None:
    sqlite = hasattr(db, "rekey")
    for statement in STATEMENTS.split(";"):
        text = statement.format(**(SQLITE if sqlite else POSTGRES)).strip()
        if not sqlite:
            # bytes decide the order of text, as in the first step
            text = re.sub(r"(VARCHAR\(\d+\)|TEXT)", r'\1 COLLATE "C"', text)
        db.execute_sql(text)
