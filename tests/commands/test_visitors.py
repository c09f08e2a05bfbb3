"""Who is in the house is told without a window."""

from desktop.services import reception
from desktop.services.reception import NewVisitor
from tests.commands.test_clients import inside, place, seeded

__all__ = ["place", "seeded"]


def test_who_is_in_the_house_and_expected_is_listed(seeded, place):
    assert seeded("visitors") == {"inside": [], "people": 0, "expected": []}
    with inside(place) as office:
        host = office.me.id
        office.do(reception.check_in, NewVisitor("马师傅", "锦程制冷", heads=2, purpose="检修冷库", host=host))
        with office.work() as work:
            soon = work.now
        office.do(reception.plan_visit, NewVisitor("潘老师", purpose="谢师宴", host=host, expected_at=soon))
    found = seeded("visitors")
    assert [(line["name"], line["state"], line["badge"]) for line in found["inside"]] == [("马师傅", "waiting", "1–2")]
    assert found["people"] == 2 and [line["name"] for line in found["expected"]] == ["潘老师"]
    assert found["expected"][0]["came"] is None and seeded("visitors", "--inside") == {**found, "expected": []}
