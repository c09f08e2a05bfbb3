"""Where a saved sheet goes: a name that tells what it is, a question before anything is replaced, and the way to it."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from desktop.i18n import _
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.text import IconLabel, button, label, restyle
from desktop.ui.kit.tokens import Tone

_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+')
_LONGEST_NAME = 80


def file_name(title: str, office: str = "", day: date | None = None) -> str:
    """A name that every system can store, from texts that may hold anything: what, which office, which day."""
    kept = [" ".join(_UNSAFE.sub(" ", part).split()).strip(". ")[:_LONGEST_NAME].strip() for part in (title, office)]
    parts = [kept[0] or "Clientele", *kept[1:], day.isoformat() if day is not None else ""]
    return " ".join(part for part in parts if part) + ".pdf"


def free_path(path: Path) -> Path:
    """`path`, or with a number after its name where there is a file already."""
    number, found = 2, path
    while found.exists():
        found = path.with_name(f"{path.stem} ({number}){path.suffix}")
        number += 1
    return found


def open_path(path: Path) -> None:
    """In whatever program this machine has for it."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


class ReplaceDialog(Dialog):
    """A file of that name is there: keep both, or replace it."""

    def __init__(self, path: Path, save: Callable[[Path], object], parent: QWidget | None = None) -> None:
        super().__init__(_("There is a file of this name"), parent)
        self._path, self._save = path, save
        said = _("{file} is in this folder already. Replaced, it can't be brought back.").format(file=path.name)
        self.body.addWidget(label(said, wrap=True))
        self.set_main(_("Keep both"), lambda: self._go_on(free_path(path)))
        self.add_button(_("Replace it"), lambda: self._go_on(path))
        self.add_button(_("Cancel"), self.reject)

    def _go_on(self, path: Path) -> None:
        self.accept()
        self._save(path)


class SavedLine(QFrame):
    """Says in a preview where the sheet was saved, or why it could not be."""

    def __init__(self, parent: QWidget | None = None, *, opener: Callable[[Path], object] = open_path) -> None:
        super().__init__(parent)
        self._path, self.opener = Path(), opener
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 4, 4)
        row.setSpacing(8)
        self._icon = IconLabel("circle-check", "good")
        self.text = label(wrap=True, select=True)
        self.open_file = button(_("Open"), lambda: self.opener(self._path), link=True)
        self.open_folder = button(_("Open folder"), lambda: self.opener(self._path.parent), link=True)
        row.addWidget(self._icon)
        row.addWidget(self.text, 1)
        row.addWidget(self.open_file)
        row.addWidget(self.open_folder)
        self.hide()

    def saved(self, path: str) -> None:
        self._path = Path(path)
        self._say(_("Saved: {file}").format(file=self._path.name), Tone.GOOD, "circle-check")

    def refused(self, error: object) -> None:
        self._say(str(error), Tone.BAD, "circle-alert")

    def _say(self, text: str, tone: Tone, icon: str) -> None:
        restyle(self, "bar", tone.value)
        self._icon.show_icon(icon, tone.value)
        self.text.setText(text)
        self.setAccessibleName(text)
        for link in (self.open_file, self.open_folder):
            link.setVisible(tone is Tone.GOOD)
        self.show()
