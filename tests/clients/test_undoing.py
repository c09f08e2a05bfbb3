"""Undo: every act on a file taken back where nothing later is in the way, and the choice where something is."""

import random
from datetime import date
from uuid import uuid4

import pytest

from desktop.i18n import set_language
from desktop.models.clients import BLOCKS, Anniversary, Client, Dealing, Link, ValueReview, YearResult
from desktop.models.contacts import Contact
from desktop.models.identities import Authorisation
from desktop.models.office import Setting
from desktop.models.owners import ContactPerson, HandoverLine
from desktop.models.records import Record
from desktop.rules.anniversaries import RememberedDay
from desktop.rules.contacts import Channel, Report
from desktop.rules.errors import BadEntry, NotAllowed, NotFound
from desktop.rules.fields import Block, FieldType
from desktop.rules.identities import Document
from desktop.rules.quarters import Quarter
from desktop.rules.requests import RequestKind
from desktop.rules.rewards import RewardKind
from desktop.rules.rights import Right, Scope
from desktop.rules.risks import Aspect, Consequence, RiskLevel, Sign
from desktop.rules.words import ClientForm, DayCalendar, DayKind, LinkRole, ReviewState
from desktop.services import (
    affiliations,
    anniversaries,
    blocks,
    classes,
    clients,
    contacts,
    dealings,
    handovers,
    identities,
    importing,
    on_file,
    own_fields,
    owners,
    requests,
    reviews,
    rewards,
    risks,
    search,
    search_all,
    spending,
    stops,
    transfers,
)
from desktop.services import settings as office_settings
from desktop.services.checking import check_office
from desktop.services.dealings import DealingEntry, YearLine
from desktop.services.histories import history_of
from desktop.services.identities import AgentEntry, CheckEntry
from desktop.services.import_undo import Undone
from desktop.services.journals import stored
from desktop.services.merge_children import MOVED
from desktop.services.own_fields import OwnFieldEntry
from desktop.services.requests import RequestEntry
from desktop.services.rewards import RewardEntry
from desktop.services.risks import AssessmentEntry
from desktop.services.transfers import Wish
from desktop.services.undo_parts import CHILDREN
from desktop.services.undoing import Choice, InTheWay, by_serial, operations, prospect, undo, undo_staged
from tests.importing.test_service import bring_in, sheet
from tests.offices import TestOffice

PERSON = ClientForm.PERSON
ALL = {Right.SEE_CLIENTS: Scope.ALL, Right.ENTER_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.ALL,
       Right.REVIEW_CLIENTS: Scope.ALL}  # fmt: skip
WEDDING = RememberedDay(DayKind.WEDDING, DayCalendar.SOLAR, 5, 20, 2001)
FUNDED = DealingEntry(date(2026, 4, 2), "增资")


_2030 = date(2030, 1, 2)


def _report(chance):
    return Report(chance.choice(list(Channel)), "问" + chance.choice(("包房", "菜单")), next_step="回电", next_on=_2030)


def _dealing(day):
    return DealingEntry(date(2026, 4, day), "增资")


@pytest.fixture
def he(office: TestOffice):
    return office.do(clients.open_client, PERSON, {"name": "贺启年", "phone": "199 0000 1234", "taboos": "香菜"})


@pytest.fixture
def shan(office: TestOffice):
    return office.do(clients.open_client, PERSON, {"name": "单雪"})


@pytest.fixture
def colleague(office: TestOffice):
    return office.hire("赵峰", ALL)


def last(office: TestOffice):
    """The operation that was carried out last."""
    with office.work(write=False):
        return Record.select().order_by(Record.serial.desc()).get().operation


def values(office: TestOffice, client):
    return office.ask(clients.client_file, client).values


def dump(office: TestOffice):
    """What the office holds, without versions and with sealed values opened."""
    return office.ask(_dump)


def _dump(work):
    rows = {}
    files = {row.id for row in work.visible(Client)}
    for model in (
        Client, Link, Anniversary, Dealing, YearResult, ValueReview, Contact, ContactPerson, HandoverLine,
        Authorisation, *on_file.ENTRIES,
    ):  # fmt: skip
        for row in work.visible(model):
            if model is not Client and row.client_id not in files:
                continue
            state = stored(row)
            del state["version"]
            if model is Client:
                state["own"] = {k: v for k, v in row.own.items() if v not in ("", None)}
            rows[model.__name__, row.id] = state
    for block in (Block.IDENTITY, Block.PROPERTY, Block.ACCOUNTS):
        fields, table = work.catalogue.of_block(block), BLOCKS[block]
        sealed = {row.client_id: row for row in table.select()}
        for client in files:
            row = sealed.get(client) or table(client=client)
            rows[block, client] = blocks.unsealed(block, client, fields, work.me.vaults, row)
    found = {text: sorted(search.matching(work, text)) for text in ("贺", "单", "1234", "5678", "青石")}
    found["contacts"] = sorted(hit.id for hit in search_all.find_everything(work, "包房"))
    return rows, found


def test_an_edit_is_undone_done_again_and_undone(office: TestOffice, he):
    before = dump(office)
    new = {"phone": "199 0000 5678", "unit": "青石茶业", "taboos": "", "bank": "云川银行", "id_number": ""}
    office.do(clients.edit_client, he, new)
    edit, after = last(office), dump(office)
    assert after != before
    done = office.do(undo, edit, reason="看错行了")
    assert (done.undone, done.kept) == (4, ())
    assert dump(office) == before
    again = office.do(undo, done.operation)
    assert dump(office) == after
    office.do(undo, again.operation)
    assert dump(office) == before
    line = office.ask(history_of, he)[2]
    assert line.action == "Undone"
    assert [c.after for c in line.changes if c.field == "reason"] == ["看错行了"]


def test_what_has_been_undone_or_changed_nothing_or_never_was_is_refused(office: TestOffice, he):
    office.do(clients.edit_client, he, {"unit": "青石茶业"})
    edit = last(office)
    office.do(undo, edit)
    with pytest.raises(BadEntry) as refusal:
        office.do(undo, edit)
    assert "already" in refusal.value.message
    with pytest.raises(NotFound):
        office.do(undo, uuid4())
    office.do(office_settings.change_setting, "reminder_days", 9)
    with pytest.raises(BadEntry) as refusal:
        office.do(undo, last(office))
    assert "client files" in refusal.value.message
    with office.work(write=False):
        assert Setting.get(Setting.name == "reminder_days").value == 9


def test_a_later_change_stands_in_the_way_with_its_field_and_author(office: TestOffice, he, colleague):
    office.do(clients.edit_client, he, {"phone": "199 0000 5678", "unit": "青石茶业"})
    edit = last(office)
    office.do(clients.edit_client, he, {"unit": "云岭木业"}, me=colleague)
    before = dump(office)
    with pytest.raises(InTheWay) as refusal:
        office.do(undo, edit)
    assert dump(office) == before
    (found,) = refusal.value.hindrances
    assert (found.label, found.why, found.now, found.who) == ("Unit", "Changed since", "云岭木业", "赵峰")
    assert found.at is not None
    set_language("zh_CN")
    with pytest.raises(InTheWay, match="单位 · 赵峰"):
        office.do(undo, edit)
    seen = office.ask(prospect, edit)
    assert seen == refusal.value.found
    assert [label for _code, label in seen.parts] == ["Phone"]
    assert [h.label for h in seen.hindrances] == ["Unit"]
    done = office.do(undo, edit, Choice.REST)
    assert (done.undone, [h.label for h in done.kept]) == (1, ["Unit"])
    assert (values(office, he)["phone"], values(office, he)["unit"]) == ("19900001234", "云岭木业")
    office.do(undo, edit, Choice.OVERWRITE)
    assert values(office, he)["unit"] == ""


def test_a_change_that_was_itself_undone_is_not_in_the_way(office: TestOffice, he):
    before = dump(office)
    office.do(clients.edit_client, he, {"unit": "青石茶业"})
    first = last(office)
    office.do(clients.edit_client, he, {"unit": "云岭木业"})
    office.do(undo, last(office))
    office.do(undo, first)
    assert dump(office) == before


def test_what_somebody_entered_once_more_is_not_taken_back_unasked(office: TestOffice, he, colleague):
    office.do(clients.edit_client, he, {"unit": "青石茶业", "bank": "云川银行"})
    first = last(office)
    for unit, bank in (("", ""), ("青石茶业", "云川银行")):
        office.do(clients.edit_client, he, {"unit": unit})
        office.do(clients.edit_client, he, {"bank": bank})
    with pytest.raises(InTheWay) as found:
        office.do(undo, first)
    assert {hindrance.label for hindrance in found.value.hindrances} == {"Unit", "Bank"}
    # what is undone or done again is whose it was
    office.do(clients.edit_client, he, {"unit": "云岭"}, me=colleague)
    office.do(undo, last(office), me=colleague)
    with pytest.raises(InTheWay):
        office.do(undo, first)
    office.do(clients.edit_client, he, {"position": "店长"})
    second = last(office)
    undone = office.do(undo, second)
    office.do(undo, undone.operation)
    assert office.do(undo, second).undone == 1


def test_a_value_confirmed_since_is_in_the_way(office: TestOffice, he, colleague):
    office.do(clients.edit_client, he, {"taboos": "花生"})
    edit = last(office)
    office.do(reviews.accept, he, "taboos", me=colleague)
    with pytest.raises(InTheWay) as refusal:
        office.do(undo, edit)
    assert [(h.label, h.who) for h in refusal.value.hindrances] == [("Taboos", "赵峰")]
    office.do(undo, edit, Choice.OVERWRITE)
    assert values(office, he)["taboos"] == "香菜"
    assert office.ask(reviews.reviews_of, he)["taboos"].provisional


def test_nobody_confirms_his_own_entry_by_undoing(office: TestOffice, he, colleague):
    office.do(reviews.accept, he, "taboos", me=colleague)
    accept = last(office)
    taken_back = office.do(undo, accept).operation
    assert office.ask(reviews.reviews_of, he)["taboos"].provisional
    with pytest.raises(NotAllowed):
        office.do(undo, taken_back)
    office.do(undo, taken_back, me=colleague)
    assert office.ask(reviews.reviews_of, he)["taboos"].state is ReviewState.VERIFIED


def test_a_new_file_goes_and_comes_back(office: TestOffice, he, shan):
    opened = next(x.operation for x in office.ask(operations) if x.name == "贺启年")
    office.do(affiliations.add_link, he, shan, LinkRole.FRIEND)
    with pytest.raises(InTheWay) as refusal:
        office.do(undo, opened)
    assert refusal.value.hindrances[0].why == "Added since"
    office.do(undo, last(office))
    gone = office.do(undo, opened)
    assert office.ask(clients.client_file, he).withdrawn
    assert office.ask(search.find, "贺启年") == []
    office.do(undo, gone.operation)
    assert not office.ask(clients.client_file, he).withdrawn
    assert [hit.title for hit in office.ask(search.find, "贺启年")] == ["贺启年"]
    assert values(office, he)["taboos"] == "香菜"


def test_a_file_worked_on_since_is_not_taken_out_unasked(office: TestOffice, he):
    opened = last(office)
    office.do(clients.edit_client, he, {"unit": "青石茶业"})
    with pytest.raises(InTheWay):
        office.do(undo, opened)
    office.do(undo, opened, Choice.OVERWRITE)
    assert office.ask(clients.client_file, he).withdrawn


def test_all_that_hangs_on_a_file_is_looked_at_before_it_goes():
    assert {hanging.table for hanging in MOVED} <= set(CHILDREN)


@pytest.mark.parametrize("act", ["spend", "request", "hold"])
def test_what_was_noted_for_a_new_file_since_is_in_the_way(office: TestOffice, he, act):
    opening, today = last(office), office.ask(on_file.today)
    if act == "spend":
        office.do(spending.enter_spend, he, today, 50_000)
    elif act == "request":
        office.do(requests.enter_request, he, RequestEntry(RequestKind.COPY, today, Channel.VISIT))
    else:
        office.do(stops.hold, he, "诉讼中")
    with pytest.raises(InTheWay) as found:
        office.do(undo, opening)
    assert found.value.hindrances[0].now


def test_a_file_out_of_use_is_brought_back_first(office: TestOffice, he):
    office.do(clients.edit_client, he, {"unit": "青石茶业"})
    edit = last(office)
    office.do(clients.withdraw_client, he, "重复")
    withdrawal = last(office)
    for choice in Choice:
        with pytest.raises(InTheWay):
            office.do(undo, edit, choice)
    office.do(undo, withdrawal)
    office.do(undo, edit)
    assert values(office, he)["unit"] == ""


def test_a_link_that_was_made_anew_does_not_come_twice(office: TestOffice, he, shan):
    link = office.do(affiliations.add_link, he, shan, LinkRole.FRIEND)
    office.do(affiliations.remove_link, link)
    removal = last(office)
    office.do(affiliations.add_link, he, shan, LinkRole.FRIEND)
    for choice in Choice:
        with pytest.raises(InTheWay):
            office.do(undo, removal, choice)
    assert len(office.ask(affiliations.links_of, he)) == 1


def test_undo_asks_for_the_right_of_the_act(office: TestOffice, he, colleague):
    reader = office.hire("单雪", {Right.SEE_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.OWN})
    stranger = office.hire("李娜", {Right.SEE_CLIENTS: Scope.OWN, Right.EDIT_CLIENTS: Scope.OWN})
    office.do(clients.edit_client, he, {"unit": "青石茶业"})
    edit = last(office)
    office.do(clients.edit_client, he, {"bank": "云川银行"})
    bank = last(office)
    office.do(reviews.accept, he, "taboos", me=colleague)
    accept = last(office)
    with pytest.raises(NotAllowed):
        office.do(undo, edit, me=reader)
    with pytest.raises(NotFound):
        office.do(undo, edit, me=stranger)
    with pytest.raises(NotAllowed):
        office.do(undo, bank, me=colleague)
    editor = office.hire("王强", {Right.SEE_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.ALL})
    with pytest.raises(NotAllowed):
        office.do(undo, accept, me=editor)
    assert office.ask(operations, me=stranger) == []


def test_operations_say_who_did_what_and_what_was_undone(office: TestOffice, he, shan, colleague):
    office.do(clients.edit_client, he, {"unit": "青石茶业"}, me=colleague)
    edit = last(office)
    done = office.do(undo, edit)
    lines = office.ask(operations, client_id=he)
    assert [(x.action, x.who, x.undone) for x in lines] == [
        ("Undone", office.me.name, False), ("Edited", "赵峰", True), ("File opened", office.me.name, False)
    ]  # fmt: skip
    office.do(undo, done.operation)
    assert [x.undone for x in office.ask(operations, client_id=he)] == [False, True, False, False]
    assert [x.who for x in office.ask(operations, person_id=colleague.id)] == ["赵峰"]
    assert len(office.ask(operations, limit=2)) == 2
    assert office.ask(operations, until=date(2020, 1, 1)) == []
    assert office.ask(by_serial, lines[1].serial) == edit


def test_a_confidential_dealing_is_not_told_to_those_who_may_not_know(office: TestOffice, he):
    reader = office.hire("单雪", {Right.SEE_CLIENTS: Scope.ALL})
    office.do(dealings.add_dealing, he, DealingEntry(date(2026, 4, 2), "并购", confidential=True, reason="未公告"))
    office.do(undo, last(office))
    assert [x.action for x in office.ask(operations, client_id=he, me=reader)] == ["File opened"]
    assert len(office.ask(operations, client_id=he)) == 3


def test_an_import_and_its_undoing(office: TestOffice, tmp_path):
    run = bring_in(office, sheet(tmp_path, "张伟,张总,云岭,19900001111,"))
    after = dump(office)
    assert isinstance(office.errand(undo_staged, run.id), Undone)
    assert dump(office)[0] == {}
    taken_back = last(office)
    office.errand(undo_staged, taken_back)
    assert dump(office) == after
    assert office.ask(importing.imports)[0].undone_at is None
    with pytest.raises(NotAllowed):
        office.do(undo, taken_back, me=office.hire("王强", ALL))


@pytest.mark.parametrize("seed", range(3))
def test_whatever_was_done_undone_in_reverse_leaves_the_office_as_it_was(office: TestOffice, seed):
    chance = random.Random(seed)
    office.do(own_fields.add_own_field, OwnFieldEntry("会员", FieldType.TEXT))
    colleague = office.hire("赵峰", ALL)
    names = [office.do(clients.open_client, PERSON, {"name": n, "taboos": "香菜"}) for n in ("贺启年", "单雪")]
    link = office.do(affiliations.add_link, *names, LinkRole.FAMILY)
    day = office.do(anniversaries.add_anniversary, names[0], WEDDING)
    dealing = office.do(dealings.add_dealing, names[0], FUNDED)
    said = office.do(contacts.log_contact, names[0], Report(Channel.PHONE, "问包房", next_step="回电", next_on=_2030))

    def edit():
        text = str(chance.randrange(5678, 5682))
        some = {"unit": f"青石{text}", "phone": f"1990000{text}", "taboos": text, "income": text, "own_hui_yuan": text}
        chosen = dict(chance.sample(sorted(some.items()), 3))
        office.do(clients.edit_client, chance.choice(names), chosen)

    acts = [
        edit, edit, edit,
        lambda: office.do(clients.open_client, PERSON, {"name": "尉迟恭", "seat": "靠窗", "bank": "云川银行"}),
        lambda: office.do(clients.set_people, names[0], owner=chance.choice((None, colleague.id)), deputy=None,
                          important=chance.random() < 0.5),
        lambda: office.do(owners.set_owners, names[0], owner=office.me.id, deputy=None, important=False,
                          promising=chance.random() < 0.5, contacts=chance.choice(([], [colleague.id]))),
        lambda: office.do(transfers.transfer, names, Wish(owner=chance.choice((colleague.id, office.me.id)),
                                                          deputy_goes=chance.random() < 0.3, reason="调岗")),
        lambda: office.do(contacts.log_contact, chance.choice(names), _report(chance), chance.choice((None, said))),
        lambda: office.do(contacts.correct_contact, said, _report(chance)),
        lambda: office.do(contacts.finish_step, said),
        lambda: [office.do(handovers.note_told, [view.id], view.at.date(), Channel.PHONE)
                 for view in office.ask(handovers.list_handovers)[:1]],
        lambda: office.do(clients.look_through, names[1]),
        lambda: office.do(affiliations.change_link, link, chance.choice(list(LinkRole)), "旧识"),
        lambda: office.do(anniversaries.change_anniversary, day, RememberedDay(DayKind.WEDDING, DayCalendar.SOLAR, 5,
                                                                             chance.randrange(1, 28))),
        lambda: office.do(dealings.correct_dealing, dealing, _dealing(chance.randrange(1, 28))),
        lambda: office.do(dealings.set_year_result, names[0], YearLine(2025, chance.randrange(99), None, None, "")),
        lambda: office.do(risks.assess, names[0], AssessmentEntry(
            chance.choice(list(Aspect)), RiskLevel.HIGH, chance.choice(list(Consequence)), "欠账", date(2126, 1, 1))),
        lambda: office.do(risks.warn_of_fraud, names[0], Sign.TRANSFER, "退款到他人账户"),
        lambda: office.do(identities.add_check, names[0], CheckEntry(Document.ID_CARD, date(2026, 1, 1))),
        lambda: office.do(identities.authorise, *names, AgentEntry("代为签单", date(2026, 1, 1))),
        lambda: office.do(rewards.add_reward, names[0], RewardEntry(RewardKind.TERMS, "月结", date(2026, 1, 1))),
        lambda: office.do(reviews.accept, names[0], "taboos", me=colleague),
        lambda: office.do(reviews.correct, names[0], "taboos", "葱", me=colleague),
        lambda: office.do(reviews.refuse, names[0], "taboos", "听错", me=colleague),
    ]  # fmt: skip
    dumps, done = [], []
    for _turn in range(14):
        before, newest = dump(office), last(office)
        try:
            chance.choice(acts)()
        except BadEntry:
            continue
        if last(office) != newest:
            dumps.append(before)
            done.append(last(office))
    assert len(done) > 4
    for operation, before in zip(reversed(done), reversed(dumps), strict=True):
        office.do(undo, operation)
        assert dump(office) == before


def test_a_file_whose_sealed_values_are_as_they_were_is_closed_unasked(office: TestOffice, he):
    opened = last(office)
    office.do(clients.edit_client, he, {"bank": "云川银行", "income": "三十万"})
    edit = last(office)
    with pytest.raises(InTheWay):
        office.do(undo, opened)
    office.do(undo, edit)
    office.do(undo, opened)
    assert office.ask(clients.client_file, he).withdrawn


def test_whose_role_does_not_reach_the_level_is_told_so(office: TestOffice, he):
    reader = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.ALL})
    office.do(clients.edit_client, he, {"assets": "两处商铺"})
    with pytest.raises(NotAllowed, match="2"):
        office.do(undo, last(office), me=reader)


def test_undoing_leaves_the_office_sound(office: TestOffice, he):
    office.do(clients.edit_client, he, {"seat": "靠窗", "bank": "云川银行"})
    office.do(undo, office.do(undo, last(office)).operation)
    report = office.errand(check_office)
    assert report.sound, report.findings


def test_classes_and_sheets_of_spend_are_taken_back_by_their_own_verbs(office: TestOffice, he, tmp_path):
    code = office.ask(clients.client_file, he).code
    path = tmp_path / "spend.csv"
    path.write_text(f"client,date,amount,visits\n{code},2026-07-12,1000,1\n", "utf-8")
    office.do(spending.take, office.errand(spending.prepare, path))
    taken = last(office)
    office.do(classes.confirm, Quarter(2026, 3))
    classified = last(office)
    assert office.ask(clients.client_file, he).client_class
    with pytest.raises(BadEntry):
        office.do(undo, classified)
    office.errand(undo_staged, classified)
    assert office.ask(clients.client_file, he).client_class == ""
    assert office.errand(undo_staged, taken).undone == 1
