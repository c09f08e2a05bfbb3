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
SCANS = "scans"


def place(desk: Desk, printing: PrintDesk, preferences: Any, beside: Sequence[Tab] = ()) -> Place | None:
    """The place, None for who sees no documents; `beside` are the tabs that come after folders and scans.
    `preferences` are this workstation's: its scan folder is among them."""
    if not desk.person.may(Right.SEE_DOCUMENTS):
        return None
    watch = _Watch(desk, preferences)
    scans = (Tab(SCANS, N_("Scans"), lambda: _scans(desk, watch)),) if desk.person.may(Right.FILE_DOCUMENTS) else ()
    return Place(PLACE, N_("Documents"), "folder",
                 (Tab(KEY, N_("Folders"), lambda: _page(desk, printing, watch)), *scans, *beside))  # fmt: skip


def papers_of_file(desk: Desk) -> Callable[[], Any] | None:
    """What makes the tab 文件 Documents of a client's file, None for who sees no documents."""
    return (lambda: _papers(desk)) if desk.person.may(Right.SEE_DOCUMENTS) else None


def _papers(desk: Desk) -> Any:
    # loaded when it is first shown, as the page; a function named as the module would be gone then
    from desktop.ui.folders.file_tab import ClientPapers

    return ClientPapers(desk)


class _Watch:
    """One watch for both pages, made when the first of them is shown."""

    def __init__(self, desk: Desk, preferences: Any) -> None:
        self._desk, self._preferences, self._made = desk, preferences, None

    def made(self) -> Any:
        from desktop.ui.folders.scan_watch import ScanWatch

        self._made = self._made or ScanWatch(self._preferences, self._desk)
        return self._made


def _page(desk: Desk, printing: PrintDesk, watch: _Watch) -> Any:
    # loaded when it is first shown: a start goes without
    from desktop.ui.folders.page import FoldersPage

    return FoldersPage(desk, printing, watch.made() if desk.person.may(Right.FILE_DOCUMENTS) else None)


def _scans(desk: Desk, watch: _Watch) -> Any:
    from desktop.ui.folders.scans_page import ScansPage

    return ScansPage(desk, watch.made())
