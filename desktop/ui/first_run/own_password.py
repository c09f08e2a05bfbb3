"""Asks for a password of one's own: after a start password, or where the present one is too short."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.i18n import N_, _
from desktop.rules.accounts import LONGER, STRENGTH_HINTS, Strength, strength
from desktop.rules.errors import BadEntry
from desktop.ui.first_run.frame import Frame
from desktop.ui.kit.form import Form, FormField, Kind
from desktop.ui.kit.tokens import Tone

TONES = {Strength.WEAK: Tone.WARN, Strength.GOOD: Tone.GOOD}


class OwnPassword(Frame):
    chosen = Signal(str)

    FIRST = "password"

    def __init__(self, office: str, person: str, *, start: bool, parent: QWidget | None = None) -> None:
        """`start`: somebody else chose the present one."""
        said = _("Whoever gave you the start password knows it. From now on only you do.")
        if not start:
            said = _(LONGER)
        super().__init__(_("{person}, choose your own password").format(person=person), f"{office} · {said}",
                         parent=parent)  # fmt: skip
        self.form = Form([FormField("password", _("New password"), Kind.SECRET, required=True),
                          FormField("again", _("New password again"), Kind.SECRET, required=True)],
                         columns=1)  # fmt: skip
        self.form.set_values({"password": "", "again": ""})
        self.form.edited.connect(self._edited)
        self.body.addWidget(self.form)
        self.end_with(_("Choose and sign in"), self._choose)
        self._edited("password")

    def _edited(self, name: str) -> None:
        assert self.form is not None
        if name == "password":
            typed = str(self.form.values()["password"])
            found = strength(typed)
            hint = _(STRENGTH_HINTS[found]) if typed else _("At least 8 characters; three or four words are best.")
            self.form.show_hint("password", hint, TONES.get(found, Tone.NOTE))

    def _choose(self) -> None:
        assert self.form is not None
        self.clear_refusal()
        values = self.form.values()
        if values["password"] != values["again"]:
            self.refuse(BadEntry(N_("The two passwords differ."), "again"))
            return
        self.set_busy(True, _("Opening…"))
        self.chosen.emit(str(values["password"]))
