"""Cards and collection forms that go out for a meal, and to whom what they say was passed on (CO-9, CO-10)."""

import re
from typing import Any

# Frozen, as all steps are
TABLES = """
CREATE TABLE given_out (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, line_id {uuid} NOT NULL, booking_id
    {uuid} NOT NULL, kind VARCHAR(8) NOT NULL, place VARCHAR(80) NOT NULL, timing VARCHAR(8) NOT NULL, reason
    VARCHAR(200) NOT NULL, count_out SMALLINT NOT NULL, count_back SMALLINT NOT NULL, server VARCHAR(60) NOT NULL,
    received_at BIGINT, understood_at BIGINT, recorded_for BOOLEAN NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (line_id)
    REFERENCES register_line (id) ON DELETE RESTRICT, FOREIGN KEY (booking_id) REFERENCES booking (id) ON DELETE
    RESTRICT);
CREATE UNIQUE INDEX given_out_line_id ON given_out (line_id);
CREATE INDEX given_out_booking_id ON given_out (booking_id);
CREATE TABLE passed_on (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, given_id {uuid} NOT NULL, relay
    VARCHAR(8) NOT NULL, name VARCHAR(60) NOT NULL, at BIGINT NOT NULL, noted_by_id {uuid} NOT NULL, withdrawn_at
    BIGINT, FOREIGN KEY (given_id) REFERENCES given_out (id) ON DELETE RESTRICT, FOREIGN KEY (noted_by_id) REFERENCES
    person (id) ON DELETE RESTRICT);
CREATE INDEX passed_on_given_id ON passed_on (given_id)
"""

SQLITE = {"uuid": "TEXT"}
POSTGRES = {"uuid": "UUID"}


def up(migrator: Any, db: Any) -> None:
    sqlite = hasattr(db, "rekey")
    for statement in TABLES.split(";"):
        text = statement.format(**(SQLITE if sqlite else POSTGRES)).strip()
        if not sqlite:
            # bytes decide the order of text, as in the first step
            text = re.sub(r"(VARCHAR\(\d+\)|TEXT)", r'\1 COLLATE "C"', text)
        db.execute_sql(text)
