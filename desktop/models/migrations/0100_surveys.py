"""Questionnaires, surveys, who was drawn and what was answered, and measures (SV-5)."""

import re
from typing import Any

# Frozen, as all steps are
STATEMENTS = """
CREATE TABLE questionnaire (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, family {uuid} NOT NULL, number
    SMALLINT NOT NULL, name VARCHAR(80) NOT NULL, name_en VARCHAR(80) NOT NULL, intro VARCHAR(500) NOT NULL, intro_en
    VARCHAR(500) NOT NULL, questions TEXT NOT NULL, made_by_id {uuid} NOT NULL, made_at BIGINT NOT NULL, used_at
    BIGINT, withdrawn_at BIGINT, FOREIGN KEY (made_by_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE UNIQUE INDEX questionnaire_family_number ON questionnaire (family, number);
CREATE TABLE survey (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, name VARCHAR(80) NOT NULL, kind
    VARCHAR(12) NOT NULL, questionnaire_id {uuid} NOT NULL, first_on DATE NOT NULL, last_on DATE NOT NULL, means TEXT
    NOT NULL, plan TEXT NOT NULL, lost BOOLEAN NOT NULL, percent SMALLINT NOT NULL, rest_days SMALLINT NOT NULL, seed
    VARCHAR(64) NOT NULL, population VARCHAR(64) NOT NULL, classes TEXT NOT NULL, left_out TEXT NOT NULL, made_by_id
    {uuid} NOT NULL, made_at BIGINT NOT NULL, drawn_by_id {uuid}, drawn_at BIGINT, closed_at BIGINT, withdrawn_at
    BIGINT, FOREIGN KEY (questionnaire_id) REFERENCES questionnaire (id) ON DELETE RESTRICT, FOREIGN KEY (made_by_id)
    REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (drawn_by_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX survey_questionnaire_id ON survey (questionnaire_id);
CREATE INDEX survey_last_on ON survey (last_on);
CREATE TABLE survey_draw (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, survey_id {uuid} NOT NULL,
    client_id {uuid}, about {uuid}, client_class VARCHAR(1) NOT NULL, handler_id {uuid}, second_id {uuid}, place
    INTEGER NOT NULL, code VARCHAR(10) NOT NULL, outcome VARCHAR(10) NOT NULL, tries TEXT NOT NULL, later_on DATE,
    printed_at BIGINT, drawn_at BIGINT NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (survey_id) REFERENCES survey (id) ON
    DELETE RESTRICT, FOREIGN KEY (client_id) REFERENCES client (id) ON DELETE RESTRICT, FOREIGN KEY (handler_id)
    REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (second_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX survey_draw_client_id ON survey_draw (client_id);
CREATE UNIQUE INDEX survey_draw_code ON survey_draw (code);
CREATE INDEX survey_draw_survey_id_outcome_place ON survey_draw (survey_id, outcome, place);
CREATE TABLE survey_reply (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, survey_id {uuid} NOT NULL, draw_id
    {uuid} NOT NULL, client_id {uuid}, client_class VARCHAR(1) NOT NULL, handler_id {uuid}, rated BOOLEAN NOT NULL,
    means VARCHAR(8) NOT NULL, answers TEXT NOT NULL, said TEXT NOT NULL, entered_by_id {uuid} NOT NULL, entered_at
    BIGINT NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (survey_id) REFERENCES survey (id) ON DELETE RESTRICT, FOREIGN
    KEY (draw_id) REFERENCES survey_draw (id) ON DELETE RESTRICT, FOREIGN KEY (client_id) REFERENCES client (id) ON
    DELETE RESTRICT, FOREIGN KEY (handler_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (entered_by_id)
    REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX survey_reply_survey_id ON survey_reply (survey_id);
CREATE INDEX survey_reply_draw_id ON survey_reply (draw_id);
CREATE INDEX survey_reply_client_id ON survey_reply (client_id);
CREATE TABLE survey_measure (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, survey_id {uuid} NOT NULL,
    problem VARCHAR(300) NOT NULL, what VARCHAR(300) NOT NULL, person_id {uuid} NOT NULL, due_on DATE NOT NULL,
    named_by_id {uuid} NOT NULL, named_at BIGINT NOT NULL, done_at BIGINT, done_by_id {uuid}, result VARCHAR(300) NOT
    NULL, checked_at BIGINT, checked_by_id {uuid}, checking VARCHAR(300) NOT NULL, sent_back SMALLINT NOT NULL,
    withdrawn_at BIGINT, FOREIGN KEY (survey_id) REFERENCES survey (id) ON DELETE RESTRICT, FOREIGN KEY (person_id)
    REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (named_by_id) REFERENCES person (id) ON DELETE RESTRICT,
    FOREIGN KEY (done_by_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (checked_by_id) REFERENCES person
    (id) ON DELETE RESTRICT);
CREATE INDEX survey_measure_survey_id ON survey_measure (survey_id);
CREATE INDEX survey_measure_person_id ON survey_measure (person_id);
CREATE INDEX measure_open ON survey_measure (due_on) WHERE (checked_at IS NULL)
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
