"""The words of documents, page by page, and the index by which they are found."""

import re
from typing import Any

# Frozen, as all steps are
STATEMENTS = """
CREATE TABLE document_page (id {uuid} NOT NULL PRIMARY KEY, document_id {uuid} NOT NULL, version_id {uuid} NOT NULL,
    page INTEGER NOT NULL, part SMALLINT NOT NULL, source VARCHAR(8) NOT NULL, vault VARCHAR(16)
    NOT NULL, text {blob} NOT NULL, FOREIGN KEY (document_id) REFERENCES document (id) ON DELETE CASCADE, FOREIGN KEY
    (version_id) REFERENCES document_version (id) ON DELETE CASCADE);
CREATE INDEX document_page_document_id ON document_page (document_id);
CREATE INDEX document_page_version_id ON document_page (version_id);
CREATE TABLE page_index (serial {serial}, document_id {uuid} NOT NULL, page_id {uuid}, number INTEGER NOT NULL, vault
    VARCHAR(16) NOT NULL, epoch INTEGER NOT NULL, made_of INTEGER NOT NULL, FOREIGN KEY (document_id) REFERENCES
    document (id) ON DELETE CASCADE, FOREIGN KEY (page_id) REFERENCES document_page (id) ON DELETE CASCADE);
CREATE INDEX page_index_document_id ON page_index (document_id);
CREATE UNIQUE INDEX page_index_page_id ON page_index (page_id);
CREATE UNIQUE INDEX page_index_of_document ON page_index (document_id) WHERE (page_id IS NULL);
ALTER TABLE document_version ADD COLUMN text_why VARCHAR(200) NOT NULL DEFAULT '';
CREATE INDEX document_version_waiting ON document_version (at) WHERE (text_state = 'waiting')
"""
# Contentless, as those of clients. The entry takes its words along, whatever takes the entry away
ON_SQLITE = """
CREATE VIRTUAL TABLE search_text_pages USING fts5(tokens, content='', contentless_delete=1, tokenize='ascii');
CREATE VIRTUAL TABLE search_text_heads USING fts5(tokens, content='', contentless_delete=1, tokenize='ascii');
CREATE TRIGGER page_index_gone AFTER DELETE ON page_index BEGIN DELETE FROM search_text_pages WHERE rowid = OLD.serial
    ;; DELETE FROM search_text_heads WHERE rowid = OLD.serial;; END
"""
# What is common is looked for among the newest, so that the two kinds need an index each
ON_POSTGRES = """
ALTER TABLE page_index ADD COLUMN tokens tsvector NOT NULL DEFAULT '';
CREATE INDEX page_index_pages ON page_index USING gin (tokens) WITH (fastupdate = on, gin_pending_list_limit = 1024)
    WHERE number > 0;
CREATE INDEX page_index_heads ON page_index USING gin (tokens) WITH (fastupdate = off) WHERE number = 0
"""

SQLITE = {"uuid": "TEXT", "blob": "BLOB", "serial": "INTEGER NOT NULL PRIMARY KEY"}
POSTGRES = {"uuid": "UUID", "blob": "BYTEA", "serial": "BIGSERIAL NOT NULL PRIMARY KEY"}


def up(migrator: Any, db: Any) -> None:
    sqlite = hasattr(db, "rekey")
    for statement in (STATEMENTS + ";" + (ON_SQLITE if sqlite else ON_POSTGRES)).replace(";;", "\0").split(";"):
        text = statement.format(**(SQLITE if sqlite else POSTGRES)).replace("\0", ";").strip()
        if not sqlite:
            # bytes decide the order of text, as in the first step
            text = re.sub(r"(VARCHAR\(\d+\))", r'\1 COLLATE "C"', text)
        db.execute_sql(text)
