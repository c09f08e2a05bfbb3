"""Handover list and letters on paper: the right words, for whom the right reaches, every print recorded."""

import io

import pytest
from pypdf import PdfReader

from desktop.i18n import translator
from desktop.models.office import Person
from desktop.models.records import Record
from desktop.rules import letters
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import clients, handovers, prints, settings, transfers
from desktop.services.transfers import Wish
from tests.offices import TestOffice

ZH, EN = translator("zh_CN"), translator("en")
ALL = dict.fromkeys((Right.SEE_CLIENTS, Right.EDIT_CLIENTS, Right.PRINT_CLIENTS), Scope.ALL)


def pages(printed):
    return [page.extract_text() for page in PdfReader(io.BytesIO(printed.pdf)).pages]


@pytest.fixture
def handed(office: TestOffice):
    sun, zhou = office.hire("孙倩", ALL), office.hire("周敏", ALL)
    with office.work() as work:
        work.change(work.get(Person, zhou.id), {"phone": "199 0000 8004"})
        work.record("accounts", "test", None)
    people = ({"name": "贺启年", "salutation": "贺总", "phone": "19900000001"}, {"name": "单雄飞"})
    files = [office.do(clients.open_client, ClientForm.PERSON, values, owner=sun.id) for values in people]
    made = office.do(transfers.transfer, files, Wish(owner=zhou.id, reason="孙倩离职"))
    return made.handover, [view.id for view in office.ask(handovers.list_handovers)]


def test_a_letter_says_who_follows_whom_and_leaves_out_what_is_not(office: TestOffice, handed):
    first, second = pages(office.errand(prints.handover_letters, handed[1], ZH))
    assert "尊敬的贺总" in first and "单雄飞" in second
    for word in ("柏溪楼", "周敏", "孙倩", "199 0000 8004", "此致"):
        assert word in first
    assert "不在时" not in first, "there is no deputy"
    (english,) = pages(office.errand(prints.handover_letters, handed[1][:1], EN))
    assert "Dear 贺启年" in english and "Yours sincerely" in english


def test_the_offices_own_words_are_printed(office: TestOffice, handed):
    office.do(settings.change_setting, "letter_handover_zh_CN", "致 {客户}：\n今后由｛新管理人｝照顾您。")
    text = pages(office.errand(prints.handover_letters, handed[1][:1], ZH))[0]
    assert "今后由周敏照顾您" in text and "致 贺启年" in text
    with pytest.raises(BadEntry):
        office.do(settings.change_setting, "letter_handover_en", "Dear {who}")


def test_the_list_names_all_with_room_for_three_signatures(office: TestOffice, handed):
    printed = office.errand(prints.handover_list, handed[0], ZH)
    text = "\n".join(pages(printed))
    for word in ("贺启年", "单雄飞", "孙倩离职", "移交人", "接收人", "监交", "19900000001"):
        assert word in text
    with office.work(write=False) as work:
        record = work.visible(Record).order_by(Record.serial.desc()).get()
    assert (record.action, record.facts["code"], len(record.facts["clients"])) == ("print", printed.code, 2)


def test_nobody_prints_what_the_right_does_not_reach(office: TestOffice, handed):
    reader = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL})
    own = office.hire("韩磊", {Right.SEE_CLIENTS: Scope.ALL, Right.PRINT_CLIENTS: Scope.OWN})
    for me in (reader, own):
        with pytest.raises(NotAllowed):
            office.errand(prints.handover_letters, handed[1], ZH, me=me)
    with pytest.raises(BadEntry):
        office.errand(prints.handover_list, handed[0], ZH, me=own)


def test_a_value_with_braces_stays_what_it_is():
    assert letters.filled("{客户}、{单位}\n{副管理人}", {"client": "{单位}", "unit": "青石"}) == ["{单位}、青石"]
