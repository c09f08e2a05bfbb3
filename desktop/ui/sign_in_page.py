"""The page where a person signs in: office, name, password; in a sample office just the person to look as."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.rules.errors import OfficeError
from desktop.ui.kit.entries import Choice, TextEntry, YesNo
from desktop.ui.kit.form import Form, FormField, Kind
from desktop.ui.kit.languages import language_row
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.text import button, label, note, title
from desktop.ui.kit.tokens import GAP, HUGE, MEDIUM, Tone

CARD_WIDTH = 432


@dataclass(frozen=True, slots=True)
class Door:
    """An office one may enter here; in the sample office one looks around as somebody, without a password."""

    id: str
    name: str
    place: str
    person: str = ""
    sample: bool = False


class SignInPage(QWidget):
    """Says what is wished; whoever owns it opens the office and calls `refuse` or takes the page away."""

    entered = Signal(str, str, str, str, bool)
    """Office, name, password, this computer's passphrase, whether to remember."""
    looked_as = Signal(str, str)
    """Sample office and the person's name."""
    office_chosen = Signal(str)
    other_wished = Signal()
    language_chosen = Signal(str)

    def __init__(
        self, doors: Sequence[Door], *, chosen: str = "", locked: str = "", parent: QWidget | None = None
    ) -> None:
        """`locked` is the name of who locked the window: the page then asks for that password first."""
        super().__init__(parent)
        self._doors = {door.id: door for door in doors}
        self._locked = locked
        self._loud = False
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        inner = QWidget()
        outer = QVBoxLayout(inner)
        outer.setContentsMargins(HUGE, HUGE, HUGE, HUGE)
        outer.addStretch(2)
        self.card = QFrame()
        self.card.setProperty("card", True)
        self.card.setFixedWidth(CARD_WIDTH)
        # an alignment would forget that wrapped text grows with a smaller width
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.card)
        row.addStretch(1)
        outer.addLayout(row)
        outer.addStretch(3)
        whole.addWidget(scrolling(inner), 1)
        languages = language_row(self.language_chosen.emit)
        languages.setContentsMargins(0, 0, 0, MEDIUM)
        whole.addLayout(languages)
        column = QVBoxLayout(self.card)
        column.setContentsMargins(HUGE, 20, HUGE, 20)
        column.setSpacing(GAP)
        self.heading = title()
        self.heading.setWordWrap(True)
        column.addWidget(self.heading)
        self.heading.setVisible(len(doors) == 1 or bool(locked))
        self._place = note(wrap=True)
        self.office = Choice([(door.id, door.name) for door in doors])
        self.office.setAccessibleName(_("Office"))
        self.office.edited.connect(self._office_edited)
        column.addWidget(self.office)
        self.office.setVisible(len(doors) > 1 and not locked)
        column.addWidget(self._place)
        self._refusal = label(tone=Tone.BAD, wrap=True, select=True)
        self._refusal.hide()
        column.addWidget(self._refusal)
        self._body = QVBoxLayout()
        column.addLayout(self._body)
        self._inner: QWidget | None = None
        self.looks: list[QPushButton] = []
        self.office.set_value(chosen if chosen in self._doors else doors[0].id)
        self._show_office()

    @property
    def door(self) -> Door:
        return self._doors[str(self.office.value())]

    def show_keyring(self, ok: bool, why: str) -> None:
        """Whether sign-ins can be remembered here; `why` (shown text) if not."""
        if self.form is None:
            return
        self.remember.setVisible(ok)
        self._why.setVisible(not ok)
        self._why.setText(_("A sign-in can't be remembered here. {why}").format(why=why))

    def show_remembered(self, password: str) -> None:
        """That the sign-in is remembered here; an empty `password` is to be typed all the same."""
        if self.form is not None and not self.form.values()["password"]:
            self.remember.set_value(True)
            if password:
                self.form.put({"password": password})
                self.main.setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse(self, error: OfficeError) -> None:
        self.set_busy(False)
        if self.form is None:
            self.say(str(error))
            return
        self.say(str(error))
        if error.field in ("passphrase", "password"):
            # without a keyring the office's key is sealed, and this person's password alone does not open it
            self.form.show_field("passphrase", True)
        if error.field == "passphrase":
            self.form.focus_on("passphrase")
            return
        self.form.put({"password": ""})
        self._take_focus()

    def set_busy(self, busy: bool) -> None:
        if self.form is not None:
            self.main.setEnabled(not busy)
            self.main.setText(_("Opening…") if busy else self._main_text())
        elif self._inner is not None:
            self._inner.setEnabled(not busy)

    # inside

    def _office_edited(self) -> None:
        self._refusal.hide()
        self._show_office()
        self.office_chosen.emit(self.door.id)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._take_focus()

    def _take_focus(self) -> None:
        if self.form is not None:
            self.form.focus_on("password" if self.form.values()["name"] else "name")
        elif self.looks:
            self.looks[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_office(self) -> None:
        door = self.door
        self.heading.setText(door.name)
        self._place.setText(door.place)
        self.form: Form | None = None
        self._put(note(_("Opening…")) if door.sample and not self._locked else self._fields(door))

    def show_people(self, office: str, people: Sequence[tuple[str, str]]) -> None:
        """Those one can look around as, (name, post); none brings the usual fields."""
        if office == self.door.id and not self._locked:
            self._put(self._people(people) if people else self._fields(self.door))

    def _put(self, inner: QWidget) -> None:
        if self._inner is not None:
            self._body.removeWidget(self._inner)
            self._inner.hide()
            self._inner.deleteLater()
        self._inner = inner
        self._body.addWidget(inner)
        if self.isVisible():
            self._take_focus()

    def _fields(self, door: Door) -> QWidget:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        fields = [
            FormField("name", _("Your name")),
            FormField("password", _("Password"), Kind.SECRET),
            FormField("passphrase", _("This computer's passphrase, or a password known here"), Kind.SECRET),
        ]
        self.form = Form(fields, columns=1)
        self.form.set_values({"name": self._locked or door.person, "password": "", "passphrase": ""})
        self.form.entries["name"].setReadOnly(bool(self._locked))
        self.form.show_field("passphrase", False)
        column.addWidget(self.form)
        self.form.edited.connect(self._edited)
        for name in ("password", "passphrase"):
            entry = self.form.entries[name]
            entry.installEventFilter(self)
            entry.returnPressed.connect(self._enter)
        self.form.entries["name"].returnPressed.connect(self._enter)
        self.remember = YesNo(_("Remember me on this computer"))
        self.remember.hide()
        column.addWidget(self.remember)
        self._why = note(wrap=True)
        self._why.hide()
        column.addWidget(self._why)
        row = QHBoxLayout()
        row.setContentsMargins(0, GAP, 0, 0)
        self.main = button(self._main_text(), self._enter, main=True)
        row.addWidget(self.main)
        row.addStretch(1)
        words = _("Switch person") if self._locked else _("Another office…")
        row.addWidget(button(words, self.other_wished.emit, quiet=True))
        column.addLayout(row)
        return inner

    def _people(self, people: Sequence[tuple[str, str]]) -> QWidget:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        sentence = _("Invented people and clients, to try things out. As whom will you look around?")
        column.addWidget(label(sentence, wrap=True))
        self.looks = []
        for name, post in people:
            look = button(f"{name} · {post}", lambda name=name: self._look(name), icon_name="user")
            look.setProperty("row", True)
            # Enter presses it
            look.setAutoDefault(True)
            look.setAccessibleName(_("Look around as {name}, {post}").format(name=name, post=post))
            column.addWidget(look)
            self.looks.append(look)
        row = QHBoxLayout()
        row.setContentsMargins(0, MEDIUM, 0, 0)
        row.addStretch(1)
        row.addWidget(button(_("Another office…"), self.other_wished.emit, quiet=True))
        column.addLayout(row)
        return inner

    def _look(self, name: str) -> None:
        self._refusal.hide()
        self.set_busy(True)
        self.looked_as.emit(self.door.id, name)

    def _enter(self) -> None:
        if self.form is None or not self.main.isEnabled():
            return
        self.form.clear_errors()
        self._refusal.hide()
        values = {name: str(value) for name, value in self.form.values().items()}
        for name, said in (("name", _("Enter a name.")), ("password", _("Enter the password."))):
            if not values[name].strip():
                self.form.show_error(name, said)
                self.form.focus_on(name)
                return
        self.set_busy(True)
        remember = not self.remember.isHidden() and self.remember.value()
        self.entered.emit(self.door.id, values["name"], values["password"], values["passphrase"], remember)

    def _main_text(self) -> str:
        return _("Unlock") if self._locked else _("Sign in")

    def say(self, text: str) -> None:
        self._refusal.setText(f"✕ {text}")
        self._refusal.setAccessibleName(text)
        self._refusal.show()

    def eventFilter(self, watched: object, event: object) -> bool:
        if isinstance(event, QKeyEvent) and isinstance(watched, TextEntry):
            typed = event.text()
            if event.type() == QKeyEvent.Type.KeyPress and typed.isalpha() and typed.isascii():
                # no system tells a program about Caps Lock alike; what was typed does
                self._loud = typed.isupper() != bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        return False

    def _edited(self, name: str) -> None:
        if self.form is not None and name != "name":
            self.form.show_hint(name, _("Caps Lock is on.") if self._loud else "", Tone.WARN)
