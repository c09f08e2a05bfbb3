"""Title deeds: three compare them, two move them, the safe is balanced as cash and counted before a witness (DO-5)."""

import pytest

from desktop.i18n import translator
from desktop.models.deeds import Deed, DeedMove, DeedVouch
from desktop.rules.deeds import CountKind, DeedKind, DeedLine, Movement, Reason
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.rights import VAULTS, Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import alarms, clients, deed_counts, deeds, on_file
from desktop.services.deeds import DeedEntry, Leaving
from tests.archive.test_handing import text_of
from tests.offices import TestOffice

AGENT = dict.fromkeys((Right.SEE_CLIENTS, Right.SEE_DOCUMENTS, Right.FILE_DOCUMENTS), Scope.ALL)
KEEPER = dict.fromkeys((Right.SEE_CLIENTS, Right.SEE_DOCUMENTS, Right.KEEP_DEEDS), Scope.ALL)


class Safe:
    def __init__(self, office: TestOffice) -> None:
        self.office = office
        self.client = office.do(clients.open_client, ClientForm.ORGANISATION, {"name": "远岫贸易有限公司"})
        self.a, self.b = office.hire("季安", AGENT), office.hire("舒白", AGENT)
        self.keeper = office.hire("柯简", KEEPER, vaults=VAULTS[:1])
        self.other = office.hire("穆然", KEEPER)

    def listed(self, *numbers):
        entries = [DeedEntry(DeedLine(DeedKind.PROPERTY, f"不动产权证{n}", f"沪(2026)00{n}"), "远岫") for n in numbers]
        return self.office.do(deeds.list_deeds, self.client, entries, me=self.a)

    def taken_in(self, *numbers):
        keys = self.listed(*numbers)
        moves = self.office.do(deeds.move, keys, Movement.TAKEN_IN, slot="A-1", me=self.keeper)
        self.office.do(deeds.vouch, moves, me=self.a)
        self.office.do(deeds.vouch, moves, me=self.b)
        return keys

    def line(self, key):
        return next(line for line in self.office.ask(deeds.ledger, gone=True) if line.id == key)

    def moved(self, key, movement, second=None, **more):
        moves = self.office.do(deeds.move, [key], movement, me=self.keeper, **more)
        self.office.do(deeds.vouch, moves, me=second or self.other)
        return moves[0]


@pytest.fixture
def safe(office: TestOffice):
    return Safe(office)


def test_a_deed_lies_in_the_safe_once_three_different_people_have_compared_it(safe: Safe):
    office = safe.office
    (key,) = safe.listed(1)
    with pytest.raises(NotAllowed):
        office.do(deeds.move, [key], Movement.TAKEN_IN, slot="A-1", me=safe.a)
    with pytest.raises(BadEntry):
        office.do(deeds.move, [key], Movement.TAKEN_IN, me=safe.keeper)
    moves = office.do(deeds.move, [key], Movement.TAKEN_IN, slot="A-1", me=safe.keeper)
    with pytest.raises(BadEntry):
        office.do(deeds.vouch, moves, me=safe.keeper)
    office.do(deeds.vouch, moves, me=safe.a)
    line = safe.line(key)
    assert (line.here, line.slot, line.waiting.missing, line.waiting.vouched) == (0, "", 1, ("柯简", "季安"))
    with pytest.raises(BadEntry):
        office.do(deeds.move, [key], Movement.LENT, leaving=Leaving(Reason.ERRAND, due_on=office.ask(on_file.today)),
                  me=safe.keeper)  # fmt: skip
    office.do(deeds.vouch, moves, me=safe.b)
    line = safe.line(key)
    assert (line.here, line.slot, line.waiting) == (1, "A-1", None)
    with office.beneath():
        vouches = list(DeedVouch.select())
        assert len(vouches) == 3
    assert all(office.ask(deeds.is_genuine, one) for one in vouches)
    with office.beneath():
        Deed.update(number="别的").execute()
    assert not any(office.ask(deeds.is_genuine, one) for one in vouches)
    with pytest.raises(BadEntry):
        office.do(deeds.withdraw_deed, key, me=safe.a)


def test_a_deed_goes_out_and_comes_back_before_two_and_is_given_back_when_the_loan_is_settled(safe: Safe):
    office, today = safe.office, safe.office.ask(on_file.today)
    (key,) = safe.taken_in(1)
    safe.moved(key, Movement.LENT, leaving=Leaving(Reason.ERRAND, "季安", due_on=today))
    line = safe.line(key)
    assert (line.here, line.slot, line.out_to, line.due_on, line.late) == (0, "", "季安", today, False)
    with pytest.raises(BadEntry):
        safe.moved(key, Movement.RELEASED, leaving=Leaving(Reason.SETTLED, "周临", "310101199001011234"))
    safe.moved(key, Movement.BACK, slot="B-2")
    assert (safe.line(key).here, safe.line(key).slot) == (1, "B-2")
    gone = safe.moved(key, Movement.RELEASED, leaving=Leaving(Reason.SETTLED, "周临", "310101199001011234"))
    assert office.ask(deeds.ledger) == () and safe.line(key).gone
    with pytest.raises(BadEntry):
        safe.moved(key, Movement.BACK, slot="B-2")
    # whose ID was seen is read by who keeps the deeds and holds the key, and recorded
    assert office.do(deeds.receiver_id, gone, me=safe.keeper) == "310101199001011234"
    for person in (safe.a, safe.other):
        with pytest.raises(NotAllowed):
            office.do(deeds.receiver_id, gone, me=person)
    with office.beneath():
        (kept,) = [row.receiver_id for row in DeedMove.select() if row.receiver_id is not None]
        assert b"310101" not in bytes(kept)


def test_a_movement_that_nobody_else_has_seen_can_be_taken_back_and_one_in_the_ledger_stays(safe: Safe):
    office = safe.office
    (key,) = safe.taken_in(1)
    (waits,) = office.do(deeds.move, [key], Movement.MOVED, slot="C-3", me=safe.keeper)
    office.do(deeds.void_move, waits, me=safe.keeper)
    assert (safe.line(key).slot, safe.line(key).waiting) == ("A-1", None)
    done = safe.moved(key, Movement.MOVED, slot="C-3")
    assert safe.line(key).slot == "C-3"
    with pytest.raises(BadEntry):
        office.do(deeds.void_move, done, me=safe.keeper)


def test_the_safe_is_counted_before_a_witness_and_what_differs_is_told(safe: Safe):
    office, today = safe.office, safe.office.ask(on_file.today)
    keys = safe.taken_in(*range(1, 6))
    drawn = office.ask(deeds.balance, today, me=safe.keeper)
    assert (drawn.before, drawn.came, drawn.went, drawn.after) == (0, 5, 0, 5)
    sample = [line.id for line in office.ask(deeds.to_count, CountKind.SPOT, me=safe.keeper)]
    assert len(sample) == 3 and set(sample) <= set(keys)
    assert sample == [line.id for line in office.ask(deeds.to_count, CountKind.SPOT, me=safe.other)]
    whole = dict.fromkeys(keys, 1)
    with pytest.raises(BadEntry):
        office.do(deeds.count_safe, CountKind.MONTHLY, whole, safe.keeper.id, me=safe.keeper)
    with pytest.raises(BadEntry) as refused:
        office.do(deeds.count_safe, CountKind.MONTHLY, {keys[0]: 1}, safe.a.id, me=safe.keeper)
    assert "不动产权证" in str(refused.value)
    assert office.do(deeds.count_safe, CountKind.MONTHLY, whole, safe.a.id, me=safe.keeper) == ()
    (wrong,) = office.do(deeds.count_safe, CountKind.MONTHLY, {**whole, keys[1]: 0}, safe.a.id, me=safe.keeper)
    assert (wrong.deed, wrong.expected, wrong.found) == (keys[1], 1, 0)
    (alarm,) = office.ask(alarms.list_alarms)
    assert alarm.facts == {"differing": 1}
    # each can be printed again, by whoever keeps deeds
    differing, sound = office.ask(deed_counts.counts, me=safe.keeper)
    assert [(one.counted, one.differing) for one in (differing, sound)] == [(5, 1), (5, 0)]
    said = text_of(office.errand(deed_counts.count_record, differing.id, translator("zh_CN"), me=safe.keeper).pdf)
    assert said.count("×") == 1 and said.count("不动产权证") >= 5
    for verb, *given in ((deed_counts.counts,), (deed_counts.count_record, sound.id, translator("zh_CN"))):
        with pytest.raises(NotAllowed):
            office.errand(verb, *given, me=safe.a)
    with pytest.raises(NotAllowed):
        office.ask(deeds.to_count, CountKind.DAILY, me=safe.a)
