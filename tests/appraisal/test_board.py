"""What the dashboard adds to sheets: evidence live and frozen, what falls due, what waits, and times of answers."""

from datetime import timedelta

import pytest

from desktop.models.appraisal import FrozenCase
from desktop.models.contacts import Contact
from desktop.rules.errors import NotAllowed
from desktop.rules.indicators import UNTOLD
from desktop.services import appraisal, appraisal_board, appraisal_views
from desktop.services.appraisal_board import Asked
from tests.appraisal.test_periods import DAY, House
from tests.offices import TestOffice


def asked(house, me, key="B1", **more):
    return Asked(house.period, me.id, key, **more)


def test_evidence_is_live_until_the_lock_and_frozen_from_then_on(office: TestOffice):
    house = House(office)
    house.answered(house.anna.id, 0, 1)
    house.until_published()
    live = house.ask(appraisal_board.evidence, asked(house, house.anna), 200, me=house.anna)
    assert (len(live.rows), live.more, live.frozen) == (11, False, False)
    assert {row.whom for row in live.rows} == {"贺启年"} and [row.due for row in live.rows] == sorted(
        row.due for row in live.rows)  # fmt: skip
    lost = house.ask(appraisal_board.evidence, asked(house, house.bo, lost=True), 3)
    assert (len(lost.rows), lost.more) == (3, True) and not any(row.outcome for row in lost.rows)
    # of ten that were looked through none may be lost, and the eleventh be
    assert house.ask(appraisal_board.evidence, asked(house, house.anna, lost=True), 1).more
    for me in (house.bo, house.head):
        with pytest.raises(NotAllowed):
            house.ask(appraisal_board.evidence, asked(house, house.boss), 5, me=me)
    # what shows a mark: what fell short, the newest first
    shown = house.ask(appraisal_board.shown_cases, house.period, house.bo.id, 9, me=house.head)
    assert [row.due for row in shown] == sorted((row.due for row in shown), reverse=True) and len(shown) == 4
    house.locked()
    with office.beneath() as database, database.writing():
        Contact.update(answered_at=None).execute()
    frozen = house.ask(appraisal_board.evidence, asked(house, house.anna), 200, me=house.anna)
    assert frozen.frozen and [(r.row, r.due, r.outcome) for r in frozen.rows] == [
        (r.row, r.due, r.outcome) for r in live.rows]  # fmt: skip
    assert len(house.ask(appraisal_board.evidence, asked(house, house.bo, lost=True), 9).rows) == 4
    # a colleague's is nobody's to read
    assert house.ask(appraisal_board.evidence, asked(house, house.bo), 9, me=house.anna).rows == ()
    # a client gave a rating: neither which nor when, and of fewer than the office tells nothing at all
    from desktop.models import frozen as guard

    with office.beneath() as database, database.writing(), guard.lifted(database):
        some = [row.id for row in FrozenCase.select().where(FrozenCase.outcome > 0).limit(6)]
        FrozenCase.update(source="survey_reply", key="C1").where(FrozenCase.id.in_(some)).execute()
    told = [house.ask(appraisal_board.evidence, asked(house, me, "C1"), 9).rows for me in (house.anna, house.bo)]
    rows = [row for each in told for row in each]
    assert len(rows) in (0, 6) and all(
        (row.row, row.client, row.whom, row.done) == (UNTOLD, None, "", None) for row in rows)  # fmt: skip


def test_what_waits_and_what_falls_due(office: TestOffice):
    house = House(office)
    today = house.spell.last + 10 * DAY
    period = house.do(appraisal.open_period, type(house.spell)("本期", today, today + 30 * DAY))
    with office.beneath() as database, database.writing():
        now = database.now()
        for hours in (3, 30, 24 * 60):
            Contact.create(client=house.client, channel="phone", direction="in", at=now - timedelta(hours=1),
                           staff=house.anna.id, subject="电话", content="问预订", entered_by=house.anna.id,
                           entered_at=now, waiting_since=now - timedelta(hours=1),
                           answer_due=now + timedelta(hours=hours))  # fmt: skip
    coming = house.ask(appraisal_board.coming, period, house.anna.id, ["B1", "B2"], me=house.anna)
    assert [row.key for row in coming] == ["B1", "B1"] and coming[0].due < coming[1].due
    assert house.ask(appraisal_board.coming, period, house.anna.id, ["B2"], me=house.anna) == ()
    tiles = {one.name: one for one in house.ask(appraisal_board.tiles, None)}
    assert tiles["contacts"].count == 3 and tiles["contacts"].late == 0 and tiles["appeals"].count == 0
    assert "appeals" not in {one.name for one in house.ask(appraisal_board.tiles, None, me=house.anna)}
    house.open()
    people = [house.anna.id, house.bo.id]
    times = house.ask(appraisal_board.answers, house.period, people)
    assert len(times) == 20 and sum(one.minutes is None for one in times) == 5
    assert {round(one.minutes) for one in times if one.minutes is not None} == {12 * 60}
    assert {one.limit for one in times} == {24 * 60.0}
    # of oneself alone where one sees nobody else
    assert {one.person for one in house.ask(appraisal_board.answers, house.period, people, me=house.anna)} == {
        house.anna.id}  # fmt: skip
    assert house.ask(appraisal_views.mine, me=house.anna).period.id == period
