"""The small dialogs of a client's file: reasons, days, dealings, yearly results."""

from PySide6.QtWidgets import QWidget

from desktop.i18n import N_, _
from desktop.rules import entries
from desktop.rules.amounts import amount_fen
from desktop.rules.anniversaries import RememberedDay
from desktop.rules.errors import BadEntry
from desktop.rules.fields import Field
from desktop.rules.words import DayCalendar, DayKind
from desktop.services.dealings import DealingEntry, YearLine
from desktop.ui.kit.date_entry import read_date
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.form_dialog import FormDialog, Send
from desktop.ui.kit.values import form_field, typed, typed_amount


class CorrectDialog(FormDialog):
    """The reviewer's value in the place of a provisional one (CL-8)."""

    def __init__(self, field: Field, seen: object, send: Send, parent: QWidget | None = None) -> None:
        said = _("What you enter takes the place of the entry and counts as verified. "
                 "The entry itself stays in the history.")  # fmt: skip
        super().__init__(_("Correct an entry"), [form_field(field)], _("Correct"), send, parent, columns=1, said=said)
        self._field = field
        self.form.set_values({field.name: typed(field, seen)})
        self.form.focus_on(field.name)

    def entry(self) -> object:
        """Checked before it is sent, as in the form of the section."""
        value = self.form.values()[self._field.name]
        entries.checked(self._field, value)
        return value


class DayDialog(FormDialog):
    """A day to remember, solar or lunar; the year may stay empty (CL-5)."""

    def __init__(self, day: RememberedDay | None, send: Send, parent: QWidget | None = None) -> None:
        kinds = [(kind.value, _(kind.label)) for kind in DayKind]
        calendars = [(calendar.value, _(calendar.label)) for calendar in DayCalendar]
        months = [(n, str(n)) for n in range(1, 13)]
        days = [(n, str(n)) for n in range(1, 32)]
        fields = [
            FormField("kind", _("Occasion"), Kind.CHOICE, choices=kinds),
            FormField("label", _("Name of the day"), limit=60),
            FormField("calendar", _("Calendar"), Kind.CHOICE, choices=calendars),
            FormField("year", _("Year, if known"), Kind.NUMBER),
            FormField("month", _("Month"), Kind.CHOICE, choices=months),
            FormField("day", _("Day of the month"), Kind.CHOICE, choices=days),
            FormField("leap", _("Leap month"), Kind.YES_NO, span=2),
        ]
        super().__init__(_("Day to remember"), fields, _("Save"), send, parent)
        day = day or RememberedDay(DayKind.BIRTHDAY, DayCalendar.SOLAR, 1, 1)
        self.form.set_values(
            {"kind": day.kind.value, "label": day.label, "calendar": day.calendar.value, "year": day.year or "",
             "month": day.month, "day": day.day, "leap": day.leap}
        )  # fmt: skip
        self.form.edited.connect(lambda _name: self._fit())
        self._fit()

    def _fit(self) -> None:
        lunar = self.form.values()["calendar"] == DayCalendar.LUNAR.value
        self.form.entries["leap"].setEnabled(lunar)
        if not lunar:
            self.form.entries["leap"].set_value(False)

    def entry(self) -> RememberedDay:
        values = self.form.values()
        year = str(values["year"]).strip()
        if year and not year.isdigit():
            raise BadEntry(N_("A year has four digits."), "year")
        return RememberedDay(
            DayKind.of(values["kind"]), DayCalendar.of(values["calendar"]), int(str(values["month"])),
            int(str(values["day"])), int(year) if year else None, bool(values["leap"]), str(values["label"]),
        )  # fmt: skip


class DealingDialog(FormDialog):
    """An important change or dealing; a confidential one names its reason (CL-6)."""

    def __init__(self, dealing: DealingEntry | None, today: str, send: Send, parent: QWidget | None = None, *,
                 mark: FormField | None = None) -> None:  # fmt: skip
        fields = [
            FormField("on", _("Date"), Kind.DATE, required=True),
            FormField("title", _("What happened"), required=True, limit=200, starts_row=True, span=2),
            FormField("content", _("In detail"), Kind.LONG, span=2),
            FormField("confidential", _("Confidential: kept from the information department"), Kind.YES_NO, span=2),
            FormField("reason", _("Why it is confidential"), limit=200, span=2),
            *([mark] if mark is not None else []),
        ]
        super().__init__(_("Important dealing"), fields, _("Save"), send, parent)
        held = dealing or DealingEntry(read_date(today), "")  # type: ignore[arg-type]
        self.form.set_values({"on": held.on.isoformat(), "title": held.title, "content": held.content,
                              "confidential": held.confidential, "reason": held.reason, "mark": held.mark})  # fmt: skip
        self.form.edited.connect(lambda _name: self._fit())
        self._fit()
        self.form.focus_on("title")

    def _fit(self) -> None:
        self.form.entries["reason"].setEnabled(bool(self.form.values()["confidential"]))

    def entry(self) -> DealingEntry:
        values = self.form.values()
        on = read_date(str(values["on"]))
        if on is None:
            raise BadEntry(N_("Enter the day as year, month and day, such as 2026-07-12."), "on")
        return DealingEntry(on, str(values["title"]), str(values["content"]), bool(values["confidential"]),
                            str(values["reason"]), str(values.get("mark") or ""))  # fmt: skip


class YearDialog(FormDialog):
    """A client's results of one year, in yuan (CL-6)."""

    def __init__(self, result: YearLine | None, year: int, send: Send, parent: QWidget | None = None) -> None:
        fields = [
            FormField("year", _("Year"), Kind.NUMBER, required=True),
            FormField("revenue", _("Revenue"), Kind.NUMBER, unit="¥"),
            FormField("profit", _("Profit"), Kind.NUMBER, unit="¥"),
            FormField("with_us", _("With us"), Kind.NUMBER, unit="¥"),
            FormField("note", _("Note"), Kind.LONG, span=2),
        ]
        super().__init__(_("Yearly results"), fields, _("Save"), send, parent)
        held = result or YearLine(year, None, None, None, "")
        self.form.set_values({"year": held.year, "note": held.note, "revenue": typed_amount(held.revenue),
                              "profit": typed_amount(held.profit), "with_us": typed_amount(held.with_us)})  # fmt: skip
        # another year would be another entry, not a correction
        self.form.entries["year"].setReadOnly(result is not None)
        self.form.focus_on("revenue")

    def entry(self) -> YearLine:
        values = self.form.values()
        year = str(values["year"])
        if not year.isdigit():
            raise BadEntry(N_("A year has four digits."), "year")
        fen = {name: amount_fen(text, name) if (text := str(values[name])) else None
               for name in ("revenue", "profit", "with_us")}  # fmt: skip
        return YearLine(int(year), fen["revenue"], fen["profit"], fen["with_us"], str(values["note"]))
