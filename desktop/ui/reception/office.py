"""What the desk keeps and the office chooses: who is not let in, zones, and what each grade is offered."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from desktop.i18n import N_, _
from desktop.rules import reception as rules
from desktop.rules.reception import Manner, Treatment, Zone
from desktop.rules.rights import Right
from desktop.services import reception_zones, refused_visitors
from desktop.services.reception_desk import Host
from desktop.services.reception_zones import ZoneLine
from desktop.services.refused_visitors import RefusedLine
from desktop.ui.kit.act_dialog import ActDialog
from desktop.ui.kit.actions import Action
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.form_dialog import words_of
from desktop.ui.kit.times import local
from desktop.ui.kit.values import day


class OfficeActs:
    """For the page of reception."""

    def __init__(self, page: Any) -> None:
        self.page, self.controller = page, page.controller

    def offered(self) -> list[Action]:
        found = []
        if self.controller.receives:
            found += [Action("refused", N_("Take off the list of the refused…"), self.refused, "ban", seldom=True),
                      Action("refuse_new", N_("Put on the list of the refused…"), self.refuse, "ban", seldom=True),
                      Action("badge_register", N_("Print the register of badges"), self.controller.print_badges,
                             "printer", seldom=True),
                      Action("zone_register", N_("Print the register of closed zones"), self.controller.print_zones,
                             "printer", seldom=True)]  # fmt: skip
        if self.controller.may(Right.RUN_OFFICE):
            found += [Action("add_zone", N_("Close a zone to visitors…"), self.add_zone, "lock", seldom=True),
                      Action("open_zone", N_("Open a zone again…"), self.open_zone, "lock-open", seldom=True),
                      Action("manners", N_("What each grade is offered…"), self.manners, "pencil",
                             seldom=True)]  # fmt: skip
        return found

    # who is not let in

    def refuse(self, name: str = "", unit: str = "", phone: str = "") -> None:
        fields = [FormField("name", _("Name"), required=True, limit=rules.NAME_LIMIT),
                  FormField("unit", _("From where"), limit=rules.UNIT_LIMIT),
                  FormField("phone", _("Phone"), limit=rules.PHONE_LIMIT),
                  FormField("reason", _("Reason"), required=True, limit=rules.TEXT_LIMIT)]  # fmt: skip

        def send(entry: dict[str, Any], done: Any, failed: Any) -> None:
            given = [str(entry[field] or "") for field in ("name", "unit", "phone", "reason")]
            self.controller.do(refused_visitors.refuse, *given, said=_("The desk is warned from now on."), done=done,
                               failed=failed, undo=True)  # fmt: skip

        what = _("Whoever is on this list is proposed as refused when he comes; the reason is shown at the desk alone.")
        dialog = ActDialog(_("Not to be let in"), what, fields, _("Keep out"), send, self.page,
                           values={"name": name, "unit": unit, "phone": phone, "reason": ""})  # fmt: skip
        if name:
            dialog.form.focus_on("reason")
        self.page.open_dialog(dialog)

    def refused(self) -> None:
        self.controller.refused_list(self._ask_refused)

    def _ask_refused(self, lines: Sequence[RefusedLine]) -> None:
        if not lines:
            self.page.say(_("Nobody is on the list of those who are not let in."))
            return
        words = [(one.id, _("{name} {unit} – {reason} ({by}, {day})").format(
            name=one.name, unit=one.unit, reason=one.reason, by=one.by, day=day(local(one.at).date())))
            for one in lines]  # fmt: skip
        field = FormField("who", _("Name"), Kind.CHOICE, required=True, choices=words)

        def send(entry: dict[str, Any], done: Any, failed: Any) -> None:
            self.controller.do(refused_visitors.let_in_again, entry["who"], said=_("Taken off the list."), done=done,
                               failed=failed, undo=True)  # fmt: skip

        what = _("{n} people are not let in.").format(n=len(lines))
        self.page.open_dialog(ActDialog(_("Let in again"), what, [field], _("Let in again"), send, self.page))

    # zones

    def add_zone(self) -> None:
        self.controller.zones(lambda found: self._ask_zone(found[0], found[2]))

    def _ask_zone(self, zones: Sequence[ZoneLine], hosts: Sequence[Host]) -> None:
        fields = [FormField("zone", _("Zone"), required=True, limit=rules.ZONE_LIMIT, hint=_("Machine room")),
                  FormField("approver", _("Who lets somebody in there"), Kind.CHOICE, required=True,
                            choices=[(host.id, host.name) for host in hosts])]  # fmt: skip

        def send(entry: dict[str, Any], done: Any, failed: Any) -> None:
            wanted = [*_kept(zones), Zone(str(entry["zone"] or ""), str(entry["approver"]))]
            self.controller.do(reception_zones.set_zones, wanted, said=_("Saved."), done=done, failed=failed)

        what = _("He must approve for the whole office. Nobody goes in before he, or his stand-in, has said so.")
        self.page.open_dialog(
            ActDialog(_("Close a zone to visitors"), what, fields, _("Close the zone"), send, self.page)
        )

    def open_zone(self) -> None:
        self.controller.zones(lambda found: self._ask_open(found[0]))

    def _ask_open(self, zones: Sequence[ZoneLine]) -> None:
        if not zones:
            self.page.say(_("This office has closed no zone to visitors."))
            return
        field = FormField("zone", _("Zone"), Kind.CHOICE, required=True, choices=[(z.name, z.name) for z in zones])

        def send(entry: dict[str, Any], done: Any, failed: Any) -> None:
            wanted = [zone for zone in _kept(zones) if zone.name != entry["zone"]]
            self.controller.do(reception_zones.set_zones, wanted, said=_("Saved."), done=done, failed=failed)

        what = _("Entries that were noted stay in the register.")
        self.page.open_dialog(ActDialog(_("Open a zone again"), what, [field], _("Open the zone"), send, self.page))

    # what a grade is offered

    def manners(self) -> None:
        table = rules.treatments(self.page.desk.office.settings["reception_table"])
        first = Manner.ORDINARY
        fields = [FormField("manner", _("Grade"), Kind.CHOICE, required=True, choices=words_of(Manner)),
                  *(FormField(name, word, limit=rules.TEXT_LIMIT) for name, word in
                    (("place", _("Where")), ("drink", _("Offered")), ("company", _("Accompanied by"))))]  # fmt: skip

        def send(entry: dict[str, Any], done: Any, failed: Any) -> None:
            # what stands as the rule book says it is kept as that, whatever language it is shown in
            manner = Manner.of(entry["manner"])
            now = _shown(table[manner])
            told = {name: getattr(table[manner], name) if str(entry[name] or "").strip() == getattr(now, name)
                    else str(entry[name] or "") for name in ("place", "drink", "company")}  # fmt: skip
            wanted = {**{key.value: one for key, one in table.items()}, manner.value: Treatment(**told)}
            self.controller.do(reception_zones.set_table, wanted, said=_("Saved."), done=done, failed=failed)

        what = _("As the rule book says it, until you say it otherwise.")
        dialog = ActDialog(_("What each grade is offered"), what, fields, _("Save"), send, self.page,
                           values={"manner": first.value, **_values(table[first])})  # fmt: skip
        dialog.form.edited.connect(partial(_follow, dialog, table))
        self.page.open_dialog(dialog)


def _follow(dialog: ActDialog, table: dict[Manner, Treatment], name: str) -> None:
    """The fields show the grade that was chosen."""
    if name == "manner":
        dialog.form.put(_values(table[Manner.of(dialog.form.values()["manner"])]))


def _shown(treatment: Treatment) -> Treatment:
    return replace(treatment, **_values(treatment))


def _values(treatment: Treatment) -> dict[str, str]:
    return {name: _(told) if (told := getattr(treatment, name)) else "" for name in ("place", "drink", "company")}


def _kept(zones: Sequence[ZoneLine]) -> list[Zone]:
    return [Zone(zone.name, str(UUID(str(zone.approver)))) for zone in zones]
