"""Logs a contact with a client 记往来, or corrects its report (CL-9, CM-1)."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.i18n import N_, _
from desktop.rules.calendars import clock, minutes
from desktop.rules.contacts import RESULT, STEP, SUBJECT, Channel, Direction, Report
from desktop.rules.errors import BadEntry
from desktop.services.clients import PersonRef
from desktop.services.contacts import ContactLine
from desktop.ui.kit.date_entry import read_date
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.form_dialog import FormDialog, Send
from desktop.ui.kit.times import local, moment_of
from desktop.ui.kit.values import day

Logged = tuple[Report, UUID | None]
COLUMNS = 4


class ContactDialog(FormDialog):
    """Its entry: the report, and the contact whose next step this was. The subject is enough; the rest is filled in."""

    def __init__(self, name: str, staff: Sequence[PersonRef], me: UUID, now: object, send: Send,
                 parent: QWidget | None = None, *, mark: FormField | None = None,
                 line: ContactLine | None = None,
                 open_step: ContactLine | None = None) -> None:  # fmt: skip
        people = [(person.id, person.name) for person in staff]
        if line is not None and line.staff_id not in dict(people):
            people.append((line.staff_id, line.staff))
        fields = [
            FormField("channel", _("Channel"), Kind.CHOICE, choices=[(c.value, _(c.label)) for c in Channel]),
            FormField("direction", _("Direction"), Kind.CHOICE, choices=[(d.value, _(d.label)) for d in Direction]),
            FormField("on", _("Date"), Kind.DATE),
            FormField("time", _("Time")),
            FormField("subject", _("What about"), required=True, span=3, limit=SUBJECT),
            FormField("staff", _("Who"), Kind.CHOICE, choices=people),
            FormField("content", _("Content"), Kind.LONG, span=COLUMNS),
            FormField("result", _("Result"), span=COLUMNS, limit=RESULT),
            FormField("next_step", _("Next step"), span=3, limit=STEP),
            FormField("next_on", _("By"), Kind.DATE),
            *([mark] if mark is not None else []),
        ]
        self._settles = open_step.id if open_step is not None else None
        if open_step is not None:
            words = _("This was the next step: {step}").format(step=_step(open_step))
            fields.append(FormField("settles", words, Kind.YES_NO, span=COLUMNS))
        heading = _("Log contact: {name}") if line is None else _("Correct contact: {name}")
        super().__init__(heading.format(name=name), fields, _("Log") if line is None else _("Save"), send, parent,
                         columns=COLUMNS)  # fmt: skip
        self.setMinimumWidth(720)
        self._line = line
        here = local(line.at if line is not None else now)  # type: ignore[arg-type]
        self._at = (here.date().isoformat(), clock(here.hour * 60 + here.minute))
        held = {"channel": Channel.PHONE.value, "direction": Direction.OUT.value, "staff": me, "subject": "",
                "content": "", "result": "", "next_step": "", "next_on": "", "mark": ""}  # fmt: skip
        if line is not None:
            held |= {"channel": line.channel.value, "direction": line.direction.value, "staff": line.staff_id,
                     "subject": line.subject, "content": line.content, "result": line.result,
                     "next_step": line.next_step, "mark": line.mark,
                     "next_on": line.next_on.isoformat() if line.next_on else ""}  # fmt: skip
        self.form.set_values(held | {"on": self._at[0], "time": self._at[1], "settles": self._settles is not None})
        self.form.focus_on("subject")

    def entry(self) -> Logged:
        values = self.form.values()
        text = {name: str(values[name] or "") for name in ("subject", "content", "result", "next_step")}
        on, until = read_date(str(values["on"])), None
        if on is None:
            raise BadEntry(N_("Enter the day as year, month and day, such as 2026-07-12."), "on")
        if str(values["next_on"]).strip():
            until = read_date(str(values["next_on"]))
            if until is None:
                raise BadEntry(N_("Enter the day as year, month and day, such as 2026-07-12."), "next_on")
        at = None
        if self._line is not None or (str(values["on"]), str(values["time"]).strip()) != self._at:
            at = self._moment(on, str(values["time"]))
        staff = values["staff"]
        report = Report(Channel.of(values["channel"]), text["subject"], text["content"], text["result"],
                        text["next_step"], until, Direction.of(values["direction"]), at,
                        staff if isinstance(staff, UUID) else None, str(values.get("mark") or ""))  # fmt: skip
        return report, self._settles if values.get("settles") else None

    def _moment(self, on: object, text: str) -> object:
        """As it was, unless somebody has changed it: a clock shows no seconds."""
        if self._line is not None and (on.isoformat(), text.strip()) == self._at:  # type: ignore[attr-defined]
            return self._line.at
        try:
            return moment_of(on, minutes(text))  # type: ignore[arg-type]
        except BadEntry as refusal:
            raise BadEntry(refusal.message, "time", **refusal.values) from None


def base_of(line: ContactLine) -> Report:
    """What was seen of a report, for when a colleague corrects it too."""
    return Report(line.channel, line.subject, line.content, line.result, line.next_step, line.next_on, line.direction,
                  line.at, line.staff_id, line.mark)  # fmt: skip


def _step(line: ContactLine) -> str:
    return f"{line.next_step} ({day(line.next_on)})" if line.next_on else line.next_step
