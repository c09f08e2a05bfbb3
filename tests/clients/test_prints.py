"""What goes on paper: facts only when verified, only for whom the right reaches, and every print recorded."""

import io

import pytest
from pypdf import PdfReader

from desktop.i18n import translator
from desktop.models.records import Record
from desktop.rules.errors import BadEntry, NotAllowed, NotFound
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm, Learnt
from desktop.services import clients, prints, reviews
from desktop.services.client_lists import Filter
from tests.offices import TestOffice

ZH, EN = translator("zh_CN"), translator("en")
PERSON = ClientForm.PERSON


def text_of(printed) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(printed.pdf)).pages)


@pytest.fixture
def he(office: TestOffice):
    values = {
        "name": "贺启年",
        "unit": "云川木业",
        "salutation": "贺总",
        "allergies": "花生",
        "taboos": "香菜",
        "dishes": "鲈鱼",
    }
    return office.do(clients.open_client, PERSON, values, learnt=Learnt.ASKED)


def test_a_card_holds_verified_facts_and_every_allergy(office: TestOffice, he):
    reviewer = office.hire("张岚", {Right.SEE_CLIENTS: Scope.ALL, Right.REVIEW_CLIENTS: Scope.ALL})
    office.do(reviews.accept, he, "taboos", me=reviewer)
    text = text_of(office.errand(prints.client_cards, [he], ZH))
    assert "贺启年" in text
    assert "云川木业" in text
    assert "贺总" in text
    assert "香菜" in text
    assert "花生" in text
    assert "未核实" in text
    assert "鲈鱼" not in text


def test_each_print_is_recorded_with_the_code_on_it(office: TestOffice, he):
    printed = office.errand(prints.client_cards, [he], EN)
    with office.work(write=False) as work:
        record = work.visible(Record).order_by(Record.serial.desc()).get()
    assert (record.topic, record.action, record.facts["code"]) == ("prints", "print", printed.code)
    assert printed.code in text_of(printed)
    assert record.facts["clients"] == [office.ask(clients.client_file, he).code]


def test_nobody_prints_a_card_without_the_right_or_of_a_client_not_seen(office: TestOffice, he):
    server = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL})
    with pytest.raises(NotAllowed):
        office.errand(prints.client_cards, [he], ZH, me=server)
    stranger = office.hire("赵峰", {Right.SEE_CLIENTS: Scope.OWN, Right.PRINT_CLIENTS: Scope.ALL})
    with pytest.raises(NotFound):
        office.errand(prints.client_cards, [he], ZH, me=stranger)
    own = office.hire("王芳", {Right.SEE_CLIENTS: Scope.ALL, Right.PRINT_CLIENTS: Scope.OWN})
    with pytest.raises(NotAllowed):
        office.errand(prints.client_cards, [he], ZH, me=own)
    with pytest.raises(BadEntry):
        office.errand(prints.client_cards, [], ZH)


def test_the_list_holds_what_the_right_to_print_reaches(office: TestOffice, he):
    staff = office.hire(
        "李娜", {Right.SEE_CLIENTS: Scope.ALL, Right.PRINT_CLIENTS: Scope.OWN, Right.ENTER_CLIENTS: Scope.ALL}
    )
    office.do(clients.open_client, PERSON, {"name": "欧阳海"}, me=staff)
    mine = text_of(office.errand(prints.client_list, ZH, me=staff))
    assert "欧阳海" in mine
    assert "贺启年" not in mine
    everything = text_of(office.errand(prints.client_list, ZH))
    assert "欧阳海" in everything
    assert "贺启年" in everything
    found = text_of(office.errand(prints.client_list, ZH, only=Filter(text="heqn")))
    assert "欧阳海" not in found


def test_a_list_too_long_to_read_is_refused(office: TestOffice, he, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(prints, "LIST_LIMIT", 0)
    with pytest.raises(BadEntry):
        office.errand(prints.client_list, ZH)


def test_names_print_as_they_are(office: TestOffice):
    evil = "<img src='/etc/passwd'> A<B 公司 𠮷"
    made = office.do(clients.open_client, PERSON, {"name": evil})
    assert "𠮷" in text_of(office.errand(prints.client_cards, [made], ZH))
    assert evil in text_of(office.errand(prints.client_list, EN)).replace("\n", "")
