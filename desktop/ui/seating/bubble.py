"""The small note beside the pointer or a seat: what would happen, how it is judged, and why."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.rules.seating.checking import Grade, Verdict
from desktop.ui.kit import theme
from desktop.ui.kit.icons import SMALL_ICON, paint_icon
from desktop.ui.seating.lens import GRADES

WIDEST = 320
MOST = 3
"""Sentences; what more there is stands in the list of issues."""
PAD = 8
AWAY = 20


class Bubble(QWidget):
    """Takes no mouse and no focus; what it says is announced by whoever shows it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.title, self.note = "", ""
        self.grade: Grade | None = None
        self.sentences: Sequence[str] = ()
        self.hide()

    def show_verdict(self, title: str, verdict: Verdict, note: str, beside: QRect) -> None:
        self.say(title, [str(sentence) for sentence in verdict.sentences], note, beside, verdict.grade)

    def say(self, title: str, sentences: Sequence[str], note: str, beside: QRect, grade: Grade | None = None) -> None:
        """Beside a rectangle of the view, where there is room."""
        shown = list(sentences[:MOST])
        if len(sentences) > MOST:
            shown.append(_("and {n} more").format(n=len(sentences) - MOST))
        said = (title, shown, note, grade)
        if said != (self.title, self.sentences, self.note, self.grade):
            self.title, self.sentences, self.note, self.grade = said
            self.resize(self._measure())
            self.update()
        self._place(beside)
        self.show()
        self.raise_()

    @property
    def text(self) -> str:
        """All of it, to be read out."""
        parts = [self.title, _(self.grade.label) if self.grade else "", *self.sentences]
        return " ".join(part for part in parts if part)

    def _place(self, beside: QRect) -> None:
        room = self.parentWidget().rect()
        at = QPoint(beside.right() + AWAY, beside.top())
        if at.x() + self.width() > room.right():
            at.setX(beside.left() - AWAY - self.width())
        if at.x() < 0:
            at = QPoint(max(0, min(beside.left(), room.right() - self.width())), beside.bottom() + AWAY)
        if at.y() + self.height() > room.bottom():
            at.setY(max(0, room.bottom() - self.height()))
        self.move(at.x(), max(0, at.y()))

    def _lines(self) -> list[tuple[str, bool, str, int]]:
        """Text, whether bold, colour and size of each paragraph."""
        scale = theme.current().scale
        lines = [(self.title, True, "ink", scale.body)] if self.title else []
        lines += [(said, False, "ink", scale.body) for said in self.sentences]
        lines += [(self.note, False, "ink2", scale.note)] if self.note else []
        return lines

    def _paragraphs(self, width: int) -> list[tuple[QRect, str, bool, str, int]]:
        look, found, y = theme.current(), [], PAD
        if self.grade:
            y += max(SMALL_ICON, look.text_height()) + 2
        for text, bold, token, size in self._lines():
            metrics = QFontMetrics(look.font(size, bold=bold))
            room = metrics.boundingRect(QRect(0, 0, width, 10_000), Qt.TextFlag.TextWordWrap, text)
            found.append((QRect(PAD + 2, y, width, room.height()), text, bold, token, size))
            y += room.height() + 2
        return found

    def _measure(self) -> QSize:
        look = theme.current()
        widths = [QFontMetrics(look.font(size, bold=bold)).horizontalAdvance(text) + 2
                  for text, bold, _t, size in self._lines()]  # fmt: skip
        width = max(60, min(WIDEST, max(widths, default=0)))
        parts = self._paragraphs(width)
        bottom = max((rect.bottom() for rect, *_rest in parts), default=PAD + look.text_height())
        return QSize(width + 2 * PAD + 4, bottom + PAD)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        icon, token = GRADES[self.grade] if self.grade else ("", "accent")
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.colour(token), max(1, look.colours.outline)))
        painter.setBrush(QColor(getattr(look.colours, f"{token}_ground", look.colours.surface)))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 6, 6)
        if self.grade:
            height = max(SMALL_ICON, look.text_height())
            paint_icon(painter, QRect(PAD, PAD + (height - SMALL_ICON) // 2, SMALL_ICON, SMALL_ICON), icon,
                       getattr(look.colours, token))  # fmt: skip
            painter.setFont(look.font(bold=True))
            painter.setPen(look.colour(token))
            painter.drawText(QRect(PAD + SMALL_ICON + 4, PAD, self.width(), height), Qt.AlignmentFlag.AlignVCenter,
                             _(self.grade.label))  # fmt: skip
        for rect, text, bold, ink, size in self._paragraphs(self.width() - 2 * PAD - 4):
            painter.setFont(look.font(size, bold=bold))
            painter.setPen(look.colour(ink))
            painter.drawText(rect, Qt.TextFlag.TextWordWrap, text)
