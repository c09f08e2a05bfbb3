"""Paints the rows of people: class badge, name whole, unit, allergies with their icon, and the seat at the right."""

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from desktop.ui.kit import theme
from desktop.ui.kit.badge import BADGE, badge_letter, paint_badge
from desktop.ui.kit.delegate import SELECTED
from desktop.ui.kit.icons import SMALL_ICON, paint_icon
from desktop.ui.kit.text import elide
from desktop.ui.kit.tokens import GAP, SMALL
from desktop.ui.seating.words import avoid_word, below_word, person_word

SIDE = 8
BAR = 3
Index = QModelIndex | QPersistentModelIndex
_LEFT = Qt.AlignmentFlag.AlignLeft.value | Qt.AlignmentFlag.AlignVCenter.value
_RIGHT = Qt.AlignmentFlag.AlignRight.value | Qt.AlignmentFlag.AlignVCenter.value


class PersonRows(QStyledItemDelegate):
    """A name is never cut: where it is too wide, it goes on in a second line; allergies too."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view
        theme.current().changed.connect(view.scheduleDelayedItemsLayout)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        line = index.model().lines[index.row()]  # type: ignore[attr-defined]
        width = self._view.viewport().width()
        if line.guest is None:
            return QSize(width, theme.current().text_height(theme.current().scale.note) + GAP + SMALL)
        height = sum(rect.height() for rect, _what in self._parts(line, QRect(0, 0, width, 0)))
        return QSize(width, height + GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, rect = theme.current(), option.rect
        line = index.model().lines[index.row()]  # type: ignore[attr-defined]
        painter.save()
        if line.guest is None:
            painter.setFont(look.font(look.scale.note, bold=True))
            painter.setPen(look.colour("ink2"))
            painter.drawText(rect.adjusted(SIDE, SMALL, -SIDE, 0), _LEFT, line.heading)
            painter.restore()
            return
        if option.state.value & SELECTED:
            painter.fillRect(rect, look.colour("select" if self._view.isActiveWindow() else "idle"))
            painter.fillRect(rect.x(), rect.y(), BAR, rect.height(), look.colour("accent"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, look.colour("line"))
        for place, (text, token, size, icon_name, wrap) in self._parts(line, rect.adjusted(0, SMALL, 0, 0)):
            if icon_name:
                square = QRect(place.x(), place.y() + 1, SMALL_ICON, SMALL_ICON)
                paint_icon(painter, square, icon_name, _ink(token))
                place = place.adjusted(SMALL_ICON + SMALL, 0, 0, 0)
            painter.setFont(look.font(size))
            painter.setPen(look.colour(token))
            if wrap:
                painter.drawText(place, _LEFT | Qt.TextFlag.TextWrapAnywhere.value, text)
            else:
                painter.drawText(place, _LEFT, elide(text, QFontMetrics(look.font(size)), place.width()))
        self._aside(painter, rect, line)
        if index == self._view.currentIndex() and self._view.hasFocus():
            painter.setPen(QPen(look.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(2, 2, -2, -2), 4, 4)
        painter.restore()

    def _aside(self, painter: QPainter, rect: QRect, line: Any) -> None:
        """Badge at the left of the name, seat at the right."""
        look = theme.current()
        letter = badge_letter(line.facts.client_class)
        height = look.text_height()
        if letter:
            top = rect.y() + SMALL + (height - BADGE) // 2
            paint_badge(painter, QRect(rect.x() + SIDE, top, BADGE, BADGE), letter)
        painter.setFont(look.font(look.scale.note))
        painter.setPen(look.colour("ink2"))
        painter.drawText(QRect(rect.x(), rect.y() + SMALL, rect.width() - SIDE, height), _RIGHT, line.seat)

    def _parts(self, line: Any, rect: QRect) -> list[tuple[QRect, tuple[str, str, int, str, bool]]]:
        """The texts of a row with their places, from top to bottom."""
        look = theme.current()
        left = rect.x() + SIDE + (BADGE + GAP if badge_letter(line.facts.client_class) else 0)
        aside = QFontMetrics(look.font(look.scale.note)).horizontalAdvance(line.seat) + GAP
        found = []
        top = rect.y()
        for text, token, size, icon_name, whole, room in (
            (person_word(line.guest), "ink", look.scale.body, "", True, aside),
            (below_word(line.guest), "ink2", look.scale.note, "", False, 0),
            (avoid_word(line.facts), "bad" if line.facts.allergy else "warn", look.scale.note,
             "triangle-alert" if line.facts.allergy else "ban", True, 0),
        ):  # fmt: skip
            if not text:
                continue
            width = rect.width() - (left - rect.x()) - SIDE - room
            inner = width - (SMALL_ICON + SMALL if icon_name else 0)
            metrics = QFontMetrics(look.font(size))
            flags = _LEFT | (Qt.TextFlag.TextWrapAnywhere.value if whole else Qt.TextFlag.TextSingleLine.value)
            height = max(metrics.boundingRect(QRect(0, 0, inner, 1000), flags, text).height(), look.text_height(size))
            height = height if whole else look.text_height(size)
            found.append((QRect(left, top, width, height), (text, token, size, icon_name, whole)))
            top += height
        return found


def _ink(token: str) -> str:
    return str(getattr(theme.current().colours, token))
