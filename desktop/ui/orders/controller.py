"""What the screens of orders ask of the office and do there."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal

from desktop.i18n import _
from desktop.rules.orders import IdentityWay
from desktop.services import (
    clients,
    identities,
    order_checks,
    order_imports,
    order_lists,
    order_prints,
    order_samples,
    order_undo,
    order_views,
    orders,
    roles,
    supply_views,
)
from desktop.services.order_checks import Checked
from desktop.services.order_imports import OrderSheet
from desktop.services.order_lists import OrderLineShown, Wish
from desktop.services.work import Work
from desktop.ui.kit.doing import Doing, Done, Failed

People = Sequence[tuple[UUID, str]]


class OrdersController(Doing):
    loaded = Signal(object, object)
    """The orders that were asked for; how many there are, and what they come to."""
    viewed = Signal(object, object)
    """An order, and the channel that serves it for who may see suppliers."""
    UNDO = staticmethod(order_undo.undo)

    def load(self, wish: Wish) -> None:
        self.ask("orders", _all, wish, done=lambda found: self.loaded.emit(*found))

    def look(self, key: UUID) -> None:
        self.ask("orders.one", _one, key, done=lambda found: self.viewed.emit(*found))

    def people(self, done: Done) -> None:
        self.ask("orders.people", staff, done=done)

    def departments(self, done: Done) -> None:
        self.ask("orders.departments", _departments, done=done)

    def checks(self, client: UUID, done: Done) -> None:
        self.ask("orders.checks", checks_of, client, done=done)

    def change(self, key: UUID, change: Any, done: Done, failed: Failed) -> None:
        self.do(orders.change_order, key, change, said=_("Changed: it is checked again."), done=done, failed=failed,
                undo=True)  # fmt: skip

    def check(self, key: UUID, seen: UUID) -> None:
        self.do(partial(order_checks.check_order, seen=seen), key, said=told, undo=True)

    def read_sheet(self, path: Path, done: Done) -> None:
        self.desk.errand(_("Reading the sheet"), order_imports.prepare, path, done=done, failed=self.refused.emit,
                         owner=self)  # fmt: skip

    def take_sheet(self, sheet: OrderSheet, way: IdentityWay, done: Done, failed: Failed) -> None:
        def taken(key: UUID) -> None:
            done(key)
            self.done.emit(_("The orders are taken in: they wait to be checked."), lambda: self.undo_sheet(key))

        self.desk.do(order_imports.take, sheet, way, done=taken, failed=failed, owner=self)

    def undo_sheet(self, key: UUID) -> None:
        self.do(order_imports.undo_import, key, said=_("Taken back."))

    def imports(self, done: Done) -> None:
        self.ask("orders.imports", order_imports.imports, done=done)

    def samples(self, done: Done) -> None:
        self.ask("orders.samples", order_samples.samples, done=done)

    def sampled(self, key: UUID, done: Done) -> None:
        self.ask("orders.sampled", order_samples.sampled, key, done=done)

    def print_confirmation(self, key: UUID) -> None:
        self.print_out(order_prints.confirmation, key)

    def print_month(self, on: date) -> None:
        self.print_out(order_prints.month_sheet, on)

    def channels(self, done: Done) -> None:
        self.ask("orders.channels", supply_views.channels, done=done)


def told(found: Checked) -> str:
    """What is said once an order was found in order."""
    if not found.counts:
        return _("In order. The same money is entered already: it is not counted twice.")
    return _("In order.")


def _all(work: Work, wish: Wish) -> tuple[tuple[OrderLineShown, ...], tuple[int, int]]:
    return order_lists.orders(work, wish), order_lists.sum_of(work, wish)


def _one(work: Work, key: UUID) -> tuple[Any, Any]:
    return order_views.order_view(work, key), supply_views.channel_of(work, key)


def staff(work: Work) -> People:
    return [(one.id, one.name) for one in clients.staff(work)]


def _departments(work: Work) -> People:
    return [(one.id, one.name) for one in roles.list_departments(work)]


def checks_of(work: Work, client: UUID) -> Sequence[Any]:
    """The identity checks in a client's file, the newest first."""
    return identities.identity_of(work, client).checks


def at_hand(work: Work, client: UUID) -> tuple[str, str, str]:
    """Name, code and what speaks against a client. Raises NotFound."""
    file = clients.client_file(work, client)
    return file.name, file.code, file.standing.mark
