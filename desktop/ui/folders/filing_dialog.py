"""Files papers: what each is, which folder it goes into, and whether it is a new version of another (DO-1)."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.i18n import _, _n
from desktop.rules.documents import TITLE_LIMIT, Entry, Kind
from desktop.rules.errors import OfficeError
from desktop.rules.secrecy import Secrecy
from desktop.services.coded_sheets import CodedSheet
from desktop.services.document_looks import Looked
from desktop.services.filing import Wish
from desktop.services.folders import FolderLine
from desktop.ui.folders.rows import size_text
from desktop.ui.kit.desk import Errand
from desktop.ui.kit.entries import Choice, TextEntry, YesNo
from desktop.ui.kit.errand_dialog import ErrandDialog
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.text import label, note
from desktop.ui.kit.tokens import GAP, SMALL, Tone

WIDTH = 760
OWN_FOLDER = "own"  # where its kind belongs
NEW = "new"


class PaperRow(QFrame):
    """One file that is to be filed."""

    def __init__(self, source: Path | bytes, looked: Looked, kinds: Sequence[Kind]) -> None:
        super().__init__()
        self.source, self.looked = source, looked
        self.setProperty("card", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(SMALL)
        line = QHBoxLayout()
        line.setSpacing(GAP)
        self.wanted = YesNo(looked.name)
        self.wanted.set_value(looked.trouble is None and not looked.here)
        self.wanted.setEnabled(looked.trouble is None)
        line.addWidget(self.wanted, 1)
        line.addWidget(note(size_text(looked.size)))
        column.addLayout(line)
        for said, tone in _said(looked):
            column.addWidget(note(said, tone=tone, wrap=True))
        entries = QHBoxLayout()
        entries.setSpacing(GAP)
        self.title = TextEntry()
        self.title.set_value(looked.title)
        self.title.setMaxLength(TITLE_LIMIT)
        self.title.setAccessibleName(_("Title of {name}").format(name=looked.name))
        self.kind = Choice([(kind.key, kind.said) for kind in kinds])
        self.kind.set_value(looked.kind)
        self.kind.setAccessibleName(_("Kind of {name}").format(name=looked.name))
        entries.addWidget(self.title, 3)
        entries.addWidget(self.kind, 1)
        self.version = Choice([(NEW, _("A document of its own")),
                               *((each.document, _("New version of: {title}").format(title=each.title))
                                 for each in looked.perhaps)])  # fmt: skip
        self.version.set_value(NEW)
        self.version.setAccessibleName(_("New version or new document: {name}").format(name=looked.name))
        self.version.setVisible(bool(looked.perhaps))
        self.home: YesNo | None = None
        if looked.sheet is not None:
            column.addWidget(note(home_words(looked.sheet), tone=Tone.GOOD, wrap=True))
            self.home = YesNo(_("File it with that record"))
            self.home.set_value(True)
            column.addWidget(self.home)
        column.addLayout(entries)
        column.addWidget(self.version)
        for entry in (self.title, self.kind, self.version):
            entry.setEnabled(looked.trouble is None)

    def wish(self, client: UUID | None, folder: Any, mark: str, legible: bool) -> Wish:
        version = self.version.value()
        entry = Entry(self.title.value(), str(self.kind.value()))
        former = None if version == NEW else UUID(str(version))
        again = bool(self.looked.here)
        if self.home is not None and self.home.value():
            return signed_wish(self.source, self.looked, entry, mark, legible)
        return Wish(self.source, self.looked.name, client, folder, entry, mark, legible, former, again=again)


def home_words(sheet: CodedSheet) -> str:
    """What a scan was found to be, and whose file it goes into as that."""
    where = sheet.client_name or _("the office")
    return _("This bears the code of our sheet “{sheet}”: {said} ({where}).").format(
        sheet=_(sheet.kind.label), said=sheet.said, where=where)  # fmt: skip


def signed_wish(source: Path | bytes, looked: Looked, entry: Entry, mark: str, legible: bool) -> Wish:
    """A scan that goes home to the record of its sheet."""
    sheet = looked.sheet
    assert sheet is not None
    return Wish(source, looked.name, sheet.client, sheet.folder, entry, mark, legible, again=bool(looked.here),
                sheet=sheet.code)  # fmt: skip


def _said(looked: Looked) -> list[tuple[str, Tone]]:
    if looked.trouble is not None:
        return [(str(looked.trouble), Tone.BAD)]
    here = [_("This paper is here already: {title} ({place}). Tick it to file it once more.").format(
        title=each.title, place=each.place) for each in looked.here]  # fmt: skip
    if looked.several:
        here.append(several())
    return [(said, Tone.WARN) for said in here]


def several() -> str:
    return _("Several of our sheets are in this scan. Scan each by itself, and each finds its record.")


class FilingDialog(ErrandDialog):
    """All files of one act: they share folder, mark and the word that they are legible."""

    wished = Signal(object)
    """The wishes, when the person has decided."""

    def __init__(self, sources: Sequence[Path | bytes], looked: Sequence[Looked], kinds: Sequence[Kind],
                 tree: Sequence[FolderLine], client: UUID | None, folder: tuple[str, ...] | None,
                 marks: Sequence[Secrecy], parent: QWidget | None = None) -> None:  # fmt: skip
        count = _n("File {n} paper", "File {n} papers", len(sources)).format(n=len(sources))
        super().__init__(count, parent, width=WIDTH)
        self._client = client
        shared = QHBoxLayout()
        shared.setSpacing(GAP)
        shared.addWidget(label(_("Folder")))
        own: list[tuple[object, str]] = [(OWN_FOLDER, _("Where its kind belongs"))]
        self.folder = Choice([*own, *((line.path, "/".join(line.path)) for line in tree)])
        self.folder.set_value(folder or OWN_FOLDER)
        self.folder.setAccessibleName(_("Folder"))
        shared.addWidget(self.folder, 2)
        shared.addWidget(label(_("Mark")))
        self.mark = Choice([("", _("No mark")), *((each.value, _(each.label)) for each in marks)])
        self.mark.set_value("")
        self.mark.setAccessibleName(_("Mark"))
        shared.addWidget(self.mark, 1)
        self.body.addLayout(shared)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        self.rows = [PaperRow(source, each, kinds) for source, each in zip(sources, looked, strict=True)]
        for row in self.rows:
            row.wanted.toggled.connect(lambda _on: self._count())
            column.addWidget(row)
        column.addStretch(1)
        area = scrolling(holder)
        area.setMinimumHeight(min(420, 140 * len(self.rows)))
        self.body.addWidget(area, 1)
        self.legible = YesNo(_("I have seen that these papers are legible and complete"))
        self.body.addWidget(self.legible)
        self.body.addWidget(self.progress)
        self.progress.hide()
        self.main = self.set_main(_("File"), self.go)
        self.add_button(_("Cancel"), self.reject)
        self._count()

    def go(self) -> None:
        """Hands out the wishes; the page files them and lets this follow."""
        self.clear_refusal()
        folder = self.folder.value()
        where = None if folder == OWN_FOLDER else folder
        mark, legible = str(self.mark.value() or ""), self.legible.value()
        wishes = [row.wish(self._client, where, mark, legible) for row in self.rows if row.wanted.value()]
        if wishes:
            self.set_busy(True)
            self.wished.emit(wishes)

    def watch(self, errand: Errand) -> None:
        self.progress.show()
        self.follow(errand)

    def failed(self, error: OfficeError) -> None:
        self.set_busy(False)
        self.progress.hide()
        self.refuse(error)

    def _count(self) -> None:
        chosen = sum(row.wanted.value() for row in self.rows)
        self.main.setEnabled(chosen > 0)
        self.main.setText(_n("File {n} paper", "File {n} papers", chosen).format(n=chosen))
