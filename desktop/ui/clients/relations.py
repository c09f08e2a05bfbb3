"""The picture of who is linked to whom around a client, with the same as a list for keys and screen readers (CL-4)."""

from collections.abc import Mapping
from uuid import UUID

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop.i18n import _, _n
from desktop.services.relations import Circle, Member
from desktop.ui.clients.relations_scene import CircleView
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.icons import SMALL_ICON, icon
from desktop.ui.kit.risk import risk_icon, risk_tone, risk_word
from desktop.ui.kit.text import note

PICTURE = QRectF(0, 0, 800, 470)
LIST_WIDTH = 280


class MemberList(QListWidget):
    """Enter and double click open."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Connected people"))
        self.setProperty("rows", True)
        self.setIconSize(QSize(SMALL_ICON, SMALL_ICON))
        self.setSpacing(3)
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemActivated.connect(lambda item: self.chosen.emit(item.data(Qt.ItemDataRole.UserRole)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and item is not None:
            # before the dialog's main button takes the key
            self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))
            return
        super().keyPressEvent(event)


class RelationsDialog(Dialog):
    opened = Signal(object)
    """The id of a client whose file is to be opened."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(_("Who is connected with {name}").format(name=name), parent)
        row = QHBoxLayout()
        row.setSpacing(16)
        self.picture = CircleView()
        self.picture.setMinimumSize(int(PICTURE.width()), int(PICTURE.height()))
        row.addWidget(self.picture, 1)
        side = QVBoxLayout()
        side.setSpacing(8)
        self.count = note(wrap=True)
        self.list = MemberList()
        self.list.setFixedWidth(LIST_WIDTH)
        self.count.setFixedWidth(LIST_WIDTH)
        side.addWidget(self.count)
        side.addWidget(self.list, 1)
        row.addLayout(side)
        self.body.addLayout(row, 1)
        self.body.addWidget(note(_("A click opens the file. What you may not see is not in the picture."), wrap=True))
        self.set_main(_("Close"), self.reject)
        self.picture.chosen.connect(self._open)
        self.picture.pointed.connect(self._point)
        self.list.chosen.connect(self._open)
        self.list.currentItemChanged.connect(self._select)
        self.finished.connect(self.deleteLater)

    def show_circle(self, found: Circle) -> None:
        self.list.clear()
        near = {member.id: member for member in found.members}
        blank = QIcon(_blank())
        for member in found.members[1:]:
            item = QListWidgetItem(_words(found, member, near))
            item.setData(Qt.ItemDataRole.UserRole, member.id)
            # an empty one where nothing speaks against a client, so that all names begin in one line
            item.setIcon(icon(risk_icon(member.risk), risk_tone(member.risk).value) if member.risk else blank)
            self.list.addItem(item)
        number = len(found.members) - 1
        said = _n("{n} client within two steps", "{n} clients within two steps", number).format(n=number)
        self.count.setText(said + (" · " + _("there are more than fit") if found.more else ""))
        self.picture.show_circle(found)
        if self.list.count():
            self.list.setCurrentRow(0)
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open(self, client: object) -> None:
        self.accept()
        self.opened.emit(client)

    def _select(self, item: QListWidgetItem | None, _before: object = None) -> None:
        self.picture.mark(item.data(Qt.ItemDataRole.UserRole) if item is not None else None)

    def _point(self, client: object) -> None:
        """What the mouse is on is the current row as well."""
        for number in range(self.list.count()):
            if self.list.item(number).data(Qt.ItemDataRole.UserRole) == client:
                self.list.setCurrentRow(number)


def _blank() -> QPixmap:
    picture = QPixmap(SMALL_ICON, SMALL_ICON)
    picture.fill(Qt.GlobalColor.transparent)
    return picture


def _words(found: Circle, member: Member, near: Mapping[UUID, Member]) -> str:
    """The name, what speaks against it, and for each link towards the middle the other's name with the word of that
    link in its file."""
    told = []
    for tie in found.ties_of(member.id):
        forward = tie.second == member.id
        other = tie.first if forward else tie.second
        if near[other].distance <= member.distance:
            told.append(f"{near[other].name} · {_(tie.role if forward else tie.back)}")
    head = " · ".join(part for part in (member.name, member.code) if part)
    return "\n".join(part for part in (head, risk_word(member.risk), *told) if part)
