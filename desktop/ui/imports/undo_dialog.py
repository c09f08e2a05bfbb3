"""Asks what to do with the clients of an import that were changed since, before the import is undone."""

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.i18n import _, _n
from desktop.services.import_undo import ChangedSince, Standing
from desktop.services.importing import ImportLine
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.phrases import moment
from desktop.ui.kit.text import label, note

_WIDTH = 520
_MOST_HEIGHT = 280
"""Of the clients in the way; what is more scrolls."""


class UndoImportDialog(Dialog):
    """What stands in the way with its client, act, author and time, and what may be done about it."""

    rest_chosen = Signal()
    all_chosen = Signal()

    def __init__(self, found: ChangedSince, line: ImportLine | None, parent: QWidget | None = None) -> None:
        super().__init__(_("Undo the import"), parent, width=_WIDTH)
        if line is not None:
            self.body.addWidget(note(f"{line.file_name} · {line.person} · {moment(line.at)}", wrap=True))
        self.body.addWidget(label(_("These clients were changed since:"), role="strong"))
        self._add_standing(found)
        self.body.addSpacing(4)
        for sentence in _consequences(found):
            self.body.addWidget(note(sentence, wrap=True))
        if found.rest:
            self.set_main(_("Undo the rest"), lambda: self._choose(self.rest_chosen), "undo-2")
        if found.may_force:
            self.add_button(_("Undo all of it"), lambda: self._choose(self.all_chosen))
        self.add_button(_("Leave it"), self.reject)

    def _add_standing(self, found: ChangedSince) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.body.spacing())
        for standing in found.standing:
            column.addWidget(label("• " + in_words(standing), wrap=True, select=True))
        if (more := len(found.codes) - len(found.standing)) > 0:
            column.addWidget(note(_("and {n} more").format(n=more)))
        column.addStretch(1)
        area = scrolling(inner)
        area.setFixedHeight(min(column.totalHeightForWidth(_WIDTH), _MOST_HEIGHT))
        self.body.addWidget(area)

    def _choose(self, chosen: SignalInstance) -> None:
        self.accept()
        chosen.emit()


def in_words(found: Standing) -> str:
    """`2026-0007 王伟 · 修改 · 赵峰 · 7月12日 10:00`."""
    at = moment(found.at) if found.at is not None else ""
    merged = _("merged with another client") if found.merged else ""
    act = _(found.act) if found.act and not found.merged else ""
    return " · ".join(part for part in (f"{found.code} {found.name}", merged, act, found.who, at) if part)


def _consequences(found: ChangedSince) -> list[str]:
    """What each choice does."""
    said = []
    if found.rest:
        said.append(_n("Undo the rest: these stay as they are; what came into {n} other file is taken back.",
                       "Undo the rest: these stay as they are; what came into {n} other files is taken back.",
                       found.rest).format(n=found.rest))  # fmt: skip
    if found.may_force:
        said.append(_("Undo all of it: these files go out of use too, with what was entered in them since."))
    else:
        said.append(_("The whole import can only be undone once those merges have been taken apart."))
    return said
