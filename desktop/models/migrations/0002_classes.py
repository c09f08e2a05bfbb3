"""Spend and visits of clients, and the classes that follow from them."""

import re
from typing import Any

# Frozen, as all steps are
TABLES = """
ALTER TABLE client ADD COLUMN leader {bool};
CREATE TABLE spend_import (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, file_name VARCHAR(255) NOT
    NULL, file_hash VARCHAR(64) NOT NULL, at BIGINT NOT NULL, person_id {uuid} NOT NULL, operation {uuid} NOT NULL,
    count INTEGER NOT NULL, amount BIGINT NOT NULL, undone_at BIGINT, FOREIGN KEY (person_id) REFERENCES person (id)
    ON DELETE RESTRICT);
CREATE INDEX spend_import_file_hash ON spend_import (file_hash);
CREATE INDEX spend_import_person_id ON spend_import (person_id);
CREATE TABLE spend (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, client_id {uuid} NOT NULL, spent_on
    DATE NOT NULL, amount BIGINT NOT NULL, visits INTEGER NOT NULL, source VARCHAR(16) NOT NULL, origin {uuid},
    batch_id {uuid}, note VARCHAR(200) NOT NULL, entered_by_id {uuid} NOT NULL, entered_at BIGINT NOT NULL,
    withdrawn_at BIGINT, FOREIGN KEY (client_id) REFERENCES client (id) ON DELETE RESTRICT, FOREIGN KEY (batch_id)
    REFERENCES spend_import (id) ON DELETE RESTRICT, FOREIGN KEY (entered_by_id) REFERENCES person (id) ON DELETE
    RESTRICT);
CREATE INDEX spend_client_id ON spend (client_id);
CREATE UNIQUE INDEX spend_origin ON spend (origin);
CREATE INDEX spend_batch_id ON spend (batch_id);
CREATE INDEX spend_entered_by_id ON spend (entered_by_id);
CREATE INDEX spend_spent_on_client_id_withdrawn_at_amount_visits ON spend (spent_on, client_id, withdrawn_at,
    amount, visits);
CREATE TABLE class_run (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, quarter VARCHAR(6) NOT NULL,
    preset VARCHAR(16) NOT NULL, rules TEXT NOT NULL, figures TEXT NOT NULL, at BIGINT NOT NULL, person_id {uuid} NOT
    NULL, operation {uuid} NOT NULL, undone_at BIGINT, FOREIGN KEY (person_id) REFERENCES person (id) ON DELETE
    RESTRICT);
CREATE INDEX class_run_person_id ON class_run (person_id);
CREATE TABLE class_result (run_id {uuid} NOT NULL, client_id {uuid} NOT NULL, before VARCHAR(1) NOT NULL, proposed
    VARCHAR(1) NOT NULL, given VARCHAR(1) NOT NULL, spend BIGINT NOT NULL, visits INTEGER NOT NULL, earlier_visits
    INTEGER NOT NULL, spend_rank INTEGER, visit_rank INTEGER, why VARCHAR(24) NOT NULL, override VARCHAR(200) NOT
    NULL, PRIMARY KEY (run_id, client_id), FOREIGN KEY (run_id) REFERENCES class_run (id) ON DELETE RESTRICT, FOREIGN
    KEY (client_id) REFERENCES client (id) ON DELETE RESTRICT);
CREATE INDEX class_result_client_id ON class_result (client_id);
CREATE TABLE class_teaching (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, run_id {uuid} NOT NULL,
    taught_on DATE NOT NULL, people TEXT NOT NULL, note VARCHAR(200) NOT NULL, person_id {uuid} NOT NULL, withdrawn_at
    BIGINT, FOREIGN KEY (run_id) REFERENCES class_run (id) ON DELETE RESTRICT, FOREIGN KEY (person_id) REFERENCES
    person (id) ON DELETE RESTRICT);
CREATE INDEX class_teaching_run_id ON class_teaching (run_id);
CREATE INDEX class_teaching_person_id ON class_teaching (person_id)
"""

SQLITE = {"uuid": "TEXT", "bool": "INTEGER"}
POSTGRES = {"uuid": "UUID", "bool": "BOOLEAN"}
# Told, as the first step tells it: a quarter is a small part of many years
PLANNER_SQLITE = (
    """INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('spend', 'spend_spent_on_client_id_withdrawn_at_amount_visits', '1000000 800 1 1 1 1'),
    ('spend', 'spend_client_id', '1000000 10'),
    ('class_result', 'class_result_client_id', '400000 4')""",
)


def up(migrator: Any, db: Any) -> None:
    sqlite = hasattr(db, "rekey")
    for statement in TABLES.split(";"):
        text = statement.format(**(SQLITE if sqlite else POSTGRES)).strip()
        if not sqlite:
            # bytes decide the order of text, as in the first step
            text = re.sub(r"(VARCHAR\(\d+\)|TEXT)", r'\1 COLLATE "C"', text)
        db.execute_sql(text)
    for text in PLANNER_SQLITE if sqlite else ():
        db.execute_sql(text)
