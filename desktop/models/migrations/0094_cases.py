"""Cases of clients and callers, their timeline, and the series of their numbers (SV-1 to SV-3)."""

import re
from typing import Any

# Frozen, as all steps are
STATEMENTS = """
CREATE TABLE service_case (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, number VARCHAR(40) NOT NULL,
    client_id {uuid}, caller VARCHAR(120) NOT NULL, phone VARCHAR(40) NOT NULL, kind VARCHAR(40) NOT NULL, kind_label
    VARCHAR(40) NOT NULL, flow VARCHAR(12) NOT NULL, clock VARCHAR(16) NOT NULL, amount INTEGER NOT NULL, callback_days
    SMALLINT, channel VARCHAR(16) NOT NULL, subject VARCHAR(200) NOT NULL, content TEXT NOT NULL, contact {uuid},
    adverse BOOLEAN NOT NULL, department_id {uuid}, handler_id {uuid} NOT NULL, recorded_by_id {uuid} NOT NULL,
    recorded_at BIGINT NOT NULL, step VARCHAR(12) NOT NULL, rounds SMALLINT NOT NULL, started_at BIGINT NOT NULL,
    warn_at BIGINT, due_at BIGINT, paused_at BIGINT, done_at BIGINT, cause VARCHAR(80) NOT NULL, level SMALLINT NOT
    NULL, heard SMALLINT NOT NULL, report_until BIGINT, report_by_id {uuid}, callback_on DATE, calls_back_id {uuid},
    closed_at BIGINT, withdrawn_at BIGINT, FOREIGN KEY (client_id) REFERENCES client (id) ON DELETE RESTRICT, FOREIGN
    KEY (department_id) REFERENCES department (id) ON DELETE RESTRICT, FOREIGN KEY (handler_id) REFERENCES person (id)
    ON DELETE RESTRICT, FOREIGN KEY (recorded_by_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY
    (report_by_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (calls_back_id) REFERENCES person (id) ON
    DELETE RESTRICT);
CREATE UNIQUE INDEX service_case_number ON service_case (number);
CREATE INDEX service_case_client_id_recorded_at ON service_case (client_id, recorded_at);
CREATE INDEX service_case_handler_id_step ON service_case (handler_id, step);
CREATE INDEX service_case_department_id_step ON service_case (department_id, step);
CREATE INDEX case_open ON service_case (due_at) WHERE (closed_at IS NULL);
CREATE TABLE case_entry (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, case_id {uuid} NOT NULL, client_id
    {uuid}, kind VARCHAR(12) NOT NULL, step VARCHAR(12) NOT NULL, detail VARCHAR(80) NOT NULL, good BOOLEAN NOT NULL,
    said TEXT NOT NULL, by_id {uuid} NOT NULL, at BIGINT NOT NULL, person_id {uuid}, amount INTEGER, ended_at BIGINT,
    rounds SMALLINT NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (case_id) REFERENCES service_case (id) ON DELETE
    RESTRICT, FOREIGN KEY (client_id) REFERENCES client (id) ON DELETE RESTRICT, FOREIGN KEY (by_id) REFERENCES person
    (id) ON DELETE RESTRICT, FOREIGN KEY (person_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX case_entry_case_id ON case_entry (case_id);
CREATE INDEX case_entry_client_id ON case_entry (client_id);
CREATE INDEX case_entry_person_id ON case_entry (person_id);
CREATE TABLE case_series (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, scope VARCHAR(60) NOT NULL, last
    INTEGER NOT NULL);
CREATE UNIQUE INDEX case_series_scope ON case_series (scope)
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
