"""Templates checked by two, and merged with clients: who is left out, what is missing, what is kept; both databases."""

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from pypdf import PdfReader

from desktop.i18n import translator
from desktop.models.classes import Spend
from desktop.models.clients import Client
from desktop.models.office import Person
from desktop.models.records import Record
from desktop.reports.sheet import day_text
from desktop.rules.approvals import NeedsApproval
from desktop.rules.consents import Ground, Way
from desktop.rules.contacts import Channel
from desktop.rules.errors import BadEntry, NotAllowed, NotFound, Restricted
from desktop.rules.fields import Block
from desktop.rules.letters import TemplateKind, Wording
from desktop.rules.rights import Right, Scope
from desktop.rules.risks import Aspect, Consequence, RiskLevel
from desktop.rules.words import ClientForm
from desktop.services import (
    approvals,
    client_lists,
    clients,
    consents,
    contacts,
    exports,
    letter_merges,
    letter_templates,
    own_fields,
    risks,
    stops,
)
from desktop.services.client_lists import Chosen
from desktop.services.letter_merges import Merge
from desktop.services.own_fields import OwnFieldEntry
from desktop.services.purposes import Agreed
from desktop.services.risks import AssessmentEntry
from desktop.ui.kit.noting import noting
from tests.offices import TestOffice, office_today

ZH = translator("zh_CN")
WRITES = dict.fromkeys((Right.SEE_CLIENTS, Right.ENTER_CLIENTS, Right.EDIT_CLIENTS, Right.PRINT_CLIENTS,
                        Right.EXPORT_CLIENTS), Scope.ALL)  # fmt: skip
GREETING = Wording(TemplateKind.LETTER, "中秋问候", "尊敬的{称呼}：\n{办公室}祝{单位}诸位中秋快乐。\n{管理人}敬上",
                   subject="中秋问候{称呼}", purpose="greetings")  # fmt: skip


def text_of(printed) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(printed.pdf)).pages]


def in_use(office: TestOffice, wording: Wording, me) -> object:
    """A template that the admin has checked."""
    key = office.do(letter_templates.save_template, wording, me=me)
    with pytest.raises(NeedsApproval) as refusal:
        office.do(letter_templates.put_to_use, key, 1, me=me)
    office.do(approvals.approve, office.do(approvals.ask, refusal.value.need, "请核对", me=me))
    office.do(letter_templates.put_to_use, key, 1, me=me)
    return key


def test_words_go_out_only_after_a_second_person_has_checked_them(office: TestOffice):
    writer, other = office.hire("周敏", WRITES), office.hire("王芳", WRITES)
    chief = office.hire("张岚", {Right.SEE_CLIENTS: Scope.ALL, Right.APPROVE_CLIENTS: Scope.ALL})
    key = office.do(letter_templates.save_template, GREETING, me=writer)
    assert office.ask(letter_templates.in_use, me=writer) == ()
    with pytest.raises(NotAllowed):
        office.do(letter_templates.put_to_use, key, 1, me=other)
    with pytest.raises(NeedsApproval) as refusal:
        office.do(letter_templates.put_to_use, key, 1, me=writer)
    need = refusal.value.need
    assert need.details[-1].words == (GREETING.words,) and need.details[1].words == ("问候与活动",)
    office.do(approvals.approve, office.do(approvals.ask, need, "请核对", me=writer), me=chief)
    # what was checked as a greeting is not put into use as service
    for other_wise in ({"purpose": "service"}, {"name": "中秋"}, {"language": "en"}):
        office.do(letter_templates.save_template, replace(GREETING, **other_wise), key, me=writer)
        with pytest.raises(NeedsApproval):
            office.do(letter_templates.put_to_use, key, 1, me=writer)
    office.do(letter_templates.save_template, GREETING, key, me=writer)
    office.do(letter_templates.put_to_use, key, 1, me=writer)
    (line,) = office.ask(letter_templates.in_use, me=writer)
    assert (line.used.number, line.used.checked_by, line.draft) == (1, "张岚", None)
    # corrected: the words in use stand until the new ones are checked too, and the approval is used up
    better = replace(GREETING, words=GREETING.words + "\n静候光临。", reason="少一句")
    with pytest.raises(BadEntry) as wrong:
        office.do(letter_templates.save_template, replace(better, reason=""), key, 1, me=writer)
    assert wrong.value.field == "reason"
    # nor is what was checked as a greeting sent to those who want none
    with pytest.raises(BadEntry) as wrong:
        office.do(letter_templates.save_template, replace(better, purpose="service"), key, 1, me=writer)
    assert wrong.value.field == "purpose"
    office.do(letter_templates.save_template, better, key, 1, me=writer)
    with pytest.raises(BadEntry):
        office.do(letter_templates.save_template, better, key, 1, me=other)
    with pytest.raises(NeedsApproval):
        office.do(letter_templates.put_to_use, key, 2, me=writer)
    (line,) = office.ask(letter_templates.templates, me=writer)
    assert (line.used.number, line.draft.number, line.draft.reason) == (1, 2, "少一句")
    assert [one.number for one in office.ask(letter_templates.versions, key)] == [2, 1]
    # taken back, taken out of use, brought back: by who made it, or approves
    for verb in (letter_templates.take_back_use, letter_templates.withdraw_template):
        with pytest.raises(NotAllowed):
            office.do(verb, key, me=other)
    office.do(letter_templates.take_back_use, key, me=writer)
    office.do(letter_templates.withdraw_template, key, me=writer)
    office.do(letter_templates.save_template, GREETING, me=other)
    with pytest.raises(BadEntry) as wrong:
        office.do(letter_templates.bring_back, key, me=writer)
    assert wrong.value.field == "name"
    assert len(office.ask(letter_templates.templates, withdrawn=True)) == 2
    reader = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL})
    with pytest.raises(NotAllowed):
        office.do(letter_templates.save_template, GREETING, me=reader)


def test_who_gets_a_letter_who_does_not_and_what_is_kept_of_it(office: TestOffice):
    zhou = office.hire("周敏", WRITES)

    def client(name: str, **values: str) -> object:
        address = {"address": f"云川市{name}路1号"} | values
        return office.do(clients.open_client, ClientForm.PERSON, {"name": name, **address}, owner=zhou.id)

    he = client("贺启年", salutation="贺总", unit="云川茶业")
    shan = client("单雪")
    stopped, declined, marked, homeless = (client(name) for name in ("仇若水", "谢婉", "尉迟安", "欧阳海"))
    office.do(clients.edit_client, homeless, {"address": ""})
    office.do(stops.restrict, stopped, "客户要求停止处理")
    day = office_today()
    agreed = Agreed(Ground.CONSENT, Way.SPOKEN, day)
    office.do(consents.end_consent, office.do(consents.record_consent, declined, "greetings", agreed), day)
    entry = AssessmentEntry(Aspect.CREDIT, RiskLevel.HIGH, Consequence.REFUSE, "欠款", day + timedelta(days=30))
    office.do(risks.assess, marked, entry)
    key = in_use(office, GREETING, zhou)
    everybody = Chosen(ids=(he, shan, stopped, declined, marked, homeless))
    merge = Merge(key, everybody, log=True)
    found = office.ask(letter_merges.outlook, merge, me=zhou)
    assert {one.name: one.why for one in found.addressees} == {
        "贺启年": "", "单雪": "", "仇若水": letter_merges.STOPPED, "谢婉": letter_merges.DECLINED,
        "尉迟安": letter_merges.MARKED, "欧阳海": letter_merges.NO_ADDRESS}  # fmt: skip
    assert (found.ready, found.left, found.short) == (2, 4, 1)
    assert [one.key for one in found.addressees[1].lacking] == ["unit"]
    assert office.ask(letter_merges.outlook, replace(merge, whole=True, by_hand=True), me=zhou).ready == 1
    # whoever writes to one client has chosen him: he is warned, but nothing goes past the client's own no
    for client_id, ready in ((marked, 1), (homeless, 1), (declined, 0), (stopped, 0)):
        alone = office.ask(letter_merges.outlook, Merge(key, Chosen(ids=(client_id,))), me=zhou)
        assert (alone.ready, bool(alone.addressees[0].warning)) == (ready, bool(ready))
    look = office.ask(letter_merges.letter_of, merge, he, me=zhou)
    assert (look.subject, look.text.split("\n")[1]) == ("中秋问候贺总", "柏溪楼祝云川茶业诸位中秋快乐。")
    # broken off while the contacts are logged, nothing stays
    told_of = []

    def stop(done: int, total: int) -> None:
        told_of.append((done, total))
        if told_of.count((1, 2)) == 2:
            raise KeyError

    with pytest.raises(KeyError):
        office.errand(letter_merges.merge_letters, merge, progress=stop, me=zhou)
    assert office.ask(contacts.contacts_of, he) == ()
    # one file, one print in the records, a contact in each file, all of it one act
    printed = office.errand(noting(letter_merges.merge_letters), merge, me=zhou)
    first, second = text_of(printed.result)
    assert "尊敬的贺总" in first and "此致" in first and "尊敬的单雪" in second and "诸位" not in second
    with office.work(write=False):
        record = Record.select().where(Record.topic == "prints").order_by(Record.serial.desc()).first()
    assert (record.facts["sheet"], record.facts["clients"], len(record.facts["codes"])) == ("letter", 2, 2)
    assert record.operation == printed.operation
    (kept,) = office.ask(contacts.contacts_of, he)
    assert (kept.channel, kept.subject, kept.staff) == (Channel.LETTER, "中秋问候贺总", "周敏")
    assert kept.content.startswith("尊敬的贺总") and not kept.waits
    office.do(letter_merges.undo, printed.operation, me=zhou)
    assert office.ask(contacts.contacts_of, he) == office.ask(contacts.contacts_of, shan) == ()
    with pytest.raises(BadEntry):
        office.errand(letter_merges.merge_letters, Merge(key, Chosen(ids=(declined, stopped))), me=zhou)
    # the right to print narrows it, and the words to copy count as exported
    li = office.hire("李娜", {**WRITES, Right.PRINT_CLIENTS: Scope.OWN})
    told = office.ask(letter_merges.outlook, merge, me=li).addressees
    assert {one.why for one in told} == {letter_merges.STOPPED, letter_merges.NOT_MINE}
    assert office.do(letter_merges.copy_words, key, he, me=li).startswith("尊敬的贺总")
    assert office.ask(exports.exported_today, me=li) == 1
    for client_id, refused in ((declined, BadEntry), (stopped, Restricted)):
        with pytest.raises(refused):
            office.do(letter_merges.copy_words, key, client_id, me=li)


def test_values_come_from_file_bills_days_and_staff_and_stop_at_what_is_withheld(office: TestOffice):
    zhou = office.hire("周敏", WRITES)
    day = office_today()
    with office.work() as work:
        work.change(work.get(Person, zhou.id), {"phone": "199 0000 8004"})
        work.record("accounts", "test", None)
    born = day + timedelta(days=3)
    # the office's own open field joins, one of level 2 does not
    for label, block in (("常喝的茶", Block.OPEN), ("底价", Block.PROPERTY)):
        office.do(own_fields.add_own_field, OwnFieldEntry(label, block=block))
    tea = office.ask(own_fields.own_fields)[0].name
    values = {"name": "贺启年", tea: "普洱", "birthday": f"1970-{born:%m-%d}", "plate": "云A12345", "allergies": "花生"}
    he = office.do(clients.open_client, ClientForm.PERSON, values, owner=zhou.id)
    with office.work() as work:
        work.add(Spend(client=he, on=day, amount=123_400, visits=2, source="test", entered_by=work.me.id,
                       entered_at=work.now))  # fmt: skip
        work.record("clients", "test", work.get(Client, he))
    words = """{车牌号} {管理人电话} {近一年消费} {近一年来访次数} {常喝的茶}
{纪念日} {纪念日日期}
{最近来访}
{副管理人}
{单位}"""
    wording = Wording(TemplateKind.MESSAGE, "生日", words, purpose="service")
    found = office.ask(letter_templates.trial, wording, he, me=zhou)
    assert found.lines[0] == "云A12345 199 0000 8004 ¥1,234.00 2 普洱" and found.lines[1].endswith(day_text(born, ZH))
    assert found.lines[2] == day_text(day, ZH) and [one.key for one in found.lacking] == ["deputy", "unit"]
    # nobody names an allergy or a sealed value in a letter
    for word in ("{过敏}", "{身份证号}", "{银行账号}", "{备注}", "{底价}"):
        with pytest.raises(BadEntry):
            office.ask(letter_templates.trial, replace(wording, words=word), he, me=zhou)
    assert office.ask(letter_templates.trial, wording, me=office.hire("李娜", {Right.SEE_CLIENTS: Scope.OWN})) is None
    # a message is no letter
    key = in_use(office, wording, zhou)
    with pytest.raises(BadEntry):
        office.errand(letter_merges.merge_letters, Merge(key, Chosen(ids=(he,))), me=zhou)
    with pytest.raises(NotFound):
        office.ask(letter_merges.words_for, key, key, me=zhou)


def test_places_in_the_list_mean_those_that_were_seen_there(office: TestOffice):
    """Whoever prints his own clients alone gets those of them that he selected, and not others at the same places."""
    li = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL, Right.PRINT_CLIENTS: Scope.OWN})
    owners = {"安一": office.me.id, "安二": li.id, "安三": office.me.id, "安四": li.id}
    made = [office.do(clients.open_client, ClientForm.PERSON, {"name": name}, owner=owner)
            for name, owner in owners.items()]  # fmt: skip
    chosen = Chosen(stretches=((0, 2),))
    assert office.ask(client_lists.chosen_ids, chosen, Right.PRINT_CLIENTS, me=li) == [made[1]]
    assert office.ask(client_lists.chosen_ids, Chosen(), Right.PRINT_CLIENTS, me=li) == [made[1], made[3]]
