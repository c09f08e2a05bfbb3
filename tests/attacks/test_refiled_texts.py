"""A text of level 3 is of the file whose notes speak of it, whatever another program says."""

from uuid import UUID, uuid4

import pytest

from desktop.models.contacts import Contact
from desktop.models.sealed_texts import SealedText
from desktop.rules.approvals import NeedsApproval
from desktop.rules.audit import Memory
from desktop.rules.contacts import Channel, Report
from desktop.rules.erasing import Basis
from desktop.rules.rights import Right, Scope
from desktop.rules.secrecy import Secrecy
from desktop.rules.words import ClientForm
from desktop.services import approvals, clients, contacts, erasing, marked_notes, merging, unmerging, verifying
from tests.offices import TestOffice
from tests.server.psql import address, ask

OWN = {Right.SEE_CLIENTS: Scope.OWN, Right.EDIT_CLIENTS: Scope.OWN}
MARK = Secrecy.TOP_SECRET.value


@pytest.fixture(params=["sqlite_office", "prepared_office"])
def known(request: pytest.FixtureRequest):
    """An office, two files, and a note of level 3 in the first."""
    office: TestOffice = request.getfixturevalue(request.param)
    return noted(office)


def noted(office: TestOffice) -> tuple[TestOffice, UUID, UUID, UUID]:
    office.ask_for_no_consent()
    kept, other = (office.do(clients.open_client, ClientForm.PERSON, {"name": name}) for name in ("贺启年", "贺启明"))
    note = office.do(contacts.log_contact, kept, Report(Channel.VISIT, "并购", "密谈", mark=MARK))
    return office, kept, other, note


def files_of_texts(office: TestOffice) -> set[UUID]:
    with office.beneath() as database, database.reading():
        return {client for (client,) in SealedText.select(SealedText.client).tuples()}


def test_a_login_files_no_text_of_another_file_under_its_own(prepared_office: TestOffice):
    office, kept, other, note = noted(prepared_office)
    past = office.do(merging.merge, kept, other).id
    office.do(unmerging.unmerge, past)
    staff = office.hire("李娜", OWN)
    for client in (kept, other):
        office.do(clients.set_people, client, owner=staff.id, deputy=None, important=False)
    mine = office.do(contacts.log_contact, other, Report(Channel.VISIT, "茶", "聊"), me=staff)
    url, made = address(office, staff.login), uuid4()
    spoken = f"UPDATE contact SET sealed = (SELECT sealed FROM contact WHERE id = '{note}') WHERE id = '{mine}'"
    merged = f"""INSERT INTO merge (id, version, kept_id, merged_id, at, person_id)
        VALUES ('{made}', 1, '{kept}', '{other}', 1, '{staff.id}')"""
    into = f"UPDATE client SET merged_into_id = '{kept}' WHERE id = '{other}'"
    for before, merge in (((), past), ((merged,), made), ((merged, into), made), ((), uuid4())):
        after = f"UPDATE contact SET sealed = '' WHERE id = '{mine}'"
        ask(url, spoken, *before, f"SELECT cf.refile_texts('{merge}')", after)
        assert files_of_texts(office) == {kept}, (before, merge)


def test_what_the_kept_file_speaks_of_stays_when_a_merge_is_taken_apart(known):
    office, kept, other, note = known
    theirs = office.do(contacts.log_contact, other, Report(Channel.VISIT, "茶", "聊"))
    merge = office.do(merging.merge, kept, other).id
    with office.beneath() as database, database.writing():
        told = Contact.select(Contact.sealed).where(Contact.id == note).scalar()
        Contact.update(sealed=told).where(Contact.id == theirs).execute()
    office.do(unmerging.unmerge, merge)
    assert files_of_texts(office) == {kept}


def test_a_text_filed_under_another_file_is_found_and_outlives_that(known):
    office, _kept, other, note = known
    assert office.errand(verifying.verify, Memory()).report.findings == []
    with office.beneath() as database, database.writing():
        SealedText.update(client=other).execute()
    (found,) = office.errand(verifying.verify, Memory()).report.findings
    assert ("filed under another client" in found.message, found.values) == (True, {"n": 1})
    with pytest.raises(NeedsApproval) as wait:
        office.errand(erasing.erase_staged, other, Basis.PURPOSE, "不再往来")
    office.do(approvals.go_alone, wait.value.need, "只有我一个人")
    office.errand(erasing.erase_staged, other, Basis.PURPOSE, "不再往来")
    assert office.do(marked_notes.read, "contact", note)["subject"] == "并购"
    assert office.errand(verifying.verify, Memory()).report.findings == []
