"""Approvals and locked accounts at a server that keeps people apart: nobody approves his own, also with psql (AC-6)."""

import pytest

from desktop.models.office import PersonKeys
from desktop.rules.approvals import Act, Need
from desktop.rules.errors import NotAllowed
from desktop.rules.fields import Block
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import approvals, asking, clients, lent, rotation, signing
from tests.offices import PASSWORD, TestOffice
from tests.server.psql import Said, address, ask

ALL, OWN = Scope.ALL, Scope.OWN
STAFF = {Right.SEE_CLIENTS: ALL, Right.EXPORT_CLIENTS: ALL}
NEED = Need(Act.EXPORT, 300, "名册", exactly="all")


def said(office: TestOffice, me, *statements: str) -> Said:
    return ask(address(office, me.login), *statements)


def test_nobody_approves_his_own_and_what_was_approved_stays_as_it_is(prepared_office):
    office = prepared_office
    li, zhao, wu = (office.hire(name, rights) for name, rights in (
        ("李娜", STAFF), ("赵峰", {**STAFF, Right.APPROVE_CLIENTS: ALL}), ("吴刚", STAFF)))  # fmt: skip
    key = office.do(approvals.ask, NEED, "给会计事务所", me=li)
    row, use = f"WHERE id = '{key}'", "state = 'used', used_at = 1, operation = gen_random_uuid()"

    def attempt(me, change: str) -> str:
        return said(office, me, f"UPDATE approval SET {change} {row} RETURNING 1").refusal

    # neither by oneself in another's name, nor at once as used
    for change in (f"state = 'approved', decided_by_id = '{zhao.id}', valid_until = 9999999999999", use,
                   "size = 900", "mark = 'x'", f"decided_by_id = '{zhao.id}'", "state = 'alone'"):  # fmt: skip
        assert "permission denied" in attempt(li, change), change
    # whoever decides changes nothing of what was asked, and decides in his own name
    for change in (f"state = 'approved', decided_by_id = '{office.me.id}'", "size = 900", use, "mark = 'x'",
                   f"state = 'approved', decided_by_id = '{zhao.id}', asked_by_id = '{wu.id}'"):  # fmt: skip
        assert "permission denied" in attempt(zhao, change), change
    # a colleague neither reads nor decides
    assert said(office, wu, f"SELECT reason FROM approval {row}").rows == []
    assert said(office, wu, f"UPDATE approval SET state = 'refused' {row} RETURNING 1").rows == []
    # somebody is there: nothing goes through alone
    alone = f"""INSERT INTO approval (id, version, act, state, size, what, mark, level, reason, asked_by_id, asked_at,
        department_id, note, here, valid_until) SELECT gen_random_uuid(), 1, act, 'alone', size, what, mark, level,
        reason, asked_by_id, asked_at, department_id, note, here, 9999999999999 FROM approval {row}"""
    assert "permission denied" in said(office, li, alone).refusal
    office.do(approvals.approve, key, me=zhao)
    office.do(approvals.undo_decision, key, me=zhao)
    office.do(approvals.approve, key, me=zhao)
    assert "permission denied" in attempt(li, "state = 'approved', size = 900")
    office.do(approvals.require, NEED, me=li)
    assert "permission denied" in attempt(li, "state = 'approved', used_at = NULL")


def test_nothing_is_lent_but_by_who_may_approve_what_was_asked_for_and_while_its_time_lasts(prepared_office):
    office = prepared_office
    li, wu = office.hire("李娜", STAFF), office.hire("吴刚", STAFF)
    zhao = office.hire("赵峰", {**STAFF, Right.APPROVE_CLIENTS: ALL}, level=2, vaults=("property",))
    client = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年", "property": "铺面"})
    asked = office.do(approvals.ask, asking.values_wanted(client, Block.PROPERTY), "抵押核对", me=li)
    place = lent.place_of(Block.PROPERTY)

    def attempt(by, whom, place: str = place, until: int = 9999999999999) -> str:
        return said(office, by, f"""INSERT INTO lent VALUES (gen_random_uuid(), 1, '{asked}', '{client}', '{place}',
            '{client}', '{whom.id}', '{by.id}', 'x', 'x', {until})""").refusal  # fmt: skip

    for attempted in (attempt(li, li), attempt(wu, li), attempt(zhao, wu), attempt(zhao, zhao),
                      attempt(zhao, li, "client_accounts")):  # fmt: skip
        assert "row-level security" in attempted
    assert attempt(zhao, li, until=1) == ""
    assert said(office, li, "SELECT 1 FROM lent").rows == []
    assert attempt(zhao, li) == ""
    assert said(office, li, "SELECT 1 FROM lent").rows == ["1"]
    assert said(office, wu, "SELECT 1 FROM lent").rows == []


def test_an_exchanged_public_key_is_put_back(prepared_office):
    office = prepared_office
    li = office.hire("李娜", STAFF)
    with office.beneath() as database, database.writing():
        PersonKeys.update(exchange=b"another").where(PersonKeys.person == li.id).execute()
    assert len(office.ask(signing.differences)) == 1
    office.do(signing.put_back)
    assert office.ask(signing.differences) == []
    assert office.office.sign_in("李娜", PASSWORD).id == li.id


def test_what_is_out_of_reach_is_not_told_as_sealed_anew(prepared_office):
    office = prepared_office
    mine, _foreign = (office.do(clients.open_client, ClientForm.PERSON, {"name": name, "bank": "云川银行"})
                      for name in ("何女士", "叶女士"))  # fmt: skip
    head = office.hire("陆文渊", {Right.SEE_CLIENTS: ALL, Right.EDIT_CLIENTS: OWN}, level=3, vaults=("accounts",))
    office.do(clients.set_people, mine, owner=head.id, deputy=None, important=False)
    office.do(rotation.renew_keys, ["accounts"])
    head = office.office.sign_in("陆文渊", PASSWORD)
    assert office.errand(rotation.reseal, me=head) == 1
    assert office.ask(rotation.behind, me=head) == {"accounts": 1}
    assert office.errand(rotation.reseal, me=office.office.sign_in(office.me.name, PASSWORD)) == 1
    assert office.ask(rotation.behind, me=head) == {}


def test_a_stray_entry_is_named_to_who_can_t_take_it_away(prepared_office):
    office = prepared_office
    holder = office.hire("陆文渊", {Right.SEE_CLIENTS: ALL}, level=3, vaults=("accounts",))
    said(
        office,
        holder,
        f"""INSERT INTO power (number, at, signer, content, previous, signature)
        SELECT max(number) + 1, 1, '{holder.id}', '[]', '', '' FROM power""",
    )
    with pytest.raises(NotAllowed) as refusal:
        office.do(rotation.renew_keys, ["accounts"], me=holder)
    assert "put back" in refusal.value.message
    office.do(signing.put_back)
    office.do(rotation.renew_keys, ["accounts"], me=holder)
