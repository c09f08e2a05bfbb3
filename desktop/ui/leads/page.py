"""线索 Leads: the register in one list, the chosen lead with its plan and history beside it (CM-6)."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.i18n import N_, _
from desktop.rules.contacts import Channel
from desktop.rules.leads import EntryKind, Source, State
from desktop.rules.rights import Right
from desktop.services import lead_conversion, leads
from desktop.services.lead_lists import Alike, EntryLine, LeadLine, LeadView, Standing, Wish
from desktop.ui.kit.actions import Action
from desktop.ui.kit.beside import BesidePage
from desktop.ui.kit.cells import Wanted
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.empty import Empty, nothing_found
from desktop.ui.kit.entries import Choice, YesNo
from desktop.ui.kit.filter import SearchLine
from desktop.ui.kit.form_dialog import ReasonDialog, words_of
from desktop.ui.kit.phrases import listed
from desktop.ui.kit.tab_row import tab_row
from desktop.ui.kit.text import button, note
from desktop.ui.kit.times import local
from desktop.ui.kit.tokens import GAP
from desktop.ui.leads import NEW, may_enter
from desktop.ui.leads.controller import PAGE, LeadsController, Looked
from desktop.ui.leads.dialogs import GiveDialog, LeadDialog, PlanStepDialog, SayDialog, SettleDialog, seen_as
from desktop.ui.leads.pane import LeadPane
from desktop.ui.leads.words import columns, row_of

STANDINGS = tuple(Standing)


class LeadsPage(BesidePage):
    TITLE = N_("Service")
    ICON = "life-buoy"
    RIGHT = Right.SEE_CLIENTS
    WATCHES = frozenset({"leads", "settings"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self.controller = LeadsController(desk)
        super().__init__(desk, parent)
        self._build()
        self._connect()
        self.built()

    def _build(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(GAP)
        self.tabs = tab_row(_("Which leads"), (_(one.label) for one in STANDINGS), whole=True)
        line.addWidget(self.tabs)
        line.addStretch(1)
        self.mine = YesNo(_("Mine"))
        line.addWidget(self.mine)
        self.content.addLayout(line)
        below = QHBoxLayout()
        below.setSpacing(GAP)
        self.search = SearchLine(_("Name, pinyin, phone, or any word…"))
        self.search.setMinimumWidth(260)
        self.search.setMaximumWidth(320)
        below.addWidget(self.search)
        self.source = Choice([(None, _("All sources")), *words_of(Source)])
        self.source.setAccessibleName(_("Source of the lead"))
        self.source.setMinimumContentsLength(10)
        below.addWidget(self.source)
        below.addStretch(1)
        self.looked = note("")
        below.addWidget(self.looked)
        self.through = button(_("Looked through"), self.controller.look_through, icon_name="eye")
        below.addWidget(self.through)
        self.content.addLayout(below)
        self.lay_out(_("Leads"), columns(), row_of, LeadPane(), (700, 360), page=PAGE)

    def _connect(self) -> None:
        self.listen()
        found = self.controller
        found.loaded.connect(self._show)
        found.rows_loaded.connect(self.take_lines)
        found.rows_failed.connect(self.table.failed)
        found.viewed.connect(self._show_lead)
        self.tabs.currentChanged.connect(lambda _n: self.reload())
        self.mine.edited.connect(self.reload)
        self.source.edited.connect(self.reload)
        self.search.searched.connect(lambda _text: self.reload())
        self.pane.client_requested.connect(lambda client: self.desk.open_requested.emit("clients", client))
        self.pane.settle_requested.connect(self.settle)

    # what the window asks

    def actions_offered(self) -> Sequence[Action]:
        if not hasattr(self, "nothing") or not self.may_see:
            return ()
        view, offered = self._chosen, []
        if may_enter(self.desk):
            # the window holds Ctrl+Shift+P, which works on every page
            offered.append(Action("new", N_("New lead…"), self.new, "plus", "Ins", main=True))
        if view is not None and view.may_write:
            offered += [
                Action("contact", N_("Note a contact…"), partial(self.say_to, EntryKind.CONTACT), "phone", "F8"),
                Action("plan", N_("Plan a step…"), self.plan, "calendar-days", "F7"),
                Action("message", N_("Message left…"), partial(self.say_to, EntryKind.MESSAGE), "message-circle",
                       seldom=True),
                Action("note", N_("Note…"), partial(self.say_to, EntryKind.NOTE), "pencil", seldom=True),
                Action("change", N_("Change…"), self.change, "pencil", "F2", seldom=True),
                Action("convert", N_("Make it a client"), self.convert, "user-plus", "F9", seldom=True),
                Action("give", N_("Give it to a colleague…"), self.give, "arrow-right", seldom=True),
                Action("lose", N_("Given up…"), self.lose, "x", seldom=True),
            ]  # fmt: skip
            if view.may_invite:
                offered.append(Action("invite", N_("Invited again"), self.invite, "bell", seldom=True))
        elif view is not None and view.line.state is State.LOST and may_enter(self.desk):
            offered.append(Action("reopen", N_("Take it up again"), self.reopen, "undo-2", "F8"))
        return offered

    def open(self, argument: object) -> None:
        """A lead's id chooses it; None is the register."""
        if isinstance(argument, UUID) and not self.want(argument):
            self.reload()

    def reload(self) -> None:
        if self.may_see:
            self.controller.load(self.wish)

    @property
    def wish(self) -> Wish:
        source = self.source.value()
        return Wish(STANDINGS[self.tabs.currentIndex()], Source.of(source) if source else None,
                    bool(self.mine.value()), self.search.query().strip())  # fmt: skip

    @property
    def _chosen(self) -> LeadView | None:
        view, line = self.pane.view, self.line
        return view if view is not None and line is not None and view.line.id == line.id else None

    # what is shown

    def _show(self, lines: Sequence[LeadLine], total: int, looked: Looked) -> None:
        self._show_looked(looked)
        self.list_lines(lines, None if total else self._none(), total=total)

    def widen(self) -> bool:
        # it may be closed, or not among those in force
        if self.wish == Wish(Standing.ALL):
            return False
        self._clear_filters()
        self.tabs.setCurrentIndex(STANDINGS.index(Standing.ALL))
        self.reload()
        return True

    def forget(self) -> None:
        self.pane.forget()

    def _show_looked(self, looked: Looked) -> None:
        who = listed(f"{name} {local(at):%H:%M}" for name, at in looked)
        self.looked.setText(_("Looked through today: {who}").format(who=who) if who else _("Not looked through today"))
        mine = any(name == self.desk.person.name for name, _at in looked)
        self.through.setVisible(may_enter(self.desk) and not mine)

    def _none(self) -> Empty:
        wish = self.wish
        if wish != Wish(wish.standing):
            source = [_(wish.source.label)] if wish.source is not None else []
            words = [f"“{wish.words}”"] if wish.words else []
            return nothing_found([*words, *source, *([_("Mine")] if wish.mine else [])], self._clear)
        how = _("Who asks by web, chat, phone or at the door and is no client yet: with a wish and a next step.")
        if may_enter(self.desk) and wish.standing in (Standing.OPEN, Standing.ALL):
            return Empty(_("No lead is open."), how, _("New lead…"), self.new, icon_name="user-plus", main=False)
        return Empty(_("There is none here."), how, icon_name="check")

    def _clear(self) -> None:
        self._clear_filters()
        self.reload()

    def _clear_filters(self) -> None:
        self.search.clear()
        self.source.set_value(None)
        self.mine.set_value(False)

    def _show_lead(self, view: LeadView) -> None:
        if self.is_chosen(view.line.id):
            self.pane.show_lead(view)
            self.update_actions()

    def _fetch(self, wanted: Wanted) -> None:
        self.controller.fetch(self.wish, wanted)

    def _go_on(self) -> None:
        """Enter does what waits first: a message or a step; else a contact is noted."""
        view = self._chosen
        if view is None or not view.may_write:
            self.pane.area.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        waiting = [one for one in view.entries if one.waits]
        if waiting:
            self.settle(min(waiting, key=lambda one: one.order))
        else:
            self.say_to(EntryKind.CONTACT)

    # doing

    def new(self) -> None:
        self.desk.open_requested.emit(NEW, None)

    def say_to(self, kind: EntryKind) -> None:
        view = self._chosen
        if view is None:
            return
        key = view.line.id

        def send(entry: dict[str, Any], done: Any, failed: Any) -> None:
            said = str(entry["said"] or "")
            if kind is EntryKind.NOTE:
                self.controller.do(leads.note, key, said, said=_("Noted."), done=done, failed=failed)
            elif kind is EntryKind.MESSAGE:
                self.controller.do(leads.leave_message, key, said, Channel.of(entry["channel"]),
                                   said=_("Registered: it waits for its result."), done=done,
                                   failed=failed)  # fmt: skip
            else:
                self.controller.do(leads.note_contact, key, Channel.of(entry["channel"]), said, said=_("Noted."),
                                   done=done, failed=failed, reached=entry["reached"] is not False)  # fmt: skip

        self.open_dialog(SayDialog(kind, _about(view), send, self))

    def plan(self) -> None:
        view = self._chosen
        if view is None:
            return

        def send(entry: tuple[Any, ...], done: Any, failed: Any) -> None:
            self.controller.do(leads.plan_step, view.line.id, *entry, said=_("Planned."), done=done, failed=failed)

        self.open_dialog(PlanStepDialog(_about(view), send, self))

    def settle(self, one: EntryLine) -> None:
        def send(entry: tuple[str, bool, Channel | None], done: Any, failed: Any) -> None:
            result, reached, channel = entry
            self.controller.do(leads.settle_entry, one.id, result, said=_("Noted."), done=done, failed=failed,
                               reached=reached, channel=channel)  # fmt: skip

        self.open_dialog(SettleDialog(one, send, self))

    def change(self) -> None:
        self.controller.people(self._show_form)

    def _show_form(self, offered: Sequence[tuple[UUID, str]]) -> None:
        view = self._chosen
        if view is None:
            return
        key = view.line.id

        def send(entry: Any, done: Any, failed: Any) -> None:
            self.controller.do(leads.change_lead, key, entry, seen_as(view), said=_("Saved."), done=done,
                               failed=failed)  # fmt: skip

        def ask(values: Mapping[str, object], done: Any) -> None:
            self.controller.alike(values, key, done, self.dialog)

        dialog = LeadDialog(_("Change the lead"), offered, self.desk.person.id, _("Save"), ask, send, self, view=view)
        dialog.opened.connect(self._open_alike)
        self.open_dialog(dialog)

    def _open_alike(self, one: Alike) -> None:
        if one.lead:
            self.open(one.id)
        else:
            self.desk.open_requested.emit("clients", one.id)

    def convert(self) -> None:
        view = self._chosen
        if view is not None:
            self.controller.do(lead_conversion.convert_lead, view.line.id,
                               said=_("{name} is a client now, with all that was said.").format(name=view.line.name),
                               done=lambda client: self.desk.open_requested.emit("clients", client))  # fmt: skip

    def give(self) -> None:
        view = self._chosen
        if view is None:
            return

        def send(owner: UUID, done: Any, failed: Any) -> None:
            self.controller.do(leads.give_lead, view.line.id, owner, said=_("Given."), done=done, failed=failed)

        self.controller.people(lambda people: self.open_dialog(GiveDialog(people, _about(view), send, self)))

    def lose(self) -> None:
        view = self._chosen
        if view is None:
            return

        def send(reason: str, done: Any, failed: Any) -> None:
            self.controller.do(leads.lose_lead, view.line.id, reason, said=_("Given up."), done=done, failed=failed)

        self.open_dialog(ReasonDialog(_("Give the lead up"), _about(view), _("Give up"), send, self, label=_("Why")))

    def reopen(self) -> None:
        if self._chosen is not None:
            self.controller.do(leads.reopen_lead, self._chosen.line.id, said=_("Taken up again."))

    def invite(self) -> None:
        if self._chosen is not None:
            self.controller.do(leads.invite_again, self._chosen.line.id, said=_("Noted."))


def _about(view: LeadView) -> str:
    return f"{view.line.name} · {view.line.wish}"
