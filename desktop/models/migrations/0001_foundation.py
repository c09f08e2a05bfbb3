"""The first tables of an office."""

import re
from typing import Any

# Frozen: what the first offices were made of. Later steps change it, this file never does.
TABLES = """
CREATE TABLE setting (name VARCHAR(80) NOT NULL PRIMARY KEY, value TEXT NOT NULL, changed_at BIGINT, changed_by
    {uuid});
CREATE TABLE department (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, name VARCHAR(120) NOT NULL,
    withdrawn_at BIGINT);
CREATE UNIQUE INDEX department_name ON department (name);
CREATE TABLE person (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, name VARCHAR(60) NOT NULL, login
    VARCHAR(60) NOT NULL, post VARCHAR(120) NOT NULL, phone VARCHAR(40) NOT NULL, department_id {uuid}, suspended_at
    BIGINT, created_at BIGINT NOT NULL, FOREIGN KEY (department_id) REFERENCES department (id) ON DELETE RESTRICT);
CREATE UNIQUE INDEX person_login ON person (login);
CREATE INDEX person_department_id ON person (department_id);
CREATE TABLE person_keys (person_id {uuid} NOT NULL PRIMARY KEY, exchange {blob} NOT NULL, signing {blob} NOT
    NULL, sealed {blob} NOT NULL, kdf TEXT NOT NULL, FOREIGN KEY (person_id) REFERENCES person (id) ON DELETE
    RESTRICT);
CREATE TABLE role (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, key VARCHAR(40) NOT NULL, name
    VARCHAR(120) NOT NULL, rights TEXT NOT NULL, level SMALLINT NOT NULL, withdrawn_at BIGINT);
CREATE UNIQUE INDEX role_key ON role (key);
CREATE TABLE person_role (person_id {uuid} NOT NULL, role_id {uuid} NOT NULL, PRIMARY KEY (person_id, role_id),
    FOREIGN KEY (person_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (role_id) REFERENCES role (id) ON
    DELETE RESTRICT);
CREATE INDEX person_role_person_id ON person_role (person_id);
CREATE INDEX person_role_role_id ON person_role (role_id);
CREATE TABLE workstation (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, name VARCHAR(120) NOT NULL,
    system VARCHAR(120) NOT NULL, program VARCHAR(40) NOT NULL, last_seen_at BIGINT, created_at BIGINT NOT NULL);
CREATE TABLE vault_key (vault VARCHAR(20) NOT NULL, epoch SMALLINT NOT NULL, person_id {uuid} NOT NULL, wrapped
    {blob} NOT NULL, granted_by_id {uuid} NOT NULL, signature {blob} NOT NULL, PRIMARY KEY (vault, epoch,
    person_id), FOREIGN KEY (person_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (granted_by_id)
    REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX vault_key_person_id ON vault_key (person_id);
CREATE INDEX vault_key_granted_by_id ON vault_key (granted_by_id);
CREATE TABLE writer (id {uuid} NOT NULL PRIMARY KEY, person {uuid} NOT NULL, workstation {uuid} NOT NULL,
    head_number INTEGER NOT NULL, head_hash {blob} NOT NULL);
CREATE INDEX writer_person ON writer (person);
CREATE TABLE record (serial {serial}, writer_id {uuid} NOT NULL, number INTEGER NOT NULL, at BIGINT NOT NULL,
    person {uuid} NOT NULL, operation {uuid} NOT NULL, topic VARCHAR(40) NOT NULL, action VARCHAR(40) NOT NULL,
    subject {uuid}, facts TEXT NOT NULL, content {blob} NOT NULL, previous {blob} NOT NULL, hash {blob} NOT NULL,
    signature {blob} NOT NULL, FOREIGN KEY (writer_id) REFERENCES writer (id) ON DELETE RESTRICT);
CREATE INDEX record_writer_id ON record (writer_id);
CREATE INDEX record_at ON record (at);
CREATE INDEX record_person ON record (person);
CREATE INDEX record_operation ON record (operation);
CREATE INDEX record_subject ON record (subject);
CREATE UNIQUE INDEX record_writer_id_number ON record (writer_id, number);
CREATE TABLE journal (id {serial}, record_id BIGINT NOT NULL, position INTEGER NOT NULL, table_name VARCHAR(40)
    NOT NULL, row_id {uuid} NOT NULL, kind VARCHAR(10) NOT NULL, changes TEXT, salt {blob}, hash {blob} NOT NULL,
    FOREIGN KEY (record_id) REFERENCES record (serial) ON DELETE RESTRICT);
CREATE INDEX journal_record_id ON journal (record_id);
CREATE INDEX journal_row_id ON journal (row_id);
CREATE TABLE operation (id {uuid} NOT NULL PRIMARY KEY, at BIGINT NOT NULL);
CREATE TABLE client (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, code VARCHAR(40) NOT NULL, form
    VARCHAR(16) NOT NULL, kind VARCHAR(16) NOT NULL, special_kind VARCHAR(24) NOT NULL, name VARCHAR(120) NOT NULL,
    short_name VARCHAR(60) NOT NULL, salutation VARCHAR(60) NOT NULL, unit VARCHAR(200) NOT NULL, position
    VARCHAR(120) NOT NULL, industry VARCHAR(80) NOT NULL, source VARCHAR(120) NOT NULL, phone VARCHAR(40) NOT NULL,
    other_phone VARCHAR(40) NOT NULL, phone_key VARCHAR(20) NOT NULL, fax VARCHAR(40) NOT NULL, email VARCHAR(120)
    NOT NULL, web VARCHAR(200) NOT NULL, address VARCHAR(300) NOT NULL, home_address VARCHAR(300) NOT NULL, postcode
    VARCHAR(12) NOT NULL, legal_representative VARCHAR(60) NOT NULL, registered_capital BIGINT, business_scope TEXT
    NOT NULL, credit_code VARCHAR(20) NOT NULL, birthday VARCHAR(20) NOT NULL, plate VARCHAR(30) NOT NULL, car_model
    VARCHAR(60) NOT NULL, card_number VARCHAR(40) NOT NULL, hobbies TEXT NOT NULL, allergies TEXT NOT NULL, taboos
    TEXT NOT NULL, dishes TEXT NOT NULL, drinks TEXT NOT NULL, cigarettes VARCHAR(120) NOT NULL, seat VARCHAR(200)
    NOT NULL, room_wishes VARCHAR(200) NOT NULL, ordering_habits TEXT NOT NULL, dining_habits TEXT NOT NULL, parking
    VARCHAR(200) NOT NULL, usual_receptionist VARCHAR(60) NOT NULL, spend_grade VARCHAR(16) NOT NULL, visit_habit
    VARCHAR(16) NOT NULL, table_role VARCHAR(16) NOT NULL, signs_on_account {bool}, coming_reason VARCHAR(16) NOT
    NULL, suggestions TEXT NOT NULL, room_to_grow TEXT NOT NULL, touches_us TEXT NOT NULL, near_us {bool}, note TEXT
    NOT NULL, own TEXT NOT NULL, client_class VARCHAR(1) NOT NULL, important {bool} NOT NULL, draft {bool} NOT NULL,
    reading VARCHAR(40) NOT NULL, sort_key VARCHAR(400) NOT NULL, owner_id {uuid}, deputy_id {uuid}, department_id
    {uuid}, opened_on DATE NOT NULL, looked_through_at BIGINT NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (owner_id)
    REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (deputy_id) REFERENCES person (id) ON DELETE RESTRICT,
    FOREIGN KEY (department_id) REFERENCES department (id) ON DELETE RESTRICT);
CREATE UNIQUE INDEX client_code ON client (code);
CREATE INDEX client_phone_key ON client (phone_key);
CREATE INDEX client_owner_id ON client (owner_id);
CREATE INDEX client_deputy_id ON client (deputy_id);
CREATE INDEX client_department_id ON client (department_id);
CREATE INDEX client_list ON client (withdrawn_at, sort_key, id, owner_id, deputy_id, department_id, kind, form,
    client_class, draft);
CREATE INDEX client_withdrawn_at_client_class_sort_key_id ON client (withdrawn_at, client_class, sort_key, id);
CREATE INDEX client_withdrawn_at_code_id ON client (withdrawn_at, code, id);
CREATE INDEX client_withdrawn_at_looked_through_at_id_client_class ON client (withdrawn_at, looked_through_at, id,
    client_class);
CREATE INDEX client_name ON client (name);
CREATE TABLE client_identity (client_id {uuid} NOT NULL PRIMARY KEY, own {blob}, id_number {blob},
    id_number_index {blob}, looks {blob}, FOREIGN KEY (client_id) REFERENCES client (id) ON DELETE RESTRICT);
CREATE INDEX client_identity_id_number_index ON client_identity (id_number_index);
CREATE TABLE client_property (client_id {uuid} NOT NULL PRIMARY KEY, own {blob}, property {blob}, assets {blob},
    income {blob}, FOREIGN KEY (client_id) REFERENCES client (id) ON DELETE RESTRICT);
CREATE TABLE client_accounts (client_id {uuid} NOT NULL PRIMARY KEY, own {blob}, bank {blob}, bank_account
    {blob}, bank_cards {blob}, investments {blob}, FOREIGN KEY (client_id) REFERENCES client (id) ON DELETE
    RESTRICT);
CREATE TABLE value_review (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, client_id {uuid} NOT NULL,
    field VARCHAR(40) NOT NULL, state VARCHAR(16) NOT NULL, learnt VARCHAR(16) NOT NULL, basis VARCHAR(200) NOT
    NULL, entered_by_id {uuid} NOT NULL, entered_at BIGINT NOT NULL, reviewed_by_id {uuid}, reviewed_at BIGINT,
    FOREIGN KEY (client_id) REFERENCES client (id) ON DELETE RESTRICT, FOREIGN KEY (entered_by_id) REFERENCES person
    (id) ON DELETE RESTRICT, FOREIGN KEY (reviewed_by_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX value_review_client_id ON value_review (client_id);
CREATE INDEX value_review_entered_by_id ON value_review (entered_by_id);
CREATE INDEX value_review_reviewed_by_id ON value_review (reviewed_by_id);
CREATE UNIQUE INDEX value_review_client_id_field ON value_review (client_id, field);
CREATE TABLE link (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, client_id {uuid} NOT NULL, other_id
    {uuid} NOT NULL, role VARCHAR(20) NOT NULL, note VARCHAR(200) NOT NULL, withdrawn_at BIGINT, FOREIGN KEY
    (client_id) REFERENCES client (id) ON DELETE RESTRICT, FOREIGN KEY (other_id) REFERENCES client (id) ON DELETE
    RESTRICT);
CREATE INDEX link_client_id ON link (client_id);
CREATE INDEX link_other_id ON link (other_id);
CREATE TABLE anniversary (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, client_id {uuid} NOT NULL,
    kind VARCHAR(16) NOT NULL, label VARCHAR(60) NOT NULL, calendar VARCHAR(8) NOT NULL, year SMALLINT, month
    SMALLINT NOT NULL, day SMALLINT NOT NULL, leap {bool} NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (client_id)
    REFERENCES client (id) ON DELETE RESTRICT);
CREATE INDEX anniversary_client_id ON anniversary (client_id);
CREATE TABLE dealing (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, client_id {uuid} NOT NULL,
    happened_on DATE NOT NULL, title VARCHAR(200) NOT NULL, content TEXT NOT NULL, confidential {bool} NOT NULL,
    reason VARCHAR(200) NOT NULL, entered_by_id {uuid} NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (client_id)
    REFERENCES client (id) ON DELETE RESTRICT, FOREIGN KEY (entered_by_id) REFERENCES person (id) ON DELETE
    RESTRICT);
CREATE INDEX dealing_client_id ON dealing (client_id);
CREATE INDEX dealing_entered_by_id ON dealing (entered_by_id);
CREATE TABLE year_result (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, client_id {uuid} NOT NULL,
    year SMALLINT NOT NULL, revenue BIGINT, profit BIGINT, with_us BIGINT, note TEXT NOT NULL, FOREIGN KEY
    (client_id) REFERENCES client (id) ON DELETE RESTRICT);
CREATE INDEX year_result_client_id ON year_result (client_id);
CREATE UNIQUE INDEX year_result_client_id_year ON year_result (client_id, year);
CREATE TABLE own_field (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, key VARCHAR(40) NOT NULL,
    label VARCHAR(60) NOT NULL, type VARCHAR(16) NOT NULL, block VARCHAR(16) NOT NULL, forms VARCHAR(40) NOT NULL,
    required {bool} NOT NULL, choices TEXT NOT NULL, position SMALLINT NOT NULL, withdrawn_at BIGINT);
CREATE UNIQUE INDEX own_field_key ON own_field (key);
CREATE TABLE import_run (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, file_name VARCHAR(255) NOT
    NULL, file_hash VARCHAR(64) NOT NULL, at BIGINT NOT NULL, person_id {uuid} NOT NULL, operation {uuid} NOT NULL,
    counts TEXT NOT NULL, undone_at BIGINT, FOREIGN KEY (person_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX import_run_person_id ON import_run (person_id);
CREATE TABLE mapping (headings VARCHAR(64) NOT NULL PRIMARY KEY, columns TEXT NOT NULL, used_at BIGINT NOT NULL);
CREATE TABLE search_doc (serial {serial}, kind VARCHAR(16) NOT NULL, subject {uuid} NOT NULL, owner {uuid},
    deputy {uuid}, department {uuid});
CREATE UNIQUE INDEX search_doc_subject ON search_doc (subject)
"""

SQLITE = {"uuid": "TEXT", "blob": "BLOB", "bool": "INTEGER", "serial": "INTEGER NOT NULL PRIMARY KEY"}
POSTGRES = {"uuid": "UUID", "blob": "BYTEA", "bool": "BOOLEAN", "serial": "BIGSERIAL NOT NULL PRIMARY KEY"}

# Contentless: the tokens are all it needs to keep, and a row's tokens can still be deleted. The prefixes double its
# size and keep the first digits of a phone, the first letters of a name, as quick in a million files as in a thousand
SEARCH_SQLITE = (
    "CREATE VIRTUAL TABLE search_text USING fts5(name, other, content='', contentless_delete=1, tokenize='ascii', "
    "prefix='2 3 4')",
    "CREATE VIRTUAL TABLE search_text_names USING fts5(name, content='', contentless_delete=1, tokenize='ascii', "
    "prefix='1 2 3')",
)

# Told, never measured: without knowing that nearly all rows are in use, the planner takes `withdrawn_at IS NULL` for a
# few and walks the whole list to find the hits of a search
PLANNER_SQLITE = (
    "ANALYZE sqlite_schema",
    """INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('client', 'sqlite_autoindex_client_1', '100000 1'),
    ('client', 'client_code', '100000 1'),
    ('client', 'client_name', '100000 2'),
    ('client', 'client_phone_key', '100000 2'),
    ('client', 'client_owner_id', '100000 5000'),
    ('client', 'client_deputy_id', '100000 5000'),
    ('client', 'client_department_id', '100000 20000'),
    ('client', 'client_list', '100000 100000 2 1 1 1 1 1 1 1 1'),
    ('client', 'client_withdrawn_at_client_class_sort_key_id', '100000 100000 20000 2 1'),
    ('client', 'client_withdrawn_at_code_id', '100000 100000 1 1'),
    ('client', 'client_withdrawn_at_looked_through_at_id_client_class', '100000 100000 50 1 1'),
    ('search_doc', 'search_doc_subject', '100000 1')""",
)
SEARCH_POSTGRES = (
    "ALTER TABLE search_doc ADD COLUMN tokens tsvector NOT NULL DEFAULT ''",
    "CREATE INDEX search_doc_tokens ON search_doc USING gin (tokens) WITH (fastupdate = off)",
    "ALTER TABLE search_doc ADD COLUMN names tsvector NOT NULL DEFAULT ''",
    "CREATE INDEX search_doc_names ON search_doc USING gin (names) WITH (fastupdate = off)",
)


def up(migrator: Any, db: Any) -> None:
    sqlite = hasattr(db, "rekey")
    for statement in TABLES.split(";"):
        text = statement.format(**(SQLITE if sqlite else POSTGRES)).strip()
        if not sqlite:
            # bytes decide the order of text, as on SQLite: sort keys are made for it, and no locale can differ
            text = re.sub(r"(VARCHAR\(\d+\)|TEXT)", r'\1 COLLATE "C"', text)
        db.execute_sql(text)
    for text in (*SEARCH_SQLITE, *PLANNER_SQLITE) if sqlite else SEARCH_POSTGRES:
        db.execute_sql(text)
