"""The stops of the tour where people are seated: a dinner, a banquet of two hundred, the list, proposals, a clash."""

from dataclasses import replace
from datetime import date

from desktop.rules.seating.commands import Assign, Unseat
from desktop.rules.seating.facts import Before, Overlay
from desktop.rules.seating.plan import Seat
from desktop.services import bookings, seating
from desktop.services.bookings import BookingEntry, NewHost
from desktop.ui.seating.controller import Joining
from tests.tour_stops import _dialog

DINNER, EMPTY, WEDDING = "贺启年", "周玉婷", "赵文博"
_SURNAMES = "柏莫尹方郁章云苏潘葛"
_GIVEN = ("雨声", "子安", "若冰", "知远", "秋白", "以宁", "书瑶", "景行", "清和", "望舒",
          "云帆", "思齐", "怀瑾", "知微", "听雨", "致远", "安然", "晓峰", "文轩", "若谷")  # fmt: skip


def _page(tour, window, host=DINNER, *, list_shown=False):
    """The seats of the booking that this host has among those of the sample; the next days are looked through too."""
    page = window.go("bookings", "seating")
    tour.settle()
    page._show_chooser()
    page.chooser.days.step(0)
    tour.settle()
    for _day in range(8):
        key = next((row.key for row in page.chooser._rows if host in row.cells[3].text), None)
        if key is not None:
            break
        page.chooser.days.step(1)
        tour.settle()
    page.open(key)
    tour.settle()
    page.tabs.setCurrentIndex(page.tabs.count() - 1 if list_shown else 0)
    tour.settle()
    return page


def _person(page, name):
    return next(p.id for p in page.editor.plan.people if p.name == name)


def seating_chooser(tour, window):
    page = _page(tour, window)
    page.chooser.days.step(0)
    page._show_chooser()


def seating_empty(tour, window):
    _page(tour, window, EMPTY)


def seating_dinner(tour, window):
    page = _page(tour, window)
    page.editor.choose(people=[_person(page, "单雄飞")])


def seating_free(tour, window):
    page = _page(tour, window)
    free = next(seat for seat in page.editor.plan.tables[0].seats if seat not in page.editor.plan.seating)
    page.editor.choose(seats=[free])


def seating_list(tour, window):
    page = _page(tour, window, list_shown=True)
    page.list.view.setFocus()
    page.editor.choose(people=[_person(page, DINNER)])


def seating_picker(tour, window):
    page = _page(tour, window, list_shown=True)
    free = next(seat for seat in page.list.seats() if seat not in page.editor.plan.seating)
    page.list.view.setFocus()
    page.list.go_to(free)
    page.list.ask_here("y")


def seating_wedding(tour, window):
    _page(tour, window, WEDDING)


def seating_wedding_list(tour, window):
    page = _page(tour, window, WEDDING, list_shown=True)
    page.editor.choose(seats=page.list.seats()[:2])


def seating_banquet(tour, window):
    """Two hundred people at twenty tables, all seated; made once."""
    page = _page(tour, window)
    made = []
    book = page.controller
    line = page.shown.line
    names = [surname + given for given in _GIVEN for surname in _SURNAMES][:198]
    entry = BookingEntry(NewHost("庞家宴", "199 0000 0888"), line.on, line.meal, line.at, 200)
    window.desk.do(bookings.take, entry, done=made.append)
    tour.settle()
    page.open(made[0])
    tour.settle()
    book.lay("two_hosts", None, lambda _done: None, page.refuse)
    book.join(Joining(True, (), "\n".join(names)), lambda _done: None, page.refuse)
    tour.settle()
    page.openers.propose()
    dialog = page.openers.dialog
    for _turn in range(40):
        tour.settle()
        if dialog.columns:
            break
    dialog.accept_it()
    tour.settle()


def seating_proposal(tour, window):
    page = _page(tour, window)
    page.openers.propose()
    dialog = _dialog()
    for _turn in range(20):
        tour.settle()
        if dialog.columns:
            break
    dialog.filling.click()
    for _turn in range(20):
        tour.settle()
        if dialog.main.isEnabled():
            break
    return dialog


def seating_people(tour, window):
    _page(tour, window).openers.add_people()
    return _dialog()


def seating_person(tour, window):
    page = _page(tour, window)
    page.editor.choose(people=[_person(page, "秦采薇")])
    page.acts.change()
    return _dialog()


def seating_link(tour, window):
    page = _page(tour, window)
    page.editor.choose(people=[_person(page, "尹若冰")])
    page.acts.link()
    return _dialog()


def seating_rule(tour, window):
    page = _page(tour, window)
    page.editor.choose(people=[_person(page, "秦采薇"), _person(page, "尹若冰")])
    page.acts.rule()
    return _dialog()


def seating_last_time(tour, window):
    page = _page(tour, window)
    editor, person = page.editor, _person(page, "单雄飞")
    last = Before(date(2026, 9, 12), None, 4, "1")
    free = [seat for seat in editor.plan.tables[0].seats if seat not in editor.plan.seating]
    editor.show_overlays({Overlay.LAST_TIME})
    editor.choose(people=[person])
    page.plan.zoom(1.6)
    tour.settle()
    tour.settle()
    editor.take_facts({person: replace(editor.facts(person), last=last)},
                      {seat: replace(last, name="秦采薇") for seat in free})  # fmt: skip


def seating_element(tour, window):
    page = _page(tour, window, WEDDING)
    stage = next(one for one in page.editor.plan.elements if one.kind == "stage")
    page.editor.choose(elements=[stage.id])


def seating_element_dialog(tour, window):
    page = _page(tour, window, WEDDING)
    page.openers.change_element(page.editor.plan.elements[0].id)
    return _dialog()


def seating_table(tour, window):
    page = _page(tour, window)
    page.openers.change_table()
    dialog = _dialog()
    dialog.form.put({"seats": "8"})
    dialog.form.edited.emit("seats")
    return dialog


def seating_etiquette(tour, window):
    _page(tour, window).openers.choose_etiquette()
    return _dialog()


def seating_house(tour, window):
    page = _page(tour, window)
    page.openers.choose_etiquette()
    _dialog()._house()
    tour.settle()
    return _dialog()


def seating_versions(tour, window):
    page = _page(tour, window)
    page.controller.keep_version("初稿", lambda _done: None, page.refuse)
    tour.settle()
    page.openers.show_versions()
    return _dialog()


def seating_gone(tour, window):
    """Who sat on a place of honour does not come: the next moves up."""
    page = _page(tour, window)
    page.editor.choose(people=[_person(page, "单雄飞")])
    page.acts.let_go()
    tour.settle()
    return _dialog()


def seating_clash(tour, window):
    """A colleague has seated somebody meanwhile on the seat that is given here."""
    page = _page(tour, window)
    plan = page.editor.plan
    late, other = plan.unseated[0].id, plan.seating[Seat(plan.tables[0].id, 4)]
    free = next(seat for seat in plan.tables[0].seats if seat not in plan.seating)
    etiquette = page.controller.etiquette
    page.editor._base = plan
    window.desk.do(seating.seat, page.controller.chosen, Assign(other, free), etiquette)
    page.editor.do(Assign(late, free))
    tour.settle()
    dialog = _dialog()
    page.editor.do(Unseat(other))
    return dialog


STOPS = (
    seating_chooser, seating_empty, seating_dinner, seating_free, seating_list, seating_picker, seating_wedding,
    seating_wedding_list, seating_proposal, seating_people, seating_person, seating_link, seating_rule,
    seating_last_time, seating_element, seating_element_dialog, seating_table, seating_etiquette, seating_house,
    seating_versions, seating_clash, seating_gone, seating_banquet,
)  # fmt: skip
