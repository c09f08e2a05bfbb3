"""Who may do what: rights, how far they reach, and the roles every office starts with (AC-4)."""

from collections.abc import Iterable, Mapping
from dataclasses import field
from enum import IntEnum
from types import MappingProxyType
from uuid import UUID

from desktop.i18n import N_
from desktop.rules.values import dataclass
from desktop.rules.words import OfficeKind, Word


class Right(Word):
    """An act in an area. The value is stored in roles, so it never changes."""

    SEE_CLIENTS = "clients.see", N_("See client files")
    ENTER_CLIENTS = "clients.enter", N_("Open new client files")
    EDIT_CLIENTS = "clients.edit", N_("Edit client files")
    REVIEW_CLIENTS = "clients.review", N_("Review entries in client files")
    EXPORT_CLIENTS = "clients.export", N_("Export clients")
    PRINT_CLIENTS = "clients.print", N_("Print client lists and cards")
    IMPORT_CLIENTS = "clients.import", N_("Import clients")
    CLASSIFY_CLIENTS = "clients.classify", N_("Set client classes")
    SEE_LOOKS = "clients.looks", N_("See and enter clients' looks")
    APPROVE_CLIENTS = "clients.approve", N_("Approve sensitive acts")
    ASSESS_CLIENTS = "clients.assess", N_("Assess the risk of clients")
    SEE_TERMS = "clients.terms", N_("See and grant discounts and rewards")
    PROTECT_CLIENTS = "clients.protect", N_("Answer clients' requests about their data")
    ERASE_CLIENTS = "clients.erase", N_("Erase client files for good")
    RUN_EVENTS = "events.run", N_("Run client events")
    SEE_BOOKINGS = "bookings.see", N_("See the booking book")
    TAKE_BOOKINGS = "bookings.take", N_("Take and change bookings")
    SEE_VISITORS = "visitors.see", N_("See and plan visitors")
    RECEIVE_VISITORS = "visitors.receive", N_("Receive visitors at the desk")
    RUN_SURVEYS = "surveys.run", N_("Make surveys and draw their samples")
    ASK_SURVEYS = "surveys.ask", N_("Ask the clients who were drawn for a survey")
    SEE_SURVEY_RESULTS = "surveys.results", N_("See the results of surveys")
    SEE_DOCUMENTS = "documents.see", N_("See documents")
    DOWNLOAD_DOCUMENTS = "documents.download", N_("Save documents as files")
    PRINT_DOCUMENTS = "documents.print", N_("Print documents")
    SEND_DOCUMENTS = "documents.send", N_("Send documents")
    REVISE_DOCUMENTS = "documents.revise", N_("Add versions of documents")
    FILE_DOCUMENTS = "documents.file", N_("File and arrange documents")
    BORROW_DOCUMENTS = "documents.borrow", N_("Borrow from the archive")
    KEEP_ARCHIVE = "documents.archive", N_("Keep the archive")
    KEEP_DEEDS = "deeds.keep", N_("Keep title deeds")
    DESTROY_DOCUMENTS = "documents.destroy", N_("Destroy documents")
    ENTER_ORDERS = "orders.enter", N_("Enter and change orders")
    CHECK_ORDERS = "orders.check", N_("Check orders")
    WATCH_ORDERS = "orders.watch", N_("Supervise orders")
    KEEP_SUPPLY = "supply.keep", N_("See and keep supply channels")
    APPROVE_ANSWERS = "answers.approve", N_("Approve uniform answers")
    SCORE_CONTACTS = "contacts.score", N_("Draw and score spot checks of contacts")
    SEE_DISCIPLINE = "discipline.see", N_("See rewards and penalties")
    DECIDE_DISCIPLINE = "discipline.decide", N_("Decide rewards and penalties")
    SEE_APPRAISALS = "appraisal.see", N_("See appraisals")
    RATE_STAFF = "appraisal.rate", N_("Rate staff in appraisals")
    RUN_APPRAISALS = "appraisal.run", N_("Run appraisal periods and lock them")
    RUN_PEOPLE = "people.run", N_("Run people and roles")
    RUN_OFFICE = "office.run", N_("Change the office's settings")
    SEE_AUDIT = "audit.see", N_("See the audit log")


class Scope(IntEnum):
    """How far a right reaches."""

    NONE = 0
    OWN = 1
    DEPARTMENT = 2
    ALL = 3


SCOPE_LABELS: Mapping[Scope, str] = MappingProxyType(
    {Scope.NONE: N_("No"), Scope.OWN: N_("Own"), Scope.DEPARTMENT: N_("Department"), Scope.ALL: N_("All")}
)

# Rights that are about the office as a whole: own or department would mean nothing, or files have that scope already
WHOLE = frozenset({Right.RUN_PEOPLE, Right.RUN_OFFICE, Right.SEE_AUDIT, Right.IMPORT_CLIENTS, Right.ENTER_CLIENTS,
                   Right.CLASSIFY_CLIENTS, Right.SEE_LOOKS, Right.RUN_EVENTS, Right.SEE_BOOKINGS,
                   Right.TAKE_BOOKINGS, Right.RECEIVE_VISITORS, Right.KEEP_ARCHIVE, Right.KEEP_DEEDS,
                   Right.ENTER_ORDERS, Right.CHECK_ORDERS, Right.WATCH_ORDERS, Right.KEEP_SUPPLY, Right.APPROVE_ANSWERS,
                   Right.SCORE_CONTACTS, Right.RUN_APPRAISALS,
                   Right.RUN_SURVEYS, Right.ASK_SURVEYS, Right.SEE_SURVEY_RESULTS,
                   Right.DECIDE_DISCIPLINE})  # fmt: skip

# Out of everybody's reach in a file whose processing was stopped (AC-7)
STOPPED = frozenset({Right.EDIT_CLIENTS, Right.REVIEW_CLIENTS, Right.EXPORT_CLIENTS, Right.PRINT_CLIENTS,
                     Right.ASSESS_CLIENTS, Right.DOWNLOAD_DOCUMENTS, Right.PRINT_DOCUMENTS, Right.SEND_DOCUMENTS,
                     Right.REVISE_DOCUMENTS, Right.FILE_DOCUMENTS, Right.BORROW_DOCUMENTS})  # fmt: skip

VAULTS = ("identity", "property", "accounts")


@dataclass(frozen=True)
class RolePreset:
    """A role an office begins with; it may be renamed, changed and added to."""

    key: str
    label: str
    rights: Mapping[Right, Scope]
    level: int = 1
    kinds: frozenset[OfficeKind] = field(default_factory=lambda: frozenset(OfficeKind))


@dataclass(frozen=True)
class Mandate:
    """What one signed-in person may do, added up over all roles: the widest scope and the highest level count."""

    person: UUID
    department: UUID | None
    rights: Mapping[Right, Scope]
    level: int = 1
    unpledged: bool = False
    """Held down to level 1 for want of a confidentiality pledge (AC-9)."""

    def scope(self, right: Right) -> Scope:
        return self.rights.get(right, Scope.NONE)


def add_up(grants: Iterable[Mapping[Right, Scope]]) -> dict[Right, Scope]:
    total: dict[Right, Scope] = {}
    for rights in grants:
        for right, scope in rights.items():
            total[right] = max(scope, total.get(right, Scope.NONE))
    return total


def rights_to_json(rights: Mapping[Right, Scope]) -> dict[str, int]:
    return {right.value: int(scope) for right, scope in rights.items() if scope}


def rights_from_json(stored: Mapping[str, int]) -> dict[Right, Scope]:
    """Rights a newer program wrote and this one does not know are left out, never guessed."""
    return {_KNOWN[name]: Scope(scope) for name, scope in stored.items() if name in _KNOWN}


_KNOWN = {right.value: right for right in Right}


_R, _S = Right, Scope
# what concerns oneself is open to everybody, whatever the role
_EVERYBODY = {_R.SEE_APPRAISALS: _S.OWN, _R.SEE_DISCIPLINE: _S.OWN}
# whom colleagues expect and who is in the house, and of clients' files nothing (RE-1)
_RECEIVE = {_R.SEE_VISITORS: _S.ALL, _R.RECEIVE_VISITORS: _S.ALL}
_BOOK = {_R.SEE_BOOKINGS: _S.ALL, _R.TAKE_BOOKINGS: _S.ALL}
# What daily work with a client's papers takes; what leaves the house is decided further up
_PAPERS = (_R.DOWNLOAD_DOCUMENTS, _R.PRINT_DOCUMENTS, _R.REVISE_DOCUMENTS, _R.FILE_DOCUMENTS, _R.BORROW_DOCUMENTS)
_STAFF = {_R.SEE_CLIENTS: _S.ALL, _R.ENTER_CLIENTS: _S.ALL, _R.EDIT_CLIENTS: _S.OWN, _R.PRINT_CLIENTS: _S.OWN,
          _R.SEE_BOOKINGS: _S.ALL, _R.SEE_VISITORS: _S.OWN, _R.SEE_DOCUMENTS: _S.ALL,
          **dict.fromkeys(_PAPERS, _S.OWN)}  # fmt: skip
_ORDERS = {**_STAFF, _R.ENTER_ORDERS: _S.ALL}
_DESK = {**_ORDERS, _R.EDIT_CLIENTS: _S.ALL, _R.PRINT_CLIENTS: _S.ALL, _R.FILE_DOCUMENTS: _S.ALL, **_BOOK}
_HEAD = {**_STAFF, **_BOOK, _R.EDIT_CLIENTS: _S.DEPARTMENT, _R.PRINT_CLIENTS: _S.DEPARTMENT,
         _R.REVIEW_CLIENTS: _S.DEPARTMENT,
         _R.EXPORT_CLIENTS: _S.DEPARTMENT, _R.APPROVE_CLIENTS: _S.DEPARTMENT,
         _R.ASSESS_CLIENTS: _S.DEPARTMENT, _R.PROTECT_CLIENTS: _S.DEPARTMENT, _R.SEE_VISITORS: _S.DEPARTMENT,
         **dict.fromkeys((_R.ENTER_ORDERS, _R.CHECK_ORDERS, _R.WATCH_ORDERS, _R.KEEP_SUPPLY, _R.APPROVE_ANSWERS,
                          _R.SCORE_CONTACTS), _S.ALL),
         _R.ASK_SURVEYS: _S.ALL, _R.SEE_SURVEY_RESULTS: _S.ALL, _R.SEE_DISCIPLINE: _S.DEPARTMENT,
         _R.SEE_APPRAISALS: _S.DEPARTMENT, _R.RATE_STAFF: _S.DEPARTMENT,
         **dict.fromkeys((*_PAPERS, _R.SEND_DOCUMENTS), _S.DEPARTMENT)}  # fmt: skip
_MANAGER = dict.fromkeys(
    (_R.SEE_CLIENTS, _R.ENTER_CLIENTS, _R.EDIT_CLIENTS, _R.REVIEW_CLIENTS, _R.EXPORT_CLIENTS, _R.PRINT_CLIENTS,
     _R.IMPORT_CLIENTS, _R.CLASSIFY_CLIENTS, _R.APPROVE_CLIENTS, _R.ASSESS_CLIENTS, _R.SEE_TERMS,
     _R.PROTECT_CLIENTS, _R.ERASE_CLIENTS, _R.RUN_EVENTS, _R.SEE_BOOKINGS, _R.TAKE_BOOKINGS,
     _R.SEE_VISITORS, _R.RUN_SURVEYS, _R.ASK_SURVEYS, _R.SEE_SURVEY_RESULTS,
     _R.SEE_DOCUMENTS, *_PAPERS, _R.SEND_DOCUMENTS, _R.DESTROY_DOCUMENTS,
     _R.ENTER_ORDERS, _R.CHECK_ORDERS, _R.WATCH_ORDERS, _R.KEEP_SUPPLY,
     _R.APPROVE_ANSWERS, _R.SCORE_CONTACTS, _R.SEE_DISCIPLINE, _R.DECIDE_DISCIPLINE,
     _R.SEE_APPRAISALS, _R.RATE_STAFF, _R.RUN_APPRAISALS), _S.ALL)  # fmt: skip
_OWN = {_R.SEE_CLIENTS: _S.OWN, _R.ENTER_CLIENTS: _S.ALL, _R.EDIT_CLIENTS: _S.OWN, _R.PRINT_CLIENTS: _S.OWN,
        _R.ENTER_ORDERS: _S.ALL, _R.SEE_VISITORS: _S.OWN, _R.SEE_DOCUMENTS: _S.OWN,
        **dict.fromkeys(_PAPERS, _S.OWN)}  # fmt: skip
_READ = {_R.SEE_CLIENTS: _S.ALL}
_LOOK = {**_READ, _R.SEE_DOCUMENTS: _S.ALL}
# both ledgers are the archivist's, where nobody else is appointed for the deeds (DO-5)
_ARCHIVE = {**_LOOK, **dict.fromkeys(_PAPERS, _S.ALL), _R.KEEP_ARCHIVE: _S.ALL, _R.KEEP_DEEDS: _S.ALL}
_DEEDS = {**_LOOK, _R.PRINT_DOCUMENTS: _S.ALL, _R.FILE_DOCUMENTS: _S.ALL, _R.KEEP_DEEDS: _S.ALL}
_RESTAURANT = frozenset({OfficeKind.RESTAURANT})
_GUARANTEE = frozenset({OfficeKind.GUARANTEE})
_SERVICE = frozenset({OfficeKind.SERVICE})
_NOT_RESTAURANT = frozenset(OfficeKind) - _RESTAURANT

_PRESETS: tuple[RolePreset, ...] = (
    RolePreset("admin", N_("Admin"), {_R.RUN_PEOPLE: _S.ALL, _R.RUN_OFFICE: _S.ALL, _R.SEE_AUDIT: _S.ALL}),
    RolePreset("general_manager", N_("General manager"), {**_MANAGER, _R.SEE_AUDIT: _S.ALL}, level=3),
    RolePreset("department_head", N_("Department head"), _HEAD, level=2),
    RolePreset("client_service_manager", N_("Client-service manager"), _MANAGER, level=2),
    RolePreset("supervisor", N_("Supervisor"), _HEAD, level=2),
    RolePreset("shift_leader", N_("Shift leader"), _HEAD),
    RolePreset("marketing_manager", N_("Marketing manager"), _MANAGER, level=2),
    RolePreset("information", N_("Information department"), _MANAGER),
    RolePreset("hr", N_("HR"), {_R.SEE_VISITORS: _S.OWN}),
    RolePreset("security", N_("Security"), {**_READ, **_RECEIVE}),
    RolePreset("client_service", N_("Client-service staff"), {**_ORDERS, _R.ASK_SURVEYS: _S.ALL}),
    RolePreset("complaints", N_("Complaint handler"), _STAFF),
    RolePreset("orders", N_("Order handler"), _ORDERS, kinds=_NOT_RESTAURANT),
    RolePreset("booking_desk", N_("Booking desk"), _DESK, kinds=_RESTAURANT),
    RolePreset("front_desk", N_("Front desk"), {**_STAFF, **_BOOK, **_RECEIVE}),
    RolePreset("receptionist", N_("Receptionist"), _RECEIVE, kinds=_NOT_RESTAURANT),
    RolePreset("archivist", N_("Archivist"), _ARCHIVE),
    RolePreset("deed_keeper", N_("Title-deed keeper"), _DEEDS, kinds=_GUARANTEE),
    RolePreset("auditor", N_("Auditor"), {**_LOOK, _R.SEE_AUDIT: _S.ALL}),
    RolePreset("order_auditor", N_("Order auditor"), {**_READ, _R.CHECK_ORDERS: _S.ALL}, kinds=_NOT_RESTAURANT),
    RolePreset("agent_a", N_("Agent A"), _OWN, level=2, kinds=_GUARANTEE),
    RolePreset("agent_b", N_("Agent B"), _OWN, level=2, kinds=_GUARANTEE),
    RolePreset("server", N_("Server"), {_R.SEE_CLIENTS: _S.ALL, _R.SEE_BOOKINGS: _S.ALL}, kinds=_RESTAURANT),
    RolePreset(
        "nutritionist", N_("Nutritionist"), {_R.SEE_CLIENTS: _S.ALL, _R.SEE_BOOKINGS: _S.ALL}, kinds=_RESTAURANT
    ),
    RolePreset("consultant", N_("Consultant"), _OWN, kinds=_NOT_RESTAURANT),
    RolePreset("assistant", N_("Assistant"), _OWN, kinds=_NOT_RESTAURANT),
    RolePreset("client_manager", N_("Client manager"), _OWN, level=2),
    RolePreset("supervisory_body", N_("Supervisory body"), {_R.SEE_AUDIT: _S.ALL}, kinds=_SERVICE | _GUARANTEE),
)
ROLES: tuple[RolePreset, ...] = tuple(
    RolePreset(role.key, role.label, {**_EVERYBODY, **role.rights}, role.level, role.kinds) for role in _PRESETS
)


def roles_of(kind: OfficeKind) -> tuple[RolePreset, ...]:
    return tuple(role for role in ROLES if kind in role.kinds)
