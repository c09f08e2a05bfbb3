"""The chooser above the client list: which view is in force, the others with their counts, and what is done to them."""

from collections.abc import Mapping
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from desktop.i18n import N_, _
from desktop.services.views import View
from desktop.ui.clients.list_controller import ListController
from desktop.ui.clients.views_controller import ViewsController
from desktop.ui.kit import theme
from desktop.ui.kit.actions import Action, make_qaction, popup_below
from desktop.ui.kit.text import button, elide, plain_action_text, set_tooltip

KEYS = "Alt+V"
_WIDEST = 12  # times the text size


class ViewChooser(QWidget):
    """One button; its menu names the views and what can be done with the one in force."""

    chosen = Signal(object)
    """A View, or None for all clients."""

    def __init__(self, controller: ListController, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self.deeds = ViewsController(controller)
        self.menu: QMenu | None = None
        self.dialog: QWidget | None = None
        self._shown: tuple[str, str, int] | None = None
        self._counts: Mapping[UUID, int] = {}
        self._entries: dict[UUID, tuple[QAction, str]] = {}
        self.button = button("", self.open_menu, icon_name="bookmark")
        self.button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.button)
        opens = QAction(self)
        opens.setShortcut(QKeySequence(KEYS))
        opens.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        opens.triggered.connect(lambda _on=False: self.open_menu())
        self.addAction(opens)
        controller.view_changed.connect(self.refresh)
        self.deeds.counted.connect(self._show_counts)
        self.refresh()

    def refresh(self) -> None:
        """The name of the view in force, and whether the list shows something else by now."""
        view = self._controller.view
        name = view.name if view is not None else _("All clients")
        form = _("{view} · changed") if self._controller.differs else "{view}"
        size = theme.current().scale.body
        if (form, name, size) == self._shown:
            # at every keystroke in the list
            return
        self._shown = form, name, size
        said = form.format(view=name)
        # the name gives way, never the word that says it was changed
        metrics = self.button.fontMetrics()
        room = size * _WIDEST - metrics.horizontalAdvance(form.format(view=""))
        self.button.setText(plain_action_text(form.format(view=elide(name, metrics, room))))
        self.button.setAccessibleName(_("View: {name}").format(name=said))
        shown = QKeySequence(KEYS).toString(QKeySequence.SequenceFormat.NativeText)
        set_tooltip(self.button, f"{self.button.accessibleName()}  {shown}")

    # the menu

    def open_menu(self) -> None:
        if not self.isVisible():
            return
        menu = self.menu = self.build_menu()
        menu.aboutToHide.connect(menu.deleteLater)
        popup_below(menu, self.button)
        self.deeds.count()

    def build_menu(self) -> QMenu:
        menu, current, shelf = QMenu(self), self._controller.view, self._controller.shelf
        self._entries = {}
        views = shelf.views if shelf is not None else ()
        everything = menu.addAction(_("All clients"))
        everything.triggered.connect(lambda _on=False: self.chosen.emit(None))
        _tick(everything, current is None)
        for group in ([view for view in views if view.mine], [view for view in views if not view.mine]):
            if group:
                menu.addSeparator()
            for view in group:
                self._add(menu, view, current is not None and view.id == current.id)
        menu.addSeparator()
        for action in self.actions_offered():
            made = make_qaction(action, menu, with_keys=False)
            if action.separator_before:
                menu.addSeparator()
            menu.addAction(made)
        self._show_counts(self._counts)
        return menu

    def _add(self, menu: QMenu, view: View, current: bool) -> None:
        words = view.name
        if view.shared and view.mine:
            words = _("{view} · shared").format(view=view.name)
        elif not view.mine:
            words = f"{view.name} · {view.owner}"
        made = menu.addAction(plain_action_text(words))
        made.triggered.connect(lambda _on=False: self.chosen.emit(view))
        _tick(made, current)
        self._entries[view.id] = (made, plain_action_text(words))

    def _show_counts(self, counts: Mapping[UUID, int]) -> None:
        self._counts = counts
        for key, (entry, words) in self._entries.items():
            if key in counts and self.menu is not None:
                entry.setText(f"{words}\t{counts[key]:,}")

    def actions_offered(self) -> list[Action]:
        """What can be done with what the list shows, and with the view in force."""
        found, view, shelf = self._controller, self._controller.view, self._controller.shelf
        offered = []
        if view is not None and found.differs and view.may_change:
            offered.append(Action("keep_view", N_("Save the changes to this view"), self.deeds.keep_changes, "save"))
        offered.append(Action("save_view", N_("Save as a view…"), self.save, "plus"))
        first = shelf.first if shelf is not None else None
        if view is not None and view.may_change:
            share = N_("Keep this view to myself") if view.shared else N_("Share this view with the office")
            if view.mine or view.shared:
                offered.append(Action("share_view", share, lambda: self.deeds.share_view(not view.shared), "users"))
            offered.append(Action("rename_view", N_("Rename this view…"), self.rename, "pencil"))
        if view is not None and view.id != first:
            offered.append(Action("first_view", N_("Open the list with this view"),
                                  lambda: self.deeds.open_with(view.id), "star"))  # fmt: skip
        elif view is None and first is not None:
            offered.append(Action("first_view", N_("Open the list with all clients"),
                                  lambda: self.deeds.open_with(None), "star"))  # fmt: skip
        if view is not None and view.may_change:
            offered.append(Action("withdraw_view", N_("Delete this view"), self.deeds.withdraw_view, "trash-2",
                                  separator_before=True))  # fmt: skip
        return offered

    # asking for a name

    def save(self) -> None:
        from desktop.ui.clients.view_dialog import SaveViewDialog

        self._show(SaveViewDialog(self.deeds.save_view, self.window()))

    def rename(self) -> None:
        from desktop.ui.clients.view_dialog import RenameViewDialog

        if (view := self._controller.view) is not None:
            self._show(RenameViewDialog(view.name, self.deeds.rename_view, self.window()))

    def _show(self, dialog: QWidget) -> None:
        self.dialog = dialog
        dialog.open()  # type: ignore[attr-defined]


def _tick(action: QAction, on: bool) -> None:
    action.setCheckable(True)
    action.setChecked(on)
