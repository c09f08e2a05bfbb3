"""Dialogs of reception: somebody at the door, somebody to be announced, and one act with what it asks for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.i18n import N_, _
from desktop.rules import reception as rules
from desktop.rules.calendars import minutes
from desktop.rules.errors import BadEntry, OfficeError
from desktop.rules.reception import Grade, Proposal, Rank
from desktop.rules.reception import Kind as Who
from desktop.services.reception import NewVisitor
from desktop.services.reception_desk import Door, Host, HostNote
from desktop.services.refused_visitors import RefusedLine
from desktop.ui.kit.cards import empty
from desktop.ui.kit.client_line import ClientLine, Find
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.form_dialog import FormDialog, Send, day_of, words_of
from desktop.ui.kit.risk import risk_word
from desktop.ui.kit.text import note
from desktop.ui.kit.times import local, moment_of, today
from desktop.ui.kit.tokens import Tone
from desktop.ui.kit.values import day
from desktop.ui.kit.who_pick import initials
from desktop.ui.reception.words import habit_said, treatment_said

Listed = Callable[[str, str, str, Callable[[Sequence[RefusedLine]], object]], object]
WIDTH = 980


class VisitDialog(FormDialog):
    """Who, from where, what for, to whom; the grade follows as it is typed, and what it says stands below."""

    host_chosen = Signal(object)

    def __init__(self, heading: str, act: str, door: Door, hosts: Sequence[Host], send: Send,
                 parent: QWidget | None = None, *, asks: Sequence[FormField] = (), listed: Listed | None = None,
                 ) -> None:  # fmt: skip
        self.door, self._listed, self._ask_listed = door, door.listed, listed
        self._own_grade = door.base.grade is not None
        shown = {host.id: f"{host.name} · {host.department}" if host.department else host.name for host in hosts}
        fields = [
            FormField("name", _("Visitor"), required=True, limit=rules.NAME_LIMIT),
            FormField("unit", _("From where"), limit=rules.UNIT_LIMIT),
            FormField("phone", _("Phone"), limit=rules.PHONE_LIMIT),
            FormField("heads", _("How many"), Kind.NUMBER),
            FormField("kind", _("Kind of visitor"), Kind.CHOICE, required=True, choices=words_of(Who)),
            FormField("rank", _("Rank"), Kind.CHOICE, required=True, choices=words_of(Rank)),
            FormField("host", _("To see"), Kind.CHOICE, required=True, choices=list(shown.items())),
            FormField("grade", _("Grade"), Kind.CHOICE, choices=words_of(Grade)),
            FormField("purpose", _("Comes for"), required=True, limit=rules.TEXT_LIMIT, span=2),
            *asks,
            FormField("grade_reason", _("Why another grade"), limit=rules.TEXT_LIMIT, span=4),
            FormField("apart", _("Somebody else of that name"), Kind.YES_NO, span=4),
        ]  # fmt: skip
        # names jump by their initials; the dictionary is there since the hosts were asked for
        super().__init__(heading, fields, act, send, parent, columns=4, initials=initials)
        self.setMinimumWidth(WIDTH)
        self.warned = QVBoxLayout()
        self.body.insertLayout(0, self.warned)
        card = QFrame()
        card.setProperty("card", True)
        self._said = QVBoxLayout(card)
        self._said.setContentsMargins(12, 6, 12, 6)
        self._said.setSpacing(2)
        self.body.addWidget(card)
        self._fill(door)
        self.form.edited.connect(self._edited)
        self.form.show_field("apart", False)
        self._show_grade()

    def _fill(self, door: Door) -> None:
        base = door.base
        self.form.set_values({
            "name": base.name, "unit": base.unit, "phone": base.phone, "heads": str(base.heads),
            "kind": base.kind.value, "rank": base.rank.value, "purpose": base.purpose, "host": base.host,
            "grade": base.grade.value if base.grade is not None else None, "grade_reason": base.grade_reason,
            "apart": False, **self.first(),
        })  # fmt: skip

    def first(self) -> Mapping[str, object]:
        """What stands in the fields that a subclass adds."""
        return {}

    def begin(self) -> None:
        """The keys go to what is missing; where nothing is, Enter receives."""
        self.open()
        self.first_entry().setFocus()

    def first_entry(self) -> QWidget:
        lacking = next((name for name in ("name", "purpose", "host") if not self.form.values()[name]), None)
        entry = self.form.entries[lacking] if lacking is not None else self.main
        assert isinstance(entry, QWidget)
        return entry

    # the grade

    @property
    def proposal(self) -> Proposal:
        values = self.form.values()
        return self.door.proposal(Who.of(values["kind"]), Rank.of(values["rank"]), bool(self._listed))

    @property
    def grade(self) -> Grade:
        chosen = self.form.values()["grade"]
        return Grade.of(chosen) if self._own_grade and chosen else self.proposal.grade

    def _edited(self, name: str) -> None:
        if name == "grade":
            self._own_grade = self.form.values()["grade"] != self.proposal.grade.value
        if name in ("name", "unit", "phone") and self._ask_listed is not None:
            values = self.form.values()
            self._ask_listed(str(values["name"]), str(values["unit"]), str(values["phone"]), self._take_listed)
        if name == "host":
            self.host_chosen.emit(self.form.values()["host"])
        if name in ("kind", "rank", "grade"):
            self._show_grade()

    def _take_listed(self, found: Sequence[RefusedLine]) -> None:
        if found != self._listed:
            self._listed = tuple(found)
            self._show_grade()

    def _show_grade(self) -> None:
        given, grade, who = self.proposal, self.grade, Who.of(self.form.values()["kind"])
        self.form.entries["grade"].set_value(grade.value)
        self.form.show_field("grade_reason", grade is not given.grade)
        empty(self.warned)
        for one in self._listed:
            self.warned.addWidget(note(_("⚠ Not to be let in: {name} {unit} – {reason} ({by}, {day})").format(
                name=one.name, unit=one.unit, reason=one.reason, by=one.by, day=day(local(one.at).date())),
                tone=Tone.BAD, wrap=True))  # fmt: skip
        if self.door.risk:
            self.warned.addWidget(note(_("⚠ This client: {risk}").format(risk=risk_word(self.door.risk)), tone=Tone.BAD,
                                       wrap=True))  # fmt: skip
        empty(self._said)
        rule = _("By the rule: {grade}, {why}").format(grade=_(given.grade.label), why=_(given.why.label))
        self._said.addWidget(note(rule, wrap=True))
        told = treatment_said(self.door.treatment(who, grade))
        words = " · ".join(_("{label}: {value}").format(label=name, value=value) for name, value in told)
        words = words or _("This visitor is not let in: say so politely.")
        self._said.addWidget(note(words, tone=Tone.PLAIN, wrap=True))
        for habit in self.door.habits:
            tone = Tone.BAD if habit.warns else Tone.PLAIN if habit.stands else Tone.WARN
            self._said.addWidget(note(habit_said(habit), tone=tone, wrap=True))
        self.show_more(who, grade)

    def show_more(self, who: Who, grade: Grade) -> None:
        """What else hangs on the grade."""

    # what is sent

    def typed(self) -> NewVisitor:
        values, given, grade = self.form.values(), self.proposal, self.grade
        text = lambda name: str(values[name] or "")  # noqa: E731
        people = text("heads").strip()
        if people and not people.isdecimal():
            raise BadEntry(N_("Enter a whole number."), "heads")
        host = values["host"]
        return NewVisitor(text("name"), text("unit"), text("phone"), int(people or 1), Who.of(values["kind"]),
                          Rank.of(values["rank"]), text("purpose"), host if isinstance(host, UUID) else None,
                          self.door.base.client, self.door.expected_at, grade if grade is not given.grade else None,
                          text("grade_reason"))  # fmt: skip

    def _failed(self, error: OfficeError) -> None:
        # whoever is there twice is either chosen, or said to be another
        if error.field == "name" and "time" in error.values:
            self.form.show_field("apart", True)
        super()._failed(error)


class ArrivalDialog(VisitDialog):
    """Somebody stands at the desk."""

    def __init__(self, door: Door, hosts: Sequence[Host], send: Send, listed: Listed, parent: QWidget | None = None
                 ) -> None:  # fmt: skip
        badge = FormField(
            "badge",
            _("Badge"),
            limit=rules.TEXT_LIMIT,
            hint=_("of several people the first, or all: the others get the next"),
        )
        heading = _("Receive {name}").format(name=door.base.name) if door.planned else _("Receive a visitor")
        super().__init__(heading, _("Receive and tell the host"), door, hosts, send, parent, asks=(badge,),
                         listed=listed)  # fmt: skip

    def first(self) -> Mapping[str, object]:
        return {"badge": self.door.next_badge}

    def show_more(self, who: Who, grade: Grade) -> None:
        self.form.show_field("badge", rules.wears_badge(who, grade))
        assert self.main is not None
        self.main.setText(_("Note and see off") if grade is Grade.REFUSED else _("Receive and tell the host"))

    def say_host(self, found: HostNote) -> None:
        """That the host is away, or sits at no workstation, where he would be told."""
        if found.instead:
            said = _("Away today: {names} stands in.").format(names=", ".join(found.instead))
            self.form.show_hint("host", said, Tone.WARN)
        elif not found.there:
            self.form.show_hint("host", _("Signed in at no workstation: call him."), Tone.WARN)
        else:
            self.form.show_error("host", "")

    def entry(self) -> tuple[NewVisitor, str, UUID | None, bool]:
        values = self.form.values()
        return self.typed(), str(values["badge"] or ""), self.door.visitor, bool(values["apart"])


class PlanDialog(VisitDialog):
    """Somebody is expected: a client, or whoever else."""

    def __init__(self, door: Door, hosts: Sequence[Host], me: UUID, send: Send, find: Find | None,
                 parent: QWidget | None = None) -> None:  # fmt: skip
        self._me = me
        asks = (
            FormField("on", _("Date"), Kind.DATE, required=True),
            FormField("time", _("Time"), required=True, hint="14:30"),
        )
        heading = _("Change the visit") if door.visitor is not None else _("Announce a visitor")
        super().__init__(heading, _("Save") if door.visitor is not None else _("Announce"), door, hosts, send, parent,
                         asks=asks)  # fmt: skip
        self.client: ClientLine | None = None
        if find is not None and door.visitor is None and door.base.client is None:
            self.client = ClientLine(find, _("A client, by two letters; of anybody else type the name below"),
                                     required=False)  # fmt: skip
            self.body.insertWidget(self.body.indexOf(self.form), self.client)

    def first(self) -> Mapping[str, object]:
        moment = self.door.expected_at
        there = local(moment) if moment is not None else None
        return {"on": (there.date() if there is not None else today()).isoformat(),
                "time": f"{there:%H:%M}" if there is not None else "",
                **({"host": self._me} if self.door.base.host is None else {})}  # fmt: skip

    def first_entry(self) -> QWidget:
        return self.client.box.line if self.client is not None else super().first_entry()

    def take_client(self, door: Door) -> None:
        """The client who was found: name, unit and phone as its file has them."""
        assert self.client is not None
        self.client.take(door.base.client, door.base.name, door.base.unit, door.risk)  # type: ignore[arg-type]
        host = self.form.values()["host"]
        self.door = door
        base = door.base
        self.form.put({"name": base.name, "unit": base.unit, "phone": base.phone, "kind": base.kind.value,
                       "host": base.host or host})  # fmt: skip
        self._show_grade()
        self.form.focus_on("purpose")

    def entry(self) -> NewVisitor:
        values = self.form.values()
        on = day_of(values, "on", needed=True)
        assert on is not None
        try:
            at = moment_of(on, minutes(str(values["time"] or "")))
        except BadEntry as refusal:
            raise BadEntry(refusal.message, "time", **refusal.values) from None
        former = self.door.expected_at
        if former is not None and local(former).replace(second=0, microsecond=0) == local(at):
            at = former
        return replace(self.typed(), expected_at=at)

    def _failed(self, error: OfficeError) -> None:
        if error.field == "expected_at":
            error.field = "time"
        super()._failed(error)
