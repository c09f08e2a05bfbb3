"""When each client's information card was printed last (CO-7): what the records of prints tell is filled in."""

import json
from typing import Any
from uuid import uuid4

# Frozen, as all steps are
TABLE = """
CREATE TABLE card_print (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, client_id {uuid} NOT NULL, printed_at
    BIGINT NOT NULL, FOREIGN KEY (client_id) REFERENCES client (id) ON DELETE RESTRICT);
CREATE UNIQUE INDEX card_print_client_id ON card_print (client_id)
"""
SQLITE = {"uuid": "TEXT"}
POSTGRES = {"uuid": "UUID"}
BATCH = 500


def up(migrator: Any, db: Any) -> None:
    sqlite = hasattr(db, "rekey")
    for statement in TABLE.split(";"):
        db.execute_sql(statement.format(**(SQLITE if sqlite else POSTGRES)).strip())
    mark = "?" if sqlite else "%s"
    printed: dict[str, int] = {}
    for facts, at in db.execute_sql(
        "SELECT facts, at FROM record WHERE topic = 'prints' AND action = 'print' ORDER BY serial"
    ).fetchall():
        told = json.loads(facts)
        if told.get("sheet") == "card":
            printed.update((code, at) for code in told.get("clients", ()) if isinstance(code, str))
    codes = sorted(printed)
    for start in range(0, len(codes), BATCH):
        part = codes[start : start + BATCH]
        marks = ", ".join([mark] * len(part))
        query = f"SELECT id, code FROM client WHERE erased_at IS NULL AND code IN ({marks})"
        for key, code in db.execute_sql(query, part).fetchall():
            db.execute_sql(
                f"INSERT INTO card_print (id, version, client_id, printed_at) VALUES ({mark}, 1, {mark}, {mark})",
                (uuid4().hex, key, printed[code]),
            )
