"""Risk: assessments and fraud warnings, the mark that follows, who may judge, and what is due again."""

from datetime import date, timedelta

import pytest

from desktop.rules.errors import BadEntry, NotAllowed, NotFound
from desktop.rules.quarters import Quarter
from desktop.rules.rights import Right, Scope
from desktop.rules.risks import Aspect, Consequence, RiskLevel, Sign, mark_of
from desktop.rules.words import ClientForm
from desktop.services import (
    class_runs,
    classes,
    client_lists,
    clients,
    importing,
    past_files,
    review_lists,
    risks,
    search,
)
from desktop.services.client_lists import Filter
from desktop.services.histories import history_of
from desktop.services.merging import merge
from desktop.services.risks import AssessmentEntry
from desktop.services.undoing import operations, undo
from desktop.services.unmerging import unmerge
from tests.offices import TestOffice, office_today

SOON = office_today() + timedelta(days=30)
BAD_CREDIT = AssessmentEntry(Aspect.CREDIT, RiskLevel.HIGH, Consequence.RESTRICT, "三张账单未结", SOON)


@pytest.fixture
def he(office: TestOffice):
    return office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年", "phone": "19900001234"})


def standing(office: TestOffice, client, me=None):
    return office.ask(risks.standing, client, me=me)


def marks(office: TestOffice, me=None):
    """What list, search and file say."""
    (line,) = office.ask(client_lists.list_clients, me=me)
    (hit,) = office.ask(search.find, "贺启", me=me)
    return line.risk, hit.risk, office.ask(clients.client_file, line.id, me=me).standing.mark


@pytest.mark.parametrize(
    ("consequences", "fraud", "mark"),
    [((), False, ""), (("none",), False, ""), (("warn", "refuse", "none"), True, "refuse"), (("warn",), True, "fraud"),
     (("restrict",), True, "restrict")],
)  # fmt: skip
def test_the_gravest_counts(consequences, fraud, mark):
    assert mark_of(consequences, fraud) == mark


def test_an_assessment_marks_the_client_wherever_it_is_picked_until_it_is_lifted(office: TestOffice, he):
    assert marks(office) == ("", "", "")
    office.do(risks.assess, he, BAD_CREDIT)
    office.do(risks.assess, he, AssessmentEntry(Aspect.CONDUCT, RiskLevel.MIDDLE, Consequence.WARN, "席间失态", SOON))
    assert marks(office) == ("restrict",) * 3
    assert office.ask(client_lists.count_clients, Filter(risky=True)) == 1
    office.do(risks.assess, he, AssessmentEntry(Aspect.CREDIT, RiskLevel.LOW, Consequence.NONE, "已结清"))
    assert marks(office) == ("warn",) * 3
    found = standing(office, he)
    assert [(a.aspect, a.holds) for a in found.assessments] == [
        (Aspect.CREDIT, True), (Aspect.CONDUCT, True), (Aspect.CREDIT, False)]  # fmt: skip
    assert [a.reason for a in found.holding] == ["席间失态"]


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (AssessmentEntry(Aspect.CREDIT, RiskLevel.HIGH, Consequence.REFUSE, " ", SOON), "reason"),
        (AssessmentEntry(Aspect.CREDIT, RiskLevel.HIGH, Consequence.WARN, "x"), "look_again"),
        (AssessmentEntry(Aspect.CREDIT, RiskLevel.HIGH, Consequence.WARN, "x", date(2026, 1, 1)), "look_again"),
    ],
)
def test_an_assessment_has_its_reason_and_a_day_to_look_again(sqlite_office: TestOffice, entry, field):
    client = sqlite_office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"})
    with pytest.raises(BadEntry) as refusal:
        sqlite_office.do(risks.assess, client, entry)
    assert refusal.value.field == field
    assert standing(sqlite_office, client).mark == ""


def test_a_warning_stands_until_somebody_with_the_right_settles_it(office: TestOffice, he):
    desk = office.hire("周敏", {Right.SEE_CLIENTS: Scope.ALL, Right.ENTER_CLIENTS: Scope.ALL})
    reader = office.hire("赵峰", {Right.SEE_CLIENTS: Scope.ALL})
    with pytest.raises(NotAllowed):
        office.do(risks.warn_of_fraud, he, Sign.TRANSFER, "要求退到他人账户", me=reader)
    warning = office.do(risks.warn_of_fraud, he, Sign.TRANSFER, "要求退到他人账户", me=desk)
    assert marks(office, reader) == ("fraud",) * 3
    with pytest.raises(NotAllowed):
        office.do(risks.settle_warning, warning, "已核实", me=desk)
    with pytest.raises(NotAllowed):
        office.do(risks.assess, he, BAD_CREDIT, me=desk)
    with pytest.raises(BadEntry):
        office.do(risks.settle_warning, warning, "")
    office.do(risks.settle_warning, warning, "本人来电确认，属误会")
    assert marks(office) == ("",) * 3
    (line,) = standing(office, he).warnings
    assert (line.who, line.settled_by, line.outcome) == ("周敏", office.me.name, "本人来电确认，属误会")


def test_the_right_reaches_as_far_as_its_scope(office: TestOffice, he):
    head = office.hire("王芳", {Right.SEE_CLIENTS: Scope.ALL, Right.ASSESS_CLIENTS: Scope.OWN})
    own = office.hire("李娜", {Right.SEE_CLIENTS: Scope.OWN, Right.ASSESS_CLIENTS: Scope.ALL})
    with pytest.raises(NotAllowed):
        office.do(risks.assess, he, BAD_CREDIT, me=head)
    with pytest.raises(NotFound):
        office.do(risks.assess, he, BAD_CREDIT, me=own)
    with pytest.raises(NotFound):
        standing(office, he, own)
    office.do(clients.set_people, he, owner=head.id, deputy=None, important=False)
    office.do(risks.assess, he, BAD_CREDIT, me=head)
    assert standing(office, he, head).may_assess


def test_the_mark_goes_with_the_client_through_reviews_classes_and_imports(office: TestOffice, he, tmp_path):
    office.do(clients.edit_client, he, {"taboos": "香菜"}, me=office.hire("周敏", dict.fromkeys(
        (Right.SEE_CLIENTS, Right.EDIT_CLIENTS, Right.ENTER_CLIENTS), Scope.ALL)))  # fmt: skip
    office.do(risks.assess, he, BAD_CREDIT)
    (waiting,) = office.ask(review_lists.waiting_reviews)
    quarter = Quarter.of(office_today()).before()
    proposal = office.ask(classes.propose, quarter)
    run = office.do(classes.confirm, quarter, {}, seen=proposal.fingerprint)
    (told,) = office.ask(class_runs.run_lines, run)
    path = tmp_path / "客户.csv"
    path.write_text("姓名,电话\n贺启年,19900001234", "utf-8-sig")
    (row,) = office.errand(importing.prepare, path).rows
    assert [waiting.risk, proposal.line(0).risk, told.risk, row.known.risk] == ["restrict"] * 4


def test_undoing_takes_the_mark_back_and_doing_again_brings_it(office: TestOffice, he):
    office.do(risks.assess, he, BAD_CREDIT)
    office.do(risks.warn_of_fraud, he, Sign.REQUEST, "索要其他客户电话")
    first = office.ask(operations, client_id=he)
    done = office.do(undo, first[1].operation)
    assert marks(office) == ("fraud",) * 3
    office.do(undo, done.operation)
    assert marks(office) == ("restrict",) * 3
    office.do(undo, first[0].operation)
    assert [line.noticed for line in standing(office, he).warnings] == []
    lines = office.ask(history_of, he)
    assert [line.action for line in lines] == [
        "Undone", "Done again", "Undone", "Fraud warning raised", "Risk assessed", "File opened"]  # fmt: skip
    told = {c.label: c.after for c in lines[4].changes}
    assert (told["Consequence"], told["Reason"], told["Look again on"]) == (
        "Restrict trade", "三张账单未结", SOON.isoformat())  # fmt: skip


def test_a_merge_brings_the_gravest_along_and_taking_it_apart_gives_it_back(office: TestOffice, he):
    other = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年", "unit": "云川茶业"})
    office.do(risks.assess, other, BAD_CREDIT)
    merged = office.do(merge, he, other)
    assert standing(office, he).mark == "restrict"
    assert marks(office) == ("restrict",) * 3
    office.do(unmerge, merged.id)
    assert (standing(office, he).mark, standing(office, other).mark) == ("", "restrict")
    assert sorted(line.risk for line in office.ask(client_lists.list_clients)) == ["", "restrict"]


def test_the_file_of_a_past_day_shows_how_the_client_stood_then(office: TestOffice, he):
    yesterday = office_today() - timedelta(days=1)
    with office.work() as work:
        work.now -= timedelta(days=2)
        client = clients.open_client(work, ClientForm.PERSON, {"name": "单雪"})
        risks.assess(work, client, BAD_CREDIT)
    office.do(risks.assess, client, AssessmentEntry(Aspect.CREDIT, RiskLevel.LOW, Consequence.NONE, "已结清"))
    assert standing(office, client).mark == ""
    assert office.ask(past_files.client_as_of, client, yesterday).file.standing.mark == "restrict"
