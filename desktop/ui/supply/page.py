"""供货渠道 Supply: the channels on the left, the chosen one beside it with faults, reports and switches (OR-2)."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.i18n import N_, _, _n
from desktop.rules import supply as rules
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right
from desktop.rules.supply import EventKind
from desktop.services import supply
from desktop.services.supply import ChannelEntry
from desktop.services.supply_views import ChannelLine, ChannelView, EventLine
from desktop.ui.kit.actions import Action
from desktop.ui.kit.beside import BesidePage, ScrolledCard
from desktop.ui.kit.cards import empty
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.form_dialog import FormDialog, day_of
from desktop.ui.kit.printing import PrintDesk
from desktop.ui.kit.text import label, note, section
from desktop.ui.kit.times import today
from desktop.ui.kit.tokens import SMALL, Tone
from desktop.ui.supply.controller import SupplyController
from desktop.ui.supply.dialogs import ChannelDialog
from desktop.ui.supply.words import columns, event_end, event_head, row_of


class ChannelPane(ScrolledCard):
    """One channel: who supplies and who stands by, and what happened, the newest first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("What happened to it"), parent, spacing=SMALL)
        self.view: ChannelView | None = None
        self.heading = section()
        self.heading.setWordWrap(True)
        self.facts = note("", wrap=True)
        self.column.addWidget(self.heading)
        self.column.addWidget(self.facts)
        self.column.addSpacing(SMALL)
        self._events = QVBoxLayout()
        self._events.setSpacing(SMALL)
        self.column.addLayout(self._events)
        self.column.addStretch(1)

    def show_channel(self, view: ChannelView) -> None:
        self.view = view
        entry = view.line.entry
        self.heading.setText(f"{entry.name} · {_(view.line.state.label)}")
        served = _n("{n} order by this channel", "{n} orders by this channel", view.line.orders)
        said = [
            " · ".join(part for part in (_("Supplier: {name}").format(name=entry.supplier), entry.contact,
                                         entry.phone) if part),
            " · ".join(part for part in (_("Backup: {name}").format(name=entry.backup or "—"), entry.backup_contact,
                                         entry.backup_phone) if part),
            served.format(n=view.line.orders) if view.line.orders else "", entry.note,
        ]  # fmt: skip
        self.facts.setText("\n".join(part for part in said if part))
        empty(self._events)
        for one in view.events:
            self._events.addWidget(note(event_head(one), tone=Tone.BAD if one.open else Tone.NOTE, wrap=True))
            if one.said:
                self._events.addWidget(label(one.said, wrap=True, select=True))
            if ended := event_end(one):
                self._events.addWidget(note(ended, wrap=True))


class SupplyPage(BesidePage):
    TITLE = N_("Service")
    ICON = "life-buoy"
    RIGHT = Right.KEEP_SUPPLY
    WATCHES = frozenset({"supply", "accounts"})

    def __init__(self, desk: Desk, printing: PrintDesk, parent: QWidget | None = None) -> None:
        self.controller = SupplyController(desk)
        self.lines: Sequence[ChannelLine] | None = None
        super().__init__(desk, parent, printing)
        self._build()
        self._connect()
        self.built()

    def _build(self) -> None:
        self.content.addWidget(note(_("For the office alone: nothing of this stands on what a client is given.")))
        self.lay_out(_("Supply channels"), columns(), row_of, ChannelPane(), (660, 400))

    def _connect(self) -> None:
        self.listen()
        found = self.controller
        found.loaded.connect(self._show)
        found.viewed.connect(self._show_channel)

    # what the window asks

    def actions_offered(self) -> Sequence[Action]:
        if not hasattr(self, "nothing") or not self.may_see:
            return ()
        acts = self._acts()
        new = Action("new", N_("New channel…"), self.new, "plus", "Ins", main=not any(one.main for one in acts))
        return [new, *acts, Action("report", N_("Print the report…"), self.print_report, "printer", "Ctrl+P")]

    def _acts(self) -> list[Action]:
        view = self.shown
        if view is None:
            return []
        found = []
        if self._mine() is not None:
            found.append(Action("answer", N_("Answer the report…"), self.answer, "check", "F8", main=True))
        elif self._fault() is not None:
            found.append(Action("end", N_("Fault put right…"), self.end_fault, "check", "F8", main=True))
        found.append(Action("fault", N_("Log a fault…"), self.fault, "triangle-alert", "F7"))
        if view.line.on_backup:
            found.append(Action("switch", N_("Back to the supplier…"), partial(self.switch, False), "refresh-cw", "F9"))
        else:
            why = "" if view.line.entry.backup else _("This channel has no backup. Enter one first.")
            found.append(Action("switch", N_("Switch to the backup…"), partial(self.switch, True), "refresh-cw", "F9",
                                why))  # fmt: skip
        found += [Action("tell", N_("Report to the superior…"), self.tell, "arrow-up", seldom=True),
                  Action("note", N_("Note…"), self.note, "pencil", seldom=True),
                  Action("change", N_("Change the channel…"), self.change, "pencil", "F2", seldom=True),
                  Action("withdraw", N_("Take it out of use"), self.withdraw, "trash-2", seldom=True)]  # fmt: skip
        return found

    def open(self, argument: object) -> None:
        """A channel's id chooses it; None is the list."""
        if isinstance(argument, UUID):
            self.want(argument)

    def reload(self) -> None:
        if self.may_see:
            self.controller.load()

    # what is shown

    def _show(self, lines: Sequence[ChannelLine]) -> None:
        self.lines = lines
        how = _("Who supplies what, who stands by, and what went wrong: faults, reports and switches in one place.")
        none = Empty(_("No supply channel was entered yet."), how, _("New channel…"), self.new, icon_name="network",
                     main=False) if not lines else None  # fmt: skip
        self.list_lines(lines, none)

    @property
    def shown(self) -> ChannelView | None:
        view: ChannelView | None = self.pane.view
        return view

    def acts_of_chosen(self) -> Sequence[Action]:
        return self._acts()

    def _show_channel(self, view: ChannelView) -> None:
        if self.is_chosen(view.line.id):
            self.pane.show_channel(view)
            self.update_actions()

    def _go_on(self) -> None:
        self.pane.area.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fault(self) -> EventLine | None:
        return self._open(lambda one: one.kind is EventKind.FAULT)

    def _mine(self) -> EventLine | None:
        me = self.desk.person.id
        return self._open(lambda one: one.kind is EventKind.REPORT and one.person == me)

    def _open(self, fits: Callable[[EventLine], bool]) -> EventLine | None:
        """The one that waits longest."""
        events = self.shown.events if self.shown is not None else ()
        return next((one for one in reversed(events) if one.open and fits(one)), None)

    # doing

    def new(self) -> None:
        def send(entry: ChannelEntry, done: Any, failed: Any) -> None:
            def added(key: UUID) -> None:
                self._wanted = key
                done(key)

            self.controller.do(supply.add_channel, entry, said=_("The channel is entered."), done=added, failed=failed,
                               undo=True)  # fmt: skip

        self.open_dialog(ChannelDialog(None, send, self))

    def change(self) -> None:
        if (view := self.shown) is not None:
            send = lambda entry, done, failed: self.controller.do(  # noqa: E731
                supply.change_channel, view.line.id, entry, view.line.entry, said=_("Changed."), done=done,
                failed=failed, undo=True)  # fmt: skip
            self.open_dialog(ChannelDialog(view.line.entry, send, self))

    def fault(self) -> None:
        def ask(people: Sequence[tuple[UUID, str]]) -> None:
            fields = [_said(_("What is wrong")),
                      FormField("person", _("Report it at once to"), Kind.CHOICE,
                                choices=[(None, _("nobody yet")), *people])]  # fmt: skip
            self._ask(_("Log a fault"), fields, _("Log it"), lambda entry: (
                supply.log_fault, str(entry["said"]), entry["person"]), _("The fault is logged."))  # fmt: skip

        self.controller.superiors(ask)

    def tell(self) -> None:
        def ask(people: Sequence[tuple[UUID, str]]) -> None:
            fields = [FormField("person", _("To whom"), Kind.CHOICE, required=True, choices=list(people)),
                      _said(_("What happened, and what you propose"))]  # fmt: skip

            def call(entry: dict[str, Any]) -> Sequence[Any]:
                if entry["person"] is None:
                    raise BadEntry(N_("Choose one."), "person")
                return supply.report_fault, entry["person"], str(entry["said"])

            self._ask(_("Report to the superior"), fields, _("Report it"), call, _("Reported."))

        self.controller.superiors(ask)

    def switch(self, to_backup: bool) -> None:
        heading = _("Switch to the backup") if to_backup else _("Back to the supplier")
        self._ask(heading, [_said(_("Why"))], heading, lambda entry: (
            supply.switch_channel, to_backup, str(entry["said"])), _("Switched."))  # fmt: skip

    def note(self) -> None:
        self._ask(_("Note"), [_said(_("Note"))], _("Note it"), lambda entry: (supply.note, str(entry["said"])),
                  _("Noted."))  # fmt: skip

    def end_fault(self) -> None:
        self._end(self._fault(), _("Fault put right"), _("How it was put right"), supply.end_fault)

    def answer(self) -> None:
        self._end(self._mine(), _("Answer the report"), _("Instruction"), supply.answer_report)

    def withdraw(self) -> None:
        if (view := self.shown) is not None:
            self.controller.do(supply.withdraw_channel, view.line.id, said=_("Taken out of use."), undo=True)

    def print_report(self) -> None:
        last = today()
        fields = [FormField("first", _("From"), Kind.DATE, required=True),
                  FormField("last", _("To"), Kind.DATE, required=True)]  # fmt: skip

        def send(entry: dict[str, Any], done: Any, failed: Any) -> None:
            try:
                first, until = day_of(entry, "first", needed=True), day_of(entry, "last", needed=True)
            except BadEntry as wrong:
                failed(wrong)
                return
            assert first is not None and until is not None
            if until < first:
                failed(BadEntry(N_("The first day lies after the last."), "first"))
                return
            done(None)
            self.controller.print_report(first, until)

        words = _("How each channel stands, and all that happened on these days. For the office, not for clients.")
        dialog = FormDialog(_("Report on supply channels"), fields, _("Print it"), send, self, said=words)
        dialog.form.set_values({"first": (last - timedelta(days=30)).isoformat(), "last": last.isoformat()})
        self.open_dialog(dialog)

    def _end(self, one: EventLine | None, heading: str, words: str, verb: Any) -> None:
        if one is None:
            return
        key = one.id
        send = lambda entry, done, failed: self.controller.do(  # noqa: E731
            verb, key, str(entry["said"]), said=_("Noted."), done=done, failed=failed, undo=True
        )
        dialog = FormDialog(heading, [_said(words)], _("Note it"), send, self, columns=1, said=one.said)
        dialog.form.focus_on("said")
        self.open_dialog(dialog)

    def _ask(self, heading: str, fields: Sequence[FormField], act: str, call: Callable[[dict[str, Any]], Sequence[Any]],
             said: str) -> None:  # fmt: skip
        view = self.shown
        if view is None:
            return
        key, name = view.line.id, view.line.entry.name

        def send(entry: dict[str, Any], done: Any, failed: Any) -> None:
            try:
                verb, *args = call(entry)
            except BadEntry as wrong:
                failed(wrong)
                return
            self.controller.do(verb, key, *args, said=said, done=done, failed=failed, undo=True)

        dialog = FormDialog(heading, fields, act, send, self, columns=1, said=name)
        dialog.form.set_values({})
        dialog.form.focus_on(fields[0].name)
        self.open_dialog(dialog)


def _said(words: str) -> FormField:
    return FormField("said", words, Kind.LONG, required=True, limit=rules.SAID_LIMIT)
