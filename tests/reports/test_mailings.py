"""Envelopes and labels: sizes, what stands where, what is missing, and the record of the print."""

import pypdfium2
import pytest

from desktop.i18n import translator
from desktop.models.records import Record
from desktop.reports.mailings import labels as drawn_labels
from desktop.reports.pen import MM, OfficeLook
from desktop.rules.errors import BadEntry
from desktop.rules.mailings import EnvelopeSize, LabelSheet, Recipient, SendTo, recipient
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import clients, mailings, settings
from desktop.services.client_lists import Chosen, Filter
from tests.offices import TestOffice

CHINESE, ENGLISH = translator("zh_CN"), translator("en")
WORK, HOME = SendTo
HE = {"name": "贺启年", "position": "总经理", "unit": "云川茶业", "address": "云川市溪口路1号", "postcode": "650000",
      "home_address": "云川市望山路2号", "form": "person"}  # fmt: skip


def pages(pdf: bytes) -> list[tuple[tuple[int, int], str]]:
    """Each page's size in millimetres and its text."""
    document = pypdfium2.PdfDocument(pdf)
    found = []
    for page in document:
        size = tuple(round(side / MM) for side in page.get_size())
        found.append((size, page.get_textpage().get_text_range().replace("\r\n", "\n")))
    return found


@pytest.mark.parametrize(
    ("given", "to", "expected"),
    [
        (HE, WORK, Recipient("贺启年", "总经理", "云川茶业", "云川市溪口路1号", "650000")),
        (HE, HOME, Recipient("贺启年", "", "", "云川市望山路2号", "")),
        (HE | {"address": ""}, WORK, Recipient("贺启年", "", "", "云川市望山路2号", "650000")),
        (HE | {"home_address": ""}, HOME, Recipient("贺启年", "总经理", "云川茶业", "云川市溪口路1号", "650000")),
        (HE | {"address": "", "home_address": ""}, WORK, Recipient("贺启年", "", "", "", "650000")),
        (HE | {"form": "organisation"}, WORK, Recipient("贺启年", "", "", "云川市溪口路1号", "650000", person=False)),
    ],
)
def test_where_a_letter_goes(given, to, expected):
    assert recipient(given, to) == expected


@pytest.mark.parametrize("sheet", LabelSheet)
def test_labels_lie_on_their_sheet(sheet):
    grid = sheet.grid
    assert grid.left + (grid.across - 1) * grid.step + grid.width <= 210.01
    assert grid.top + grid.down * grid.height <= 297


def test_a_begun_sheet_of_labels_is_used_up():
    many = [Recipient(f"客户{n}", "经理", "单位" * 20, "很长的地址" * 12, "650000") for n in range(9)]
    first, second = pages(drawn_labels(many, LabelSheet.LARGE, OfficeLook("柏溪楼"), CHINESE, start=7))
    assert ((first[0], first[1].count("经理")), second[1].count("经理")) == (((210, 297), 8), 1)
    # long texts are made smaller, never cut
    assert first[1].replace("\n", "").count("很长的地址") == 8 * 12


@pytest.fixture
def filled(office: TestOffice):
    for values in (HE, {"name": "单雪", "address": "青年路3号"}, {"name": "仇若水"}):
        office.do(clients.open_client, ClientForm.PERSON, {n: v for n, v in values.items() if n != "form"})
    office.do(settings.change_setting, "office_address", "云川市柏树街9号")
    return office


def test_who_lacks_what_is_told_before_anything_is_printed(filled: TestOffice):
    found = filled.ask(mailings.readiness, Chosen(), WORK)
    assert (found.ready, [line.name for line in found.no_address], [line.name for line in found.no_postcode]) == (
        2, ["仇若水"], ["单雪"])  # fmt: skip


@pytest.mark.parametrize("language", [CHINESE, ENGLISH], ids=["zh", "en"])
def test_envelopes_are_printed_and_recorded(filled: TestOffice, language):
    printed = filled.errand(mailings.envelopes, Chosen(), EnvelopeSize.DL, WORK, True, language)
    (size, text), (_size, other) = pages(printed.pdf)
    assert size == (220, 110)
    for word in ("贺启年", "总经理", "云川茶业", "云川市溪口路1号", "云川市柏树街9号", "柏溪楼"):
        assert word in text
    assert ("收" in other) is (language is CHINESE)
    assert ("6 5 0 0 0 0" if language is CHINESE else "650000") in text
    with filled.work(write=False):
        record = Record.select().order_by(Record.serial.desc()).first()
    assert (record.topic, record.facts["sheet"], len(record.facts["clients"])) == ("prints", "envelope", 2)


def test_labels_and_envelopes_obey_the_right_to_print(filled: TestOffice):
    li = filled.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL, Right.PRINT_CLIENTS: Scope.OWN})
    with pytest.raises(BadEntry):
        filled.errand(mailings.labels, Chosen(), LabelSheet.SMALL, 1, WORK, CHINESE, me=li)
    with pytest.raises(BadEntry) as refusal:
        filled.errand(mailings.labels, Chosen(), LabelSheet.SMALL, 25, WORK, CHINESE)
    assert refusal.value.field == "start"
    found = filled.errand(mailings.labels, Chosen(only=Filter("启年")), LabelSheet.SMALL, 24, HOME, CHINESE)
    assert len(pages(found.pdf)) == 1
