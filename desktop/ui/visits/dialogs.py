"""Dialogs of visits: the plan with its preparation, another day, and the report."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.i18n import N_, _
from desktop.rules import contacts as contact_rules
from desktop.rules import visits as rules
from desktop.rules.calendars import clock, minutes
from desktop.rules.errors import BadEntry
from desktop.rules.visits import Plan, Preparation, VisitReport
from desktop.services.visits import VisitView
from desktop.ui.kit.client_line import ClientLine, Find
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.form_dialog import FormDialog, Send, day_of
from desktop.ui.kit.phrases import moment
from desktop.ui.kit.times import local, moment_of, today
from desktop.ui.visits.words import PREPARED

_MORNING = 10 * 60  # of a visit for which nobody has said when


def time_fields() -> list[FormField]:
    return [FormField("on", _("Date"), Kind.DATE, required=True), FormField("time", _("Time"), required=True)]


def time_values(at: datetime) -> dict[str, object]:
    here = local(at)
    return {"on": here.date().isoformat(), "time": clock(here.hour * 60 + here.minute)}


def time_of(values: dict[str, object], was: datetime | None = None) -> datetime:
    """Raises BadEntry. As it `was`, unless somebody has changed it: a clock shows no seconds."""
    if was is not None and all(str(values[name]).strip() == said for name, said in time_values(was).items()):
        return was
    on = day_of(values, "on", needed=True)
    assert on is not None
    try:
        return moment_of(on, minutes(str(values["time"])))
    except BadEntry as refusal:
        raise BadEntry(refusal.message, "time", **refusal.values) from None


class PlanDialog(FormDialog):
    """Whom, when and why; the preparation may be typed now or later. With `find` the client is chosen here."""

    picked = Signal(object)

    def __init__(self, heading: str, people: Sequence[tuple[UUID, str]], me: UUID, act: str, send: Send,
                 parent: QWidget | None = None, *, find: Find | None = None, view: VisitView | None = None
                 ) -> None:  # fmt: skip
        known = {key for key, _name in people}
        offered = list(people)
        if view is not None and view.line.visitor not in known:
            # whoever has left meanwhile stays in what was
            offered.append((view.line.visitor, view.line.visitor_name))
        fields = [
            FormField("purpose", _("Purpose of the visit"), required=True, span=2, limit=rules.PURPOSE),
            *(time_fields() if view is None else []),
            FormField("visitor", _("Visited by"), Kind.CHOICE, choices=offered),
            FormField("place", _("Where"), limit=rules.PLACE),
            *(FormField(name, _(word), Kind.LONG, span=2 if name == "strategy" else 1, limit=rules.TEXT)
              for name, word in PREPARED),
        ]  # fmt: skip
        super().__init__(heading, fields, act, send, parent)
        self.setMinimumWidth(680)
        self.seen = view
        self.client: ClientLine | None = None
        if find is not None:
            self.client = ClientLine(find)
            self.client.picked.connect(self.picked)
            self.body.insertWidget(self.body.indexOf(self.form), self.client)
        self.form.set_values(self._values(me))
        if self.client is not None:
            self.client.setFocus()
        else:
            self.form.focus_on("purpose")

    def _values(self, me: UUID) -> dict[str, object]:
        if self.seen is None:
            start = moment_of(today() + timedelta(days=1), _MORNING)
            return {"visitor": me, **time_values(start), "purpose": "", "place": ""}
        line, held = self.seen.line, self.seen.preparation
        return {"visitor": line.visitor, "purpose": line.purpose, "place": line.place,
                **{name: getattr(held, name) for name, _word in PREPARED}}  # fmt: skip

    def take(self, client: UUID, name: str, code: str, risk: str) -> None:
        assert self.client is not None
        self.client.take(client, name, code, risk)
        self.clear_refusal()
        self.form.focus_on("purpose")

    def draft(self) -> dict[str, Any] | None:
        """What was typed, None where it is not worth keeping."""
        typed: dict[str, Any] = self.form.draft()
        client = self.client.client if self.client is not None else None
        return {"values": typed, "client": client} if typed or client is not None else None

    def restore(self, draft: Mapping[str, Any]) -> None:
        self.form.restore(draft["values"])
        if draft["client"] is not None:
            self.picked.emit(draft["client"])

    def entry(self) -> Any:
        values = self.form.values()
        text = lambda name: str(values[name] or "")  # noqa: E731
        visitor = values["visitor"]
        at = self.seen.line.starts_at if self.seen is not None else time_of(values)
        plan = Plan(at, text("purpose"), visitor if isinstance(visitor, UUID) else None, text("place"),
                    Preparation(*(text(name) for name, _word in PREPARED)))  # fmt: skip
        return plan if self.client is None else (self.client.chosen(), plan)


class MoveDialog(FormDialog):
    """Another day or time, and why."""

    def __init__(self, view: VisitView, send: Send, parent: QWidget | None = None) -> None:
        fields = [*time_fields(), FormField("reason", _("Why"), required=True, span=2, limit=rules.REASON)]
        super().__init__(_("Move the visit"), fields, _("Move it"), send, parent, said=about(view))
        self.view = view
        self.form.set_values(time_values(view.line.starts_at))
        self.form.focus_on("on")

    def entry(self) -> tuple[datetime, str]:
        values = self.form.values()
        return time_of(values, self.view.line.starts_at), str(values["reason"] or "")


class ReportDialog(FormDialog):
    """What the client said, what came of it, and what is done next by when: the contact of this visit."""

    def __init__(self, view: VisitView, send: Send, parent: QWidget | None = None) -> None:
        fields = [
            FormField("feedback", _("What the client said"), Kind.LONG, required=True, span=2,
                      limit=contact_rules.CONTENT),
            FormField("result", _("What came of it"), span=2, limit=contact_rules.RESULT),
            FormField("persons", _("On the client's side"), limit=contact_rules.PERSONS, span=2),
            FormField("next_step", _("Next step"), limit=contact_rules.STEP),
            FormField("next_on", _("By"), Kind.DATE),
            *time_fields(),
        ]  # fmt: skip
        super().__init__(_("Report of a visit"), fields, _("Hand in the report"), send, parent, said=about(view))
        self.setMinimumWidth(640)
        self._at = min(view.line.starts_at, datetime.now(UTC))
        self.form.set_values({**time_values(self._at), "next_on": "", "feedback": "", "result": "", "persons": "",
                              "next_step": ""})  # fmt: skip
        self.form.focus_on("feedback")

    def entry(self) -> VisitReport:
        values = self.form.values()
        text = lambda name: str(values[name] or "")  # noqa: E731
        until: date | None = day_of(values, "next_on")
        at = time_of(values, self._at)
        if at > datetime.now(UTC):
            raise BadEntry(N_("A visit is reported once it was made: choose a time up to now."), "on")
        return VisitReport(text("feedback"), text("result"), text("persons"), text("next_step"), until, at)


def about(view: VisitView) -> str:
    line = view.line
    return f"{line.name} · {line.purpose} · {moment(line.starts_at)}"
