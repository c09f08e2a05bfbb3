"""The list of templates in the settings: written, checked by a second person, put into use, taken out again (CM-7)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.rules.letters import Wording
from desktop.rules.rights import Right
from desktop.services import letter_templates
from desktop.services.letter_templates import TemplateLine, VersionLine
from desktop.ui.kit.approval import Approvals
from desktop.ui.kit.cells import Cell, Column, Fit, Row
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.entries import YesNo
from desktop.ui.kit.languages import LANGUAGE_NAMES
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.text import button, label, rule
from desktop.ui.kit.tokens import Tone
from desktop.ui.settings.panel import Panel, row_of, shown_day
from desktop.ui.settings.short_list import ListAct, ShortList
from desktop.ui.settings.template_dialog import TemplateDialog


class TemplateList:
    """A card of a panel, which loads it."""

    def __init__(self, panel: Panel) -> None:
        self.panel = panel
        self.may = panel.desk.person.may(Right.PRINT_CLIENTS)
        self.lines: Sequence[TemplateLine] = ()
        self.dialog: Any = None
        self._purposes: dict[str, str] = {}
        self.approvals = Approvals(panel.desk, panel)
        self.approvals.refused.connect(panel.refused)
        self.approvals.said.connect(panel.said)
        said = _("Words that go to clients as letters, or into messages. Who writes them puts them into use once "
                 "somebody else has checked them. Letters are made from the client list, a file, a class or coming "
                 "days.")  # fmt: skip
        inside = panel.card(_("Templates"), said)
        self.show_withdrawn = YesNo(_("Show those out of use too"))
        self.show_withdrawn.set_value(False)
        self.show_withdrawn.edited.connect(self.load)
        acts = [
            ListAct("edit", _("Edit…"), "pencil", "F2", self.edit, self._no_edit),
            ListAct("use", _("Put into use…"), "check", "F8", self.put_to_use, self._no_use),
            ListAct("withdraw", _("Take it out of use"), "archive", "Del", self.withdraw, self._no_withdraw),
        ]
        self.add = button(_("New template…"), self.new, icon_name="plus")
        none = _("No template has been written yet.")
        self.list = ShortList(_("Templates"), _columns(), [self.add], acts, none, may=self.may)
        inside.addWidget(self.list)
        self.versions = button(_("Versions…"), self.show_versions, icon_name="history")
        self.back = button(_("Bring back"), self.bring_back, icon_name="undo-2")
        self.list.chosen.connect(self._offer_back)
        inside.addLayout(row_of(self.show_withdrawn, 1, self.versions, self.back))
        self._offer_back()

    @property
    def chosen(self) -> TemplateLine | None:
        key = self.list.key
        return next((line for line in self.lines if line.id == key), None)

    def load(self) -> None:
        self.panel.desk.ask("templates.list", _for_list, self.show_withdrawn.value(), done=self._show,
                            failed=self.panel.refused.emit, owner=self.panel)  # fmt: skip

    def _show(self, found: tuple[Sequence[TemplateLine], Sequence[tuple[str, str]]]) -> None:
        self.lines, purposes = found
        self._purposes = dict(purposes)
        self.list.show_rows([_row(line, self._purposes) for line in self.lines])
        self._offer_back()

    def _offer_back(self) -> None:
        self.back.setVisible(self.chosen is not None and self.chosen.withdrawn and self.chosen.may_withdraw)
        self.versions.setEnabled(self.chosen is not None)

    def new(self) -> None:
        self._ask(None)

    def edit(self) -> None:
        if self.chosen is not None and not self.chosen.withdrawn:
            self._ask(self.chosen)

    def _ask(self, held: TemplateLine | None) -> None:
        def show(found: Any) -> None:
            placeholders, purposes = found
            send = lambda wording, done, failed: self._save(held, wording, done, failed)  # noqa: E731
            self.dialog = TemplateDialog(self.panel.desk, placeholders, purposes, held, send, self.panel)
            self.dialog.open()

        self.panel.desk.ask("templates.known", letter_templates.known, done=show, failed=self.panel.refused.emit,
                            owner=self.panel)  # fmt: skip

    def _save(self, held: TemplateLine | None, wording: Wording, done: Any, failed: Any) -> None:
        key, seen = (held.id, held.newest.number) if held is not None else (None, None)

        def saved(made: UUID) -> None:
            done(made)
            self.list.choose(made)

        said = _("Saved as a draft. Put it into use once somebody else has checked it.")
        self.panel.do(letter_templates.save_template, wording, key, seen, done=saved, failed=failed, said=said)

    def put_to_use(self) -> None:
        line = self.chosen
        if line is None or line.draft is None:
            return
        key, number = line.id, line.draft.number
        self._use(key, number)

    def _use(self, key: UUID, number: int) -> None:
        self.panel.desk.do(
            letter_templates.put_to_use, key, number, owner=self.panel,
            done=lambda _none: self.panel.undoable.emit(_("In use from now on."), lambda: self._take_back(key)),
            failed=lambda error: self.approvals.settle(error, lambda: self._use(key, number)),
        )  # fmt: skip

    def _take_back(self, key: UUID) -> None:
        self.panel.do(letter_templates.take_back_use, key, said=_("Undone."))

    def withdraw(self) -> None:
        line = self.chosen
        if line is not None and not line.withdrawn and line.may_withdraw:
            key = line.id
            back = lambda: self.panel.do(letter_templates.bring_back, key, said=_("Undone."))  # noqa: E731
            self.panel.do(letter_templates.withdraw_template, key,
                          done=lambda _none: self.panel.undoable.emit(_("It is out of use now."), back))  # fmt: skip

    def bring_back(self) -> None:
        if self.chosen is not None and self.chosen.withdrawn and self.chosen.may_withdraw:
            self.panel.do(letter_templates.bring_back, self.chosen.id, said=_("Back in use."))

    def show_versions(self) -> None:
        line = self.chosen
        if line is None:
            return

        def show(found: Sequence[VersionLine]) -> None:
            self.dialog = VersionsDialog(line, found, self.panel)
            self.dialog.open()

        self.panel.desk.ask("templates.versions", letter_templates.versions, line.id, done=show,
                            failed=self.panel.refused.emit, owner=self.panel)  # fmt: skip

    def _no_edit(self, place: int, _count: int) -> str:
        return _("It is out of use: bring it back first.") if self.lines[place].withdrawn else ""

    def _no_withdraw(self, place: int, count: int) -> str:
        line = self.lines[place]
        theirs = _("Who made it takes it out of use, or whoever holds “{right}”.")
        return self._no_edit(place, count) or (
            "" if line.may_withdraw else theirs.format(right=_(Right.APPROVE_CLIENTS.label))
        )

    def _no_use(self, place: int, _count: int) -> str:
        line = self.lines[place]
        if line.withdrawn:
            return _("It is out of use: bring it back first.")
        if line.draft is None:
            return _("Its newest words are in use already.")
        if line.draft.by_id != self.panel.desk.person.id:
            return _("{name} wrote these words and puts them into use.").format(name=line.draft.by)
        return ""


class VersionsDialog(Dialog):
    """All wordings of a template, the newest first: by whom, checked by whom, and what was corrected."""

    def __init__(self, line: TemplateLine, found: Sequence[VersionLine], parent: Any) -> None:
        super().__init__(_("Versions of “{name}”").format(name=line.name), parent, width=560)
        used = line.used.number if line.used is not None else 0
        parts = []
        for one in found:
            head = _("{number} · {name} · {day}").format(number=one.number, name=one.by, day=shown_day(one.at))
            if one.number == used:
                head += " · " + _("in use")
            said = [head]
            if one.used_since is not None:
                by = one.checked_by or _("nobody else was there")
                said.append(_("Checked by: {name}").format(name=by))
            if one.reason:
                said.append(_("Corrected: {what}").format(what=one.reason))
            parts.append("\n".join([*said, "", *([one.subject] if one.subject else []), one.words]))
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        for number, part in enumerate(parts):
            if number:
                inside.addWidget(rule())
            inside.addWidget(label(part, wrap=True, select=True))
        inside.addStretch(1)
        self.body.addWidget(scrolling(holder), 1)
        self.set_main(_("Close"), self.accept)
        self.finished.connect(self.deleteLater)
        self.resize(620, 520)


def _for_list(work: Any, withdrawn: bool) -> tuple[Sequence[TemplateLine], Sequence[tuple[str, str]]]:
    return letter_templates.templates(work, withdrawn=withdrawn), letter_templates.known(work)[1]


def _columns() -> list[Column]:
    return [
        Column("name", _("Name"), 190, Fit.WHOLE, sortable=False),
        Column("kind", _("Letter or message"), 130, Fit.WHOLE, sortable=False),
        Column("purpose", _("Written for"), 150, Fit.WHOLE, sortable=False),
        Column("state", _("State"), 230, Fit.WHOLE, sortable=False),
    ]


def _row(line: TemplateLine, purposes: dict[str, str]) -> Row:
    kind = f"{_(line.kind.label)} · {LANGUAGE_NAMES.get(line.language, line.language)}"
    return Row(line.id, (Cell(line.name, bold=True), kind, purposes.get(line.purpose, ""), _state(line)))


def _state(line: TemplateLine) -> Cell:
    if line.withdrawn:
        return Cell(_("Out of use"), Tone.NOTE, icon="archive")
    if line.used is None:
        return Cell(_("Draft, not checked yet"), Tone.WARN, icon="pencil")
    if line.draft is not None:
        return Cell(_("In use; newer words are not checked yet"), Tone.WARN, icon="pencil")
    return Cell(_("In use since {day}").format(day=shown_day(line.used.used_since)), icon="check")
