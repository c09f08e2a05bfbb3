"""Connects two client files: who, in which role, seen from this file (CL-4)."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from desktop.i18n import N_, _
from desktop.rules.errors import BadEntry
from desktop.rules.words import LinkRole
from desktop.services.affiliations import LinkLine
from desktop.services.search import Hit
from desktop.ui.clients.dialogs import FormDialog, Send
from desktop.ui.clients.file_controller import FileController
from desktop.ui.kit import theme
from desktop.ui.kit.filter import SearchLine
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.text import note

Chosen = tuple[UUID | None, LinkRole, bool, str]


class LinkDialog(FormDialog):
    """Its entry: the other's id, the role, whether the other is that role of this one, the note."""

    def __init__(
        self, controller: FileController, link: LinkLine | None, send: Send, parent: QWidget | None = None
    ) -> None:
        roles = roles_offered()
        if link is not None:
            # the direction stays: turned round it would be another link
            held = role_key(link.role, link.forward)
            roles = [(key, words) for key, words in roles if str(key)[-1] == held[-1]]
        fields = [FormField("role", _("Relation"), Kind.CHOICE, choices=roles), FormField("note", _("Note"), limit=200)]
        super().__init__(_("Connected people"), fields, _("Save"), send, parent)
        self._controller, self._link = controller, link
        self.setMinimumWidth(640)
        self.line = SearchLine(_("Search for the other client"))
        self.hits = QListWidget()
        self.hits.setAccessibleName(_("Results"))
        self.hits.setProperty("rows", True)
        self.hits.setFixedHeight(5 * theme.current().control_height + 10)
        if link is None:
            self.body.insertWidget(0, self.line)
            self.body.insertWidget(1, self.hits)
            self.line.searched.connect(self._search)
            self.line.down_pressed.connect(lambda: self.hits.setFocus(Qt.FocusReason.OtherFocusReason))
            self.form.set_values({"role": roles[0][0], "note": ""})
            self.line.setFocus()
        else:
            self.body.insertWidget(0, note(f"{link.other_name} · {link.other_code}"))
            self.form.set_values({"role": role_key(link.role, link.forward), "note": link.note})

    def entry(self) -> Chosen:
        values = self.form.values()
        role, forward = str(values["role"])[:-1], str(values["role"])[-1] == "+"
        item = self.hits.currentItem()
        if self._link is None and item is None:
            raise BadEntry(N_("Search for the other client and choose one."))
        other = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        return other, LinkRole.of(role), forward, str(values["note"])

    def _search(self, text: str) -> None:
        if text.strip():
            self._controller.find(text.strip(), self._show)
        else:
            self.hits.clear()

    def _show(self, hits: Sequence[Hit]) -> None:
        self.hits.clear()
        for hit in hits:
            if hit.id != self._controller.client:
                item = QListWidgetItem(" · ".join(part for part in (hit.title, hit.code, hit.detail) if part))
                item.setSizeHint(QSize(0, theme.current().control_height))
                item.setData(Qt.ItemDataRole.UserRole, hit.id)
                self.hits.addItem(item)
        if self.hits.count():
            self.hits.setCurrentRow(0)


def role_key(role: LinkRole, forward: bool) -> str:
    return f"{role.value}{'+' if forward or role.back == role.label else '-'}"


def roles_offered() -> list[tuple[object, str]]:
    """Each role as seen from this file: the other is its assistant, or it is the other's."""
    found: list[tuple[object, str]] = []
    for role in LinkRole:
        found.append((role_key(role, True), _(role.label)))
        if role.back != role.label:
            found.append((role_key(role, False), _(role.back)))
    return found
