"""Adds or edits an account: name, department, roles, start password; suspends, reopens, grants keys."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from desktop.i18n import _
from desktop.rules.accounts import STRENGTH_HINTS, strength, vaults_for
from desktop.rules.errors import OfficeError, Stale
from desktop.rules.rights import add_up
from desktop.services import accounts, granting
from desktop.services.account_requests import RequestLine
from desktop.services.accounts import NewPerson, PersonLine
from desktop.services.granting import VAULT_LABELS, Settled
from desktop.services.pledges import PledgeLine
from desktop.services.roles import DepartmentLine, RoleLine
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.filling import row_of
from desktop.ui.kit.form import Form, FormField, Kind
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.phrases import listed
from desktop.ui.kit.text import button, label, note
from desktop.ui.kit.times import today
from desktop.ui.settings.closing_dialog import ClosingDialog
from desktop.ui.settings.leave_dialog import LeaveDialog
from desktop.ui.settings.panel import Panel
from desktop.ui.settings.pledge_dialog import PledgeDialog
from desktop.ui.settings.role_boxes import RoleBoxes
from desktop.ui.settings.role_view_dialog import RoleViewDialog

SIZE = (768, 620)


class PersonDialog(Dialog):
    """`request` is the approved one that is carried out; `alone`: there is no colleague who could have approved one."""

    def __init__(self, panel: Panel, line: PersonLine | None, roles: Sequence[RoleLine], held: frozenset[str], *,
                 request: RequestLine | None = None, alone: bool = False,
                 pledge: PledgeLine | None = None) -> None:  # fmt: skip
        heading = _("Add person") if line is None else line.name
        super().__init__(heading, panel, width=720)
        self.panel, self.line, self._roles, self._request = panel, line, roles, request
        self._places: list[tuple[Any, str]] = []
        fields = [
            FormField("name", _("Full name"), required=True, limit=60),
            FormField("post", _("Post"), limit=120),
            FormField("phone", _("Phone"), limit=40),
            FormField("department", _("Department"), Kind.CHOICE, choices=[(None, _("none"))]),
        ]
        if line is None:
            fields.append(FormField("password", _("Start password"), Kind.SECRET, required=True))
            fields.append(FormField("again", _("Start password again"), Kind.SECRET, required=True))
            if request is None and not alone:
                hint = _("such as: nobody here to approve it")
                fields.append(
                    FormField("reason", _("Why without a request"), required=True, limit=200, span=3, hint=hint)
                )
        self.form = Form(fields, columns=3)
        self._begin = {
            "name": "",
            "post": "",
            "phone": "",
            "department": None,
            "password": "",
            "again": "",
            "reason": "",
        }
        if request is not None:
            self._begin |= {"name": request.name, "post": request.post, "department": request.department_id}
        if line is not None:
            self._begin |= {"name": line.name, "post": line.post, "phone": line.phone, "department": line.department_id}
        self.form.set_values(self._begin)
        self.form.edited.connect(self._hint)
        self.body.addWidget(self.form)
        self.body.addWidget(note(_("Roles")))
        # what is asked for is all that the person is to have
        ticked = request.role_ids if request is not None and request.role_ids else line.role_ids if line else ()
        self._role_boxes = RoleBoxes(roles, ticked)
        self._role_boxes.edited.connect(self._say_reach)
        self.boxes = self._role_boxes.boxes
        self.body.addWidget(scrolling(self._role_boxes), 1)
        self._reach = note(wrap=True)
        self.body.addWidget(self._reach)
        self._pledge = pledge
        if line is not None:
            self._acts(line, held)
        self.set_main(_("Add person") if line is None else _("Save"), self._save)
        self.preview = self.add_button(_("What do these roles see?"), self._preview, "eye")
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)
        self._say_reach()
        self.resize(*SIZE)
        self.form.focus_on("name")

    def offer_departments(self, lines: Sequence[DepartmentLine]) -> None:
        self._places = [(None, _("none")), *((line.id, line.name) for line in lines)]
        self.form.entries["department"].offer(self._places)
        self.form.put({"department": self._begin["department"]})

    def _say_reach(self) -> None:
        reached, said = self._role_boxes.reached(), self._role_boxes.sentence()
        mine = {vault for vault, _epoch in self.panel.desk.person.vaults.keys}
        lacking = listed(_(VAULT_LABELS[vault]) for vault in VAULT_LABELS if vault in reached - mine)
        if lacking:
            said += " " + _("You hold no key of {names}: somebody who does must grant it.").format(names=lacking)
        self._reach.setText(said)

    def _preview(self) -> None:
        """As the boxes stand here, saved or not."""
        chosen = self._role_boxes.chosen()
        level = max((role.level for role in chosen), default=1)
        who = [(self.line.id, self.line.name)] if self.line is not None else []
        heading = self.line.name if self.line is not None else str(self.form.values()["name"]) or _("This person")
        self.shown = RoleViewDialog(self.panel, heading, add_up(role.rights for role in chosen), level, who, self,
                                    alone=self.line is not None)  # fmt: skip
        self.shown.open()

    def _acts(self, line: PersonLine, held: frozenset[str]) -> None:
        me = line.id == self.panel.desk.person.id
        row, leaving, given = row_of(), row_of(), row_of()
        if line.suspended:
            row.addWidget(button(_("Reopen the account"), lambda: self._act(accounts.reopen, _("Reopened"))))
        elif not me:
            row.addWidget(button(_("Suspend"), lambda: self._act(accounts.suspend, _("Suspended")), icon_name="ban"))
        if not me:
            row.addWidget(button(_("Reset password…"), self._ask_password, icon_name="key-round"))
            leaving.addWidget(button(_("Close the account…"), self._ask_closing))
            self.leave = button(_("Shut out…"), self._ask_leave, icon_name="door-open")
            leaving.addWidget(self.leave)
        if self._pledge is not None:
            given.addWidget(button(_("Pledge…"), self._ask_pledge, icon_name="shield"))
        # without a pledge that holds, keys of levels 2 and 3 would be refused
        lapsed = self._pledge is not None and not self._pledge.holds(today())
        level = 1 if lapsed else line.level
        reached = vaults_for(add_up(r.rights for r in self._roles if r.id in line.role_ids), level)
        for vault in sorted(reached - held) if not line.suspended else ():
            if self.panel.desk.person.vaults.holds(vault):
                text = _("Grant key: {name}").format(name=_(VAULT_LABELS[vault]))
                given.addWidget(button(text, lambda vault=vault: self._act(granting.grant_vault, _("Granted"), vault)))
        for each in (row, leaving, given):
            if each.count():
                each.addStretch(1)
                self.body.addLayout(each)
        if not me:
            said = _(
                "Who leaves is shut out; once all is handed over, the account is closed. Suspending is for a while."
            )
            self.body.addWidget(note(said, wrap=True))

    def _ask_pledge(self) -> None:
        assert self._pledge is not None
        self.pledge_dialog = PledgeDialog(self.panel, self._pledge)
        self.reject()
        self.pledge_dialog.open()

    def _ask_leave(self) -> None:
        assert self.line is not None
        self.leave_dialog = LeaveDialog(self.panel, self.line)
        self.reject()
        self.leave_dialog.open()

    def _act(self, verb: Any, said: str, *args: Any) -> None:
        assert self.line is not None
        self.panel.do(verb, self.line.id, *args, said=said, done=lambda _result: self.accept(), failed=self.refuse)

    def _hint(self, name: str) -> None:
        if name == "password":
            self.form.show_hint(name, _(STRENGTH_HINTS[strength(str(self.form.values()[name]))]))

    def _save(self) -> None:
        self.clear_refusal()
        self.form.clear_errors()
        values = self.form.values()
        ids = self._role_boxes.ids()
        if self.line is None:
            self._add(values, ids)
            return
        person, changes = self.line, {n: v for n, v in values.items() if v != self._begin[n]}
        self.set_busy(True)
        base = {name: self._begin[name] for name in changes}
        # boxes that were left alone give or take nothing
        roles = ids if self._answered or set(ids) != set(person.role_ids) else None
        self.panel.do(accounts.save_person, person.id, changes, base, roles, person.role_ids, self._answered,
                      done=self._saved, failed=self._failed)  # fmt: skip

    def _add(self, values: dict[str, Any], ids: tuple[Any, ...]) -> None:
        if values["password"] != values["again"]:
            self.form.show_error("again", _("The two passwords differ."))
            self.form.focus_on("again")
            return
        plan = NewPerson(values["name"], values["password"], ids, values["department"], values["post"], values["phone"],
                         self._answered, str(values.get("reason", "")))  # fmt: skip
        self.set_busy(True)
        said = _("{name} can sign in now.").format(name=values["name"])
        self.panel.do(accounts.add_person, plan, self.panel.desk.office.secret, said=said,
                      done=lambda _id: self.accept(), failed=self._failed)  # fmt: skip

    @property
    def _answered(self) -> UUID | None:
        return self._request.id if self._request is not None else None

    def _ask_closing(self) -> None:
        assert self.line is not None
        self.accept()
        self.closing = ClosingDialog(self.panel, self.line.id, self.line.name)
        self.closing.open()

    def _saved(self, settled: Settled) -> None:
        self.accept()
        if settled.missing:
            names = listed(_(VAULT_LABELS[vault]) for vault in sorted(settled.missing))
            self.panel.said.emit(_("Saved. A holder must still grant: {names}").format(names=names))
        else:
            self.panel.said.emit(_("Saved"))

    def _failed(self, error: OfficeError) -> None:
        self.set_busy(False)
        if isinstance(error, Stale) and error.clashes:
            self._take_theirs(error)
        elif not self.form.show_refusal(error):
            self.refuse(error)

    def _take_theirs(self, error: Stale) -> None:
        """Says beside each field what a colleague entered meanwhile; saving again goes over it."""
        for name, (_seen, _mine, theirs) in error.clashes.items():
            self._begin[name] = theirs
            shown = next((word for key, word in self._places if key == theirs), "") if name == "department" else theirs
            said = _("{who} entered “{value}” here meanwhile. Save again to enter yours.")
            self.form.show_error(name, said.format(who=error.who or _("A colleague"), value=shown or _("none")))

    def _ask_password(self) -> None:
        assert self.line is not None
        dialog = Dialog(_("New password for {name}").format(name=self.line.name), self)
        said = _("The person gets new keys. What you hold no key of must be granted again by somebody who does.")
        dialog.body.addWidget(label(said, wrap=True))
        form = Form([FormField("password", _("Start password"), Kind.SECRET, required=True)], columns=1)
        form.set_values({"password": ""})
        dialog.body.addWidget(form)
        person, secret = self.line.id, self.panel.desk.office.secret

        def failed(error: OfficeError) -> None:
            if not form.show_refusal(error):
                dialog.refuse(error)

        def done(settled: Settled) -> None:
            dialog.accept()
            self._saved(settled)

        dialog.set_main(_("Reset password"), lambda: self.panel.do(accounts.reset_password, person,
                        form.values()["password"], secret, done=done, failed=failed))  # fmt: skip
        dialog.add_button(_("Cancel"), dialog.reject)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        form.focus_on("password")
