"""What may be done with the file that is chosen and with the entries of its list, offered and carried out."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from desktop.i18n import N_, _
from desktop.rules.archive import TURN, FileState, Section, Signer
from desktop.rules.rights import Right
from desktop.services import archive_handing
from desktop.services.archive_files import FileView, ItemLine
from desktop.services.archive_lists import ITS_LIST
from desktop.services.document_lists import DocumentLine
from desktop.services.stamps import Printed
from desktop.ui.archive.controller import ArchiveController
from desktop.ui.archive.count_dialog import CountDialog, Counted
from desktop.ui.archive.entry_dialogs import EntryDialog, LackingDialog, LinesDialog, ScansDialog, asked
from desktop.ui.archive.file_dialogs import ExtendDialog, FileDialog, HereDialog, PlaceDialog
from desktop.ui.archive.file_pane import FilePane
from desktop.ui.archive.loan_dialogs import BorrowDialog
from desktop.ui.kit.actions import Action
from desktop.ui.kit.approval import Approvals
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.form_dialog import ReasonDialog
from desktop.ui.kit.printing import PrintDesk, printout


class FileActs:
    """For the page of the archive; the last dialog opened stays in `dialog`."""

    def __init__(self, controller: ArchiveController, pane: FilePane, approvals: Approvals, printing: PrintDesk,
                 page: Any) -> None:  # fmt: skip
        self.controller, self.pane, self.approvals, self.page = controller, pane, approvals, page
        self._printing = printing
        self.dialog: Any = None

    @property
    def view(self) -> FileView | None:
        return self.pane.shown.view if self.pane.shown is not None else None

    def _open(self, dialog: Any) -> None:
        self.dialog = dialog
        dialog.open()

    # what is offered

    def of_file(self) -> list[Action]:
        may, view = self.controller.may, self.view
        none = "" if view is not None else _("Choose a file first.")
        state = view.line.state if view is not None else None
        mine = view is not None and view.line.mine
        offered = []
        if may(Right.FILE_DOCUMENTS):
            offered.append(Action("open_file", N_("Open a file…"), self.open_file, "plus", "Ctrl+O", main=view is None))
        if state in ITS_LIST or state is FileState.CHECKING:
            offered.append(Action("sign", N_("Sign and hand on"), self.sign_on, "pencil", "F8",
                                  "" if mine else self._whose(view), main=mine))  # fmt: skip
        if state is FileState.TAKING_IN:
            offered.append(Action("take_in", N_("Take in…"), self.take_in, "archive", "F8",
                                  "" if mine else self._whose(view), main=mine))  # fmt: skip
        if state in (FileState.CHECKING, FileState.TAKING_IN) and mine:
            offered.append(Action("back", N_("Send back…"), self.send_back, "undo-2"))
        if state is FileState.ARCHIVED and may(Right.BORROW_DOCUMENTS):
            offered.append(Action("borrow", N_("Ask for a loan…"), self.borrow, "inbox", "F9", main=True))
        offered.append(Action("print_list", N_("Print the content list"), self.print_list, "printer", "Ctrl+P", none))
        if state in TURN and not mine:
            offered.append(Action("here", N_("A colleague signs here…"), self.here, "users", seldom=True))
        if mine:
            offered.append(Action("extend", N_("Extend the step at hand…"), self.extend, "clock", seldom=True))
        if view is not None and not view.line.number and may(Right.FILE_DOCUMENTS):
            offered.append(Action("edit_file", N_("Edit the file…"), self.edit_file, "pencil", seldom=True))
            offered.append(Action("withdraw_file", N_("Take the file out of use"), self.withdraw_file, "trash-2",
                                  seldom=True))  # fmt: skip
        if state is FileState.ARCHIVED and may(Right.KEEP_ARCHIVE):
            offered.append(Action("place", N_("It stands elsewhere…"), self.place, "map-pin", seldom=True))
        supplement = none or ("" if view is not None and any(line.asked_at for line in view.items) else
                              _("Nothing was asked for: there is no supplement list."))  # fmt: skip
        offered += [
            Action("print_supplement", N_("Print the supplement list"), self.print_supplement, "printer", "",
                   supplement, separator_before=True, seldom=True),
            Action("print_register", N_("Print the archive register"), self.print_register, "printer", seldom=True),
            Action("print_labels", N_("Print labels"), self.print_labels, "tag", "", self._no_labels(), seldom=True),
        ]  # fmt: skip
        return offered

    def of_entries(self) -> list[Action]:
        """Nothing where the list is not mine to change."""
        if self.view is None or not self.view.may_change:
            return []
        chosen = self.pane.chosen
        none = "" if chosen else _("Choose an entry first.")
        one = none or ("" if len(chosen) == 1 else _("Choose one entry only."))
        return [
            Action("add", N_("Add an entry…"), self.add, "plus", "Ins", main=not self.view.items),
            Action("paste", N_("Add many…"), self.paste, "clipboard-list", "Ctrl+V"),
            Action("scans", N_("From filed papers…"), self.scans, "folder"),
            Action("edit", N_("Edit…"), self.edit, "pencil", "F2", one),
            Action("up", N_("Move up"), partial(self.move, -1), "arrow-up", "Alt+Up", one),
            Action("down", N_("Move down"), partial(self.move, 1), "arrow-down", "Alt+Down", one),
            Action("remove", N_("Take off the list"), self.remove, "trash-2", "Del", none),
        ]

    def _whose(self, view: FileView | None) -> str:
        assert view is not None
        role = TURN[view.line.state]
        name = {Signer.A: view.line.agent_a_name, Signer.B: view.line.agent_b_name}.get(role, "")
        who = _("{role}: {who}").format(role=_(role.label), who=name) if name else _(role.label)
        return _("It is the turn of somebody else: {who}.").format(who=who)

    def _no_labels(self) -> str:
        return "" if self.page.numbered else _("Choose files that have an archive number.")

    # the file

    def open_file(self) -> None:
        self.controller.load_people(self._ask_file)

    def _ask_file(self, people: Sequence[Any]) -> None:
        send = lambda said, done, failed: self.controller.open_file(*said, self._opened(done), failed)  # noqa: E731
        self._open(FileDialog(people, self.controller.desk.person.id, self._kinds(), self.controller.find_clients, send,
                              self.page))  # fmt: skip

    def _opened(self, done: Callable[[Any], object]) -> Callable[[UUID], None]:
        def answer(file: UUID) -> None:
            done(file)
            self.page.open(file)

        return answer

    def edit_file(self) -> None:
        self.controller.load_people(self._ask_change)

    def _ask_change(self, people: Sequence[Any]) -> None:
        if (view := self.view) is None:
            return
        key = view.line.id
        send = lambda said, done, failed: self.controller.change_file(key, said[1], done, failed)  # noqa: E731
        self._open(FileDialog(people, self.controller.desk.person.id, self._kinds(), None, send, self.page, view.entry))

    def _kinds(self) -> list[str]:
        asked_for = self.controller.desk.office.settings["archive_lists"]
        return sorted(asked_for) if isinstance(asked_for, dict) else []

    def withdraw_file(self) -> None:
        if self.view is not None:
            self.controller.withdraw_file(self.view.line.id)

    def sign_on(self) -> None:
        if self.view is not None and self.view.line.mine:
            self.controller.sign_on(self.view.line.id)

    def main_step(self) -> None:
        """F8: whatever the step at hand is."""
        if self.view is not None and self.view.line.mine:
            (self.take_in if self.view.line.state is FileState.TAKING_IN else self.sign_on)()

    def here(self) -> None:
        if (view := self.view) is None or (role := TURN.get(view.line.state)) is None:
            return
        key = view.line.id
        if role is Signer.ARCHIVIST:
            self._count_in(here=True)
            return
        name = view.line.agent_a_name if role is Signer.A else view.line.agent_b_name
        said = _("Signed, and handed on.")
        send = lambda who, done, failed: self.controller.here(  # noqa: E731
            archive_handing.sign_on, who, key, said=said, done=done, failed=failed)  # fmt: skip
        self._open(HereDialog(_(role.label), name, send, self.page))

    def take_in(self) -> None:
        self._count_in(here=False)

    def _count_in(self, *, here: bool) -> None:
        if (view := self.view) is None:
            return
        key, said = view.line.id, _("It lies in the archive.")

        def send(counted: Counted, done: Any, failed: Any) -> None:
            if counted.who is None:
                self.controller.take_in(key, counted.sheets, counted.said, done, failed)
            else:
                self.controller.here(archive_handing.take_in, counted.who, key, dict(counted.sheets), counted.said,
                                     said=said, done=done, failed=failed)  # fmt: skip

        signer = [
            FormField("name", _("Archivist"), required=True, starts_row=True),
            FormField("password", _("That person's password"), Kind.SECRET, required=True),
        ]
        words = _("Count every sheet, covers included, and compare with the list. What differs goes back to agent B.")
        field = FormField("place", _("Where it stands: room, cabinet, shelf, box"), required=True, limit=80, span=2)
        heading = _("Take in {title}").format(title=view.line.title)
        self._open(CountDialog(heading, words, _inside(view.items), field, _("Take in"), send, self.page,
                               value=view.line.place, signer=signer if here else ()))  # fmt: skip

    def send_back(self) -> None:
        if (view := self.view) is None:
            return
        key = view.line.id
        if view.line.state is FileState.TAKING_IN:
            back = lambda why, done, failed: self.controller.send_back(key, (), why, done, failed)  # noqa: E731
            self._open(ReasonDialog(_("Send back to agent B"), _("The file keeps its number."), _("Send back"), back,
                                    self.page, label=_("What is wrong with the file")))  # fmt: skip
            return
        send = lambda said, done, failed: self.controller.send_back(key, *said, done, failed)  # noqa: E731
        self._open(LackingDialog(asked(view), send, self.page))

    def extend(self) -> None:
        if self.view is None:
            return
        key = self.view.line.id

        def send(said: tuple[int, str], done: Any, failed: Any) -> None:
            def refused(error: Any) -> None:
                from desktop.rules.approvals import NeedsApproval

                if not isinstance(error, NeedsApproval):
                    failed(error)
                    return
                done(None)
                again = lambda: self.controller.extend(key, *said, lambda _none: None, self.page.refuse)  # noqa: E731
                self.approvals.settle(error, again)

            self.controller.extend(key, *said, done, refused)

        self._open(ExtendDialog(send, self.page))

    def place(self) -> None:
        if self.view is not None:
            key = self.view.line.id
            send = lambda place, done, failed: self.controller.place_file(key, place, done, failed)  # noqa: E731
            self._open(PlaceDialog(self.view.line.place, send, self.page))

    def borrow(self) -> None:
        if self.view is not None and self.view.line.state is FileState.ARCHIVED:
            chosen = [line.id for line in self.pane.chosen if not line.item.annex]
            send = lambda said, done, failed: self.controller.borrow(*said, done, failed)  # noqa: E731
            self._open(BorrowDialog(self.view.line, chosen, None, send, self.page))

    # entries

    def _part(self) -> Section | None:
        """Where the next entry belongs: with the one chosen, else with the last of the list."""
        chosen = self.pane.chosen or [line for line in self.view.items if not line.item.annex] if self.view else []
        return chosen[-1].item.section if chosen else None

    def add(self) -> None:
        if self.view is not None and self.view.may_change:
            key = self.view.line.id
            send = lambda item, done, failed: self.controller.add_items(key, [item], done, failed)  # noqa: E731
            self._open(EntryDialog(None, send, self.page, self._part()))

    def paste(self) -> None:
        from PySide6.QtGui import QGuiApplication

        if self.view is not None and self.view.may_change:
            key, text = self.view.line.id, QGuiApplication.clipboard().text()
            send = lambda items, done, failed: self.controller.add_items(key, items, done, failed)  # noqa: E731
            # what was copied is a list where it has columns or lines; anything else was copied for another purpose
            self._open(LinesDialog(text if "\t" in text or "\n" in text else "", send, self.page, self._part()))

    def scans(self) -> None:
        if self.view is not None and self.view.may_change:
            self.controller.load_scans(self.view.line.client, self._ask_scans)

    def _ask_scans(self, lines: Sequence[DocumentLine]) -> None:
        if (view := self.view) is None:
            return
        key, there = view.line.id, {line.document for line in view.items}
        send = lambda said, done, failed: self.controller.add_scans(key, *said, done, failed)  # noqa: E731
        offered = [line for line in lines if line.id not in there and line.locked is None]
        self._open(ScansDialog(offered, send, self.page))

    def edit(self) -> None:
        chosen = self.pane.chosen
        if self.view is not None and self.view.may_change and len(chosen) == 1:
            key = chosen[0].id
            send = lambda item, done, failed: self.controller.change_item(key, item, done, failed)  # noqa: E731
            self._open(EntryDialog(chosen[0].item, send, self.page))

    def move(self, step: int) -> None:
        """Among the entries of its part; the others stay in their order."""
        chosen = self.pane.chosen
        if self.view is None or not self.view.may_change or len(chosen) != 1:
            return
        held = chosen[0]
        part = [line for line in self.view.items
                if (line.item.section, line.item.annex) == (held.item.section, held.item.annex)]  # fmt: skip
        at = part.index(held) + step
        if not 0 <= at < len(part):
            return
        before = part[at] if step < 0 else part[at + 1] if at + 1 < len(part) else None
        self.controller.move_item(held.id, before.id if before is not None else None)

    def remove(self) -> None:
        if self.view is not None and self.view.may_change and (chosen := self.pane.chosen):
            self.controller.withdraw_items([line.id for line in chosen])

    # prints

    def print_list(self) -> None:
        if self.view is not None:
            self.controller.print_list(self.view.line.id, self._preview)

    def print_supplement(self) -> None:
        if self.view is not None:
            self.controller.print_supplement(self.view.line.id, self._preview)

    def print_register(self) -> None:
        self.controller.print_register(self._preview)

    def print_labels(self) -> None:
        if numbered := self.page.numbered:
            self.controller.print_labels(numbered, self._preview)

    def _preview(self, printed: Printed) -> None:
        self.dialog = self._printing.preview(printout(printed, self.controller.desk), self.page)


def _inside(items: Sequence[ItemLine]) -> list[ItemLine]:
    return [line for line in items if not line.item.annex]
