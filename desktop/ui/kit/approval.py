"""The dialog for acts that need a second person: ask for approval, countersign here, or go through with a reason."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QTabBar, QWidget

from desktop.i18n import N_, _
from desktop.rules.approvals import Act, Need, NeedsApproval, heading
from desktop.rules.errors import BadEntry, OfficeError
from desktop.services import approvals
from desktop.services.approvals import Ways
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.form import Form, FormField, Kind
from desktop.ui.kit.phrases import level_word, listed, moment
from desktop.ui.kit.text import label, note

ASK, HERE = 0, 1
DAYS = 3  # that a document is asked for, unless somebody says otherwise


class Approvals(QObject):
    """For one page: takes the refusals that an approval settles, and does the deed again once there is one.

    `desk.do(verb, …, failed=lambda error: self.approvals.settle(error, again))`.
    """

    said = Signal(str)
    """A sentence for the toast, when the act waits for somebody."""
    waits = Signal(str, object)
    """The same, and what takes the request back."""
    refused = Signal(object)

    def __init__(self, desk: Desk, page: QWidget) -> None:
        super().__init__(page)
        self._desk, self._page = desk, page
        self.dialog: ApprovalDialog | None = None

    def settle(self, error: OfficeError, again: Callable[[], object]) -> bool:
        """Opens the dialog for NeedsApproval; any other refusal goes on to `refused`, and False is returned."""
        if not isinstance(error, NeedsApproval):
            self.refused.emit(error)
            return False
        self.ask(error.need, again)
        return True

    def ask(self, need: Need, again: Callable[[], object]) -> None:
        self._desk.ask("approval.ways", approvals.ways, need, done=lambda found: self._open(found, again),
                       failed=self.refused.emit, owner=self)  # fmt: skip

    def _open(self, found: Ways, again: Callable[[], object]) -> None:
        dialog = self.dialog = ApprovalDialog(self._desk, found, self._page)
        dialog.allowed.connect(again)
        dialog.asked.connect(self._asked)
        dialog.open()

    def _asked(self, said: str, request: Any) -> None:
        self.said.emit(said)
        self.waits.emit(said, lambda: self._take_back(request))

    def _take_back(self, request: Any) -> None:
        self._desk.do(approvals.take_back, request, failed=self.refused.emit, owner=self,
                      done=lambda _none: self.waits.emit(_("The request is taken back."), None))  # fmt: skip


class ApprovalDialog(Dialog):
    allowed = Signal()
    """The act may be done now."""
    asked = Signal(str, object)
    """A sentence, and the request."""

    def __init__(self, desk: Desk, ways: Ways, parent: QWidget | None = None) -> None:
        super().__init__(_("Nobody else is there") if ways.alone else _("Needs a second person"), parent, width=520)
        self._desk, self._ways = desk, ways
        need = ways.need
        self._most_days = int(desk.office.settings["lent_days"])
        self.body.addWidget(label(heading(need.act, need.size), role="strong"))
        what = [need.what] if need.level < 2 else [need.what, level_word(need.level)]
        self.body.addWidget(note(" · ".join(part for part in what if part), wrap=True))
        for detail in need.details:
            said = _("{label}: {value}").format(label=_(detail.head), value=listed(detail.said))
            self.body.addWidget(note(said, wrap=True))
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(_("Way to approval"))
        for word in (_("Ask for approval"), _("Countersign here")):
            self.tabs.addTab(word)
        self.tabs.currentChanged.connect(self._show_way)
        self.body.addWidget(self.tabs)
        self.tabs.setVisible(bool(ways.people))
        self.said = label(wrap=True)
        self.body.addWidget(self.said)
        self.form = Form([
            FormField("reason", _("Reason"), required=True, limit=approvals.REASON_LIMIT, span=2),
            FormField("days", _("Open for how many days (at most {n})").format(n=self._most_days), Kind.NUMBER,
                      required=True),
            FormField("name", _("Who countersigns"), Kind.CHOICE, choices=[(name, name) for name in ways.people]),
            FormField("password", _("That person's password"), Kind.SECRET, required=True),
        ])  # fmt: skip
        self.form.set_values({"reason": ways.waiting.reason if ways.waiting else "", "days": min(DAYS, self._most_days),
                              "name": ways.people[0] if ways.people else None, "password": ""})  # fmt: skip
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.set_main("", self._go)
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)
        self.tabs.setCurrentIndex(HERE if ways.waiting and ways.people else ASK)
        self._show_way()

    @property
    def way(self) -> int:
        return self.tabs.currentIndex()

    def _show_way(self) -> None:
        assert self.main is not None
        ways, here = self._ways, self.way == HERE and not self._ways.alone
        for name in ("name", "password"):
            self.form.show_field(name, here)
        if ways.alone:
            said = _("Nobody who could approve this is there now. It goes through with your reason, is listed, and a "
                     "second person confirms it within {n} working days.")  # fmt: skip
            said = said.format(n=self._desk.office.settings["confirm_days"])
            word = _("Go on with this reason")
        elif here:
            said = _("Who countersigns enters the password here. Your work stays as it is.")
            word = _("Countersign and go on")
        elif not ways.people:
            said = _("Nobody who could approve this is there now. Your request waits until somebody is.")
            word = _("Ask for approval")
        elif ways.waiting is not None:
            said = _("You asked for this on {moment}. It waits for {names}.").format(
                moment=moment(ways.waiting.asked_at), names=listed(ways.people))  # fmt: skip
            word = _("Ask for approval")
        else:
            said = _("Can approve it now: {names}. You see the answer on Today.").format(names=listed(ways.people))
            word = _("Ask for approval")
        self.said.setText(said)
        self.main.setText(word)
        self.main.setAccessibleName(word)
        # what was asked for already is not asked for twice
        self.main.setVisible(here or ways.alone or ways.waiting is None)
        asks = here is False or ways.waiting is None
        self.form.show_field("reason", asks)
        self.form.show_field("days", asks and ways.need.act is Act.SEE_DOCUMENT)
        self.form.focus_on("password" if here and self.form.values()["reason"] else "reason")

    def _go(self) -> None:
        self.clear_refusal()
        self.form.clear_errors()
        values = {name: str(value or "") for name, value in self.form.values().items()}
        self.set_busy(True)
        try:
            need = self._need(values["days"])
        except BadEntry as refusal:
            self._failed(refusal)
            return
        if self._ways.alone:
            self._desk.do(
                approvals.go_alone, need, values["reason"], done=self._allowed, failed=self._failed, owner=self
            )
        elif self.way == ASK:
            self._desk.do(approvals.ask, need, values["reason"], done=self._asked, failed=self._failed, owner=self)
        elif not values["password"]:
            self._failed(BadEntry(N_("Enter the password."), "password"))
        else:
            self._desk.errand(_("Countersign here"), approvals.countersign, self._desk.office, need, values["reason"],
                              values["name"], values["password"], done=self._allowed, failed=self._failed,
                              owner=self)  # fmt: skip

    def _need(self, days: str) -> Need:
        """What is asked for, of a document for so many days. Raises BadEntry."""
        need = self._ways.need
        if need.act is not Act.SEE_DOCUMENT or self._ways.waiting is not None:
            return need
        return need.for_days(int(days) if days.isdecimal() else 0, self._most_days)

    def _asked(self, key: Any) -> None:
        self.accept()
        if self._ways.people:
            self.asked.emit(_("Asked for. It waits for {names}.").format(names=listed(self._ways.people)), key)
        else:
            self.asked.emit(_("Asked for. You see the answer on Today."), key)

    def _allowed(self, _key: Any) -> None:
        self.accept()
        self.allowed.emit()

    def _failed(self, error: OfficeError) -> None:
        self.set_busy(False)
        if not self.form.show_refusal(error):
            self.refuse(error)
