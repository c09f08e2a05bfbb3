"""The stops of the tour among the clients: each brings the window to a page or opens a dialog, which it returns."""

from datetime import timedelta

from PySide6.QtWidgets import QApplication, QToolButton

from desktop.rules.contacts import Channel, Report
from desktop.rules.errors import BadEntry, ConnectionLost
from desktop.rules.fields import Block
from desktop.services import clients, competitors, contacts, dealings
from desktop.services.competitors import CompetitorEntry
from desktop.services.dealings import DealingEntry
from desktop.ui.clients.file_pane import HISTORY
from desktop.ui.kit import times
from desktop.ui.kit.entries import LockedEntry

PERSON, ORGANISATION = "贺启年", "白石建材"


def _list(window, text=""):
    page = window.go("clients", "list")
    page.open(None)
    page.list.filter.line.setText(text)
    return page


def _file(tour, window, name=PERSON, tab=0):
    page = _list(window)
    page.open(tour.find(name))
    tour.settle()
    page.file.tabs.setCurrentIndex(tab)
    tour.settle()
    return page.file


def _dialog():
    """The dialog that has just opened."""
    active = QApplication.activeModalWidget()
    assert active is not None
    return active


# the list


def clients_list(tour, window):
    _list(window)


def clients_list_selected(tour, window):
    view = _list(window).list.view
    tour.settle()
    view.selectRow(3)


def clients_list_searched(tour, window):
    _list(window, "wjg")


def clients_list_filtered(tour, window):
    page = _list(window)
    page.list.controller.toggle("classes", "A", True)
    page.list.controller.narrow(overdue=True)


def clients_list_drafts(tour, window):
    page = _list(window)
    page.list.filter.clear_all()
    page.list.controller.narrow(drafts=True)


def clients_out_of_use_none(tour, window):
    page = _list(window)
    page.list.filter.clear_all()
    page.list.controller.narrow(withdrawn=True)


def clients_out_of_use(tour, window):
    gone = tour.find("查立群")
    tour.as_colleague("陆文渊", clients.withdraw_client, gone, "两年没有来过，也不再接电话")
    clients_out_of_use_none(tour, window)


def clients_out_of_use_file(tour, window):
    clients_out_of_use_none(tour, window)
    tour.settle()
    window.page.list.view.selectRow(0)
    window.page.open(window.page.list.view.current_key)
    tour.settle()
    window.page.file.tabs.setCurrentIndex(HISTORY)
    # the next stops walk through the clients in use
    window.page.list.filter.clear_all()


def clients_list_nothing_found(tour, window):
    page = _list(window, "没有这个人")
    page.list.controller.narrow(drafts=False)


def clients_filter_menu(tour, window):
    page = _list(window)
    tour.settle()
    page.list.filter.menu_button.click()


def clients_columns(tour, window):
    page = _list(window)
    tour.settle()
    page._choose_columns()


def clients_more(tour, window):
    view = window.current
    button = view._buttons.itemAt(view._buttons.count() - 1).widget()
    button.click()


def clients_print_list(tour, window):
    page = _list(window)
    tour.settle()
    page.list_controller.print_list()
    tour.settle()
    return _dialog()


def search_everything(tour, window):
    _list(window)
    window.search.line.setFocus()
    window.search.line.setText("ou")


def search_nothing(tour, window):
    window.search.line.setText("没有这个人")


def new_menu(tour, window):
    window.search.line.setText("")
    window.new_button.click()


def client_new(tour, window):
    _list(window).new_client()
    return _dialog()


def client_new_error(tour, window):
    _list(window).new_client()
    dialog = _dialog()
    dialog.form.put({"name": "贺启年", "phone": "1990000123"})
    dialog.form.edited.emit("name")
    dialog.main.click()
    return dialog


def client_new_organisation(tour, window):
    _list(window).new_client()
    dialog = _dialog()
    dialog.choice.button(1).click()
    return dialog


# the file


def client_overview(tour, window):
    _file(tour, window)


def client_provisional(tour, window):
    page = _list(window)
    found = page.list.table
    tour.settle()
    for _number, row in list(found.held()):
        page.open(row.key)
        tour.settle()
        file = page.file.file
        if any(info.provisional for info in file.reviews.values()):
            return
    raise AssertionError("nobody in the sample has a value that waits for its review")


def client_fact_menu(tour, window):
    client_provisional(tour, window)
    window.page.file.tabs.setCurrentIndex(0)
    tour.settle()
    card = window.page.file.overview.table
    next(dots for dots in card.findChildren(QToolButton) if dots.isVisible()).click()


def client_organisation(tour, window):
    _file(tour, window, ORGANISATION)


def client_details(tour, window):
    _file(tour, window, tab=1)


def _details(tour, window):
    """The details of a file, nothing of them being edited."""
    page = window.go("clients", "list")
    pane = page.file if page.file.file is not None else _file(tour, window)
    pane.tabs.setCurrentIndex(1)
    tour.settle()
    for card in pane.details.editing:
        card.cancel()
    return pane


def client_details_accounts(tour, window):
    _details(tour, window).details.go("accounts")


def client_details_dining(tour, window):
    """Values with how they were learnt and who confirmed them."""
    _details(tour, window).details.go("dining")


def client_edit(tour, window):
    pane = _details(tour, window)
    pane.details.go("contact")
    pane.edit()


def client_edit_error(tour, window):
    details = _details(tour, window).details
    details.edit("contact")
    card = details.cards["contact"]
    card.form.entries["phone"].setText("1990000123")
    card.form.entries["email"].setText("he@")
    card.save_button.click()


def client_edit_dining(tour, window):
    _details(tour, window).details.edit("dining")


def client_clash(tour, window):
    details = _details(tour, window).details
    details.edit("contact")
    client, card = window.page.file.file.id, details.cards["contact"]
    held = window.page.file.file.values["phone"]
    card.form.entries["phone"].setText("19900001111")
    tour.as_colleague("张岚", clients.edit_client, client, {"phone": "19900002222"})
    card.save_button.click()
    tour.settle()
    dialog = _dialog()
    tour.as_colleague("张岚", clients.edit_client, client, {"phone": held})
    return dialog


def client_history(tour, window):
    _details(tour, window).tabs.setCurrentIndex(HISTORY)


def client_past(tour, window):
    """The file as of a past day."""
    pane = _file(tour, window)
    pane.look_at(times.today() - timedelta(days=30))


def client_past_bills(tour, window):
    window.page.file.overview.quarter.evidence_requested.emit()
    tour.settle()
    return _dialog()


def _opens(kind):
    def stop(tour, window):
        if window.page.file.file is None:
            _file(tour, window, ORGANISATION)
        window.page.file.dialogs.add(kind)
        tour.settle()
        return _dialog()

    stop.__name__ = f"client_add_{kind}"
    return stop


def client_add_link_found(tour, window):
    pane = _file(tour, window)
    pane.dialogs.add("link")
    pane.dialogs.shown.line.setText("wang")
    tour.settle()
    return pane.dialogs.shown


def client_people(tour, window):
    pane = _details(tour, window)
    pane.dialogs.people(pane.file)
    tour.settle()
    return _dialog()


def client_withdraw(tour, window):
    pane = _details(tour, window)
    pane.dialogs.withdraw(pane.file)
    return _dialog()


def client_unlock(tour, window):
    _details(tour, window).dialogs.ask_reason(Block.ACCOUNTS)
    return _dialog()


def client_opened(tour, window):
    pane = _file(tour, window, tab=1)
    pane.controller.unlock(Block.ACCOUNTS, "核对付款账户", print)
    tour.settle()
    pane.details.go("accounts")


def client_card(tour, window):
    _file(tour, window).controller.print_card()
    tour.settle()
    return _dialog()


def dates(tour, window):
    window.go("clients", "dates")


def client_evidence(tour, window):
    _file(tour, window).controller.load_evidence(lambda _found: None)
    window.page.file.dialogs.evidence(window.page.file.file)
    tour.settle()
    return _dialog()


def review_desk(tour, window):
    window.go("clients", "review")


def review_sealed(tour, window):
    """A value of level 3 that waits: only that it is there, until it is opened."""
    page = window.go("clients", "review")
    tour.settle()
    line = next(line for line in page._lines.values() if line.sealed and line.declared.level > 2)
    page.view.select_key((line.client_id, line.field))
    page.update_actions()


def review_sealed_why(tour, window):
    review_sealed(tour, window)
    window.page.open_value()
    return _dialog()


def review_sealed_opened(tour, window):
    review_sealed(tour, window)
    window.page.open_value()
    dialog = _dialog()
    dialog.form.put({"reason": "核对付款账户"})
    dialog.press_main()
    tour.settle()


def client_sealed_provisional(tour, window):
    """The same value in the file: opened, marked, and confirmed beside it."""
    pane = _file(tour, window, tab=1)
    pane.controller.unlock(Block.ACCOUNTS, "核对付款账户", print)
    tour.settle()
    pane.details.go("accounts")


def client_sealed_change(tour, window):
    """A verified value becomes another: that needs somebody else."""
    pane = _file(tour, window, "曾若兰", tab=1)
    pane.controller.unlock(Block.PROPERTY, "", print)
    tour.settle()
    pane.details.go("property")
    card = pane.details.cards["property"]
    card.edit()
    card.form.put({"property": "古城西路商铺四间"})
    card.save_button.click()
    tour.settle()
    return pane.saving.approvals.dialog


def message_bar(tour, window):
    page = _list(window)
    page.refuse(ConnectionLost("The office's server does not answer. Your entry is kept: try again in a moment."))
    page.refuse(BadEntry("This quarter's bills are not complete yet."))
    window.status.show_connection(False)


def fault(tour, window):
    window.page.bar.clear()
    window.status.show_connection(True)
    window.show_fault("ZeroDivisionError\n  overview.py:101 show_file\n  file_pane.py:140 _show_file")
    return _dialog()


# a manager of level 2, a server of level 1, and somebody without a right to see clients


def manager_details(tour, window):
    _file(tour, window, tab=1)
    window.page.file.details.go("property")


def manager_review(tour, window):
    client_provisional(tour, window)


def client_correct(tour, window):
    client_provisional(tour, window)
    pane = window.page.file
    field = next(name for name, info in pane.file.reviews.items() if info.provisional)
    pane.dialogs.correct(pane.file, field, pane.file.values[field])
    return _dialog()


def server_list(tour, window):
    _list(window)


def server_details(tour, window):
    page = _list(window)
    tour.settle()
    _number, row = next(iter(page.list.table.held()))
    page.open(row.key)
    tour.settle()
    page.file.tabs.setCurrentIndex(1)
    tour.settle()
    page.file.details.go("accounts")


def server_why(tour, window):
    window.page.file.details.cards["accounts"].findChildren(LockedEntry)[0].why.click()
    return _dialog()


def server_ask(tour, window):
    """What is locked is asked for: the way to approval."""
    server_why(tour, window).press_main()
    tour.settle()
    return window.page.file.dialogs.approvals.dialog


def server_ask_file(tour, window):
    """Somebody who sees some files alone asks for one of the others."""
    page = _list(window)
    page.ask_for_file()
    return page._asking


def _marked(tour, window):
    """A report, a competitor note and a dealing that bear marks, in the file that is open."""
    pane = _file(tour, window)
    if not any(line.mark for line in pane._around.contacts):
        desk, client, day = tour.program.desk, pane.file.id, times.today()
        desk.do(contacts.log_contact, client, Report(Channel.VISIT, "并购意向", "对方出价", mark="secret"))
        desk.do(competitors.add_note, client, CompetitorEntry("望江楼", day, "全年八折", mark="confidential"))
        desk.do(dealings.add_dealing, client, DealingEntry(day, "股权变更", "转让三成", mark="top_secret"))
        tour.settle()
    return pane


def client_marked(tour, window):
    overview = _marked(tour, window).overview
    overview.ensureWidgetVisible(overview.competitors)


def client_marked_contacts(tour, window):
    _marked(tour, window).tabs.setCurrentIndex(2)
    tour.settle()


def client_marked_words(tour, window):
    pane = _marked(tour, window)
    line = next(line for line in pane._around.contacts if line.mark)
    pane.dialogs.marked("contact", line)
    tour.settle()
    return pane.dialogs.shown


def client_mark_given(tour, window):
    pane = _marked(tour, window)
    pane.log_contact()
    tour.settle()
    return window.over("log_contact").dialog


STOPS = (
    clients_list, clients_list_selected, clients_list_searched, clients_list_filtered, clients_list_drafts,
    clients_list_nothing_found, clients_out_of_use_none, clients_out_of_use, clients_out_of_use_file,
    clients_filter_menu, clients_columns, clients_more, clients_print_list,
    search_everything, search_nothing, new_menu, client_new, client_new_error, client_new_organisation,
    client_overview, client_organisation, *(_opens(kind) for kind in ("link", "day", "dealing", "year")),
    client_add_link_found, client_people, client_withdraw, client_unlock, client_details, client_details_accounts,
    client_details_dining, client_edit, client_edit_error, client_edit_dining, client_clash, client_history,
    client_past, client_past_bills, client_opened, client_card,
    dates, client_evidence, client_marked, client_marked_contacts, client_marked_words, client_mark_given,
    review_desk, review_sealed, review_sealed_why, review_sealed_opened, client_sealed_provisional, message_bar, fault,
)  # fmt: skip
MANAGER = (manager_details, client_sealed_change, manager_review, client_fact_menu, client_correct)
SERVER = (server_list, server_details, server_why, server_ask, server_ask_file)
