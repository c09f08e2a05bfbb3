"""What forms and cards brought back, the meetings that review it, and three fields of form 6.1 that files lacked."""

import re
from typing import Any

# Frozen, as all steps are
STATEMENTS = """
CREATE TABLE collected_sheet (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, given_id {uuid} NOT NULL,
    client_id {uuid} NOT NULL, collector VARCHAR(60) NOT NULL, collected_by_id {uuid}, collected_on DATE NOT NULL,
    entered_by_id {uuid} NOT NULL, entered_at BIGINT NOT NULL, main_host VARCHAR(60) NOT NULL, second_guest VARCHAR(60)
    NOT NULL, deputy_host VARCHAR(60) NOT NULL, honour_guest VARCHAR(60) NOT NULL, withdrawn_at BIGINT, FOREIGN KEY
    (given_id) REFERENCES given_out (id) ON DELETE RESTRICT, FOREIGN KEY (client_id) REFERENCES client (id) ON DELETE
    RESTRICT, FOREIGN KEY (collected_by_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (entered_by_id)
    REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX collected_sheet_client_id ON collected_sheet (client_id);
CREATE UNIQUE INDEX sheet_collected_once ON collected_sheet (given_id) WHERE (withdrawn_at IS NULL);
CREATE TABLE review_meeting (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, begun_at BIGINT NOT NULL,
    ended_at BIGINT, chair_id {uuid} NOT NULL, begun_by_id {uuid} NOT NULL, present TEXT NOT NULL, withdrawn_at BIGINT,
    FOREIGN KEY (chair_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (begun_by_id) REFERENCES person (id)
    ON DELETE RESTRICT);
CREATE INDEX review_meeting_begun_at ON review_meeting (begun_at);
CREATE TABLE review_item (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, meeting_id {uuid} NOT NULL,
    client_id {uuid} NOT NULL, field VARCHAR(40) NOT NULL, decision VARCHAR(12) NOT NULL, note VARCHAR(200) NOT NULL,
    decided_by_id {uuid} NOT NULL, decided_at BIGINT NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (meeting_id) REFERENCES
    review_meeting (id) ON DELETE RESTRICT, FOREIGN KEY (client_id) REFERENCES client (id) ON DELETE RESTRICT, FOREIGN
    KEY (decided_by_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX review_item_meeting_id ON review_item (meeting_id);
CREATE INDEX review_item_client_id ON review_item (client_id);
ALTER TABLE value_review ADD COLUMN collected_by_id {uuid} REFERENCES person (id) ON DELETE RESTRICT;
ALTER TABLE value_review ADD COLUMN given {uuid};
ALTER TABLE value_review ADD COLUMN severity VARCHAR(8) NOT NULL DEFAULT '';
ALTER TABLE value_review ADD COLUMN checked BOOLEAN NOT NULL DEFAULT {no};
ALTER TABLE client ADD COLUMN work_news TEXT NOT NULL DEFAULT '';
ALTER TABLE client ADD COLUMN people_around TEXT NOT NULL DEFAULT '';
ALTER TABLE client ADD COLUMN other_facts TEXT NOT NULL DEFAULT ''
"""

SQLITE = {"uuid": "TEXT", "no": "0"}
POSTGRES = {"uuid": "UUID", "no": "false"}


def up(migrator: Any, db: Any) -> None:
    sqlite = hasattr(db, "rekey")
    for statement in STATEMENTS.split(";"):
        text = statement.format(**(SQLITE if sqlite else POSTGRES)).strip()
        if not sqlite:
            # bytes decide the order of text, as in the first step
            text = re.sub(r"(VARCHAR\(\d+\)|TEXT)", r'\1 COLLATE "C"', text)
        db.execute_sql(text)
