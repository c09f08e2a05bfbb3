"""The chain of signed powers, and the vault keys wrapped for the recovery sheet.

A step has no keys and can sign nothing: whoever runs people does so at the first sign-in after it.
"""

import re
from typing import Any

TABLES = """
CREATE TABLE power (number INTEGER NOT NULL PRIMARY KEY, at BIGINT NOT NULL, signer {uuid}, content TEXT NOT NULL,
    previous {blob} NOT NULL, signature {blob} NOT NULL);
CREATE TABLE recovery_wrap (vault VARCHAR(20) NOT NULL, epoch SMALLINT NOT NULL, wrapped {blob} NOT NULL,
    PRIMARY KEY (vault, epoch))
"""

SQLITE = {"uuid": "TEXT", "blob": "BLOB"}
POSTGRES = {"uuid": "UUID", "blob": "BYTEA"}


def up(migrator: Any, db: Any) -> None:
    sqlite = hasattr(db, "rekey")
    for statement in TABLES.split(";"):
        text = statement.format(**(SQLITE if sqlite else POSTGRES)).strip()
        if not sqlite:
            # bytes decide the order of text, as in the first step
            text = re.sub(r"(VARCHAR\(\d+\)|TEXT)", r'\1 COLLATE "C"', text)
        db.execute_sql(text)
