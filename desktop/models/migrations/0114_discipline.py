"""Rewards and penalties: the office's versions of rules, cases with what happened to them, and their numbers (RP-1)."""

import re
from typing import Any

# Frozen, as all steps are
STATEMENTS = """
CREATE TABLE discipline_rule (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, key VARCHAR(40) NOT NULL, kind
    VARCHAR(12) NOT NULL, number SMALLINT NOT NULL, title VARCHAR(80) NOT NULL, clause VARCHAR(120) NOT NULL, text
    TEXT NOT NULL, steps TEXT NOT NULL, by_weight BOOLEAN NOT NULL, months SMALLINT NOT NULL, exceptions TEXT NOT
    NULL, compensates BOOLEAN NOT NULL, in_use BOOLEAN NOT NULL, by_id {uuid} NOT NULL, at BIGINT NOT NULL,
    withdrawn_at BIGINT, FOREIGN KEY (by_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX discipline_rule_key_number ON discipline_rule (key, number);
CREATE TABLE discipline_case (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, number VARCHAR(40) NOT NULL,
    kind VARCHAR(12) NOT NULL, rule VARCHAR(40) NOT NULL, rule_version SMALLINT NOT NULL, title VARCHAR(80) NOT NULL,
    clause VARCHAR(120) NOT NULL, shipped BOOLEAN NOT NULL, owner_id {uuid} NOT NULL, deputy_id {uuid}, department_id
    {uuid}, happened_on DATE NOT NULL, fact TEXT NOT NULL, state VARCHAR(12) NOT NULL, opened_at BIGINT NOT NULL,
    told_at BIGINT, reply_until BIGINT, replied_at BIGINT, step SMALLINT NOT NULL, counted TEXT NOT NULL, months
    SMALLINT NOT NULL, measures TEXT NOT NULL, amount INTEGER NOT NULL, deducts BOOLEAN NOT NULL, points SMALLINT NOT
    NULL, compensation INTEGER NOT NULL, decided_at BIGINT, effective_on DATE, expires_on DATE, appeal_until BIGINT,
    appealed_at BIGINT, closed_at BIGINT, withdrawn_at BIGINT, FOREIGN KEY (owner_id) REFERENCES person (id) ON DELETE
    RESTRICT, FOREIGN KEY (deputy_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (department_id)
    REFERENCES department (id) ON DELETE RESTRICT);
CREATE UNIQUE INDEX discipline_case_number ON discipline_case (number);
CREATE INDEX discipline_case_owner_id_effective_on ON discipline_case (owner_id, effective_on);
CREATE INDEX discipline_case_department_id_opened_at ON discipline_case (department_id, opened_at);
CREATE INDEX discipline_case_opened_at ON discipline_case (opened_at);
CREATE INDEX discipline_open ON discipline_case (state) WHERE (closed_at IS NULL);
CREATE TABLE discipline_entry (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, case_id {uuid} NOT NULL, kind
    VARCHAR(12) NOT NULL, detail VARCHAR(12) NOT NULL, said TEXT NOT NULL, told BOOLEAN NOT NULL, source VARCHAR(20)
    NOT NULL, subject {uuid}, by_id {uuid}, at BIGINT NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (case_id)
    REFERENCES discipline_case (id) ON DELETE RESTRICT, FOREIGN KEY (by_id) REFERENCES person (id) ON DELETE
    RESTRICT);
CREATE INDEX discipline_entry_case_id ON discipline_entry (case_id);
CREATE INDEX discipline_entry_source_subject ON discipline_entry (source, subject);
CREATE TABLE discipline_series (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, scope VARCHAR(60) NOT NULL,
    last INTEGER NOT NULL);
CREATE UNIQUE INDEX discipline_series_scope ON discipline_series (scope)
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
