"""The row of tabs over a page's list."""

from collections.abc import Iterable

from PySide6.QtWidgets import QTabBar


def tab_row(name: str, words: Iterable[str] = (), *, whole: bool = False) -> QTabBar:
    """`name` is for screen readers; a `whole` row never scrolls, since its words are few."""
    tabs = QTabBar()
    tabs.setDrawBase(False)
    tabs.setExpanding(False)
    if whole:
        tabs.setUsesScrollButtons(False)
    tabs.setAccessibleName(name)
    for word in words:
        tabs.addTab(word)
    return tabs
