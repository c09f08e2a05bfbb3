"""The rules of the house for its verbs: every one asks for a right, and no noun knows another."""

import ast
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.sources import ROOT, breaches, nodes_of, tree_of

FOLDER = ROOT / "desktop/services"
SERVICES = {path.stem: path for path in sorted(FOLDER.glob("*.py"))}
Function = ast.FunctionDef | ast.AsyncFunctionDef
Place = tuple[str, str]  # a service and a function of it
Sign = Callable[[ast.Call], bool]

# What of `work` asks whether this person may: a right, or rows narrowed to what may be seen
ASKING = {"require", "require_level", "get", "visible", "within", "within_sql", "unlock"}
WRITING = {"add", "add_many", "change", "withdraw", "journal", "journal_many", "record"}
# Parts of other verbs, which have asked already; each says so itself
PART_OF_A_VERB = {
    "rooms.day_of": "tells the day from the clock and a meal's hours; reads no row",
    "contact_answers.columns_of": "follows the report that the verb logs or corrects; reads no row",
    "contact_papers.discard": "takes away what the verb itself has just stored",
    "contact_papers.kept_or_gone": "takes away what the verb itself has just stored",
    "contact_rights.may_change": "compares rights and a row that its caller has got",
    "contact_rights.may_finish": "compares rights and a row that its caller has got",
    "search.index": "follows the change that the verb has made to its own row",
    "search.index_many": "follows the rows that an import has added",
    "search.gather": "tells SQLite how it is to write the index; reads no row",
    "search.index_again": "follows the changes that the verb has made to its own rows",
    "search.follow": "follows the scope that the verb has given to its own rows",
    "search.replace_rendered": "follows the changes that the verb has made to its own rows",
    "search.index_rendered": "follows the rows that an import has added",
    "search.render": "turns values that the verb holds into tokens; reads no row",
    "search.with_value": "turns values that the verb holds into tokens; reads no row",
    "search.forget": "follows the withdrawal that the verb has made",
    "sealed_reviews.opens": "compares mandate and keys; reads no row",
    "sealed_reviews.closed": "compares mandate and keys with each field; reads no row",
    "sealed_reviews.heard_of": "as above",
    "sealed_reviews.require_open": "raises NotAllowed by level and key",
    "sealed_reviews.value_of": "opens what the review has asked for; shows it to nobody",
    "sealed_reviews.text_in": "opens what the review has asked for; shows it to nobody",
    "reviews.mine": "a condition for what its caller asks for through work; reads no row",
    "reviews.info_of": "says in words a row that its caller has got through work",
    "seals.same": "compares what its caller has got; shows it to nobody",
    "seals.stands": "compares what its caller has got; shows it to nobody",
    "seals.unchanged": "compares what its caller has got; shows it to nobody",
    "seals.put_back": "follows what undoing has asked the right to",
    "blobs.keep": "part of the verb that files a document; takes the vault's key",
    "blobs.kept_or_gone": "takes away what the verb itself has just stored",
    "blobs.store_of": "where contents lie; reads none",
    "blobs.prepare": "part of the verb that files a document; takes the vault's key",
    "blobs.enter": "part of the verb that files a document, which has asked the right",
    "blobs.discard": "takes away what the verb itself has just stored",
    "blob_mirror.sweep": "part of the verb that makes room among backups",
    "blob_mirror.clear": "part of the verb that looks after the store",
    "blob_mirror.all_beside": "where contents lie beside backups; reads no row",
    "blob_mirror.expiry": "moments of backups, for the verb that shows a destruction",
    "scrubbing.is_due": "numbers of contents; reads nothing of them",
    "scrubbing.clear": "part of the verb that looks after the store",
    "blobs.let_go": "part of the verb that destroys; only what no row refers to",
    "blobs.content": "opens a row that its caller has got and shows it to nobody; takes the vault's key",
    "blobs.stream": "opens a row that its caller has got and shows it to nobody; takes the vault's key",
    "blobs.sha256_of": "opens a row that its caller has got and shows it to nobody; takes the vault's key",
    "marks.seal_anew": "part of the verb that renews what is sealed",
    "filed_texts.refile": "part of the verb that takes a merge apart",
    "filed_texts.spare": "part of the verb that erases",
    "filed_texts.misfiled": "part of the verb that verifies, which asks for the right",
    "marks.change": "part of the verb that corrects a note, which has asked the right",
    "marks.sealed": "part of the verb that enters a note; compares level and keys",
    "marks.require_open": "raises NotAllowed by level and key",
    "marks.words_of": "opens what its caller has asked for; shows it to nobody",
    "lending.end_of": "part of the verb that changes somebody's keys, which has asked the right; reads no row",
    "lending.keep": "part of the verb that decides, which has opened it by its own right and key",
    "blobs.key_of": "opens the key of a row that its caller has got, by the vault's; part of the verb that lends",
    "lending.take_back": "part of the verb that takes an approval back",
    "lending.unlock": "what was sealed for oneself, by who was asked for it",
    "lending.clear": "deletes what has run out; reads no row",
    "lending.opened": "what was sealed for oneself; nobody else can open it",
    "import_places.note": "part of the verb that imports",
    "import_places.row_of": "a place among ids, of a client that its caller has got through work",
    "on_file.today": "reads the clock and no row",
    "undo_rights.may_try": "compares rights of what its caller has got; undoing itself asks for each",
    "blobs.alike": "ids of contents that whoever asks has in hand; what refers to them is asked of work",
    "document_index.keep_pages": "part of the verb that reads a document, which has asked the right",
    "document_index.keep_heads": "part of the verb that says something of documents",
    "document_index.keep_again": "part of the verb that brings the index up to date",
    "document_index.pages_behind": "what an index lacks; shows it to nobody",
    "document_index.heads_behind": "as above",
    "document_index.reaches": "compares level and keys; reads no row",
    "document_index.text_of": "opens a page that its caller has got; takes the vault's key",
    "document_rights.require_vault": "compares level and keys; reads no row",
    "document_hand_outs.watermark": "my own name and the hour; reads no row",
    "journals.of_operation": "what one act did; undoing asks for each row before it shows or changes anything",
    "journals.operation_of": "the number of an act on a row that its caller has got",
    "taking_back.require_own": "compares who recorded the act; reads no row",
    "taking_back.put_back": "part of the verb that takes an act back, which has asked the right to each row",
    "document_hand_outs.note_of": "part of the verb that hands out, which has asked the right and records",
    "journals.records_of": "what one act recorded; undoing asks for each row before it shows or changes anything",
    "journals.once_on": "ids of rows that hung on a file which the caller has got",
    "import_known.newest_record": "notes the number of the newest record and nothing of it",
    "due_rows.of_view": "a condition for what its caller asks for through work; reads no row",
    "belonging.check_known": "compares signatures and ends of chains; shows nobody anything",
    "appraisal_reach.span_of": "moments of a period that its caller has got; reads no row",
    "appraisal_reach.working_days": "the office's calendar; reads no row",
    "appraisal_reach.days_from_now": "the office's calendar; reads no row",
    "appraisal_reach.is_over": "compares a period that its caller has got with the day; reads no row",
    "appraisal_reach.takes_part": "counts days of a sheet that its caller has got; reads no row",
    "appraisal_reach.refuse_oneself": "compares a person with who asks; reads no row",
    "case_reach.add_entry": "part of the verb that has asked for its right and got the case",
    "case_reach.calendar_of": "the office's calendar; reads no row",
    "case_reach.due_of": "reckons from a case that its caller has got; reads no row",
    "case_reach.person_for": "what a colleague may do, for the verb that gives him something to do",
    "case_views.clock_of": "reckons from a case that its caller has got; reads no row",
    "discipline_reach.proposes": "compares scopes; reads no row",
    "discipline_reach.answers_for": "compares scopes with a colleague's department; reads no row",
    "discipline_reach.months_of": "a setting of the office; reads no row",
    "discipline_reach.until": "the office's calendar; reads no row",
    "order_reach.add_entry": "part of the verb that has asked for its right and got the order",
    "order_reach.add_lines": "part of the verb that has asked for its right and got the order",
    "order_reach.needs_approval": "reckons from an order that its caller has got; reads no row",
    "order_reach.require_approved": "as above",
    "seating_plans.is_told": "compares a row that the verb has got with who asks; reads no row",
    "seating_plans.house_rows": "a setting of the office, which everybody signed in may read",
    "seating_tables.with_fresh_roles": "names places of a plan that its caller has got; changes no row",
    "backup_lists.is_due": "compares moments of the newest records; reads nothing of what they say",
    "today.all_of": "gathers what each noun's own `due` lets this person see",
    "today.count_due": "gathers what each noun's own `due` lets this person see",
    "today.glance": "gathers what each noun's own `due` lets this person see",
    "health.look": "gathers what each part tells whoever holds the right that stands beside it",
    "witnessing.look": "numbers and hashes of the chains, which every session compares with what its machine has seen",
    "fingerprints.all_heads": "numbers and hashes of the chains, which tell nothing of what was recorded",
    "witnessing.raise_alarm": "tells that chains lack what was seen; whoever's session finds it says so",
    "incidents.report": "anybody reports a leak; who sees the audit reads what becomes of it",
    "alarms.sound": "part of the verb that found the thing; whoever's session finds it says so",
    "checking.line": "looks at this computer's connection; reads no row",
    "alarms.here": "the workstation I am at",
    "stamps.look_of": "the office's name; reads no row",
    "stamps.stamp_of": "the name of who prints and the hour; reads no row",
    "signing.take_keys": "one's own keys, part of the verb that chooses the own password",
    "signing.note": "follows the change that a verb has asked for",
    "signing.current": "verifies who may do what; reads no client's row",
    "signing.mandate_of": "verifies what a colleague may do, for the verb that asks",
    "erasing_rows.family": "files merged into one that the caller has got through work; it erases them all",
    "erasing_rows.reach": "part of the verb that has asked the right and the approval; a server asks both again",
    "erasing_rows.counts_of": "numbers for whoever has asked for the right to erase",
    "erasing_rows.erase_rows": "destroys what erasing has asked the right and the approval for",
    "purposes.asked_fields": "reads the office's settings, which are open to everybody signed in",
    "purposes.valued": "which fields hold a value, in a file that its caller has got; shows none",
    "purposes.own_valued": "which fields hold a value, in a file that its caller has got; shows none",
    "purposes.row_of": "makes a row for the verb that records it; reads the clock and no row",
    "sample_files.agreed": "reads the clock and no row",
    "client_updates.due_at": "counts days of a file that its caller has got through work",
    "pledges.asked": "reads the office's settings, which are open to everybody signed in",
}
# What needs no right but being oneself
OWN = {
    "accounts.change_password": "everybody's own, and asks for the old one",
    "accounts.choose_own": "everybody's own; only with the start password's keys",
    "sign_ins.note_lock": "one's own leaving",
    "sign_ins.note_exit": "one's own leaving",
    "approvals.take_back": "one's own request",
    "approvals.ask_again": "one's own request",
    "approvals.note_no": "one's own request",
    "account_requests.ask": "everybody may ask",
    "account_requests.take_back": "one's own request",
    "signing.report": "what the program itself found is written down, whoever is signed in",
}
# Services that others may use: mechanisms, not nouns
MECHANISMS = {
    "work": "the one way to read, change and record",
    "row_writing": "the half of it that changes rows",
    "founding": "the first of all, when there is nobody yet who could hold a right",
    "office": "opening, signing in, and what founding shares with accounts: logins, passwords",
    "people_keys": "key pairs of people, and the vaults' keys that are wrapped for them",
    "server_people": "the logins of people at a server that keeps them apart",
    "sign_ins": "who came in, who went, who was refused, and where somebody is now",
    "vault": "the keys and seals themselves",
    "stamps": "what every print has",
    "survey_ratings": "what asks for ratings of cases: the system draws, whoever closes one",
    "coded_sheets": "which record a printed sheet is about, and what of it came home signed",
    "powers": "who may do what, as it was signed",
    "proofs": "which keys and recovery sheets that were told of are believed",
    "signing": "the one way to sign what grants power, and to compare it with the tables",
    "blocks": "which values lie sealed where",
    "blobs": "contents of documents: sealed, stored, opened, let go",
    "blob_files": "the form of a stored content",
    "blob_store": "where sealed contents lie",
    "sealed_chunks": "a stream sealed in chunks",
    "sealed_texts": "level 3 outside its own table: what stands for it, and where the text lies",
    "class_results": "whether a quarter's classes are still those that were confirmed",
    "hand_outs": "level 3 kept handed out by a server to work longer than a ticket",
    "seals": "whether two sealed values are one, and how a former one is put back",
    "recording": "the chain of records",
    "row_hashes": "what a new row is known by in the journal",
    "arrivals": "whether a write arrived whose connection broke at its commit",
    "search": "what makes any row findable",
    "search_sources": "where a search begins in each database",
    "catalogues": "the fields of a client file in this office",
    "risks": "how a client stands, asked wherever one is picked",
    "reviews": "the second pair of eyes on any entered value",
    "sealed_reviews": "who may review a sealed value, and which changes of it ask for approval",
    "approvals": "the second pair of eyes on any sensitive act",
    "marks": "which words of a note lie sealed under its mark",
    "filed_texts": "whose file the sealed texts of notes are filed under",
    "helping": "who can help where something is locked",
    "lent": "what was opened for me for a time",
    "lending": "what was opened for somebody who asked, for a time",
    "paper_lending": "a document that was opened for somebody who asked, for some days",
    "approval_lists": "which approvals a person may see, and which wait for him",
    "spend_origins": "spend that comes of orders, counted once whoever enters the same money",
    "sheet_clients": "which client a row of any sheet means",
    "standing": "whose work a person may do: the own, and that of those he stands in for",
    "journals": "what became of rows, and how they stood before",
    "taking_back": "an act as a whole, and its rows as they were before it",
    "on_file": "what hangs on a client file, as far as one may see it",
    "due_rows": "whose files and acts a Today means, and what of them is due when",
    "readings": "names in pinyin",
    "purposes": "what values are kept for, and whether a client has agreed to it",
    "calendars": "the office's working days and the lunar table",
    "sheets": "any spreadsheet as rows",
    "registers": "what goes out and must come back",
    "import_places": "which row of a sheet a client of an import came from",
    "frozen_evidence": "what the root of a locked period of appraisal covers",
    "fingerprints": "the state of all records in sixteen characters, for any print",
    "alarms": "what whoever sees the audit must be told of by itself",
    "pauses": "long work that lets the window move",
}
# Nouns that take more than one file; the first is the noun's face, the others are its rooms
NOUNS = (
    ("clients", "file_values", "client_codes", "client_lists", "list_rows", "client_updates", "bulk_edits"),
    (
        "appraisal",
        "appraisal_acts",
        "appraisal_appeals",
        "appraisal_corrections",
        "appraisal_due",
        "appraisal_locks",
        "appraisal_raters",
        "appraisal_reach",
        "appraisal_results",
        "appraisal_sheets",
        "appraisal_undo",
        "appraisal_views",
    ),
    ("owners", "transfers", "handovers"),
    (
        "contacts",
        "contact_lists",
        "contact_answers",
        "contact_rights",
        "contact_imports",
        "contact_papers",
        "contact_prints",
        "mail_imports",
        "call_imports",
    ),
    ("risks", "risk_days"),
    ("exports", "export_files", "export_words"),
    ("consents", "consent_forms"),
    ("requests", "stops", "erasing", "erasing_rows", "dossiers", "protocols"),
    ("prints", "mailings", "archive_forms"),
    ("approvals", "approval_lists"),
    ("archive_files", "archive_handing", "archive_lists", "archive_prints", "archive_undo"),
    ("deeds", "deed_prints", "deed_counts"),
    ("retention", "destruction", "destruction_prints", "certificates"),
    ("inspections", "inspection_prints"),
    (
        "surveys",
        "survey_reach",
        "survey_draws",
        "survey_asking",
        "survey_results",
        "survey_measures",
        "survey_due",
        "survey_prints",
        "survey_handouts",
        "survey_voiding",
        "survey_undo",
    ),
    (
        "reception",
        "visitors",
        "refused_visitors",
        "reception_badges",
        "reception_zones",
        "reception_due",
        "reception_undo",
        "reception_desk",
        "reception_prints",
    ),
    (
        "cases",
        "case_reach",
        "case_steps",
        "case_acts",
        "case_views",
        "case_due",
        "case_prints",
        "case_kinds",
        "case_sums",
        "case_undo",
    ),
    (
        "orders",
        "order_checks",
        "order_due",
        "order_imports",
        "order_lists",
        "order_prints",
        "order_reach",
        "order_samples",
        "order_undo",
        "order_views",
    ),
    ("letter_templates", "letter_values", "letter_merges"),
    ("appraisal_prints", "appraisal_reports", "appraisal_unit_reports", "appraisal_verifying"),
    (
        "indicators",
        "indicator_arms",
        "indicator_clients",
        "indicator_contacts",
        "indicator_service",
        "own_indicators",
        "field_checks",
        "file_states",
    ),
    ("knowledge", "knowledge_due", "knowledge_lists", "knowledge_prints", "knowledge_undo"),
    ("spot_checks", "spot_due", "spot_evaluation", "spot_undo"),
    ("digests", "digest_due", "digest_prints", "digest_undo"),
    (
        "discipline",
        "discipline_reach",
        "discipline_rules",
        "discipline_acts",
        "discipline_views",
        "discipline_undo",
        "discipline_due",
        "discipline_prints",
    ),
    ("supply", "supply_due", "supply_prints", "supply_views"),
    ("visits", "visit_proposals", "visit_due", "visit_prints", "visit_undo"),
    ("leads", "lead_lists", "lead_due", "lead_conversion", "lead_undo"),
    ("anniversaries", "days_kept"),
    ("today", "while_away"),
    ("reviews", "review_lists", "rivals", "fading", "card_clock"),
    ("histories", "history_acts", "history_words", "entry_words"),
    ("affiliations", "relations"),
    ("classes", "class_runs", "spending", "client_value"),
    (
        "bookings",
        "booking_clients",
        "booking_lists",
        "rooms",
        "bills",
        "bill_imports",
        "cards",
        "meals",
        "meal_board",
        "meal_sheets",
        "meal_briefings",
        "meal_slips",
        "findings",
        "collecting",
        "collecting_due",
        "review_meetings",
        "card_facts",
        "card_undo",
        "card_register",
        "paper_register",
        "booking_undo",
        "booking_hosts",
        "dining",
    ),
    (
        "seating",
        "seating_plans",
        "seating_tables",
        "seating_people",
        "seating_history",
        "seating_prints",
        "seating_elements",
        "seating_diagrams",
        "seating_facts",
        "seating_past",
        "seating_moves",
    ),
    (
        "documents",
        "document_rights",
        "document_lists",
        "document_prints",
        "document_looks",
        "document_hand_outs",
        "document_undo",
        "document_views",
        "document_history",
        "folders",
        "filing",
        "document_index",
        "document_search",
        "page_reading",
        "previews",
        "document_codes",
        "document_scans",
        "document_texts",
        "document_pdf",
        "document_word",
        "document_word_fields",
        "document_word_layout",
        "document_word_pages",
        "document_word_parts",
        "document_word_styles",
        "document_sheets",
        "document_pictures",
        "document_ocr",
        "document_worker",
        "document_process",
    ),
    ("importing", "import_columns", "import_plan", "import_known", "import_rows", "import_writing", "import_undo"),
    (
        "undoing",
        "acts",
        "undo_parts",
        "undo_rows",
        "undo_anatomy",
        "undo_hindrances",
        "undo_consents",
        "undo_rights",
        "undo_writing",
    ),
    ("duplicates", "merging", "merge_children", "merge_traces", "unmerging", "unmerge_reviews"),
    ("checking", "chains", "row_checking", "emptied", "untold_rows"),
    ("audit", "audit_words", "audit_sheets", "audit_rounds", "conduct", "verifying", "witnessing"),
    ("incidents", "security_scans"),
    (
        "accounts",
        "roles",
        "granting",
        "joining",
        "account_requests",
        "pledges",
        "pledge_texts",
        "closing",
        "recovery",
        "rotation",
        "leaving",
        "key_file",
        "sheet_file",
    ),
    (
        "backups",
        "backup_lists",
        "archives",
        "archive_opening",
        "proving",
        "belonging",
        "restoring",
        "duties",
        "newer",
        "moving",
        "landing",
        "reindexing",
        "blob_mirror",
        "scrubbing",
    ),
    (
        "samples",
        "sample_files",
        "sample_bills",
        "sample_owners",
        "sample_week",
        "sample_year",
        "sample_appraisal",
        "sample_care",
        "sample_bookings",
        "sample_seating",
        "sample_papers",
        "sample_cases",
        "sample_discipline",
        "sample_knowledge",
        "sample_letters",
        "sample_spot_checks",
        "sample_field_checks",
        "sample_reception",
        "sample_orders",
        "sample_surveys",
        "sample_out",
    ),
    ("sheets", "charsets", "delimited", "parcels", "workbooks", "vcards"),
    ("period_end",),
)
# Nouns that stand above others by what they are
ABOVE = {
    # CL-15: what comes in goes through the same checks as the form, and what keeps an import from being undone is told
    # as the history tells it
    "importing": {"clients", "histories"},
    # name and phone are enough: the draft file makes itself (SE-7); people follow a booking to its room (SE-8)
    "bookings": {"clients", "seating"},
    # zones and manners are settings (RE-2, RE-4), and what a client's visit leaves is a contact (CM-1)
    "reception": {"contacts", "settings"},
    # a visit's report is a contact (CM-1); its sheet tells what other nouns know of the client
    "visits": {"clients", "contacts", "competitors", "cases"},
    # a lead that becomes a client brings what was said and planned with it; it is compared with clients as they are
    "leads": {"clients", "contacts", "duplicates", "search_all", "visits"},
    "knowledge": {"cases", "search_all"},  # an answer is given in a case, and found by the one search
    # a letter says what file, bills and days tell, and becomes a contact that is taken back as any (CM-7)
    "letter_templates": {"anniversaries", "classes", "clients", "contacts", "exports", "undoing"},
    "period_end": {"classes"},  # the quarter's classes are a step of its end (OF-14)
    "digests": {"cases", "contacts"},  # a day is made of what both tell
    "indicators": {"clients"},  # by which rhythm a file is to be looked through (CL-7)
    "spot_checks": {"cases", "contacts"},  # a record is shown as its file shows it; call-backs tell who is satisfied
    # a report says what the period holds, and the decisions that took effect in it
    "appraisal_prints": {"appraisal", "discipline", "indicators"},
    "cases": {"settings"},  # the office's own kinds are a setting (SV-7)
    "discipline": {"settings"},  # that fines may be stated is a setting (RP-2)
    # counted by what everybody's records tell, and what was decided of rewards and penalties
    "appraisal": {"discipline", "indicators"},
    "seating": {"settings"},  # places of honour of the house are a setting (SE-1)
    "duplicates": {"clients"},  # a merged file is derived and indexed as any other
    # one line finds everything (CL-16), and papers, cases and orders are asked for as their own pages ask
    "search_all": {"documents", "cases", "orders", "surveys"},
    # their list finds by any word what the one line finds (CM-1); what hangs on a message is filed as any paper, and
    # taken back with it
    "contacts": {"search_all", "documents", "undoing", "exports"},
    "surveys": {"exports"},  # codes that leave with their clients count as any export (SV-5)
    "views": {"clients"},  # a view is the list under a name
    "documents": {"histories"},  # what became of a document is told as the history of its client's file tells it
    "archive_files": {"documents"},  # a content list's entries are documents, told as far as one may know of them
    "loans": {"archive_files"},  # what is borrowed is counted by its content list
    "archive_due": {"archive_files", "deeds", "loans"},  # what the archive has for Today, whatever moves there
    # the dashboard counts what waits in all of them, and opens figures to their records
    "appraisal_board": {"appraisal", "clients", "indicators"},
    # what is lent is not destroyed; and a destruction tells when the last backup has run out
    "retention": {"documents", "loans", "blob_mirror", "backups"},
    "health": {"accounts", "backups", "incidents"},  # one page of how all that keeps an office safe stands
    "accounts": {"cases"},  # what a leaver still has in hand is counted as its page lists it (AC-3)
    "role_views": {"accounts", "histories"},  # who holds which keys, and a file's values in words
    "consents": {"clients", "prints"},  # what is withheld or put back is derived and indexed as any other value
    "exports": {"clients", "views"},  # what leaves is what the list and its views show
    # open cases go with the clients (AC-3)
    "owners": {
        "clients",
        "cases",
    },  # owner and deputy are set by the file's own verb, and a file handed over is indexed anew
    # a sheet shows what the list and the file show
    "prints": {"clients", "anniversaries", "classes", "owners", "contacts", "affiliations"},
    # a client gets what every noun holds of it, on a sheet like others, counted like other exports
    "requests": {"exports", "prints", "histories"},
    "undoing": {
        "clients",
        "importing",
        "histories",
        "classes",
        "contacts",
        "competitors",
        "dealings",
        "events",
    },  # takes back what everybody's verbs did
    "anniversaries": {"clients"},  # whose days are meant follows the files that are meant
    # one page of what all nouns have for it
    "today": {
        "accounts",
        "anniversaries",
        "appraisal",
        "archive_due",
        "audit",
        "backups",
        "bookings",
        "cases",
        "clients",
        "contacts",
        "histories",
        "incidents",
        "digests",
        "discipline",
        "inspections",
        "knowledge",
        "spot_checks",
        "orders",
        "leads",
        "owners",
        "partners",
        "reception",
        "requests",
        "supply",
        "surveys",
        "undoing",
        "visits",
    },
    # a copy is looked over as the office is; what came without its index gets one from all that is found; what was one
    # file in it and two clients since is taken apart, so that one of them is erased again
    "backups": {
        "checking",
        "requests",
        "clients",
        "contacts",
        "competitors",
        "dealings",
        "events",
        "knowledge",
        "leads",
        "duplicates",
    },
    # the chains, what was done to files, and both as a file: what an auditor asks for
    "audit": {"checking", "histories", "exports"},
    # the file, only as it was
    "past_files": {
        "clients",
        "affiliations",
        "anniversaries",
        "dealings",
        "contacts",
        "identities",
        "competitors",
        "rewards",
        "classes",
        "events",
    },
    # a year told by everybody's verbs
    "samples": {
        "appraisal",
        "indicators",
        "bookings",
        "surveys",
        "clients",
        "affiliations",
        "anniversaries",
        "dealings",
        "accounts",
        "classes",
        "spending",
        "owners",
        "contacts",
        "stand_ins",
        "cases",
        "digests",
        "discipline",
        "knowledge",
        "letter_templates",
        "spot_checks",
        "reception",
        "orders",
        "supply",
        "visits",
        "leads",
        "class_plans",
        "competitors",
        "documents",
        "events",
        "identities",
        "rewards",
        "seating",
        "views",
        "settings",
    },
}


def functions(path: Path) -> Iterator[Function]:
    return (node for node in tree_of(path).body if isinstance(node, Function))


def takes_work(function: Function) -> bool:
    first = [*function.args.posonlyargs, *function.args.args][:1]
    return bool(first) and first[0].arg == "work"


@cache
def known_names(path: Path) -> dict[str, tuple[str, str]]:
    """Name in a service → (service, function or "" for the service itself), for what it imports of other services."""
    found: dict[str, tuple[str, str]] = {}
    for node in nodes_of(path):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("desktop.services"):
            service = (node.module or "").removeprefix("desktop.services").removeprefix(".")
            for alias in node.names:
                found[alias.asname or alias.name] = (service, alias.name) if service else (alias.name, "")
    return found


def does(module: str, node: ast.AST, sign: Sign, path: dict[str, Path], seen: frozenset[Place] = frozenset()) -> bool:
    """Whether a function makes such a call itself, or hands its work to one of ours that does."""
    for call in (n for n in ast.walk(node) if isinstance(n, ast.Call)):
        if sign(call):
            return True
        target = called(module, call, path) if any(is_work(argument) for argument in call.args) else None
        there = None if target is None or target in seen else defined(target, path)
        if there is not None and does(target[0], there, sign, path, seen | {target}):
            return True
    return False


def of_work(names: set[str]) -> Sign:
    return lambda call: isinstance(call.func, ast.Attribute) and call.func.attr in names and is_work(call.func.value)


def defined(target: Place, path: dict[str, Path]) -> ast.AST | None:
    nodes = (node for node in tree_of(path[target[0]]).body if isinstance(node, Function | ast.ClassDef))
    return next((node for node in nodes if node.name == target[1]), None)


def is_work(node: ast.AST) -> bool:
    """`work`, or what an object keeps of it."""
    return (isinstance(node, ast.Name) and node.id == "work") or (
        isinstance(node, ast.Attribute) and node.attr in ("work", "_work")
    )


def called(module: str, call: ast.Call, path: dict[str, Path]) -> tuple[str, str] | None:
    names = known_names(path[module])
    if isinstance(call.func, ast.Name):
        service, name = names.get(call.func.id, (module, call.func.id))
        return (service, name) if service in path else None
    if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
        service, name = names.get(call.func.value.id, ("", "x"))
        return (service, call.func.attr) if service in path and not name else None
    return None


def verbs_without(sign: Sign, path: dict[str, Path]) -> list[str]:
    verbs = ((m, f) for m in path for f in functions(path[m]) if not f.name.startswith("_") and takes_work(f))
    return [f"{module}.{verb.name}" for module, verb in verbs if not does(module, verb, sign, path)]


def test_every_verb_asks_for_a_right():
    assert sorted(set(verbs_without(of_work(ASKING), SERVICES)) - PART_OF_A_VERB.keys()) == []


def test_who_may_see_may_not_therefore_change():
    """A verb that writes asks for a right by name; to have reached the row is not enough."""
    reading = set(verbs_without(of_work(WRITING), SERVICES))
    silent = set(verbs_without(of_work({"require", "unlock"}), SERVICES)) - reading
    assert sorted(silent - PART_OF_A_VERB.keys() - OWN.keys()) == []


def test_no_exception_outlives_its_reason():
    silent = set(verbs_without(of_work(ASKING), SERVICES))
    unnamed = set(verbs_without(of_work({"require", "unlock"}), SERVICES))
    assert sorted(PART_OF_A_VERB.keys() - silent | OWN.keys() - unnamed) == []


# Nouns


def used_services(module: str) -> set[str]:
    return {service for service, _name in known_names(SERVICES[module]).values() if service in SERVICES}


def noun_of(module: str) -> str:
    return next((noun[0] for noun in NOUNS if module in noun), module)


def test_one_noun_never_uses_anothers_verbs():
    def fault(module: str) -> set[str]:
        mine = noun_of(module)
        free = MECHANISMS.keys() | ABOVE.get(mine, set()) | {mine}
        return {other for other in used_services(module) if other not in MECHANISMS and noun_of(other) not in free}

    assert breaches({SERVICES[m]: fault(m) for m in SERVICES}) == []


def test_mechanisms_know_no_noun():
    def fault(module: str) -> set[str]:
        rooms = {other for other in used_services(module) if noun_of(other) == noun_of(module)}
        return used_services(module) - MECHANISMS.keys() - rooms

    assert breaches({SERVICES[m]: fault(m) for m in MECHANISMS}) == []


def test_services_never_go_round_in_a_circle():
    def reached(module: str, seen: frozenset[str]) -> set[str]:
        return (
            {module} if module in seen else set().union(*(reached(o, seen | {module}) for o in used_services(module)))
        )

    assert [m for m in SERVICES if m in reached(m, frozenset())] == []


def test_the_lists_of_this_test_name_what_is_there():
    named = {*MECHANISMS, *ABOVE, *(m for noun in NOUNS for m in noun)}
    assert sorted(named - SERVICES.keys()) == []


# The tests themselves can fail

BREACHES = {
    "asks_nothing": "def verb(work, key):\n    return work.record('x', 'y')\n",
    "asks_in_a_string": "def verb(work):\n    return 'work.require'\n",
    "asks_of_somebody_else": "def verb(work, other):\n    other.require(1)\n",
    "calls_itself": "def verb(work):\n    return verb(work)\n",
    "hands_it_to_nobody": "from desktop.services import on_file\ndef verb(work):\n    return on_file.today(work)\n",
}


@pytest.mark.parametrize("name", BREACHES)
def test_a_verb_that_asks_nothing_is_found(name, tmp_path):
    planted = tmp_path / "planted.py"
    planted.write_text(BREACHES[name], "utf-8")
    assert verbs_without(of_work(ASKING), {"planted": planted, "on_file": SERVICES["on_file"]})[:1] == ["planted.verb"]
