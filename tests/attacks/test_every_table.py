"""A row that another program puts into any table is found, or it is said why it need not be; a new table shows here."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop.models.clients import Client, ClientAccounts, ClientProperty, ValueReview
from desktop.models.office import Workstation
from desktop.models.server_policies import tables
from desktop.models.sign_ins import RefusedSignIn
from desktop.rules.audit import Memory, Way
from desktop.rules.errors import SignInRefused
from desktop.rules.fields import Block
from desktop.rules.ids import new_id
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm, Learnt, ReviewState
from desktop.services import approvals, asking, clients, importing, verifying
from desktop.services.chains import Report
from tests.offices import ADMIN, PASSWORD, TestOffice
from tests.server.conftest import Maker

PLANTED = "{table} {row}: the row was added outside the program."
CHANGED = "{table} {row}: “{field}” was changed outside the program."
# What is found by something else than that the journal tells of each row
OTHERWISE = {
    "role": "The role “{role}” was made by nobody who may.",
    "class_result": "The class list of {quarter} is not the one that was confirmed: it was changed outside the "
    "program.",
    "client_identity": CHANGED,
    "client_property": CHANGED,
    "client_accounts": CHANGED,
}
# Attacked by tests of their own, or why nobody need find it
ELSEWHERE = {
    "record": "test_records: an invented writer",
    "writer": "test_records: an invented writer",
    "journal": "test_records: an edited journal; one that belongs to a record is hashed by it",
    "setting": "test_records: a setting that nobody chose",
    "person": "test_powers: an account opened by another program",
    "person_keys": "test_powers: an account opened by another program",
    "person_role": "test_powers: a role given by another program",
    "vault_key": "test_powers: a planted vault key",
    "recovery_wrap": "test_powers: a key planted for the recovery sheet",
    "power": "test_powers: who signs for himself",
    "server_note": "one that no record tells of is told (tests/server/test_audit)",
    "workstation": "gives nothing, and joins before anybody signs in there: told after a day, below",
    "refused_sign_in": "nobody signs it until the next sign-in records it: from then on found, below",
    "sealed_text": "found by its hash alone, so that what nothing speaks of is never read",
    "operation": "that an act has arrived: it is not done twice",
    "search_doc": "leads to rows, which say themselves what they are",
    "page_index": "leads to rows, as the other index does",
    "document_page": "what a machine read of a paper: sealed, so that words put there do not open",
    "blob_chunk": "sealed bytes: whether they are those that were stored tells a hash in the row of their content",
    "file_span": "follows from the files, day by day; what a period counted of it is frozen by its lock",
    "presence": "where somebody is: advice",
    "first_view": "with which view of the list somebody begins",
    "mapping": "which column of a sheet is which field: shown before each import",
}


def verified(office: TestOffice) -> Report:
    return office.errand(verifying.verify, Memory()).report


def below(office: TestOffice, query: Any) -> None:
    with office.office.database.writing():
        query.execute()


def test_a_row_put_into_any_table_is_found(sqlite_office: TestOffice):
    """One into each at once, with whatever it hangs on."""
    office = sqlite_office
    office.ask_for_no_consent()
    client = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"})
    names = {model._meta.table_name for model in tables()}
    with office.office.database.writing():
        # sealed values are put into a file that is there, all else into one that is planted too
        sealed, other = Maker(office.me.id, {Client: client}), Maker(office.me.id)
        for model in tables():
            if model._meta.table_name not in ELSEWHERE:
                (sealed if model._meta.table_name.startswith("client_") else other).make(model)
    findings = verified(office).findings
    found = {finding.values.get("table") for finding in findings if finding.message == PLANTED}
    found |= {str(finding.values["field"]).partition(".")[0] for finding in findings if finding.message == CHANGED}
    found |= {table for table, said in OTHERWISE.items() if said in {finding.message for finding in findings}}
    assert names - ELSEWHERE.keys() == found & names
    assert ELSEWHERE.keys() <= names and all(ELSEWHERE.values())


def test_what_nobody_signs_is_held_against_what_was_recorded_of_it(sqlite_office: TestOffice):
    office = sqlite_office
    office.ask_for_no_consent()
    with pytest.raises(SignInRefused):
        office.office.sign_in(ADMIN, "wrong")
    office.office.sign_in(ADMIN, PASSWORD, Way.WINDOW)
    assert verified(office).findings == []
    below(office, RefusedSignIn.update(tries=0))
    assert [(f.message, f.values["table"]) for f in verified(office).findings] == [(PLANTED, "refused_sign_in")]


def test_a_workstation_at_which_nobody_ever_signed_in_is_told_after_a_day(sqlite_office: TestOffice):
    office = sqlite_office
    with office.work() as work:
        past = work.now - timedelta(days=2)
        Workstation.create(name="x", system="x", program="x", created_at=past, last_seen_at=past)
    assert [notice.values for notice in verified(office).notices] == [{"name": "x"}]


def test_what_was_opened_for_somebody_is_no_planted_row(sqlite_office: TestOffice):
    office = sqlite_office
    office.ask_for_no_consent()
    client = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年", "bank": "云川银行"})
    reader = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL})
    wanted = asking.values_wanted(client, Block.ACCOUNTS)
    office.do(approvals.approve, office.do(approvals.ask, wanted, "来电", me=reader))
    assert verified(office).findings == []


def test_sealed_values_of_an_import_are_known_though_they_were_never_changed(office: TestOffice, tmp_path: Path):
    office.ask_for_no_consent()
    sheet = tmp_path / "a.csv"
    sheet.write_text(
        "姓名,电话,财产,开户行\n贺启年,19900000001,铺面,云川银行\n欧阳海,19900000002,货船,江城银行\n", "utf-8"
    )
    office.errand(importing.carry_out, office.errand(importing.prepare, sheet))
    report = verified(office)
    assert (report.findings, report.notices) == ([], [])
    with office.work(write=False) as work:
        key, *_others = [row.id for row in work.visible(Client)]
        forged = work.me.vaults.seal("property", "client_property.property", key, "别墅")
    below(office, ClientProperty.update(property=forged).where(ClientProperty.client == key))
    below(office, ClientAccounts.update(bank=None))
    fields = [finding.values["field"] for finding in verified(office).findings]
    assert sorted(fields) == ["client_accounts.bank"] * 2 + ["client_property.property"]


def test_an_imported_review_needs_its_import(sqlite_office: TestOffice, tmp_path: Path):
    """What an import brings is journalled once for all: without it, such a review was put there past the program."""
    office = sqlite_office
    office.ask_for_no_consent()
    sheet = tmp_path / "a.csv"
    sheet.write_text("姓名,电话,财产\n贺启年,19900000001,铺面\n", "utf-8")
    office.errand(importing.carry_out, office.errand(importing.prepare, sheet))
    assert verified(office).findings == []
    by = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL}).id
    with office.office.database.reading():
        row = ValueReview.select().where(ValueReview.learnt == Learnt.IMPORTED.value).get()
    same = {name: value for name, value in row.__data__.items() if name != "id"}
    for planted in ({"entered_at": row.entered_at + timedelta(minutes=1)}, {"entered_by": by},
                    {"state": ReviewState.VERIFIED.value, "reviewed_by": by}):  # fmt: skip
        with office.office.database.writing():
            key = new_id()
            ValueReview.insert(**{**same, "field": "note", **planted}, id=key).execute()
        assert [(f.message, f.values["table"]) for f in verified(office).findings] == [(PLANTED, "value_review")], (
            planted
        )
        below(office, ValueReview.delete().where(ValueReview.id == key))
