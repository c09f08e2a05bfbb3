"""The tab Cards: what is out and late, given up and taken back by keys; the paper typed in; what was found noted."""

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QApplication, QScrollArea

from desktop.models.bookings import BookedPlace, Booking
from desktop.models.clients import ValueReview
from desktop.models.registers import RegisterLine
from desktop.rules.collecting import Sheet, Stage, Which
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import card_register, cards, clients, review_lists, reviews, settings
from desktop.services.cards import Wanted
from desktop.ui.cards.page import FADED, CardsPage
from desktop.ui.kit.printing import PrintDesk
from tests.bookings.test_service import furnished
from tests.offices import office_today
from tests.reports.test_printing import file_printer
from tests.screens import Shelf


class Served:
    """Two parties of yesterday's lunch; of the first host some facts are confirmed."""

    def __init__(self, office):
        self.house, self.office = furnished(office), office
        office.ask_for_no_consent()
        values = {"name": "贺启年", "salutation": "贺总", "taboos": "香菜", "dishes": "鲈鱼"}
        self.guest = office.do(clients.open_client, ClientForm.PERSON, values, me=self.house.desk)
        for name in ("taboos", "dishes"):
            office.do(reviews.accept, self.guest, name)
        self.bookings = [self.house.take(self.guest), self.house.take("单雪", "竹影")]
        with office.beneath():
            Booking.update(
                on=office_today() - timedelta(days=1), taken_at=datetime.now(UTC) - timedelta(days=3)
            ).execute()
            BookedPlace.update(on=office_today() - timedelta(days=1)).execute()
        self.leader = office.hire("王芳", {Right.SEE_CLIENTS: Scope.ALL, Right.SEE_BOOKINGS: Scope.ALL})
        self.hosts = [self.house.line(key).host.id for key in self.bookings]

    def out(self, *kinds):
        wanted = [Wanted(self.bookings[0], self.guest, kind) for kind in kinds]
        made = self.office.do(cards.hand_out, wanted, self.leader.id, "补发")
        with self.office.beneath():
            RegisterLine.update(out_at=datetime.now(UTC) - timedelta(hours=26)).execute()
        return made

    def counts(self):
        return self.office.ask(card_register.register, Which.ALL).counts


@pytest.fixture
def served(sqlite_office):
    return Served(sqlite_office)


@pytest.fixture
def show(served, pages, tmp_path):
    def build(me=None):
        backs = []

        def toast(text, back):
            page.toasts.append(text)
            backs.append(back)

        printing = PrintDesk(Shelf(), make_printer=lambda: file_printer(tmp_path / "out.pdf"))
        page = pages(lambda desk: CardsPage(desk, printing), me, ready=lambda page: page.shown is not None,
                     toast=toast, height=620)  # fmt: skip
        page.backs = backs
        return page

    return build


def select(page, qtbot, *numbers):
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.view.setFocus()
    page.view.clearSelection()
    held = page.view.selectionModel()
    for number in numbers:
        held.select(page.table.index(number, 0), held.SelectionFlag.Select | held.SelectionFlag.Rows)


def test_what_is_late_is_shown_given_up_and_taken_back_by_keys(show, served, qtbot):
    served.out(Sheet.CARD, Sheet.FORM)
    page = show()
    assert [page.tabs.tabText(n) for n in range(2)] == ["Out 2", "Not returned in time 2"]
    assert page.table.held_row(0).cells[0].text == "Information card 1"
    page.search.setText("no such")
    qtbot.waitUntil(lambda: page.nothing is not None)
    page.search.clear()
    qtbot.waitUntil(lambda: page.nothing is None)
    # one came back, the other never will
    select(page, qtbot, 1)
    qtbot.keyClick(page.view, Qt.Key.Key_Delete)
    dialog = page.acts.dialog
    dialog.press_main()
    assert dialog.form.error("note")
    dialog.form.set_values({"ending": "written_off", "note": "泡了水"})
    dialog.press_main()
    qtbot.waitUntil(lambda: len(page.rows) == 1)
    assert page.toasts == ["Written off: 1 form."]
    page.backs[0]()
    qtbot.waitUntil(lambda: len(page.rows) == 2)
    # typed the morning after
    select(page, qtbot, 0)
    qtbot.keyClick(page.view, Qt.Key.Key_F7)
    earlier = page.acts.dialog
    yesterday = office_today() - timedelta(days=1)
    earlier.form.put({"on": yesterday.isoformat(), "back_at": "halb"})
    earlier.press_main()
    assert earlier.form.error("back_at")
    earlier.form.put({"back_at": "21：40", "on": (yesterday + timedelta(days=9)).isoformat(), "by": "李娜"})
    earlier.press_main()
    qtbot.waitUntil(lambda: bool(earlier.form.error("back_at")))
    earlier.form.put({"on": yesterday.isoformat(), "back_at": "2359"})
    earlier.press_main()
    qtbot.waitUntil(lambda: len(page.rows) == 1)
    page.backs[-1]()
    qtbot.waitUntil(lambda: len(page.rows) == 2)
    select(page, qtbot, 0, 1)
    qtbot.keyClick(page.view, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: page.rows == [] and page.nothing is not None)
    page.tabs.setCurrentIndex(2)
    qtbot.waitUntil(lambda: len(page.rows) == 2)
    select(page, qtbot, 0)
    qtbot.keyClick(page.view, Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: page.acts.dialog is not earlier)
    (told,) = page.acts.dialog.findChildren(QScrollArea)
    assert "Handed out: 1, to 王芳" in told.accessibleName() and "Returned: 1 of 1" in told.accessibleName()
    page.acts.dialog.press_main()


def enter(page, text=""):
    """Types into the field that has the focus, and goes on."""
    entry = QApplication.focusWidget()
    if text:
        entry.setText(text)
    page.paper.grid._key(entry, _Return())


class _Return:
    def key(self):
        return Qt.Key.Key_Return

    def modifiers(self):
        return Qt.KeyboardModifier.NoModifier


def test_a_paper_is_typed_in_by_keys_in_its_order_and_undone_as_one(show, served, qtbot, tmp_path):
    page = show()
    page.type_paper()
    paper = page.paper
    paper.of.set_value(served.house.meals["lunch"])
    paper.on.set_value(office_today() - timedelta(days=1))
    paper.on.line.editingFinished.emit()
    qtbot.waitUntil(lambda: paper.meal is not None and bool(paper.meal.lines))
    assert not paper.main.isEnabled()
    paper.grid.first_entry().setFocus()
    for text in ("牡丹", "", "2", "1120", "王芳", "1", "13：50", "李娜"):
        enter(page, text)
    # the next line of the paper: its room is where the hand is now
    for text in ("竹", "", "1", "11:70", "〃", "", "", ""):
        enter(page, text)
    first, second = paper.grid.rows[:2]
    assert first.texts()["place"] == "牡丹厅" and first.texts()["client"] == "贺总"
    assert second.texts()["taken_by"] == "王芳"
    paper.save()
    qtbot.waitUntil(lambda: bool(paper.bar.messages))
    assert "Line 2" in paper.bar.messages[0].text and second.entries["out"].property("wrong")
    assert served.counts()[Which.ALL] == 0
    draft = page.draft()
    second.entries["out"].set_value("11:25")
    picture = tmp_path / "paper.png"
    sheet = QPixmap(300, 200)
    sheet.fill(QColor("white"))
    assert sheet.save(str(picture))
    paper.show_photo(picture)
    qtbot.waitUntil(lambda: paper.photo is not None and paper.photo.item is not None)
    paper.save()
    qtbot.waitUntil(lambda: page.paper is None and len(page.rows) == 2)
    assert page.toasts == ["2 lines of paper typed in."]
    lines = sorted((row.line for row in page.rows), key=lambda line: line.number)
    assert [(line.count_out, line.count_back, line.fewer) for line in lines] == [(2, 1, True), (1, 0, False)]
    page.backs[0]()
    qtbot.waitUntil(lambda: page.rows == [])
    # what was typed and not saved is there again after the window was built anew
    assert page.draft() is None
    page.restore(draft)
    qtbot.waitUntil(lambda: page.paper.grid is not None and len(page.paper.grid.rows) > 2)
    assert page.paper.grid.rows[1].texts()["out"] == "11:70" and page.paper.grid.rows[0].values()["client"] is not None


def test_what_was_typed_of_a_paper_and_not_saved_is_lost_nowhere(show, served, qtbot):
    today = office_today()
    wanted = [Wanted(*one, Sheet.CARD) for one in zip(served.bookings, served.hosts, strict=True)]
    gone, out = served.office.do(cards.hand_out, wanted, served.leader.id, "补发")
    with served.office.beneath():
        RegisterLine.update(out_at=datetime.now(UTC) - timedelta(hours=50)).execute()
    page = show()
    page.type_paper()
    paper = page.paper

    def turn(widget, value):
        widget.set_value(value)
        (paper.on.line.editingFinished if widget is paper.on else widget.edited).emit()
        qtbot.waitUntil(lambda: paper.here is not None and paper.here == paper.chosen)
        return paper.grid.rows

    def back_of(given):
        (row,) = (row for row in paper.grid.rows if row.key == given)
        return row.entries["count_back"]

    turn(paper.of, served.house.meals["lunch"])
    rows = turn(paper.on, today - timedelta(days=1))
    back_of(gone).set_value("1")
    back_of(out).set_value("1")
    new = next(row for row in rows if row.key is None)
    new.entries["place"].set_value("竹")
    paper._edited(new, "place")
    # a look at another paper, where something is typed as well
    turn(paper.which, Sheet.FORM.value)[0].entries["place"].set_value("牡丹")
    turn(paper.which, Sheet.CARD.value)
    assert (back_of(gone).value(), back_of(out).value(), paper.numbers.text()) == ("1", "1", "3 lines typed")
    # a day that is none: nothing is saved for the one before
    paper.on.set_value("nonsense")
    paper.save()
    assert "Type the day" in paper.bar.messages[0].text and not paper.saving
    turn(paper.on, today - timedelta(days=1))
    # left; meanwhile one card came back, and the other was changed by nobody
    qtbot.keyClick(paper.on.line, Qt.Key.Key_Escape)
    assert page.paper is None
    served.office.do(cards.take_back, [gone])
    page.type_paper()
    paper = page.paper
    qtbot.waitUntil(lambda: paper.here is not None)
    assert paper.here[0] == Sheet.CARD.value and back_of(out).value() == "1"
    assert [row.texts()["place"] for row in paper.grid.rows if row.key is None and row.edited] == ["竹影"]
    (said,) = [message.text for message in paper.bar.messages if message.key == "gone"]
    assert said.endswith("贺启年, 1")
    (row,) = (row for row in paper.grid.rows if row.key == out)
    row.entries["back"].set_value("13:50")
    row.entries["returned_by"].set_value("李娜")
    (new,) = (row for row in paper.grid.rows if row.key is None and row.edited)
    for name in new.entries:
        new.entries[name].set_value(None if name == "client" else "")
    # left before the answer: it is waited for, and what was saved is typed no longer
    paper.save()
    paper.save()
    qtbot.keyClick(paper.on.line, Qt.Key.Key_Escape)
    assert page.paper is paper
    qtbot.waitUntil(lambda: page.paper is None and bool(page.toasts))
    assert page.toasts == ["1 line of paper typed in."]
    page.type_paper()
    paper = page.paper
    qtbot.waitUntil(lambda: paper.here is not None)
    assert paper.here[0] == Sheet.FORM.value and paper.grid.rows[0].texts()["place"] == "牡丹厅"


def test_what_was_found_at_the_table_is_seen_again_or_waits_for_review(show, served, qtbot):
    served.out(Sheet.CARD)
    page = show()
    select(page, qtbot, 0)
    qtbot.keyClick(page.view, Qt.Key.Key_F6)
    qtbot.waitUntil(lambda: page.acts.dialog is not None)
    dialog = page.acts.dialog
    dialog.press_main()
    assert dialog.isVisible()
    dialog.all_seen()
    dialog.choices["dishes"].set_value("otherwise")
    dialog._chosen("dishes")
    dialog.press_main()
    assert dialog.isVisible()
    dialog.entries["dishes"].setText("桂鱼")
    dialog.entries["drinks"].setText("黄酒")
    dialog.press_main()
    qtbot.waitUntil(lambda: bool(page.toasts))
    assert page.toasts[0] == ("Noted: seen again: 1, otherwise, to the next review: 1, new, to the next review: 1.")
    waiting = {line.field: line for line in served.office.ask(review_lists.waiting_reviews)}
    assert (waiting["dishes"].value, waiting["dishes"].verified, waiting["drinks"].value) == ("桂鱼", "鲈鱼", "黄酒")
    assert served.office.ask(clients.client_file, served.guest).reviews["taboos"].seen_at is not None


def test_cards_that_lack_what_was_accepted_are_printed(show, served, qtbot):
    page = show()
    page.open(served.guest)
    qtbot.waitUntil(lambda: page.stale_view.selected_keys == [served.guest])
    assert page.tabs.tabText(5) == "To be printed 1"
    page.print_chosen()
    qtbot.waitUntil(lambda: page.findChild(QPrintDialog) is not None)
    # what was cancelled in its dialog is on no card
    page.findChild(QPrintDialog).reject()
    page.reload()
    with qtbot.waitSignal(page.controller.loaded):
        pass
    qtbot.waitUntil(lambda: page.findChild(QPrintDialog) is None)
    assert [card.client_id for card in page.stale] == [served.guest]
    page.print_chosen()
    qtbot.waitUntil(lambda: page.findChild(QPrintDialog) is not None)
    with qtbot.waitSignal(page._printing.printed):
        page.findChild(QPrintDialog).accept()
    qtbot.waitUntil(lambda: page.nothing is not None)


def test_facts_that_were_not_seen_for_their_time_are_confirmed_by_one_key(show, served, qtbot):
    with served.office.beneath():
        ValueReview.update(reviewed_at=datetime.now(UTC) - timedelta(days=400)).execute()
    page = show()
    assert not page.tabs.isTabVisible(page._keys.index(FADED))
    for kind in ("taboos", "likes"):
        page.desk.do(settings.change_setting, f"seen_months_{kind}", 12)
    qtbot.waitUntil(lambda: len(page.faded) == 2)
    page.tabs.setCurrentIndex(page._keys.index(FADED))
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.faded_view.setFocus()
    page.faded_view.selectRow(0)
    qtbot.keyClick(page.faded_view, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: [fact.field for fact in page.faded] == ["taboos"])
    qtbot.keyClick(page.faded_view, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.nothing is not None)
    page.backs[-1]()
    qtbot.waitUntil(lambda: [fact.field for fact in page.faded] == ["taboos"])


def test_whoever_may_only_look_is_offered_no_act(show, served, qtbot):
    served.out(Sheet.CARD)
    page = show(served.office.hire("李娜", {Right.SEE_BOOKINGS: Scope.ALL, Right.SEE_CLIENTS: Scope.OWN}))
    assert [action.name for action in page.offered_here()] == ["history"]
    assert page.actions_offered() == [] and page.tabs.count() == 6
    assert page.rows[0].line.client == "" and page.rows[0].line.stage is Stage.OUT
