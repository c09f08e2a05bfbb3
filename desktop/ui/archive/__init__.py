"""Screens of the archive: files on their way to it and in it, and what is lent from it."""

from typing import Any

from desktop.i18n import N_
from desktop.rules.rights import Right
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.place_view import Tab
from desktop.ui.kit.printing import PrintDesk

KEY = "archive"
LOANS = "loans"


def tabs(desk: Desk, printing: PrintDesk) -> tuple[Tab, ...]:
    """档案 Archive and 借阅 Loans, for the place 文件 Documents."""
    if not desk.person.may(Right.SEE_DOCUMENTS):
        return ()
    return (Tab(KEY, N_("Archive"), lambda: _files(desk, printing)), Tab(LOANS, N_("Loans"), lambda: _loans(desk)))


def _files(desk: Desk, printing: PrintDesk) -> Any:
    # loaded when it is first shown: a start goes without
    from desktop.ui.archive.page import ArchivePage

    return ArchivePage(desk, printing)


def _loans(desk: Desk) -> Any:
    from desktop.ui.archive.loans_page import LoansPage

    return LoansPage(desk)
