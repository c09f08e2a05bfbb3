"""Approvals of sensitive acts, stand-ins, and days of clients that were kept."""

import json
import re
from typing import Any

# Frozen, as all steps are
TABLES = """
CREATE TABLE approval (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, act VARCHAR(24) NOT NULL, state
    VARCHAR(16) NOT NULL, size INTEGER NOT NULL, what VARCHAR(300) NOT NULL, mark VARCHAR(64) NOT NULL, level SMALLINT
    NOT NULL, subject {uuid}, reason VARCHAR(500) NOT NULL, asked_by_id {uuid} NOT NULL, asked_at BIGINT NOT NULL,
    department_id {uuid}, decided_by_id {uuid}, decided_for_id {uuid}, decided_at BIGINT, note VARCHAR(500) NOT NULL,
    here {bool} NOT NULL, valid_until BIGINT, confirm_until BIGINT, used_at BIGINT, operation {uuid}, seen_at BIGINT,
    FOREIGN KEY (asked_by_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (department_id) REFERENCES
    department (id) ON DELETE RESTRICT, FOREIGN KEY (decided_by_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN
    KEY (decided_for_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX approval_asked_by_id ON approval (asked_by_id);
CREATE INDEX approval_decided_by_id ON approval (decided_by_id);
CREATE INDEX approval_state_asked_at ON approval (state, asked_at);
CREATE TABLE stand_in (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, absent_id {uuid} NOT NULL, person_id
    {uuid} NOT NULL, first_on DATE NOT NULL, last_on DATE NOT NULL, kinds TEXT NOT NULL, named_by_id {uuid} NOT NULL,
    named_at BIGINT NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (absent_id) REFERENCES person (id) ON DELETE RESTRICT,
    FOREIGN KEY (person_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (named_by_id) REFERENCES person
    (id) ON DELETE RESTRICT);
CREATE INDEX stand_in_absent_id ON stand_in (absent_id);
CREATE INDEX stand_in_person_id ON stand_in (person_id);
CREATE INDEX stand_in_last_on_first_on ON stand_in (last_on, first_on);
CREATE TABLE day_kept (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, client_id {uuid} NOT NULL, kept_on
    DATE NOT NULL, what VARCHAR(80) NOT NULL, person_id {uuid} NOT NULL, at BIGINT NOT NULL, withdrawn_at BIGINT,
    FOREIGN KEY (client_id) REFERENCES client (id) ON DELETE RESTRICT, FOREIGN KEY (person_id) REFERENCES person (id)
    ON DELETE RESTRICT);
CREATE INDEX day_kept_client_id ON day_kept (client_id);
CREATE INDEX day_kept_kept_on ON day_kept (kept_on)
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
    _let_reviewers_approve(db, "?" if sqlite else "%s")


def _let_reviewers_approve(db: Any, mark: str) -> None:
    """In an office that has been at work nobody holds the new right; second pairs of eyes get it as far as they see."""
    for key, text in db.execute_sql("SELECT id, rights FROM role").fetchall():
        rights = json.loads(text)
        if rights.get("clients.review"):
            rights.setdefault("clients.approve", rights["clients.review"])
            written = json.dumps(rights, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            db.execute_sql(f"UPDATE role SET rights = {mark} WHERE id = {mark}", (written, key))
