"""Screens of documents: the place 文件 Documents with its folders; the archive's tabs stand beside them."""

from collections.abc import Callable, Sequence
from typing import Any

from desktop.i18n import N_
from desktop.rules.rights import Right
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.place_view import Place, Tab
from desktop.ui.kit.printing import PrintDesk

PLACE = "documents"
KEY = "folders"


def place(desk: Desk, printing: PrintDesk, beside: Sequence[Tab] = ()) -> Place | None:
    """The place, None for who sees no documents; `beside` are the tabs that come after the folders."""
    if not desk.person.may(Right.SEE_DOCUMENTS):
        return None
    return Place(PLACE, N_("Documents"), "folder", (Tab(KEY, N_("Folders"), lambda: _page(desk, printing)), *beside))


def papers_of_file(desk: Desk) -> Callable[[], Any] | None:
    """What makes the tab 文件 Documents of a client's file, None for who sees no documents."""
    return (lambda: _papers(desk)) if desk.person.may(Right.SEE_DOCUMENTS) else None


def _papers(desk: Desk) -> Any:
    # loaded when it is first shown, as the page; a function named as the module would be gone then
    from desktop.ui.folders.file_tab import ClientPapers

    return ClientPapers(desk)


def _page(desk: Desk, printing: PrintDesk) -> Any:
    # loaded when it is first shown: a start goes without
    from desktop.ui.folders.page import FoldersPage

    return FoldersPage(desk, printing)
