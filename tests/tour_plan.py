"""The stops of the tour on the floor plan: somebody dragged, somebody carried by keys, tables moved, layers, a menu."""

from uuid import UUID

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.rules.seating.by_hand import given
from desktop.rules.seating.facts import Overlay
from desktop.rules.seating.plan import Seat
from desktop.ui.seating.plan_menu import plan_menu
from tests.tour_seating import WEDDING, _page, _person

_LEFT, _NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def _drag(tour, view, start, goal):
    """Pressed and moved; let go of by Esc at the next stop."""
    view.mouse.cancel()
    QTest.mousePress(view.viewport(), _LEFT, _NONE, start)
    for spot in ((start + goal) / 2, goal):
        QTest.mouseMove(view.viewport(), spot)
        tour.settle()


def plan_drag(tour, window):
    page = _page(tour, window)
    seat_of = page.editor.plan.seat_of
    _drag(tour, page.plan, page.plan.spot_of(seat_of[_person(page, "秦采薇")]),
          page.plan.spot_of(seat_of[_person(page, "曾若兰")]))  # fmt: skip


def plan_carried(tour, window):
    page = _page(tour, window)
    page.plan.mouse.cancel()
    page.plan.setFocus()
    page.editor.carry(_person(page, "郁秋白"))
    page.plan.keys.go(next(seat for seat in page.editor.plan.tables[0].seats if seat not in page.editor.plan.seating))


def plan_why(tour, window):
    page = _page(tour, window)
    page.editor.carry(None)
    page.plan.setFocus()
    page.plan.keys.go(page.editor.plan.seat_of[_person(page, "单雄飞")])
    QTest.keyClick(page.plan, Qt.Key.Key_F1)


def plan_layers(tour, window):
    page = _page(tour, window)
    page.editor.show_overlays(Overlay)
    page.plan.zoom(1.4)


def plan_menu_open(tour, window):
    page = _page(tour, window)
    page.editor.show_overlays({Overlay.ALLERGY, Overlay.CONFLICTS})
    page.plan.fit()
    menu = plan_menu(page.plan, page.editor.plan.seat_of[_person(page, "单雄飞")])
    menu.popup(page.plan.mapToGlobal(QPoint(120, 60)))
    return menu


def plan_roles(tour, window):
    """Another place of honour for one seat, by hand; the next stop shows it given."""
    page = _page(tour, window)
    page._offer_role(Seat(page.editor.plan.tables[0].id, 2))
    tour.settle()
    return QApplication.activePopupWidget()


def plan_by_hand(tour, window):
    page = _page(tour, window)
    table = page.editor.plan.tables[0]
    page.openers.name_seats(UUID(table.id), given(table, 2, table.roles[4].code))
    tour.settle()
    page.editor.choose(seats=[Seat(table.id, 2)])


def plan_small_seat(tour, window):
    """In a hall the seat where the keys are is seen large."""
    page = _page(tour, window, WEDDING)
    page.plan.setFocus()
    page.plan.keys.go(Seat(page.editor.plan.tables[3].id, 2))


def plan_table_moved(tour, window):
    page = _page(tour, window, WEDDING)
    view, table = page.plan, page.editor.plan.tables[4]
    middle = view.rect_of(table.id).center().toPoint()
    view.keys.go(table.id)
    _drag(tour, view, middle, middle + QPoint(34, 3))


def plan_tables(tour, window):
    page = _page(tour, window, WEDDING)
    page.plan.mouse.cancel()
    page.editor.choose(tables=[table.id for table in page.editor.plan.tables[:3]])
    menu = plan_menu(page.plan, page.editor.plan.tables[0].id)
    menu.popup(page.plan.mapToGlobal(QPoint(40, 20)))
    return menu


def plan_several(tour, window):
    page = _page(tour, window, WEDDING)
    page.editor.choose(tables=[table.id for table in page.editor.plan.tables[:3]])


STOPS = (plan_drag, plan_carried, plan_why, plan_layers, plan_menu_open, plan_small_seat, plan_table_moved, plan_tables,
         plan_several, plan_roles, plan_by_hand)  # fmt: skip
