"""Risk, identity checks, plans of classes, competitors, rewards and events (CL-12 to CL-19)."""

import re
from typing import Any

# Frozen, as all steps are
TABLES = """
CREATE TABLE risk_assessment (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, client_id {uuid} NOT
    NULL, aspect VARCHAR(16) NOT NULL, level VARCHAR(16) NOT NULL, consequence VARCHAR(16) NOT NULL, reason
    VARCHAR(500) NOT NULL, look_again DATE, person_id {uuid} NOT NULL, at BIGINT NOT NULL, withdrawn_at BIGINT,
    FOREIGN KEY (client_id) REFERENCES client (id) ON DELETE RESTRICT, FOREIGN KEY (person_id) REFERENCES person
    (id) ON DELETE RESTRICT);
CREATE INDEX risk_assessment_client_id ON risk_assessment (client_id);
CREATE INDEX risk_assessment_look_again ON risk_assessment (look_again);
CREATE INDEX risk_assessment_person_id ON risk_assessment (person_id);
CREATE TABLE fraud_warning (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, client_id {uuid} NOT NULL,
    noticed_on DATE NOT NULL, sign VARCHAR(16) NOT NULL, noticed VARCHAR(500) NOT NULL, entered_by_id {uuid} NOT
    NULL, settled_at BIGINT, settled_by_id {uuid}, outcome VARCHAR(500) NOT NULL, withdrawn_at BIGINT, FOREIGN KEY
    (client_id) REFERENCES client (id) ON DELETE RESTRICT, FOREIGN KEY (entered_by_id) REFERENCES person (id) ON
    DELETE RESTRICT, FOREIGN KEY (settled_by_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX fraud_warning_client_id ON fraud_warning (client_id);
CREATE INDEX fraud_warning_entered_by_id ON fraud_warning (entered_by_id);
CREATE INDEX fraud_warning_settled_by_id ON fraud_warning (settled_by_id);
CREATE TABLE identity_check (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, client_id {uuid} NOT
    NULL, document VARCHAR(20) NOT NULL, seen_by_id {uuid} NOT NULL, seen_on DATE NOT NULL, valid_until DATE, note
    VARCHAR(200) NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (client_id) REFERENCES client (id) ON DELETE RESTRICT,
    FOREIGN KEY (seen_by_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX identity_check_client_id ON identity_check (client_id);
CREATE INDEX identity_check_seen_by_id ON identity_check (seen_by_id);
CREATE TABLE authorisation (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, client_id {uuid} NOT NULL,
    agent_id {uuid} NOT NULL, scope VARCHAR(300) NOT NULL, valid_from DATE NOT NULL, valid_until DATE, place
    VARCHAR(200) NOT NULL, entered_by_id {uuid} NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (client_id) REFERENCES
    client (id) ON DELETE RESTRICT, FOREIGN KEY (agent_id) REFERENCES client (id) ON DELETE RESTRICT, FOREIGN KEY
    (entered_by_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX authorisation_client_id ON authorisation (client_id);
CREATE INDEX authorisation_agent_id ON authorisation (agent_id);
CREATE INDEX authorisation_entered_by_id ON authorisation (entered_by_id);
CREATE TABLE class_plan (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, letter VARCHAR(1) NOT NULL,
    measures TEXT NOT NULL, strategy TEXT NOT NULL, visit_days INTEGER);
CREATE UNIQUE INDEX class_plan_letter ON class_plan (letter);
CREATE TABLE competitor_note (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, client_id {uuid} NOT
    NULL, competitor VARCHAR(120) NOT NULL, offer TEXT NOT NULL, rate VARCHAR(120) NOT NULL, source VARCHAR(200) NOT
    NULL, learnt_on DATE NOT NULL, reported_to_id {uuid}, entered_by_id {uuid} NOT NULL, withdrawn_at BIGINT,
    FOREIGN KEY (client_id) REFERENCES client (id) ON DELETE RESTRICT, FOREIGN KEY (reported_to_id) REFERENCES
    person (id) ON DELETE RESTRICT, FOREIGN KEY (entered_by_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX competitor_note_client_id ON competitor_note (client_id);
CREATE INDEX competitor_note_reported_to_id ON competitor_note (reported_to_id);
CREATE INDEX competitor_note_entered_by_id ON competitor_note (entered_by_id);
CREATE TABLE reward (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, client_id {uuid} NOT NULL, kind
    VARCHAR(16) NOT NULL, what VARCHAR(200) NOT NULL, amount BIGINT, given_on DATE NOT NULL, until DATE, note
    VARCHAR(300) NOT NULL, entered_by_id {uuid} NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (client_id) REFERENCES
    client (id) ON DELETE RESTRICT, FOREIGN KEY (entered_by_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX reward_client_id ON reward (client_id);
CREATE INDEX reward_entered_by_id ON reward (entered_by_id);
CREATE TABLE reward_rule (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, letter VARCHAR(1) NOT NULL,
    text TEXT NOT NULL, entered_by_id {uuid} NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (entered_by_id) REFERENCES
    person (id) ON DELETE RESTRICT);
CREATE INDEX reward_rule_entered_by_id ON reward_rule (entered_by_id);
CREATE TABLE event (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, kind VARCHAR(16) NOT NULL, title
    VARCHAR(120) NOT NULL, held_on DATE NOT NULL, place VARCHAR(200) NOT NULL, cost BIGINT, note TEXT NOT NULL,
    entered_by_id {uuid} NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (entered_by_id) REFERENCES person (id) ON DELETE
    RESTRICT);
CREATE INDEX event_held_on ON event (held_on);
CREATE INDEX event_entered_by_id ON event (entered_by_id);
CREATE TABLE invitation (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, event_id {uuid} NOT NULL,
    client_id {uuid} NOT NULL, answer VARCHAR(16) NOT NULL, attended {bool}, guests SMALLINT NOT NULL, note
    VARCHAR(200) NOT NULL, entered_by_id {uuid} NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (event_id) REFERENCES
    event (id) ON DELETE RESTRICT, FOREIGN KEY (client_id) REFERENCES client (id) ON DELETE RESTRICT, FOREIGN KEY
    (entered_by_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX invitation_event_id ON invitation (event_id);
CREATE INDEX invitation_client_id ON invitation (client_id);
CREATE INDEX invitation_entered_by_id ON invitation (entered_by_id);
ALTER TABLE client ADD COLUMN risk VARCHAR(16) NOT NULL DEFAULT '';
CREATE INDEX client_risk ON client (risk)
"""

SQLITE = {"uuid": "TEXT", "bool": "INTEGER"}
POSTGRES = {"uuid": "UUID", "bool": "BOOLEAN"}
# Told, as the first step tells it: few clients bear a mark
PLANNER_SQLITE = ("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('client', 'client_risk', '100000 2000')",)


def up(migrator: Any, db: Any) -> None:
    sqlite = hasattr(db, "rekey")
    for statement in TABLES.split(";"):
        text = statement.format(**(SQLITE if sqlite else POSTGRES)).strip()
        if not sqlite:
            # bytes decide the order of text on both databases
            text = re.sub(r"(VARCHAR\(\d+\)|\bTEXT\b)", r'\1 COLLATE "C"', text)
        db.execute_sql(text)
    for text in PLANNER_SQLITE if sqlite else ():
        db.execute_sql(text)
