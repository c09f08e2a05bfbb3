"""Level 3 at a server that keeps people apart: read only with a ticket that was committed before, by any program."""

from collections import Counter
from uuid import UUID

import pytest

from desktop.models.office import Setting
from desktop.models.records import Record
from desktop.models.server_notes import ServerNote
from desktop.rules.audit import Memory
from desktop.rules.contacts import Channel, Report
from desktop.rules.fields import Block
from desktop.rules.rights import VAULTS, Right, Scope
from desktop.rules.secrecy import Secrecy
from desktop.rules.words import ClientForm
from desktop.services import clients, contacts, rotation, verifying
from desktop.services.checking import check_office
from tests.offices import ADMIN, PASSWORD, TestOffice
from tests.server.psql import address, ask

ALL, OWN = Scope.ALL, Scope.OWN
READ = "SELECT count(bank) FROM client_accounts"


@pytest.fixture
def client(prepared_office: TestOffice) -> UUID:
    values = {"name": "贺启年", "bank": "云川银行", "bank_account": "62170001"}
    return prepared_office.do(clients.open_client, ClientForm.PERSON, values)


def notes(office: TestOffice) -> list[tuple[str, UUID | None, UUID]]:
    with office.beneath() as database, database.reading():
        query = ServerNote.select(ServerNote.what, ServerNote.subject, ServerNote.person).order_by(ServerNote.at)
        return list(query.tuples())


def test_psql_reads_nothing_without_a_ticket_and_a_ticket_can_t_be_taken_back(prepared_office: TestOffice, client):
    office = prepared_office
    holder = office.hire("陆文渊", {Right.SEE_CLIENTS: ALL, Right.EDIT_CLIENTS: ALL}, level=3, vaults=("accounts",))
    narrow = office.hire("李娜", {Right.SEE_CLIENTS: OWN}, level=3, vaults=("accounts",))
    low = office.hire("赵峰", {Right.SEE_CLIENTS: ALL}, level=2)
    url, ticket = address(office, holder.login), f"SELECT cf.ask_accounts('{client}') IS NULL"
    kept = notes(office)
    for statements in (
        [READ],
        ["COPY client_accounts TO STDOUT"],
        ["UPDATE client_accounts SET bank = bank RETURNING bank"],
        # what is asked for and read in one write can be taken back with it
        ["BEGIN", ticket, READ],
        ["BEGIN", "SAVEPOINT a", ticket, "RELEASE a", READ],
    ):
        said = ask(url, *statements)
        assert "level 3 needs a ticket" in said.refusal or "permission denied" in said.refusal, statements
        assert "1" not in said.rows
    assert notes(office) == kept
    assert ask(url, ticket, READ).rows == ["f", "1"]
    assert notes(office)[len(kept) :] == [("accounts", client, holder.id)]
    # one person's ticket, in his scope, on his level
    for who in (narrow, low):
        assert "permission denied" in ask(address(office, who.login), ticket).refusal
    assert ask(address(office, narrow.login), READ).rows == ["0"]
    assert "permission denied" in ask(address(office, low.login), READ).refusal
    with office.beneath() as database, database.writing():
        database.engine.execute_sql("UPDATE cf.ticket SET at = at - interval '5 minutes'")
    assert "level 3 needs a ticket" in ask(url, READ).refusal
    for statement in ("SELECT * FROM cf.ticket", "INSERT INTO server_note SELECT * FROM server_note",
                      "DELETE FROM server_note", "SELECT cf.note('copy', NULL, gen_random_uuid())"):  # fmt: skip
        assert "permission denied" in ask(url, statement).refusal


def test_without_a_pledge_psql_reads_and_writes_nothing_of_levels_two_and_three(prepared_office: TestOffice, client):
    office = prepared_office
    office.do(clients.edit_client, client, {"property": "铺面"})
    note = Report(Channel.VISIT, "并购", "密谈", mark=Secrecy.TOP_SECRET.value)
    office.do(contacts.log_contact, client, note)
    rights = {Right.SEE_CLIENTS: ALL, Right.EDIT_CLIENTS: ALL}
    url = address(office, office.hire("陆文渊", rights, level=3, vaults=VAULTS).login)
    ticket = f"SELECT cf.ask_accounts('{client}') IS NULL"
    reads = ["SELECT count(property) FROM client_property", READ, "SELECT count(text) FROM sealed_text"]
    writes = ["UPDATE client_property SET property = property", f"INSERT INTO client_property (client_id) VALUES "
              f"('{client}')", f"INSERT INTO sealed_text VALUES ('x', '{client}', 'x')"]  # fmt: skip
    assert ask(url, ticket, *reads).rows == ["f", "1", "1", "3"]
    with office.beneath() as database, database.writing():
        # asked for from now on; the ticket from before holds still
        Setting.update(value=12).where(Setting.name == "pledge_months").execute()
    assert [ask(url, one).rows for one in reads] == [["0"]] * 3
    assert "permission denied" in ask(url, ticket).refusal
    assert not ask(url, writes[0] + " RETURNING 1").rows
    assert all("row-level security" in ask(url, one).refusal for one in writes[1:])


def test_the_program_s_readings_are_noted_and_recorded(prepared_office: TestOffice, client):
    office = prepared_office
    kept = len(notes(office))
    for _twice in range(2):
        assert office.do(clients.unlock, client, Block.ACCOUNTS, "来电核对")["bank"] == "云川银行"
    office.do(clients.edit_client, client, {"bank": "江城银行"})
    # one ticket for some minutes, each opening recorded; entering new values asks for none
    assert notes(office)[kept:] == [("accounts", client, office.me.id)] and kept == 0
    with office.beneath() as database, database.reading():
        topics = [(r.topic, r.facts) for r in Record.select().where(Record.topic.in_(["reads", "server"]))]
        (note,) = ServerNote.select()
    assert [topic for topic, _facts in topics] == ["server", "reads", "reads"]
    assert topics[0][1] == {"act": note.act.hex, "clients": 1}


def test_verifying_takes_longer_than_a_ticket(prepared_office: TestOffice, client):
    office = prepared_office
    office.ask_for_no_consent()
    for bank in ("江城银行", "云岭银行"):
        office.do(clients.edit_client, client, {"bank": bank})

    def later(_done: int, _all: int) -> None:
        with office.beneath() as database, database.writing():
            database.engine.execute_sql("UPDATE cf.ticket SET at = at - interval '5 minutes'")

    assert office.errand(verifying.verify, Memory(), progress=later).report.findings == []
    topics = Counter((what, person) for what, _subject, person in notes(office))
    assert set(topics) == {("accounts", office.me.id)} and topics["accounts", office.me.id] > 1


def test_what_goes_through_many_files_goes_on(prepared_office: TestOffice, client):
    office = prepared_office
    for name in ("欧阳海", "尉迟安", "何女士"):
        office.do(clients.open_client, ClientForm.PERSON, {"name": name, "bank": "云川银行"})
    office.do(rotation.renew_keys, ["accounts"])
    office.me = office.office.sign_in(ADMIN, PASSWORD)
    assert office.ask(rotation.behind) == {"accounts": 4} and notes(office) == []
    assert office.errand(rotation.reseal) == 4
    assert office.ask(rotation.behind) == {}
    report = office.errand(check_office)
    assert report.sound and report.counts["sealed values"] == 5
    assert notes(office)[-1] == ("accounts", None, office.me.id)
