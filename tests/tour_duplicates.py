"""The stops of the tour through the duplicates: the pairs, two files side by side, what was merged; and reports."""

from desktop.rules.words import ClientForm
from desktop.services import clients
from desktop.ui.clients.file_pane import HISTORY

TWIN = {"name": "贺启年", "phone": "19900001888", "unit": "云岭商贸", "note": "常带家人来"}


def _page(window):
    return window.go("clients", "duplicates")


def duplicates(tour, window):
    _page(window)


def duplicates_found(tour, window):
    page = _page(window)
    for other in ({}, {"name": "賀啟年", "plate": "云A12345", "allergies": "花生", "note": "停车要留位"}):
        window.desk.do(clients.open_client, ClientForm.PERSON, {**TWIN, **other})
    tour.settle()
    page.scan()
    tour.settle()
    page.view.selectRow(0)


def duplicates_compared(tour, window):
    window.page.compare()
    tour.settle()


def duplicates_merged(tour, window):
    window.page.merge()
    tour.settle()
    window.page.kinds.setCurrentIndex(1)
    window.page.past_view.selectRow(0)


def duplicates_history(tour, window):
    """The merge in the history of the file that was kept, where it is taken apart."""
    line = window.page.merges[0]
    tour.program.desk.do(clients.edit_client, line.kept_id, {"other_phone": "19900009999"})
    page = window.go("clients", "list")
    page.open(line.kept_id)
    tour.settle()
    page.file.tabs.setCurrentIndex(HISTORY)
    tour.settle()
    view = page.file.history.view
    view.selectRow(1)


def duplicates_taken_apart(tour, window):
    page = window.page
    page.file.history.undo_button.click()
    tour.settle()
    return page.undoer.unmerger.dialog


def reports(tour, window):
    page = window.go("clients", "reports")
    tour.settle()
    page.view.selectRow(0)


def reports_filed(tour, window):
    page = window.page
    page.file()
    tour.settle()
    page.kinds.setCurrentIndex(1)
    tour.settle()


STOPS = (
    duplicates,
    duplicates_found,
    duplicates_compared,
    duplicates_merged,
    duplicates_history,
    duplicates_taken_apart,
    reports,
    reports_filed,
)
