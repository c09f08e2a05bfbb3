"""The stops of the tour at views, bulk edit, export, and at envelopes and labels."""

from desktop.rules.bulk_edits import Manner
from tests.tour_stops import _dialog, _list


def _plain(tour, window):
    page = _list(window)
    page.list.views.chosen.emit(None)
    tour.settle()
    return page


def views_menu(tour, window):
    page = _plain(tour, window)
    page.list.views.open_menu()


def views_chosen(tour, window):
    page = _plain(tour, window)
    view = next(view for view in page.list_controller.shelf.views if view.content.only.classes)
    page.list.views.chosen.emit(view)
    tour.settle()


def views_changed(tour, window):
    views_chosen(tour, window)
    page = window.page
    page.list_controller.narrow(overdue=True)
    tour.settle()
    page.list.views.open_menu()


def views_save(tour, window):
    page = _plain(tour, window)
    page.list_controller.toggle("classes", "B", True)
    page.list.views.save()
    return _dialog()


def bulk_edit_first(tour, window):
    page = _plain(tour, window)
    page.list.view.selectAll()
    page.many.edit()
    tour.settle()
    return _dialog()


def bulk_edit_preview(tour, window):
    dialog = bulk_edit_first(tour, window)
    dialog.rows[0].choose("industry", Manner.SET, "餐饮")
    dialog.add_row().choose("taboos", Manner.ADD, "不吃香菜")
    dialog.look()
    tour.settle()
    return dialog


def bulk_edit_error(tour, window):
    dialog = bulk_edit_first(tour, window)
    dialog.look()
    tour.settle()
    return dialog


def export_first(tour, window):
    page = _plain(tour, window)
    page.list.view.selectAll()
    page.many.export()
    tour.settle()
    return _dialog()


def export_sealed(tour, window):
    dialog = export_first(tour, window)
    dialog.form.put({"columns": "open", "accounts": True})
    dialog.form.edited.emit("accounts")
    return dialog


def export_approval(tour, window):
    dialog = export_first(tour, window)
    dialog.export(tour.home / "clients.xlsx")
    tour.settle()
    return dialog.approvals.dialog


def mailing_envelopes(tour, window):
    page = _plain(tour, window)
    page.many.write_to()
    tour.settle()
    return _dialog()


def mailing_labels(tour, window):
    dialog = mailing_envelopes(tour, window)
    dialog.form.put({"paper": "labels:3x8"})
    dialog.form.edited.emit("paper")
    tour.settle()
    return dialog


def mailing_preview(tour, window):
    dialog = mailing_envelopes(tour, window)
    dialog.print()
    tour.settle()
    return _dialog()


STOPS = (
    views_menu, views_chosen, views_changed, views_save, bulk_edit_first, bulk_edit_preview, bulk_edit_error,
    export_first, export_sealed, export_approval, mailing_envelopes, mailing_labels, mailing_preview,
)  # fmt: skip
