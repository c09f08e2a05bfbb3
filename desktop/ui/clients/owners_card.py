"""The overview's card of who looks after the client, and what is owed to it: first contact, telling, next steps."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.i18n import _, _n
from desktop.rules.owners import Staffing
from desktop.services.clients import ClientFile
from desktop.services.contacts import ContactLine
from desktop.services.handovers import HandoverView
from desktop.ui.clients.contacts_tab import step_words
from desktop.ui.kit.badge import Tag
from desktop.ui.kit.cards import Card, line
from desktop.ui.kit.text import button
from desktop.ui.kit.times import local, today
from desktop.ui.kit.tokens import Tone
from desktop.ui.kit.values import day, moment


class OwnersCard(Card):
    """谁负责 Looked after by."""

    change_requested = Signal()
    log_requested = Signal()
    told_requested = Signal(object)
    """The handover's line."""
    finish_requested = Signal(object)

    def __init__(self) -> None:
        super().__init__(_("Looked after by"))
        self._change = self.add_button(_("Change…"), self.change_requested.emit, "pencil")
        self._change.hide()
        self._file: ClientFile | None = None
        self._open: HandoverView | None = None
        self._steps: Sequence[ContactLine] = ()
        self._may_log = False

    def show_file(self, file: ClientFile, may_log: bool) -> None:
        self._file, self._may_log = file, may_log
        self._change.setVisible(file.may_edit and not file.withdrawn)
        self._show()

    def show_owed(self, found: HandoverView | None, contacts: Sequence[ContactLine]) -> None:
        self._open = found
        self._steps = [one for one in contacts if one.open_step]
        self._show()

    def _show(self) -> None:
        file = self._file
        if file is None:
            return
        people = (file.id, file.owner, file.deputy, file.contacts, file.staffing)
        if not self.changed((people, file.may_edit, self._open, tuple(self._steps), self._may_log)):
            return
        self.body.addWidget(line(_("Owner"), file.owner.name if file.owner else _("nobody")))
        if file.deputy is not None:
            self.body.addWidget(line(_("Deputy"), file.deputy.name))
        if file.contacts:
            names = _(", ").join(person.name for person in file.contacts)
            self.body.addWidget(line(_("Contact persons"), names))
        if file.staffing.missing:
            self._row(Tag(short_words(file.staffing), Tone.WARN, "triangle-alert"))
        if self._open is not None:
            self._show_handover(self._open)
        for step in self._steps:
            late = step.next_on is not None and step.next_on < today()
            self.body.addWidget(line(_("Next step"), step_words(step), _("Overdue") if late else ""))
            if step.may_change:
                self._row(button(_("Done"), _asks(self.finish_requested, step.id), icon_name="check"))

    def _show_handover(self, found: HandoverView) -> None:
        words = _("from {former} to {owner}, {day}").format(former=found.former or _("nobody"), owner=found.owner,
                                                            day=day(local(found.at).date()))  # fmt: skip
        self.body.addWidget(line(_("Handed over"), words, found.reason))
        if found.contacted_at is None and found.due is not None:
            late = found.late(datetime.now(UTC))
            below = _("Overdue") if late else _("by {name}").format(name=found.owner)
            self.body.addWidget(line(_("First contact"), moment(found.due), below))
            if self._may_log:
                self._row(button(_("Log contact"), self.log_requested.emit, icon_name="message-circle"))
        if found.told_on is None:
            self.body.addWidget(line(_("Client told"), _("not yet")))
            if found.may_edit:
                self._row(button(_("Client told…"), lambda: self.told_requested.emit(found), icon_name="check"))

    def _row(self, widget: QWidget) -> None:
        row = QHBoxLayout()
        row.addWidget(widget)
        row.addStretch(1)
        self.body.addLayout(row)


def short_words(staffing: Staffing) -> str:
    """`只有一名联系人`: what is missing, in plain words."""
    if staffing.have == 0:
        return _("No contact person")
    if staffing.have == 1:
        return _("Only one contact person")
    return _n("Only {n} contact person", "Only {n} contact persons", staffing.have).format(n=staffing.have)


def _asks(signal: Any, key: UUID) -> Callable[[], object]:
    return lambda: signal.emit(key)
