"""Says which role each seat of a table has by the etiquette in force, and what its number makes unavoidable."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from desktop.i18n import N_
from desktop.rules.errors import BadEntry, Label
from desktop.rules.seating.packs import Claim, Hand, Mix, Order, Pack, Role
from desktop.rules.seating.sentences import Sentence, say
from desktop.rules.seating.shapes import Form, Setting, setting

# A house's own wishes: (code of the etiquette, seats of the table) → the role of each seat, seat 0 first
House = Mapping[tuple[str, int], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class TableRoles:
    """The roles of one table. `order` names the seats from the most honoured on; None is a seat without a role."""

    by_seat: tuple[Role | None, ...]
    order: tuple[int, ...]
    warnings: tuple[Sentence, ...] = ()
    own: bool = False  # as the house wishes, not as the pack says

    def seat_of(self, code: str) -> int | None:
        return next((n for n, role in enumerate(self.by_seat) if role and role.code == code), None)


def table_roles(pack: Pack, of: Form, *, honour: Hand | None = None, house: House | None = None,
                hosts: int | None = None) -> TableRoles:  # fmt: skip
    """Which role each seat of a form has.

    The house's own row for this number of seats comes first, then one named in the pack, then the pack's rule.
    `honour` switches the honoured hand (左尊). `hosts` is how many of the host party sit here: where a rule mixes the
    parties, the least honoured seats then go to whoever is more. Raises BadEntry where etiquette and form do not fit.
    """
    laid = setting(of)
    if (pack.order is Order.RING and not laid.closed) or (pack.order is Order.FACING and not laid.far):
        raise BadEntry(N_("“{pack}” does not fit this shape of table: {shape}."), "pack", pack=pack.title,
                       shape=Label(of.shape.label))  # fmt: skip
    hand = honour or pack.honour
    row = (house or {}).get((pack.code, of.seats))
    own = row is not None
    if row is None and hosts is None and laid.closed:
        row = pack.rows.get(of.seats)
    if row is not None:
        if not own and hand is not pack.honour:
            row = row[:1] + row[:0:-1]
        by_seat = tuple(pack.role(code) if code else None for code in row)
        order = _order_of_row(by_seat)
    else:
        codes, order = _by_rule(pack, of, laid, hand, hosts)
        by_seat = tuple(pack.role(codes[n]) if n in codes else None for n in range(of.seats))
    return TableRoles(by_seat, order, tuple(unavoidable(pack, of)), own)


def _by_rule(
    pack: Pack, of: Form, laid: Setting, hand: Hand, hosts: int | None
) -> tuple[dict[int, str], tuple[int, ...]]:
    chains = _Chains(of, laid, pack.order, hand)
    taken: dict[int, str] = {}
    for claim in pack.claims:
        seat = chains.claimed(claim)
        if seat is not None and seat not in taken and of.seats >= claim.least:
            # where two places fall together, those after it move up
            letter = claim.role[0]
            taken[seat] = f"{letter}{1 + sum(code[0] == letter for code in taken.values())}"
    centres = [seat for name in pack.centres if (seat := chains.base(name)) is not None]
    rest = [seat for seat in chains.ranked(centres) if seat not in taken]
    parties = _parties(pack, chains, rest, taken, centres, hosts)
    for seat in rest:
        letter = parties[seat]
        taken[seat] = f"{letter}{1 + sum(code[0] == letter for code in taken.values())}"
    return taken, tuple(taken)


def _parties(pack: Pack, chains: "_Chains", rest: list[int], taken: Mapping[int, str], centres: list[int],
             hosts: int | None) -> dict[int, str]:  # fmt: skip
    """The letter of each place that no claim named."""
    match pack.mix:
        case Mix.ANY:
            return dict.fromkeys(rest, "s")
        case Mix.SIDES:
            return {seat: "h" if seat in chains.laid.near else "g" for seat in rest}
        case Mix.HANDS:
            return {seat: "g" if chains.on_honoured_hand(seat) else "h" for seat in rest}
    found = {seat: "g" if min(chains.distance(seat, c) for c in centres) % 2 else "h" for seat in rest}
    letters = [code[0] for code in taken.values()]
    wanted = (len(rest) + sum(letter in "hg" for letter in letters)) // 2 if hosts is None else hosts
    over = letters.count("h") + list(found.values()).count("h") - wanted
    # the least honoured seats make up what one party has too many
    for seat in reversed(rest):
        if over > 0 and found[seat] == "h":
            found[seat], over = "g", over - 1
        elif over < 0 and found[seat] == "g":
            found[seat], over = "h", over + 1
    return found


class _Chains:
    """Distances and hands along the seats of one form."""

    def __init__(self, of: Form, laid: Setting, order: Order, hand: Hand) -> None:
        self.laid, self.seats, self.order, self.hand = laid, of.seats, order, hand
        if order is Order.FACING:
            self.chains: tuple[tuple[int, ...], ...] = (laid.far, laid.near)
            left = tuple(n for n in range(of.seats) if n not in laid.far and n not in laid.near)
            self.chains += (left,) if left else ()
        else:
            self.chains = laid.chains
        self.ring = order is not Order.FACING and laid.closed
        self.at = {seat: (row, n) for row, chain in enumerate(self.chains) for n, seat in enumerate(chain)}

    def base(self, name: str) -> int | None:
        if self.order is Order.FACING:
            chain = self.chains[0 if name == "head" else 1]
            return chain[self._middle(len(chain))] if chain else None
        if name == "foot":
            return self.seats // 2 if self.ring and self.seats > 3 else None
        if self.ring or (len(self.chains) == 1 and self.chains[0][0] != 0):
            return 0
        return self.chains[0][self._middle(len(self.chains[0]))]

    def _middle(self, count: int) -> int:
        # of two in the middle the first is the one who has the second at the honoured hand
        return count // 2 if count % 2 or self.hand is Hand.RIGHT else count // 2 - 1

    def claimed(self, claim: Claim) -> int | None:
        base = self.base(claim.base)
        if base is None or not claim.hand:
            return base
        hand = {"honour": self.hand, "other": self.hand.other}.get(claim.hand) or Hand.of(claim.hand)
        row, at = self.at[base]
        chain = self.chains[row]
        there = at + (claim.steps if hand is Hand.LEFT else -claim.steps)
        if self.ring:
            return chain[there % len(chain)] if claim.steps < len(chain) else None
        return chain[there] if 0 <= there < len(chain) else None

    def distance(self, seat: int, centre: int) -> int:
        (row, at), (base, middle) = self.at[seat], self.at[centre]
        if self.ring:
            steps = abs(at - middle)
            return min(steps, len(self.chains[row]) - steps)
        # the rows behind lie behind the whole row in front
        return self._aside(row, at) + 1000 * row if row != base else abs(at - middle)

    def _aside(self, row: int, at: int) -> int:
        return abs(at - self._middle(len(self.chains[row])))

    def on_honoured_hand(self, seat: int) -> bool:
        """Of the two halves of its row. In a ring the halves meet at the foot."""
        row, at = self.at[seat]
        if self.ring:
            left = 0 < at < len(self.chains[row]) / 2
        else:
            head = self.base("head")
            middle = self.at[head][1] if row == 0 and head is not None else (len(self.chains[row]) - 1) / 2
            left = at > middle
        return left is (self.hand is Hand.LEFT)

    def ranked(self, centres: list[int]) -> list[int]:
        """All seats from the most honoured on: nearest to a centre, the first centre before the second, the honoured
        hand of each before the other."""

        def key(seat: int) -> tuple[int, int, bool]:
            if not self.ring and self.order is not Order.FACING:
                return self.distance(seat, centres[0]), 0, not self.on_honoured_hand(seat)
            steps, place = min((self.distance(seat, c), n) for n, c in enumerate(centres) if self._reaches(seat, c))
            return steps, place, not self._honoured_from(seat, centres[place])

        return sorted((s for s in self.at if self._reached(s, centres)), key=key) + sorted(
            s for s in self.at if not self._reached(s, centres)
        )

    def _reaches(self, seat: int, centre: int) -> bool:
        return self.ring or self.at[seat][0] == self.at[centre][0]

    def _reached(self, seat: int, centres: Iterable[int]) -> bool:
        return self.order is not Order.FACING or any(self._reaches(seat, c) for c in centres)

    def _honoured_from(self, seat: int, centre: int) -> bool:
        """Whether the seat lies on the honoured half of the table, seen from the main seat in a ring."""
        if self.ring:
            return self.on_honoured_hand(seat)
        at, middle = self.at[seat][1], self.at[centre][1]
        return (at > middle) is (self.hand is Hand.LEFT)


def _order_of_row(by_seat: Iterable[Role | None]) -> tuple[int, ...]:
    """Of a row that names the seats only: by number, of two with the same number the host first."""
    ranks = {"h": 0, "s": 0, "g": 1, "i": 2}
    named = [(role.number, ranks[role.code[0]], n) for n, role in enumerate(by_seat) if role]
    named.sort(key=lambda k: (k[1] == 2, k))
    return tuple(n for _number, _letter, n in named) + tuple(n for n, role in enumerate(by_seat) if not role)


def unavoidable(pack: Pack, of: Form) -> Iterable[Sentence]:
    """What can't be had with this number of seats: the deputy host straight across, hosts and guests in turn."""
    foot = next((c for c in pack.claims if c.base == "foot" and not c.hand), None)
    if pack.order is not Order.RING or foot is None or of.seats < 4:
        return
    if of.seats % 2:
        yield say(ODD, seats=of.seats, role=pack.role(foot.role).title)
    elif pack.mix is Mix.ALTERNATE and len(pack.centres) == 2 and (of.seats - 2) // 2 % 2 == 0:
        yield say(SAME_PARTY, seats=of.seats)


ODD = N_("With {seats} seats “{role}” is not exactly opposite the main seat: the number is odd.")
SAME_PARTY = N_("With {seats} seats hosts and guests can't alternate throughout: on each side two of one party sit "
                "next to each other.")  # fmt: skip
