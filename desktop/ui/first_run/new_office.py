"""The form that founds an office: its name and kind, the first admin, and where the data lies."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.i18n import N_, _, language
from desktop.rules.accounts import LONGER, STRENGTH_HINTS, Strength, is_long, strength
from desktop.rules.errors import BadEntry
from desktop.rules.words import OfficeKind
from desktop.services.founding import Founding
from desktop.ui.first_run.frame import Frame
from desktop.ui.kit.form import Form, FormField, Kind
from desktop.ui.kit.languages import LANGUAGE_NAMES
from desktop.ui.kit.tokens import Tone

SENTENCES = {
    OfficeKind.RESTAURANT: N_("Guests with their tastes, allergies and cards for the table."),
    OfficeKind.SERVICE: N_("Clients of a service centre, with contacts and important dealings."),
    OfficeKind.TRADE: N_("Customers, suppliers and distributors, with yearly results."),
    OfficeKind.GUARANTEE: N_("Companies and people you vouch for, with sealed property and accounts."),
}
TONES = {Strength.SHORT: Tone.NOTE, Strength.WEAK: Tone.WARN, Strength.FAIR: Tone.NOTE, Strength.GOOD: Tone.GOOD}
FILE, SERVER = "file", "server"


@dataclass(frozen=True, slots=True)
class Plan:
    founding: Founding
    place: str


class NewOffice(Frame):
    founded = Signal(object)
    """A Plan that can be tried."""
    FIRST = "name"

    place_edited = Signal(str)
    """A file's place, to be looked at; answer with show_place()."""

    def __init__(self, default_place: str, *, parent: QWidget | None = None) -> None:
        super().__init__(_("New office"), width=640, parent=parent)
        self._places = {FILE: default_place, SERVER: ""}
        self._where = FILE
        kinds = [(kind, _(kind.label)) for kind in OfficeKind]
        places = [(FILE, _("A file on this computer or a share")), (SERVER, _("A PostgreSQL server"))]
        self.form = Form(
            [
                FormField("name", _("Name of the office"), required=True, limit=60),
                FormField("kind", _("Kind of office"), Kind.CHOICE, choices=kinds),
                FormField("admin", _("Your name, as first admin"), required=True, limit=60),
                FormField("language", _("Language of the office"), Kind.CHOICE, choices=list(LANGUAGE_NAMES.items())),
                FormField("password", _("Password"), Kind.SECRET, required=True),
                FormField("again", _("Password again"), Kind.SECRET, required=True),
                FormField("where", _("Where the data lies"), Kind.CHOICE, choices=places, span=2),
                FormField("office", _("File"), required=True, span=2),
            ],
            columns=2,
        )
        self.form.set_values(
            {"kind": OfficeKind.RESTAURANT, "language": language(), "where": FILE, "office": default_place}
        )
        self.form.edited.connect(self._edited)
        self.body.addWidget(self.form)
        self.end_with(_("Found the office"), self._found)
        self.choose = self.add_button(_("Choose file…"), self._choose)
        self._say_kind()
        self._say_strength()

    def show_place(self, text: str, *, bad: bool) -> None:
        """What speaks for or against the place, as a sentence; empty when there is nothing to say."""
        if bad:
            self.form.show_error("office", text)
        else:
            self.form.show_hint("office", text)

    def _edited(self, name: str) -> None:
        if name == "kind":
            self._say_kind()
        elif name == "password":
            self._say_strength()
        elif name == "where":
            self._change_where()
        elif name == "office":
            self._places[self._where] = str(self.form.values()["office"])
            if self._where == FILE:
                self.place_edited.emit(self._places[FILE])

    def _say_kind(self) -> None:
        self.form.show_hint("kind", _(SENTENCES[OfficeKind.of(self.form.values()["kind"])]))

    def _say_strength(self) -> None:
        typed = str(self.form.values()["password"])
        if not typed:
            self.form.show_hint("password", _("At least 8 characters; three or four words are best."))
            return
        found = strength(typed)
        self.form.show_hint("password", _(STRENGTH_HINTS[found]), TONES[found])

    def _change_where(self) -> None:
        self._where = str(self.form.values()["where"])
        file = self._where == FILE
        self.form.put({"office": self._places[self._where]})
        self.form.rename("office", _("File") if file else _("Address"))
        self.form.entries["office"].setPlaceholderText("" if file else "postgresql://login:password@server:5432/office")
        self.choose.setVisible(file)
        said = "" if file else _("An empty database, and a login that may make tables in it.")
        self.form.show_hint("office", said)
        if file:
            self.place_edited.emit(self._places[FILE])

    def _choose(self) -> None:
        # not static: those run a loop of their own and nothing else would answer meanwhile
        dialog = QFileDialog(self, _("Where the data lies"), self._places[FILE])
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.fileSelected.connect(self._chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _chosen(self, path: str) -> None:
        self.form.put({"office": path})
        self._edited("office")

    def _found(self) -> None:
        self.clear_refusal()
        self._say_kind()
        self._say_strength()
        values = self.form.values()
        if not str(values["name"]).strip():
            self.refuse(BadEntry(N_("Enter a name."), "name"))
        elif not str(values["admin"]).strip():
            self.refuse(BadEntry(N_("Enter the name of the first admin."), "admin"))
        elif strength(str(values["password"])) is Strength.SHORT:
            self.refuse(BadEntry(STRENGTH_HINTS[Strength.SHORT], "password"))
        elif not is_long(str(values["password"])):
            self.refuse(BadEntry(LONGER, "password"))
        elif values["password"] != values["again"]:
            self.refuse(BadEntry(N_("The two passwords differ."), "again"))
        elif not str(values["office"]).strip():
            self.refuse(BadEntry(N_("Say where the data lies."), "office"))
        else:
            self.set_busy(True, _("Founding…"))
            founding = Founding(str(values["name"]), OfficeKind.of(values["kind"]), str(values["admin"]),
                                str(values["password"]), str(values["language"]))  # fmt: skip
            self.founded.emit(Plan(founding, str(values["office"])))
