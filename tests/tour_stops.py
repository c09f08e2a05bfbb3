"""The stops of the tour: each brings the window to one page or opens one dialog, which it returns."""

from PySide6.QtWidgets import QApplication, QWidget


def _list(window):
    page = window.go("clients", "list")
    page.open(None)
    return page


def clients_list(tour, window):
    _list(window)


def clients_list_searched(tour, window):
    page = _list(window)
    page.list.filter.line.setText("wjg")


def clients_list_nothing_found(tour, window):
    page = _list(window)
    page.list.filter.line.setText("没有这个人")


def _cleared(window):
    page = _list(window)
    page.list.filter.line.setText("")
    return page


def client_overview(tour, window):
    _cleared(window).open(tour.find("贺启年"))


def client_details(tour, window):
    page = window.go("clients", "list")
    page.open(tour.find("贺启年"))
    tour.settle()
    page.file.tabs.setCurrentIndex(1)


def client_edit(tour, window):
    page = window.go("clients", "list")
    page.file.edit()


def client_history(tour, window):
    page = window.go("clients", "list")
    page.file.close_file()
    page.open(tour.find("贺启年"))
    tour.settle()
    page.file.tabs.setCurrentIndex(2)


def client_organisation(tour, window):
    page = window.go("clients", "list")
    page.open(tour.find("白石建材"))


def client_new(tour, window):
    page = _list(window)
    page.new_client()
    return _dialog()


def dates(tour, window):
    window.go("clients", "dates")


def search_everything(tour, window):
    window.go("clients", "list")
    window.search.line.setFocus()
    window.search.line.setText("ouyang")


def _settings(number):
    def stop(tour, window):
        window.search.line.setText("")
        window.go("settings").sections.setCurrentRow(number)

    stop.__name__ = f"settings_{number + 1}"
    return stop


STOPS = (clients_list, clients_list_searched, clients_list_nothing_found, client_overview, client_details, client_edit,
         client_history, client_organisation, client_new, dates, search_everything,
         *(_settings(number) for number in range(6)))  # fmt: skip



def _dialog() -> QWidget:
    """The dialog that has just opened."""
    active = QApplication.activeModalWidget()
    assert active is not None
    return active
