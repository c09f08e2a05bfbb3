"""Where a value of a file came from: since when, by whom, typed, imported or merged; for any field, when asked."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.services.histories import Origin
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.text import label
from desktop.ui.kit.values import moment


class OriginDialog(Dialog):
    history_wanted = Signal()

    def __init__(self, field: str, found: Origin | None, parent: QWidget | None = None) -> None:
        super().__init__(_("Where “{field}” is from").format(field=field), parent)
        self.body.addWidget(label(origin_words(found), wrap=True, select=True))
        self.set_main(_("History of this field"), self._go, "history")
        self.add_button(_("Close"), self.reject)
        self.finished.connect(self.deleteLater)

    def _go(self) -> None:
        self.accept()
        self.history_wanted.emit()


def origin_words(found: Origin | None) -> str:
    """`自 2026年7月12日 10:00 · 赵峰`, and below it by which act, from which sheet or file, and what was said of it."""
    if found is None:
        return _("Nothing is known of where this value is from.")
    said = [_(one) for one in found.basis]
    row = _("{file}, row {row}").format(file=found.source, row=found.row) if found.row is not None else found.source
    act = " · ".join(part for part in (_(found.action), row, *said) if part)
    since = _("Since {moment}").format(moment=moment(found.at))
    return f"{' · '.join(part for part in (since, found.who) if part)}\n{act}"
