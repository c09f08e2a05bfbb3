"""Puts the proof of an erasure on paper: what was destroyed, by whom, on what ground (AC-7)."""

from collections.abc import Mapping
from uuid import UUID

from desktop.i18n import N_, Translator
from desktop.models.erasing import Erasure
from desktop.reports.pen import OfficeLook
from desktop.rules.erasing import Erased
from desktop.rules.progress import Progress
from desktop.rules.rights import Right
from desktop.rules.zones import zone_of
from desktop.services import erasing
from desktop.services.stamps import Printed, stamp_of
from desktop.services.work import Work

TOPIC = "prints"
# What the rows of each table are called on paper
TABLES: Mapping[str, str] = {
    "client": N_("Client files"), "client_identity": N_("ID number and looks"),
    "client_property": N_("Property and income"), "client_accounts": N_("Accounts and cards"),
    "value_review": N_("Reviews"), "link": N_("Links"), "anniversary": N_("Days to remember"),
    "dealing": N_("Dealings"), "year_result": N_("Results of a year"), "contact_person": N_("Contact persons"),
    "contact": N_("Contact reports"), "handover_line": N_("Transfers"), "day_kept": N_("Days kept"),
    "risk_assessment": N_("Risk assessments"), "fraud_warning": N_("Fraud warnings"),
    "identity_check": N_("Identity checks"), "authorisation": N_("Authorisations"),
    "competitor_note": N_("Competitor notes"), "reward": N_("Gifts and rewards"), "invitation": N_("Invitations"),
    "merge": N_("Merges"), "distinct_pair": N_("Judgements of duplicates"), "spend": N_("Spend, kept without remarks"),
    "class_result": N_("Classes, kept without remarks"), "request": N_("Clients' requests, kept without details"),
    "consent": N_("Consents"), "withheld": N_("Withheld values"),
    "sealed_text": N_("Former values and notes of level 3"), "stop": N_("Stops and holds"),
    "register_client": N_("Names in registers"), "register_line": N_("Register lines, kept without details"),
    "approval": N_("Approvals, kept without words"), "saved_view": N_("Saved views"),
    "journal": N_("Entries of the journal, emptied"),
}  # fmt: skip


def protocol(work: Work, client_id: UUID, language: Translator, *, progress: Progress | None = None) -> Printed:
    """The protocol of one erasure, with room for the signatures of both. Give it staged work.

    Raises NotAllowed, NotFound.
    """
    from desktop.reports.dossier import Part, parts_sheet
    from desktop.reports.tables import ColumnHead

    with work.reading():
        work.require(Right.PROTECT_CLIENTS)
        erased = erasing.one(work, client_id)
        stamp, look = stamp_of(work), OfficeLook(str(work.settings["office_name"]))
        zone = zone_of(str(work.settings["time_zone"]))
    say = language
    facts = [
        (say(N_("Code")), erased.code), (say(N_("Erased on")), f"{erased.at.astimezone(zone):%Y-%m-%d %H:%M}"),
        (say(N_("Erased by")), erased.person_name),
        (say(N_("Approved by")), erased.second or say(N_("Nobody else was there; confirmed afterwards"))),
        (say(N_("Ground")), say(erased.basis.label)), (say(N_("Reason")), erased.reason),
        (say(N_("Files of this client")), str(len(erased.files))),
    ]  # fmt: skip
    if erased.again_at is not None:
        again = f"{erased.again_at.astimezone(zone):%Y-%m-%d %H:%M}"
        facts.append((say(N_("Erased again after a restore")), again))
    columns = (ColumnHead(say(N_("What was destroyed")), 3), ColumnHead(say(N_("Rows")), 1, "right"))
    parts = [
        Part(say(N_("Erasure")), columns=(ColumnHead("", 1), ColumnHead("", 3)), rows=facts),
        Part(say(N_("What it reached")), _said(erased, language), columns, rows_of(erased, language)),
    ]
    title = say(N_("Protocol of an erasure"))
    pdf = parts_sheet(title, parts, look, stamp, say, note=erased.code,
                      signatures=(say(N_("Erased by")), say(N_("Approved by"))))  # fmt: skip
    with work.writing():
        work.require(Right.PROTECT_CLIENTS)
        row = work.visible(Erasure).where(Erasure.client == client_id).get()
        work.record(TOPIC, "print", row, sheet="erasure", code=stamp.code)
    return Printed("erasure", title, pdf, stamp.code)


def rows_of(erased: Erased, language: Translator) -> list[tuple[str, str]]:
    """What was destroyed in words, with how many rows."""
    return [
        (language(TABLES[table]) if table in TABLES else table, str(erased.counts[table]))
        for table in sorted(erased.counts, key=lambda name: list(TABLES).index(name) if name in TABLES else 99)
    ]


def _said(erased: Erased, language: Translator) -> str:
    if erased.purged_at is None:
        return str(language(N_("The database's pages still have to be written anew.")))
    return str(language(N_("The chain of records keeps hashes only; the database's pages were written anew. The "
                           "number stays on a list, so that a restored backup is erased again.")))  # fmt: skip
