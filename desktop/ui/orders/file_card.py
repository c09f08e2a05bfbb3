"""The card 订单 Orders of a client's file: the newest ones with how they stand, and what all come to."""

from uuid import UUID

from desktop.i18n import N_, _, _n
from desktop.services import order_lists
from desktop.services.order_lists import OrderLineShown, Wish
from desktop.services.work import Work
from desktop.ui.kit.file_card import FileCard
from desktop.ui.kit.phrases import listed
from desktop.ui.kit.text import label, note
from desktop.ui.kit.values import amount, day
from desktop.ui.orders import KEY, NEW, may_enter

MOST = 4
Found = tuple[tuple[OrderLineShown, ...], int, int]


def _of_client(work: Work, client: UUID) -> Found:
    wish = Wish(client=client)
    return (order_lists.orders(work, wish, MOST), *order_lists.sum_of(work, wish))


class OrdersCard(FileCard):
    """Not there while the client has no order in sight and I enter none."""

    TITLE = N_("Orders")
    TOPIC = "orders"
    asked = staticmethod(_of_client)

    def fill(self, found: Found) -> int | None:
        lines, count, total = found
        for line in lines:
            self.add_link(f"{line.number} · {day(line.on)} · ¥{amount(line.total)}", KEY, line.id)
            self.card.body.addWidget(label(listed(line.about), wrap=True))
            self.card.body.addWidget(note(_(line.state.label)))
        if count > len(lines):
            words = _n("{n} order, ¥ {amount}", "{n} orders, ¥ {amount}", count)
            self.add_link(words.format(n=count, amount=amount(total)), KEY, ("client", self.client, self.words))
        if may_enter(self.desk):
            self.add_link(_("New order…"), NEW, self.client)
        return count if lines or may_enter(self.desk) else None
