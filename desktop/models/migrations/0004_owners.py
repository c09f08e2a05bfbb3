"""Contact persons, contacts with clients, and what is handed over from one owner to the next."""

import re
from typing import Any

# Frozen, as all steps are
TABLES = """
ALTER TABLE client ADD COLUMN promising {bool} NOT NULL DEFAULT {no};
CREATE TABLE contact_person (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, client_id {uuid} NOT NULL,
    person_id {uuid} NOT NULL, since_on DATE NOT NULL, until_on DATE, withdrawn_at BIGINT, FOREIGN KEY (client_id)
    REFERENCES client (id) ON DELETE RESTRICT, FOREIGN KEY (person_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX contact_person_client_id ON contact_person (client_id);
CREATE INDEX contact_person_person_id ON contact_person (person_id);
CREATE TABLE contact (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, client_id {uuid} NOT NULL, channel
    VARCHAR(16) NOT NULL, direction VARCHAR(8) NOT NULL, at BIGINT NOT NULL, staff_id {uuid} NOT NULL, subject
    VARCHAR(200) NOT NULL, content TEXT NOT NULL, result TEXT NOT NULL, next_step VARCHAR(200) NOT NULL, next_on DATE,
    next_for_id {uuid}, next_done_at BIGINT, entered_by_id {uuid} NOT NULL, entered_at BIGINT NOT NULL, withdrawn_at
    BIGINT, FOREIGN KEY (client_id) REFERENCES client (id) ON DELETE RESTRICT, FOREIGN KEY (staff_id) REFERENCES
    person (id) ON DELETE RESTRICT, FOREIGN KEY (next_for_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY
    (entered_by_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX contact_staff_id ON contact (staff_id);
CREATE INDEX contact_entered_by_id ON contact (entered_by_id);
CREATE INDEX contact_client_id_at ON contact (client_id, at);
CREATE INDEX contact_next_for_id_next_done_at_next_on ON contact (next_for_id, next_done_at, next_on);
CREATE TABLE handover (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, at BIGINT NOT NULL, giver_id {uuid},
    person_id {uuid} NOT NULL, reason VARCHAR(200) NOT NULL, operation {uuid} NOT NULL, withdrawn_at BIGINT, FOREIGN
    KEY (giver_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (person_id) REFERENCES person (id) ON
    DELETE RESTRICT);
CREATE INDEX handover_giver_id ON handover (giver_id);
CREATE INDEX handover_person_id ON handover (person_id);
CREATE INDEX handover_operation ON handover (operation);
CREATE TABLE handover_line (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, handover_id {uuid} NOT NULL,
    client_id {uuid} NOT NULL, former_owner_id {uuid}, former_deputy_id {uuid}, owner_id {uuid}, deputy_id {uuid},
    due BIGINT, contacted_at BIGINT, told_on DATE, told_how VARCHAR(16) NOT NULL, told_by_id {uuid}, superseded_at
    BIGINT, withdrawn_at BIGINT, FOREIGN KEY (handover_id) REFERENCES handover (id) ON DELETE RESTRICT, FOREIGN KEY
    (client_id) REFERENCES client (id) ON DELETE RESTRICT, FOREIGN KEY (former_owner_id) REFERENCES person (id) ON
    DELETE RESTRICT, FOREIGN KEY (former_deputy_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (owner_id)
    REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (deputy_id) REFERENCES person (id) ON DELETE RESTRICT,
    FOREIGN KEY (told_by_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX handover_line_handover_id ON handover_line (handover_id);
CREATE INDEX handover_line_client_id ON handover_line (client_id);
CREATE INDEX handover_line_former_owner_id ON handover_line (former_owner_id);
CREATE INDEX handover_line_former_deputy_id ON handover_line (former_deputy_id);
CREATE INDEX handover_line_deputy_id ON handover_line (deputy_id);
CREATE INDEX handover_line_told_by_id ON handover_line (told_by_id);
CREATE INDEX handover_line_owner_id_contacted_at_due ON handover_line (owner_id, contacted_at, due)
"""

SQLITE = {"uuid": "TEXT", "bool": "INTEGER", "no": "0"}
POSTGRES = {"uuid": "UUID", "bool": "BOOLEAN", "no": "FALSE"}
# Told, as the first step tells it: many contacts, few of each client, few with a next step that is open
PLANNER_SQLITE = (
    """INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('contact', 'contact_client_id_at', '1000000 10 1'),
    ('contact', 'contact_next_for_id_next_done_at_next_on', '1000000 20000 10 1'),
    ('contact_person', 'contact_person_client_id', '50000 2'),
    ('handover_line', 'handover_line_client_id', '50000 2')""",
)


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
