"""What must be the same for an approval to hold, and when days of a stand-in can stand."""

from datetime import date
from uuid import UUID

import pytest

from desktop.rules.approvals import Act, Need
from desktop.rules.errors import BadEntry
from desktop.rules.stand_ins import Absence, StandInKind, checked

A, B, C = (UUID(int=n) for n in range(1, 4))
TODAY = date(2026, 7, 12)
BOTH = frozenset(StandInKind)


def test_the_same_act_on_the_same_thing_has_the_same_mark():
    need = Need(Act.EXPORT, 300, "名册", "class=A")
    assert need.mark == Need(Act.EXPORT, 5, "said otherwise", "class=A", level=3).mark
    others = {Need(Act.DESTROY, 1, "", "class=A").mark, Need(Act.EXPORT, 1, "", "class=B").mark,
              Need(Act.EXPORT, 1, "", "class=A", subject=A).mark}  # fmt: skip
    assert len(others | {need.mark}) == 4


def absence(first=12, last=14, *, absent=A, person=B, kinds=BOTH):
    return Absence(absent, person, date(2026, 7, first), date(2026, 7, last), frozenset(kinds))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (absence(person=A), "person"),
        (absence(14, 12), "last_on"),
        (absence(1, 11), "last_on"),
        (absence(kinds=()), "kinds"),
        (absence(20, 22, kinds={StandInKind.REVIEWS}), "first_on"),
    ],
)
def test_days_that_can_not_stand_name_their_field(wrong, field):
    with pytest.raises(BadEntry) as refusal:
        checked(wrong, TODAY, [absence(22, 25, person=C, kinds={StandInKind.REVIEWS})])
    assert refusal.value.field == field


def test_one_may_stand_in_for_approvals_and_another_for_reviews():
    other = absence(person=C, kinds={StandInKind.REVIEWS})
    assert checked(absence(12, 12, kinds={StandInKind.APPROVALS}), TODAY, [other]).runs(TODAY)
    assert checked(absence(), TODAY, [absence(absent=B, person=C)]) == absence()
