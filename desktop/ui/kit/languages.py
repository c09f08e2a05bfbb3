"""A row of the languages, each in its own words, for screens before anybody has signed in."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout

from desktop.i18n import LANGUAGES, language
from desktop.ui.kit.text import button

LANGUAGE_NAMES = {"zh_CN": "中文", "en": "English"}


def language_row(choose: Callable[[str], object]) -> QHBoxLayout:
    """The language in force can't be pressed."""
    row = QHBoxLayout()
    row.addStretch(1)
    for code in LANGUAGES:
        each = button(LANGUAGE_NAMES[code], lambda code=code: choose(code), quiet=True)
        each.setEnabled(code != language())
        row.addWidget(each)
    row.addStretch(1)
    return row
