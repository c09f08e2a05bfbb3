"""The diagram of a handed-in form tells the seating history of who it is about, once its facts were reviewed."""

from datetime import timedelta

from desktop.rules.collection_forms import Diagram
from desktop.rules.seating.diagrams import around, read_diagram
from desktop.rules.seating.packs import Party
from desktop.rules.seating.shapes import Shape, form, neighbours
from desktop.rules.words import Learnt
from desktop.services import (
    findings,
    reviews,
    seating_history,
    seating_past,
    seating_people,
    seating_plans,
    seating_tables,
)
from desktop.services.findings import Finding, Head
from tests.bookings.test_findings import served  # noqa: F401
from tests.bookings.test_service import house  # noqa: F401

NAMES = {"h1": "周总", "g2": "李局长", "h2": "吴经理", "g1": "贺启年"}


def test_hands_on_the_diagram_are_those_of_a_table_of_four_and_a_name_must_be_plain():
    hands = neighbours(form(Shape.ROUND, 4))[0]
    assert (hands.left, hands.right) == (1, 3)
    assert around(NAMES, "h1") == ("贺启年", "李局长", "吴经理")
    assert around(NAMES, "g1") == ("吴经理", "周总", "李局长")
    assert read_diagram(NAMES, ("贺启年", "")) == "g1"
    assert read_diagram(NAMES, ("", "贺")) == "" and read_diagram({"h1": "贺总", "g1": "贺总"}, ("贺总",)) == ""


def test_a_client_sat_where_his_form_says_as_soon_as_its_facts_are_reviewed(served, etiquette):  # noqa: F811
    held, guest, paper = served
    office = held.office
    seats = Diagram(main_host="周总", deputy_host="吴经理", honour_guest="贺启年")
    held.do(findings.enter, paper, [Finding("drinks", "黄酒", Learnt.ASKED)], Head("李娜", diagram=seats))
    assert office.ask(seating_history.sat_of, guest, etiquette, me=held.desk) == ()
    office.do(reviews.accept, guest, "drinks")
    (line,) = office.ask(seating_history.sat_of, guest, etiquette, me=held.desk)
    assert (line.role.en, line.host.name, line.at_left.name, line.across) == ("Guest of honour", "周总", "周总", None)
    # and a proposal of a later meal knows it
    later = held.take(guest, on=line.on + timedelta(days=7))
    held.do(seating_tables.lay, later, etiquette)
    held.do(seating_people.add_clients, later, etiquette)
    held.do(seating_people.add_names, later, "吴经理", Party.GUEST, etiquette)
    seating = office.ask(seating_plans.seating_of, later, etiquette, me=held.desk)
    people = {g.name: str(g.id) for g in seating.guests}

    def past(work):
        return seating_past.past_of(work, later, seating.guests)

    sat = office.ask(past, me=held.desk)[people["贺启年"]]
    assert (sat.on, sat.code, sat.beside) == (line.on, "g1", {people["吴经理"]})
