"""The place of the clients: their list, and the file that is opened from it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QDialog, QLineEdit, QStackedWidget, QWidget

from desktop.i18n import N_, _, _n
from desktop.rules.errors import NotFound, OfficeError
from desktop.rules.rights import Right, Scope
from desktop.services.client_lists import TOGETHER
from desktop.ui.clients.list_controller import ListController
from desktop.ui.clients.list_pane import ListPane, Preferences
from desktop.ui.clients.many import Many
from desktop.ui.kit.actions import Action, make_menu
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.empty import not_allowed
from desktop.ui.kit.page import Page
from desktop.ui.kit.printing import PrintDesk, printout
from desktop.ui.kit.tokens import Tone

if TYPE_CHECKING:
    from desktop.services.prints import Printed
    from desktop.services.transfers import Transferred

MAKE_FILE_AFTER = 100
"""Milliseconds after the first row was chosen."""
NEW, COMPETITOR, DEALING, OVERDUE = "new", "competitor", "dealing", "overdue"
"""What open() takes for the dialog of a new client; beside a client, what of its file is meant."""
_ON_SELECTED = frozenset({"print_cards", "bulk_edit", "hand_over", "export", "letters", "mailings", "copy_text"})


class ClientsPage(Page):
    TITLE = N_("Clients")
    ICON = "users"
    WATCHES = frozenset({"clients", "bookings", "imports", "settings", "own_fields", "accounts", "views"})

    def __init__(
        self, desk: Desk, preferences: Preferences, printing: PrintDesk, papers: Callable[[], Any] | None = None,
        running: Callable[[], Any] | None = None, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        """`papers` makes the tab that shows a file's documents, `running` the card of what is in progress; None where
        there is none."""
        self._papers, self._running = papers, running
        self.list_controller = ListController(desk)
        self.file_controller: Any = None
        self._panes: QStackedWidget | None = None
        self._new: Any = None
        self._transfer: Any = None
        self._file: Any = None
        self._sheet: QDialog | None = None
        self._undoer: Any = None
        self._new_draft: dict[str, object] | None = None
        super().__init__(desk, parent)
        self.list_controller.setParent(self)
        self._printing = printing
        self.list = ListPane(self.list_controller, preferences)
        self.many = Many(desk, self.list, lambda operation: self.undoer.way_back(operation), preferences, self)
        self._panes = QStackedWidget()
        self._panes.addWidget(self.list)
        self.content.addWidget(self._panes)
        self._list_stale = self._begun = False
        self._offered_for = (False, False)
        self._connect()
        if not self.may_see:
            self.show_empty(not_allowed(_("whoever holds “{right}”").format(right=_(Right.SEE_CLIENTS.label))))
        self.update_actions()

    def _connect(self) -> None:
        self.list.opened.connect(self.open)
        self.list.new_requested.connect(self.new_client)
        self.list.chosen.connect(self.update_actions)
        self.list.view.menu_requested.connect(self._row_menu)
        self.list_controller.counted.connect(self._counted)
        self.list_controller.refused.connect(self.refuse)
        self.list_controller.printed.connect(self._preview)
        self.many.said.connect(self.toast_requested)
        self.many.warned.connect(lambda text: self.say(text, Tone.WARN))
        self.many.printed.connect(self._preview)
        self.many.refused.connect(self.refuse)
        self.list.views.deeds.refused.connect(self.refuse)
        self.list.views.deeds.deed_done.connect(self.toast_requested)
        # a start needs the list alone, and so does who only looks: with the first row chosen the file is made, so that
        # opening it need not wait
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(lambda: self.file)
        self.list.chosen.connect(lambda: self._file or self._later.start(MAKE_FILE_AFTER))

    @property
    def file(self) -> Any:
        """The pane of the file, made when it is first needed."""
        if self._file is None:
            from desktop.ui.clients.file_controller import FileController
            from desktop.ui.clients.file_pane import FilePane

            assert self._panes is not None
            self.file_controller = FileController(self.desk, self)
            self.file_controller.printed.connect(self._preview)
            self.file_controller.left.connect(self._file_gone)
            file = self._file = FilePane(self.file_controller, self._papers, self._running)
            self._panes.addWidget(file)
            file.back_requested.connect(lambda: self.open(None))
            file.opened.connect(self.open)
            file.refused.connect(self.refuse)
            file.said.connect(self._say_done)
            file.papers.said.connect(self.toast_requested)
            file.undo_requested.connect(lambda operation: self.undoer.ask(operation))
            file.transferred.connect(self._transferred)
            file.actions_changed.connect(self.update_actions)
        return self._file

    @property
    def undoer(self) -> Any:
        """Takes deeds back; made with the file or the first new client, since a start needs neither."""
        if self._undoer is None:
            from desktop.ui.clients.undoing import Undoer

            self._undoer = Undoer(self.desk, self)
            self._undoer.said.connect(self.toast_requested)
            self._undoer.refused.connect(self.refuse)
        return self._undoer

    @property
    def may_see(self) -> bool:
        return self.list_controller.may(Right.SEE_CLIENTS)

    @property
    def in_file(self) -> bool:
        return self._file is not None and self._panes is not None and self._panes.currentWidget() is self._file

    @property
    def OWN_HEAD(self) -> bool:  # type: ignore[override]
        return self.in_file

    # what the window asks

    def open(self, argument: object) -> None:
        if argument == NEW:
            self.new_client()
        elif argument == OVERDUE:
            self._show_list()
            self.list_controller.narrow(overdue=True)
        elif isinstance(argument, tuple):
            self.open(argument[0])
            if argument[1] in (COMPETITOR, DEALING):
                self.file.show_overview()
            else:
                self.file.show_contacts()
        elif isinstance(argument, UUID):
            self.bar.clear()
            self.file.open(argument)
            self._show(self.file)
            self.file.tabs.setFocus(Qt.FocusReason.OtherFocusReason)
            self.moved.emit(argument)
        else:
            self._show_list()

    def reload(self) -> None:
        if not self.may_see:
            return
        if not self._begun:
            self._begun = True
            self._take_first_focus()
        if self.in_file:
            self._list_stale = True
            self.file_controller.reload()
        else:
            self._list_stale = False
            self.list.reload()

    def _take_first_focus(self) -> None:
        """The keys belong to the list from the beginning, unless somebody is typing already."""
        if not isinstance(self.window().focusWidget(), QLineEdit):
            self.list.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def client_at_hand(self) -> object | None:
        """The client whose file is open, or that is chosen in the list."""
        if self.in_file:
            found: object = self.file_controller.client
            return found
        return self.list.selected[0] if len(self.list.selected) == 1 else None

    def draft(self) -> object | None:
        found: dict[str, Any] = {}
        if self._file is not None and (drafts := self._file.drafts()):
            found["files"] = drafts
        if self.in_file:
            found["open"] = self.file_controller.client
        new = self._new.draft() if self._new is not None and self._new.isVisible() else self._new_draft
        if new:
            found["new"] = new
        return found or None

    def restore(self, draft: object) -> None:
        assert isinstance(draft, dict)
        if drafts := draft.get("files"):
            self.file.restore(drafts)
        self._new_draft = draft.get("new")
        if draft.get("open") is not None:
            self.open(draft["open"])

    def leave(self) -> None:
        self._printing.close_over(self)
        self._later.stop()
        if self._file is not None:
            self._file.close_file()
        super().leave()

    # what is offered

    def _counted(self, count: int) -> None:
        """Some acts need somebody in the list, and somebody in use."""
        now = (bool(count), self.list_controller.only.withdrawn)
        if now != self._offered_for:
            self._offered_for = now
            self.update_actions()

    def actions_offered(self) -> list[Action]:
        if self._panes is None or not self.may_see:
            return []
        if self.in_file:
            client = self.file_controller.client
            copy = Action("copy_text", N_("Copy as text"), lambda: self.many.copy_these([client]), "copy",
                          "Ctrl+Shift+C")  # fmt: skip
            offered = self.file.actions_offered()
            # of a file out of use there is nothing to let out
            lets_out = self.file.file is None or not self.file.file.withdrawn
            return [*offered, copy] if client is not None and self.file_controller.at is None and lets_out else offered
        offered = []
        gone = _(TOGETHER) if self.list_controller.only.withdrawn else ""
        none = _("Select the clients first: Ctrl or Shift and click.") if not self.list.selected else ""
        if self.list_controller.may(Right.ENTER_CLIENTS):
            offered.append(Action("new", N_("New client"), self.new_client, "user-plus", main=True))
        if self.list_controller.may(Right.PRINT_CLIENTS):
            offered.append(Action("print_list", N_("Print list"), self.list_controller.print_list, "printer", "Ctrl+P",
                                  reason=gone))  # fmt: skip
            offered.append(Action("columns", N_("Columns…"), self._choose_columns, "columns-3"))
            offered.append(Action("print_cards", N_("Print cards of the selected"), self._print_cards, "id-card",
                                  reason=gone or none))  # fmt: skip
        else:
            offered.append(Action("columns", N_("Columns…"), self._choose_columns, "columns-3"))
        if self.list_controller.may(Right.EDIT_CLIENTS):
            offered.append(Action("hand_over", N_("Hand over the selected…"), self._hand_over, "arrow-right",
                                  reason=gone or none))  # fmt: skip
        offered += self.many.actions_offered()
        if self.desk.person.mandate.scope(Right.SEE_CLIENTS) is not Scope.ALL:
            offered.append(Action("ask_for_file", N_("Ask for a file…"), self.ask_for_file, "lock-open",
                                  separator_before=True))  # fmt: skip
        return offered

    def ask_for_file(self) -> None:
        from desktop.ui.clients.ask_file_dialog import AskFileDialog

        dialog = self._asking = AskFileDialog(self.desk, self)
        dialog.accepted.connect(lambda: self.toast_requested.emit(_("Asked for. You see the answer on Today."), None))
        dialog.open()

    def new_client(self) -> None:
        from desktop.ui.clients.new_client import NewClientDialog

        dialog = self._new = NewClientDialog(self.desk, self)
        if self._new_draft:
            dialog.restore(self._new_draft)
        self._new_draft = None
        dialog.created.connect(self._created)
        dialog.opened.connect(self.open)
        dialog.open()

    def _hand_over(self) -> None:
        from desktop.ui.clients.transfer_dialog import TransferDialog

        self._transfer = TransferDialog(self.desk, [UUID(str(key)) for key in self.list.selected], self)
        self._transfer.made.connect(self._transferred)
        # list and letters come next
        self._transfer.made.connect(lambda made: self.desk.open_requested.emit("handovers", made.handover))
        self._transfer.open()

    def _transferred(self, made: "Transferred") -> None:
        way_back = self.undoer.way_back(made.operation) if made.undoable else None
        said = _n("{n} client handed over.", "{n} clients handed over.", made.count).format(n=made.count)
        self.toast_requested.emit(said, way_back)

    def _say_done(self, text: str) -> None:
        self.toast_requested.emit(text, self.undoer.way_back(self.file_controller.take_last()))

    def _created(self, client: UUID | None) -> None:
        way_back = (lambda: self.undoer.undo_opening(client)) if client is not None else None
        self.toast_requested.emit(_("File opened."), way_back)
        if client is not None:
            self.open(client)

    def _print_cards(self) -> None:
        self.list_controller.print_cards(self.list.selected)

    def _row_menu(self, client: object, place: QPoint) -> None:
        actions = [Action("open", N_("Open"), lambda: self.open(client), "file-text")]
        actions += [action for action in self.actions_offered() if action.name in _ON_SELECTED]
        menu = make_menu(actions, self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def _choose_columns(self) -> None:
        menu = self.list.view.column_menu()
        view = self.list.view
        menu.popup(view.mapToGlobal(QPoint(view.width() - menu.sizeHint().width(), 0)))

    def _preview(self, printed: "Printed") -> None:
        duplex = printed.kind == "card"
        self._sheet = self._printing.preview(printout(printed, self.desk, duplex=duplex), self)
        if self._sheet is not None:
            self._sheet.finished.connect(self._preview_closed)

    def _preview_closed(self) -> None:
        self._sheet = None

    # list and file

    def _show_list(self) -> None:
        was_in_file = self.in_file
        if was_in_file:
            self.file.close_file()
        self._show(self.list)
        if self._list_stale:
            self.reload()
        if was_in_file:
            self.bar.clear()
            self.list.take_focus()
            self.moved.emit(None)

    def _show(self, pane: QWidget) -> None:
        assert self._panes is not None
        if self._panes.currentWidget() is not pane:
            self._panes.setCurrentWidget(pane)
        # what a file offers is told when it is there
        if pane is not self._file or self.file.file is not None:
            self.update_actions()

    def _file_gone(self, error: OfficeError) -> None:
        self._show_list()
        # who has just handed the file over was told so
        if not (isinstance(error, NotFound) and self.file.dialogs.given_away):
            self.refuse(error)
        self.file.dialogs.given_away = False

    def update_actions(self) -> None:
        super().update_actions()
        if self.in_file:
            self.file.head.show_actions(self.file.actions_offered())
