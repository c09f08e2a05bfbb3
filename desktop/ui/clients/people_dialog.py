"""Who looks after a client: owner, deputy, further contact persons, and the marks that ask for several (CL-9)."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop.i18n import _, _n
from desktop.rules.errors import OfficeError
from desktop.services.clients import ClientFile, PersonRef
from desktop.services.transfers import Plan
from desktop.ui.clients.transfer_dialog import foreseen, warning_words
from desktop.ui.kit import theme
from desktop.ui.kit.cards import empty
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.form_dialog import FormDialog, Send
from desktop.ui.kit.text import label, note
from desktop.ui.kit.tokens import Tone
from desktop.ui.kit.who_pick import initials

ROWS = 6


class PeopleDialog(FormDialog):
    """Its entry: owner, deputy, important, promising, and the ids of the contact persons. `foresee` is asked what
    that would do besides, whenever it changes."""

    def __init__(self, file: ClientFile, staff: Sequence[PersonRef], reading: str, send: Send, foresee: Send,
                 parent: QWidget | None = None) -> None:  # fmt: skip
        # whoever has it now stays in the list, though the account be suspended
        known = {person.id: person.name for person in (file.owner, file.deputy, *file.contacts) if person is not None}
        offered = [*staff, *(PersonRef(key, name) for key, name in known.items() if key not in {p.id for p in staff})]
        choices = ((None, _("nobody")), *((person.id, person.name) for person in offered))
        fields = [
            FormField("owner", _("Owner"), Kind.CHOICE, choices=choices, initials=initials),
            FormField("deputy", _("Deputy"), Kind.CHOICE, choices=choices, initials=initials),
            FormField("reason", _("Reason, where the owner changes"), limit=200, span=2),
            FormField("important", _("Important client"), Kind.YES_NO),
            FormField("promising", _("Promising new client"), Kind.YES_NO),
        ]
        super().__init__(_("Owner and contact persons"), fields, _("Save"), send, parent)
        self.form.set_values({"owner": file.owner and file.owner.id, "deputy": file.deputy and file.deputy.id,
                              "important": file.important, "promising": file.promising})  # fmt: skip
        self.body.addWidget(note(_("Further contact persons")))
        self.people = QListWidget()
        self.people.setAccessibleName(_("Further contact persons"))
        self.people.setProperty("rows", True)
        held = {person.id for person in file.contacts}
        # those who are it already come first
        for person in sorted(offered, key=lambda one: one.id not in held):
            item = QListWidgetItem(person.name, self.people)
            item.setData(Qt.ItemDataRole.UserRole, person.id.hex)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable)
            item.setCheckState(Qt.CheckState.Checked if person.id in held else Qt.CheckState.Unchecked)
        self.people.setCurrentRow(0)
        self.people.setFixedHeight(min(ROWS, max(1, len(offered))) * theme.current().control_height + 10)
        self.body.addWidget(self.people)
        needed = file.staffing.needed
        if needed:
            said = _n("This client needs {n} contact person.", "This client needs {n} contact persons.", needed)
            self.body.addWidget(note(f"{said.format(n=needed)} {reading}", wrap=True))
        said = _("A new owner takes the client over: open next steps pass on; first contact, list and letter wait on "
                 "the page Handovers.")  # fmt: skip
        self.body.addWidget(note(said, wrap=True))
        self._foresee, self._over = foresee, False
        self.finished.connect(self._end)
        self._said = QVBoxLayout()
        self._said.setSpacing(4)
        self.body.addLayout(self._said)
        self.form.edited.connect(lambda name: name == "reason" or self._ask())
        self.people.itemChanged.connect(lambda _item: self._ask())

    def _end(self) -> None:
        self._over = True

    def _ask(self) -> None:
        entry = self.entry()
        asked = self._of_people(entry)

        def answer(found: Plan | None) -> None:
            # of something that was changed meanwhile it is asked anew; a reason changes nothing of it
            if not self._over and asked == self._of_people(self.entry()):
                self._show(found)

        def failed(error: OfficeError) -> None:
            if self._over:
                return
            self._show(None)
            if not self.form.show_refusal(error):
                self.refuse(error)

        self.clear_refusal()
        self.form.clear_errors()
        self._foresee(entry, answer, failed)

    @staticmethod
    def _of_people(entry: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in entry.items() if name != "reason"}

    def _show(self, found: Plan | None) -> None:
        empty(self._said)
        for text, tone in _foreseen(found) if found is not None else ():
            words = label(text, tone=tone, wrap=True)
            self._said.addWidget(words)
            self.keep_whole(words)
        if self.isVisible() and (layout := self.layout()) is not None:
            layout.activate()
            self._grow()

    def entry(self) -> dict[str, Any]:
        return {**self.form.values(), "contacts": self.contacts()}

    def contacts(self) -> list[UUID]:
        items = (self.people.item(number) for number in range(self.people.count()))
        return [UUID(str(item.data(Qt.ItemDataRole.UserRole))) for item in items
                if item.checkState() == Qt.CheckState.Checked]  # fmt: skip


def _foreseen(plan: Plan) -> Iterator[tuple[str, Tone]]:
    if parts := foreseen(plan):
        yield " · ".join(parts), Tone.PLAIN
    for warned in plan.warnings:
        yield warning_words(warned), Tone.WARN


def reading_words(owners_count: bool) -> str:
    """The reading in force (CL-9)."""
    if owners_count:
        return _("Owner and deputy count among them.")
    return _("Owner and deputy do not count among them.")
