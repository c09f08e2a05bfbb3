"""People and rights: accounts, roles, who holds which vault, joined workstations and the invitation."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

from PySide6.QtWidgets import QFileDialog, QVBoxLayout

from desktop.i18n import N_, _, _n
from desktop.rules.account_requests import RequestKind
from desktop.rules.rights import Right
from desktop.services import accounts, granting, joining, pledges, roles, sign_ins
from desktop.services.account_requests import RequestLine
from desktop.services.accounts import PersonLine
from desktop.services.pledges import PledgeLine
from desktop.services.roles import RoleLine
from desktop.services.sign_ins import Station
from desktop.services.work import Work
from desktop.ui.kit.badge import Tag
from desktop.ui.kit.filling import empty_out, keeping_focus, row_of, two_lines
from desktop.ui.kit.phrases import day, level_word, listed, moment
from desktop.ui.kit.text import button, note
from desktop.ui.kit.times import today
from desktop.ui.kit.tokens import Tone
from desktop.ui.settings.account_requests import RequestDialog, RequestRows
from desktop.ui.settings.anomalies import AnomalyRows
from desktop.ui.settings.closing_dialog import ClosingDialog
from desktop.ui.settings.invitation import InvitationDialog
from desktop.ui.settings.panel import Panel, shown_day
from desktop.ui.settings.person_dialog import PersonDialog
from desktop.ui.settings.role_dialog import RoleDialog

MOST_NAMED = 6
MINUTE = timedelta(minutes=1)
CLOCK_TOLERANCE = 2 * MINUTE


class Found(NamedTuple):
    """Told as one, so that nobody is opened before the roles and keys are there that his dialog shows."""

    people: Sequence[PersonLine]
    roles: Sequence[RoleLine]
    held: Mapping[object, frozenset[str]]
    pledges: Sequence[PledgeLine]


def read_people(work: Work, runs: bool) -> Found:
    """`runs`: whether whoever looks runs people."""
    held: Mapping[object, frozenset[str]] = granting.held_by_person(work) if runs else {}
    return Found(accounts.list_people(work), roles.list_roles(work), held, pledges.pledges(work) if runs else ())


class PeoplePanel(Panel):
    TITLE = N_("People & rights")
    ICON = "users"
    WORDS = (N_("People"), N_("Roles"), N_("Invitation"), N_("Workstations"), N_("Departments"), N_("Password"),
             N_("Requests"), N_("Leavers"), N_("Confidentiality pledges"))  # fmt: skip

    def build(self) -> None:
        self.may = self.desk.person.may(Right.RUN_PEOPLE)
        self._lines: Sequence[PersonLine] = ()
        self._roles: Sequence[RoleLine] = ()
        self._held: Mapping[object, frozenset[str]] = {}
        self.anomalies = AnomalyRows(self, self._open_known) if self.may else None
        self._pledges: dict[object, PledgeLine] = {}
        self.requests = RequestRows(self, self._carry_out)
        self.ask = button(_("Ask for an account…"), self._ask, icon_name="user-plus")
        said = _("New accounts, other roles and leavers: the department's head approves, then an admin carries it out.")
        self.card(_("Account requests"), said, act=self.ask).addLayout(self.requests)
        self._people = QVBoxLayout()
        self.add = button(_("Add person…"), lambda: self._open_person(None), icon_name="user-plus")
        self.card(_("People"), act=self.add).addLayout(self._people)
        self.add.setVisible(self.may)
        self._role_rows = QVBoxLayout()
        self.add_role = button(_("Add role…"), lambda: self._open_role(None), icon_name="plus")
        said = _("What a role gives, open windows take up within seconds; keys are given at once.")
        self.card(_("Roles"), said, act=self.add_role).addLayout(self._role_rows)
        self.add_role.setVisible(self.may)
        self._machines = QVBoxLayout()
        self.invite = button(_("Invite a workstation…"), self._invite, icon_name="link")
        said = _("Another computer joins with an invitation file and its code.")
        self.card(_("Workstations"), said, act=self.invite).addLayout(self._machines)
        self.invite.setVisible(self.desk.person.may(Right.RUN_OFFICE))

    def load(self) -> None:
        self.desk.ask("settings.people", read_people, self.may, done=self._show)
        self.requests.load()
        if self.anomalies is not None:
            self.anomalies.load()
        self.desk.ask("settings.machines", sign_ins.stations, done=self._show_machines)

    def _take_up(self, found: Found) -> None:
        self._lines, self._roles = found.people, found.roles
        self._held, self._pledges = found.held, {line.person: line for line in found.pledges}

    @keeping_focus
    def _show(self, found: Found) -> None:
        self._take_up(found)
        self._show_roles(found.roles)
        self._show_people(found.people)

    def _show_people(self, lines: Sequence[PersonLine]) -> None:
        empty_out(self._people)
        for line in lines:
            row = row_of()
            words = " · ".join(part for part in (line.post, line.department) if part)
            names = listed(_(name) for name in line.role_names) or _("no role")
            if len(line.role_names) > MOST_NAMED:
                names = _("{n} roles").format(n=len(line.role_names))
            row.addLayout(two_lines(line.name, names, words), 1)
            if line.suspended:
                row.addWidget(Tag(_("Suspended"), Tone.WARN, "ban"))
            row.addWidget(Tag(level_word(line.level), Tone.NOTE))
            if self.may:
                if (pledge := self._pledges.get(line.id)) is not None:
                    row.addWidget(_pledge_tag(pledge))
                edit = button(_("Edit…"), lambda line=line: self._open_person(line))
                edit.setAccessibleName(_("Edit {name}…").format(name=line.name))
                row.addWidget(edit)
            self._people.addLayout(row)

    def _show_roles(self, lines: Sequence[RoleLine]) -> None:
        empty_out(self._role_rows)
        for line in lines:
            row = row_of()
            count = _n("{n} person", "{n} people", line.people).format(n=line.people)
            given = _n("{n} right", "{n} rights", len(line.rights)).format(n=len(line.rights))
            row.addLayout(two_lines(_(line.name), f"{given} · {count}"), 1)
            row.addWidget(Tag(level_word(line.level), Tone.NOTE))
            look = button(_("Edit…") if self.may else _("Look…"), lambda line=line: self._open_role(line))
            look.setAccessibleName(_("Rights of {name}…").format(name=_(line.name)))
            row.addWidget(look)
            self._role_rows.addLayout(row)

    def _show_machines(self, lines: Sequence[Station]) -> None:
        empty_out(self._machines)
        for line in lines:
            seen = _("last seen {day}").format(day=shown_day(line.last_seen_at))
            said = [f"{line.system} · Clientele {line.program}", seen]
            if line.keyring is not None:
                said.append(_("key in the keyring") if line.keyring else _("key sealed under passwords"))
            row = row_of()
            row.addLayout(two_lines(line.name, " · ".join(said), _signed_in(line)), 1)
            if line.clock is not None and abs(line.clock) > CLOCK_TOLERANCE:
                wrong = _n("Clock wrong by {n} minute", "Clock wrong by {n} minutes", round(abs(line.clock) / MINUTE))
                row.addWidget(Tag(wrong.format(n=round(abs(line.clock) / MINUTE)), Tone.WARN, "clock"))
            if not line.here and self.desk.person.may(Right.RUN_OFFICE):
                off = button(_("Take off the list"), lambda line=line: self._retire(line))
                off.setAccessibleName(_("Take off the list: {name}").format(name=line.name))
                row.addWidget(off)
            self._machines.addLayout(row)
        if not lines:
            self._machines.addWidget(note(_("None yet")))

    def _retire(self, line: Station) -> None:
        said = _("{name} is off the list. What it knew is changed by “Shut out…”.").format(name=line.name)
        back = lambda: self.do(sign_ins.bring_station_back, line.id)  # noqa: E731
        self.do(sign_ins.retire_station, line.id, done=lambda _r: self.undoable.emit(said, back))

    def _open_person(self, line: PersonLine | None, request: RequestLine | None = None) -> None:
        held = self._held.get(line.id, frozenset()) if line else frozenset()
        alone = line is None and len(self._lines) == 1
        self.dialog = PersonDialog(self, line, self._roles, held, request=request, alone=alone,
                                   pledge=self._pledges.get(line.id) if line else None)  # fmt: skip
        self.desk.ask("settings.choices", roles.list_departments, done=self.dialog.offer_departments)
        self.dialog.open()

    def point_at(self, what: object) -> None:
        self.desk.ask("settings.pointed", read_people, self.may, done=lambda found: self._open_among(found, what),
                      owner=self)  # fmt: skip

    def _open_among(self, found: Found, person: object) -> None:
        self._take_up(found)
        self._open_known(person)

    def _open_known(self, person: object) -> None:
        line = next((one for one in self._lines if one.id == person), None)
        if line is not None:
            self._open_person(line)

    def _ask(self) -> None:
        self.request_dialog = RequestDialog(self, [one for one in self._lines if not one.suspended], self._roles)
        self.desk.ask("settings.choices", roles.list_departments, done=self.request_dialog.offer_departments)
        self.request_dialog.open()

    def _carry_out(self, request: RequestLine) -> None:
        """The admin's part of an approved request."""
        line = next((one for one in self._lines if one.id == request.person_id), None)
        if request.kind is RequestKind.OPEN:
            self._open_person(None, request)
        elif line is not None and request.kind is RequestKind.CHANGE:
            self._open_person(line, request)
        elif line is not None:
            self.closing_dialog = ClosingDialog(self, line.id, line.name, request.id)
            self.closing_dialog.open()

    def _open_role(self, line: RoleLine | None) -> None:
        self.role_dialog = RoleDialog(self, line, may=self.may, people=self._lines)
        self.role_dialog.open()

    def _invite(self) -> None:
        dialog = QFileDialog(self, _("Invitation file"), f"{self.desk.office.name}.invitation")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.fileSelected.connect(self._write_invitation)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _write_invitation(self, path: str) -> None:
        contents = self.host.house.invitation(self.desk.office)
        self.do(joining.invite, contents, done=lambda made: InvitationDialog.show_for(self, path, *made))


def _pledge_tag(line: PledgeLine) -> Tag:
    if line.until is None:
        return Tag(_("No pledge"), Tone.WARN, "shield")
    if not line.holds(today()):
        return Tag(_("Pledge ran out"), Tone.WARN, "shield")
    if line.confirm_until is not None:
        return Tag(_("Pledge to be confirmed"), Tone.WARN, "shield")
    return Tag(_("Pledge until {day}").format(day=day(line.until)), Tone.NOTE, "shield")


def _signed_in(line: Station) -> str:
    """Who is there now, and since when."""
    told = (_("{person} since {when}").format(person=name, when=moment(since)) for name, since in line.people)
    return listed(told) if line.people else ""
