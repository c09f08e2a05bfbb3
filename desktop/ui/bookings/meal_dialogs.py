"""Dialogs of this meal: to whom cards and forms go, who serves, to whom a card was passed on, and what is back."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from desktop.i18n import N_, _
from desktop.rules.collecting import Relay, Sheet
from desktop.rules.errors import BadEntry, OfficeError
from desktop.services.cards import GivenLine, Wanted
from desktop.ui.bookings.meal_words import counted_of, numbered
from desktop.ui.kit import theme
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.form import Form, FormField, Kind
from desktop.ui.kit.text import label, note
from desktop.ui.kit.who_dialog import LateReason, WhoDialog

MOST_SHEETS = 10
Done = Callable[[Any], object]
Failed = Callable[[OfficeError], object]


class HandOutDialog(WhoDialog):
    """One leader for the batch. Asks for a reason only where it is late (CO-9)."""

    def __init__(self, wanted: Sequence[Wanted], names: Sequence[str], late: bool,
                 send: Callable[[Sequence[Wanted], UUID, str, Done, Failed], object],
                 parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(_("Hand out"), parent, free=False)
        self._wanted, self._send = wanted, send
        said = _("{what}: {names}").format(what=counted_of(one.kind for one in wanted), names=_(", ").join(names))
        self.body.addWidget(label(said, wrap=True))
        kinds = [kind for kind in Sheet if any(one.kind is kind for one in wanted)]
        self.kinds: Form | None = None
        if len(kinds) > 1:
            words = {Sheet.CARD: _("Cards"), Sheet.FORM: _("Forms")}
            self.kinds = Form([FormField(kind.value, words[kind], Kind.YES_NO) for kind in kinds])
            self.kinds.set_values({kind.value: True for kind in kinds})
            self.body.addWidget(self.kinds)
        self.body.addWidget(note(_("To which department leader, who signs for all of it")))
        self.body.addWidget(self.who)
        self.form = LateReason() if late else None
        if self.form is not None:
            self.body.addWidget(self.form)
        self.end_with(_("Hand out"))

    def send(self) -> None:
        self.clear_refusal()
        ticked = self.kinds.values() if self.kinds is not None else {}
        wanted = [one for one in self._wanted if ticked.get(one.kind.value, True)]
        leader = self.who.person
        if leader is None:
            self.refuse(BadEntry(N_("Choose the department leader who gets them.")))
            self.who.line.setFocus()
            return
        reason = self.form.said() if self.form is not None else ""
        if self.form is not None and not reason:
            return
        self.set_busy(True)
        self._send(wanted, leader, reason, lambda _none: self.accept(), self.refuse)


class ServerDialog(WhoDialog):
    """Who serves the table: a colleague, or any name, for not every server has an account."""

    def __init__(self, given: Sequence[GivenLine], usual: str, send: Callable[[str, Done, Failed], object],
                 parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(_("Received by the server"), parent)
        self._send = send
        self.body.addWidget(label(sheets_said(given), wrap=True))
        reads = any(one.kind is Sheet.CARD for one in given)
        said = _("Who serves the table; the minutes for reading run from now") if reads else _("Who serves the table")
        self.body.addWidget(note(said))
        self.body.addWidget(self.who)
        self.who.line.setText(usual)
        self.end_with(_("Received"))
        self.who.line.selectAll()

    def send(self) -> None:
        self.clear_refusal()
        self.set_busy(True)
        self._send(self.who.name, lambda _none: self.accept(), self.refuse)


class PassOnDialog(WhoDialog):
    def __init__(self, given: Sequence[GivenLine], send: Callable[[Relay, str, Done, Failed], object],
                 parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(_("Passed on"), parent)
        self._send = send
        self.body.addWidget(label(sheets_said(given), wrap=True))
        self.form = Form([FormField("relay", _("To whom the server passed it on"), Kind.CHOICE,
                                    choices=[(relay.value, _(relay.label)) for relay in Relay])], 1)  # fmt: skip
        self.form.set_values({"relay": Relay.KITCHEN.value})
        self.body.addWidget(self.form)
        self.body.addWidget(self.who)
        self.end_with(_("Note it"))

    def send(self) -> None:
        self.clear_refusal()
        self.set_busy(True)
        self._send(Relay.of(str(self.form.values()["relay"])), self.who.name, lambda _none: self.accept(), self.refuse)


class BackDialog(Dialog):
    """All that is out for the rooms, ticked: what is not there is unticked and stays outstanding (CO-9)."""

    def __init__(self, given: Sequence[GivenLine], send: Callable[[Sequence[UUID], Done, Failed], object],
                 parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(_("Cards and forms back"), parent, width=480)
        self._send = send
        self.body.addWidget(label(_("Untick what is not there: it stays outstanding."), wrap=True))
        self.list = QListWidget()
        self.list.setProperty("rows", True)
        self.list.setAccessibleName(_("Cards and forms that are out"))
        height = theme.current().control_height
        for one in given:
            item = QListWidgetItem(" · ".join(part for part in (one.place, one.client, numbered(one), one.server)
                                              if part))  # fmt: skip
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable)
            item.setCheckState(Qt.CheckState.Checked)
            item.setSizeHint(QSize(0, height))
            item.setData(Qt.ItemDataRole.UserRole, one.id)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.setFixedHeight(min(MOST_SHEETS, max(3, len(given))) * height + 10)
        self.body.addWidget(self.list)
        self.numbers = label(role="strong")
        self.body.addWidget(self.numbers)
        self.body.addStretch(1)
        self.set_main("", self.send)
        self.add_button(_("Cancel"), self.reject)
        self.list.itemChanged.connect(lambda _item: self._count())
        self.finished.connect(self.deleteLater)
        self._count()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def ticked(self) -> list[UUID]:
        items = [self.list.item(number) for number in range(self.list.count())]
        return [i.data(Qt.ItemDataRole.UserRole) for i in items if i.checkState() is Qt.CheckState.Checked]

    def send(self) -> None:
        self.clear_refusal()
        keys = self.ticked()
        if not keys:
            self.refuse(BadEntry(N_("Tick what came back.")))
            return
        self.set_busy(True)
        self._send(keys, lambda _none: self.accept(), self.refuse)

    def _count(self) -> None:
        back, all_of = len(self.ticked()), self.list.count()
        self.numbers.setText(_("{n} of {all} back").format(n=back, all=all_of))
        assert self.main is not None
        self.main.setText(_("Take {n} back").format(n=back))
        self.main.setAccessibleName(self.main.text())


def sheets_said(given: Sequence[GivenLine]) -> str:
    """`2 张卡：牡丹厅 贺总、竹影 单雪`."""
    names = dict.fromkeys(" ".join(part for part in (one.place, one.client) if part) for one in given)
    return _("{what}: {names}").format(what=counted_of(one.kind for one in given), names=_(", ").join(names))
