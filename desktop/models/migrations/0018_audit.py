"""Refused sign-ins, presence, alarms, audit rounds with their findings, incidents, scans of security."""

import re
from typing import Any

# Frozen, as all steps are
TABLES = """
CREATE TABLE refused_sign_in (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, workstation {uuid} NOT NULL,
    person_id {uuid}, suspended {bool} NOT NULL, tries INTEGER NOT NULL, first_at BIGINT NOT NULL, last_at BIGINT NOT
    NULL, recorded_at BIGINT, FOREIGN KEY (person_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX refused_sign_in_person_id ON refused_sign_in (person_id);
CREATE TABLE presence (writer_id {uuid} NOT NULL PRIMARY KEY, person {uuid} NOT NULL, workstation {uuid} NOT NULL,
    entered_at BIGINT NOT NULL, seen_at BIGINT NOT NULL, left_at BIGINT, locked {bool} NOT NULL, program VARCHAR(40)
    NOT NULL, keyring {bool}, clock BIGINT, FOREIGN KEY (writer_id) REFERENCES writer (id) ON DELETE CASCADE);
CREATE INDEX presence_person ON presence (person);
CREATE TABLE alarm (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, kind VARCHAR(24) NOT NULL, mark
    VARCHAR(160) NOT NULL, at BIGINT NOT NULL, raised_by_id {uuid} NOT NULL, workstation {uuid} NOT NULL, subject
    {uuid}, facts TEXT NOT NULL, handled_at BIGINT, handled_by_id {uuid}, handling VARCHAR(500) NOT NULL, FOREIGN KEY
    (raised_by_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (handled_by_id) REFERENCES person (id) ON
    DELETE RESTRICT);
CREATE INDEX alarm_raised_by_id ON alarm (raised_by_id);
CREATE INDEX alarm_handled_by_id ON alarm (handled_by_id);
CREATE UNIQUE INDEX alarm_kind_mark ON alarm (kind, mark);
CREATE TABLE audit_round (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, first_on DATE NOT NULL, last_on DATE
    NOT NULL, sign_ins_at BIGINT, changes_at BIGINT, files_at BIGINT, closed_at BIGINT, closed_by_id {uuid}, note
    VARCHAR(1000) NOT NULL, FOREIGN KEY (closed_by_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE UNIQUE INDEX audit_round_last_on ON audit_round (last_on);
CREATE INDEX audit_round_closed_by_id ON audit_round (closed_by_id);
CREATE TABLE audit_finding (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, round_id {uuid} NOT NULL, part
    VARCHAR(16) NOT NULL, found VARCHAR(1000) NOT NULL, found_by_id {uuid} NOT NULL, found_at BIGINT NOT NULL, handling
    VARCHAR(1000) NOT NULL, handled_by_id {uuid}, handled_at BIGINT, FOREIGN KEY (round_id) REFERENCES audit_round (id)
    ON DELETE RESTRICT, FOREIGN KEY (found_by_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (handled_by_id)
    REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX audit_finding_round_id ON audit_finding (round_id);
CREATE INDEX audit_finding_found_by_id ON audit_finding (found_by_id);
CREATE INDEX audit_finding_handled_by_id ON audit_finding (handled_by_id);
CREATE TABLE incident (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, title VARCHAR(120) NOT NULL, noticed_at
    BIGINT NOT NULL, reported_by_id {uuid} NOT NULL, reported_at BIGINT NOT NULL, person_id {uuid}, first_on DATE,
    last_on DATE, FOREIGN KEY (reported_by_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (person_id)
    REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX incident_reported_by_id ON incident (reported_by_id);
CREATE INDEX incident_person_id ON incident (person_id);
CREATE TABLE incident_step (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, incident_id {uuid} NOT NULL, step
    VARCHAR(16) NOT NULL, said VARCHAR(2000) NOT NULL, by_id {uuid} NOT NULL, at BIGINT NOT NULL, FOREIGN KEY
    (incident_id) REFERENCES incident (id) ON DELETE RESTRICT, FOREIGN KEY (by_id) REFERENCES person (id) ON DELETE
    RESTRICT);
CREATE INDEX incident_step_incident_id ON incident_step (incident_id);
CREATE INDEX incident_step_by_id ON incident_step (by_id);
CREATE TABLE security_scan (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, scanned_on DATE NOT NULL, what
    VARCHAR(200) NOT NULL, found VARCHAR(1000) NOT NULL, repaired VARCHAR(1000) NOT NULL, repaired_on DATE,
    entered_by_id {uuid} NOT NULL, entered_at BIGINT NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (entered_by_id)
    REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX security_scan_entered_by_id ON security_scan (entered_by_id)
"""

SQLITE = {"uuid": "TEXT", "bool": "INTEGER"}
POSTGRES = {"uuid": "UUID", "bool": "BOOLEAN"}


def up(migrator: Any, db: Any) -> None:
    sqlite = hasattr(db, "rekey")
    for statement in TABLES.split(";"):
        text = statement.format(**(SQLITE if sqlite else POSTGRES)).strip()
        if not sqlite:
            # bytes decide the order of text, as in the first step
            text = re.sub(r"(VARCHAR\(\d+\)|TEXT)", r'\1 COLLATE "C"', text)
        db.execute_sql(text)
