"""The office: its name, language and time zone, its departments, and which parts of the program it uses."""

from collections.abc import Sequence
from zoneinfo import available_timezones

from PySide6.QtWidgets import QVBoxLayout

from desktop.i18n import LANGUAGES, N_, _, _n
from desktop.rules.clients import UPDATE_DAYS
from desktop.rules.errors import OfficeError
from desktop.rules.rights import Right
from desktop.services import roles, settings
from desktop.services.roles import DepartmentLine
from desktop.services.settings import FeatureLine
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.entries import YesNo
from desktop.ui.kit.filling import empty_out, keeping_focus, row_of, two_lines
from desktop.ui.kit.form import Form, FormField, Kind
from desktop.ui.kit.languages import LANGUAGE_NAMES
from desktop.ui.kit.text import button, note
from desktop.ui.settings.panel import Panel

USUAL_ZONES = ("Asia/Shanghai", "Asia/Urumqi", "Asia/Hong_Kong", "Asia/Macau", "Asia/Taipei", "Asia/Singapore", "UTC")


class OfficePanel(Panel):
    TITLE = N_("Office")
    ICON = "building-2"
    WORDS = (N_("Name of the office"), N_("Departments"), N_("Features"), N_("Time zone"), N_("Update rhythm"))

    def build(self) -> None:
        self.may = self.desk.person.may(Right.RUN_OFFICE)
        inside = self.card(_("Office"))
        zones = [zone for zone in USUAL_ZONES if zone in available_timezones()]
        now = str(self.desk.office.settings["time_zone"])
        self.form = Form(
            [
                FormField("office_name", _("Name of the office"), required=True, limit=60),
                FormField("language", _("Language of the office"), Kind.CHOICE,
                          choices=[(code, LANGUAGE_NAMES[code]) for code in LANGUAGES]),
                FormField("time_zone", _("Time zone"), Kind.CHOICE,
                          choices=[(zone, zone) for zone in dict.fromkeys((*zones, now))]),
                FormField("office_address", _("Address of the office"), limit=200, span=2),
                FormField("office_postcode", _("Postcode"), limit=12),
            ],
            columns=3,
        )  # fmt: skip
        self.form.setEnabled(self.may)
        inside.addWidget(self.form)
        self.save = button(_("Save"), self._save, icon_name="save")
        inside.addLayout(row_of(self.save, 1))
        self.save.setVisible(self.may)
        self._departments = QVBoxLayout()
        self.departments: Sequence[DepartmentLine] = ()
        inside = self.card(_("Departments"))
        inside.addLayout(self._departments)
        add = button(_("Add department…"), lambda: self._ask_name(None), icon_name="plus")
        inside.addLayout(row_of(add, 1))
        add.setVisible(self.may)
        inside = self.card(_("Features"), _("Off hides places, tabs and menus together. The data stays."))
        self._features = QVBoxLayout()
        inside.addLayout(self._features)
        if not self.may:
            self.column.addWidget(
                note(_("Only who holds “{right}” changes these.").format(right=_(Right.RUN_OFFICE.label)))
            )

    def load(self) -> None:
        office = self.desk.office.settings
        if not self.form.changes():
            self.form.set_values({name: office[name] for name in self.form.fields})
        self.desk.ask("settings.departments", roles.list_departments, done=self._show_departments)
        self.desk.ask("settings.features", settings.list_features, done=self._show_features)

    @keeping_focus
    def _show_departments(self, lines: Sequence[DepartmentLine]) -> None:
        self.departments = lines
        empty_out(self._departments)
        for line in lines:
            people = _n("{n} person", "{n} people", line.people).format(n=line.people)
            rename = button(_("Rename…"), lambda line=line: self._ask_name(line))
            rename.setAccessibleName(_("Rename {name}…").format(name=line.name))
            rhythm = button(_("Update rhythm…"), lambda line=line: self._ask_rhythm(line))
            rhythm.setAccessibleName(_("Update rhythm of {name}…").format(name=line.name))
            own = ", ".join(f"{letter} {days}" for letter, days in sorted(line.rhythm.items()))
            said = _("looks through files after days: {own}").format(own=own) if own else ""
            row = row_of()
            row.addLayout(two_lines(line.name, " · ".join(part for part in (people, said) if part)), 1)
            row.addWidget(rhythm)
            row.addWidget(rename)
            self._departments.addLayout(row)
            for act in (rhythm, rename):
                act.setVisible(self.may)

    @keeping_focus
    def _show_features(self, lines: Sequence[FeatureLine]) -> None:
        empty_out(self._features)
        for line in lines:
            switch = YesNo(_(line.label))
            switch.set_value(line.on)
            switch.setEnabled(self.may)
            switch.edited.connect(lambda key=line.key, switch=switch: self._switch(key, switch))
            row = row_of(switch, note(_(line.sentence)), 1)
            switch.setMinimumWidth(160)
            self._features.addLayout(row)

    def _switch(self, key: str, switch: YesNo) -> None:
        self.do(settings.switch_feature, key, switch.value())

    def _save(self) -> None:
        self.form.clear_errors()
        for name, value in self.form.changes().items():
            self.do(settings.change_setting, name, value, failed=self._refuse, said=_("Saved"))
        self.form.set_values(self.form.values())

    def _refuse(self, error: OfficeError) -> None:
        if not self.form.show_refusal(error):
            self.refused.emit(error)

    def _ask_rhythm(self, line: DepartmentLine) -> None:
        from desktop.ui.settings.rhythm_dialog import RhythmDialog

        office = {letter: int(self.desk.office.settings[f"update_days_{letter}"]) for letter in UPDATE_DAYS}
        save = lambda days, done, failed: self.do(roles.set_rhythm, line.id, days, done=done, failed=failed)  # noqa: E731
        self.dialog = RhythmDialog(line, office, save, self)
        self.dialog.open()

    def _ask_name(self, line: DepartmentLine | None) -> None:
        dialog = Dialog(_("Add department") if line is None else _("Rename {name}").format(name=line.name), self)
        form = Form([FormField("name", _("Name"), required=True, limit=60)], columns=1)
        form.set_values({"name": line.name if line else ""})
        dialog.body.addWidget(form)

        def failed(error: OfficeError) -> None:
            if not form.show_refusal(error):
                dialog.refuse(error)

        def save() -> None:
            name = form.values()["name"]
            verb, args = (roles.add_department, ()) if line is None else (roles.rename_department, (line.id,))
            self.do(verb, *args, name, done=lambda _result: dialog.accept(), failed=failed)

        dialog.set_main(_("Add department") if line is None else _("Rename"), save)
        dialog.add_button(_("Cancel"), dialog.reject)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        form.focus_on("name")
