"""Uniform answers, their versions, and where each was used (SV-4)."""

import re
from typing import Any

# Frozen, as all steps are
STATEMENTS = """
CREATE TABLE uniform_answer (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, question VARCHAR(200) NOT NULL,
    answer TEXT NOT NULL, topic VARCHAR(40) NOT NULL, state VARCHAR(12) NOT NULL, waiting BOOLEAN NOT NULL, owner_id
    {uuid} NOT NULL, review_on DATE, made_by_id {uuid} NOT NULL, made_at BIGINT NOT NULL, approved_by_id {uuid},
    approved_at BIGINT, asked_in {uuid}, withdrawn_at BIGINT, FOREIGN KEY (owner_id) REFERENCES person (id) ON DELETE
    RESTRICT, FOREIGN KEY (made_by_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (approved_by_id)
    REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX uniform_answer_state_topic ON uniform_answer (state, topic);
CREATE INDEX uniform_answer_owner_id_review_on ON uniform_answer (owner_id, review_on);
CREATE INDEX uniform_answer_waiting ON uniform_answer (made_at) WHERE waiting;
CREATE TABLE answer_version (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, answer_id {uuid} NOT NULL, number
    SMALLINT NOT NULL, question VARCHAR(200) NOT NULL, words TEXT NOT NULL, topic VARCHAR(40) NOT NULL, review_on DATE,
    reason VARCHAR(200) NOT NULL, state VARCHAR(12) NOT NULL, by_id {uuid} NOT NULL, at BIGINT NOT NULL, judged_by_id
    {uuid}, judged_at BIGINT, said VARCHAR(200) NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (answer_id) REFERENCES
    uniform_answer (id) ON DELETE RESTRICT, FOREIGN KEY (by_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY
    (judged_by_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX answer_version_answer_id ON answer_version (answer_id);
CREATE TABLE answer_use (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, answer_id {uuid} NOT NULL, number
    SMALLINT NOT NULL, place VARCHAR(12) NOT NULL, given_in {uuid}, by_id {uuid} NOT NULL, at BIGINT NOT NULL,
    withdrawn_at
    BIGINT, FOREIGN KEY (answer_id) REFERENCES uniform_answer (id) ON DELETE RESTRICT, FOREIGN KEY (by_id) REFERENCES
    person (id) ON DELETE RESTRICT);
CREATE INDEX answer_use_answer_id_at ON answer_use (answer_id, at);
CREATE INDEX answer_use_given_in ON answer_use (given_in)
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
