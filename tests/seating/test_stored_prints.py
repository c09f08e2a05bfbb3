"""What is printed of a seated party: sizes as on paper, only what is new, and only what may be printed."""

import pypdfium2
import pytest

from desktop.i18n import translator
from desktop.models.clients import ValueReview
from desktop.rules.bookings import BookingState
from desktop.rules.collection_forms import Severity
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.rights import Right, Scope
from desktop.rules.seating.commands import Assign, Unseat
from desktop.services import booking_undo, bookings, clients, seating, seating_history, seating_prints
from desktop.services.seating_prints import Void
from tests.seating.test_stored import DESK, Dinner

ZH = translator("zh_CN")
POINT = 25.4 / 72


@pytest.fixture
def dinner(office, etiquette):
    """Host, guest of honour and one without a file on their seats; what is known of the two with files."""
    made = Dinner(office, etiquette)
    office.ask_for_no_consent()
    made.do(clients.edit_client, made.clients["单雪"], {"allergies": "花生", "taboos": "香菜"})
    (typed,) = made.add("尉迟敬德")
    for person, number in ((made.person("贺启年"), 0), (made.person("单雪"), 7), (typed, 1)):
        made.seat(Assign(person, made.at(number)))
    made.typed = typed
    return made


def printed(dinner, verb, me=None, **more):
    return dinner.office.on_paper(verb, dinner.key, dinner.etiquette, ZH, me=me or dinner.desk, **more)


def texts(pdf):
    return ["".join(page.get_textpage().get_text_range().split()) for page in pypdfium2.PdfDocument(pdf)]


def lines(page):
    """Straight lines of a page, in mm: left, bottom, right, top."""
    bounds = (item.get_bounds() for item in page.get_objects() if item.type == 2)
    return [tuple(round(side * POINT, 1) for side in one) for one in bounds]


def test_a_place_card_measures_200_by_100_folded_with_the_name_on_both_sides(dinner):
    made = printed(dinner, seating_prints.place_cards)
    document = pypdfium2.PdfDocument(made.pdf)
    assert len(document) == 3
    page = document[0]
    marks = lines(page)
    upright = sorted({round((a + b) / 2) for a, _l, b, _t in marks if b - a < 1})
    across = sorted({round((low + high) / 2) for a, low, b, high in marks if high - low < 1 and b - a < 3.5})
    assert upright[-1] - upright[0] == 200
    assert across[-1] - across[0] == 200
    assert any(abs(y - (across[0] + 100)) <= 1 for y in across), "the fold lies in the middle"
    assert texts(made.pdf)[0].count("贺启年") == 2 and made.code in texts(made.pdf)[0]
    # two characters stand apart; a long name is still on the card
    (short,) = (p for p in document if "单" in p.get_textpage().get_text_range())
    assert "单　雪" in short.get_textpage().get_text_range().replace(" ", "　")
    for one in document:
        boxes = [item.get_bounds() for item in one.get_objects() if item.type == 1]
        assert all(box[0] >= 0 and box[2] <= 210 / POINT + 0.1 for box in boxes)


def test_only_new_and_changed_cards_are_printed_again(dinner):
    # a print that was cancelled in its dialog has given nobody a card
    dinner.office.errand(seating_prints.place_cards, dinner.key, dinner.etiquette, ZH, me=dinner.desk)
    assert dinner.office.ask(seating_prints.void_of, dinner.key, me=dinner.desk) == Void(0, ())
    printed(dinner, seating_prints.place_cards)
    with pytest.raises(BadEntry):
        printed(dinner, seating_prints.place_cards)
    (late,) = dinner.add("欧阳海")
    dinner.seat(Assign(late, dinner.at(4)))
    assert [("欧阳海" in page) for page in texts(printed(dinner, seating_prints.place_cards).pdf)] == [True]
    assert len(texts(printed(dinner, seating_prints.place_cards, everybody=True).pdf)) == 4
    # who is let go needs no card, and nobody else a new one
    dinner.do(seating.let_go, dinner.key, [dinner.read().guest(late).id], dinner.etiquette)
    with pytest.raises(BadEntry):
        printed(dinner, seating_prints.place_cards)


@pytest.mark.parametrize(("a3", "size"), [(False, (210, 297)), (True, (297, 420))])
def test_the_chart_shows_roles_names_and_the_door(dinner, a3, size):
    made = printed(dinner, seating_prints.chart, a3=a3)
    (page,) = pypdfium2.PdfDocument(made.pdf)
    assert tuple(round(side * POINT) for side in page.get_size()) == size
    (text,) = texts(made.pdf)
    assert all(word in text for word in ("主宾", "单雪", "单总", "主陪", "贺启年", "尉迟敬德", "门"))
    assert made.code in text and "自己的左右" in text


def test_the_kitchen_reads_allergies_by_the_clock_and_taboos_only_when_verified(dinner):
    with dinner.office.beneath():
        ValueReview.update(severity=Severity.DANGER.value).where(ValueReview.field == "allergies").execute()
    (text,) = texts(printed(dinner, seating_prints.kitchen_sheet).pdf)
    # the guest of honour sits at the host's right hand: half past ten, seen from the door
    assert "10:30" in text and "【⚠危及生命】花生（未核实）" in text and "单总" in text
    assert "香菜" not in text and "贺启年" not in text


def test_what_may_not_be_printed_is_told_by_its_number_alone(dinner):
    cook = {Right.SEE_BOOKINGS: Scope.ALL, Right.SEE_CLIENTS: Scope.ALL, Right.PRINT_CLIENTS: Scope.OWN}
    cook = dinner.office.hire("马林", cook)
    (text,) = texts(printed(dinner, seating_prints.kitchen_sheet, me=cook).pdf)
    assert "花生" not in text and "单总" not in text and "2位" in text
    (text,) = texts(printed(dinner, seating_prints.chart, me=cook).pdf)
    assert "尉迟敬德" in text and "贺启年" not in text and "单雪" not in text
    nobody = {right: scope for right, scope in DESK.items() if right is not Right.PRINT_CLIENTS}
    with pytest.raises(NotAllowed):
        printed(dinner, seating_prints.chart, me=dinner.office.hire("林岚", nobody))


def test_the_name_list_finds_people_by_pinyin_and_by_table(dinner):
    dinner.add("艾青")
    made = printed(dinner, seating_prints.name_list)
    (text,) = texts(made.pdf)
    # it lies at the door beside the kitchen's sheet, both on A4
    for sheet in (made.pdf, printed(dinner, seating_prints.kitchen_sheet).pdf):
        (page,) = pypdfium2.PdfDocument(sheet)
        assert [round(side * POINT) for side in page.get_size()] == [210, 297]
    assert (made.kind, made.title) == ("name_list", "领位表")
    by_pinyin, by_table = text.split("按拼音")[1].split("1号桌")
    order = [by_pinyin.index(name) for name in ("艾青", "贺启年", "单雪", "尉迟敬德")]
    assert order == sorted(order)
    # 单 is read Shàn as a surname; seat by seat at the table, and who has no seat is there alone by name
    assert by_table.index("贺启年") < by_table.index("尉迟敬德") < by_table.index("单雪") and "艾青" not in by_table
    clerk = dinner.office.hire("林夕", {**DESK, Right.PRINT_CLIENTS: Scope.OWN})
    (text,) = texts(printed(dinner, seating_prints.name_list, me=clerk).pdf)
    assert "贺启年" not in text and "尉迟敬德" in text and "2" in text.split("的档案您无权打印")[0][-20:]


@pytest.mark.parametrize("back", [bookings.give_back, booking_undo.undo_last])
def test_what_was_seated_and_printed_is_void_with_its_booking_and_comes_back_as_one(dinner, back):
    for verb in (seating_prints.place_cards, seating_prints.kitchen_sheet, seating_prints.chart):
        printed(dinner, verb)
    before = dinner.read()
    assert dinner.office.ask(seating_prints.void_of, dinner.key, me=dinner.desk) == Void(3, ("chart", "kitchen"))
    dinner.do(bookings.set_state, dinner.key, BookingState.CANCELLED, "主人生病")
    for verb in (seating_prints.place_cards, seating_prints.kitchen_sheet, seating_prints.chart,
                 seating_prints.name_list):  # fmt: skip
        with pytest.raises(BadEntry) as caught:
            printed(dinner, verb)
        assert caught.value.field == "state"
    with pytest.raises(BadEntry):
        dinner.seat(Unseat((dinner.typed,)))
    assert dinner.office.ask(seating_history.sat_of, dinner.clients["单雪"], dinner.etiquette, me=dinner.desk) == ()
    dinner.do(back, dinner.key)
    assert dinner.read() == before
    with pytest.raises(BadEntry) as caught:
        printed(dinner, seating_prints.place_cards)
    assert caught.value.field == "cards"
    printed(dinner, seating_prints.kitchen_sheet)
