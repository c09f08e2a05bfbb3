"""What is collected, on screen and by keys: a form from its issue to its facts, and a review from B to E."""

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from desktop.models.bookings import BookedPlace, Booking, Meal
from desktop.models.clients import Client, ValueReview
from desktop.rules.bookings import BookingState
from desktop.rules.collecting import Sheet
from desktop.rules.collection_forms import Diagram, FormState
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm, Learnt, ReviewState
from desktop.services import bookings, cards, clients, collecting, findings, review_meetings, reviews, rooms, settings
from desktop.services.bookings import BookingEntry
from desktop.services.cards import Wanted
from desktop.services.findings import Finding, Head
from desktop.services.rooms import RoomEntry
from desktop.ui.collecting.fact_rows import way_of_digit
from desktop.ui.collecting.forms_panel import OPEN
from desktop.ui.collecting.page import CollectPage
from desktop.ui.kit import theme
from desktop.ui.kit.paper_view import PaperView, read_picture
from desktop.ui.kit.printing import PrintDesk
from desktop.workstation import paths
from tests.bookings.test_service import DESK
from tests.offices import office_today
from tests.reports.test_printing import file_printer
from tests.screens import Shelf

K = Qt.Key
SEE = {Right.SEE_CLIENTS: Scope.ALL, Right.SEE_BOOKINGS: Scope.ALL}


@pytest.fixture
def house(sqlite_office):
    """A meal from midnight to midnight, ready at its last minute; a guest of class A, a desk, a leader, a server."""
    office = sqlite_office
    office.do(rooms.add_usual_meals)
    with office.beneath():
        Meal.update(begins=1, ends=0, ready_by=1439).where(Meal.key == "lunch").execute()
    room = office.do(rooms.add_room, RoomEntry("牡丹厅", 16))
    office.ask_for_no_consent()
    office.clerk = office.hire("周敏", DESK | {Right.PRINT_CLIENTS: Scope.ALL})
    office.leader, office.server = office.hire("王芳", SEE), office.hire("李娜", SEE)
    values = {"name": "贺启年", "salutation": "贺总", "taboos": "香菜"}
    office.guest = office.do(clients.open_client, ClientForm.PERSON, values, me=office.clerk)
    office.do(reviews.accept, office.guest, "taboos")
    with office.beneath():
        Client.update(client_class="A").where(Client.id == office.guest).execute()
    lunch = office.ask(rooms.meals)[0].id
    office.booking = office.do(bookings.take, BookingEntry(office.guest, office_today(), lunch, 12 * 60, 8, (room,)))
    return office


@pytest.fixture
def show(house, pages, tmp_path):
    def build(me):
        printing = PrintDesk(Shelf(), make_printer=lambda: file_printer(tmp_path / "out.pdf"))
        page = pages(lambda desk: CollectPage(desk, printing), me, ready=lambda page: page.forms.forms is not None)
        page.forms.view.setFocus()
        return page

    return build


def only(page):
    (line,) = page.forms.lines
    return line


def typed(qtbot, text):
    """Into whatever has the focus, as a person does."""
    for letter in text:
        if letter == "\t":
            qtbot.keyClick(QApplication.focusWidget(), K.Key_Tab)
        else:
            qtbot.keyClicks(QApplication.focusWidget(), letter)


def home(qtbot, page, view):
    """A dialog has gone; without a window manager nobody gives the window back its keys."""
    with qtbot.waitActive(page):
        page.activateWindow()
    qtbot.waitUntil(view.hasFocus)


def given_out(house, facts=()):
    (given,) = house.do(cards.hand_out, [Wanted(house.booking, house.guest, Sheet.FORM)], house.leader.id)
    house.do(cards.receive, [given], "李娜")
    if facts:
        house.do(cards.take_back, [given])
        house.do(findings.enter, given, facts, Head("", house.server.id), me=house.clerk)
    return given


def test_a_form_by_keys_from_its_issue_to_its_facts(house, show, qtbot):
    page = show(house.clerk)
    view = page.forms.view
    assert only(page).state is FormState.DUE and page.tabs.isHidden()
    qtbot.keyClick(view, K.Key_Space)
    dialog = page.forms.dialog
    qtbot.waitUntil(lambda: dialog.who.list.count() > 1 and dialog.who.line.hasFocus())
    typed(qtbot, "wf")
    qtbot.keyClick(QApplication.focusWidget(), K.Key_Return)
    qtbot.waitUntil(lambda: only(page).state is FormState.OUT)
    home(qtbot, page, view)
    qtbot.keyClick(view, K.Key_Space)
    dialog = page.forms.dialog
    qtbot.waitUntil(lambda: dialog.who.line.hasFocus())
    typed(qtbot, "ln")
    qtbot.waitUntil(lambda: dialog.who.name == "李娜")
    qtbot.keyClick(QApplication.focusWidget(), K.Key_Return)
    qtbot.waitUntil(lambda: only(page).state is FormState.COLLECTING)
    home(qtbot, page, view)
    qtbot.keyClick(view, K.Key_Space)
    qtbot.waitUntil(lambda: only(page).state is FormState.BACK)
    assert [text for text, _back in page.toasts][-1] == "Handed in: 牡丹厅 贺启年."
    qtbot.keyClick(view, K.Key_F2)
    qtbot.waitUntil(lambda: page.entry is not None)
    entry = page.entry
    # as the paper is read: the first line after the head has the keys
    assert QApplication.focusWidget() is entry.rows["unit"].value
    typed(qtbot, "yunchuan\t4\t \t")
    assert QApplication.focusWidget() is entry.rows["salutation"].value
    unit = entry.rows["unit"]
    assert (unit.value.value(), unit.learnt.value(), unit.checked.value()) == ("yunchuan", "card", True)
    taboos = entry.rows["taboos"]
    assert "香菜" in taboos.told.text() and "confirmed" in taboos.told.text()
    # how grave something is, and not what: nothing of the form is stored
    allergies = entry.rows["allergies"]
    allergies.severity.set_value("danger")
    entry.save()
    assert "what it is" in allergies.error.text() and QApplication.focusWidget() is allergies.value
    allergies.severity.set_value("")
    taboos.value.setFocus()
    # the same again is seen again, learnt as the line before
    qtbot.keyClick(taboos.value, K.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert (taboos.value.value(), taboos.learnt.value()) == ("香菜", "card")
    entry.rows["drinks"].value.setFocus()
    typed(qtbot, "tea")
    entry.rows["drinks"].learnt.set_value("")
    qtbot.keyClick(QApplication.focusWidget(), K.Key_S, Qt.KeyboardModifier.ControlModifier)
    # which line lacks something says so, and has the keys
    assert "How" not in entry.rows["unit"].error.text() and entry.rows["drinks"].error.isVisible()
    assert QApplication.focusWidget() is entry.rows["drinks"].learnt
    typed(qtbot, "1")
    qtbot.waitUntil(lambda: entry.collected_by == house.server.id)
    assert "Recorded for 李娜" in entry.whose.text()
    # Escape goes back to the list; what was typed waits, also for another day's window
    qtbot.keyClick(QApplication.focusWidget(), K.Key_Escape)
    assert page.entry is None and view.hasFocus()
    draft = page.draft()
    again = show(house.clerk)
    again.restore({**draft, "here": next(iter(draft["drafts"]))})
    qtbot.waitUntil(lambda: again.entry is not None)
    again.entry.diagram.set_value(Diagram("贺总", "", "", "单总"))
    again.entry.save()
    qtbot.waitUntil(lambda: again.entry is None)
    assert "new: Unit, Drinks" in again.toasts[-1][0] and "seen again: Taboos" in again.toasts[-1][0]
    again.forms.state.set_value(None)
    again.forms._narrow()
    qtbot.waitUntil(lambda: [line.state for line in again.forms.lines] == [FormState.ENTERED])
    kept = house.ask(collecting.typed, only(again).given.id, me=house.clerk)
    assert (kept.diagram, kept.collected_by) == (Diagram("贺总", "", "", "单总"), house.server.id)
    file = house.ask(clients.client_file, house.guest)
    assert (file.values["unit"], file.values["drinks"]) == ("yunchuan", "tea")
    assert file.reviews["drinks"].learnt is Learnt.OBSERVED
    assert again.draft() is None
    assert page.draft() is not None


def test_the_keys_go_through_the_form_as_through_the_paper(house, show, qtbot):
    given = given_out(house)
    page = show(house.clerk)
    page.open(("enter", given))
    qtbot.waitUntil(lambda: page.entry is not None)
    entry = page.entry
    assert "looks" not in entry.rows
    stops = [stop for stop in entry.stops if stop.isVisible()]
    entry.collector.setFocus()
    seen = [QApplication.focusWidget()]
    for _number in range(len(stops) - 1):
        qtbot.keyClick(QApplication.focusWidget(), K.Key_Tab)
        seen.append(QApplication.focusWidget())
    assert seen == stops
    # another line is chosen under Other, and comes next
    other = entry.rows["other:dining"]
    other.which.set_value("room_wishes")
    other.which.edited.emit()
    assert QApplication.focusWidget() is other.fact.value
    qtbot.waitUntil(other.fact.learnt.isVisible)
    qtbot.keyClick(other.fact.value, K.Key_Tab)
    assert QApplication.focusWidget() is other.fact.learnt
    # what the office refuses stands at its line
    other.fact.value.set_value("x")
    other.fact.learnt.set_value("asked")
    entry.on.set_value("2020-01-01")
    entry.save()
    qtbot.waitUntil(lambda: bool(page.bar.messages))
    assert "Collected on" in page.bar.messages[0].text and entry.save_button.isEnabled()
    assert [way_of_digit(text) for text in ("② Asked", "⑧ x", "Asked", "")] == ["2", "8", "", ""]


def test_what_changed_meanwhile_is_named_a_save_is_waited_for_and_all_of_it_is_undone(house, show, qtbot):
    page = show(house.clerk)
    given = given_out(house)
    page.open(("enter", given))
    qtbot.waitUntil(lambda: page.entry is not None and page.entry.collector.value() != "")
    entry = page.entry
    # taken over as the file had it, which a colleague has changed since
    taboos = entry.rows["taboos"]
    house.do(clients.edit_client, house.guest, {"taboos": "羊肉"}, {}, learnt=Learnt.OBSERVED)
    taboos.as_held()
    taboos.learnt.set_value(Learnt.OBSERVED.value)
    entry.save()
    # Esc before the answer, which is a refusal: it stays, and nothing breaks
    qtbot.keyClick(entry.collector, K.Key_Escape)
    page.open("review")
    assert page.entry is entry and not entry.leave_button.isEnabled()
    qtbot.waitUntil(lambda: "羊肉" in taboos.told.text())
    assert "saving" not in [message.key for message in page.bar.messages]
    assert "羊肉" in taboos.error.text() and taboos.value.property("wrong") and taboos.value.value() == "香菜"
    assert entry.known.values["taboos"] == "羊肉" and entry.save_button.isEnabled()
    taboos.as_held()
    assert taboos.value.value() == "羊肉" and not taboos.error.isVisible()
    taboos.value.set_value("")
    drinks = entry.rows["drinks"]
    drinks.value.set_value("茶")
    drinks._was_edited()
    drinks.learnt.set_value(Learnt.OBSERVED.value)
    entry.save()
    qtbot.keyClick(entry.collector, K.Key_Escape)
    qtbot.waitUntil(lambda: page.entry is None)
    assert page.draft() is None and [text for text, _back in page.toasts] == ["Typed in. new: Drinks"]

    def undone():
        count = len(page.toasts)
        page.toasts[-1][1]()
        qtbot.waitUntil(lambda: len(page.toasts) > count)
        assert page.toasts[-1] == ("Undone.", None)

    undone()
    with house.beneath():
        assert Client.get_by_id(house.guest).drinks == ""
    page.forms.state.set_value(None)
    page.reload()
    qtbot.waitUntil(lambda: [line.state for line in page.forms.lines] == [FormState.COLLECTING])
    page.forms.do("hand_in")
    qtbot.waitUntil(lambda: only(page).state is FormState.BACK)
    undone()
    qtbot.waitUntil(lambda: only(page).state is FormState.COLLECTING)
    # typed in before it is back: it is open until it is handed in as well
    tea = Finding("drinks", "茶", Learnt.OBSERVED)
    house.do(findings.enter, given, [tea], Head("", house.server.id), me=house.clerk)
    page.reload()
    qtbot.waitUntil(lambda: only(page).state is FormState.ENTERED)
    page.forms.state.set_value(OPEN)
    page.forms._narrow()
    assert len(page.forms.lines) == 1 and page.tabs.tabText(0) == "Forms 1"
    page.forms.do_next()
    qtbot.waitUntil(lambda: page.forms.lines == [] and page.tabs.tabText(0) == "Forms")


def test_a_form_of_long_ago_is_gone_to_and_one_without_its_booking_is_told_of(house, show, qtbot):
    given = given_out(house)
    page = show(house.clerk)
    long_ago = office_today() - timedelta(days=40)
    with house.beneath():
        Booking.update(on=long_ago).execute()
        BookedPlace.update(on=long_ago).execute()
    page.open(given)
    qtbot.waitUntil(lambda: page.forms.period.value() == long_ago and len(page.forms.lines) == 1)
    qtbot.waitUntil(lambda: page.forms.view.selected_keys == [(given, house.guest)])
    assert only(page).given.id == given and list(page.bar.messages) == []
    with house.beneath():
        Booking.update(withdrawn_at=datetime.now(UTC)).execute()
    page.open(given)
    qtbot.waitUntil(lambda: bool(page.bar.messages))
    assert "booking" in page.bar.messages[0].text and page.forms.lines == []


def test_filters_and_a_party_that_does_not_come(house, show, qtbot):
    given_out(house)
    page = show(house.clerk)
    house.do(bookings.set_state, house.booking, BookingState.CANCELLED, "下雨")
    page.reload()
    qtbot.waitUntil(lambda: [line.state for line in page.forms.lines] == [FormState.VOID])
    assert page.forms.count.text() == "Void 1"
    page.forms.state.set_value(FormState.OUT.value)
    page.forms._narrow()
    assert page.forms.lines == [] and page.forms._none is not None
    page.forms._clear()
    assert len(page.forms.lines) == 1
    # who only looks has no button that would refuse
    page = show(house.server)
    qtbot.waitUntil(lambda: len(page.forms.lines) == 1)
    assert page.forms.actions_of(page.forms.chosen()) == [] and page.actions_offered() == ()
    assert page.forms.table.held_row(0).cells[-1] == ""


def test_a_review_by_keys_alone(house, show, qtbot):
    facts = [Finding("drinks", "黄酒", Learnt.OBSERVED), Finding("dishes", "鱼", Learnt.ASKED, True),
             Finding("cigarettes", "中华", Learnt.ASKED), Finding("taboos", "不忌口", Learnt.OVERHEARD)]  # fmt: skip
    given_out(house, facts)
    # one that the reviewer typed in himself
    house.do(clients.edit_client, house.guest, {"seat": "靠窗"})
    # and one that was confirmed and not seen for its time
    house.do(settings.change_setting, "seen_months_habits", 12)
    house.do(clients.edit_client, house.guest, {"dining_habits": "先上汤"})
    with house.beneath():
        long_ago = datetime.now(UTC) - timedelta(days=400)
        ValueReview.update(state=ReviewState.VERIFIED.value, reviewed_at=long_ago).where(
            ValueReview.field == "dining_habits").execute()  # fmt: skip
    page = show(house.me)
    tabs, review = page.tabs, page.review
    qtbot.waitUntil(lambda: len(review.facts) == 6)
    tabs.setFocus()
    qtbot.keyClick(tabs, K.Key_Right)
    view = review.view
    qtbot.waitUntil(lambda: view.hasFocus() and review.chosen is not None)
    # what was collected comes before what was entered by hand
    assert [fact.waiting.field for fact in review.facts][4:] == ["seat", "dining_habits"]
    said = review.proof.accessibleDescription()
    assert "CF-1" in said and "Collector: 李娜" in said and "typed in by 周敏" in said
    before = {fact.waiting.field for fact in review.facts}
    # what was only not seen for long is said to hold by the same key, and needs no review
    review.select((house.guest, "dining_habits"))
    qtbot.waitUntil(lambda: review.chosen is not None and review.chosen.faded)
    assert "Last seen" in review.proof.accessibleDescription()
    qtbot.keyClick(view, K.Key_R)
    assert "confirmed once" in page.bar.messages[0].text
    qtbot.keyClick(view, K.Key_A)
    qtbot.waitUntil(lambda: len(review.facts) == 5)
    assert not house.ask(reviews.reviews_of, house.guest)["dining_habits"].faded
    review.select(review.facts[0].key)
    qtbot.waitUntil(lambda: review.chosen == review.facts[0])
    # nothing is decided before it is recorded who is present
    qtbot.keyClick(view, K.Key_A)
    assert "Begin a review first" in page.bar.messages[0].text
    qtbot.keyClick(view, K.Key_B)
    dialog = review.dialog
    # active, and the keys go to it
    qtbot.waitUntil(lambda: dialog.isActiveWindow() and dialog.focusWidget() is QApplication.focusWidget() is not None)
    assert dialog.form.values()["collector"] == "李娜"
    qtbot.keyClick(QApplication.focusWidget(), K.Key_Return)
    qtbot.waitUntil(lambda: review.meeting is not None)
    home(qtbot, page, view)
    assert "李娜 (Collector)" in review.present.text()
    chosen = review.chosen.waiting.field
    qtbot.keyClick(view, K.Key_A)
    qtbot.waitUntil(lambda: len(review.facts) == 4)
    assert house.ask(reviews.reviews_of, house.guest)[chosen].state is ReviewState.VERIFIED
    # undone from the toast, and confirmed again
    page.toasts[-1][1]()
    qtbot.waitUntil(lambda: len(review.facts) == 5)
    review.select((house.guest, chosen))
    qtbot.waitUntil(lambda: review.chosen is not None and review.chosen.waiting.field == chosen)
    qtbot.keyClick(view, K.Key_Space)
    qtbot.waitUntil(lambda: len(review.facts) == 4 and review.chosen is not None)
    for key, text, left in ((K.Key_C, "2", 3), (K.Key_R, "misheard", 2)):
        qtbot.keyClick(view, key)
        qtbot.waitUntil(lambda: review.dialog.isActiveWindow())
        typed(qtbot, text)
        qtbot.keyClick(QApplication.focusWidget(), K.Key_Return, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: len(review.facts) == left and review.chosen is not None)  # noqa: B023
        home(qtbot, page, view)
    asked = next(fact for fact in review.facts if fact.waiting.field != "seat")
    review.select(asked.key)
    qtbot.waitUntil(lambda: review.chosen is not None and review.chosen.key == asked.key)
    qtbot.keyClick(view, K.Key_Q)
    dialog = review.dialog
    qtbot.waitUntil(lambda: dialog.isActiveWindow())
    typed(qtbot, "which?")
    qtbot.keyClick(QApplication.focusWidget(), K.Key_Return)
    qtbot.waitUntil(lambda: any(fact.ask == "which?" for fact in review.facts))
    home(qtbot, page, view)
    # nobody reviews his own
    review.select((house.guest, "seat"))
    qtbot.waitUntil(lambda: review.chosen is not None and review.chosen.waiting.field == "seat")
    qtbot.keyClick(view, K.Key_A)
    assert "Yours" in page.bar.messages[0].text
    qtbot.keyClick(view, K.Key_E)
    qtbot.waitUntil(lambda: review.week is not None and review.week.running is None)
    assert review.week.held == 1 and "1 of 2" in review.pace.text()
    meeting = review.week.meetings[0]
    items = house.ask(review_meetings.items, meeting.id)
    assert len(items) == 4 and len(before) == 6
    tabs.setFocus()
    qtbot.keyClick(tabs, K.Key_Right)
    qtbot.waitUntil(lambda: page.minutes.items_table.rowCount() == 4)


def test_a_paper_is_looked_at_and_kept_nowhere(qtbot, qapp, tmp_path):
    photo = tmp_path / "表.png"
    made = QImage(300, 400, QImage.Format.Format_RGB32)
    made.fill(Qt.GlobalColor.white)
    assert made.save(str(photo))
    assert read_picture(None, photo, progress=None).height() == 400
    for name, data in (("x.png", b"no picture"), ("x.pdf", b"%PDF-1.4 broken"), ("gone.png", None)):
        if data is not None:
            (tmp_path / name).write_bytes(data)
        with pytest.raises(BadEntry):
            read_picture(None, tmp_path / name, progress=None)
    theme.install(qapp, paths.resource(), bundled_only=True)
    paper = PaperView()
    qtbot.addWidget(paper)
    paper.resize(400, 500)
    paper.show()
    paper.show_picture(made)
    scale = paper.view.transform().m11()
    qtbot.keyClick(paper.view, K.Key_Plus)
    assert paper.view.transform().m11() > scale
    qtbot.keyClick(paper.view, K.Key_R)
    assert abs(paper.view.transform().m11()) < 1e-6 < abs(paper.view.transform().m12())
    qtbot.keyClick(paper.view, K.Key_L)
    qtbot.keyClick(paper.view, K.Key_0)
    assert paper.view.transform().m11() == pytest.approx(scale, rel=0.05)
    paper.forget()
    assert paper.item is None and not paper.tools[0].isVisible()
