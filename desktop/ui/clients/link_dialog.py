"""Connects two client files: who, in which role, seen from this file (CL-4)."""

from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.rules.words import LinkRole
from desktop.services.affiliations import LinkLine
from desktop.ui.clients.client_picker import ClientPicker
from desktop.ui.clients.file_controller import FileController
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.form_dialog import FormDialog, Send
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
        self.setMinimumWidth(640)
        self.picker: ClientPicker | None = None
        if link is None:
            self.picker = ClientPicker(controller.find, controller.client)
            self.line, self.hits = self.picker.line, self.picker.hits
            self.body.insertWidget(0, self.picker)
            self.form.set_values({"role": roles[0][0], "note": ""})
            self.line.setFocus()
        else:
            self.body.insertWidget(0, note(f"{link.other_name} · {link.other_code}"))
            self.form.set_values({"role": role_key(link.role, link.forward), "note": link.note})

    def entry(self) -> Chosen:
        values = self.form.values()
        role, forward = str(values["role"])[:-1], str(values["role"])[-1] == "+"
        other = self.picker.chosen() if self.picker is not None else None
        return other, LinkRole.of(role), forward, str(values["note"])


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
