"""Orders 订单: their lines and sums, how a client was known, what a check says, and when one counts as spend (OR-1)."""

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from random import Random
from uuid import UUID

from desktop.i18n import N_
from desktop.rules.amounts import shown_amount, within_reason
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.text import check_length, tidy
from desktop.rules.values import dataclass
from desktop.rules.words import Word

WHAT_LIMIT, UNIT_LIMIT, NOTE_LIMIT, SAID_LIMIT, OUTSIDE_LIMIT = 200, 12, 2000, 2000, 60
MOST_LINES = 200
MOST_FEN = 10**13
WHOLE = 1000
"""A quantity is kept as whole thousandths: 1.25 kg are 1250."""
MOST_QUANTITY = 10**9 * WHOLE
_QUANTITY = re.compile(r"-?\d{1,10}(?:[.]\d{1,3}0*)?")


class LineKind(Word):
    """What a line is of."""

    GOODS = "goods", N_("Goods")
    SERVICE = "service", N_("Services")


class IdentityWay(Word):
    """How whoever took the order knew that it came from the client (CL-17)."""

    NOT_YET = "", N_("Not verified yet")
    DOCUMENT = "document", N_("ID document seen")
    KNOWN = "known", N_("Known in person")
    CALLED_BACK = "called_back", N_("Called back on the number in the file")
    SYSTEM = "system", N_("Signed in to our shop or till")
    AGENT = "agent", N_("Agent with an authorisation")


class OrderState(Word):
    """How an order stands with whoever checks orders."""

    WAITING = "waiting", N_("To be checked")
    IN_ORDER = "in_order", N_("In order")
    IRREGULAR = "irregular", N_("Irregular")
    CLEARED = "cleared", N_("Cleared")
    CANCELLED = "cancelled", N_("Order cancelled")


COUNTED = frozenset({OrderState.IN_ORDER, OrderState.CLEARED})
"""What is provisional counts nowhere: spend follows from orders that a second person has checked."""


class Irregularity(Word):
    """What a check found wrong."""

    CLIENT = "client", N_("Not this client, or identity not verified")
    AMOUNT = "amount", N_("Amount or price wrong")
    GOODS = "goods", N_("Goods or services wrong")
    TWICE = "twice", N_("Entered twice")
    LATE = "late", N_("Entered late")
    RULES = "rules", N_("Against the rules")
    UNTRUE = "untrue", N_("Not a true order")
    OTHER = "other", N_("Something else wrong")


class Clearing(Word):
    """How an irregular order was cleared."""

    STANDS = "stands", N_("Explained: the order stands")
    CORRECTED = "corrected", N_("Corrected: the order stands")


class EntryKind(Word):
    """A line of what happened to an order."""

    ENTERED = "entered", N_("Order entered")
    CHANGED = "changed", N_("Order changed")
    VERIFIED = "verified", N_("Identity verified")
    IN_ORDER = "in_order", N_("Checked: in order")
    IRREGULAR = "irregular", N_("Checked: irregular")
    CLEARED = "cleared", N_("Irregularity cleared")
    APPROVED = "approved", N_("Approved by the supervisor")
    WATCHED = "watched", N_("Marked as important")
    UNWATCHED = "unwatched", N_("No longer marked as important")
    SEEN = "seen", N_("Looked at by the supervisor")
    HANDED = "handed", N_("Handed on")
    SAMPLED = "sampled", N_("Looked at in a sample")
    ELSEWHERE = "elsewhere", N_("Taken out of the spend")
    COUNTS = "counts", N_("Counted as spend again")
    NOTE = "note", N_("Note")
    CANCELLED = "cancelled", N_("Order cancelled")


class OrderSource(Word):
    ENTERED = "entered", N_("Entered")
    IMPORTED = "imported", N_("From a sheet")


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line: `quantity` in thousandths of its unit, `price` for one unit and `amount` in fen. A price below zero is
    what was taken off."""

    what: str
    quantity: int = WHOLE
    price: int = 0
    unit: str = ""
    kind: LineKind = LineKind.GOODS

    @property
    def amount(self) -> int:
        return amount_of(self.quantity, self.price)


def amount_of(quantity: int, price: int) -> int:
    """In fen; half a fen is rounded away from zero, as `amounts` does."""
    whole, rest = divmod(abs(quantity * price), WHOLE)
    fen = whole + (2 * rest >= WHOLE)
    return -fen if quantity * price < 0 else fen


def quantity_of(text: str, field: str | None = "quantity") -> int:
    """“1.25” as thousandths; nothing said is one. Raises BadEntry."""
    said = tidy(text).replace(",", "").replace("，", "")
    if not said:
        return WHOLE
    try:
        if not _QUANTITY.fullmatch(said):
            raise InvalidOperation
        found = int(Decimal(said) * WHOLE)
    except InvalidOperation:
        raise BadEntry(N_("A quantity is a number with at most three decimals: {value}"), field,
                       value=said[:40]) from None  # fmt: skip
    if not 0 < found <= MOST_QUANTITY:
        raise BadEntry(N_("A quantity is more than 0."), field)
    return found


def shown_quantity(quantity: int) -> str:
    whole, rest = divmod(quantity, WHOLE)
    return f"{whole}.{rest:03d}".rstrip("0").rstrip(".") if rest else str(whole)


def checked_lines(lines: Sequence[OrderLine]) -> tuple[tuple[OrderLine, ...], int]:
    """Lines as they are kept, and what they come to in fen. Raises BadEntry (field `lines`)."""
    if not lines:
        raise BadEntry(N_("An order has a line at least: what, how much, and its price."), "lines")
    if len(lines) > MOST_LINES:
        raise BadEntry(N_("An order has at most {limit} lines."), "lines", limit=MOST_LINES)
    kept = []
    for line in lines:
        what = tidy(line.what)
        if not what:
            raise BadEntry(N_("Say what was ordered, in each line."), "lines")
        check_length(what, WHAT_LIMIT, "lines")
        if not 0 < line.quantity <= MOST_QUANTITY:
            raise BadEntry(N_("A quantity is more than 0."), "lines")
        within_reason(line.amount, shown_amount(line.amount), "lines")
        kept.append(OrderLine(what, line.quantity, line.price, check_length(tidy(line.unit), UNIT_LIMIT, "lines"),
                              line.kind))  # fmt: skip
    total = sum(line.amount for line in kept)
    if not 0 <= total <= MOST_FEN:
        raise BadEntry(N_("What an order comes to can't be less than nothing, nor that much."), "lines")
    return tuple(kept), total


def check_taken(at: datetime, now: datetime) -> None:
    """Raises BadEntry (field `taken_at`)."""
    if at > now + timedelta(minutes=1):
        raise BadEntry(N_("An order is entered once it was placed: this moment has not come yet."), "taken_at")
    if now - at > timedelta(days=3660):
        raise BadEntry(N_("This lies more than ten years back."), "taken_at")


def is_late(taken: datetime, entered: datetime, hours: int) -> bool:
    """Whether an order was entered later than the office wants; with 0 hours it wants nothing."""
    return hours > 0 and entered - taken > timedelta(hours=hours)


def reaches(total: int, yuan: int) -> bool:
    """Whether an amount in fen reaches a number of the office; 0 is off."""
    return yuan > 0 and total >= yuan * 100


def needed(text: str, field: str, lacking: str, limit: int = SAID_LIMIT) -> str:
    said = tidy(text, lines=True)
    if not said:
        raise BadEntry(lacking, field)
    return check_length(said, limit, field)


# Who may check what


def check_checker(me: UUID, hands: Collection[UUID]) -> None:
    """Raises NotAllowed for whoever took, entered or changed the order himself."""
    if me in hands:
        raise NotAllowed(N_("Whoever took, entered or changed an order does not check it; a second person does."))


def check_turn(stands: OrderState, wanted: Collection[OrderState]) -> None:
    if stands not in wanted:
        raise BadEntry(N_("Somebody was quicker: this stands otherwise by now."), "state")


def drawn(orders: Iterable[UUID], size: int, seed: int) -> tuple[UUID, ...]:
    """A sample that anybody can draw again from the seed: which orders are looked at nobody chooses."""
    pool = sorted(orders)
    return tuple(sorted(Random(seed).sample(pool, min(size, len(pool)))))
