"""Consents, clients' requests, stopped files, erasures, and what is given to partners (AC-7, AC-8)."""

import json
import re
from typing import Any

# Frozen, as all steps are
TABLES = """
CREATE TABLE purpose (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, key VARCHAR(24) NOT NULL, name
    VARCHAR(60) NOT NULL, name_en VARCHAR(60) NOT NULL, fields TEXT NOT NULL, separate {bool} NOT NULL, guardian
    {bool} NOT NULL, position SMALLINT NOT NULL, withdrawn_at BIGINT);
CREATE UNIQUE INDEX purpose_key ON purpose (key);
CREATE TABLE purpose_text (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, purpose VARCHAR(24) NOT NULL,
    number SMALLINT NOT NULL, zh TEXT NOT NULL, en TEXT NOT NULL, since BIGINT NOT NULL, person_id {uuid} NOT NULL,
    FOREIGN KEY (person_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE UNIQUE INDEX purpose_text_purpose_number ON purpose_text (purpose, number);
CREATE TABLE consent (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, client_id {uuid} NOT NULL, purpose
    VARCHAR(24) NOT NULL, text SMALLINT NOT NULL, basis VARCHAR(16) NOT NULL, how VARCHAR(16) NOT NULL, given_on DATE
    NOT NULL, evidence VARCHAR(300) NOT NULL, guardian VARCHAR(60) NOT NULL, reason VARCHAR(500) NOT NULL,
    recorded_by_id {uuid} NOT NULL, recorded_at BIGINT NOT NULL, ended_on DATE, ended_by_id {uuid}, kept TEXT NOT
    NULL, kept_why VARCHAR(300) NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (client_id) REFERENCES client (id) ON
    DELETE RESTRICT, FOREIGN KEY (recorded_by_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (ended_by_id)
    REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX consent_client_id ON consent (client_id);
CREATE INDEX consent_recorded_by_id ON consent (recorded_by_id);
CREATE TABLE withheld (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, client_id {uuid} NOT NULL, purpose
    VARCHAR(24) NOT NULL, field VARCHAR(40) NOT NULL, value TEXT, sealed TEXT, at BIGINT NOT NULL, FOREIGN KEY
    (client_id) REFERENCES client (id) ON DELETE RESTRICT);
CREATE UNIQUE INDEX withheld_client_id_field ON withheld (client_id, field);
CREATE TABLE request (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, client_id {uuid} NOT NULL, kind
    VARCHAR(16) NOT NULL, received_on DATE NOT NULL, how VARCHAR(16) NOT NULL, details VARCHAR(1000) NOT NULL, due
    BIGINT, handler_id {uuid} NOT NULL, state VARCHAR(16) NOT NULL, answered_at BIGINT, answered_by_id {uuid}, outcome
    VARCHAR(500) NOT NULL, entered_by_id {uuid} NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (client_id) REFERENCES
    client (id) ON DELETE RESTRICT, FOREIGN KEY (handler_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY
    (answered_by_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (entered_by_id) REFERENCES person (id) ON
    DELETE RESTRICT);
CREATE INDEX request_client_id ON request (client_id);
CREATE INDEX request_state_handler_id_due ON request (state, handler_id, due);
CREATE TABLE stop (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, client_id {uuid} NOT NULL, kind
    VARCHAR(16) NOT NULL, reason VARCHAR(500) NOT NULL, until_on DATE, person_id {uuid} NOT NULL, at BIGINT NOT NULL,
    lifted_at BIGINT, lifted_by_id {uuid}, lifted_why VARCHAR(500) NOT NULL, withdrawn_at BIGINT, FOREIGN KEY
    (client_id) REFERENCES client (id) ON DELETE RESTRICT, FOREIGN KEY (person_id) REFERENCES person (id) ON DELETE
    RESTRICT, FOREIGN KEY (lifted_by_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX stop_client_id ON stop (client_id);
CREATE TABLE erasure (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, client {uuid} NOT NULL, code
    VARCHAR(40) NOT NULL, files TEXT NOT NULL, at BIGINT NOT NULL, person {uuid} NOT NULL, person_name VARCHAR(60) NOT
    NULL, second VARCHAR(60) NOT NULL, basis VARCHAR(16) NOT NULL, reason VARCHAR(500) NOT NULL, counts TEXT NOT NULL,
    operation {uuid} NOT NULL, purged_at BIGINT, again_at BIGINT);
CREATE UNIQUE INDEX erasure_client ON erasure (client);
CREATE INDEX erasure_at ON erasure (at);
CREATE TABLE partner (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, name VARCHAR(120) NOT NULL, contact
    VARCHAR(200) NOT NULL, signed_on DATE, valid_until DATE, place VARCHAR(200) NOT NULL, note VARCHAR(300) NOT NULL,
    entered_by_id {uuid} NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (entered_by_id) REFERENCES person (id) ON DELETE
    RESTRICT);
CREATE TABLE register_line (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, register VARCHAR(16) NOT NULL,
    number INTEGER NOT NULL, what VARCHAR(300) NOT NULL, why VARCHAR(300) NOT NULL, partner_id {uuid}, holder_id
    {uuid}, out_at BIGINT NOT NULL, out_by_id {uuid} NOT NULL, due BIGINT, back_at BIGINT, back_by_id {uuid}, ending
    VARCHAR(16) NOT NULL, note VARCHAR(300) NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (partner_id) REFERENCES partner
    (id) ON DELETE RESTRICT, FOREIGN KEY (holder_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY
    (out_by_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (back_by_id) REFERENCES person (id) ON DELETE
    RESTRICT);
CREATE UNIQUE INDEX register_line_register_number ON register_line (register, number);
CREATE INDEX register_line_register_back_at_due ON register_line (register, back_at, due);
CREATE TABLE register_client (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, line_id {uuid} NOT NULL,
    client_id {uuid} NOT NULL, FOREIGN KEY (line_id) REFERENCES register_line (id) ON DELETE RESTRICT, FOREIGN KEY
    (client_id) REFERENCES client (id) ON DELETE RESTRICT);
CREATE INDEX register_client_line_id ON register_client (line_id);
CREATE INDEX register_client_client_id ON register_client (client_id);
ALTER TABLE client ADD COLUMN withheld VARCHAR(1000) NOT NULL DEFAULT '';
ALTER TABLE client ADD COLUMN restricted_at BIGINT;
ALTER TABLE client ADD COLUMN erased_at BIGINT;
CREATE INDEX client_restricted ON client (restricted_at) WHERE (restricted_at IS NOT NULL)
"""

SQLITE = {"uuid": "TEXT", "bool": "INTEGER"}
POSTGRES = {"uuid": "UUID", "bool": "BOOLEAN"}
# Told, as the first step tells it: few files rest
PLANNER_SQLITE = ("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('client', 'client_restricted', '100 1')",)


def up(migrator: Any, db: Any) -> None:
    sqlite = hasattr(db, "rekey")
    for statement in TABLES.split(";"):
        text = statement.format(**(SQLITE if sqlite else POSTGRES)).strip()
        if not sqlite:
            # bytes decide the order of text, as in the first step
            text = re.sub(r"(VARCHAR\(\d+\)|\bTEXT\b)", r'\1 COLLATE "C"', text)
        db.execute_sql(text)
    for text in PLANNER_SQLITE if sqlite else ():
        db.execute_sql(text)
    _let_managers_protect(db, "?" if sqlite else "%s")


def _let_managers_protect(db: Any, mark: str) -> None:
    """In an office that has been at work nobody holds the new rights; who approves sensitive acts gets them. Where
    roles are signed already, whoever runs people gives them: a step can sign nothing."""
    if db.execute_sql("SELECT count(*) FROM power").fetchone()[0]:
        return
    for key, text in db.execute_sql("SELECT id, rights FROM role").fetchall():
        rights = json.loads(text)
        if rights.get("clients.approve"):
            rights.setdefault("clients.protect", rights["clients.approve"])
            if rights["clients.approve"] == 3:
                rights.setdefault("clients.erase", 3)
            written = json.dumps(rights, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            db.execute_sql(f"UPDATE role SET rights = {mark} WHERE id = {mark}", (written, key))
