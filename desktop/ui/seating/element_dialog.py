"""Puts something into the room besides tables, and changes it: what it is, its size and place, for whom it stands."""

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from desktop.i18n import N_, _
from desktop.rules.errors import BadEntry
from desktop.rules.ids import new_id
from desktop.rules.seating import elements, laying
from desktop.rules.seating.commands import PutElement, TakeElement
from desktop.rules.seating.elements import Element, ElementKind
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.form import Form, FormField, Kind
from desktop.ui.kit.text import note
from desktop.ui.seating.editor import Editor

_NUMBERS = ("width", "depth", "x", "y", "turn")


class ElementDialog(Dialog):
    """All that the mouse does can be typed here too."""

    def __init__(self, editor: Editor, element: Element | None, parent: QWidget) -> None:
        super().__init__(str(element.title) if element else _("Add to the room"), parent, width=520)
        self._editor, self._element = editor, element
        self._has_room = editor.seating is not None and editor.seating.room is not None
        where = [(True, _("at every party in this room"))] if self._has_room else []
        self.form = Form([
            FormField("kind", _("What it is"), Kind.CHOICE, choices=[(kind, _(kind.label)) for kind in ElementKind]),
            FormField("label", _("Name"), limit=elements.LONGEST_LABEL, hint=_("if it has one of its own")),
            FormField("of_room", _("Stands there"), Kind.CHOICE, span=2,
                      choices=[*where, (False, _("at this booking alone"))]),
            FormField("width", _("Width"), Kind.NUMBER, required=True, unit="mm"),
            FormField("depth", _("Depth"), Kind.NUMBER, required=True, unit="mm"),
            FormField("x", _("Middle, across"), Kind.NUMBER, required=True, unit="mm"),
            FormField("y", _("Middle, down"), Kind.NUMBER, required=True, unit="mm"),
            FormField("turn", _("Turned clockwise"), Kind.NUMBER, required=True, unit="°"),
        ], 2)  # fmt: skip
        self._fill(element or self._fresh(ElementKind.DOOR))
        self.form.edited.connect(self._edited)
        self.body.addWidget(self.form)
        if not self._has_room:
            self.body.addWidget(note(_("This booking has no room of its own: what you put there stands at this booking "
                                       "alone."), wrap=True))  # fmt: skip
        self.body.addStretch(1)
        self.set_main(_("Save") if element else _("Put it there"), self.save)
        if element is not None:
            self.add_button(_("Take it away"), self.remove, "trash-2")
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)

    def _fresh(self, kind: ElementKind) -> Element:
        plan = self._editor.plan
        at = laying.spot_for(kind, plan.tables, plan.elements)
        made = elements.usual(str(new_id()), kind, at.x, at.y)
        return replace(made, of_room=made.of_room and self._has_room)

    def _fill(self, element: Element) -> None:
        self._shown = element
        values = {"kind": element.kind, "label": element.label, "of_room": element.of_room}
        self.form.set_values({**values, **{name: str(round(getattr(element, name))) for name in _NUMBERS}})

    def _edited(self, name: str) -> None:
        """What is new has the usual size and place of its kind until it is put there."""
        if name == "kind" and self._element is None:
            label = str(self.form.values()["label"])
            made = self._fresh(ElementKind.of(str(self.form.values()["kind"])))
            self._fill(replace(made, id=self._shown.id, label=label))

    def save(self) -> None:
        self.clear_refusal()
        values = self.form.values()
        numbers = {}
        try:
            for name in _NUMBERS:
                try:
                    numbers[name] = round(float(str(values[name])))
                except (ValueError, OverflowError):
                    raise BadEntry(N_("Type a number."), name) from None
            wanted = elements.checked(replace(self._shown, kind=ElementKind.of(str(values["kind"])),
                                              label=str(values["label"]), of_room=bool(values["of_room"]),
                                              **numbers))  # fmt: skip
        except BadEntry as error:
            if not self.form.show_refusal(error):
                self.refuse(error)
            return
        self.accept()
        if wanted != self._element:
            self._editor.do(PutElement(wanted))
        self._editor.choose(elements=[wanted.id])

    def remove(self) -> None:
        self.accept()
        self._editor.do(TakeElement(self._shown.id))
