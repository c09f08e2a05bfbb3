"""Finds clients and what is kept of them: contacts, competitor notes, dealings, events, titles of documents.

CL-6, CL-9, CL-16, DO-1, OF-15.
"""

import re
from collections.abc import Sequence
from uuid import UUID

from desktop.i18n import _
from desktop.models.rows import as_list, uuid_of
from desktop.rules.rights import Right
from desktop.rules.tokens import fts5_match, query_of, tsquery
from desktop.services import case_reach, coded_sheets, document_search, order_reach, search, survey_asking
from desktop.services.coded_sheets import CodedSheet
from desktop.services.search import ANSWER, COMPETITOR, CONTACT, DEALING, EVENT, LEAD, MOST, Hit
from desktop.services.work import EVERYTHING, MET_POSTGRES, MET_SQLITE, Work

DOCUMENT = "document"
CASE = "case"
FORM = "survey_form"
ORDER = "order"
_NUMBERED = re.compile(r"\d\s*$")  # numbers of cases and orders end with digits: other words are not looked up
_PAPERS = 4  # so many of the hits are documents, where there are
# At every keystroke, as the clients: what the tokens find is little, so it comes first. Events and answers belong
# to no client, and who may see clients sees them
_FOUND_SQLITE = """
    SELECT d.kind, d.subject FROM search_text_more CROSS JOIN search_doc d ON d.serial = search_text_more.rowid
    WHERE search_text_more MATCH ? AND (d.kind IN ('event', 'answer') OR {within})
    ORDER BY search_text_more.rowid DESC LIMIT ?"""
_FOUND_POSTGRES = """
    SELECT d.kind, d.subject FROM search_doc d
    WHERE d.tokens @@ %s::tsquery AND d.kind <> 'client' AND (d.kind IN ('event', 'answer') OR {within}) LIMIT %s"""
_FOUND_NARROWED = "SELECT * FROM cf.find_more(%s::tsquery, %s)"
# What hangs on clients whose contact person one is, and that lie in the index under their owner: they are few
_MET = """
    SELECT id FROM contact WHERE client_id IN ({met})
    UNION ALL SELECT id FROM competitor_note WHERE client_id IN ({met})
    UNION ALL SELECT id FROM dealing WHERE client_id IN ({met})"""
_OF_CLIENT = """
    SELECT t.id, {day}, t.client_id, c.code, c.name, {said} FROM {ids} CROSS JOIN {table} t CROSS JOIN client c
    WHERE t.id = s.value AND t.withdrawn_at IS NULL AND c.id = t.client_id AND c.withdrawn_at IS NULL AND {within}"""
_EVENTS = """
    SELECT t.id, t.held_on, NULL, '', t.title, t.held_on, t.place FROM {ids} CROSS JOIN event t
    WHERE t.id = s.value AND t.withdrawn_at IS NULL"""
_ANSWERS = """
    SELECT t.id, t.made_at, NULL, '', t.question, t.topic FROM {ids} CROSS JOIN uniform_answer t
    WHERE t.id = s.value AND t.withdrawn_at IS NULL AND t.state = 'approved'"""
_LEADS = """
    SELECT c.id, c.received_at, NULL, '', c.name, c.unit, c.wish FROM {ids} CROSS JOIN lead c
    WHERE c.id = s.value AND c.withdrawn_at IS NULL AND {within}"""


# What each kind is read from; what comes after the title stands below it
_KINDS = {
    CONTACT: _OF_CLIENT.format(table="contact", day="t.at", said="t.subject", ids="{ids}", within="{within}"),
    COMPETITOR: _OF_CLIENT.format(table="competitor_note", day="t.learnt_on", said="t.competitor, t.offer",
                                  ids="{ids}", within="{within}"),
    DEALING: _OF_CLIENT.format(table="dealing", day="t.happened_on", said="t.title", ids="{ids}", within="{within}"),
    EVENT: _EVENTS,
    LEAD: _LEADS,
    ANSWER: _ANSWERS,
}  # fmt: skip


def find_everything(work: Work, text: str, limit: int = 50) -> list[Hit]:
    """The record of a printed sheet whose code it is, or the case or order whose number; the clients for `text` as
    `find` has them, then the contacts, competitor notes, dealings and events that say it, then the documents whose
    titles do, each kind the newest first. Some room is kept for documents."""
    sheet = coded_sheets.find(work, text)
    # a gun ends with Enter, which takes the first
    coded = [_coded(sheet)] if sheet is not None else [*_form(work, text), *_case(work, text), *_order(work, text)]
    clients = search.find(work, text, limit - len(coded))
    room = limit - len(coded) - len(clients)
    papers = _papers(work, text, room)
    others = _others(work, text, room - min(len(papers), _PAPERS))
    return [*coded, *clients, *others, *papers][:limit]


def _coded(sheet: CodedSheet) -> Hit:
    detail = " · ".join(part for part in (_(sheet.kind.label), sheet.client_name) if part)
    return Hit(sheet.kind.value, sheet.subjects[0], sheet.code, sheet.said, detail, sheet.client)


def _form(work: Work, text: str) -> list[Hit]:
    """The form of a survey by its code, for who may enter it."""
    row = survey_asking.found_by_code(work, text)
    return [Hit(FORM, row.id, row.code, row.survey.name, _("Form of a survey"), None)] if row is not None else []


def _case(work: Work, text: str) -> list[Hit]:
    row = case_reach.numbered(work, text) if _NUMBERED.search(text) and work.may(Right.SEE_CLIENTS) else None
    if row is None:
        return []
    client = case_reach.client_of(work, row)
    whom = client.name if client is not None else row.caller
    return [Hit(CASE, row.id, row.number, row.subject, " · ".join(part for part in (row.number, whom) if part), None)]


def _order(work: Work, text: str) -> list[Hit]:
    row = order_reach.numbered(work, text) if _NUMBERED.search(text) and work.may(Right.SEE_CLIENTS) else None
    if row is None:
        return []
    about = next((line.what for line in order_reach.lines_of(work, [row.id])), row.number)
    client = order_reach.client_of(work, row)
    return [Hit(ORDER, row.id, row.number, about, " · ".join((row.number, client.name)), None)]


def matching(work: Work, text: str, limit: int = MOST) -> dict[str, list[UUID]]:
    """Ids of what says `text` and is no client, by kind, at most `limit` together; of a client only where this person
    may see it. On a file they are those entered last."""
    query = query_of(text)
    if not query or limit <= 0 or not work.may(Right.SEE_CLIENTS):
        return {}
    sqlite, run = work.database.sqlite, work.database.engine.execute_sql
    within, mine = work.within_sql("d", Right.SEE_CLIENTS, key="subject")
    if within != EVERYTHING:
        met = MET_SQLITE if sqlite else MET_POSTGRES
        within, mine = f"({within} OR d.subject IN ({_MET.format(met=met)}))", [*mine, *[work.me.id.hex] * 3]
    found, match = (_FOUND_SQLITE, fts5_match(query)) if sqlite else (_FOUND_POSTGRES, tsquery(query))
    if work.narrowed:
        found, mine = _FOUND_NARROWED, []
    keys: dict[str, list[UUID]] = {}
    for kind, key in run(found.format(within=within), [match, *mine, limit]).fetchall():
        keys.setdefault(kind, []).append(uuid_of(key))
    return keys


def _papers(work: Work, text: str, limit: int) -> list[Hit]:
    found = document_search.titles(work, text, limit) if limit > 0 else []
    return [Hit(DOCUMENT, each.id, each.code, each.title, " · ".join(filter(None, (each.kind.said, each.name))),
                each.client) for each in found]  # fmt: skip


def _others(work: Work, text: str, limit: int) -> list[Hit]:
    keys = matching(work, text) if limit > 0 else {}
    hits: list[Hit] = []
    for kind in _KINDS:
        if kind in keys and len(hits) < limit:
            hits += _read(work, kind, keys[kind])
    return hits[:limit]


def _read(work: Work, kind: str, keys: Sequence[UUID]) -> list[Hit]:
    within, mine = work.within_sql("c", Right.SEE_CLIENTS, "_id") if kind not in (EVENT, ANSWER) else ("", [])
    sqlite = work.database.sqlite
    text = _KINDS[kind].format(ids="json_each(?) s" if sqlite else "unnest(%s::uuid[]) s(value)", within=within)
    # reading path: narrowed to clients that this person may see
    rows = work.database.engine.execute_sql(text, [as_list([key.hex for key in keys], sqlite=sqlite), *mine]).fetchall()
    return [
        Hit(kind, uuid_of(key), code, title, " · ".join(str(part) for part in said if part),
            None if client is None else uuid_of(client))
        for key, _day, client, code, title, *said in sorted(rows, key=lambda row: (row[1], row[0]), reverse=True)
    ]  # fmt: skip
