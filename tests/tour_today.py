"""The stops of the tour on Today and at approvals, as the sample's people see them."""

from PySide6.QtWidgets import QApplication

from desktop.rules.today import Group


def _dialog():
    active = QApplication.activeModalWidget()
    assert active is not None
    return active


def _page(tour, window):
    page = window.go("today")
    tour.settle()
    return page


def _stop(name):
    def stop(tour, window):
        _page(tour, window)

    stop.__name__ = f"today_{name}"
    return stop


def today_department(tour, window):
    _page(tour, window).scope.setCurrentIndex(1)


def today_all(tour, window):
    page = _page(tour, window)
    page.scope.setCurrentIndex(0)
    tour.settle()
    page._unfold(Group.WAITING)
    tour.settle()
    page.board.take_focus()


MANAGER = (_stop("manager"),)
BOSS = (_stop("boss"), today_department, today_all)
DESK = (_stop("desk"),)
SERVER = (_stop("server"),)
HEAD = (_stop("head"),)
ADMIN = (_stop("admin"),)
PEOPLE = (("陆文渊", BOSS), ("张岚", MANAGER), ("周敏", DESK), ("王芳", HEAD), ("李娜", SERVER), ("何俊", ADMIN))
