"""Who may do what on a PostgreSQL server with the tables whose reach does not tell it: keys, records, index, one's own.

A policy names its verb, whom it holds for — rights, or `user` for everybody — the condition on the rows as they are,
and that on what they become.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

RulePolicy = tuple[str, ...]

_MINE = "person_id = (SELECT cf.me())"
# the index goes by what the row it stands for says of its client, and by nothing that is handed to it
_INDEXED = """CASE search_doc.kind
    WHEN 'event' THEN EXISTS (SELECT 1 FROM event e WHERE e.id = search_doc.subject)
        AND search_doc.owner IS NULL AND search_doc.deputy IS NULL
    WHEN 'answer' THEN EXISTS (SELECT 1 FROM uniform_answer a WHERE a.id = search_doc.subject)
        AND search_doc.owner IS NULL AND search_doc.deputy IS NULL
    WHEN 'lead' THEN EXISTS (SELECT 1 FROM lead l WHERE l.id = search_doc.subject
        AND l.owner_id IS NOT DISTINCT FROM search_doc.owner AND l.deputy_id IS NOT DISTINCT FROM search_doc.deputy
        AND l.department_id IS NOT DISTINCT FROM search_doc.department)
    ELSE EXISTS (SELECT 1 FROM client c WHERE c.id = CASE search_doc.kind
            WHEN 'client' THEN search_doc.subject
            WHEN 'contact' THEN (SELECT k.client_id FROM contact k WHERE k.id = search_doc.subject)
            WHEN 'dealing' THEN (SELECT d.client_id FROM dealing d WHERE d.id = search_doc.subject)
            ELSE (SELECT n.client_id FROM competitor_note n WHERE n.id = search_doc.subject) END
        AND c.owner_id IS NOT DISTINCT FROM search_doc.owner AND c.deputy_id IS NOT DISTINCT FROM search_doc.deputy
        AND c.department_id IS NOT DISTINCT FROM search_doc.department) END"""
_IN_SCOPE = """(owner = (SELECT cf.me()) OR deputy = (SELECT cf.me()) OR kind IN ('event', 'answer')
    OR subject = ANY ((SELECT cf.met())::uuid[])
    OR EXISTS (SELECT 1 FROM contact k WHERE k.id = search_doc.subject)
    OR EXISTS (SELECT 1 FROM competitor_note n WHERE n.id = search_doc.subject)
    OR EXISTS (SELECT 1 FROM dealing d WHERE d.id = search_doc.subject))"""
_IN_DEPARTMENT = f"({_IN_SCOPE} OR department = (SELECT cf.department()))"
_FILE = "EXISTS (SELECT 1 FROM client c WHERE c.id = client_id)"
_OF_KEYS = """name IN ('keys_due', 'recovery_seed', 'recovery_sheet', 'recovery_key', 'powers_reported',
    'left_departments')"""
# put back as it was signed, where it was changed; that none is asked for says who runs the office
_PLEDGE = "(name = 'pledge_months' AND value ~ '^[1-9][0-9]*$')"
_DUE = "name = 'keys_due' AND EXISTS (SELECT 1 FROM vault_key v WHERE v.person_id = (SELECT cf.me()))"
_WRITERS = "clients.enter clients.edit clients.import clients.review"
_RECORDED = "EXISTS (SELECT 1 FROM record r WHERE r.serial = record_id"
# whoever takes an act back has to see what colleagues did with the same visit or lead since
_OF_RECEPTION = "topic = 'reception' AND EXISTS (SELECT 1 FROM visitor v WHERE v.id = subject)"
_AT_DESK = "topic = 'reception' AND EXISTS (SELECT 1 FROM refused_visitor v WHERE v.id = subject)"
_OF_DISCIPLINE = """topic = 'discipline' AND EXISTS (SELECT 1 FROM discipline_case c WHERE c.id = subject
    AND c.owner_id <> (SELECT cf.me()))"""
_OF_LEAD = "topic = 'leads' AND EXISTS (SELECT 1 FROM lead l WHERE l.id = subject)"
_DONE_TO_VISIT = f"""{_RECORDED} AND r.topic = 'reception') AND table_name = 'visitor'
    AND EXISTS (SELECT 1 FROM visitor v WHERE v.id = row_id)"""
_DONE_AT_DESK = f"""{_RECORDED} AND r.topic = 'reception') AND CASE table_name
    WHEN 'refused_visitor' THEN EXISTS (SELECT 1 FROM refused_visitor v WHERE v.id = row_id)
    WHEN 'zone_entry' THEN EXISTS (SELECT 1 FROM zone_entry z WHERE z.id = row_id)
    WHEN 'register_line' THEN EXISTS (SELECT 1 FROM register_line l WHERE l.id = row_id)
    ELSE false END"""
_DONE_TO_CASE = f"""{_RECORDED} AND r.topic = 'discipline') AND table_name = 'discipline_case'
    AND EXISTS (SELECT 1 FROM discipline_case c WHERE c.id = row_id AND c.owner_id <> (SELECT cf.me()))"""
_DONE_TO_LEAD = f"""{_RECORDED} AND r.topic = 'leads') AND CASE table_name
    WHEN 'lead' THEN EXISTS (SELECT 1 FROM lead l WHERE l.id = row_id)
    WHEN 'lead_entry' THEN EXISTS (SELECT 1 FROM lead_entry e WHERE e.id = row_id)
    WHEN 'contact' THEN EXISTS (SELECT 1 FROM contact k WHERE k.id = row_id)
    ELSE false END"""
# acts on the book; what of them is a client's goes by whether one sees the client
_OF_BOOK = f"""{_RECORDED} AND r.topic = 'bookings') AND CASE table_name
    WHEN 'client' THEN EXISTS (SELECT 1 FROM client c WHERE c.id = row_id)
    WHEN 'booking_client' THEN EXISTS (SELECT 1 FROM booking_client b WHERE b.id = row_id)
    WHEN 'spend' THEN EXISTS (SELECT 1 FROM spend s WHERE s.id = row_id)
    WHEN 'register_client' THEN EXISTS (SELECT 1 FROM register_client l WHERE l.id = row_id)
    WHEN 'attendance_client' THEN EXISTS (SELECT 1 FROM attendance_client a WHERE a.id = row_id)
    ELSE table_name <> 'value_review' END"""
# what became of papers is told to who sees them, whatever else he sees of their client
_PAPER_TABLES = (
    "document",
    "document_version",
    "folder",
    "folder_entry",
    "archive_file",
    "archive_item",
    "archive_signature",
    "loan",
    "deed",
    "deed_move",
    "deed_vouch",
    "hold",
    "destruction_list",
    "destruction_item",
    "destruction_witness",
    "printed_sheet",
    "signed_copy",
    "contact_paper",
)
# nor marks, which whoever they judge reads only once they are released (CM-4)
# nor who is asked about a case and what he answered, whichever of the two wrote it down (SV-5); that a draw was moved
# with its client's file, whoever puts the files apart again needs
_UNTOLD = f"""(table_name NOT IN ('survey_draw', 'survey_reply')
    OR {_RECORDED} AND r.topic NOT IN ('cases', 'surveys')))"""
# nor what appraisals say of colleagues (AP-1), and what is held against one, who reads it once he is told (RP-2)
_APPRAISED = ("appraisal_sheet", "sheet_mark", "frozen_case", "excuse", "appeal", "discipline_case", "discipline_entry",
              "own_score")  # fmt: skip
_NO_PAPER = f"table_name NOT IN {(*_PAPER_TABLES, *_APPRAISED, 'spot_check')} AND {_UNTOLD}"
_OF_PAPERS = " ".join(
    (
        "CASE table_name",
        *(f"WHEN '{table}' THEN EXISTS (SELECT 1 FROM {table} t WHERE t.id = row_id)" for table in _PAPER_TABLES),
        "ELSE false END",
    )
)
_OF_ARCHIVE = "topic IN ('archive', 'loans', 'deeds', 'retention')"
_BILLED = f"source = 'booking' AND origin IS NOT NULL AND {_FILE}"
_ORDERED = f"source = 'order' AND origin IS NOT NULL AND {_FILE}"
_SHEET = "register IN ('card', 'form')"
_LOAN = "register = 'archive'"
_BADGE = "register = 'badge'"
# a visit is its host's, his stand-in's and whose plan it was; the desk receives all
_OF_VISIT = "(SELECT cf.me()) IN (owner_id, deputy_id)"
_VISITS = (
    ("own", _OF_VISIT),
    ("department", f"({_OF_VISIT} OR department_id = (SELECT cf.department()))"),
    ("all", "true"),
)
_NOT_OF_ME = "staff_id <> (SELECT cf.me())"
_IMPROVES = "owner_id = (SELECT cf.me())"
# the person concerned sees a case once he was told, and decides nothing of it
_CONCERNS_ME = "owner_id = (SELECT cf.me())"
_TOLD_ME = f"({_CONCERNS_ME} AND told_at IS NOT NULL OR deputy_id = (SELECT cf.me()))"
_NOT_ABOUT_ME = "owner_id <> (SELECT cf.me())"
_OF_MY_PLACE = f"({_NOT_ABOUT_ME} AND department_id = (SELECT cf.department()))"
_NEW_CASE = "state = 'proposed' AND deputy_id IS NULL AND told_at IS NULL AND decided_at IS NULL"
_MY_LINE = "(by_id = (SELECT cf.me()) OR (by_id IS NULL AND told AND cf.stays_unnamed(case_id)))"
# whoever stands in for its owner (AC-11): where the office is, its day may have begun already, or not ended yet
_WRITES_LEAD = """((SELECT cf.me()) IN (owner_id, deputy_id, entered_by_id)
    OR owner_id IN (SELECT s.absent_id FROM stand_in s WHERE s.person_id = (SELECT cf.me()) AND s.withdrawn_at IS NULL
        AND s.kinds LIKE '%"visits"%' AND s.first_on <= current_date + 1 AND s.last_on >= current_date - 1)
    OR cf.within('clients_edit', owner_id, deputy_id, department_id))"""
_OF_LOAN = f"{_FILE} AND EXISTS (SELECT 1 FROM register_line l WHERE l.id = line_id AND l.{_LOAN})"
_OF_SHEET = f"{_FILE} AND EXISTS (SELECT 1 FROM register_line l WHERE l.id = line_id AND l.{_SHEET})"
_TAKES_OVER = """EXISTS (SELECT 1 FROM handover_line l JOIN client c ON c.id = l.client_id
    WHERE l.handover_id = handover.id AND ((SELECT cf.me()) IN (l.owner_id, l.deputy_id)
        OR cf.within('clients_edit', c.owner_id, c.deputy_id, c.department_id)))"""
_OF_SECRET = "EXISTS (SELECT 1 FROM seating_rule r WHERE r.id = rule_id AND r.secret)"
_NOW = "(extract(epoch FROM now()) * 1000)"
# what was asked for and nothing else; a document and a version of it, for as many days as were asked
_LENT = f"""lent_by_id = (SELECT cf.me()) AND person_id <> (SELECT cf.me())
    AND EXISTS (SELECT 1 FROM approval a WHERE a.id = approval_id AND a.asked_by_id = person_id
        AND cf.may_decide(a.asked_by_id, a.level, a.department_id) AND CASE a.act
        WHEN 'see_file' THEN a.place = lent.place AND {_FILE}
        WHEN 'see_locked' THEN a.place = lent.place AND a.row_id = lent.row_id AND {_FILE}
        WHEN 'see_document' THEN lent.until_at <= {_NOW} + 60000 + a.size * 86400000::bigint AND EXISTS (
            SELECT 1 FROM document d WHERE d.id = a.row_id AND d.client_id IS NOT DISTINCT FROM lent.client_id
            AND CASE lent.place WHEN 'document' THEN d.id = lent.row_id WHEN 'document_version'
                THEN cf.is_version(lent.row_id, d.id) END) END)"""
_ACT = "EXISTS (SELECT 1 FROM client c WHERE c.id = subject)"
# what became of an event itself, which all see who see clients; whom it was for is told by its invitations
_OF_EVENT = """(action IN ('add_event', 'change_event', 'withdraw_event')
    AND EXISTS (SELECT 1 FROM event e WHERE e.id = subject))
    OR (action IN ('undo', 'redo') AND subject IS NULL AND cf.of_event(serial))"""
_STATION = "EXISTS (SELECT 1 FROM writer w WHERE w.workstation = workstation.id AND w.person = (SELECT cf.me()))"
# what a marked paper is, whoever does not reach its level is not told, but of the version that was opened for him
REACHED = """(level = 1 OR ((SELECT cf.pledged()) AND ((level = 2 AND (SELECT cf.has('level_2')))
    OR (SELECT cf.has('level_3')))))"""
_LEVEL_READ = f"""({REACHED} OR EXISTS (SELECT 1 FROM lent l WHERE l.place = 'document_version'
        AND l.row_id = document_version.id AND l.person_id = (SELECT cf.me()) AND l.until_at > {_NOW}))"""
_ASKER_OUT = "EXISTS (SELECT 1 FROM person p WHERE p.id = asked_by_id AND p.suspended_at IS NOT NULL)"
_DECIDES = "cf.may_decide(asked_by_id, level, department_id)"
_ANSWERS = "cf.may_decide(asked_by_id, 1, department_id)"  # for a department's accounts


# of a caller without a file: in the department that has the case, and whoever had a part in it
_OF_CALLER = """(client_id IS NOT NULL OR (SELECT cf.has('clients_see_all')) OR department_id = (SELECT cf.department())
    OR recorded_by_id = (SELECT cf.me()) OR cf.has_part(id))"""


_STRANGER = """(handler_id IS DISTINCT FROM (SELECT cf.me())) AND (second_id IS DISTINCT FROM (SELECT cf.me()))"""


class Rule(NamedTuple):
    """`policies` stand instead of those that a reach gives, `more` beside them. `columns` narrow a verb to some,
    `level` to people of that level, and of `Filed` alone `seen` who reads what a reach lets be seen, `added` who adds
    what it lets be written. `door`: read before anybody has signed in."""

    policies: Sequence[RulePolicy] | None = None
    more: Sequence[RulePolicy] = ()
    columns: Mapping[str, Sequence[str]] = {}
    level: int = 0
    door: bool = False
    seen: str = ""
    added: str = ""


def _index_kept(verb: str, check: str) -> Sequence[RulePolicy]:
    scopes = (("own", _IN_SCOPE), ("department", _IN_DEPARTMENT), ("all", "true"))
    return [(verb, f"clients.see:{scope}", f"(SELECT cf.writes()) AND {held}", check) for scope, held in scopes]


def _sealed(level: int = 0, also: str = "") -> Rule:
    # no pledge, no levels 2 and 3
    seen = f"{_FILE} AND (SELECT cf.pledged())" if level > 1 else _FILE
    return Rule(
        (
            ("SELECT", "user", seen + also),
            ("INSERT", _WRITERS, "", seen),
            ("UPDATE", _WRITERS, "cf.may_change(client_id)", "cf.may_change(client_id)"),
        ),
        level=level,
    )


RULES: Mapping[str, Rule] = {
    "setting": Rule(
        door=True,
        more=(
            # who opens files takes the next code
            ("INSERT", "clients.enter clients.import", "", "name = 'code_next'"),
            ("UPDATE", "clients.enter clients.import", "name = 'code_next'", "name = 'code_next'"),
            ("DELETE", "office.run", "true"),
            # what belongs to the keys and is no setting anybody chooses; who holds a vault clears what was due
            ("INSERT", "people.run", "", f"{_OF_KEYS} OR {_PLEDGE}"),
            ("UPDATE", "people.run", f"{_OF_KEYS} OR name = 'pledge_months'", f"{_OF_KEYS} OR {_PLEDGE}"),
            ("INSERT", "user", "", _DUE),
            ("UPDATE", "user", _DUE, _DUE),
        ),
    ),
    # the first plan of a class is taken back to none
    "class_plan": Rule(more=(("DELETE", "clients.classify", "true"),)),
    "person_role": Rule(more=(("DELETE", "people.run", "true"),)),
    # public halves are open; the sealed one is handed out to who signs in under its name
    "person_keys": Rule(
        (
            ("SELECT", "user", "true"),
            ("INSERT", "people.run", "", "true"),
            ("UPDATE", "user", _MINE, _MINE),
            ("DELETE", "people.run", "true"),
        ),
        columns={"SELECT": ("person_id", "exchange", "signing"), "UPDATE": ("sealed", "kdf", "long")},
    ),
    "vault_key": Rule(
        (
            ("SELECT", "user", "true"),
            ("INSERT", "user", "", "granted_by_id = (SELECT cf.me()) AND cf.may_give(vault)"),
            ("UPDATE", "people.run", "true", "granted_by_id = (SELECT cf.me())"),
            # who chooses his own password wraps anew what he holds
            ("UPDATE", "user", _MINE, f"{_MINE} AND granted_by_id = (SELECT cf.me())"),
            ("DELETE", "people.run", "true"),
        )
    ),
    # what counts is who signed; that nobody signs in another's name is asked here too
    "power": Rule(
        (
            ("SELECT", "user", "true"),
            ("INSERT", "user", "", "signer = (SELECT cf.me())"),
            ("INSERT", "people.run", "", "true"),
            ("DELETE", "people.run", "true"),
        )
    ),
    "recovery_wrap": Rule(
        (
            ("SELECT", "user", "true"),
            ("INSERT", "user", "", "cf.may_give(vault)"),
            ("DELETE", "people.run", "true"),
            # what was planted there before the key was made; of a key in use nobody takes it away
            ("DELETE", "user", "cf.may_give(vault) AND cf.is_new_key(vault, epoch)"),
        )
    ),
    # values that a withdrawn consent took out of a file
    "withheld": Rule(
        (
            ("SELECT", "clients.protect", _FILE),
            ("INSERT", "clients.protect", "", _FILE),
            ("UPDATE", "clients.protect", _FILE, _FILE),
            ("DELETE", "clients.protect", _FILE),
        )
    ),
    # who has signed in there says so
    "workstation": Rule(
        (
            ("SELECT", "user", "true"),
            ("UPDATE", "user", _STATION, _STATION),
            # one that is gone for good is taken off the list
            ("UPDATE", "office.run", "true", "true"),
        ),
        columns={"UPDATE": ("last_seen_at", "program", "withdrawn_at", "version")},
    ),
    "writer": Rule(
        (
            ("SELECT", "user", "person = (SELECT cf.me())"),
            ("SELECT", "audit.see", "true"),
            ("INSERT", "user", "", "person = (SELECT cf.me())"),
            ("UPDATE", "user", "person = (SELECT cf.me())", "person = (SELECT cf.me())"),
        )
    ),
    # what was recorded stays as it was: nobody changes or deletes
    "record": Rule(
        (
            ("SELECT", "user", "person = (SELECT cf.me())"),
            ("SELECT", "audit.see", "true"),
            (
                "SELECT",
                "clients.see:own clients.see:department",
                f"{_ACT} OR (subject IS NULL AND cf.touched(serial)) OR {_OF_EVENT}",
            ),
            ("SELECT", "clients.see:all", f"topic IN ('clients', 'prints', 'exports', 'reads') OR {_ACT}"),
            ("SELECT", "bookings.see", "topic = 'bookings'"),
            ("SELECT", "visitors.see", _OF_RECEPTION),
            ("SELECT", "visitors.receive", _AT_DESK),
            ("SELECT", "clients.see", _OF_LEAD),
            ("SELECT", "discipline.see", _OF_DISCIPLINE),
            # what a colleague did with a channel keeps an act on it from being taken back
            ("SELECT", "supply.keep", "topic = 'supply'"),
            (
                "SELECT",
                "documents.see",
                f"(topic = 'documents' AND EXISTS (SELECT 1 FROM document d WHERE d.id = subject)) OR {_OF_ARCHIVE}",
            ),
            ("SELECT", "clients.import", "topic = 'clients' AND action IN ('import', 'undo_import')"),
            (
                "INSERT",
                "user",
                "",
                "person = (SELECT cf.me()) AND EXISTS (SELECT 1 FROM writer w WHERE w.id = writer_id)",
            ),
        )
    ),
    # that an entry belongs to a record of one's own is looked at when both are written
    "journal": Rule(
        (
            ("SELECT", "audit.see", "true"),
            ("SELECT", "user", f"{_RECORDED} AND r.person = (SELECT cf.me())) AND {_UNTOLD}"),
            # that one has tried somebody, or voided an answer, one takes back oneself
            (
                "SELECT",
                "user",
                f"{_RECORDED} AND r.person = (SELECT cf.me()) AND r.topic = 'surveys'"
                " AND r.action IN ('try_client', 'void_answer'))",
            ),
            ("SELECT", "clients.see:all", f"{_RECORDED} AND r.topic <> 'reception') AND {_NO_PAPER}"),
            ("SELECT", "documents.see", _OF_PAPERS),
            # that one was handed out or read is kept as a note, of which the table is none
            (
                "SELECT",
                "documents.see",
                "kind = 'note' AND EXISTS (SELECT 1 FROM document d WHERE d.id = row_id)",
            ),
            (
                "SELECT",
                "clients.see:own clients.see:department",
                f"""({_RECORDED} AND r.subject IS NOT NULL
                AND r.topic NOT IN ('bookings', 'reception', 'leads')) AND {_NO_PAPER})
                OR (table_name = 'client' AND EXISTS (SELECT 1 FROM client c WHERE c.id = row_id))
                OR (table_name = 'event' AND kind <> 'note' AND EXISTS (SELECT 1 FROM event e WHERE e.id = row_id))""",
            ),
            ("SELECT", "bookings.see", _OF_BOOK),
            ("SELECT", "visitors.see", _DONE_TO_VISIT),
            ("SELECT", "visitors.receive", _DONE_AT_DESK),
            ("SELECT", "clients.see", _DONE_TO_LEAD),
            ("SELECT", "discipline.see", _DONE_TO_CASE),
            ("SELECT", "supply.keep", f"{_RECORDED} AND r.topic = 'supply')"),
            ("INSERT", "user", "", "true"),
        )
    ),
    # marks: by others than who is judged, who reads his own once they are released (CM-4)
    "spot_check": Rule(
        (
            ("SELECT", "contacts.score", _NOT_OF_ME),
            ("SELECT", "user", f"{_IMPROVES} OR (staff_id = (SELECT cf.me()) AND released_at IS NOT NULL)"),
            ("INSERT", "contacts.score", "", "by_id IS NULL"),
            ("UPDATE", "contacts.score", _NOT_OF_ME, _NOT_OF_ME),
            ("UPDATE", "user", _IMPROVES, _IMPROVES),
        )
    ),
    # nobody's own words are approved by himself (CM-3); who gave an answer says so of himself
    "uniform_answer": Rule(
        (
            ("SELECT", "clients.see", "true"),
            (
                "INSERT",
                "clients.enter clients.edit",
                "",
                "made_by_id = (SELECT cf.me()) AND state IN ('asked', 'draft')",
            ),
            ("UPDATE", "clients.enter clients.edit answers.approve", "true", "true"),
        )
    ),
    "answer_version": Rule(
        (
            ("SELECT", "clients.see", "true"),
            ("INSERT", "clients.enter clients.edit", "", "by_id = (SELECT cf.me()) AND state = 'waiting'"),
            (
                "UPDATE",
                "clients.enter clients.edit answers.approve",
                "state = 'waiting'",
                "state IN ('waiting', 'replaced')",
            ),
            # taken back: what one has replaced, or judged oneself, waits again
            (
                "UPDATE",
                "clients.enter clients.edit answers.approve",
                "state = 'replaced' AND judged_by_id IS NULL",
                "state = 'waiting' AND judged_by_id IS NULL",
            ),
            (
                "UPDATE",
                "answers.approve",
                "state IN ('approved', 'refused') AND judged_by_id = (SELECT cf.me())",
                "state = 'waiting' AND judged_by_id IS NULL",
            ),
            (
                "UPDATE",
                "answers.approve",
                "state = 'waiting'",
                "judged_by_id = (SELECT cf.me()) AND by_id <> (SELECT cf.me())",
            ),
        )
    ),
    "answer_use": Rule(
        (("SELECT", "clients.see", "true"), ("INSERT", "clients.enter clients.edit", "", "by_id = (SELECT cf.me())"))
    ),
    # heads propose for their own, whoever sees all for everybody, nobody for himself
    "discipline_case": Rule(
        (
            ("SELECT", "discipline.see", _TOLD_ME),
            ("SELECT", "discipline.see:department", _OF_MY_PLACE),
            ("SELECT", "discipline.see:all", _NOT_ABOUT_ME),
            ("INSERT", "discipline.see:department", "", f"{_OF_MY_PLACE} AND {_NEW_CASE}"),
            ("INSERT", "discipline.see:all", "", f"{_NOT_ABOUT_ME} AND {_NEW_CASE}"),
            ("UPDATE", "discipline.see", _TOLD_ME, _TOLD_ME),
            ("UPDATE", "discipline.see:department", _OF_MY_PLACE, _OF_MY_PLACE),
            ("UPDATE", "discipline.see:all", _NOT_ABOUT_ME, _NOT_ABOUT_ME),
        )
    ),
    # of whoever proposed or reported it the person concerned hears as far as he is told
    "discipline_entry": Rule(
        (
            (
                "SELECT",
                "discipline.see",
                """EXISTS (SELECT 1 FROM discipline_case c WHERE c.id = case_id
                AND (discipline_entry.told OR c.owner_id <> (SELECT cf.me())))""",
            ),
            (
                "INSERT",
                "discipline.see",
                "",
                f"""{_MY_LINE} AND EXISTS (SELECT 1 FROM discipline_case c WHERE c.id = case_id
                AND (discipline_entry.kind IN ('reply', 'appeal') OR c.owner_id <> (SELECT cf.me())))""",
            ),
            ("UPDATE", "discipline.see", _MY_LINE, _MY_LINE),
        )
    ),
    # rules of rewards are trade secrets
    "discipline_rule": Rule(
        (
            ("SELECT", "discipline.see", "kind = 'penalty'"),
            ("SELECT", "discipline.see:department discipline.see:all discipline.decide", "true"),
            ("INSERT", "discipline.decide", "", "by_id = (SELECT cf.me())"),
            ("UPDATE", "discipline.decide", "by_id = (SELECT cf.me())", "by_id = (SELECT cf.me())"),
        )
    ),
    # what a department wrote at the end of a day; a closed day stays as it is
    "daily_digest": Rule(
        (
            ("SELECT", "clients.see:all", "true"),
            ("SELECT", "clients.see:own clients.see:department", "department_id = (SELECT cf.department())"),
            ("INSERT", "clients.approve:all", "", "closed_by_id = (SELECT cf.me())"),
            (
                "INSERT",
                "clients.approve:department",
                "",
                "closed_by_id = (SELECT cf.me()) AND department_id = (SELECT cf.department())",
            ),
            # closed by mistake: it leaves the list, and is closed anew
            (
                "UPDATE",
                "clients.approve",
                "closed_by_id = (SELECT cf.me())",
                "closed_by_id = (SELECT cf.me()) AND withdrawn_at IS NOT NULL",
            ),
        )
    ),
    # a bill's spend; a card or form of a meal, and about whom it is
    "spend": Rule(
        more=(
            ("INSERT", "bookings.take", "", _BILLED),
            ("UPDATE", "bookings.take", _BILLED, _BILLED),
            # an order's spend follows from its check, and goes with what is changed or cancelled
            ("INSERT", "orders.check", "", _ORDERED),
            ("UPDATE", "orders.enter orders.check", _ORDERED, _ORDERED),
        )
    ),
    "register_line": Rule(
        more=(
            ("INSERT", "bookings.take", "", _SHEET),
            ("UPDATE", "bookings.take", _SHEET, _SHEET),
            ("INSERT", "documents.archive", "", _LOAN),
            ("UPDATE", "documents.archive documents.borrow", _LOAN, _LOAN),
            ("SELECT", "visitors.receive", _BADGE),
            ("INSERT", "visitors.receive", "", _BADGE),
            ("UPDATE", "visitors.receive", _BADGE, _BADGE),
        )
    ),
    "register_client": Rule(
        more=(
            ("INSERT", "bookings.take", "", _OF_SHEET),
            ("UPDATE", "bookings.take", _OF_SHEET, _OF_SHEET),
            ("INSERT", "documents.archive", "", _OF_LOAN),
        )
    ),
    # why a secret rule about seats holds stays with who wrote it and with managers, and nobody rewrites it
    "secret_reason": Rule(
        (
            ("SELECT", "bookings.see", "entered_by_id = (SELECT cf.me())"),
            ("SELECT", "clients.approve:all", "(SELECT cf.has('bookings_see_all'))"),
            ("INSERT", "bookings.take", "", f"entered_by_id = (SELECT cf.me()) AND {_OF_SECRET}"),
        )
    ),
    # whoever prints says what about, and nobody lets a code mean something else
    "printed_sheet": Rule(
        more=(
            (
                "INSERT",
                "documents.see deeds.keep",
                "",
                f"by_id = (SELECT cf.me()) AND (client_id IS NULL OR {_FILE})",
            ),
        )
    ),
    # written by functions alone
    "refused_sign_in": Rule((("SELECT", "audit.see", "true"),)),
    "server_note": Rule((("SELECT", "audit.see", "true"),)),
    # who is where, colleagues may know
    "presence": Rule(
        (
            ("SELECT", "user", "true"),
            ("INSERT", "user", "", "person = (SELECT cf.me())"),
            ("UPDATE", "user", "person = (SELECT cf.me())", "person = (SELECT cf.me())"),
        )
    ),
    # anybody's session raises one; who sees the audit reads on, and of locked accounts who runs people
    "alarm": Rule(
        (
            ("SELECT", "audit.see", "true"),
            ("SELECT", "people.run", "kind = 'anomaly'"),
            ("SELECT", "user", "kind = 'witness' OR raised_by_id = (SELECT cf.me())"),
            ("INSERT", "user", "", "raised_by_id = (SELECT cf.me()) AND handled_at IS NULL"),
            ("INSERT", "audit.see", "", "raised_by_id = (SELECT cf.me())"),
            ("UPDATE", "audit.see", "true", "handled_by_id = (SELECT cf.me())"),
            ("UPDATE", "people.run", "kind = 'anomaly'", "handled_by_id = (SELECT cf.me())"),
        )
    ),
    # anybody reports an incident
    "incident": Rule(more=(("INSERT", "user", "", "reported_by_id = (SELECT cf.me())"),)),
    "incident_step": Rule(
        (
            ("SELECT", "audit.see", "true"),
            ("INSERT", "audit.see", "", "by_id = (SELECT cf.me())"),
            ("INSERT", "user", "", "by_id = (SELECT cf.me()) AND step = 'report'"),
        )
    ),
    # each half is signed by who wrote it
    "audit_finding": Rule(
        (
            ("SELECT", "audit.see", "true"),
            ("INSERT", "audit.see", "", "found_by_id = (SELECT cf.me())"),
            ("UPDATE", "audit.see", "true", "handled_by_id = (SELECT cf.me())"),
        )
    ),
    # whoever finds something wrong with his account locks it, and can do no more with his row than that
    "person": Rule(more=(("UPDATE", "user", "id = (SELECT cf.me())", "suspended_at IS NOT NULL"),)),
    "operation": Rule((("SELECT", "user", "true"), ("INSERT", "user", "", "true"))),
    "search_doc": Rule(
        (
            ("SELECT", "clients.see:own", _IN_SCOPE),
            ("SELECT", "clients.see:department", _IN_DEPARTMENT),
            ("SELECT", "clients.see:all", "true"),
            ("INSERT", f"{_WRITERS} events.run", "", _INDEXED),
            # said again for each verb: one that names no column is not asked what it sees
            *(policy for verb, check in (("UPDATE", _INDEXED), ("DELETE", "")) for policy in _index_kept(verb, check)),
        ),
        columns={"UPDATE": ("kind", "subject", "owner", "deputy", "department", "names", "tokens")},
    ),
    "client_identity": _sealed(),
    "client_property": _sealed(2),
    "client_accounts": _sealed(3, " AND cf.is_opened(client_id)"),
    # what was level 3 once, and the words of notes that it reads: of a file merged since, by the one it was merged into
    "sealed_text": Rule(
        (
            (
                "SELECT",
                "user",
                "(SELECT cf.pledged()) AND cf.reaches(cf.standing(client_id)) AND cf.is_opened(cf.standing(client_id))",
            ),
            ("INSERT", "user", "", "(SELECT cf.pledged()) AND cf.reaches(client_id)"),
        ),
        level=3,
    ),
    # a countersignature too is written under the login of who gives it; what each may change, a trigger says
    "approval": Rule(
        (
            ("SELECT", "user", f"(SELECT cf.me()) IN (asked_by_id, decided_by_id, decided_for_id) OR {_DECIDES}"),
            ("SELECT", "audit.see", "true"),
            # what blocks the closing of an account, and what ends with it
            ("SELECT", "people.run", "state = 'unconfirmed'"),
            ("SELECT", "people.run", f"state IN ('asked', 'taken_back') AND {_ASKER_OUT}"),
            ("UPDATE", "people.run", f"state = 'asked' AND {_ASKER_OUT}", f"state = 'taken_back' AND {_ASKER_OUT}"),
            (
                "INSERT",
                "user",
                "",
                """asked_by_id = (SELECT cf.me()) AND state IN ('asked', 'alone')
                AND department_id IS NOT DISTINCT FROM (SELECT cf.department()) AND decided_by_id IS NULL
                AND decided_for_id IS NULL AND used_at IS NULL AND operation IS NULL""",
            ),
            ("UPDATE", "user", f"asked_by_id = (SELECT cf.me()) OR {_DECIDES}", "true"),
        )
    ),
    "visitor": Rule(
        (
            *(("SELECT", f"visitors.see:{scope}", held) for scope, held in _VISITS),
            ("INSERT", "visitors.see", "", "(SELECT cf.me()) IN (owner_id, deputy_id, planned_by_id)"),
            ("INSERT", "visitors.receive", "", "true"),
            # whoever hands a visitor to a stand-in need not see him any more
            *(("UPDATE", f"visitors.see:{scope}", held, "true") for scope, held in _VISITS),
            ("UPDATE", "visitors.receive", "true", "true"),
        )
    ),
    "lead": Rule(
        (
            *(("SELECT", f"clients.see:{scope}", held) for scope, held in _VISITS),
            # whoever enters or gives one to a colleague sees it beside him
            ("INSERT", "clients.enter", "", "entered_by_id = (SELECT cf.me())"),
            # whoever gives one away need not have a part in it any more
            ("UPDATE", "clients.enter", _WRITES_LEAD, "true"),
        )
    ),
    # nobody says for a colleague that he looked
    "lead_round": Rule(
        (
            ("SELECT", "clients.see", "true"),
            ("INSERT", "clients.enter clients.edit", "", "by_id = (SELECT cf.me())"),
            ("UPDATE", "clients.enter clients.edit", "by_id = (SELECT cf.me())", "by_id = (SELECT cf.me())"),
        )
    ),
    # nobody who looks after the client, or handled the case, sees that he is asked; when it is closed the system asks
    "survey_draw": Rule(
        seen=_STRANGER,
        more=(
            ("SELECT", "surveys.results", "true"),
            (
                "INSERT",
                "clients.enter clients.edit",
                "",
                """about IS NOT NULL AND outcome = 'open'
                AND EXISTS (SELECT 1 FROM service_case s WHERE s.id = about AND s.closed_at IS NOT NULL)""",
            ),
        ),
    ),
    # of ratings those of others alone; whoever asks cannot read what he has written
    "survey_reply": Rule(
        (
            ("SELECT", "surveys.results", "NOT rated OR handler_id IS DISTINCT FROM (SELECT cf.me())"),
            (
                "INSERT",
                "surveys.ask",
                "",
                "handler_id IS DISTINCT FROM (SELECT cf.me()) AND entered_by_id = (SELECT cf.me())",
            ),
            ("UPDATE", "surveys.results", "true", "true"),
        )
    ),
    "survey_measure": Rule(
        (
            ("SELECT", "surveys.results", "true"),
            ("SELECT", "user", "person_id = (SELECT cf.me())"),
            ("INSERT", "surveys.results", "", "true"),
            ("UPDATE", "surveys.results", "true", "true"),
            ("UPDATE", "user", "person_id = (SELECT cf.me())", "person_id = (SELECT cf.me())"),
        )
    ),
    "service_case": Rule(seen=_OF_CALLER),
    "case_entry": Rule(
        seen="""(client_id IS NOT NULL OR (SELECT cf.me()) IN (by_id, person_id)
        OR EXISTS (SELECT 1 FROM service_case s WHERE s.id = case_id))""",
        # nobody makes himself a part of a case that he does not see
        added="EXISTS (SELECT 1 FROM service_case s WHERE s.id = case_id)",
    ),
    # a version stays what it is, but for a mark that is given later, and what reading it has come to
    "document_version": Rule(
        seen=_LEVEL_READ,
        columns={
            "UPDATE": (
                "version",
                "client_id",
                "blob_id",
                "file_name",
                "note",
                "mark",
                "sealed",
                "level",
                "pages",
                "sheets",
                "text_state",
                "text_why",
                "withdrawn_at",
            )
        },
    ),
    # whoever watches a destruction signs for himself
    "destruction_witness": Rule(
        more=(
            ("INSERT", "documents.see", "", "person_id = (SELECT cf.me())"),
            ("UPDATE", "documents.see", "person_id = (SELECT cf.me())", "person_id = (SELECT cf.me())"),
        )
    ),
    # what was opened for somebody, by who approved that: nobody opens anything for himself
    "lent": Rule(
        (
            ("SELECT", "user", f"({_MINE} AND until_at > {_NOW}) OR lent_by_id = (SELECT cf.me())"),
            ("INSERT", "user", "", _LENT),
            ("DELETE", "user", f"{_MINE} OR lent_by_id = (SELECT cf.me())"),
        )
    ),
    # nobody approves his own
    "account_request": Rule(
        (
            ("SELECT", "user", f"(SELECT cf.me()) IN (asked_by_id, person_id, decided_by_id) OR {_ANSWERS}"),
            ("SELECT", "people.run", "true"),
            ("INSERT", "user", "", "asked_by_id = (SELECT cf.me()) AND decided_by_id IS NULL"),
            ("UPDATE", "user", "asked_by_id = (SELECT cf.me())", "decided_by_id IS NULL"),
            ("UPDATE", "people.run", "true", "true"),
            ("UPDATE", "user", _ANSWERS, "asked_by_id <> (SELECT cf.me())"),
        )
    ),
    "stand_in": Rule(
        (
            ("SELECT", "user", "true"),
            ("INSERT", "user", "", "absent_id = (SELECT cf.me())"),
            ("UPDATE", "user", "absent_id = (SELECT cf.me())", "absent_id = (SELECT cf.me())"),
            ("INSERT", "people.run", "", "true"),
            ("UPDATE", "people.run", "true", "true"),
        )
    ),
    # what one handed over oneself, or was handed, or may change a file of; its lines go by their clients
    "handover": Rule(
        (
            ("SELECT", "clients.see", f"(SELECT cf.me()) IN (person_id, giver_id) OR {_TAKES_OVER}"),
            ("INSERT", "clients.edit", "", _MINE),
            ("UPDATE", "clients.edit", _MINE, _MINE),
            ("UPDATE", "clients.edit:all", "true", "true"),
            ("UPDATE", "clients.see", "true", "false"),
        )
    ),
    "saved_view": Rule(
        (
            ("SELECT", "user", "shared OR owner_id = (SELECT cf.me())"),
            ("INSERT", "user", "", "owner_id = (SELECT cf.me())"),
            ("UPDATE", "user", "owner_id = (SELECT cf.me())", "owner_id = (SELECT cf.me())"),
            ("UPDATE", "office.run", "shared", "true"),
        )
    ),
    "first_view": Rule((("SELECT", "user", _MINE), ("INSERT", "user", "", _MINE), ("UPDATE", "user", _MINE, _MINE))),
    # a colleague who is away is stood in for by reviewing under his mandate (AC-11)
    "value_review": Rule(
        more=(
            ("INSERT", "user", "", f"cf.stands_in() AND {_FILE}"),
            ("UPDATE", "user", f"cf.stands_in() AND {_FILE}", f"cf.stands_in() AND {_FILE}"),
        )
    ),
}
