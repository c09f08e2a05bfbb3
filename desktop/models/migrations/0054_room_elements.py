"""What stands in a room besides tables: doors, pillars, a stage, for all parties or for one booking (SE-2)."""

from typing import Any

# Frozen, as all steps are
TABLE = """CREATE TABLE room_element (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, room_id {uuid},
    booking_id {uuid}, kind VARCHAR(12){collation} NOT NULL, label VARCHAR(20){collation} NOT NULL, x INTEGER NOT NULL,
    y INTEGER NOT NULL, width INTEGER NOT NULL, depth INTEGER NOT NULL, turned SMALLINT NOT NULL, withdrawn_at BIGINT,
    FOREIGN KEY (room_id) REFERENCES room (id) ON DELETE RESTRICT, FOREIGN KEY (booking_id) REFERENCES booking (id)
    ON DELETE RESTRICT)"""


def up(migrator: Any, db: Any) -> None:
    sqlite = hasattr(db, "rekey")
    # bytes decide the order of text, as in the first step
    places = {"uuid": "TEXT", "collation": ""} if sqlite else {"uuid": "UUID", "collation": ' COLLATE "C"'}
    db.execute_sql(TABLE.format(**places))
    db.execute_sql("CREATE INDEX room_element_room_id ON room_element (room_id)")
    db.execute_sql("CREATE INDEX room_element_booking_id ON room_element (booking_id)")
