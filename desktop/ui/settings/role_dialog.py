"""Shows and edits a role: each right with its reach and what enforces it, and the level of information."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.i18n import N_, _
from desktop.rules.accounts import ENFORCED_SENTENCES, Enforced, enforced_by
from desktop.rules.errors import OfficeError, Stale
from desktop.rules.rights import SCOPE_LABELS, WHOLE, Right, Scope
from desktop.services import roles
from desktop.services.accounts import PersonLine
from desktop.services.granting import VAULT_LABELS
from desktop.services.roles import RoleLine
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.entries import Choice
from desktop.ui.kit.form import Form, FormField, Kind
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.phrases import listed
from desktop.ui.kit.text import label, note
from desktop.ui.kit.tokens import GAP, WIDE
from desktop.ui.settings.enforced import enforced_tag
from desktop.ui.settings.panel import Panel
from desktop.ui.settings.role_view_dialog import RoleViewDialog

LEVELS = {1: N_("Level 1: contacts, ID numbers"), 2: N_("Level 2: property, income too"),
          3: N_("Level 3: bank accounts too")}  # fmt: skip
SIZE = (768, 620)


class RoleDialog(Dialog):
    def __init__(self, panel: Panel, line: RoleLine | None, *, may: bool, people: Sequence[PersonLine] = ()) -> None:
        super().__init__(_("Add role") if line is None else _(line.name), panel, width=720)
        self.panel, self.line, self._people = panel, line, people
        self._server = panel.desk.office.kept_apart
        self._name = _(line.name) if line else ""
        levels = [(level, _(text)) for level, text in LEVELS.items()]
        self.form = Form([FormField("name", _("Name"), required=True, limit=60),
                          FormField("level", _("Highest level of information"), Kind.CHOICE, choices=levels)],
                         columns=2)  # fmt: skip
        self.form.set_values({"name": self._name, "level": line.level if line else 1})
        self.form.setEnabled(may)
        self.body.addWidget(self.form)
        self.choices: dict[Right, Choice] = {}
        self.body.addWidget(scrolling(self._rights(may)), 1)
        kinds = [Enforced.ENCRYPTION, *([Enforced.SERVER] if self._server else []), Enforced.PROGRAM]
        told = [f"{_(kind.label)}: {_(ENFORCED_SENTENCES[kind])}" for kind in kinds]
        if self._server:
            told.append(_("Whoever may change the office's settings can have all of it copied, for backups; what is "
                          "sealed stays sealed, and the server notes it."))  # fmt: skip
        if panel.desk.office.on_server and not self._server:
            told.append(_("This office's server could refuse it too: clientele migrate --owner prepares it."))
        self.body.addWidget(note(" ".join(told), wrap=True))
        if may:
            self.set_main(_("Add role") if line is None else _("Save"), self._save)
            self.preview = self.add_button(_("What does it see?"), self._preview, "eye")
            if line is not None and line.own and not line.people:
                self.add_button(_("Take out of use"), self._withdraw, "trash-2")
        self.add_button(_("Cancel") if may else _("Close"), self.reject)
        self.finished.connect(self.deleteLater)
        self.resize(*SIZE)

    def _rights(self, may: bool) -> QWidget:
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, GAP, 0)
        grid.setHorizontalSpacing(WIDE)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        grid.addWidget(label(_("Levels 2 and 3, ID numbers")), 0, 0)
        grid.addWidget(enforced_tag(Enforced.ENCRYPTION), 0, 2)
        for row, right in enumerate(Right, 1):
            scopes = (Scope.NONE, Scope.ALL) if right in WHOLE else tuple(Scope)
            words = {Scope.ALL: _("Yes")} if right in WHOLE else {}
            choice = Choice([(int(s), words.get(s, _(SCOPE_LABELS[s]))) for s in scopes])
            choice.setAccessibleName(_(right.label))
            choice.set_value(int(self.line.rights.get(right, Scope.NONE)) if self.line else 0)
            choice.setEnabled(may)
            self.choices[right] = choice
            grid.addWidget(label(_(right.label)), row, 0)
            grid.addWidget(choice, row, 1)
            grid.addWidget(enforced_tag(enforced_by(right, server=self._server)), row, 2)
        return inner

    def _save(self) -> None:
        self.clear_refusal()
        self.form.clear_errors()
        values = self.form.values()
        rights, level = self._chosen(), int(str(values["level"]))
        self.set_busy(True)
        if self.line is None:
            self.panel.do(roles.add_role, values["name"], rights, level, said=_("Saved"),
                          done=lambda _id: self.accept(), failed=self._failed)  # fmt: skip
            return
        name = values["name"] if values["name"] != self._name else None
        self.panel.do(roles.save_role, self.line.id, name, rights, level, self.line, done=self._saved,
                      failed=self._failed)  # fmt: skip

    def _chosen(self) -> dict[Right, Scope]:
        return {right: Scope(int(str(choice.value() or 0))) for right, choice in self.choices.items()}

    def _preview(self) -> None:
        """As it stands here, saved or not."""
        values, role = self.form.values(), self.line.id if self.line is not None else None
        holders = [(one.id, one.name) for one in self._people if role in one.role_ids]
        self.shown = RoleViewDialog(self.panel, str(values["name"]) or _("This role"), self._chosen(),
                                    int(str(values["level"])), holders, self)  # fmt: skip
        self.shown.open()

    def _saved(self, missing: frozenset[str]) -> None:
        self.accept()
        names = listed(_(VAULT_LABELS[vault]) for vault in sorted(missing))
        said = _("Saved. A holder must still grant: {names}").format(names=names) if missing else _("Saved")
        self.panel.said.emit(said)

    def _withdraw(self) -> None:
        line: Any = self.line
        self.panel.do(roles.withdraw_role, line.id, said=_("Out of use"), done=lambda _nothing: self.accept(),
                      failed=self._failed)  # fmt: skip

    def _failed(self, error: OfficeError) -> None:
        self.set_busy(False)
        if isinstance(error, Stale) and error.clashes:
            self._take_theirs(error)
        elif not self.form.show_refusal(error):
            self.refuse(error)

    def _take_theirs(self, error: Stale) -> None:
        """Names what a colleague changed otherwise; saving again goes over it."""
        theirs = {name: clash[2] for name, clash in error.clashes.items()}
        line: Any = self.line
        level = theirs.pop("level", line.level)
        rights = {Right.of(name): scope for name, scope in theirs.items()}
        self.line = replace(line, level=level, rights={**line.rights, **rights})
        words = {"level": _("Highest level of information"), **{right.value: _(right.label) for right in Right}}
        said = _("A colleague changed this otherwise meanwhile: {what}. Save again to have it as it stands here.")
        self.refuse(said.format(what=listed(words[name] for name in error.clashes)))
