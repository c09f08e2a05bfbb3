"""Accounts are asked for and approved before they are opened, and closed once nothing hangs on them (AC-1, AC-3)."""

from datetime import timedelta

import pytest

from desktop.models.approvals import Approval
from desktop.models.archive import ArchiveFile
from desktop.models.deeds import Deed, DeedMove
from desktop.models.office import Person
from desktop.models.records import Journal, Record
from desktop.models.registers import RegisterLine
from desktop.rules.account_requests import RequestKind, RequestState
from desktop.rules.approvals import Act, ApprovalState
from desktop.rules.contacts import Channel, Report
from desktop.rules.errors import BadEntry, NotAllowed, NotFound, SignInRefused
from desktop.rules.partners import PartnerEntry
from desktop.rules.requests import RequestKind as ClientRequest
from desktop.rules.rights import Right, Scope
from desktop.rules.stand_ins import Absence, StandInKind
from desktop.rules.today import View
from desktop.rules.words import ClientForm
from desktop.services import (
    account_requests,
    accounts,
    approval_lists,
    approvals,
    clients,
    closing,
    contacts,
    on_file,
    owners,
    partners,
    requests,
    roles,
    stand_ins,
    transfers,
)
from desktop.services.account_requests import Wish
from desktop.services.accounts import NewPerson
from desktop.services.approvals import Need
from desktop.services.closing import StillHolds
from desktop.services.partners import GiveEntry
from desktop.services.transfers import Wish as Transfer
from tests.offices import CHEAP, TestOffice

START = "blue door quiet lamp"
HEAD = {Right.APPROVE_CLIENTS: Scope.DEPARTMENT, Right.SEE_CLIENTS: Scope.DEPARTMENT}
STAFF = {Right.SEE_CLIENTS: Scope.OWN, Right.ENTER_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.OWN}


@pytest.fixture
def people(office: TestOffice):
    return {
        "head": office.hire("陆文渊", HEAD, department="前厅"),
        "other head": office.hire("石岚", HEAD, department="后厨"),
        "staff": office.hire("李娜", STAFF, department="前厅"),
    }


def ask(office, me, **more) -> object:
    wish = {"kind": RequestKind.OPEN, "why": "新来的领班", "name": "孙倩", "post": "领班", **more}
    return office.do(account_requests.ask, Wish(**wish), me=me)


def role(office, key):
    return next(one for one in office.ask(roles.list_roles) if one.key == key)


def add(office, request=None, reason="", name="孙倩", me=None):
    plan = NewPerson(name, START, request=request, reason=reason)
    return office.do(accounts.add_person, plan, office.office.secret, CHEAP, me=me)


def look_after(office, client, contact_persons):
    me = office.me.id
    office.do(
        owners.set_owners, client, owner=me, deputy=None, important=False, promising=False, contacts=contact_persons
    )


def state(office, request):
    rows = office.ask(account_requests.mine, me=request[1])
    return next(line.state for line in rows if line.id == request[0])


def test_asked_by_staff_approved_by_the_head_opened_by_the_admin(office: TestOffice, people):
    staff, head = people["staff"], people["head"]
    wanted = (role(office, "front_desk").id, role(office, "supervisor").id)
    request = ask(office, staff, roles=wanted)
    (line,) = office.ask(account_requests.waiting, me=head)
    assert (line.name, line.asked_by, line.department) == ("孙倩", "李娜", "前厅")
    assert (set(line.gets), line.gives_up, line.level) == ({"Front desk", "Supervisor"}, (), 2)
    with pytest.raises(BadEntry):
        add(office, request)
    office.do(account_requests.approve, request, me=head)
    person = add(office, request)
    assert state(office, (request, staff)) is RequestState.DONE
    with office.work(write=False):
        acts = [r.action for r in Record.select().where(Record.topic == "accounts").order_by(Record.serial)]
        assert acts[-3:] == ["request", "request_approved", "add_person"]
        assert Record.get(Record.action == "add_person").facts["direct"] is False
    assert office.office.sign_in("孙倩", START).id == person
    with pytest.raises(BadEntry):
        add(office, request, name="孙茜")


def test_opened_directly_only_with_a_reason_that_is_recorded(office: TestOffice, people):
    with pytest.raises(BadEntry) as refusal:
        add(office)
    assert refusal.value.field == "reason"
    add(office, reason="主管休假")
    with office.work(write=False):
        told = Record.get(Record.action == "add_person")
        assert told.facts["direct"] is True
        said = [row.changes for row in Journal.select().where(Journal.record == told.serial)]
        assert {"direct": ["", "主管休假"]} in said


def test_the_only_one_opens_the_first_account_without_being_asked(office: TestOffice):
    add(office)
    with pytest.raises(BadEntry):
        add(office, name="孙茜")


def test_nobody_approves_his_own_or_another_departments_request(office: TestOffice, people):
    request = ask(office, people["head"])
    # a colleague's newcomer may be for another department: its head is asked
    there = ask(office, people["staff"], name="林岚", department=people["other head"].mandate.department)
    assert [line.id for line in office.ask(account_requests.waiting, me=people["other head"])] == [there]
    office.do(account_requests.approve, there, me=people["other head"])
    for who in ("head", "other head", "staff"):
        with pytest.raises(NotAllowed):
            office.do(account_requests.approve, request, me=people[who])
        assert office.ask(account_requests.waiting, me=people[who]) == ()
    about_me = ask(office, people["staff"], kind=RequestKind.CLOSE, person=people["head"].id)
    with pytest.raises(NotAllowed):
        office.do(account_requests.approve, about_me, me=people["head"])
    with pytest.raises(NotFound):
        office.do(account_requests.take_back, request, me=people["staff"])
    office.do(account_requests.take_back, request, me=people["head"])
    with pytest.raises(BadEntry):
        office.do(account_requests.approve, request)


def test_a_heads_notice_of_a_leaver_goes_straight_to_the_admin(office: TestOffice, people):
    admin = office.hire("吴刚", {Right.RUN_PEOPLE: Scope.ALL})
    notice = ask(office, people["head"], kind=RequestKind.CLOSE, person=people["staff"].id)
    (line,) = office.ask(account_requests.waiting, me=admin)
    assert (line.id, line.state, line.may_do) == (notice, RequestState.APPROVED, True)
    with pytest.raises(BadEntry):
        office.do(account_requests.approve, notice, me=office.me)
    office.do(closing.close, people["staff"].id, returned=True, request=notice, me=admin)
    assert state(office, (notice, people["head"])) is RequestState.DONE
    # a head's own leaving is decided by somebody else
    own = ask(office, people["head"], kind=RequestKind.CLOSE, person=people["head"].id)
    assert office.ask(account_requests.waiting, me=admin) == ()
    assert [line.id for line in office.ask(account_requests.waiting)] == [own]


def test_what_nobody_could_approve_is_the_admins_to_carry_out(office: TestOffice, people):
    admin = office.hire("吴刚", {Right.RUN_PEOPLE: Scope.ALL})
    asked = ask(office, people["head"])
    assert office.ask(account_requests.waiting, me=admin) == ()
    office.do(accounts.suspend, office.me.id, me=admin)
    (line,) = office.ask(account_requests.waiting, me=admin)
    assert (line.id, line.may_do) == (asked, True)
    person = add(office, asked, me=admin)
    with office.work(admin, write=False):
        assert Record.select().where(Record.action == "request_undecided").count() == 1
    assert office.office.sign_in("孙倩", START).id == person
    # nor does an admin answer what he asked for himself
    mine = ask(office, admin, name="孙茜")
    assert office.ask(account_requests.waiting, me=admin) == ()
    with pytest.raises(NotAllowed):
        add(office, mine, name="孙茜", me=admin)


def test_a_stand_in_decides_for_the_head(office: TestOffice, people):
    deputy = office.hire("孙倩", STAFF, department="前厅")
    request = ask(office, people["staff"], name="林岚")
    assert office.ask(account_requests.waiting, me=deputy) == ()
    with pytest.raises((NotAllowed, NotFound)):
        office.do(account_requests.approve, request, me=deputy)
    today = office.ask(on_file.today)
    absence = Absence(people["head"].id, deputy.id, today, today, frozenset({StandInKind.APPROVALS}))
    office.do(stand_ins.name_stand_in, absence, me=people["head"])
    (line,) = office.ask(account_requests.waiting, me=deputy)
    assert (line.id, line.may_decide, line.instead_of) == (request, True, "陆文渊")
    office.do(account_requests.approve, request, me=deputy)
    with office.beneath():
        told = Record.get(Record.action == "request_approved")
        assert (told.person, told.facts["instead_of"]) == (deputy.id, str(people["head"].id))
    # nor does he decide what the absent asked for himself
    own = ask(office, people["head"], name="林茜")
    with pytest.raises((NotAllowed, NotFound)):
        office.do(account_requests.approve, own, me=deputy)


def test_a_refusal_has_a_reason_and_the_admin_may_refuse_too(office: TestOffice, people):
    request = ask(office, people["staff"])
    with pytest.raises(BadEntry):
        office.do(account_requests.refuse, request, " ", me=people["head"])
    office.do(account_requests.approve, request, me=people["head"])
    with pytest.raises(NotAllowed):
        office.do(account_requests.refuse, request, "没有名额", me=people["head"])
    office.do(account_requests.refuse, request, "没有名额")
    (line,) = office.ask(account_requests.mine, me=people["staff"])
    assert (line.state, line.note) == (RequestState.REFUSED, "没有名额")


def test_other_roles_answer_a_request_of_that_person_alone(office: TestOffice, people):
    wanted, held = role(office, "front_desk").id, office.ask(accounts.person_line, people["staff"].id)
    change = {"kind": RequestKind.CHANGE, "person": people["staff"].id}
    for none in ((), held.role_ids):
        with pytest.raises(BadEntry) as refusal:
            ask(office, people["staff"], roles=none, **change)
        assert refusal.value.field == "roles"
    request = ask(office, people["staff"], roles=(wanted,), **change)
    (line,) = office.ask(account_requests.waiting, me=people["head"])
    assert (line.gets, line.gives_up) == (("Front desk",), held.role_names)
    office.do(account_requests.approve, request, me=people["head"])
    with pytest.raises(BadEntry):
        office.do(accounts.set_roles, people["other head"].id, (wanted,), request)
    office.do(accounts.set_roles, people["staff"].id, (wanted,), request)
    assert state(office, (request, people["staff"])) is RequestState.DONE


def test_what_an_account_holds_blocks_its_closing_until_it_is_handed_over(office: TestOffice, people):
    leaver, successor = people["staff"], office.hire("贺启年", STAFF, department="前厅")
    own = office.do(clients.open_client, ClientForm.PERSON, {"name": "王建国", "phone": "13800000001"}, me=leaver)
    met = office.do(clients.open_client, ClientForm.PERSON, {"name": "钱敏", "phone": "13800000002"})
    look_after(office, met, (leaver.id,))
    today = office.ask(on_file.today)
    said = Report(Channel.PHONE, "回访", next_step="寄资料", next_on=today + timedelta(days=2))
    office.do(contacts.log_contact, own, said, me=leaver)
    with pytest.raises(BadEntry) as refusal:
        office.do(closing.close, leaver.id, returned=False)
    assert refusal.value.field == "returned"
    with pytest.raises(StillHolds) as blocked:
        office.do(closing.close, leaver.id, returned=True)
    assert [(h.what, h.count) for h in blocked.value.holdings] == [
        ("Clients as owner or deputy", 1), ("Clients as contact person", 1), ("Next steps promised to clients", 1),
    ]  # fmt: skip
    assert office.office.sign_in("李娜", "right horse battery").id == leaver.id
    wish = Transfer(owner=successor.id, giver=leaver.id, reason="离职")
    plan = office.ask(transfers.plan_all, wish)
    office.do(transfers.transfer, [line.client_id for line in plan.lines], wish, plan.seen)
    office.do(closing.close, leaver.id, returned=True, material="门卡 7 号，客户资料两份")
    with office.beneath():
        assert Person.get_by_id(leaver.id).returned == "门卡 7 号，客户资料两份"
    with pytest.raises(SignInRefused):
        office.office.sign_in("李娜", "right horse battery")
    assert "李娜" not in {line.name for line in office.ask(accounts.list_people)}
    with pytest.raises(BadEntry):
        office.do(accounts.reopen, leaver.id)
    assert office.do(closing.close, leaver.id, returned=True) is None
    # the name is free for somebody else
    assert add(office, reason="同名的新同事", name="李娜") != leaver.id


CARE = STAFF | {Right.PROTECT_CLIENTS: Scope.ALL, Right.EXPORT_CLIENTS: Scope.ALL}


def holds(office, person):
    return {one.kind: one.count for one in office.ask(closing.holdings, person.id)}


def test_clients_requests_and_what_partners_have_are_held_until_somebody_else_sees_to_them(office: TestOffice):
    leaver, heir = office.hire("李娜", CARE | {Right.SEE_CLIENTS: Scope.ALL}), office.hire("孙倩", CARE)
    client = office.do(clients.open_client, ClientForm.PERSON, {"name": "王建国"}, owner=office.me.id)
    today = office.ask(on_file.today)
    asked = office.do(requests.enter_request, client,
                      requests.RequestEntry(ClientRequest.COPY, today, Channel.PHONE, handler=leaver.id))  # fmt: skip
    partner = office.do(partners.save_partner, PartnerEntry("云川印务", signed_on=today, place="合同柜",
                                                            valid_until=today + timedelta(days=30)))  # fmt: skip
    given = GiveEntry(partner, "请柬名单", "印制", today + timedelta(days=3))
    out = office.do(partners.give, given, me=leaver)
    assert holds(office, leaver) == {"requests": 1, "handouts": 1}
    with pytest.raises(StillHolds):
        office.do(closing.close, leaver.id, returned=True)
    office.do(requests.hand_on, asked, heir.id)
    office.do(partners.hand_on, out, heir.id)
    assert holds(office, heir) == {"requests": 1, "handouts": 1}
    view = View(heir.id, None, today)
    assert [row.key for b in office.ask(partners.due, view, me=heir) for row in b.rows] == [("handout", out)]
    (line,) = office.ask(partners.given)
    assert (line.out_by, line.keeper) == ("李娜", "孙倩")
    office.do(closing.close, leaver.id, returned=True)
    with pytest.raises(BadEntry, match="suspended"):
        office.do(requests.hand_on, asked, leaver.id)


def test_what_the_archive_has_to_do_with_a_leaver_is_held(office: TestOffice):
    leaver, other = office.hire("李娜", CARE | {Right.KEEP_DEEDS: Scope.ALL}), office.hire("孙倩", CARE)
    with office.work() as work:
        said = {"year": 2026, "term": "D10", "ended_at": work.now, "entered_by": other.id, "entered_at": work.now}
        for state, a, b in (("sorting", leaver, other), ("taking_in", other, leaver), ("archived", leaver, other)):
            file = work.add(ArchiveFile(title=state, state=state, agent_a=a.id, agent_b=b.id, **said))
        deed = work.add(Deed(kind="property", name="房产证", number="1", entered_by=other.id, entered_at=work.now))
        for done in (None, work.now):
            work.add(
                DeedMove(deed=deed.id, movement="taken_in", count=1, custodian=leaver.id, at=work.now, done_at=done)
            )
        for register, back in (("archive", None), ("archive", work.now), ("badge", None)):
            number = 2 if back else 1
            work.add(RegisterLine(register=register, number=number, what="D10-1", holder=leaver.id, out_at=work.now,
                                  out_by=other.id, back_at=back))  # fmt: skip
        work.record("archive", "open_file", file)
    assert holds(office, leaver) == {"things": 1, "loans": 1, "files": 2, "moves": 1}
    assert holds(office, other) == {"files": 2}
    with pytest.raises(StillHolds):
        office.do(closing.close, leaver.id, returned=True)


def test_what_a_leaver_asked_approval_for_is_listed_and_ends_with_the_account(office: TestOffice):
    leaver, admin = office.hire("孙倩", CARE), office.hire("吴刚", {Right.RUN_PEOPLE: Scope.ALL})
    need = Need(Act.EXPORT, what="名单", size=300)
    asked = office.do(approvals.ask, need, "年会", me=leaver)
    assert holds(office, leaver) == {"asked": 1}
    # whoever closes the account need not be able to decide
    office.do(closing.close, leaver.id, returned=True, me=admin)
    assert office.ask(approval_lists.one, asked).state is ApprovalState.TAKEN_BACK
    assert office.ask(approval_lists.waiting) == ()
    with office.beneath():
        assert Record.get(Record.action == "end").subject == asked
    held = office.ask(closing.holdings, office.me.id, me=admin)
    assert "sheet" in {one.kind for one in held}


def test_what_only_the_leaver_could_decide_is_held_until_somebody_else_can(office: TestOffice, people):
    approves = {Right.APPROVE_CLIENTS: Scope.ALL, Right.SEE_CLIENTS: Scope.ALL}
    leaver, asker = office.hire("孙倩", approves, level=2), office.hire("林岚", CARE, department="前厅")
    admin = office.hire("吴刚", {Right.RUN_PEOPLE: Scope.ALL})
    office.hire("钱进", approves)  # of too low a level
    heir = office.hire("贺启年", approves, level=2)
    need = Need(Act.EXPORT, what="名单", size=300, level=2)
    with office.beneath() as database, database.writing():
        Approval.create(act=need.act.value, state="asked", size=300, what="名单", mark=need.mark, level=2,
                        reason="年会", asked_by=asker.id, asked_at=database.now(),
                        department=asker.mandate.department, force_insert=True)  # fmt: skip
    assert office.ask(closing.holdings, leaver.id, me=admin) == ()
    for person in (office.me, heir, leaver):
        office.do(accounts.suspend, person.id, me=admin)
    with pytest.raises(StillHolds) as blocked:
        office.do(closing.close, leaver.id, returned=True, me=admin)
    assert [(one.kind, one.count) for one in blocked.value.holdings] == [("deciding", 1)]
    office.do(accounts.reopen, heir.id, me=admin)
    office.do(closing.close, leaver.id, returned=True, me=admin)


def test_what_whoever_closes_asked_for_waits_on_and_keeps_no_leaver_who_is_suspended(office: TestOffice):
    """In an office of two nobody else is there who could decide it."""
    leaver = office.hire("孙倩", {Right.APPROVE_CLIENTS: Scope.ALL})
    asked = office.do(approvals.ask, Need(Act.EXPORT, what="名单", size=300), "年会")
    assert holds(office, leaver) == {"deciding": 1}
    office.do(accounts.suspend, leaver.id)
    assert holds(office, leaver) == {"waits": 1}
    office.do(closing.close, leaver.id, returned=True)
    assert office.ask(approval_lists.one, asked).state is ApprovalState.ASKED


def test_what_a_leaver_asked_for_others_stays_and_what_was_asked_about_him_is_taken_back(office: TestOffice, people):
    for_other = ask(office, people["staff"])
    about = ask(office, people["head"], kind=RequestKind.CHANGE, person=people["staff"].id,
                roles=(role(office, "front_desk").id,))  # fmt: skip
    office.do(closing.close, people["staff"].id, returned=True)
    assert state(office, (about, people["head"])) is RequestState.TAKEN_BACK
    assert [line.id for line in office.ask(account_requests.waiting, me=people["head"])] == [for_other]


def test_only_who_runs_people_learns_what_somebody_holds(office: TestOffice, people):
    with pytest.raises(NotAllowed):
        office.ask(closing.holdings, people["staff"].id, me=people["head"])
    with pytest.raises(NotAllowed):
        office.do(closing.close, people["staff"].id, returned=True, me=people["head"])
    with pytest.raises(BadEntry):
        office.do(closing.close, office.me.id, returned=True)


def test_requests_wait_on_today_for_head_and_admin(office: TestOffice, people):
    from desktop.services import today

    request = ask(office, people["staff"])

    def shown(me):
        return [row.whom for section in office.ask(today.look, me=me).sections for row in section.rows
                if row.key[0] == "account_request"]  # fmt: skip

    assert shown(people["head"]) == ["孙倩"]
    assert shown(people["other head"]) == shown(people["staff"]) == []
    office.do(account_requests.approve, request, me=people["head"])
    assert shown(office.me) == ["孙倩"]
    assert shown(people["head"]) == []
