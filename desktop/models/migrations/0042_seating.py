"""Seats at bookings: tables, who comes, the seats given, rules, kept versions, and what was printed (SE-1 to SE-6)."""

import re
from typing import Any

# Frozen, as all steps are
TABLES = """
CREATE TABLE seating_plan (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, booking_id {uuid} NOT NULL, pack
    VARCHAR(40) NOT NULL, honour VARCHAR(8) NOT NULL, seed BIGINT, way VARCHAR(8) NOT NULL, FOREIGN KEY (booking_id)
    REFERENCES booking (id) ON DELETE RESTRICT);
CREATE UNIQUE INDEX seating_plan_booking_id ON seating_plan (booking_id);
CREATE TABLE seating_table (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, booking_id {uuid} NOT NULL,
    origin_id {uuid}, label VARCHAR(20) NOT NULL, shape VARCHAR(16) NOT NULL, seats SMALLINT NOT NULL, ends BOOLEAN NOT
    NULL, in_rows TEXT NOT NULL, width INTEGER NOT NULL, depth INTEGER NOT NULL, x INTEGER NOT NULL, y INTEGER NOT NULL,
    turned SMALLINT NOT NULL, rank SMALLINT NOT NULL, roles TEXT NOT NULL, ordered TEXT NOT NULL, flags TEXT NOT NULL,
    withdrawn_at BIGINT, FOREIGN KEY (booking_id) REFERENCES booking (id) ON DELETE RESTRICT, FOREIGN KEY (origin_id)
    REFERENCES room_table (id) ON DELETE RESTRICT);
CREATE INDEX seating_table_booking_id ON seating_table (booking_id);
CREATE TABLE attendance (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, booking_id {uuid} NOT NULL, party
    VARCHAR(8) NOT NULL, duty VARCHAR(16) NOT NULL, rank SMALLINT NOT NULL, attached_to_id {uuid}, name VARCHAR(200) NOT
    NULL, salutation VARCHAR(60) NOT NULL, unit VARCHAR(200) NOT NULL, traits TEXT NOT NULL, languages TEXT NOT NULL,
    reply VARCHAR(8) NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (booking_id) REFERENCES booking (id) ON DELETE RESTRICT,
    FOREIGN KEY (attached_to_id) REFERENCES attendance (id) ON DELETE RESTRICT);
CREATE INDEX attendance_booking_id ON attendance (booking_id);
CREATE TABLE attendance_client (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, attendance_id {uuid} NOT NULL,
    client_id {uuid} NOT NULL, name VARCHAR(200) NOT NULL, salutation VARCHAR(60) NOT NULL, unit VARCHAR(200) NOT NULL,
    withdrawn_at BIGINT, FOREIGN KEY (attendance_id) REFERENCES attendance (id) ON DELETE RESTRICT, FOREIGN KEY
    (client_id) REFERENCES client (id) ON DELETE RESTRICT);
CREATE INDEX attendance_client_client_id ON attendance_client (client_id);
CREATE UNIQUE INDEX attendance_client_once ON attendance_client (attendance_id) WHERE (withdrawn_at IS NULL);
CREATE TABLE seat_assignment (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, seating_table_id {uuid} NOT
    NULL, seat SMALLINT NOT NULL, attendance_id {uuid} NOT NULL, pinned BOOLEAN NOT NULL, method VARCHAR(8) NOT NULL,
    withdrawn_at BIGINT, FOREIGN KEY (seating_table_id) REFERENCES seating_table (id) ON DELETE RESTRICT, FOREIGN KEY
    (attendance_id) REFERENCES attendance (id) ON DELETE RESTRICT);
CREATE UNIQUE INDEX seat_given_once ON seat_assignment (seating_table_id, seat) WHERE (withdrawn_at IS NULL);
CREATE UNIQUE INDEX seated_once ON seat_assignment (attendance_id) WHERE (withdrawn_at IS NULL);
CREATE TABLE seating_rule (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, booking_id {uuid} NOT NULL, number
    SMALLINT NOT NULL, kind VARCHAR(16) NOT NULL, people TEXT NOT NULL, weight SMALLINT, reason VARCHAR(200) NOT NULL,
    secret BOOLEAN NOT NULL, role VARCHAR(4) NOT NULL, seating_table_id {uuid}, most SMALLINT NOT NULL, entered_by_id
    {uuid} NOT NULL, entered_at BIGINT NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (booking_id) REFERENCES booking (id)
    ON DELETE RESTRICT, FOREIGN KEY (seating_table_id) REFERENCES seating_table (id) ON DELETE RESTRICT, FOREIGN KEY
    (entered_by_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX seating_rule_booking_id ON seating_rule (booking_id);
CREATE TABLE seating_version (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, booking_id {uuid} NOT NULL,
    number SMALLINT NOT NULL, name VARCHAR(60) NOT NULL, content TEXT NOT NULL, checksum VARCHAR(64) NOT NULL,
    kept_by_id {uuid} NOT NULL, kept_at BIGINT NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (booking_id) REFERENCES
    booking (id) ON DELETE RESTRICT, FOREIGN KEY (kept_by_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX seating_version_booking_id ON seating_version (booking_id);
CREATE TABLE seating_print (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, booking_id {uuid} NOT NULL, kind
    VARCHAR(8) NOT NULL, code VARCHAR(16) NOT NULL, items TEXT NOT NULL, printed_by_id {uuid} NOT NULL, printed_at
    BIGINT NOT NULL, FOREIGN KEY (booking_id) REFERENCES booking (id) ON DELETE RESTRICT, FOREIGN KEY (printed_by_id)
    REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX seating_print_booking_id ON seating_print (booking_id)
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
