"""Requests for accounts among the settings: what waits for me, what I asked for, and the dialogs to ask and refuse."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from desktop.i18n import N_, _
from desktop.rules.account_requests import OPEN, RequestKind, RequestState
from desktop.rules.errors import OfficeError
from desktop.services import account_requests
from desktop.services.account_requests import RequestLine, Wish
from desktop.services.accounts import PersonLine
from desktop.services.roles import DepartmentLine, RoleLine
from desktop.ui.kit.badge import Tag
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.filling import empty_out, row_of, two_lines
from desktop.ui.kit.form import Form, FormField, Kind
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.phrases import level_word, listed, moment
from desktop.ui.kit.text import button, note
from desktop.ui.kit.tokens import Tone
from desktop.ui.settings.panel import Panel
from desktop.ui.settings.role_boxes import RoleBoxes

TONES = {RequestState.ASKED: Tone.WARN, RequestState.APPROVED: Tone.WARN, RequestState.REFUSED: Tone.BAD,
         RequestState.DONE: Tone.GOOD}  # fmt: skip
ACTS = {RequestKind.OPEN: N_("Open the account…"), RequestKind.CHANGE: N_("Change roles…"),
        RequestKind.CLOSE: N_("Close the account…")}  # fmt: skip

WHY = {RequestKind.OPEN: N_("What the account is needed for"), RequestKind.CHANGE: N_("What the roles are needed for"),
       RequestKind.CLOSE: N_("Leaves when, or why the account is not needed any more")}  # fmt: skip
SIZE = (768, 620)


class RequestRows(QVBoxLayout):
    """`do` is given the approved request whose turn it is."""

    def __init__(self, panel: Panel, do: Callable[[RequestLine], object]) -> None:
        super().__init__()
        self._panel, self._do = panel, do
        self._waiting: Sequence[RequestLine] = ()
        self.dialog: Dialog | None = None

    def load(self) -> None:
        self._panel.desk.ask("settings.account_requests", account_requests.waiting, done=self._keep)
        self._panel.desk.ask("settings.my_requests", account_requests.mine, done=self._show)

    def _keep(self, lines: Sequence[RequestLine]) -> None:
        self._waiting = lines

    def _show(self, mine: Sequence[RequestLine]) -> None:
        empty_out(self)
        known = {line.id for line in self._waiting}
        lines = [*self._waiting, *(line for line in mine if line.id not in known)]
        for line in lines:
            self.addLayout(self._row(line))
        if not lines:
            self.addWidget(note(_("Nothing is asked for.")))

    def _row(self, line: RequestLine) -> Any:
        row = row_of()
        head = _("{act}: {name}").format(act=_(line.kind.label), name=line.name)
        instead = _("for {name}").format(name=line.instead_of) if line.may_decide and line.instead_of else ""
        parts = [instead, line.post, line.department, *_roles_said(line), line.why, line.asked_by,
                 moment(line.asked_at)]  # fmt: skip
        if line.note:
            parts.append(_("{name}: {said}").format(name=line.decided_by, said=line.note))
        row.addLayout(two_lines(head, " · ".join(part for part in parts if part)), 1)
        if line.role_names:
            row.addWidget(Tag(level_word(line.level), Tone.NOTE))
        row.addWidget(Tag(_(line.state.label), TONES.get(line.state, Tone.NOTE)))
        for text, act in self._acts(line):
            made = button(text, act)
            made.setAccessibleName(_("{act}: {name}").format(act=text.rstrip("…"), name=line.name))
            row.addWidget(made)
        return row

    def _acts(self, line: RequestLine) -> list[tuple[str, Callable[[], object]]]:
        acts: list[tuple[str, Callable[[], object]]] = []
        if line.may_decide:
            acts.append((_("Approve"), lambda: self._panel.do(account_requests.approve, line.id, said=_("Approved."))))
        if line.may_do:
            acts.append((_(ACTS[line.kind]), lambda: self._do(line)))
        if line.may_decide or line.may_do:
            acts.append((_("Refuse…"), lambda: self._refuse(line)))
        elif line.mine and line.state in OPEN:
            acts.append((_("Take back"), lambda: self._panel.do(account_requests.take_back, line.id)))
        return acts

    def _refuse(self, line: RequestLine) -> None:
        dialog = self.dialog = Dialog(_("Refuse: {name}").format(name=line.name), self._panel, width=520)
        form = Form([FormField("why", _("Why"), required=True, limit=500)], columns=1)
        form.set_values({"why": ""})
        dialog.body.addWidget(form)

        def failed(error: OfficeError) -> None:
            if not form.show_refusal(error):
                dialog.refuse(error)

        dialog.set_main(_("Refuse"), lambda: self._panel.do(account_requests.refuse, line.id,
                        str(form.values()["why"]), done=lambda _r: dialog.accept(), failed=failed))  # fmt: skip
        dialog.add_button(_("Cancel"), dialog.reject)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        form.focus_on("why")


def _roles_said(line: RequestLine) -> list[str]:
    """What comes and what goes, for whoever decides."""
    gets, gives_up = (listed(_(name) for name in names) for names in (line.gets, line.gives_up))
    if line.kind is not RequestKind.CHANGE:
        return [gets]
    said = [_("gets {roles}").format(roles=gets)] if gets else []
    return [*said, _("gives up {roles}").format(roles=gives_up)] if gives_up else said


class RequestDialog(Dialog):
    """Asks for an account, for other roles, or that an account be closed."""

    def __init__(self, panel: Panel, people: Sequence[PersonLine], roles: Sequence[RoleLine]) -> None:
        super().__init__(_("Ask for an account"), panel, width=720)
        self._panel, self._people = panel, {one.id: one for one in people}
        self._department = panel.desk.person.mandate.department
        kinds = [(kind.value, _(kind.label)) for kind in RequestKind]
        self.form = Form([
            FormField("kind", _("What"), Kind.CHOICE, choices=kinds),
            FormField("person", _("Person"), Kind.CHOICE, choices=[(one.id, one.name) for one in people], span=2),
            FormField("name", _("Full name"), required=True, limit=60, starts_row=True),
            FormField("post", _("Post"), limit=120),
            FormField("department", _("Department"), Kind.CHOICE, choices=[(None, _("none"))]),
            FormField("why", _(WHY[RequestKind.OPEN]), required=True, limit=500, span=3),
        ], columns=3)  # fmt: skip
        self.form.set_values({"kind": RequestKind.OPEN.value, "name": "", "post": "", "why": "", "department": None,
                              "person": panel.desk.person.id})  # fmt: skip
        self.form.edited.connect(self._edited)
        self.body.addWidget(note(_("The head of the department approves it, then an admin carries it out."), wrap=True))
        self.body.addWidget(self.form)
        self.roles = RoleBoxes(roles)
        self.roles.edited.connect(self._say_reach)
        self._heading, self._reach = note(_("Roles")), note(wrap=True)
        self._box = scrolling(self.roles)
        self.body.addWidget(self._heading)
        self.body.addWidget(self._box, 1)
        self.body.addWidget(self._reach)
        self.set_main(_("Ask"), self._ask)
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)
        self._edited("kind")
        self.resize(*SIZE)
        self.form.focus_on("name")

    def offer_departments(self, lines: Sequence[DepartmentLine]) -> None:
        self.form.entries["department"].offer([(None, _("none")), *((line.id, line.name) for line in lines)])
        self.form.put({"department": self._department})

    @property
    def _kind(self) -> RequestKind:
        return RequestKind.of(str(self.form.values()["kind"]))

    def _edited(self, name: str) -> None:
        kind = self._kind
        if name == "kind":
            opens = kind is RequestKind.OPEN
            for field, shown in (("name", opens), ("post", opens), ("department", opens), ("person", not opens)):
                self.form.show_field(field, shown)
            self.form.rename("why", _(WHY[kind]))
            for piece in (self._heading, self._box, self._reach):
                piece.setVisible(kind is not RequestKind.CLOSE)
        if name in ("kind", "person"):
            held = self._people.get(self.form.values()["person"])
            self.roles.put(held.role_ids if held is not None and kind is RequestKind.CHANGE else ())
            self._say_reach()

    def _say_reach(self) -> None:
        self._reach.setText(self.roles.sentence())

    def _ask(self) -> None:
        self.clear_refusal()
        self.form.clear_errors()
        values: dict[str, Any] = self.form.values()
        kind = self._kind
        if kind is RequestKind.OPEN:
            wish = Wish(kind, values["why"], None, values["name"], values["post"], values["department"],
                        self.roles.ids())  # fmt: skip
        else:
            wish = Wish(kind, values["why"], values["person"],
                        roles=self.roles.ids() if kind is RequestKind.CHANGE else ())  # fmt: skip
        self.set_busy(True)
        self._panel.do(account_requests.ask, wish, said=_("Asked for."), done=lambda _r: self.accept(),
                       failed=self._failed)  # fmt: skip

    def _failed(self, error: OfficeError) -> None:
        self.set_busy(False)
        if not self.form.show_refusal(error):
            self.refuse(error)
