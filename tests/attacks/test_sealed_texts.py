"""Who holds the key of level 3 looks through every table with psql: nothing there opens without a noted ticket."""

import base64
import re
from collections.abc import Iterator
from importlib import import_module
from itertools import product
from uuid import UUID

import pytest

from desktop.models.base import canonical
from desktop.models.clients import Dealing
from desktop.models.competitors import CompetitorNote
from desktop.models.contacts import Contact
from desktop.models.records import Journal
from desktop.models.sealed_texts import SealedText
from desktop.models.server_policies import tables
from desktop.rules.approvals import NeedsApproval
from desktop.rules.audit import Memory
from desktop.rules.contacts import Channel, Report
from desktop.rules.erasing import Basis
from desktop.rules.errors import Damaged
from desktop.rules.fields import Block
from desktop.rules.rights import VAULTS, Right, Scope
from desktop.rules.secrecy import Secrecy
from desktop.rules.words import ClientForm
from desktop.services import (
    approvals,
    clients,
    competitors,
    contacts,
    erasing,
    marked_notes,
    merging,
    on_file,
    undoing,
    unmerging,
    verifying,
)
from desktop.services.competitors import CompetitorEntry
from desktop.services.vault import Vaults
from desktop.services.work import SignedIn
from tests.faults.older import as_before_texts_lay_apart
from tests.offices import TestOffice
from tests.server.psql import address, ask

SPOILT = ("{n} sealed texts of level 3 that the journal or notes speak of were changed or removed outside the "
          "program.")  # fmt: skip
SEALS = re.compile(r"[A-Za-z0-9+/]{24,}={0,2}|\\\\?x[0-9a-f]{36,}")
FIELDS = ("own", "bank", "bank_account", "bank_cards", "investments")
PLACES = [f"client_accounts.{name}" for name in FIELDS]
PLACES += [f"{model._meta.table_name}.sealed" for model in (Contact, CompetitorNote, Dealing)]


def opened(text: str, vaults: Vaults, rows: list[UUID]) -> Iterator[str]:
    """What of level 3 whoever holds its key can read in what the server has told."""
    for found in set(SEALS.findall(text)):
        try:
            blob = bytes.fromhex(found.rpartition("x")[2]) if found.startswith("\\") else base64.b64decode(found + "==")
        except ValueError:
            # a long word that is no sealed text
            continue
        for place, row in product(PLACES, rows):
            try:
                yield vaults.open("accounts", place, row, blob)
            except (Damaged, KeyError):
                continue


def looked_through(url: str, vaults: Vaults, rows: list[UUID]) -> dict[str, list[str]]:
    """What opens, by table; those that the server refuses or has no row of are left out."""
    found = {}
    for model in tables():
        name = model._meta.table_name
        said = ask(url, f'SELECT to_jsonb(t) FROM "{name}" t')
        told = list(opened("\n".join(said.rows), vaults, rows))
        if told:
            found[name] = told
    return found


def entered(office: TestOffice, me: SignedIn) -> tuple[UUID, UUID, UUID]:
    """A client with level 3 in its table, journal, notes and what is withheld; the client, a note, a report."""
    client = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年", "bank": "云川银行zq1"}, me=me)
    office.do(clients.edit_client, client, {"bank": "江城银行zq2", "bank_cards": "6217zq6"}, me=me)
    mark, day = Secrecy.TOP_SECRET.value, office.ask(on_file.today)
    report = office.do(contacts.log_contact, client, Report(Channel.VISIT, "并购zq3", "密谈", mark=mark), me=me)
    note = office.do(competitors.add_note, client, CompetitorEntry("对手zq4", day, mark=mark), me=me)
    office.do(competitors.correct_note, note, CompetitorEntry("对手zq5", day, mark=mark), me=me)
    return client, note, report


def test_no_table_tells_level_three_without_a_ticket(prepared_office: TestOffice):
    office, everything = prepared_office, dict.fromkeys(Right, Scope.ALL)
    holder = office.hire("陆文渊", everything, level=3, vaults=VAULTS)
    rows = list(entered(office, holder))
    client, *_notes = rows
    with office.beneath() as database, database.writing():
        database.engine.execute_sql("DELETE FROM cf.ticket")
    url = address(office, holder.login)
    assert looked_through(url, holder.vaults, rows) == {}
    # with one it is all there
    assert ask(url, f"SELECT cf.ask_accounts('{client}') IS NULL").rows == ["f"]
    told = " ".join(text for texts in looked_through(url, holder.vaults, rows).values() for text in texts)
    assert all(f"zq{number}" in told for number in range(1, 7)), told


def test_what_was_written_before_texts_lay_apart_is_laid_apart_and_verifies(office: TestOffice):
    office.ask_for_no_consent()
    client, note, _report = entered(office, office.me)
    as_before_texts_lay_apart(office)
    step = import_module("desktop.models.migrations.0033_sealed_texts_apart")
    with office.office.database.writing():
        office.office.database.engine.execute_sql("DROP TABLE sealed_text")
        step.up(None, office.office.database.engine)
    with office.office.database.reading():
        changes = [canonical(entry.changes) for entry in Journal.select()]
        assert sum("sha256:" in text for text in changes) == 3
        assert not any(list(opened(text, office.me.vaults, [client, note])) for text in changes)
    assert office.errand(verifying.verify, Memory()).report.findings == []
    assert office.do(marked_notes.read, "competitor_note", note)["competitor"] == "对手zq5"
    edit = next(line for line in office.ask(undoing.operations, client_id=client) if line.action == "Edited")
    office.do(undoing.undo, edit.operation)
    assert office.do(clients.unlock, client, Block.ACCOUNTS, "核对")["bank"] == "云川银行zq1"


def test_texts_that_another_program_changes_or_removes_are_found(office: TestOffice):
    office.ask_for_no_consent()
    entered(office, office.me)
    run = office.office.database.engine.execute_sql
    one = "WHERE digest = (SELECT digest FROM sealed_text ORDER BY 1 {} LIMIT 1)"
    for statement in ("UPDATE sealed_text SET text = digest " + one.format("ASC"),
                      "DELETE FROM sealed_text " + one.format("DESC")):  # fmt: skip
        with office.office.database.writing():
            run(statement)
    (found,) = office.errand(verifying.verify, Memory()).report.findings
    assert (found.message, found.values) == (SPOILT, {"n": 2})


def test_texts_of_notes_that_went_back_before_are_filed_under_their_file(office: TestOffice):
    office.ask_for_no_consent()
    kept, other = (office.do(clients.open_client, ClientForm.PERSON, {"name": name}) for name in ("贺启年", "贺启明"))
    mark = Secrecy.TOP_SECRET.value
    for client in (kept, other):
        office.do(contacts.log_contact, client, Report(Channel.VISIT, "并购", "密谈", mark=mark))
    with office.office.database.reading():
        before = dict(SealedText.select(SealedText.digest, SealedText.client).tuples())
    office.do(unmerging.unmerge, office.do(merging.merge, kept, other).id)
    step = import_module("desktop.models.migrations.0035_sheets_of_backups")
    run = office.office.database.engine.execute_sql
    with office.office.database.writing():
        SealedText.update(client=kept).execute()
        run("ALTER TABLE backup DROP COLUMN for_sheet")
        run("DROP INDEX record_taken")
        step.up(None, office.office.database.engine)
    with office.office.database.reading():
        assert dict(SealedText.select(SealedText.digest, SealedText.client).tuples()) == before


def test_a_note_corrected_within_a_merge_goes_back_with_its_words(office: TestOffice):
    office.ask_for_no_consent()
    kept, other = (
        office.do(clients.open_client, ClientForm.PERSON, {"name": name}) for name in ("贺启年", "贺启年（二）")
    )
    mark = Secrecy.TOP_SECRET.value
    report = Report(Channel.VISIT, "并购", "密谈", mark=mark)
    note, open_again = (office.do(contacts.log_contact, other, report) for _twice in range(2))
    merge = office.do(merging.merge, kept, other).id
    office.do(contacts.correct_contact, note, Report(Channel.VISIT, "并购案", "再谈", mark=mark))
    office.do(contacts.correct_contact, open_again, Report(Channel.VISIT, "并购案", "再谈", mark=mark))
    office.do(contacts.correct_contact, open_again, Report(Channel.VISIT, "并购案", "再谈"))
    office.do(unmerging.unmerge, merge)
    # who has that file alone, and his own key
    reader = office.hire("陆文渊", {Right.SEE_CLIENTS: Scope.OWN}, level=3, vaults=VAULTS)
    office.do(clients.set_people, other, owner=reader.id, deputy=None, important=False)
    assert office.do(marked_notes.read, "contact", note, me=reader)["subject"] == "并购案"
    # what is left of the merge goes with the file that was kept, and not the other one's words
    with pytest.raises(NeedsApproval) as wait:
        office.errand(erasing.erase_staged, kept, Basis.PURPOSE, "不再往来")
    office.do(approvals.go_alone, wait.value.need, "只有我一个人")
    office.errand(erasing.erase_staged, kept, Basis.PURPOSE, "不再往来")
    assert office.do(marked_notes.read, "contact", note, me=reader)["subject"] == "并购案"
    assert office.errand(verifying.verify, Memory()).report.findings == []
