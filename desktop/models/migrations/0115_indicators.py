"""Checks of entered values, daily states of files, own indicators, and indexes by which appraisal counts (AP-1)."""

import re
from typing import Any

# Frozen, as all steps are
STATEMENTS = """
CREATE TABLE field_draw (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, first_on DATE NOT NULL, last_on DATE
    NOT NULL, seed BIGINT NOT NULL, size SMALLINT NOT NULL, grave SMALLINT NOT NULL, pool INTEGER NOT NULL, by_id {uuid}
    NOT NULL, at BIGINT NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (by_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE UNIQUE INDEX field_draw_once ON field_draw (first_on) WHERE (withdrawn_at IS NULL);
CREATE TABLE field_check (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, draw_id {uuid}, client_id {uuid} NOT
    NULL, field VARCHAR(40) NOT NULL, author_id {uuid} NOT NULL, entered_at BIGINT NOT NULL, weight SMALLINT NOT NULL,
    verdict VARCHAR(8) NOT NULL, by_id {uuid}, at BIGINT, note TEXT NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (draw_id)
    REFERENCES field_draw (id) ON DELETE RESTRICT, FOREIGN KEY (client_id) REFERENCES client (id) ON DELETE RESTRICT,
    FOREIGN KEY (author_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (by_id) REFERENCES person (id) ON
    DELETE RESTRICT);
CREATE INDEX field_check_draw_id ON field_check (draw_id);
CREATE INDEX field_check_client_id ON field_check (client_id);
CREATE INDEX field_check_counted ON field_check (at, author_id, verdict, weight) WHERE at IS NOT NULL AND withdrawn_at
    IS NULL;
CREATE INDEX field_check_open ON field_check (author_id) WHERE at IS NULL AND withdrawn_at IS NULL;
CREATE TABLE file_span (client_id {uuid} NOT NULL, person_id {uuid} NOT NULL, first_on DATE NOT NULL, last_on DATE,
    filled SMALLINT NOT NULL, required SMALLINT NOT NULL, fresh {bool} NOT NULL, PRIMARY KEY (client_id, first_on),
    FOREIGN KEY (client_id) REFERENCES client (id) ON DELETE RESTRICT, FOREIGN KEY (person_id) REFERENCES person (id) ON
    DELETE RESTRICT);
CREATE UNIQUE INDEX file_span_now ON file_span (client_id) WHERE (last_on IS NULL);
CREATE INDEX file_span_counted ON file_span (last_on, first_on, person_id, client_id, filled, required, fresh);
CREATE TABLE own_indicator (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, key VARCHAR(24) NOT NULL,
    dimension VARCHAR(4) NOT NULL, name VARCHAR(80) NOT NULL, formula VARCHAR(500) NOT NULL, kind VARCHAR(8) NOT NULL,
    rises {bool} NOT NULL, low BIGINT NOT NULL, high BIGINT NOT NULL, weight INTEGER NOT NULL, floor SMALLINT NOT NULL,
    passing SMALLINT NOT NULL, target SMALLINT NOT NULL, number SMALLINT NOT NULL, withdrawn_at BIGINT);
CREATE UNIQUE INDEX own_indicator_key ON own_indicator (key);
CREATE TABLE own_score (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, indicator_id {uuid} NOT NULL, owner_id
    {uuid} NOT NULL, deputy_id {uuid}, department_id {uuid}, scored_on DATE NOT NULL, due BIGINT NOT NULL, value BIGINT
    NOT NULL, outcome INTEGER NOT NULL, by_id {uuid} NOT NULL, at BIGINT NOT NULL, note VARCHAR(300) NOT NULL,
    withdrawn_at BIGINT, FOREIGN KEY (indicator_id) REFERENCES own_indicator (id) ON DELETE RESTRICT, FOREIGN KEY
    (owner_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (deputy_id) REFERENCES person (id) ON DELETE
    RESTRICT, FOREIGN KEY (department_id) REFERENCES department (id) ON DELETE RESTRICT, FOREIGN KEY (by_id) REFERENCES
    person (id) ON DELETE RESTRICT);
CREATE INDEX own_score_indicator_id_due_owner_id ON own_score (indicator_id, due, owner_id);
CREATE INDEX own_score_owner_id_due ON own_score (owner_id, due);
ALTER TABLE archive_file ADD COLUMN due_a BIGINT;
ALTER TABLE archive_file ADD COLUMN due_b BIGINT;
CREATE INDEX archive_file_due_a ON archive_file (due_a) WHERE (due_a IS NOT NULL);
CREATE INDEX archive_file_due_b ON archive_file (due_b) WHERE (due_b IS NOT NULL);
DROP INDEX contact_answers;
CREATE INDEX contact_answers ON contact (answers, at, direction, entered_by_id, entered_at, withdrawn_at) WHERE (answers
    IS NOT NULL);
CREATE INDEX contact_answer_due ON contact (answer_due, staff_id, answered_at, client_id, id) WHERE answer_due IS NOT
    NULL AND withdrawn_at IS NULL;
CREATE INDEX visit_report_due ON visit (report_due, visitor_id, reported_at, called_off_at, client_id, contact) WHERE
    (withdrawn_at IS NULL);
CREATE INDEX handover_line_due ON handover_line (due, owner_id) WHERE due IS NOT NULL AND withdrawn_at IS NULL;
CREATE INDEX register_line_due ON register_line (register, due, holder_id, keeper_id, out_by_id, back_at, ending) WHERE
    due IS NOT NULL AND withdrawn_at IS NULL;
CREATE INDEX approval_alone ON approval (decided_at) WHERE (confirm_until IS NOT NULL);
CREATE INDEX case_due ON service_case (flow, due_at) WHERE (withdrawn_at IS NULL);
CREATE INDEX case_callback ON service_case (callback_on) WHERE (callback_on IS NOT NULL);
CREATE INDEX case_entry_done ON case_entry (kind, step, at, case_id, by_id, good) WHERE (withdrawn_at IS NULL);
CREATE INDEX spot_check_released ON spot_check (released_at) WHERE (released_at IS NOT NULL)
"""

SQLITE = {"uuid": "TEXT", "bool": "INTEGER"}
POSTGRES = {"uuid": "UUID", "bool": "BOOLEAN"}


def up(migrator: Any, db: Any) -> None:
    sqlite = hasattr(db, "rekey")
    for statement in STATEMENTS.split(";"):
        text = statement.format(**(SQLITE if sqlite else POSTGRES)).strip()
        if not sqlite:
            # bytes decide the order of text, as in the first step
            text = re.sub(r"(VARCHAR\(\d+\)|TEXT)", r'\1 COLLATE "C"', text)
        db.execute_sql(text)
