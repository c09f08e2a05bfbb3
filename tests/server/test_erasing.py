"""Erasing at a server that keeps people apart: all of one client and nothing else, by whoever may and was approved."""

import pytest

from desktop.models.clients import Client
from desktop.rules.approvals import NeedsApproval
from desktop.rules.contacts import Channel, Report
from desktop.rules.erasing import Basis
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right, Scope
from desktop.rules.secrecy import Secrecy
from desktop.services import approvals, clients, contacts, erasing, marked_notes
from tests.erasing.lives import CANARIES, PERSON, whole_life
from tests.erasing.pages import everything, occurrences
from tests.offices import TestOffice
from tests.server.psql import address, ask

ALL, OWN = Scope.ALL, Scope.OWN
ERASER = {Right.SEE_CLIENTS: OWN, Right.ERASE_CLIENTS: OWN, Right.PROTECT_CLIENTS: ALL}


def approved(office: TestOffice, client, me) -> None:
    with pytest.raises(NeedsApproval) as wait:
        office.errand(erasing.erase_staged, client, Basis.PURPOSE, "不再往来", me=me)
    key = office.do(approvals.ask, wait.value.need, "客户要求", me=me)
    office.do(approvals.approve, key)


def test_who_may_erase_reaches_what_he_may_not_see(prepared_office: TestOffice):
    office = prepared_office
    client, _other = whole_life(office)
    eraser = office.hire("赵峰", ERASER)
    with office.beneath() as database, database.writing():
        # the file alone: what was merged into it stays somebody else's
        Client.update(owner=eraser.id).where(Client.id == client).execute()
    # what hangs on the file and lies in vaults and levels that are not his is counted, and no more
    found = office.ask(erasing.prospect, client, me=eraser)
    assert found.files == 2 and found.counts["client_accounts"] == 1
    approved(office, client, eraser)
    assert all(occurrences(office, CANARIES).values())
    erased = office.errand(erasing.erase_staged, client, Basis.PURPOSE, "不再往来", me=eraser)
    assert erased.counts["client_accounts"] == 1 and len(erased.files) == 2
    assert occurrences(office, CANARIES) == dict.fromkeys(CANARIES, 0)
    assert "留下来" in everything(office)


def test_what_is_top_secret_in_another_file_stands_in_nobodys_way(prepared_office: TestOffice):
    office = prepared_office
    client, other = (office.do(clients.open_client, PERSON, {"name": name}) for name in ("龘靐", "留下来"))
    note = office.do(contacts.log_contact, other, Report(Channel.VISIT, "并购", "密谈", mark=Secrecy.TOP_SECRET.value))
    eraser = office.hire("赵峰", {**ERASER, Right.SEE_CLIENTS: ALL, Right.ERASE_CLIENTS: ALL})
    assert eraser.mandate.level < 3
    approved(office, client, eraser)
    office.errand(erasing.erase_staged, client, Basis.PURPOSE, "不再往来", me=eraser)
    assert office.do(marked_notes.read, "contact", note)["subject"] == "并购"


def test_traces_wait_for_the_login_that_owns_the_office(prepared_office: TestOffice):
    office = prepared_office
    client = office.do(clients.open_client, PERSON, {"name": "龘靐"})
    with pytest.raises(NeedsApproval) as wait:
        office.errand(erasing.erase_staged, client, Basis.PURPOSE, "不再往来")
    office.do(approvals.go_alone, wait.value.need, "只有我一个人")
    office.errand(erasing.erase_staged, client, Basis.PURPOSE, "不再往来")
    with pytest.raises(BadEntry) as refusal:
        office.errand(erasing.purge)
    assert "migrate --owner" in str(refusal.value.message)
    assert office.ask(erasing.one, client).purged_at is None
    assert office.errand(erasing.purge, owner=office.owner) == 1
    assert office.ask(erasing.one, client).purged_at is not None


def test_the_server_asks_for_the_right_and_the_approval(prepared_office: TestOffice):
    office = prepared_office
    client = office.do(clients.open_client, PERSON, {"name": "龘靐"})
    other = office.do(clients.open_client, PERSON, {"name": "留下来"})
    eraser = office.hire("赵峰", {**ERASER, Right.SEE_CLIENTS: ALL, Right.ERASE_CLIENTS: ALL})
    clerk = office.hire("李娜", {Right.SEE_CLIENTS: ALL, Right.EDIT_CLIENTS: ALL})
    approved(office, client, eraser)
    begin = f"SELECT cf.begin_erasing('{client}', '{client}')"
    # as the program uses the approval up in the same write
    use = f"UPDATE approval SET state = 'used', operation = '{client}', used_at = 1 WHERE subject = '{client}'"

    def said(who, *statements):
        uses = [use] if who is eraser else []
        return ask(address(office, who.login), "BEGIN", *uses, *statements)

    assert "permission denied to erase" in said(clerk, begin).refusal
    assert "permission denied to erase" in ask(address(office, eraser.login), "BEGIN", begin).refusal
    assert said(clerk, f"SELECT * FROM cf.hanging('{client}')").rows == []
    # somebody else's operation, another client, an inner function
    attempts = (
        f"SELECT cf.begin_erasing('{client}', '{other}')",
        f"SELECT cf.begin_erasing('{other}', '{client}')",
        f"SELECT cf.rows_of(ARRAY['{client}'::uuid])",
        "INSERT INTO cf.erasing SELECT * FROM cf.erasing",
    )
    for attempt in attempts:
        assert "permission denied" in said(eraser, attempt).refusal, attempt
    changed = "WITH e AS ({} RETURNING 1) SELECT count(*) FROM e"
    empty = changed.format("UPDATE journal SET changes = NULL, salt = NULL, made = NULL WHERE row_id = '{0}'")
    rename = changed.format("UPDATE client SET name = 'x' WHERE id = '{0}'")
    # without having begun, nothing; having begun, this client's entries and no others; and no entry is rewritten
    assert said(eraser, empty.format(client)).rows == ["0"]
    assert said(eraser, begin, empty.format(client), empty.format(other)).rows == ["", "1", "0"]
    forge = f"UPDATE journal SET changes = '{{}}' WHERE row_id = '{client}'"
    assert "row-level security" in said(eraser, begin, forge).refusal
    assert "permission denied" in said(eraser, rename.format(client)).refusal
    assert "permission denied" in said(eraser, begin, rename.format(other)).refusal
    # with the end of the write it is over
    assert said(eraser, begin, "COMMIT", empty.format(client)).rows == ["", "0"]
    assert said(clerk, empty.format(client)).rows != ["1"]
