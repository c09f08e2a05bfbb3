"""My own settings: text size, colours and language, notices, password."""

from desktop.i18n import LANGUAGES, N_, _, language
from desktop.rules.accounts import STRENGTH_HINTS, Strength, strength
from desktop.rules.errors import BadEntry, OfficeError
from desktop.services import accounts
from desktop.ui.kit import notices, theme
from desktop.ui.kit.background import Background
from desktop.ui.kit.filling import row_of
from desktop.ui.kit.form import Form, FormField, Kind
from desktop.ui.kit.languages import LANGUAGE_NAMES
from desktop.ui.kit.text import button
from desktop.ui.kit.tokens import BASES, Look, Tone
from desktop.ui.settings.panel import Panel

LOOKS = {Look.SYSTEM: N_("As the system"), Look.LIGHT: N_("Light"), Look.DARK: N_("Dark")}
SIZES = {13: N_("Small"), 14: N_("Usual"), 16: N_("Large"), 18: N_("Very large")}
TONES = {Strength.WEAK: Tone.WARN, Strength.GOOD: Tone.GOOD}


class MinePanel(Panel):
    TITLE = N_("Mine")
    ICON = "user"
    WORDS = (
        N_("Text size"),
        N_("Colours"),
        N_("Language"),
        N_("Notices"),
        N_("Password"),
        N_("Account anomaly"),
        N_("Incident"),
    )

    def build(self) -> None:
        self._background = Background(self)
        looks = self.card(_("Look"))
        self.look = Form(
            [
                FormField("base", _("Text size"), Kind.CHOICE, choices=[(b, _(SIZES[b])) for b in BASES]),
                FormField("look", _("Colours"), Kind.CHOICE, choices=[(x.value, _(LOOKS[x])) for x in Look]),
                FormField("language", _("Language"), Kind.CHOICE, choices=[(c, LANGUAGE_NAMES[c]) for c in LANGUAGES]),
            ],
            columns=3,
        )
        now = theme.current()
        self.look.set_values({"base": now.scale.base, "look": now.look.value, "language": language()})
        self.look.edited.connect(self._choose)
        looks.addWidget(self.look)
        sentence = _("What is new on Today, while you work in another program: what it is, never about whom.")
        inside = self.card(_("Notices"), sentence)
        self.notices = Form([FormField("notices", _("Tell me in the notification area"), Kind.YES_NO)], columns=1)
        mine = self.host.house.preferences.for_person(str(self.desk.person.id))
        self.notices.set_values({"notices": notices.wanted(mine)})
        self.notices.edited.connect(lambda _name: notices.choose(mine, bool(self.notices.values()["notices"])))
        inside.addWidget(self.notices)
        if not notices.is_there():
            self.notices.show_hint("notices", _("This desktop has no notification area."), Tone.NOTE)
        sentence = _("It opens what is sealed for you. Forgotten, only who runs people can give you a new one.")
        inside = self.card(_("Password"), sentence)
        self.password = Form(
            [
                FormField("old", _("Present password"), Kind.SECRET),
                FormField("password", _("New password"), Kind.SECRET),
                FormField("again", _("New password again"), Kind.SECRET),
            ],
            columns=3,
        )
        self.password.set_values({"old": "", "password": "", "again": ""})
        self.password.edited.connect(self._hint)
        inside.addWidget(self.password)
        self.change = button(_("Change password"), self._change)
        inside.addLayout(row_of(self.change, 1))
        sentence = _("Somebody else uses your account, or something happened in your name that was not you.")
        inside = self.card(_("Account anomaly"), sentence)
        self.report = button(_("Report an account anomaly…"), lambda: self.host.report_anomaly(), icon_name="shield")
        inside.addLayout(row_of(self.report, 1))
        sentence = _("Clients' data seen by somebody who should not, or lost: better one report too many.")
        inside = self.card(_("Incident"), sentence)
        self.incident = button(_("Report an incident…"), self._report_incident, icon_name="triangle-alert")
        inside.addLayout(row_of(self.incident, 1))

    def _report_incident(self) -> None:
        from desktop.ui.settings.anomaly_dialog import incident_dialog

        self.dialog = incident_dialog(self.desk, self)
        self.dialog.accepted.connect(lambda: self.said.emit(_("Reported. Thank you.")))
        self.dialog.open()

    def _choose(self, name: str) -> None:
        value = self.look.values()[name]
        if name == "base":
            self.host.choose_base(int(str(value)))
        elif name == "look":
            self.host.choose_look(str(value))
        else:
            self.host.choose_language(str(value))

    def _hint(self, name: str) -> None:
        if name == "password":
            found = strength(str(self.password.values()["password"]))
            self.password.show_hint("password", _(STRENGTH_HINTS[found]), TONES.get(found, Tone.NOTE))

    def _change(self) -> None:
        self.password.clear_errors()
        values = {name: str(value) for name, value in self.password.values().items()}
        if values["password"] != values["again"]:
            self._refuse(BadEntry(N_("The two passwords differ."), "again"))
            return
        self.change.setEnabled(False)
        secret = self.desk.office.secret
        self.do(accounts.change_password, values["old"], values["password"], secret, failed=self._refuse,
                done=lambda _nothing: self._changed(values["password"]))  # fmt: skip

    def _changed(self, password: str) -> None:
        self.change.setEnabled(True)
        self.password.set_values({"old": "", "password": "", "again": ""})
        office, name = self.desk.office, self.desk.person.name
        # what this computer keeps for the person follows; the keyring may ask, so not in the window's thread
        self._background.run("kept", lambda: self.host.house.password_changed(office, name, password),
                             lambda _nothing: self.said.emit(_("Password changed")), self.refused.emit)  # fmt: skip

    def _refuse(self, error: OfficeError) -> None:
        self.change.setEnabled(True)
        if not self.password.show_refusal(error):
            self.refused.emit(error)
