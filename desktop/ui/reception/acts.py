"""What may be done with the visit that is chosen: by the desk, by the host, offered and carried out."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from desktop.i18n import N_, _
from desktop.rules import reception as rules
from desktop.rules.approvals import NeedsApproval
from desktop.rules.partners import Ending
from desktop.rules.reception import State
from desktop.services import reception, reception_zones
from desktop.services.reception_desk import Host
from desktop.services.reception_zones import EntryLine, ZoneLine
from desktop.services.visitors import VisitorLine
from desktop.ui.kit.act_dialog import ActDialog
from desktop.ui.kit.actions import Action
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.form_dialog import ReasonDialog
from desktop.ui.reception.words import head


class VisitActs:
    """For the page of reception, which shows the dialogs and holds `line`."""

    def __init__(self, page: Any) -> None:
        self.page, self.controller = page, page.controller

    @property
    def line(self) -> VisitorLine | None:
        found: VisitorLine | None = self.page.line
        return found

    def offered(self) -> list[Action]:
        line = self.line
        if line is None:
            return []
        desk, state = self.controller.receives, line.state
        ahead, here = state is State.EXPECTED, state in (State.WAITING, State.MET)
        host = line.mine and state is State.WAITING
        found = []
        if ahead and desk:
            found.append(Action("receive", N_("Receive…"), self.receive, "door-open", "F8", main=True))
        if host:
            found.append(Action("met", N_("With me"), self.meet, "check", "F8", main=True))
            if line.answered_at is None:
                found.append(Action("answer", N_("I am coming"), self.answer, "arrow-right", "F7"))
        if here and not host:
            found.append(Action("leave", N_("Has gone"), self.leave, "log-out", "F8", main=desk or line.mine))
        if state is State.WAITING and not host:
            found.append(Action("met", N_("With the host"), self.meet, "check", "F7"))
        if ahead or state is State.WAITING:
            found.append(Action("stand_in", N_("Somebody else receives…"), self.stand_in, "users", "F9"))
        if ahead:
            found += [Action("change", N_("Change…"), self.change, "pencil", "F2"),
                      Action("off", N_("Call the visit off"), self.call_off, "x", "Del")]  # fmt: skip
        return [*found, *self._at_desk(line, here)] if desk else found

    def _at_desk(self, line: VisitorLine, here: bool) -> list[Action]:
        """What only the desk does, badges and zones."""
        found, wears = [], rules.wears_badge(line.kind, line.grade)
        if line.badge_out and not here:
            found.append(Action("back", N_("Badge is back"), self.badge_back, "check", "F8", main=True))
        seldom = (
            (line.badge_out and here, "kept", N_("Has gone, badge not back"), partial(self.leave, False), "log-out"),
            (line.badge_out, "lost", N_("Badge lost…"), self.badge_lost, "triangle-alert"),
            (here and wears and not line.breach, "breach", N_("Met without a badge…"), self.breach, "triangle-alert"),
            (here, "zone", N_("Into a closed zone…"), self.enter_zone, "lock-open"),
            (line.in_zone, "zone_out", N_("Out of a closed zone"), self.leave_zone, "lock"),
            (line.came_at is not None, "refuse", N_("Not to be let in again…"), self.refuse, "ban"),
        )
        return found + [Action(name, words, act, icon, seldom=True) for offered, name, words, act, icon in seldom
                        if offered]  # fmt: skip

    def main(self) -> None:
        """Enter does what comes next."""
        if (found := next((one for one in self.offered() if one.main), None)) is not None:
            found.act()

    # the desk

    def receive(self) -> None:
        if (line := self.line) is not None:
            self.page.receive(visitor=line.id)

    def leave(self, badge_back: bool = True) -> None:
        if (line := self.line) is not None:
            if not badge_back and len(line.badges) > 1:
                self._ask_kept(line)
                return
            said = _("{name} has left.").format(name=line.name)
            if line.badge_out and self.controller.receives:
                words = _("{name} has left, badge {badge} is back.") if badge_back else _(
                    "{name} has left, badge {badge} is not back.")  # fmt: skip
                said = words.format(name=line.name, badge=line.badge)
            self.controller.do(_left, line.id, badge_back, said=said, undo=True)

    def _ask_kept(self, line: VisitorLine) -> None:
        """Of a group some badges come back and others do not."""
        said = _("{name} has left; what is not back stays on the list.").format(name=line.name)
        self._ask(_("Has gone, badge not back"), [_badges_field()], _("Note it"), lambda key, entry: (
            _left, key, False, str(entry["badge"] or "")), said, values={"badge": line.badge})  # fmt: skip

    def badge_back(self) -> None:
        self._do(reception.return_badge, _("The badge is back."))

    def badge_lost(self) -> None:
        line = self.line
        if line is not None and len(line.badges) > 1:
            what = FormField("why", _("What became of it"), required=True, limit=rules.TEXT_LIMIT)
            self._ask(_("Badge lost"), [_badges_field(), what], _("Give it up for lost"), lambda key, entry: (
                reception.return_badge, key, Ending.LOST, str(entry["why"] or ""), str(entry["badge"] or "")),
                      _("Noted: the number is not given out again."), values={"badge": line.badge})  # fmt: skip
            return
        self._ask_reason(_("Badge lost"), _("What became of it"), _("Give it up for lost"), lambda key, why: (
            reception.return_badge, key, Ending.LOST, why), _("Noted: the number is not given out again."))  # fmt: skip

    def breach(self) -> None:
        self._ask_reason(_("Met without a badge"), _("Where, and by whom"), _("Note it"), lambda key, why: (
            reception.note_breach, key, why), _("Noted as a breach of who receives."))  # fmt: skip

    def refuse(self) -> None:
        line = self.line
        if line is not None:
            self.page.refuse_somebody(line.name, line.unit, line.phone)

    # the host

    def answer(self) -> None:
        self._do(reception.answer, _("The desk sees that you are coming."))

    def meet(self) -> None:
        self._do(reception.meet, _("Noted."))

    def stand_in(self) -> None:
        if self.line is not None:
            self.controller.hosts(self._ask_stand_in)

    def _ask_stand_in(self, hosts: Sequence[Host]) -> None:
        line = self.line
        if line is None:
            return
        choices: list[tuple[object, str]] = [(host.id, f"{host.name} · {host.department}".rstrip(" ·"))
                                             for host in hosts if host.id != line.receiver]  # fmt: skip
        fields = [FormField("stand_in", _("Who receives instead"), Kind.CHOICE, required=True, choices=choices),
                  FormField("reason", _("Reason"), limit=rules.TEXT_LIMIT)]  # fmt: skip
        self._ask(_("Somebody else receives"), fields, _("Let him know"), lambda key, entry: (
            reception.name_stand_in, key, entry["stand_in"], str(entry["reason"] or "")), _("Told."))  # fmt: skip

    # what is planned

    def change(self) -> None:
        if (line := self.line) is not None:
            self.page.plan(visitor=line.id)

    def call_off(self) -> None:
        self._do(reception.call_off, _("Called off."))

    # zones

    def enter_zone(self) -> None:
        self.controller.zones(lambda found: self._ask_zone(*found))

    def _ask_zone(self, zones: Sequence[ZoneLine], _inside: object, hosts: Sequence[Host]) -> None:
        line = self.line
        if line is None:
            return
        if not zones:
            self.page.say(_("This office has named no zones yet: under ⋯, Zones closed to visitors."))
            return
        fields = [FormField("zone", _("Zone"), Kind.CHOICE, required=True,
                            choices=[(zone.name, f"{zone.name} ({zone.approver_name})") for zone in zones]),
                  FormField("escort", _("Accompanied by"), Kind.CHOICE, required=True,
                            choices=[(host.id, host.name) for host in hosts])]  # fmt: skip
        self._ask(_("Into a closed zone"), fields, _("Note the entry"), lambda key, entry: (
            reception_zones.enter_zone, key, str(entry["zone"]), entry["escort"]), _("The entry is noted."),
            values={"escort": line.receiver, "zone": zones[0].name if len(zones) == 1 else None},
            undo=False)  # fmt: skip

    def leave_zone(self) -> None:
        self.controller.zones(lambda found: self._out(found[1]))

    def _out(self, inside: Sequence[EntryLine]) -> None:
        line = self.line
        mine = [one for one in inside if line is not None and one.visitor == line.id]
        if not mine:
            self.page.say(_("This visitor is in no closed zone."))
        for one in mine:
            said = _("{name} is out of {zone}.").format(name=one.name, zone=one.zone)
            self.controller.do(reception_zones.leave_zone, one.id, said=said, undo=True)

    # what they share

    def _do(self, verb: Any, said: str) -> None:
        if (line := self.line) is not None:
            self.controller.do(verb, line.id, said=said, undo=True)

    def _ask_reason(self, heading: str, what: str, act: str, call: Callable[[UUID, str], Sequence[Any]], said: str
                    ) -> None:  # fmt: skip
        line = self.line
        if line is None:
            return
        key = line.id
        send = lambda why, done, failed: self.controller.do(  # noqa: E731
            *call(key, why), said=said, done=done, failed=failed, undo=True
        )
        self.page.open_dialog(ReasonDialog(heading, head(line), act, send, self.page, label=what))

    def _ask(self, heading: str, fields: Sequence[FormField], act: str,
             call: Callable[[UUID, dict[str, Any]], Sequence[Any]], said: str, *,
             values: dict[str, object] | None = None, undo: bool = True) -> None:  # fmt: skip
        """What needs a second person is asked for."""
        line = self.line
        if line is None:
            return
        key = line.id

        def send(entry: dict[str, Any], done: Any, failed: Any) -> None:
            deed = call(key, entry)

            def refused(error: Any) -> None:
                if isinstance(error, NeedsApproval):
                    done(None)
                    self.page.approvals.settle(error, lambda: self.controller.do(*deed, said=said))
                else:
                    failed(error)

            self.controller.do(*deed, said=said, done=done, failed=refused, undo=undo)

        self.page.open_dialog(ActDialog(heading, head(line), fields, act, send, self.page, values=values))


def _left(work: Any, key: UUID, badge_back: bool, kept: str = "") -> None:
    reception.check_out(work, key, badge_back=badge_back, kept=kept)


def _badges_field() -> FormField:
    return FormField("badge", _("Which badges"), required=True, limit=rules.TEXT_LIMIT, hint=_("such as 3, or 3–5"))
