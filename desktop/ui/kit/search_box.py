"""The one search box for everything: results below it while typing, arrows and Enter to go there."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QHideEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyledItemDelegate, QStyleOptionViewItem, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.rules.values import dataclass
from desktop.ui.kit import theme
from desktop.ui.kit.delegate import SELECTED
from desktop.ui.kit.filter import SearchLine
from desktop.ui.kit.icons import SMALL_ICON, paint_icon
from desktop.ui.kit.risk import risk_icon, risk_tone, risk_word
from desktop.ui.kit.text import note

SHOWN = 8
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Hit:
    """`noun` and `argument` are what desk.open_requested takes; the rest is shown."""

    noun: str
    argument: object
    title: str
    detail: str = ""
    kind: str = ""
    icon: str = "user"
    risk: str = ""


class _Hits(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.hits: Sequence[Hit] = ()

    def show(self, hits: Sequence[Hit]) -> None:
        self.beginResetModel()
        self.hits = tuple(hits)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) or not index.isValid():
            return None
        hit = self.hits[index.row()]
        return ", ".join(part for part in (hit.title, risk_word(hit.risk), hit.kind, hit.detail) if part)


class _HitDelegate(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, _Hits)
        hit, look = model.hits[index.row()], theme.current()
        rect: QRect = option.rect
        if option.state.value & SELECTED:
            painter.fillRect(rect, look.colour("select"))
            painter.fillRect(rect.x(), rect.y(), 3, rect.height(), look.colour("accent"))
        room = rect.adjusted(12, 6, -12, -6)
        square = QRect(room.x(), rect.center().y() - SMALL_ICON // 2, SMALL_ICON, SMALL_ICON)
        paint_icon(painter, square, hit.icon, look.colours.ink2)
        room.adjust(SMALL_ICON + 10, 0, 0, 0)
        small = look.font(look.scale.note)
        kind_width = QFontMetrics(small).horizontalAdvance(hit.kind)
        painter.setFont(small)
        painter.setPen(look.colour("ink2"))
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, hit.kind)
        body = look.font()
        height = QFontMetrics(body).height()
        detail = QFontMetrics(small).elidedText(hit.detail, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room.adjusted(0, height, 0, 0), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, detail)
        painter.setPen(look.colour("ink"))
        name = room.adjusted(0, 0, -kind_width - 12, 0)
        if hit.risk:
            name = self._paint_risk(painter, name, hit.risk)
            painter.setPen(look.colour("ink"))
        if QFontMetrics(body).horizontalAdvance(hit.title) > name.width():
            body = small
        painter.setFont(body)
        painter.drawText(QRect(name.x(), name.y(), name.width(), height), Qt.AlignmentFlag.AlignVCenter, hit.title)

    def _paint_risk(self, painter: QPainter, room: QRect, risk: str) -> QRect:
        """Beside the name, at its right end; returns the room that is left for the name."""
        look, word = theme.current(), risk_word(risk)
        small = QFontMetrics(look.font(look.scale.note))
        ink, width = look.colour(risk_tone(risk).value), small.horizontalAdvance(word) + SMALL_ICON + 4
        line = QRect(room.right() - width, room.y(), width, QFontMetrics(look.font()).height())
        square = QRect(line.x(), line.center().y() - SMALL_ICON // 2 + 1, SMALL_ICON, SMALL_ICON)
        paint_icon(painter, square, risk_icon(risk), ink.name())
        font = painter.font()
        painter.setPen(ink)
        painter.setFont(look.font(look.scale.note))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, word)
        painter.setFont(font)
        return room.adjusted(0, 0, -width - 12, 0)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, theme.current().double_row_height)


class SearchBox(QWidget):
    """Emits `searched` at each keystroke; answer with show_hits(). `chosen` carries a Hit.

    The first hit is chosen from the start: Enter takes it, Down goes to the second.
    """

    searched = Signal(str)
    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = SearchLine(_("Search everything (Ctrl+K)"))
        self.line.setAccessibleName(_("Search everything"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.line)
        self.popup: QFrame | None = None
        self._asked = ""  # what was asked for last: only that is answered
        self._shown = ""  # what the hits are an answer to
        self._early = False  # Enter came before them
        self._model = _Hits(self)
        self.line.searched.connect(self._typed)
        self.line.down_pressed.connect(lambda: self._step(1))
        self.line.submitted.connect(self._choose)
        self.line.installEventFilter(self)

    def show_hits(self, hits: Sequence[Hit], more: str = "") -> None:
        """`more` is a shown sentence such as "and more than 50 others"."""
        # more may have been typed since that nobody has been asked for yet
        self._shown, early, self._early = self._asked, self._early, False
        if not self.line.query().strip():
            self.hide_hits()
            return
        self._build()
        self._model.show(hits[:SHOWN])
        self._note.setText(more if hits else _("Nothing matches."))
        self._note.setVisible(bool(self._note.text()))
        self._list.setVisible(bool(hits))
        if hits:
            self._list.setCurrentIndex(self._model.index(0, 0))
        self._place()
        if early and hits:
            self._choose()

    def hide_hits(self) -> None:
        if self.popup is not None:
            self.popup.hide()

    @property
    def hits(self) -> Sequence[Hit]:
        return self._model.hits if self.popup is not None and self.popup.isVisible() else ()

    def take_focus(self) -> None:
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self._early = False
            self.hide_hits()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and not self.line.composing:
            if event.key() == Qt.Key.Key_Up:
                self._step(-1)
                return True
            if event.key() == Qt.Key.Key_Escape and self.popup is not None and self.popup.isVisible():
                self.hide_hits()
                return True
        return False

    def hideEvent(self, event: QHideEvent) -> None:
        # they lie in the window, which does not go
        self.hide_hits()
        super().hideEvent(event)

    def _typed(self, text: str) -> None:
        self._early = False
        self._asked = text.strip()
        if not self._asked:
            self.hide_hits()
        self.searched.emit(self._asked)

    def _step(self, step: int) -> None:
        if self.hits:
            row = (self._list.currentIndex().row() + step) % len(self.hits)
            self._list.setCurrentIndex(self._model.index(row, 0))

    def _choose(self) -> None:
        """Whoever types fast presses Enter before the answer is there: what is still shown is not what he means."""
        if self._shown != self.line.query().strip():
            self._early = True
        elif self.hits:
            self._take(self._list.currentIndex())

    def _take(self, index: QModelIndex) -> None:
        if index.isValid():
            hit = self._model.hits[index.row()]
            self.hide_hits()
            self.line.clear()
            self.chosen.emit(hit)

    def _build(self) -> None:
        if self.popup is not None:
            return
        # a child of the window and no popup window: the line keeps the focus and the input method
        popup = self.popup = QFrame(self.window())
        popup.setProperty("popup", True)
        popup.setAutoFillBackground(True)
        column = QVBoxLayout(popup)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(0)
        self._list = QListView()
        self._list.setProperty("bare", True)
        self._list.setAccessibleName(_("Results"))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setModel(self._model)
        self._list.setItemDelegate(_HitDelegate(self._list))
        self._list.clicked.connect(self._take)
        column.addWidget(self._list)
        self._note = note()
        self._note.setContentsMargins(12, 8, 12, 8)
        column.addWidget(self._note)

    def _place(self) -> None:
        assert self.popup is not None
        rows = len(self._model.hits)
        self._list.setFixedHeight(max(1, rows) * theme.current().double_row_height)
        width = max(self.width(), 480)
        height = 10 + (self._list.height() if rows else 0)
        height += self._note.sizeHint().height() if not self._note.isHidden() else 0
        corner = self.mapTo(self.window(), QPoint(0, self.height() + 2))
        self.popup.setGeometry(QRect(corner, QSize(width, height)))
        self.popup.show()
        self.popup.raise_()
