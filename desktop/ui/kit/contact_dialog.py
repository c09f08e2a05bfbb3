"""The form of a contact with a client 往来, as it is logged and as its report is corrected (CL-9, CM-1)."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.rules.calendars import clock, minutes
from desktop.rules.contacts import PERSONS, RESULT, STEP, SUBJECT, Channel, Direction, Report
from desktop.rules.errors import BadEntry
from desktop.services.clients import PersonRef
from desktop.services.contacts import ContactLine
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.form_dialog import FormDialog, Send, day_of, words_of
from desktop.ui.kit.times import local, moment_of

COLUMNS = 4
WORDS = ("subject", "content", "result", "next_step", "persons")


class ContactDialog(FormDialog):
    """Its entry is the report. The subject is enough; the rest is filled in."""

    def __init__(self, heading: str, staff: Sequence[PersonRef], me: UUID, now: datetime, act: str, send: Send,
                 parent: QWidget | None = None, *, mark: FormField | None = None,
                 line: ContactLine | None = None) -> None:  # fmt: skip
        people = [(person.id, person.name) for person in staff]
        if line is not None:
            # whoever has left meanwhile stays in what was
            known = {key for key, _name in people}
            was = ((line.staff_id, line.staff), (line.next_for_id, line.next_for))
            people += [(key, name) for key, name in was if key is not None and key not in known]
        fields = [
            FormField("channel", _("Channel"), Kind.CHOICE, choices=words_of(Channel)),
            FormField("direction", _("Direction"), Kind.CHOICE, choices=words_of(Direction)),
            FormField("on", _("Date"), Kind.DATE),
            FormField("time", _("Time")),
            FormField("subject", _("What about"), required=True, span=3, limit=SUBJECT),
            FormField("staff", _("Who"), Kind.CHOICE, choices=people),
            FormField("content", _("Content"), Kind.LONG, span=COLUMNS),
            FormField("result", _("Result"), span=2 if mark is not None else 3, limit=RESULT),
            FormField("persons", _("On the client's side"), limit=PERSONS),
            *([mark] if mark is not None else []),
            FormField("next_step", _("Next step"), span=2, limit=STEP),
            FormField("next_on", _("By"), Kind.DATE),
            FormField("next_for", _("For whom"), Kind.CHOICE, choices=people),
        ]
        super().__init__(heading, fields, act, send, parent, columns=COLUMNS)
        self.setMinimumWidth(720)
        self._line, self._me = line, me
        self.fill(line.at if line is not None else now)

    def fill(self, at: datetime, **held: object) -> None:
        """A report that begins at this moment; what is `held` stands in it already."""
        here, line = local(at), self._line
        self._at = (here.date().isoformat(), clock(here.hour * 60 + here.minute))
        values: dict[str, object] = {"channel": Channel.PHONE.value, "direction": Direction.OUT.value,
                                     "staff": self._me, "next_for": self._me, "mark": "", "next_on": "",
                                     **dict.fromkeys(WORDS, "")}  # fmt: skip
        if line is not None:
            values = {"channel": line.channel.value, "direction": line.direction.value, "staff": line.staff_id,
                      "next_for": line.next_for_id or line.staff_id, "mark": line.mark,
                      "next_on": line.next_on.isoformat() if line.next_on else "",
                      **{name: getattr(line, name) for name in WORDS}}  # fmt: skip
        self.form.set_values(values | {"on": self._at[0], "time": self._at[1]} | held)
        self.form.focus_on("subject")

    def entry(self) -> Report:
        values = self.form.values()
        subject, content, result, step, persons = (str(values[name] or "") for name in WORDS)
        on, until = day_of(values, "on", needed=True), day_of(values, "next_on")
        assert on is not None
        at = None
        if self._line is not None or (on.isoformat(), str(values["time"]).strip()) != self._at:
            at = self._moment(on, str(values["time"]))
        staff, owing = (one if isinstance(one, UUID) else None for one in (values["staff"], values["next_for"]))
        return Report(Channel.of(values["channel"]), subject, content, result, step, until,
                      Direction.of(values["direction"]), at, staff, str(values.get("mark") or ""),
                      owing if step.strip() else None, persons)  # fmt: skip

    def _moment(self, on: date, text: str) -> datetime:
        """As it was, unless somebody has changed it: a clock shows no seconds."""
        if self._line is not None and (on.isoformat(), text.strip()) == self._at:
            return self._line.at
        try:
            return moment_of(on, minutes(text))
        except BadEntry as refusal:
            raise BadEntry(refusal.message, "time", **refusal.values) from None


def base_of(line: ContactLine) -> Report:
    """What was seen of a report, for when a colleague corrects it too."""
    return Report(line.channel, line.subject, line.content, line.result, line.next_step, line.next_on, line.direction,
                  line.at, line.staff_id, line.mark, line.next_for_id, line.persons)  # fmt: skip
