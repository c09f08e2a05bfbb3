"""The stops of the tour about who looks after clients: contacts in a file, handovers and their paper."""

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from desktop.rules.contacts import Channel, Direction, Report
from desktop.services import clients, contacts, settings, transfers
from desktop.ui.clients.file_pane import CONTACTS
from tests.tour_stops import _dialog, _list


def _asked(tour, verb, *args):
    found = []
    tour.program.desk.ask("tour.owners", verb, *args, done=found.append)
    tour.settle()
    return found[0]


def owners_list_short(tour, window):
    _list(window).list.controller.narrow(short=True)


def _with_contacts(work):
    """A client with several contacts and an open next step."""
    from desktop.services import client_lists, contacts

    lines = client_lists.list_clients(work, ("name",), client_lists.Filter(classes=frozenset("A")))
    talked = [(line.id, contacts.contacts_of(work, line.id)) for line in lines]
    return max(talked, key=lambda pair: (any(c.open_step for c in pair[1]), len(pair[1])))[0]


def _without_contacts(work):
    from desktop.services import client_lists

    return client_lists.list_clients(work, ("name",), client_lists.Filter(classes=frozenset("D")))[-1].id


def _open(tour, window):
    page = _list(window)
    page.list.filter.clear_all()
    page.open(_asked(tour, _with_contacts))
    tour.settle()
    return page.file


def owners_file(tour, window):
    _open(tour, window)


def owners_file_below(tour, window):
    bar = _open(tour, window).overview.verticalScrollBar()
    bar.setValue(bar.maximum())


def owners_contacts(tour, window):
    _open(tour, window).tabs.setCurrentIndex(CONTACTS)


def owners_contacts_none(tour, window):
    page = _list(window)
    page.open(_asked(tour, _without_contacts))
    tour.settle()
    page.file.tabs.setCurrentIndex(CONTACTS)


def owners_log_contact(tour, window):
    _open(tour, window).log_contact()
    tour.settle()
    return _dialog()


def owners_log_contact_error(tour, window):
    _open(tour, window).log_contact()
    tour.settle()
    dialog = _dialog()
    dialog.form.put({"subject": "问中秋包房", "next_step": "发菜单", "content": "要牡丹厅，八位，不要香菜。"})
    dialog.main.click()
    tour.settle()
    return dialog


def contacts_entry(tour, window):
    tour.program.desk.open_requested.emit("log_contact", None)
    tour.settle()
    dialog = _dialog()
    dialog.client.choose_again()
    dialog.client.box.line.setText("wang")
    tour.settle()
    return dialog


def owners_people(tour, window):
    pane = _open(tour, window)
    pane.dialogs.people(pane.file)
    tour.settle()
    return _dialog()


def owners_handovers(tour, window):
    window.go("clients", "handovers").tabs.setCurrentIndex(0)


def owners_handovers_done(tour, window):
    window.go("clients", "handovers").tabs.setCurrentIndex(1)


def owners_told(tour, window):
    page = window.go("clients", "handovers")
    page.tabs.setCurrentIndex(0)
    tour.settle()
    page.view.selectAll()
    page.tell()
    return _dialog()


def owners_letters(tour, window):
    page = window.go("clients", "handovers")
    page.view.selectAll()
    page.print_letters("zh_CN")
    tour.settle()
    return _dialog()


def owners_handover_list(tour, window):
    page = window.go("clients", "handovers")
    page.tabs.setCurrentIndex(1)
    tour.settle()
    page.controller.print_list(page.views[0].handover)
    tour.settle()
    return _dialog()


def owners_hand_over_nothing(tour, window):
    window.go("clients", "handovers").hand_over()
    tour.settle()
    return _dialog()


def owners_hand_over(tour, window):
    window.go("clients", "handovers").hand_over()
    tour.settle()
    dialog = _dialog()
    holders = {one.name: one.id for one in _asked(tour, transfers.holders)}
    dialog.form.put({"giver": holders["李娜"], "owner": holders["张岚"], "reason": "李娜休产假"})
    dialog.form.edited.emit("owner")
    tour.settle()
    return dialog


def owners_file_handed_over(tour, window):
    """A client whose successor has not been in contact yet."""
    page = window.go("clients", "handovers")
    page.tabs.setCurrentIndex(0)
    tour.settle()
    client = page.views[-1].client_id
    clients = _list(window)
    clients.open(client)
    tour.settle()


def acts_list(tour, window):
    """What was done across files; the sample told a year of it."""
    page = window.go("clients", "acts")
    tour.settle()
    page.view.selectRow(1)


def acts_undo(tour, window):
    page = window.go("clients", "acts")
    number = next(n for n, line in enumerate(page.controller.lines) if not line.elsewhere and line.client_id)
    page.view.selectRow(number)
    page.undo()
    tour.settle()
    return _dialog()


def acts_none(tour, window):
    page = window.go("clients", "acts")
    page.first.set_value("2001-01-01")
    page.last.set_value("2001-01-31")
    for entry in (page.first, page.last):
        entry.line.editingFinished.emit()
    tour.settle()


def owners_people_new(tour, window):
    """What a new owner brings with it is said before."""
    pane = _open(tour, window)
    pane.dialogs.people(pane.file)
    tour.settle()
    dialog = _dialog()
    others = [n for n in range(dialog.form.entries["owner"].count()) if n]
    entry = dialog.form.entries["owner"]
    entry.setCurrentIndex(next(n for n in others if n != entry.currentIndex()))
    dialog.form.edited.emit("owner")
    tour.settle()
    return dialog


def contacts_list(tour, window):
    page = window.go("service", "contacts")
    page.filter.clear_all()
    tour.settle()
    page.view.selectRow(0)


def contacts_waiting(tour, window):
    """One that has waited since yesterday, and how it is answered."""
    page = window.go("service", "contacts")
    page.filter.clear_all()
    tour.settle()
    client, desk = page.table.held_row(0).key, tour.program.desk
    client = page._held[client].line.client_id
    at = datetime.now(UTC) - timedelta(hours=20)
    mail = Report(Channel.EMAIL, "询问中秋包房", "请报八人包房的价格，最好靠窗。", direction=Direction.IN, at=at,
                  persons="小王")  # fmt: skip
    desk.do(settings.change_setting, "answer_email", 60)
    desk.do(contacts.log_contact, client, mail)
    tour.settle()
    page.controller.narrow(unanswered=True)
    tour.settle()
    page.view.selectRow(0)


def contacts_answer(tour, window):
    page = window.page
    page.answer(page.listed.id)
    tour.settle()
    return _dialog()


def contacts_mail(tour, window):
    """A message from a client, one from nobody, and what is no message."""
    page = window.go("service", "contacts")
    folder = tempfile.TemporaryDirectory(prefix="clientele-mail-")
    head = "From: Wang <{sender}>\nDate: Mon, 30 Nov 2026 10:00:00 +0800\nSubject: {subject}\n\n{subject}"
    client = _asked(tour, _with_contacts)
    tour.program.desk.do(clients.edit_client, client, {"email": "wang@example.com"})
    tour.settle()
    files = []
    for number, (sender, said) in enumerate((("wang@example.com", "询问年会场地"), ("x@example.com", "推广"))):
        files.append(Path(folder.name) / f"{number}.eml")
        files[-1].write_text(head.format(sender=sender, subject=said), "utf-8")
    files.append(Path(folder.name) / "photo.eml")
    files[-1].write_bytes(b"\xff\xd8")
    page.plan_mail([str(file) for file in files])
    tour.settle()
    folder.cleanup()
    return page.dialog


def contacts_calls(tour, window):
    """A list of calls: a client's, a missed one, one between colleagues, one of nobody's number."""
    page = window.go("service", "contacts")
    client = _asked(tour, _with_contacts)
    tour.program.desk.do(clients.edit_client, client, {"phone": "13912345678"})
    tour.settle()
    rows = ("号码,方向,时间,时长,分机", "13912345678,呼入,2026-11-30 10:02,00:03:12,801",
            "13912345678,未接来电,2026-11-30 09:15,0,801", "13700000001,呼入,2026-11-30 09:20,65,802",
            "13700000002,?,2026-11-30 09:30,5,802")  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="clientele-calls-") as folder:
        file = Path(folder) / "calls.csv"
        file.write_text("\n".join(rows), "utf-8")
        page.plan_calls(str(file))
        tour.settle()
    return page.dialog


def contacts_unknown(tour, window):
    """Taken in, the number of nobody waits for its client."""
    dialog = contacts_calls(tour, window)
    dialog.press_main()
    tour.settle()
    page = window.go("service", "contacts")
    page.show_unknown()
    tour.settle()
    return page.dialog


def contacts_extensions(tour, window):
    page = window.go("service", "contacts")
    page.ask_extensions()
    tour.settle()
    return page.dialog


def contacts_files(tour, window):
    """A contact that is being logged with two files."""
    tour.program.desk.open_requested.emit("log_contact", None)
    tour.settle()
    dialog = _dialog()
    dialog.files.add([Path("牡丹厅平面图.pdf"), Path("菜单 2026 中秋.xlsx")])
    tour.settle()
    return dialog


def contacts_none(tour, window):
    page = window.go("service", "contacts")
    page.filter.line.setText("量子")


STOPS = (
    contacts_list, contacts_waiting, contacts_answer, contacts_mail, contacts_calls, contacts_unknown,
    contacts_extensions, contacts_files, contacts_none,
    owners_list_short, owners_file, owners_file_below, owners_contacts, owners_contacts_none, owners_log_contact,
    owners_log_contact_error, contacts_entry, owners_people, owners_people_new, owners_handovers,
    owners_handovers_done, owners_told, owners_letters, owners_handover_list, owners_hand_over_nothing,
    owners_hand_over, owners_file_handed_over, acts_list, acts_undo, acts_none,
)  # fmt: skip
