"""The sheets of a meal on paper: the register 6.3, the form 6.1 with its diagram and QR, the archive form."""

import io
from datetime import datetime

import pypdfium2
import pytest
from pypdf import PdfReader
from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

from desktop.i18n import translator
from desktop.models.clients import ValueReview
from desktop.models.records import Record
from desktop.models.seating import SeatingPrint
from desktop.reports.collection_form import SIDES, FormValues, collection_forms
from desktop.reports.pen import MM, QUIET, OfficeLook, Stamp
from desktop.rules.bookings import BookingState
from desktop.rules.collecting import Post, Sheet, form_mark, form_number
from desktop.rules.collection_forms import Severity
from desktop.rules.errors import BadEntry, NotAllowed, NotFound
from desktop.rules.rights import Right, Scope
from desktop.rules.seating.packs import DEFAULT, Party, read_folder
from desktop.rules.seating.roles import table_roles
from desktop.rules.seating.shapes import Shape, form
from desktop.rules.words import ClientForm, LinkRole
from desktop.services import (
    affiliations,
    archive_forms,
    bookings,
    cards,
    clients,
    meal_board,
    meal_briefings,
    meal_sheets,
    meal_slips,
    prints,
    reviews,
    seating_people,
)
from desktop.services.bookings import Change
from desktop.services.cards import Wanted
from desktop.services.seating_people import GuestEntry
from desktop.workstation.paths import resource
from tests.bookings.test_service import DESK, House, house
from tests.offices import TestOffice, office_today

__all__ = ["house"]
ZH, EN = translator("zh_CN"), translator("en")
PERSON = ClientForm.PERSON


def text_of(printed) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(printed.pdf)).pages)


def test_the_diagram_is_that_of_the_etiquette_at_four_seats():
    seats = table_roles(read_folder(resource("etiquette")).pack(DEFAULT), form(Shape.ROUND, 4)).by_seat
    assert [ZH(label) for label, *_place in SIDES] == [role.title.zh for role in seats]
    # clockwise from the top: up, right, down, left
    assert [place for _label, *place in SIDES] == [[0, -1], [1, 0], [0, 1], [-1, 0]]
    assert [ZH(label) for label, *_place in SIDES] == ["主陪", "二宾", "副陪", "主宾"]


@pytest.mark.parametrize(("text", "number"), [("CF-12", 12), (" cf-7 ", 7), ("12", None), ("CF-", None), ("", None)])
def test_a_form_is_known_by_its_mark(text, number):
    assert form_number(text) == number
    assert number is None or form_number(form_mark(number)) == number


@pytest.fixture
def served(house: House):
    """A guest with a card and a form handed out for lunch, and who may print."""
    office = house.office
    values = {"name": "贺启年", "unit": "云川木业", "salutation": "贺总", "phone": "13800000318"}
    guest = office.do(clients.open_client, PERSON, values)
    leader = office.hire("王芳", {Right.SEE_CLIENTS: Scope.ALL, Right.SEE_BOOKINGS: Scope.ALL})
    booking = house.take(guest)
    wanted = [Wanted(booking, guest, kind) for kind in (Sheet.CARD, Sheet.FORM)]
    card, sheet = house.do(cards.hand_out, wanted, leader.id)
    house.do(cards.receive, [card], "李娜")
    return Served(house, guest, booking, card, sheet)


class Served:
    def __init__(self, house: House, guest, booking, card, sheet):
        self.house, self.guest, self.booking, self.card, self.sheet = house, guest, booking, card, sheet
        self.office = house.office

    def register(self, **more):
        return self.office.errand(meal_sheets.register, office_today(), self.house.meals["lunch"], ZH, **more)


def test_the_register_tells_what_is_noted_and_leaves_lines_to_fill_in(served: Served):
    served.house.do(cards.take_back, [served.card])
    printed = served.register()
    text = text_of(printed)
    for said in (
        "客户信息卡领取、回收登记表",
        "牡丹厅",
        "云川木业 贺总",
        "王芳 / 李娜",
        "已领取 1，已上交 1",
        "上交人",
    ):
        assert said in text, said
    assert "13800000318" not in text
    (page,) = pypdfium2.PdfDocument(printed.pdf)
    assert [round(side / MM) for side in page.get_size()] == [297, 210]
    with served.office.work(write=False) as work:
        record = work.visible(Record).order_by(Record.serial.desc()).get()
    assert (record.action, record.facts["sheet"], record.facts["code"]) == ("print", "card_register", printed.code)
    assert printed.code in text
    other = text_of(served.register(kind=Sheet.FORM))
    assert "客户信息收集表领取、回收登记表" in other and "已领取 1，已上交 0" in other


def test_each_post_is_told_its_own_slice_and_no_more(served: Served):
    today = office_today()
    office, desk = served.office, served.house.desk
    office.ask_for_no_consent()
    values = {"plate": "云A·88123", "parking": "北门", "taboos": "香菜", "drinks": "黄酒", "allergies": "花生",
              "dishes": "鲈鱼", "usual_receptionist": "孙倩"}  # fmt: skip
    office.do(clients.edit_client, served.guest, values, me=desk)
    for field in ("taboos", "drinks"):
        office.do(reviews.accept, served.guest, field)
    # how grave each is, as a form told it: in words, for on paper there is no colour
    with office.beneath():
        for field, grade in (("allergies", Severity.DANGER), ("taboos", Severity.NEVER)):
            ValueReview.update(severity=grade.value).where(ValueReview.field == field).execute()
    served.house.take("单雪", "竹影")
    told = {post: "".join(text_of(office.errand(meal_briefings.briefing, today, served.house.meals["lunch"], post, ZH))
                          .split()) for post in Post}  # fmt: skip
    grave = ("【⚠危及生命】花生⚠未核实", "【绝不能有】香菜")
    said = {Post.KITCHEN: grave, Post.TABLE: (*grave, "黄酒"),
            Post.DOOR: ("88123", "北门", "孙倩", "云川木业", "竹影")}  # fmt: skip
    every = {word for words in said.values() for word in words} | {"鲈鱼", "13800000318"}
    for post, words in said.items():
        assert {word for word in every if word in told[post]} == set(words), post
    card = "".join(text_of(office.errand(prints.client_cards, [served.guest], ZH)).split())
    assert "【⚠危及生命】花生⚠未核实" in card and "【绝不能有】香菜" in card
    (line,) = office.ask(meal_board.board, office_today(), served.house.meals["lunch"], me=desk).lines
    assert (line.allergy_grade, line.taboo_grade) == ("danger", "strict")
    narrow = {Right.SEE_BOOKINGS: Scope.ALL, Right.SEE_CLIENTS: Scope.ALL, Right.PRINT_CLIENTS: Scope.OWN}
    me = office.hire("孙力", narrow)
    door = text_of(office.errand(meal_briefings.briefing, today, served.house.meals["lunch"], Post.DOOR, ZH, me=me))
    assert "牡丹厅" in door and "贺总" not in door and "88123" not in door
    with pytest.raises(NotAllowed):
        office.errand(meal_briefings.briefing, today, served.house.meals["lunch"], Post.DOOR, ZH, me=desk)


def test_a_slip_takes_back_at_the_kitchen_what_its_papers_told_and_no_more(served: Served):
    office, desk, lunch = served.office, served.house.desk, served.house.meals["lunch"]
    today = office_today()
    office.ask_for_no_consent()
    office.do(clients.edit_client, served.guest, {"allergies": "花生", "dishes": "鲈鱼"}, me=desk)
    me = office.hire("周兰", {**DESK, Right.PRINT_CLIENTS: Scope.ALL})
    slip = lambda who=me: "".join(text_of(office.errand(meal_slips.slip, served.booking, ZH, me=who)).split())  # noqa: E731
    # nothing came out yet, and nothing changed since it did
    with pytest.raises(BadEntry):
        slip()
    brief = office.errand(meal_briefings.briefing, today, lunch, Post.KITCHEN, ZH, me=me)
    with pytest.raises(BadEntry):
        slip()
    for _twice in range(2):
        office.do(brief.came_out, me=me)
    with office.beneath():
        assert [row.kind for row in SeatingPrint.select()] == ["briefing"]
    with pytest.raises(BadEntry):
        slip()
    other = office.do(clients.open_client, PERSON, {"name": "单雪", "salutation": "单总", "allergies": "虾"})
    due = lambda who=me: office.ask(meal_slips.is_due, served.booking, me=who)  # noqa: E731
    served.house.do(bookings.change, served.booking, Change(wishes="靠窗"))
    assert not due()
    served.house.do(bookings.change, served.booking, Change(people=9))
    assert due() and not due(desk)
    served.house.do(bookings.set_clients, served.booking, served.guest, None, (other,))
    # who was added, and what he must not be served
    text = slip()
    assert all(word in text for word in ("8→9", "增加1位客人", "单总", "虾⚠未核实")) and "贺总" not in text
    narrow = office.hire("孙力", {**DESK, Right.PRINT_CLIENTS: Scope.OWN})
    assert "增加1位客人" in slip(narrow) and "单总" not in slip(narrow) and "虾" not in slip(narrow)
    served.house.do(bookings.set_clients, served.booking, served.guest, None, ())
    text = slip()
    assert all(word in text for word in ("1位客人不来", "单总", "虾⚠未核实")) and "增加" not in text
    # another room, somebody without a file, and who is on the list of people is no newcomer for it
    served.house.do(bookings.change, served.booking, Change(spots=(served.house.spots["竹影"],)))
    etiquette = read_folder(resource("etiquette"))
    served.house.do(seating_people.add_clients, served.booking, etiquette)
    served.house.do(seating_people.add_people, served.booking, [GuestEntry(Party.GUEST, name="尉迟")], etiquette)
    text = slip()
    assert all(word in text for word in ("牡丹厅→竹影", "改到竹影", "增加1位客人", "尉迟")) and "贺总" not in text
    served.house.do(bookings.change, served.booking, Change(spots=(served.house.spots["牡丹厅"],)))
    assert "→竹影" not in slip() and "→牡丹厅" not in slip()
    # what comes out now tells all of it
    office.on_paper(meal_briefings.briefing, today, lunch, Post.KITCHEN, ZH, me=me)
    with pytest.raises(BadEntry):
        slip()
    assert not due()
    # what was learnt since of somebody who stays, as far as it may be told; a taboo that nobody has confirmed is not
    office.do(clients.edit_client, served.guest, {"taboos": "香菜"}, me=desk)
    assert not due()
    office.do(reviews.accept, served.guest, "taboos")
    assert due() and "贺总" in slip() and "忌口：香菜" in slip()
    office.do(clients.edit_client, served.guest, {"allergies": ""}, me=desk)
    text = slip()
    assert "过敏：无" in text and "1位客人有新情况" in text and "鲈鱼" not in text
    office.do(clients.edit_client, served.guest, {"allergies": "花生"}, me=desk)
    assert not office.ask(meal_slips.is_due, served.booking, me=narrow)
    office.on_paper(meal_briefings.briefing, today, lunch, Post.KITCHEN, ZH, me=me)
    assert not due()
    served.house.do(bookings.set_state, served.booking, BookingState.CANCELLED, "主人生病")
    assert due()
    text = slip()
    for said in ("整桌取消，9人", "牡丹厅", "贺总", "花生⚠未核实", brief.code, "客户信息卡1，李娜"):
        assert said in text, said
    assert "鲈鱼" not in text and "单总" not in text
    text = slip(narrow)
    assert "整桌取消" in text and "贺总" not in text and "另有1位" in text
    with pytest.raises(NotAllowed):
        slip(desk)


def test_a_register_names_nobody_whom_the_reader_may_not_print(served: Served):
    narrow = {Right.SEE_BOOKINGS: Scope.ALL, Right.SEE_CLIENTS: Scope.ALL, Right.PRINT_CLIENTS: Scope.OWN}
    text = text_of(served.register(me=served.office.hire("李娜", narrow)))
    assert "牡丹厅" in text and "贺总" not in text and "云川" not in text
    with pytest.raises(NotAllowed):
        served.register(me=served.house.desk)


def test_a_form_says_who_it_is_about_and_its_code_says_which_form_it_is(served: Served):
    printed = served.office.errand(meal_sheets.collection_forms, [served.sheet], ZH)
    (page,) = pypdfium2.PdfDocument(printed.pdf)
    assert [round(side / MM) for side in page.get_size()] == [148, 210]
    text = text_of(printed)
    for said in (
        "牡丹厅",
        "云川木业",
        "贺总",
        "贺启年",
        "已存档",
        "收集表 1 号",
        "主陪",
        "二宾",
        "副陪",
        "主宾",
        "※单位",
    ):
        assert said in text, said
    assert "13800000318" not in text
    assert read_code(page) == modules("CF-1") != modules("CF-2")


def modules(code: str) -> list[list[bool]]:
    symbol = QRCode(None, QRErrorCorrectLevel.M)
    symbol.addData(code)
    symbol.make()
    count = range(symbol.getModuleCount())
    return [[bool(symbol.isDark(row, column)) for column in count] for row in count]


def read_code(page) -> list[list[bool]]:
    """The modules of the QR at the right of the form's head, from the page as it is seen."""
    scale = 8
    picture = page.render(scale=scale, grayscale=True).to_pil()
    # beside the line with room and collector, below the head's rule and above the first part of the form
    left, right = int(123 * MM * scale), int((148 - 11) * MM * scale)
    part = picture.crop((left, int(25 * MM * scale), right, int(41 * MM * scale)))
    dark = part.point(lambda level: 255 if level < 128 else 0)
    box = dark.getbbox()
    count = len(modules("CF-1"))
    step_x, step_y = (box[2] - box[0]) / count, (box[3] - box[1]) / count
    assert abs(step_x - step_y) < 0.2, "square"
    assert step_x / scale / MM > 0.3, "large enough for a telephone, in mm"
    assert right - left - box[2] > (QUIET - 1) * step_x, "quiet"
    return [
        [dark.getpixel((int(box[0] + (column + 0.5) * step_x), int(box[1] + (row + 0.5) * step_y))) > 0
         for column in range(count)]
        for row in range(count)
    ]  # fmt: skip


def test_a_blank_form_needs_no_client_and_a_card_is_no_form(served: Served):
    waiter = served.office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL, Right.SEE_BOOKINGS: Scope.ALL})
    printed = served.office.errand(meal_sheets.collection_forms, [], EN, small=False, me=waiter)
    (page,) = pypdfium2.PdfDocument(printed.pdf)
    assert [round(side / MM) for side in page.get_size()] == [210, 297]
    assert "Guest of honour" in text_of(printed) and "贺" not in text_of(printed)
    with pytest.raises(NotAllowed):
        served.office.errand(meal_sheets.collection_forms, [served.sheet], ZH, me=waiter)
    with pytest.raises(BadEntry):
        served.office.errand(meal_sheets.collection_forms, [served.card], ZH)
    stranger = {Right.SEE_CLIENTS: Scope.OWN, Right.SEE_BOOKINGS: Scope.ALL, Right.PRINT_CLIENTS: Scope.ALL}
    with pytest.raises(NotFound):
        served.office.errand(meal_sheets.collection_forms, [served.sheet], ZH, me=served.office.hire("赵峰", stranger))


def test_a_form_is_found_again_by_its_number(served: Served):
    with served.office.work(served.house.desk, write=False) as work:
        assert cards.by_number(work, Sheet.FORM, 1) == served.sheet
        assert cards.by_number(work, Sheet.CARD, 1) == served.card
        with pytest.raises(BadEntry):
            cards.by_number(work, Sheet.FORM, 2)


def test_the_archive_form_marks_what_nobody_confirmed_and_names_nobody_out_of_reach(office: TestOffice):
    values = {"name": "贺启年", "unit": "云川木业", "salutation": "贺总", "dishes": "鲈鱼", "taboos": "香菜",
              "table_role": "host", "birthday": "1968-03-05", "note": "长" * 7000}  # fmt: skip
    he = office.do(clients.open_client, PERSON, values)
    reviewer = office.hire("张岚", {Right.SEE_CLIENTS: Scope.ALL, Right.REVIEW_CLIENTS: Scope.ALL})
    office.do(reviews.accept, he, "taboos", me=reviewer)
    staff = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL, Right.ENTER_CLIENTS: Scope.ALL})
    hers = office.do(clients.open_client, PERSON, {"name": "单雪"}, me=staff)
    office.do(affiliations.add_link, he, hers, LinkRole.DRIVER)
    printed = office.errand(archive_forms.archive_form, he, ZH)
    text = "".join(text_of(printed).split())
    for said in ("客户信息档案", "※单位", "云川木业", "鲈鱼⚠未核实", "香菜", "1968-03-05", "单雪", "■常请客", "□"):
        assert said in text, said
    assert "香菜⚠" not in text and text.count("长") == 7000 and "相貌" not in text
    own = {Right.SEE_CLIENTS: Scope.ALL, Right.PRINT_CLIENTS: Scope.OWN, Right.EDIT_CLIENTS: Scope.ALL}
    clerk = office.hire("赵峰", own)
    with pytest.raises(NotAllowed):
        office.errand(archive_forms.archive_form, he, ZH, me=clerk)
    office.do(clients.set_people, he, owner=clerk.id, deputy=None, important=False)
    mine = text_of(office.errand(archive_forms.archive_form, he, ZH, me=clerk))
    assert "贺启年" in mine and "单雪" not in mine


def test_long_names_find_room_in_their_boxes():
    long = FormValues("CF-9", "9", "大厅 1、大厅 2、大厅 3、大厅 4", "", "云川木业" * 12, "欧阳董事长" * 4, "",
                      "Baron of Somewhere " * 4)  # fmt: skip
    stamp = Stamp("林晓雨", datetime(2026, 5, 8, 10, 40), "6F0A2C91D4")
    (page,) = pypdfium2.PdfDocument(collection_forms([long], OfficeLook("云水阁"), stamp, ZH))
    text = page.get_textpage()
    said = "".join(text.get_text_range().split())
    assert said.count("云川木业") == 12 and said.count("欧阳董事长") == 4 and said.count("Somewhere") == 4
    low, high = text.get_charbox(text.get_text_range().index("云川木业"))[1::2]
    assert high - low > 0.8 * MM, "still to be read"
