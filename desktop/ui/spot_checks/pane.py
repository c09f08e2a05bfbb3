"""The record that is scored, as its file shows it, with what was found and what became of it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.services.spot_checks import CheckLine
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.text import label, note, section
from desktop.ui.kit.tokens import SMALL
from desktop.ui.kit.values import day, moment


class CheckPane(QFrame):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(14, 12, 2, 12)
        whole = QWidget()
        self._column = QVBoxLayout(whole)
        self._column.setContentsMargins(0, 0, 12, 0)
        self._column.setSpacing(SMALL)
        area = scrolling(whole)
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        area.setAccessibleName(_("The record that is scored"))
        outer.addWidget(area, 1)

    def show_check(self, line: CheckLine | None) -> None:
        while (item := self._column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        if line is None:
            return
        record = line.contact
        heading = section(record.subject if record is not None else _("This record is out of your sight."))
        heading.setWordWrap(True)
        self._column.addWidget(heading)
        if record is not None:
            head = " · ".join(
                (line.whom, _(record.channel.label), _(record.direction.label), moment(record.at), line.staff)
            )
            self._column.addWidget(note(head, wrap=True))
            for text in (record.content, record.result, record.next_step):
                if text:
                    self._column.addWidget(label(text, wrap=True, select=True))
        for said in _told(line):
            self._column.addSpacing(SMALL)
            self._column.addWidget(label(said, wrap=True, select=True))
        self._column.addStretch(1)


def _told(line: CheckLine) -> list[str]:
    found = []
    if line.marks is not None:
        marks = line.marks
        said = _("Manners {a}, accuracy {b}, completeness {c}, by {who}").format(
            a=marks.manners, b=marks.accuracy, c=marks.completeness, who=line.by)  # fmt: skip
        found += [said, marks.said]
    if line.improve and line.due_on is not None:
        found.append(_("To be improved by {who} until {day}: {what}").format(who=line.owner, day=day(line.due_on),
                                                                            what=line.improve))  # fmt: skip
    if line.done:
        found.append(_("Done: {what}").format(what=line.done))
    if line.looked_at is not None:
        found.append(_("Looked at again by {who}, {when}").format(who=line.looked_by, when=moment(line.looked_at)))
    return [each for each in found if each]
