"""What the screen of folders asks of the office and does there, one line per verb."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.i18n import _, _n, language, translator
from desktop.rules.approvals import Need
from desktop.rules.documents import Entry
from desktop.rules.errors import OfficeError
from desktop.rules.rights import Right
from desktop.services import (
    document_codes,
    document_hand_outs,
    document_history,
    document_lists,
    document_prints,
    document_rights,
    document_search,
    document_undo,
    documents,
    filing,
    folders,
    search,
)
from desktop.services.document_lists import PAGE, DocumentLine, Only, Sort
from desktop.services.document_process import Reader
from desktop.services.document_search import Wanted as Search
from desktop.services.filing import Outcome, Wish
from desktop.services.previews import Opened, Previews
from desktop.services.work import Work
from desktop.ui.kit.cells import Wanted
from desktop.ui.kit.desk import Desk, Errand

HITS = 200
Failed = Callable[[OfficeError], object]


class FoldersController(QObject):
    """Holds whose folders are shown, which of them, and in which order; answers to an older question are dropped."""

    tree_loaded = Signal(object)
    began = Signal(object, int)
    """The first rows of a new question, and how many there are."""
    rows_loaded = Signal(object, object)
    rows_failed = Signal(object)
    found = Signal(object)
    """What a search found."""
    clients_found = Signal(object)
    opened = Signal(object)
    page_drawn = Signal(object, int, object)
    """Document, number of the page, and what it looks like."""
    not_opened = Signal(object)
    viewed = Signal(object)
    filed = Signal(object, object)
    """What became of each paper, and the act that can be taken back."""
    done = Signal(str, object)
    """What was done, and what takes it back or None."""
    refused = Signal(object)

    def __init__(self, desk: Desk, where: str = "folders", parent: QObject | None = None) -> None:
        """`where` keeps the questions of several screens apart."""
        super().__init__(parent)
        self.desk, self._where = desk, where
        self.client: UUID | None = None
        self.folder: UUID | None = None
        self.only = Only()
        self.sort = Sort()
        self.previews = Previews()
        # apart from what draws, which is ended when the screen is left
        self._reader = Reader()

    def may(self, right: Right) -> bool:
        return bool(self.desk.person.may(right))

    def _key(self, what: str) -> str:
        return f"{self._where}.{what}"

    # asking

    def load_tree(self) -> None:
        self.desk.ask(self._key("tree"), folders.tree, self.client, done=self.tree_loaded.emit,
                      failed=self.refused.emit, owner=self)  # fmt: skip

    def begin(self) -> None:
        """A new question: its first page, and how many there are."""
        self.desk.ask(self._key("rows"), _first_page, self.folder, self.only, self.sort,
                      done=lambda found: self.began.emit(*found), failed=self.refused.emit, owner=self)  # fmt: skip

    def fetch(self, wanted: Wanted) -> None:
        self.desk.ask(self._key("rows"), document_lists.list_documents, self.folder, self.only, self.sort,
                      wanted.offset, wanted.count, done=lambda lines: self.rows_loaded.emit(wanted, lines),
                      failed=lambda _error: self.rows_failed.emit(wanted), owner=self)  # fmt: skip

    def find_clients(self, text: str) -> None:
        self.desk.ask(self._key("clients"), search.find, text, 20, done=self.clients_found.emit,
                      failed=self.refused.emit, owner=self)  # fmt: skip

    def find(self, text: str, wanted: Search) -> None:
        self.desk.ask(self._key("rows"), document_search.find, text, wanted, 0, HITS, done=self.found.emit,
                      failed=self.refused.emit, owner=self)  # fmt: skip

    def open(self, document: UUID, number: int | None = None) -> None:
        """Opens a version for its pages; a marked one is recorded first."""
        self.desk.errand(_("Opening the document"), _opened, self.previews, document, number, done=self.opened.emit,
                         failed=self.not_opened.emit, owner=self)  # fmt: skip

    def draw(self, document: UUID, number: int, page: int, width: int, *, words: bool = False) -> None:
        self.desk.ask(self._key("page"), _drawn, self.previews, document, number, page, width, words,
                      done=lambda made: self.page_drawn.emit(document, page, made), failed=self.not_opened.emit,
                      owner=self)  # fmt: skip

    def view(self, document: UUID) -> None:
        self.desk.ask(self._key("view"), _seen, document, done=self.viewed.emit, failed=self.refused.emit, owner=self)

    def history(self, document: UUID, done: Callable[[Any], object]) -> None:
        self.desk.ask(self._key("history"), document_history.history, document, done=done, failed=self.refused.emit,
                      owner=self)  # fmt: skip

    def need_to_see(self, document: UUID, done: Callable[[Need], object]) -> None:
        """What is asked for where a document is locked."""
        self.desk.ask(self._key("need"), document_rights.need_to_see, document, done=done, failed=self.refused.emit,
                      owner=self)  # fmt: skip

    # filing

    def look(self, sources: Sequence[Path | bytes], names: Sequence[str], done: Any, failed: Failed) -> Errand:
        return self.desk.errand(_("Looking at the files"), document_codes.look, self._reader, list(sources),
                                self.client, list(names), done=done, failed=failed, owner=self)  # fmt: skip

    def file(self, wishes: Sequence[Wish], failed: Failed) -> Errand:
        return self.desk.errand(_("Filing papers"), _filing, list(wishes), done=lambda told: self.filed.emit(*told),
                                failed=failed, owner=self)  # fmt: skip

    def undo(self, operation: UUID) -> None:
        self.desk.do(document_undo.undo, operation, done=lambda _none: self.done.emit(_("Taken back."), None),
                     failed=self.refused.emit, owner=self)  # fmt: skip

    # changing

    def change(self, document: UUID, entry: Entry, base: Entry, done: Any, failed: Failed) -> None:
        self._do(documents.change_document, document, entry, base, said=_("Saved."), done=done, failed=failed)

    def confirm_legible(self, ids: Sequence[UUID]) -> None:
        self._do(_confirm, list(ids), said=_("Noted that the papers are legible and complete."))

    def move(self, ids: Sequence[UUID], folder: UUID, done: Any, failed: Failed) -> None:
        self._do(documents.move_documents, list(ids), folder, said=_("Moved."), done=done, failed=failed)

    def put_into(self, ids: Sequence[UUID], folder: UUID, done: Any, failed: Failed) -> None:
        self._do(documents.put_into, list(ids), folder, said=_("It stands there too now."), done=done, failed=failed)

    def withdraw(self, ids: Sequence[UUID]) -> None:
        said = _n("{n} document taken out of use.", "{n} documents taken out of use.", len(ids)).format(n=len(ids))
        self._do(documents.withdraw_documents, list(ids), said=said)

    def restore(self, ids: Sequence[UUID]) -> None:
        self._do(documents.restore_documents, list(ids), said=_("Back in use."))

    def set_mark(self, document: UUID, mark: str, failed: Failed) -> Errand:
        return self.desk.errand(_("Sealing the document anew"), documents.set_mark, document, mark,
                                done=lambda _none: self.done.emit(_("The mark is set."), None), failed=failed,
                                owner=self)  # fmt: skip

    def add_folder(self, path: Sequence[str], done: Any, failed: Failed) -> None:
        self._do(folders.add_folder, self.client, tuple(path), said=_("Folder made."), done=done, failed=failed)

    def rename_folder(self, folder: UUID, name: str, done: Any, failed: Failed) -> None:
        self._do(folders.rename_folder, folder, name, said=_("Saved."), done=done, failed=failed)

    def withdraw_folder(self, folder: UUID) -> None:
        self._do(folders.withdraw_folder, folder, said=_("Folder taken out of use."))

    # handing out

    def save_as(self, document: UUID, target: Path, over: bool, failed: Failed) -> None:
        self.desk.errand(_("Saving the document"), _fetched, document, target, over,
                         done=lambda path: self.done.emit(_("Saved as {path}.").format(path=path), None),
                         failed=failed, owner=self)  # fmt: skip

    def print_out(self, document: UUID, done: Any, failed: Failed) -> None:
        self.desk.errand(_("Preparing the print"), document_prints.print_document, document, translator(language()),
                         done=done, failed=failed, owner=self)  # fmt: skip

    def _do(self, verb: Any, *args: Any, said: str, done: Any = None, failed: Failed | None = None) -> None:
        def answer(told: tuple[Any, UUID]) -> None:
            result, operation = told
            if done is not None:
                done(result)
            self.done.emit(said, operation)

        self.desk.do(_noting, verb, *args, done=answer, failed=failed or self.refused.emit, owner=self)


def _opened(work: Work, previews: Previews, document: UUID, number: int | None, *, progress: Any) -> Opened:
    return previews.open(work, document, number)


def _drawn(work: Work, previews: Previews, document: UUID, number: int, page: int, width: int, words: bool) -> Any:
    return previews.page(work, document, number, page, width, words=words)


def _noting(work: Work, verb: Any, *args: Any) -> tuple[Any, UUID]:
    return verb(work, *args), work.operation


def _first_page(work: Work, folder: UUID | None, only: Only, sort: Sort) -> tuple[list[DocumentLine], int]:
    lines = document_lists.list_documents(work, folder, only, sort, 0, PAGE)
    total = len(lines) if len(lines) < PAGE else document_lists.count_documents(work, folder, only)
    return lines, total


def _seen(work: Work, document: UUID) -> tuple[Any, Any]:
    return document_lists.view(work, document), document_rights.why(work, document)


def _confirm(work: Work, ids: Sequence[UUID]) -> None:
    for document in ids:
        documents.confirm_legible(work, document)


def _filing(work: Work, wishes: Sequence[Wish], *, progress: Any) -> tuple[list[Outcome], UUID]:
    return filing.file_documents(work, wishes, progress=progress), work.operation


def _fetched(work: Work, document: UUID, target: Path, over: bool, *, progress: Any) -> Path:
    return document_hand_outs.fetch(work, document, target, over=over, progress=progress)
