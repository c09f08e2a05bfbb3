"""Visitors, planned or not, who is not let in, and entries to zones closed to visitors (RE-1 to RE-4)."""

import re
from typing import Any

# Frozen, as all steps are
STATEMENTS = """
CREATE TABLE visitor (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, client_id {uuid}, name VARCHAR(120) NOT
    NULL, unit VARCHAR(120) NOT NULL, phone VARCHAR(40) NOT NULL, heads SMALLINT NOT NULL, kind VARCHAR(20) NOT NULL,
    rank VARCHAR(8) NOT NULL, purpose VARCHAR(200) NOT NULL, owner_id {uuid}, deputy_id {uuid}, department_id {uuid},
    planned_by_id {uuid}, expected_at BIGINT, proposed VARCHAR(10) NOT NULL, why VARCHAR(16) NOT NULL, grade
    VARCHAR(10) NOT NULL, grade_reason VARCHAR(200) NOT NULL, badge_id {uuid}, came_at BIGINT, received_by_id {uuid},
    answered_at BIGINT, met_at BIGINT, left_at BIGINT, stand_in_id {uuid}, stand_in_reason VARCHAR(200) NOT NULL,
    contact {uuid}, breach_of_id {uuid}, breach_at BIGINT, breach_by_id {uuid}, breach_note VARCHAR(200) NOT NULL,
    called_off_at BIGINT, withdrawn_at BIGINT, FOREIGN KEY (client_id) REFERENCES client (id) ON DELETE RESTRICT,
    FOREIGN KEY (owner_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (deputy_id) REFERENCES person (id) ON
    DELETE RESTRICT, FOREIGN KEY (department_id) REFERENCES department (id) ON DELETE RESTRICT, FOREIGN KEY
    (planned_by_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (badge_id) REFERENCES register_line (id) ON
    DELETE RESTRICT, FOREIGN KEY (received_by_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (stand_in_id)
    REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (breach_of_id) REFERENCES person (id) ON DELETE RESTRICT,
    FOREIGN KEY (breach_by_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX visitor_client_id ON visitor (client_id);
CREATE INDEX visitor_badge_id ON visitor (badge_id);
CREATE INDEX visitor_breach_of_id ON visitor (breach_of_id);
CREATE INDEX visitor_owner_id_came_at ON visitor (owner_id, came_at);
CREATE INDEX visitor_deputy_id_came_at ON visitor (deputy_id, came_at);
CREATE INDEX visitor_department_id_came_at ON visitor (department_id, came_at);
CREATE INDEX visitor_inside ON visitor (came_at) WHERE ((came_at IS NOT NULL) AND (left_at IS NULL));
CREATE INDEX visitor_expected ON visitor (expected_at) WHERE (expected_at IS NOT NULL);
CREATE INDEX visitor_came ON visitor (came_at) WHERE (came_at IS NOT NULL);
CREATE TABLE refused_visitor (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, name VARCHAR(120) NOT NULL,
    unit VARCHAR(120) NOT NULL, phone VARCHAR(40) NOT NULL, reason VARCHAR(200) NOT NULL, by_id {uuid} NOT NULL, at
    BIGINT NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (by_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE TABLE zone_entry (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, visitor_id {uuid} NOT NULL, zone
    VARCHAR(60) NOT NULL, escort_id {uuid} NOT NULL, approved_by_id {uuid}, in_at BIGINT NOT NULL, out_at BIGINT,
    entered_by_id {uuid} NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (visitor_id) REFERENCES visitor (id) ON DELETE
    RESTRICT, FOREIGN KEY (escort_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (approved_by_id)
    REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (entered_by_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX zone_entry_visitor_id ON zone_entry (visitor_id)
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
