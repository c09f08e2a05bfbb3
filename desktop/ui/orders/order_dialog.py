"""The dialog in which an order is entered in few keys, or changed once it was entered."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.i18n import N_, _
from desktop.rules import orders as rules
from desktop.rules.bill_rows import minute_of
from desktop.rules.errors import BadEntry, OfficeError
from desktop.rules.orders import IdentityWay
from desktop.services.order_views import OrderView
from desktop.services.orders import NewOrder, OrderChange, Seen
from desktop.ui.kit.client_line import ClientLine, Find
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.form_dialog import FormDialog, Send, day_of
from desktop.ui.kit.times import local, moment_of, today
from desktop.ui.kit.values import day
from desktop.ui.orders.lines_entry import LinesEntry, Usual

WIDTH = 760


class _WithLines(FormDialog):
    """A form with the lines of an order above it, and when it was placed."""

    def __init__(self, heading: str, fields: Sequence[FormField], act: str, usual: Usual, send: Send,
                 parent: QWidget | None = None, *, said: str = "") -> None:  # fmt: skip
        super().__init__(heading, fields, act, send, parent, columns=3, said=said)
        self.setMinimumWidth(WIDTH)
        self.lines = LinesEntry(usual)
        self.body.insertWidget(self.body.indexOf(self.form), self.lines)

    def taken_at(self, values: dict[str, object], former: datetime | None = None) -> datetime | None:
        """Raises BadEntry naming the field; None for now."""
        on = day_of(values, "on")
        minute = minute_of(str(values["at"] or ""), "at")
        if on is None and minute is None:
            return former
        if former is not None and (on, minute) == (local(former).date(), _minute(former)):
            # what was not touched keeps its seconds
            return former
        now = datetime.now(UTC)
        if minute is None:
            return now if on == today() else moment_of(on or today(), 12 * 60)
        return moment_of(on or today(), minute)

    def _failed(self, error: OfficeError) -> None:
        if error.field == "lines":
            self.set_busy(False)
            self.lines.show_error(str(error))
            self.lines.rows[-1].what.setFocus()
        else:
            super()._failed(error)


class NewOrderDialog(_WithLines):
    """Who, what, and how the client was known; all else stands there already."""

    picked = Signal(object)
    again_wanted = Signal(object)
    """The last order of this client is wanted once more."""

    def __init__(self, people: Sequence[tuple[UUID, str]], me: UUID, find: Find, usual: Usual, send: Send,
                 parent: QWidget | None = None) -> None:  # fmt: skip
        fields = [
            FormField("identity", _("Identity verified by"), Kind.CHOICE, choices=_ways(()), span=2),
            FormField("taken_by", _("Order taken by"), Kind.CHOICE, choices=list(people)),
            FormField("on", _("Day of the order"), Kind.DATE, hint=_("empty: today")),
            FormField("at", _("Time"), hint=_("such as 1830; empty: now")),
            FormField("outside", _("Number in the shop or till"), limit=rules.OUTSIDE_LIMIT),
            FormField("note", _("Note for colleagues; the client never reads it"), Kind.LONG, span=2,
                      limit=rules.NOTE_LIMIT),
            FormField("flags", _("Special order: the supervisor approves it"), Kind.YES_NO),
        ]  # fmt: skip
        super().__init__(_("New order"), fields, _("Enter the order"), usual, send, parent)
        self.client = ClientLine(find)
        self.client.picked.connect(self.picked)
        self.client.emptied.connect(lambda: self.show_checks(()))
        self.body.insertWidget(self.body.indexOf(self.lines), self.client)
        self.again = self.add_button(_("As last time"), self._want_again, "history")
        self.again.setEnabled(False)
        self.form.set_values({"taken_by": me, "identity": "", "flags": False, "on": "", "at": "", "outside": "",
                              "note": ""})  # fmt: skip
        self.client.setFocus()

    def take(self, client: UUID, name: str, code: str, risk: str) -> None:
        self.client.take(client, name, code, risk)
        self.again.setEnabled(True)
        self.lines.rows[0].what.setFocus()

    def show_checks(self, checks: Sequence[Any]) -> None:
        """The identity checks of the client's file are ways too: the newest is the proposed one."""
        self.again.setEnabled(self.client.client is not None)
        self.form.entries["identity"].offer(_ways(checks))
        if checks:
            self.form.put({"identity": checks[0].id})

    def _want_again(self) -> None:
        if self.client.client is not None:
            self.again_wanted.emit(self.client.client)

    def draft(self) -> dict[str, Any] | None:
        """What was typed, None where it is not worth keeping."""
        typed: dict[str, Any] = self.form.draft()
        typed.pop("identity", None)
        try:
            lines = self.lines.lines()
        except BadEntry:
            lines = ()
        client = self.client.client
        return {"values": typed, "client": client, "lines": lines} if typed or lines or client else None

    def restore(self, draft: Mapping[str, Any]) -> None:
        self.form.restore(draft["values"])
        self.lines.put(draft["lines"])
        if draft["client"] is not None:
            self.picked.emit(draft["client"])

    def entry(self) -> NewOrder:
        values, client = self.form.values(), self.client.chosen()
        way, check = _way(values["identity"])
        taker = values["taken_by"]
        return NewOrder(
            client, self.lines.lines(), self.taken_at(values), UUID(str(taker)) if taker is not None else None, way,
            check, str(values["note"] or ""), bool(values["flags"]), outside=str(values["outside"] or ""),
        )  # fmt: skip

    def _failed(self, error: OfficeError) -> None:
        if error.field == "client":
            self.set_busy(False)
            self.refuse(error)
        else:
            super()._failed(error)


class ChangeOrderDialog(_WithLines):
    """What is changed of an order, and why; what it was stays to be read."""

    def __init__(self, view: OrderView, usual: Usual, send: Send, parent: QWidget | None = None) -> None:
        fields = [
            FormField("on", _("Day of the order"), Kind.DATE, required=True),
            FormField("at", _("Time")),
            FormField("special", _("Special order: the supervisor approves it"), Kind.YES_NO),
            FormField("note", _("Note for colleagues; the client never reads it"), Kind.LONG, span=3,
                      limit=rules.NOTE_LIMIT),
            FormField("why", _("Why it is changed"), span=3, limit=rules.WHAT_LIMIT),
        ]  # fmt: skip
        said = f"{view.shown.number} · {view.shown.name}\n" + _("It is checked again by somebody else.")
        super().__init__(_("Change the order"), fields, _("Change it"), usual, send, parent, said=said)
        self.view = view
        at = local(view.shown.taken_at)
        self.form.set_values({"on": at.date().isoformat(), "at": f"{at:%H:%M}", "special": view.shown.special,
                              "note": view.note, "why": ""})  # fmt: skip
        self.lines.put(view.lines)
        self.lines.rows[0].quantity.setFocus()

    def entry(self) -> OrderChange:
        values, view = self.form.values(), self.view
        if day_of(values, "on", needed=True) is None:
            raise BadEntry(N_("Enter the day as year, month and day, such as 2026-07-12."), "on")
        taken = self.taken_at(values, view.shown.taken_at)
        assert taken is not None
        seen = Seen(view.lines, view.shown.taken_at, view.note, view.shown.special)
        return OrderChange(self.lines.lines(), taken, str(values["note"] or ""), bool(values["special"]), seen,
                           str(values["why"] or ""))  # fmt: skip


class IdentityDialog(FormDialog):
    """How the client was known; checks of the file are among the ways."""

    def __init__(self, checks: Sequence[Any], what: str, send: Send, parent: QWidget | None = None) -> None:
        field = FormField("identity", _("Identity verified by"), Kind.CHOICE, required=True, choices=_ways(checks)[1:])
        super().__init__(_("Identity of the client"), [field], _("Note it"), send, parent, columns=1, said=what)
        self.form.set_values({"identity": checks[0].id if checks else None})
        self.form.focus_on("identity")

    def entry(self) -> tuple[IdentityWay, UUID | None]:
        chosen = self.form.values()["identity"]
        if chosen is None:
            raise BadEntry(N_("Choose one."), "identity")
        return _way(chosen)


def _ways(checks: Sequence[Any]) -> list[tuple[object, str]]:
    seen = [(one.id, _("{document}, seen {day} by {who}").format(document=_(one.document.label), day=day(one.on),
                                                                 who=one.seen_by)) for one in checks[:3]]  # fmt: skip
    return [("", _(IdentityWay.NOT_YET.label)), *seen,
            *((way.value, _(way.label)) for way in IdentityWay if way is not IdentityWay.NOT_YET)]  # fmt: skip


def _way(chosen: object) -> tuple[IdentityWay, UUID | None]:
    if isinstance(chosen, UUID):
        return IdentityWay.DOCUMENT, chosen
    return IdentityWay.of(chosen or ""), None


def _minute(moment: datetime) -> int:
    at = local(moment)
    return at.hour * 60 + at.minute
