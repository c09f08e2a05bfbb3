"""The stops of the tour at what else hangs on a file: risk, identity, the circle of people, and the page of care."""

from datetime import timedelta

from desktop.services import clients, spending
from tests.offices import office_today
from tests.tour_stops import _dialog, _file, _list

RESTRICTED, REFUSED, SUSPECT, LIFTED = "仇若水", "区静宜", "解思源", "单雄飞"


def care_file(tour, window):
    _file(tour, window)


def care_restricted(tour, window):
    _file(tour, window, RESTRICTED)


def care_refused(tour, window):
    _file(tour, window, REFUSED)


def care_suspect(tour, window):
    _file(tour, window, SUSPECT)


def care_lifted(tour, window):
    _file(tour, window, LIFTED)


def care_file_menu(tour, window):
    _file(tour, window)
    head = window.page.file.head
    head._buttons.itemAt(head._buttons.count() - 1).widget().click()


def care_file_below(tour, window):
    pane = _file(tour, window)
    bar = pane.overview.verticalScrollBar()
    bar.setValue(bar.maximum())


def care_identity(tour, window):
    pane = _file(tour, window, tab=1)
    pane.details.index.setCurrentRow(pane.details.index.count() - 1)


def care_search(tour, window):
    _list(window)
    window.search.line.setFocus()
    window.search.line.setText("jing")


def care_list(tour, window):
    window.search.line.setText("")
    page = _list(window)
    page.list.controller.narrow(risky=True)


def care_link(tour, window):
    _list(window).list.filter.clear_all()
    pane = _file(tour, window)
    pane.dialogs.add("link")
    pane.dialogs.shown.line.setText("jing")
    tour.settle()
    return pane.dialogs.shown


def care_circle(tour, window):
    pane = _file(tour, window)
    pane.dialogs.circle(pane.file, print)
    tour.settle()
    return _dialog()


def care_circle_large(tour, window):
    from desktop.services import relations

    pane = _file(tour, window, "云川茶业")
    pane.dialogs.circle(pane.file, print)
    tour.settle()
    dialog = _dialog()
    dialog.show_circle(_crowd(relations))
    return dialog


def _crowd(relations):
    """More people than any of the sample has."""
    from uuid import UUID

    def member(number, distance):
        return relations.Member(UUID(int=number), f"2026-{number:04}", f"客户{number}", "person", "ABCD"[number % 4],
                                "refuse" if number % 9 == 4 else "", distance)  # fmt: skip

    members = [member(0, 0), *(member(n, 1) for n in range(1, 9)), *(member(n, 2) for n in range(9, 35))]
    ties = [relations.Tie(members[0].id, m.id, "Friend", "Friend", "") for m in members[1:9]]
    ties += [relations.Tie(members[1 + m.id.int % 8].id, m.id, "Driver", "Driver of", "") for m in members[9:]]
    return relations.Circle(tuple(members), tuple(ties), True)


def care_value(tour, window):
    client = tour.find("欧阳海")
    for days, fen in ((80, 128_000), (40, 366_050), (12, 98_800)):
        tour.as_colleague("张岚", spending.enter_spend, client, office_today() - timedelta(days=days), fen)
    habits = {
        "signs_on_account": True,
        "table_role": "host",
        "coming_reason": "loyal",
        "room_to_grow": "公司年会尚未在此举办",
    }
    tour.as_colleague("张岚", clients.edit_client, client, habits)
    _file(tour, window, "欧阳海")


def _opens(name, open_it):
    def stop(tour, window):
        if window.page.file.file is None:
            _file(tour, window)
        open_it(window.page.file)
        tour.settle()
        return _dialog()

    stop.__name__ = f"care_{name}"
    return stop


def _page(tour, window):
    page = window.go("clients", "care")
    tour.settle()
    return page


def care_page(tour, window):
    page = _page(tour, window)
    page.guests.selectRow(1)


def care_event(tour, window):
    page = _page(tour, window)
    page.change_event()
    return _dialog()


def care_invite(tour, window):
    page = _page(tour, window)
    page.invite()
    page.dialog.picker.line.setText("jing")
    tour.settle()
    return _dialog()


def care_companions(tour, window):
    page = _page(tour, window)
    page.guests.selectRow(1)
    page._companions()
    return _dialog()


def care_plans(tour, window):
    _page(tour, window).show_plans()
    tour.settle()
    return _dialog()


def care_rules(tour, window):
    _page(tour, window).show_rules()
    tour.settle()
    return _dialog()


STOPS = (
    care_file, care_restricted, care_refused, care_suspect, care_lifted, care_file_menu, care_file_below,
    care_identity, care_search, care_list, care_link, care_circle, care_circle_large,
    _opens("assess", lambda pane: pane.dialogs.assess()), _opens("warn", lambda pane: pane.dialogs.warn()),
    _opens("check", lambda pane: pane.dialogs.check(None, pane.file)),
    _opens("agent", lambda pane: pane.dialogs.agent(None)),
    _opens("competitor", lambda pane: pane.dialogs.competitor()), _opens("reward", lambda pane: pane.dialogs.reward()),
    care_page, care_event, care_invite, care_companions, care_plans, care_rules, care_value,
)  # fmt: skip
