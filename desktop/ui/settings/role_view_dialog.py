"""Shows what somebody with certain roles would see of this office: places, rights with their reach, a file's fields."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.i18n import _, _n
from desktop.rules.accounts import Enforced
from desktop.rules.errors import Label
from desktop.rules.rights import SCOPE_LABELS, WHOLE, Right, Scope
from desktop.services import role_views
from desktop.services.granting import VAULT_LABELS
from desktop.services.role_views import FieldLine, RightLine, RoleView, Sight
from desktop.ui.kit.badge import Tag
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.entries import Choice
from desktop.ui.kit.filling import empty_out, row_of
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.phrases import level_word, listed
from desktop.ui.kit.text import label, note, section
from desktop.ui.kit.tokens import GAP, MEDIUM, WIDE, Tone
from desktop.ui.settings.enforced import enforced_tag
from desktop.ui.settings.panel import Panel

SIZE = (816, 640)
LABELS, TAGS = 176, 192
"""Pixels for the names of fields and places, and for tags, so that what stands beside them is aligned throughout."""


class RoleViewDialog(Dialog):
    """`people` are those whose department and files may be meant; with `alone` the one of them is, and no other."""

    def __init__(self, panel: Panel, heading: str, rights: Mapping[Right, Scope], level: int,
                 people: Sequence[tuple[UUID, str]], parent: QWidget, *, alone: bool = False) -> None:  # fmt: skip
        super().__init__(_("What {name} sees").format(name=heading), parent, width=768)
        self.panel, self._rights, self._level = panel, rights, level
        said = _("By the ordinary way of reading, on this office's files. You are shown nothing here that you may not "
                 "see yourself, and nothing is done or recorded in anybody's name.")  # fmt: skip
        self.body.addWidget(note(said, wrap=True))
        self.who = Choice([*people] if alone else [*people, (None, _("Somebody new, without files"))])
        self.who.setAccessibleName(_("Whose files and department count"))
        self.who.setCurrentIndex(0)
        self.who.edited.connect(self._ask)
        if not alone:
            self.body.addLayout(row_of(label(_("Whose files and department count")), self.who, 1))
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP)
        self.body.addWidget(scrolling(inner), 1)
        self.add_button(_("Close"), self.reject)
        self.finished.connect(self.deleteLater)
        self.resize(*SIZE)
        self._ask()

    def _ask(self) -> None:
        self.panel.desk.ask("settings.role_view", role_views.preview, self._rights, self._level, self.who.value(),
                            done=self._show, failed=self.refuse, owner=self)  # fmt: skip

    def _show(self, view: RoleView) -> None:
        self.view = view
        empty_out(self._column)
        for notice in _notices(view):
            self._column.addWidget(label(notice, tone=Tone.WARN, wrap=True))
        self._head(_("Places and pages"))
        self._column.addLayout(self._places(view))
        self._head(_("Rights"), _files_said(view))
        self._column.addLayout(_rights(view))
        told = _("As {name} would be shown").format(name=view.example) if view.example else ""
        self._head(_("A client's file"), told)
        self._column.addLayout(_fields(view.fields))
        self._column.addStretch(1)

    def _head(self, words: str, said: str = "") -> None:
        self._column.addSpacing(GAP)
        self._column.addWidget(section(words))
        if said:
            self._column.addWidget(note(said, wrap=True))

    def _places(self, view: RoleView) -> QGridLayout:
        grid = _grid()
        for row, place in enumerate(self.panel.host.places_of(view.mandate)):
            grid.addWidget(label(_(place.title)), row, 0)
            tabs = [_(tab.title) for tab in place.tabs if tab.title != place.title]
            grid.addWidget(label(listed(tabs), tone=Tone.NOTE, wrap=True), row, 1)
        return grid


def _notices(view: RoleView) -> list[str]:
    found = []
    if view.mandate.unpledged:
        found.append(_("Without a confidentiality pledge that holds, levels 2 and 3 stay closed."))
    if view.waiting:
        names = listed(_(VAULT_LABELS[vault]) for vault in view.waiting)
        found.append(_("Not given yet are the keys of: {names}.").format(names=names))
    return found


def _files_said(view: RoleView) -> str:
    if view.own == 0:
        return _("You see no client file yourself, so none is counted here.")
    if view.own is not None:
        return _n("Counted among the {n} file that you see yourself.",
                  "Counted among the {n} files that you see yourself.", view.own).format(n=f"{view.own:,}")  # fmt: skip
    return ""


def _grid() -> QGridLayout:
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(WIDE)
    grid.setVerticalSpacing(4)
    grid.setColumnMinimumWidth(0, LABELS)
    grid.setColumnMinimumWidth(2, TAGS)
    grid.setColumnStretch(1, 1)
    return grid


def _rights(view: RoleView) -> QGridLayout:
    grid = _grid()
    names = listed(_(text) for vault, text in VAULT_LABELS.items() if vault in view.vaults)
    grid.addWidget(label(_("Levels 2 and 3, ID numbers"), wrap=True), 0, 0)
    grid.addWidget(label(names or _("None"), wrap=True), 0, 1)
    grid.addWidget(enforced_tag(Enforced.ENCRYPTION), 0, 2)
    for row, line in enumerate(view.rights, 1):
        grid.addWidget(label(_(line.right.label), wrap=True), row, 0)
        grid.addWidget(label(_reach(line)), row, 1)
        grid.addWidget(enforced_tag(line.enforced), row, 2)
    return grid


def _reach(line: RightLine) -> str:
    scope = _("Yes") if line.right in WHOLE else _(SCOPE_LABELS[line.scope])
    if line.clients is None:
        return scope
    files = _n("{n} file", "{n} files", line.clients).format(n=f"{line.clients:,}")
    return f"{scope} · {files}"


def _fields(lines: Sequence[FieldLine]) -> QGridLayout:
    grid, row, last = _grid(), 0, ""
    for line in lines:
        if line.section != last:
            last = line.section
            grid.setRowMinimumHeight(row, MEDIUM)
            grid.addWidget(note(_(last)), row + 1, 0, 1, 3)
            row += 2
        grid.addWidget(label(_(line.label), wrap=True), row, 0)
        grid.addWidget(_value(line), row, 1)
        grid.addWidget(_tag(line), row, 2)
        row += 1
    return grid


def _value(line: FieldLine) -> Any:
    if line.sight is Sight.OPEN and line.kept:
        return note(_("Open to them; not to you"), wrap=True)
    if line.sight is Sight.OPEN:
        shown = _(line.value) if isinstance(line.value, Label) else line.value
        return label(shown or "–", tone=Tone.PLAIN if shown else Tone.NOTE, wrap=True)
    return note(_(line.why), wrap=True)


def _tag(line: FieldLine) -> Tag:
    if line.sight is Sight.OPEN:
        return Tag(_("Visible"), Tone.NOTE, "lock-open")
    if line.sight is Sight.RECORDED:
        words = _("{level}: opens, recorded").format(level=level_word(line.level))
        return Tag(words, Tone.NOTE, "eye")
    return Tag(_("{level}: locked").format(level=level_word(line.level)), Tone.WARN, "lock")
