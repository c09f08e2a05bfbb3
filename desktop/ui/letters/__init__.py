"""Screens of letters 信函: what is made from a template for one client or many, over any page (CM-7)."""

from collections.abc import Callable, Mapping
from typing import Any

from desktop.rules.rights import Right
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.printing import PrintDesk

WRITE = "write_letters"
"""What the window opens over any page; handed the Candidates (`kit/which_clients`) for whom letters may be."""


def over(desk: Desk, printing: PrintDesk | None) -> Mapping[str, Callable[[Any], Any]]:
    """What opens over any page: from a list, a file, a class or coming days."""
    may = desk.person.may
    if printing is None or not (may(Right.SEE_CLIENTS) and may(Right.PRINT_CLIENTS)):
        return {}
    return {WRITE: lambda window: _entry(window, printing)}


def _entry(window: Any, printing: PrintDesk) -> Any:
    # loaded when it is first opened: a start goes without
    from desktop.ui.letters.entry import LetterEntry

    return LetterEntry(window, printing)
