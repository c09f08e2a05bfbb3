"""Rooms and their tables, the office's meals, and the booking book (SE-2, SE-7)."""

import re
from typing import Any

# Frozen, as all steps are
TABLES = """
CREATE TABLE meal (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, key VARCHAR(16) NOT NULL, name VARCHAR(40)
    NOT NULL, begins SMALLINT NOT NULL, ends SMALLINT NOT NULL, ready_by SMALLINT NOT NULL, turns SMALLINT NOT NULL,
    withdrawn_at BIGINT);
CREATE TABLE room (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, name VARCHAR(40) NOT NULL, floor
    VARCHAR(20) NOT NULL, hall BOOLEAN NOT NULL, seats SMALLINT NOT NULL, place SMALLINT NOT NULL, width INTEGER NOT
    NULL, depth INTEGER NOT NULL, note VARCHAR(200) NOT NULL, withdrawn_at BIGINT);
CREATE TABLE room_table (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, room_id {uuid} NOT NULL, label
    VARCHAR(20) NOT NULL, shape VARCHAR(16) NOT NULL, seats SMALLINT NOT NULL, x INTEGER NOT NULL, y INTEGER NOT NULL,
    width INTEGER NOT NULL, depth INTEGER NOT NULL, turned SMALLINT NOT NULL, withdrawn_at BIGINT, FOREIGN KEY
    (room_id) REFERENCES room (id) ON DELETE RESTRICT);
CREATE INDEX room_table_room_id ON room_table (room_id);
CREATE TABLE booking (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, number INTEGER NOT NULL, booked_on DATE
    NOT NULL, meal_id {uuid} NOT NULL, turn SMALLINT NOT NULL, at SMALLINT NOT NULL, people SMALLINT NOT NULL, state
    VARCHAR(12) NOT NULL, purpose VARCHAR(80) NOT NULL, deposit BIGINT NOT NULL, wishes VARCHAR(300) NOT NULL,
    taken_by_id {uuid} NOT NULL, taken_at BIGINT NOT NULL, arrived_at BIGINT, left_at BIGINT, called_off_at BIGINT,
    called_off_from VARCHAR(12) NOT NULL, reason VARCHAR(200) NOT NULL, total BIGINT, food BIGINT, signed BOOLEAN,
    withdrawn_at BIGINT, FOREIGN KEY (meal_id) REFERENCES meal (id) ON DELETE RESTRICT, FOREIGN KEY (taken_by_id)
    REFERENCES person (id) ON DELETE RESTRICT);
CREATE UNIQUE INDEX booking_number ON booking (number);
CREATE INDEX booking_booked_on_meal_id_state ON booking (booked_on, meal_id, state);
CREATE TABLE booked_place (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, booking_id {uuid} NOT NULL,
    room_id {uuid} NOT NULL, room_table_id {uuid}, spot {uuid} NOT NULL, booked_on DATE NOT NULL, meal_id {uuid} NOT
    NULL, turn SMALLINT NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (booking_id) REFERENCES booking (id) ON DELETE
    RESTRICT, FOREIGN KEY (room_id) REFERENCES room (id) ON DELETE RESTRICT, FOREIGN KEY (room_table_id) REFERENCES
    room_table (id) ON DELETE RESTRICT, FOREIGN KEY (meal_id) REFERENCES meal (id) ON DELETE RESTRICT);
CREATE INDEX booked_place_booking_id ON booked_place (booking_id);
CREATE UNIQUE INDEX booked_place_once ON booked_place (spot, booked_on, meal_id, turn) WHERE (withdrawn_at IS NULL);
CREATE TABLE booking_client (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, booking_id {uuid} NOT NULL,
    client_id {uuid} NOT NULL, part VARCHAR(8) NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (booking_id) REFERENCES
    booking (id) ON DELETE RESTRICT, FOREIGN KEY (client_id) REFERENCES client (id) ON DELETE RESTRICT);
CREATE INDEX booking_client_booking_id ON booking_client (booking_id);
CREATE INDEX booking_client_client_id ON booking_client (client_id)
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
