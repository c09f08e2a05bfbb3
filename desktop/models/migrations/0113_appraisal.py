"""Periods of appraisal: sheets, marks, excuses, appeals, frozen cases, and what keeps them locked (AP-4)."""

import re
from typing import Any

# Frozen, as all steps are
STATEMENTS = """
CREATE TABLE appraisal_scheme (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, number SMALLINT NOT NULL,
    content TEXT NOT NULL, note VARCHAR(300) NOT NULL, made_by_id {uuid} NOT NULL, made_at BIGINT NOT NULL,
    withdrawn_at BIGINT, FOREIGN KEY (made_by_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE UNIQUE INDEX appraisal_scheme_number ON appraisal_scheme (number);
CREATE TABLE appraisal_period (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, name VARCHAR(20) NOT NULL,
    first_on DATE NOT NULL, last_on DATE NOT NULL, number SMALLINT NOT NULL, replaces_id {uuid}, state VARCHAR(12) NOT
    NULL, scheme TEXT NOT NULL, seed BIGINT NOT NULL, opened_by_id {uuid} NOT NULL, opened_at BIGINT NOT NULL,
    computed_at BIGINT, reason VARCHAR(300) NOT NULL, corrects VARCHAR(300) NOT NULL,
    published_at BIGINT, confirm_until BIGINT, appeal_until BIGINT,
    signed_by_id {uuid}, signed_at BIGINT, cut_off BIGINT, cases INTEGER NOT NULL, header TEXT NOT NULL, previous
    VARCHAR(64) NOT NULL, root VARCHAR(64) NOT NULL, locked_by_id {uuid}, signature VARCHAR(128) NOT NULL, withdrawn_at
    BIGINT, FOREIGN KEY (replaces_id) REFERENCES appraisal_period (id) ON DELETE RESTRICT, FOREIGN KEY (opened_by_id)
    REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (signed_by_id) REFERENCES person (id) ON DELETE RESTRICT,
    FOREIGN KEY (locked_by_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE UNIQUE INDEX appraisal_period_name_number ON appraisal_period (name, number);
CREATE INDEX appraisal_period_last_on ON appraisal_period (last_on);
CREATE TABLE appraisal_sheet (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, period_id {uuid} NOT NULL,
    owner_id {uuid} NOT NULL, deputy_id {uuid}, department_id {uuid}, role_group VARCHAR(60) NOT NULL, days SMALLINT,
    counts TEXT NOT NULL, left_out TEXT NOT NULL, result TEXT NOT NULL, self_at BIGINT, rated_at BIGINT, rated_by_id
    {uuid}, passed_at BIGINT, published_at BIGINT, answer VARCHAR(10) NOT NULL, answer_words TEXT NOT NULL, answered_at
    BIGINT, salt VARCHAR(32) NOT NULL, root VARCHAR(64) NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (period_id)
    REFERENCES appraisal_period (id) ON DELETE RESTRICT, FOREIGN KEY (owner_id) REFERENCES person (id) ON DELETE
    RESTRICT, FOREIGN KEY (deputy_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (department_id)
    REFERENCES department (id) ON DELETE RESTRICT, FOREIGN KEY (rated_by_id) REFERENCES person (id) ON DELETE
    RESTRICT);
CREATE INDEX appraisal_sheet_owner_id ON appraisal_sheet (owner_id);
CREATE INDEX appraisal_sheet_deputy_id ON appraisal_sheet (deputy_id);
CREATE UNIQUE INDEX appraisal_sheet_period_id_owner_id ON appraisal_sheet (period_id, owner_id);
CREATE TABLE sheet_mark (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, period_id {uuid} NOT NULL, sheet_id
    {uuid} NOT NULL, side VARCHAR(8) NOT NULL, item SMALLINT NOT NULL, mark SMALLINT, words TEXT NOT NULL, source
    VARCHAR(32) NOT NULL, row_id {uuid}, observed_on DATE, recommended TEXT NOT NULL, before SMALLINT, reason
    VARCHAR(300) NOT NULL, changed_by_id {uuid}, by_id {uuid} NOT NULL, at BIGINT NOT NULL, FOREIGN KEY (period_id)
    REFERENCES appraisal_period (id) ON DELETE RESTRICT, FOREIGN KEY (sheet_id) REFERENCES appraisal_sheet (id) ON
    DELETE RESTRICT, FOREIGN KEY (changed_by_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (by_id)
    REFERENCES person (id) ON DELETE RESTRICT);
CREATE UNIQUE INDEX sheet_mark_sheet_id_side_item ON sheet_mark (sheet_id, side, item);
CREATE TABLE frozen_case (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, period_id {uuid} NOT NULL,
    sheet_id {uuid} NOT NULL, place INTEGER NOT NULL, key VARCHAR(24) NOT NULL, source VARCHAR(32) NOT NULL, row_id
    {uuid} NOT NULL, due BIGINT NOT NULL, done BIGINT, outcome INTEGER NOT NULL, weight INTEGER NOT NULL, reason
    VARCHAR(32) NOT NULL, excused BOOLEAN NOT NULL, client_id {uuid}, payload TEXT NOT NULL, salt VARCHAR(32) NOT NULL,
    leaf VARCHAR(64) NOT NULL, FOREIGN KEY (period_id) REFERENCES appraisal_period (id) ON DELETE RESTRICT, FOREIGN
    KEY (sheet_id) REFERENCES appraisal_sheet (id) ON DELETE RESTRICT, FOREIGN KEY (client_id) REFERENCES client (id)
    ON DELETE RESTRICT);
CREATE INDEX frozen_case_client_id ON frozen_case (client_id);
CREATE UNIQUE INDEX frozen_case_sheet_id_place ON frozen_case (sheet_id, place);
CREATE INDEX frozen_case_row_id ON frozen_case (row_id);
CREATE TABLE excuse (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, owner_id {uuid} NOT NULL, deputy_id
    {uuid}, department_id {uuid}, key VARCHAR(24) NOT NULL, source VARCHAR(32) NOT NULL, row_id {uuid} NOT NULL,
    due BIGINT NOT NULL, client_id {uuid}, reason VARCHAR(16) NOT NULL, words TEXT NOT NULL, asked_at BIGINT NOT NULL,
    approved_by_id {uuid}, operation {uuid}, withdrawn_at BIGINT,
    FOREIGN KEY (owner_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY
    (deputy_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (department_id) REFERENCES department (id) ON
    DELETE RESTRICT, FOREIGN KEY (client_id) REFERENCES client (id) ON DELETE RESTRICT, FOREIGN KEY (approved_by_id)
    REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX excuse_owner_id ON excuse (owner_id);
CREATE INDEX excuse_client_id ON excuse (client_id);
CREATE INDEX excuse_source_row_id_key ON excuse (source, row_id, key);
CREATE TABLE appeal (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, period_id {uuid} NOT NULL, sheet_id
    {uuid} NOT NULL, kind VARCHAR(10) NOT NULL, key VARCHAR(24) NOT NULL, item SMALLINT, source VARCHAR(32) NOT NULL,
    row_id {uuid}, client_id {uuid}, words TEXT NOT NULL, made_at BIGINT NOT NULL, due_at BIGINT NOT NULL, decided_by_id
    {uuid}, decided_at BIGINT, verdict VARCHAR(10) NOT NULL, reason TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT
    NULL, withdrawn_at BIGINT, FOREIGN KEY (period_id) REFERENCES appraisal_period (id) ON DELETE RESTRICT, FOREIGN
    KEY (sheet_id) REFERENCES appraisal_sheet (id) ON DELETE RESTRICT, FOREIGN KEY (client_id) REFERENCES client (id)
    ON DELETE RESTRICT, FOREIGN KEY (decided_by_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX appeal_sheet_id ON appeal (sheet_id);
CREATE INDEX appeal_client_id ON appeal (client_id);
CREATE INDEX appeal_open ON appeal (due_at) WHERE ((decided_at IS NULL) AND (withdrawn_at IS NULL));
CREATE TABLE appraisal_print (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, period_id {uuid} NOT NULL,
    sheet_id {uuid}, kind VARCHAR(12) NOT NULL, code VARCHAR(24) NOT NULL, content VARCHAR(64) NOT NULL, digest
    VARCHAR(64) NOT NULL, language VARCHAR(8) NOT NULL, by_id {uuid} NOT NULL, at BIGINT NOT NULL, handed_at BIGINT,
    back_at BIGINT, FOREIGN KEY (period_id) REFERENCES appraisal_period (id) ON DELETE RESTRICT, FOREIGN KEY
    (sheet_id) REFERENCES appraisal_sheet (id) ON DELETE RESTRICT, FOREIGN KEY (by_id) REFERENCES person (id) ON
    DELETE RESTRICT);
CREATE INDEX appraisal_print_period_id ON appraisal_print (period_id);
CREATE INDEX appraisal_print_sheet_id ON appraisal_print (sheet_id);
CREATE INDEX appraisal_print_code ON appraisal_print (code);
CREATE INDEX appraisal_print_digest ON appraisal_print (digest)
"""
# Of what lies in a locked period only what an erased client told may be emptied
GUARDED = ("appraisal_sheet", "sheet_mark", "frozen_case", "appeal")
ON_SQLITE = """
CREATE TRIGGER locked_period_added BEFORE INSERT ON appraisal_period WHEN NEW.state = 'locked'
    BEGIN {no};; END;
CREATE TRIGGER locked_period_changed BEFORE UPDATE ON appraisal_period WHEN OLD.state = 'locked'
    BEGIN {no};; END;
CREATE TRIGGER locked_period_removed BEFORE DELETE ON appraisal_period WHEN OLD.state = 'locked'
    BEGIN {no};; END
"""
EACH_ON_SQLITE = """
CREATE TRIGGER locked_{table}_added BEFORE INSERT ON {table} WHEN {new} BEGIN {no};; END;
CREATE TRIGGER locked_{table}_changed BEFORE UPDATE ON {table} WHEN ({old} OR {new}) AND NOT ({emptied})
    BEGIN {no};; END;
CREATE TRIGGER locked_{table}_removed BEFORE DELETE ON {table} WHEN {old} BEGIN {no};; END
"""
NO_SQLITE = "SELECT RAISE(ABORT, 'permission denied: this period of appraisal is closed')"
EMPTIED = {"frozen_case": ("payload", "salt"), "appeal": ("words", "reason")}
# what is added is asked about once for a whole statement: fifty thousand cases are frozen at once
ADDED_ON_POSTGRES = """
CREATE FUNCTION appraisal_closed() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM public.appraisal_period p WHERE p.state = 'locked'
            AND p.id IN (SELECT a.period_id FROM added a)) THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied: this period of appraisal is closed';;
    END IF;;
    RETURN NULL;;
END $$
"""
ON_POSTGRES = """
CREATE FUNCTION appraisal_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE free text[] := CASE TG_TABLE_NAME WHEN 'frozen_case' THEN ARRAY['payload', 'salt']
    WHEN 'appeal' THEN ARRAY['words', 'reason'] ELSE ARRAY[]::text[] END;; held boolean := false;; one text;;
BEGIN
    IF TG_TABLE_NAME = 'appraisal_period' THEN
        held := CASE WHEN TG_OP = 'INSERT' THEN NEW.state = 'locked' ELSE OLD.state = 'locked' END;;
    ELSE
        IF TG_OP <> 'DELETE' THEN
            held := EXISTS (SELECT 1 FROM public.appraisal_period p WHERE p.id = NEW.period_id AND p.state = 'locked');;
        END IF;;
        IF TG_OP <> 'INSERT' THEN
            held := held OR EXISTS (SELECT 1 FROM public.appraisal_period p
                WHERE p.id = OLD.period_id AND p.state = 'locked');;
        END IF;;
        IF held AND TG_OP = 'UPDATE' AND free <> ARRAY[]::text[]
                AND to_jsonb(NEW) - free IS NOT DISTINCT FROM to_jsonb(OLD) - free THEN
            held := false;;
            FOREACH one IN ARRAY free LOOP
                held := held OR to_jsonb(NEW) ->> one <> '';;
            END LOOP;;
        END IF;;
    END IF;;
    IF held THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied: this period of appraisal is closed';;
    END IF;;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;;
END $$
"""


def up(migrator: Any, db: Any) -> None:
    sqlite = hasattr(db, "rekey")
    for statement in STATEMENTS.split(";"):
        text = statement.format(uuid="TEXT" if sqlite else "UUID").strip()
        if not sqlite:
            # bytes decide the order of text, as in the first step
            text = re.sub(r"(VARCHAR\(\d+\)|TEXT)", r'\1 COLLATE "C"', text)
        db.execute_sql(text)
    for text in _sqlite(db) if sqlite else _postgres():
        db.execute_sql(text)


def _sqlite(db: Any) -> list[str]:
    whole = ON_SQLITE.format(no=NO_SQLITE)
    state = "EXISTS (SELECT 1 FROM appraisal_period p WHERE p.id = {row}.period_id AND p.state = 'locked')"
    for table in GUARDED:
        free = EMPTIED.get(table, ())
        columns = [name for _n, name, *_rest in db.execute_sql(f"PRAGMA table_info({table})").fetchall()]
        same = [f"NEW.{name} IS OLD.{name}" for name in columns if name not in free]
        emptied = " AND ".join([*(f"NEW.{name} = ''" for name in free), *same]) if free else "0"
        whole += ";" + EACH_ON_SQLITE.format(
            table=table, no=NO_SQLITE, old=state.format(row="OLD"), new=state.format(row="NEW"), emptied=emptied
        )
    return [text.replace("\0", ";").strip() for text in whole.replace(";;", "\0").split(";")]


def _postgres() -> list[str]:
    every = [
        "CREATE TRIGGER locked_appraisal_period BEFORE INSERT OR UPDATE OR DELETE ON appraisal_period"
        " FOR EACH ROW EXECUTE FUNCTION appraisal_stays()"
    ]
    for table in GUARDED:
        every += [
            f"CREATE TRIGGER locked_{table} BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION appraisal_stays()",
            f"CREATE TRIGGER locked_{table}_added AFTER INSERT ON {table} REFERENCING NEW TABLE AS added"
            " FOR EACH STATEMENT EXECUTE FUNCTION appraisal_closed()",
        ]
    return [text.replace(";;", ";").strip() for text in (ON_POSTGRES, ADDED_ON_POSTGRES)] + every
