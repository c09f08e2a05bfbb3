"""Records are drawn by a seed, scored by others, kept from whom they judge, and lead to improvements (CM-4)."""

from datetime import timedelta
from uuid import UUID

import pytest

from desktop.i18n import translator
from desktop.models.spot_checks import SpotCheck
from desktop.rules.contacts import Channel, Direction, Report
from desktop.rules.errors import BadEntry, NotAllowed, NotFound
from desktop.rules.rights import Right, Scope
from desktop.rules.spot_checks import Marks, Numbers, drawn
from desktop.rules.today import View
from desktop.rules.words import ClientForm
from desktop.services import (
    accounts,
    clients,
    closing,
    contacts,
    on_file,
    settings,
    spot_checks,
    spot_due,
    spot_evaluation,
)
from tests.archive.test_handing import text_of

STAFF = {Right.SEE_CLIENTS: Scope.ALL, Right.ENTER_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.ALL}
JUDGE = {**STAFF, Right.SCORE_CONTACTS: Scope.ALL, Right.PRINT_CLIENTS: Scope.ALL}
DAY = timedelta(days=1)


def test_a_seed_draws_the_same_again_and_of_each_so_many():
    anna, bo = (UUID(int=n) for n in (1, 2))
    pool = {anna: [UUID(int=n) for n in range(10, 30)], bo: [UUID(int=50)]}
    found = drawn(pool, Numbers(3, 0, 5), 7)
    assert found == drawn({staff: rows[::-1] for staff, rows in pool.items()}, Numbers(3, 0, 5), 7)
    assert [staff for staff, _row in found] == [anna, anna, anna, bo]
    # the share where it is more; another seed draws others
    assert len(drawn(pool, Numbers(3, 50, 5), 7)) == 11
    assert any(drawn(pool, Numbers(3, 0, 5), seed) != found for seed in range(5))
    # whoever is there besides changes nobody's draw
    assert [one for one in found if one[0] == anna] == list(drawn({anna: pool[anna]}, Numbers(3, 0, 5), 7))


def test_records_are_scored_by_others_and_improved(office):
    anna, bo = (office.hire(name, STAFF) for name in ("安然", "卜凡"))
    head, second = office.hire("贺主任", JUDGE), office.hire("孙主任", JUDGE)
    day = office.ask(on_file.today)
    file = office.do(clients.open_client, ClientForm.PERSON, {"name": "白露"}, me=anna)
    for me in (anna, anna, bo, head):
        said = Report(Channel.PHONE, f"{me.name}的电话", "问营业时间", direction=Direction.IN)
        office.do(contacts.log_contact, file, said, me=me)
    # off until the office has set its numbers; nobody without the right draws
    with pytest.raises(BadEntry):
        office.do(spot_checks.draw, day, day, me=head)
    for name, value in (("spot_size", 1), ("spot_scale", 5)):
        office.do(settings.change_setting, name, value)
    with pytest.raises(NotAllowed):
        office.do(spot_checks.draw, day, day, me=anna)
    for first, last in ((day, day - DAY), (day, day + DAY), (day - 9 * DAY, day - 8 * DAY)):
        with pytest.raises(BadEntry):
            office.do(spot_checks.draw, first, last, me=head)
    draw = office.do(spot_checks.draw, day, day, me=head)
    lines = {line.staff: line for line in office.ask(spot_checks.checks, draw, me=head)}
    # of each one, and nobody sees his own there; nobody scores himself
    assert set(lines) == {"安然", "卜凡"} and lines["安然"].contact.subject == "安然的电话"
    own = {line.staff: line for line in office.ask(spot_checks.checks, draw, me=second)}["贺主任"]
    with pytest.raises(NotAllowed):
        office.do(spot_checks.score, own.id, Marks(5, 5, 5), me=head)
    key = lines["安然"].id
    for wrong, field in ((Marks(0, 5, 5), "manners"), (Marks(5, 5, 6), "completeness")):
        with pytest.raises(BadEntry) as refusal:
            office.do(spot_checks.score, key, wrong, me=head)
        assert refusal.value.field == field
    assert _today(office, head, day) == {("waiting", "spot_score")}
    office.do(spot_checks.score, key, Marks(5, 3, 4, "价格报错"), me=head)
    with pytest.raises(BadEntry):
        office.do(spot_checks.score, key, Marks(5, 5, 5), me=second)
    # out of reach of whom it judges, until it is released
    assert office.ask(spot_checks.mine, me=anna) == ()
    for verb in (spot_checks.draws, spot_evaluation.evaluation):
        with pytest.raises(NotAllowed):
            office.ask(verb, *((day, day) if verb is spot_evaluation.evaluation else ()), me=anna)
    office.do(spot_checks.release, key, me=head)
    (told,) = office.ask(spot_checks.mine, me=anna)
    assert (told.marks, told.mine, told.by) == (Marks(5, 3, 4, "价格报错"), True, "贺主任")
    # an improvement: with an owner and a day, done, and looked at by somebody else
    with pytest.raises(BadEntry):
        office.do(spot_checks.improve, key, "背熟价目表", bo.id, day - DAY, me=head)
    office.do(spot_checks.improve, key, "背熟价目表", bo.id, day + DAY, me=head)
    assert _today(office, bo, day) == {("next", "improve")} and _today(office, bo, day + 2 * DAY) == {
        ("wrong", "improve")}  # fmt: skip
    assert [line.marks for line in office.ask(spot_checks.mine, me=bo)] == [None]
    with pytest.raises(NotFound):
        office.do(spot_checks.improvement_done, key, "背熟了", me=anna)
    with pytest.raises(BadEntry):
        office.do(spot_checks.look_again, key, True, me=head)
    office.do(spot_checks.improvement_done, key, "背熟了", me=bo)
    # from a page that shows what was: neither said anew nor asked for anew while it waits for the second look
    with pytest.raises(BadEntry):
        office.do(spot_checks.improvement_done, key, "没背", me=bo)
    with pytest.raises(BadEntry):
        office.do(spot_checks.improve, key, "再背", anna.id, day + DAY, me=head)
    assert ("waiting", "spot_look") in _today(office, second, day) and _today(office, bo, day) == set()
    office.do(spot_checks.look_again, key, False, day + 3 * DAY, me=second)
    with pytest.raises(BadEntry):
        office.do(spot_checks.improve, key, "再背", anna.id, day + DAY, me=head)
    office.do(spot_checks.improvement_done, key, "又背了一遍", me=bo)
    office.do(spot_checks.look_again, key, True, me=second)
    # what was looked at stays so: no second look contradicts it, and its words are not replaced
    for verb, given, me in ((spot_checks.look_again, (True,), head), (spot_checks.improvement_done, ("没背",), bo),
                            (spot_checks.look_again, (False, day + DAY), head)):  # fmt: skip
        with pytest.raises(BadEntry):
            office.do(verb, key, *given, me=me)
    (left,) = office.ask(spot_checks.mine, me=bo)
    assert (left.done, left.looked_by, left.improve) == ("又背了一遍", "孙主任", "背熟价目表")
    # what a colleague who leaves was to improve is told at the closing of the account, and somebody else improves it
    office.do(spot_checks.improve, key, "下月再查", bo.id, day + DAY, me=head)
    assert {one.kind: one.count for one in office.ask(closing.holdings, bo.id)}["improvements"] == 1
    office.do(accounts.suspend, bo.id)
    (line,) = (one for one in office.ask(spot_checks.checks, draw, me=head) if one.id == key)
    assert line.left and line.owner == "卜凡"
    office.do(spot_checks.improve, key, "下月再查", anna.id, day + DAY, me=head)
    assert "improvements" not in {one.kind for one in office.ask(closing.holdings, bo.id)}
    office.do(spot_checks.improvement_done, key, "查过了", me=anna)
    office.do(spot_checks.look_again, key, True, me=head)
    # the figures of the period for appraisal; what no record tells is said to be unknown, on paper too
    found = office.ask(spot_evaluation.evaluation, day, day, me=head)
    (figures,) = found.staff
    assert (figures.name, figures.scored, figures.manners, figures.accuracy) == ("安然", 1, 5, 3)
    assert (found.contacts, found.improvements, found.improved, found.satisfied.percent) == (4, 1, 1, None)
    paper = text_of(office.errand(spot_evaluation.evaluation_sheet, day, day, translator("en"), me=head).pdf)
    assert "notkept:norecordtellsit" in paper and "nothingtocount" in paper
    # what was scored stays scored when somebody looks at the rows
    with office.office.work(office.me) as work:
        assert work.visible(SpotCheck).where(SpotCheck.at.is_null(False)).count() == 1


def _today(office, me, day):
    found = office.ask(spot_due.due, View(me.id, None, day), me=me)
    return {(batch.group.value, row.key[0]) for batch in found for row in batch.rows}
