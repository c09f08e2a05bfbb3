"""What comes back from the table: into the file as provisional, to the review with both values, or seen again."""

from datetime import timedelta

import pytest

from desktop.models.records import Record
from desktop.models.registers import RegisterLine
from desktop.rules.collecting import Sheet, added_to, is_late
from desktop.rules.errors import BadEntry, NotAllowed, NotFound, Stale
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm, Learnt, ReviewState
from desktop.services import cards, clients, findings, prints, review_lists, reviews
from desktop.services.cards import Wanted
from desktop.services.findings import Finding, Head
from tests.bookings.test_service import House, house
from tests.bookings.test_sheets import ZH, text_of

__all__ = ["house"]
SEE = {Right.SEE_CLIENTS: Scope.ALL, Right.SEE_BOOKINGS: Scope.ALL}


@pytest.mark.parametrize(
    ("known", "told", "both"),
    [("", "花生", "花生"), ("花生", "花生", "花生"), ("花生、虾", "虾", "花生、虾"),
     ("花生", "虾，花生，杧果", "花生；虾；杧果"), ("sea food", "cow milk", "sea food；cow milk")],
)  # fmt: skip
def test_allergies_are_added_and_never_put_in_the_place_of_others(known, told, both):
    assert added_to(known, told) == both


def test_no_allergy_is_taken_out_at_the_table():
    with pytest.raises(BadEntry):
        added_to("花生", "")


def test_a_form_is_late_once_it_is_due():
    from tests.bookings.test_cards import READY, SECOND

    assert not is_late(READY, READY, READY + SECOND) and is_late(READY, READY + SECOND, READY + SECOND)
    assert not is_late(READY, None, READY) and is_late(READY, None, READY + SECOND)
    assert not is_late(None, None, READY)


@pytest.fixture
def served(house: House):
    """A guest whose taboo and dish were confirmed, with a form out."""
    office = house.office
    office.ask_for_no_consent()
    values = {"name": "贺启年", "taboos": "香菜", "dishes": "鲈鱼", "allergies": "花生"}
    guest = office.do(clients.open_client, ClientForm.PERSON, values, me=house.desk)
    for field in ("taboos", "dishes", "allergies"):
        office.do(reviews.accept, guest, field)
    (form,) = house.do(cards.hand_out, [Wanted(house.take(guest), guest, Sheet.FORM)], office.hire("王芳", SEE).id)
    return house, guest, form


def test_what_a_form_brings_waits_for_review_and_says_where_it_is_from(served):
    house, guest, form = served
    told = [Finding("taboos", "不忌口", Learnt.ASKED), Finding("dishes", " 鲈鱼 ", Learnt.OBSERVED),
            Finding("drinks", "黄酒", Learnt.OVERHEARD), Finding("allergies", "虾", Learnt.ASKED),
            Finding("unit", "云川木业", Learnt.CARD)]  # fmt: skip
    entered = house.do(findings.enter, form, told, Head("李娜"), {"taboos": "香菜"})
    assert (entered.new, entered.contradicted, entered.seen) == (
        ("drinks", "unit"), ("taboos", "allergies"), ("dishes",))  # fmt: skip
    file = house.office.ask(clients.client_file, guest)
    assert (file.values["taboos"], file.values["allergies"], file.values["unit"]) == ("不忌口", "花生；虾", "云川木业")
    info = file.reviews["taboos"]
    assert (info.state, info.learnt, info.basis) == (ReviewState.PROVISIONAL, Learnt.ASKED, "CF-1 李娜")
    assert file.reviews["drinks"].learnt is Learnt.OVERHEARD and file.reviews["dishes"].verified
    # the next review has both values, and may put the confirmed one back
    waiting = {line.field: line for line in house.office.ask(review_lists.waiting_reviews, client_id=guest)}
    assert (waiting["taboos"].value, waiting["taboos"].verified) == ("不忌口", "香菜")
    assert "花生；虾⚠未核实" in "".join(text_of(house.office.errand(prints.client_cards, [guest], ZH)).split())
    house.office.do(reviews.refuse, guest, "taboos", "听错了")
    assert house.office.ask(clients.client_file, guest).values["taboos"] == "香菜"
    with house.office.work(write=False) as work:
        seen = work.visible(Record).where(Record.action == "seen_again").get()
    assert (seen.facts["fields"], seen.facts["sheet"]) == (["dishes"], "CF-1")


def test_what_can_not_stand_leaves_nothing_behind(served):
    house, guest, form = served
    good = Finding("drinks", "黄酒", Learnt.OVERHEARD)
    for told, who in (([], "李娜"), ([good], " "), ([good, Finding("bank", "1", Learnt.ASKED)], "李娜"),
                      ([good, Finding("none", "1", Learnt.ASKED)], "李娜"),
                      ([good, Finding("dishes", "鱼", Learnt.IMPORTED)], "李娜"),
                      ([good, Finding("allergies", "", Learnt.ASKED)], "李娜")):  # fmt: skip
        with pytest.raises(BadEntry):
            house.do(findings.enter, form, told, Head(who))
    with pytest.raises(Stale):
        house.do(findings.enter, form, [good, Finding("dishes", "鱼", Learnt.ASKED)], Head("李娜"), {"dishes": "虾"})
    assert house.office.ask(clients.client_file, guest).values["drinks"] == ""
    with pytest.raises(NotAllowed):
        house.office.do(findings.enter, form, [good], Head("李娜"), me=house.office.hire("赵峰", SEE))
    narrow = {**SEE, Right.SEE_CLIENTS: Scope.OWN, Right.EDIT_CLIENTS: Scope.ALL}
    with pytest.raises(NotFound):
        house.office.do(findings.enter, form, [good], Head("李娜"), me=house.office.hire("孙力", narrow))


def due_in(house: House, time: timedelta) -> None:
    with house.office.work() as work:
        work.change(next(iter(work.visible(RegisterLine))), {"due": work.now + time})
        work.record("bookings", "hand_out_sheets", None)
