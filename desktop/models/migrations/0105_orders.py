"""Orders with their lines and what happened to them, imports of orders, and samples (OR-1)."""

import re
from typing import Any

# Frozen, as all steps are
STATEMENTS = """
CREATE TABLE order_import (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, file_name VARCHAR(255) NOT NULL,
    file_hash VARCHAR(64) NOT NULL, at BIGINT NOT NULL, person_id {uuid} NOT NULL, operation {uuid} NOT NULL, count
    INTEGER NOT NULL, amount BIGINT NOT NULL, undone_at BIGINT, FOREIGN KEY (person_id) REFERENCES person (id) ON
    DELETE RESTRICT);
CREATE INDEX order_import_file_hash ON order_import (file_hash);
CREATE TABLE placed_order (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, number VARCHAR(40) NOT NULL,
    client_id {uuid} NOT NULL, ordered_on DATE NOT NULL, taken_at BIGINT NOT NULL, taken_by_id {uuid} NOT NULL,
    entered_by_id {uuid} NOT NULL, entered_at BIGINT NOT NULL, source VARCHAR(12) NOT NULL, batch_id {uuid}, outside
    VARCHAR(60) NOT NULL, identity VARCHAR(16) NOT NULL, identity_check {uuid}, note TEXT NOT NULL, total BIGINT NOT
    NULL, state VARCHAR(12) NOT NULL, finding VARCHAR(16) NOT NULL, checked_by_id {uuid}, checked_at BIGINT, special
    BOOLEAN NOT NULL, approved_at BIGINT, approved_by_id {uuid}, watched BOOLEAN NOT NULL, seen_at BIGINT,
    withdrawn_at BIGINT, FOREIGN KEY (client_id) REFERENCES client (id) ON DELETE RESTRICT, FOREIGN KEY (taken_by_id)
    REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (entered_by_id) REFERENCES person (id) ON DELETE RESTRICT,
    FOREIGN KEY (batch_id) REFERENCES order_import (id) ON DELETE RESTRICT, FOREIGN KEY (checked_by_id) REFERENCES
    person (id) ON DELETE RESTRICT, FOREIGN KEY (approved_by_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE UNIQUE INDEX placed_order_number ON placed_order (number);
CREATE INDEX placed_order_batch_id ON placed_order (batch_id);
CREATE INDEX placed_order_client_id_taken_at ON placed_order (client_id, taken_at);
CREATE INDEX placed_order_ordered_on_state ON placed_order (ordered_on, state);
CREATE INDEX placed_order_state_taken_at ON placed_order (state, taken_at);
CREATE INDEX placed_order_outside ON placed_order (outside);
CREATE INDEX order_watched ON placed_order (taken_at) WHERE (watched AND (seen_at IS NULL));
CREATE TABLE order_line (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, order_id {uuid} NOT NULL, client_id
    {uuid} NOT NULL, place SMALLINT NOT NULL, kind VARCHAR(12) NOT NULL, what VARCHAR(200) NOT NULL, quantity BIGINT
    NOT NULL, unit VARCHAR(12) NOT NULL, price BIGINT NOT NULL, amount BIGINT NOT NULL, withdrawn_at BIGINT, FOREIGN
    KEY (order_id) REFERENCES placed_order (id) ON DELETE RESTRICT, FOREIGN KEY (client_id) REFERENCES client (id) ON
    DELETE RESTRICT);
CREATE INDEX order_line_order_id ON order_line (order_id);
CREATE INDEX order_line_client_id ON order_line (client_id);
CREATE TABLE order_entry (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, order_id {uuid} NOT NULL,
    client_id {uuid} NOT NULL, kind VARCHAR(12) NOT NULL, detail VARCHAR(16) NOT NULL, said TEXT NOT NULL, by_id
    {uuid} NOT NULL, at BIGINT NOT NULL, department_id {uuid}, ended_at BIGINT, ended_by_id {uuid}, withdrawn_at
    BIGINT, FOREIGN KEY (order_id) REFERENCES placed_order (id) ON DELETE RESTRICT, FOREIGN KEY (client_id) REFERENCES
    client (id) ON DELETE RESTRICT, FOREIGN KEY (by_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY
    (department_id) REFERENCES department (id) ON DELETE RESTRICT, FOREIGN KEY (ended_by_id) REFERENCES person (id) ON
    DELETE RESTRICT);
CREATE INDEX order_entry_order_id ON order_entry (order_id);
CREATE INDEX order_entry_client_id ON order_entry (client_id);
CREATE INDEX order_handed ON order_entry (department_id) WHERE ((ended_at IS NULL) AND (department_id IS NOT NULL));
CREATE TABLE order_series (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, scope VARCHAR(60) NOT NULL, last
    INTEGER NOT NULL);
CREATE UNIQUE INDEX order_series_scope ON order_series (scope);
CREATE TABLE order_sample (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, at BIGINT NOT NULL, person_id
    {uuid} NOT NULL, first DATE NOT NULL, last DATE NOT NULL, pool INTEGER NOT NULL, seed BIGINT NOT NULL,
    withdrawn_at BIGINT, FOREIGN KEY (person_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE TABLE sampled_order (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, sample_id {uuid} NOT NULL,
    order_id {uuid} NOT NULL, good BOOLEAN, by_id {uuid}, at BIGINT, withdrawn_at BIGINT, FOREIGN KEY (sample_id)
    REFERENCES order_sample (id) ON DELETE RESTRICT, FOREIGN KEY (order_id) REFERENCES placed_order (id) ON DELETE
    RESTRICT, FOREIGN KEY (by_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX sampled_order_sample_id ON sampled_order (sample_id);
CREATE INDEX sampled_order_order_id ON sampled_order (order_id)
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
