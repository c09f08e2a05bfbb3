"""Names a stand-in or changes one: who is away, who stands in, from when to when, for what (AC-11)."""

from collections.abc import Sequence
from typing import Any

from desktop.i18n import N_, _
from desktop.rules.errors import BadEntry, OfficeError
from desktop.rules.stand_ins import Absence, StandInKind
from desktop.services import stand_ins
from desktop.services.stand_ins import StandInLine
from desktop.ui.kit.date_entry import read_date
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.form import Form, FormField, Kind
from desktop.ui.kit.times import today
from desktop.ui.settings.panel import Panel


class StandInDialog(Dialog):
    def __init__(
        self, panel: Panel, line: StandInLine | None, people: Sequence[tuple[Any, str]], *, anybody: bool
    ) -> None:
        super().__init__(_("Name a stand-in") if line is None else _("Stand-in"), panel, width=520)
        self._panel, self._line = panel, line
        self._me = panel.desk.person.id
        # who is away stands fast: for somebody else it would be another stand-in
        absent = list(people) if anybody and line is None else [p for p in people if p[0] == self._absent]
        fields = [
            FormField("absent", _("Who is away"), Kind.CHOICE, choices=absent),
            FormField("person", _("Who stands in"), Kind.CHOICE, choices=people),
            FormField("first_on", _("From"), Kind.DATE, required=True),
            FormField("last_on", _("To, included"), Kind.DATE, required=True),
            *(FormField(kind.value, _(kind.label), Kind.YES_NO) for kind in StandInKind),
        ]
        self.form = Form(fields)
        kinds = set(line.kinds) if line is not None else set(StandInKind)
        others = [key for key, _name in people if key != self._absent]
        self.form.set_values({
            "absent": self._absent,
            "person": line.person_id if line is not None else next(iter(others), None),
            "first_on": (line.first_on if line is not None else today()).isoformat(),
            "last_on": (line.last_on if line is not None else today()).isoformat(),
            **{kind.value: kind in kinds for kind in StandInKind},
        })  # fmt: skip
        self.body.addWidget(self.form)
        self.set_main(_("Name a stand-in") if line is None else _("Save"), self._save)
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)
        self.form.focus_on("person")

    @property
    def _absent(self) -> Any:
        return self._line.absent_id if self._line is not None else self._me

    def _save(self) -> None:
        self.clear_refusal()
        self.form.clear_errors()
        try:
            absence = self._entry()
        except BadEntry as refusal:
            self._failed(refusal)
            return
        self.set_busy(True)
        if self._line is None:
            self._panel.do(stand_ins.name_stand_in, absence, said=_("Named."), done=lambda _r: self.accept(),
                           failed=self._failed)  # fmt: skip
        else:
            self._panel.do(stand_ins.change_stand_in, self._line.id, absence, self._line.absence, said=_("Saved"),
                           done=lambda _r: self.accept(), failed=self._failed)  # fmt: skip

    def _entry(self) -> Absence:
        values = self.form.values()
        days = {}
        for name in ("first_on", "last_on"):
            on = read_date(str(values[name]))
            if on is None:
                raise BadEntry(N_("Enter the day as year, month and day, such as 2026-07-12."), name)
            days[name] = on
        kinds = frozenset(kind for kind in StandInKind if values[kind.value])
        absent: Any = values["absent"]
        person: Any = values["person"]
        if person is None:
            raise BadEntry(N_("Nobody stands in for himself. Choose a colleague."), "person")
        return Absence(absent, person, days["first_on"], days["last_on"], kinds)

    def _failed(self, error: OfficeError) -> None:
        self.set_busy(False)
        if not self.form.show_refusal(error):
            self.refuse(error)
