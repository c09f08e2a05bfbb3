"""Reception by people with logins of their own: the desk sees no file, a host his own visitors alone (RE-1 to RE-4)."""

import pytest

from desktop.rules.approvals import NeedsApproval
from desktop.rules.errors import BadEntry, NotFound
from desktop.rules.reception import Kind, Zone
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import (
    approvals,
    clients,
    contacts,
    reception,
    reception_desk,
    reception_undo,
    reception_zones,
    refused_visitors,
    visitors,
)
from tests.offices import TestOffice
from tests.reception.test_service import STAFF, House
from tests.server.psql import address, ask


def test_a_visit_goes_from_hand_to_hand_by_their_own_logins(prepared_office: TestOffice):
    office = prepared_office
    house = House(office)
    client = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"}, me=house.anna)
    key = house.plan(kind=Kind.CLIENT, client=client)
    other = house.plan("钱多多", me=house.cai, host=house.bo.id)
    for stranger in (house.bo, house.cai):
        with pytest.raises(NotFound):
            house.line(key, stranger)
    assert house.found("hqn") and office.ask(reception_desk.at_door, key, me=house.desk).habits == ()
    with pytest.raises(NotFound):
        office.ask(clients.client_file, client, me=house.desk)
    with office.work(house.desk) as work:
        reception.check_in(work, reception_desk.at_door(work, key).base, "", key)
        received = work.operation
    assert house.line(key).badge == "1"
    # what was done since by others counts, whoever did it
    office.do(reception.answer, key, me=house.anna)
    with pytest.raises(BadEntry) as refusal:
        office.do(reception_undo.undo, received, me=house.desk)
    assert "since" in refusal.value.message
    # to whom the visit is not shown, what became of it is not either
    told = f"SELECT count(*) FROM journal j JOIN record r ON r.serial = j.record_id WHERE j.row_id = '{key}'"
    assert ask(address(office, house.bo.login), told).rows == ["0"]
    assert ask(address(office, house.anna.login), told).rows != ["0"]
    office.do(reception.meet, key, me=house.anna)
    assert len(office.ask(contacts.contacts_of, client, me=house.anna)) == 1
    office.do(reception.check_out, key, me=house.desk)
    # what the program would not do, the server does not either
    changed = ask(address(office, house.anna.login), "BEGIN", "UPDATE visitor SET grade = 'vip' RETURNING name")
    assert changed.rows == ["贺启年"]
    assert ask(address(office, house.anna.login), "SELECT name FROM refused_visitor").rows == []
    assert ask(address(office, house.desk.login), "SELECT count(*) FROM client").rows == ["0"]
    house.receive(other)
    office.do(reception.name_stand_in, other, house.anna.id, "出差", me=house.bo)
    assert house.line(other, house.anna).mine
    with pytest.raises(NotFound):
        house.line(other, house.cai)
    house.undo(reception.note_breach, other, "走廊")
    office.do(refused_visitors.refuse, "朱推", "", "", "强闯", me=house.desk)
    head = office.hire("校长", STAFF | {Right.APPROVE_CLIENTS: Scope.ALL})
    second = office.hire("副校长", STAFF | {Right.APPROVE_CLIENTS: Scope.ALL})
    office.do(reception_zones.set_zones, [Zone("机房", str(head.id))])
    with pytest.raises(NeedsApproval) as needed:
        office.do(reception_zones.enter_zone, other, "机房", house.anna.id, me=house.desk)
    asked = office.do(approvals.ask, needed.value.need, "检修", me=house.desk)
    taken = f"""UPDATE approval SET state = 'approved', decided_by_id = '{second.id}', decided_at = 1,
        valid_until = 9999999999999 WHERE id = '{asked}'"""
    assert "permission denied" in ask(address(office, second.login), taken).refusal
    office.do(approvals.approve, asked, me=head)
    office.do(reception_zones.enter_zone, other, "机房", house.anna.id, me=house.desk)
    assert office.ask(visitors.in_house, me=house.desk) and office.ask(reception_zones.entries, me=house.desk)
