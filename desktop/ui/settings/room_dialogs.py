"""Dialogs of meals, rooms and tables: what is typed, and refused at the field where it is wrong."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from desktop.i18n import _
from desktop.rules.bookings import MealTime
from desktop.rules.calendars import clock
from desktop.rules.errors import BadEntry, OfficeError
from desktop.services import rooms
from desktop.services.rooms import MealLine, RoomEntry, RoomLine, TableLine
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.entries import half_width
from desktop.ui.kit.form import Form, FormField, Kind
from desktop.ui.kit.form_dialog import day_of
from desktop.ui.kit.text import note
from desktop.ui.settings.panel import Panel

Added = Callable[[Any], object]
USUAL_TURNS = 2
USUAL_SEATS = 10


class _EntryDialog(Dialog):
    """A form that is sent as one deed; `added` is told of what is new."""

    def __init__(self, panel: Panel, heading: str, main: str, fields: list[FormField], added: Added | None = None
                 ) -> None:  # fmt: skip
        super().__init__(heading, panel, width=480)
        self.panel, self._added = panel, added
        self.form = Form(fields, columns=2)
        self.body.addWidget(self.form)
        self.set_main(main, self.save)
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)
        self.form.focus_on(fields[0].name)

    def save(self) -> None:
        self.clear_refusal()
        self.form.clear_errors()
        self.set_busy(True)
        self.send(self.form.values())

    def send(self, values: Mapping[str, Any]) -> None:
        raise NotImplementedError

    def do(self, verb: Callable[..., Any], *args: Any) -> None:
        self.panel.do(verb, *args, done=self._done, failed=self._failed)

    def _done(self, result: Any) -> None:
        self.accept()
        if self._added is not None:
            self._added(result)

    def _failed(self, error: OfficeError) -> None:
        self.set_busy(False)
        if not self.form.show_refusal(error):
            self.refuse(error)


class MealDialog(_EntryDialog):
    def __init__(self, panel: Panel, line: MealLine | None, added: Added | None = None) -> None:
        fields = [
            FormField("name", _("Name"), required=True, limit=40),
            FormField("turns", _("Turns of a place"), Kind.NUMBER, required=True, hint="1"),
            FormField("begins", _("From"), Kind.NUMBER, required=True, hint="11:00"),
            FormField("ends", _("To"), Kind.NUMBER, required=True, hint="14:30"),
            FormField("ready_by", _("Cards ready by"), Kind.NUMBER, required=True, hint="11:30"),
        ]
        super().__init__(panel, _("Add meal") if line is None else line.time.name,
                         _("Add meal") if line is None else _("Save"), fields, added)  # fmt: skip
        self.line = line
        said = _("A place is given out once in each turn. A meal that ends before it begins goes on into the next day.")
        self.body.addWidget(note(said, wrap=True))
        if line is None:
            self.form.set_values({"turns": USUAL_TURNS})
            return
        time = line.time
        self.form.set_values({"name": time.name, "turns": line.turns, "begins": clock(time.begins),
                              "ends": clock(time.ends), "ready_by": clock(time.ready_by)})  # fmt: skip

    def send(self, values: Mapping[str, Any]) -> None:
        time = MealTime(values["name"], *(_minute(values[name]) for name in ("begins", "ends", "ready_by")))
        turns = _whole(values["turns"])
        if self.line is None:
            self.do(rooms.add_meal, time, turns)
        else:
            self.do(rooms.change_meal, self.line.id, time, turns)


class RoomDialog(_EntryDialog):
    """A room, or a hall with its tables: those of a new one are numbered at once."""

    def __init__(self, panel: Panel, line: RoomLine | None, added: Added | None = None) -> None:
        fields = [
            FormField("name", _("Name"), required=True, limit=40),
            FormField("floor", _("Floor"), limit=20),
            FormField("hall", _("A hall: its tables are booked one by one"), Kind.YES_NO, span=2),
            FormField("seats", _("Seats"), Kind.NUMBER, required=True),
            FormField("count", _("How many tables"), Kind.NUMBER, required=True, starts_row=True),
            FormField("each", _("Seats at each"), Kind.NUMBER, required=True),
            FormField("note", _("Note"), span=2, limit=200),
        ]
        super().__init__(panel, _("Add room") if line is None else line.name,
                         _("Add room") if line is None else _("Save"), fields, added)  # fmt: skip
        self.line = line
        self.form.set_values({"each": USUAL_SEATS} if line is None else {
            "name": line.name, "floor": line.floor, "hall": line.hall, "seats": line.seats, "note": line.note,
            "each": USUAL_SEATS})  # fmt: skip
        self.form.edited.connect(lambda name: self._fit() if name == "hall" else None)
        self._fit()

    def _fit(self) -> None:
        hall = bool(self.form.values()["hall"])
        self.form.show_field("seats", not hall)
        fresh = hall and (self.line is None or not self.line.tables)
        for name in ("count", "each"):
            self.form.show_field(name, fresh)
        self._fresh = fresh

    def send(self, values: Mapping[str, Any]) -> None:
        hall = bool(values["hall"])
        entry = RoomEntry(values["name"], 0 if hall else _whole(values["seats"]), values["floor"], hall, values["note"])
        tables = (_whole(values["count"]), _whole(values["each"])) if self._fresh else None
        if self.line is None:
            self.do(rooms.add_room, entry, tables)
        else:
            self.do(rooms.change_room, self.line.id, entry, tables)

    def _failed(self, error: OfficeError) -> None:
        if error.field == "seats" and bool(self.form.values()["hall"]):
            self.set_busy(False)
            self.form.show_error("each", str(error))
            self.form.focus_on("each")
            return
        super()._failed(error)


class TablesDialog(_EntryDialog):
    def __init__(self, panel: Panel, room: RoomLine, added: Added | None = None) -> None:
        fields = [
            FormField("count", _("How many tables"), Kind.NUMBER, required=True),
            FormField("seats", _("Seats at each"), Kind.NUMBER, required=True),
        ]
        super().__init__(panel, _("Add tables: {name}").format(name=room.name), _("Add tables"), fields, added)
        self.room = room.id
        self.form.set_values({"seats": room.tables[-1].seats if room.tables else USUAL_SEATS})
        self.body.addWidget(note(_("They are numbered after those that are there."), wrap=True))

    def send(self, values: Mapping[str, Any]) -> None:
        self.do(rooms.add_tables, self.room, _whole(values["count"]), _whole(values["seats"]))


class TableDialog(_EntryDialog):
    def __init__(self, panel: Panel, line: TableLine) -> None:
        fields = [
            FormField("label", _("Number or name"), required=True, limit=20),
            FormField("seats", _("Seats"), Kind.NUMBER, required=True),
        ]
        super().__init__(panel, _("Table {name}").format(name=line.label), _("Save"), fields)
        self.table: UUID = line.id
        self.form.set_values({"label": line.label, "seats": line.seats})

    def send(self, values: Mapping[str, Any]) -> None:
        self.do(rooms.change_table, self.table, values["label"], _whole(values["seats"]))


def _whole(text: object) -> int:
    """0 for what is no number: the office refuses it and says which numbers can be."""
    typed = str(text).strip()
    return int(typed) if typed.isdecimal() and len(typed) < 7 else 0


def _minute(text: object) -> int:
    """`11:00`, `1100` or `11` as minutes after midnight; −1 for what is no hour, which the office refuses."""
    hour, _colon, minute = half_width(str(text)).strip().partition(":")
    if not _colon and len(hour) > 2:
        hour, minute = hour[:-2], hour[-2:]
    if not hour.isdecimal() or not (minute or "0").isdecimal() or int(hour) > 23 or int(minute or 0) > 59:
        return -1
    return int(hour) * 60 + int(minute or 0)


class OutDialog(_EntryDialog):
    """Takes a room or table out of use; why, and until which day, may be left open."""

    def __init__(self, panel: Panel, heading: str, verb: Callable[..., Any], key: UUID, done: Added) -> None:
        fields = [
            FormField("why", _("Reason"), span=2, limit=200),
            FormField("until", _("Until"), Kind.DATE),
        ]
        super().__init__(panel, heading, _("Take out of use"), fields, done)
        self._verb, self._key = verb, key
        self.form.set_values({"why": "", "until": ""})

    def send(self, values: Mapping[str, Any]) -> None:
        try:
            until = day_of(dict(values), "until")
        except BadEntry as refusal:
            self._failed(refusal)
            return
        self.do(self._verb, self._key, str(values["why"]), until)
