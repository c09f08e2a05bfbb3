"""What may be done with the order that is chosen: only what its state and my rights let me, offered and carried out."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from desktop.i18n import N_, _
from desktop.rules import orders as rules
from desktop.rules.approvals import NeedsApproval
from desktop.rules.errors import OfficeError
from desktop.rules.orders import EntryKind, IdentityWay, Irregularity
from desktop.rules.rights import Right
from desktop.services import order_checks, orders, supply
from desktop.services.order_views import OrderView
from desktop.ui.kit.act_dialog import ActDialog
from desktop.ui.kit.actions import Action
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.form_dialog import words_of
from desktop.ui.orders.order_dialog import ChangeOrderDialog, IdentityDialog


class OrderActs:
    """For the page of orders, which shows the dialogs and holds the view."""

    def __init__(self, page: Any) -> None:
        self.page, self.controller = page, page.controller

    @property
    def view(self) -> OrderView | None:
        found: OrderView | None = self.page.pane.view
        return found

    @property
    def what(self) -> str:
        view = self.view
        return f"{view.shown.number} · {view.shown.name} · {'、'.join(view.shown.about)}" if view is not None else ""

    def offered(self) -> list[Action]:
        view = self.view
        if view is None or not view.acts:
            return []
        acts, found = view.acts, list[Action]()
        if "in_order" in acts:
            found.append(Action("in_order", N_("In order"), self.in_order, "check", "F8", main=True))
        elif "clear" in acts:
            found.append(Action("clear", N_("Clear it…"), self.clear, "check", "F8", main=True))
        elif "look" in acts:
            found.append(Action("look", N_("Looked at"), self.look_at, "eye", "F8", main=True))
        elif "approve" in acts:
            found.append(Action("approve", N_("Have it approved"), self.approve, "badge-check", "F8", main=True))
        if "irregular" in acts:
            found.append(Action("irregular", N_("Irregular…"), self.irregular, "triangle-alert", "F7"))
        main = {one.name for one in found}
        # once the client is known there is no hurry
        front = {"change", "hand_on"} | ({"identity"} if view.shown.identity is IdentityWay.NOT_YET else set())
        named: Sequence[tuple[str, str, str, Callable[[], object], str, str]] = (
            ("identity", "identity", N_("Identity verified…"), self.identity, "id-card", "F9"),
            ("change", "change", N_("Change the order…"), self.change, "pencil", "F2"),
            ("hand_on", "hand_on", N_("Hand on to a department…"), self.hand_on, "arrow-right", ""),
            ("look", "look", N_("Looked at"), self.look_at, "eye", ""),
            ("approve", "approve", N_("Have it approved"), self.approve, "badge-check", ""),
            ("watch", "watch", N_("Mark as important"), partial(self.watch, True), "star", ""),
            ("unwatch", "unwatch", N_("No longer important"), partial(self.watch, False), "star", ""),
            ("count", "count", N_("Count it as spend"), partial(self.count, True), "chart-column", ""),
            ("uncount", "uncount", N_("Don't count it as spend"), partial(self.count, False), "chart-column", ""),
            ("note", "note", N_("Note…"), self.note, "pencil", ""),
            ("cancel", "cancel", N_("Cancel the order…"), self.cancel, "x", ""),
        )
        found += [Action(name, word, act, icon, keys, seldom=name not in front)
                  for name, key, word, act, icon, keys in named if key in acts and name not in main]  # fmt: skip
        if (parts := self._open_parts()) and "done" in acts:
            own = any(one.ours for one in parts)
            word = N_("Part of my department done") if own else N_("Part of a department done…")
            found.append(Action("done", word, self.done, "check"))
        if self.controller.may(Right.KEEP_SUPPLY) and "hand_on" in acts:
            found.append(Action("supply", N_("Supply channel…"), self.supply, "network", seldom=True))
        return found

    # the desk

    def in_order(self) -> None:
        if (view := self.view) is not None:
            self.page.stay_here()
            self.controller.check(view.shown.id, view.newest)

    def irregular(self) -> None:
        fields = [FormField("finding", _("What is wrong"), Kind.CHOICE, required=True, choices=words_of(Irregularity)),
                  _text("said", _("In words"))]  # fmt: skip
        self._ask(_("Irregular"), fields, _("Note it"), lambda entry: (
            order_checks.check_order, Irregularity.of(entry["finding"]), entry["said"]),
                  _("Noted as irregular."), seen=True)  # fmt: skip

    def clear(self) -> None:
        self._ask(_("Clear an irregular order"), [_text("said", _("How it was cleared up; the order stands as it is"))],
                  _("Clear it"), lambda entry: (order_checks.clear_order, entry["said"]), _("Cleared."),
                  seen=True)  # fmt: skip

    def identity(self) -> None:
        view = self.view
        if view is None:
            return
        key, what = view.shown.id, self.what

        def send(chosen: Any, done: Any, failed: Any) -> None:
            self.controller.do(orders.verify_identity, key, *chosen, said=_("Noted."), done=done, failed=failed,
                               undo=True)  # fmt: skip

        self.controller.checks(view.shown.client, lambda checks: self.page.open_dialog(
            IdentityDialog(checks, what, send, self.page)))  # fmt: skip

    def change(self) -> None:
        view = self.view
        if view is None:
            return
        usual = lambda text, done: self.controller.ask("orders.usual", orders.usual, text, done=done)  # noqa: E731
        send = lambda change, done, failed: self.controller.change(view.shown.id, change, done, failed)  # noqa: E731
        self.page.open_dialog(ChangeOrderDialog(view, usual, send, self.page))

    def cancel(self) -> None:
        self._ask(_("Cancel the order"), [_text("said", _("Why"))], _("Cancel the order"),
                  lambda entry: (orders.cancel_order, entry["said"]), _("The order is cancelled."))  # fmt: skip

    # the supervisor

    def approve(self) -> None:
        view = self.view
        if view is None:
            return
        key = view.shown.id

        def refused(error: OfficeError) -> None:
            if isinstance(error, NeedsApproval):
                self.page.approvals.settle(error, self.approve_again(key))
            else:
                self.page.refuse(error)

        self.controller.do(order_checks.approve_order, key, said=_("Approved."), failed=refused)

    def approve_again(self, key: Any) -> Callable[[], object]:
        return lambda: self.controller.do(order_checks.approve_order, key, said=_("Approved."))

    def look_at(self) -> None:
        if (view := self.view) is not None:
            self._do(partial(order_checks.look_at, seen=view.newest), said=_("Noted that you have looked at it."))

    def watch(self, watched: bool) -> None:
        said = _("Marked as important.") if watched else _("No longer marked.")
        self._do(order_checks.watch_order, watched, said=said)

    def count(self, counted: bool) -> None:
        said = _("Counted as spend.") if counted else _("Taken out of the spend.")
        self._do(order_checks.count_order, counted, said=said)

    # beside them

    def note(self) -> None:
        self._ask(_("Note"), [_text("said", _("Note"))], _("Note it"),
                  lambda entry: (order_checks.note, entry["said"]), _("Noted."))  # fmt: skip

    def hand_on(self) -> None:
        def ask(places: Sequence[tuple[Any, str]]) -> None:
            fields = [FormField("department", _("To which department"), Kind.CHOICE, required=True,
                                choices=list(places)),
                      FormField("said", _("What is to be done"), Kind.LONG, limit=rules.SAID_LIMIT)]  # fmt: skip
            self._ask(_("Hand on"), fields, _("Hand it on"), lambda entry: (
                order_checks.hand_on, entry["department"], str(entry["said"] or "")), _("Handed on."))  # fmt: skip

        self.controller.departments(ask)

    def done(self) -> None:
        said = _("Noted that it is done.")
        if own := [one for one in self._open_parts() if one.ours]:
            self.controller.do(order_checks.done_there, own[0].id, said=said, undo=True)
            return
        parts = [(one.id, one.department) for one in self._open_parts()]
        field = FormField("part", _("Which department has done its part"), Kind.CHOICE, required=True, choices=parts)
        send = lambda entry, done, failed: self.controller.do(  # noqa: E731
            order_checks.done_there, entry["part"], said=said, done=done, failed=failed, undo=True
        )
        self.page.open_dialog(ActDialog(_("Part of a department done"), self.what, [field], _("Note it"), send,
                                        self.page))  # fmt: skip

    def supply(self) -> None:
        view = self.view
        if view is None:
            return

        def ask(channels: Sequence[Any]) -> None:
            choices = [(None, _("None")), *((one.id, one.entry.name) for one in channels)]
            field = FormField("channel", _("Supply channel; the client never learns of it"), Kind.CHOICE,
                              choices=choices)  # fmt: skip
            send = lambda entry, done, failed: self.controller.do(  # noqa: E731
                supply.supply_order, view.shown.id, entry["channel"], said=_("Noted."), done=done, failed=failed
            )
            self.page.open_dialog(ActDialog(_("Supply channel"), self.what, [field], _("Note it"), send, self.page))

        self.controller.channels(ask)

    # what they share

    def _open_parts(self) -> list[Any]:
        view = self.view
        return [one for one in view.entries if one.kind is EntryKind.HANDED and one.ended_at is None] if view else []

    def _do(self, verb: Any, *args: Any, said: str) -> None:
        if (view := self.view) is not None:
            self.controller.do(verb, view.shown.id, *args, said=said, undo=True)

    def _ask(self, heading: str, fields: Sequence[FormField], act: str, call: Callable[[dict[str, Any]], Sequence[Any]],
             said: str, *, seen: bool = False) -> None:  # fmt: skip
        """`call` makes of an entry the verb and what follows the order; `seen`: it is told what the order was when this
        was asked."""
        view = self.view
        if view is None:
            return
        key, newest = view.shown.id, view.newest

        def send(entry: dict[str, Any], done: Any, failed: Any) -> None:
            verb, *args = call(entry)
            verb = partial(verb, seen=newest) if seen else verb
            self.page.stay_here()
            self.controller.do(verb, key, *args, said=said, done=done, failed=failed, undo=True)

        self.page.open_dialog(ActDialog(heading, self.what, fields, act, send, self.page))


def _text(name: str, words: str) -> FormField:
    return FormField(name, words, Kind.LONG, required=True, limit=rules.SAID_LIMIT)
