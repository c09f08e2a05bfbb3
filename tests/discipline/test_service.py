"""A penalty is told, heard, decided by a second person and may be appealed; each sees what he may (RP-1, RP-2)."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from desktop.i18n import translator
from desktop.models.discipline import DisciplineCase
from desktop.rules.discipline import Kind, Measure, Rule, Signed, Source, State, Step, months_after
from desktop.rules.errors import BadEntry, NotAllowed, NotFound
from desktop.rules.rights import Right, Scope
from desktop.rules.sheet_codes import SheetKind
from desktop.rules.today import View
from desktop.services import (
    coded_sheets,
    discipline,
    discipline_acts,
    discipline_due,
    discipline_prints,
    discipline_rules,
    discipline_undo,
    discipline_views,
    filing,
    on_file,
    reception,
    settings,
)
from desktop.services.discipline import Evidence, NewCase, Standing, Wish
from desktop.services.discipline_acts import Decision
from desktop.services.filing import Wish as Paper
from desktop.services.reception import NewVisitor
from tests.archive.test_handing import text_of

M = Measure
PAPERS = {Right.SEE_DOCUMENTS: Scope.ALL, Right.FILE_DOCUMENTS: Scope.ALL}
STAFF = {Right.SEE_DISCIPLINE: Scope.OWN, Right.SEE_VISITORS: Scope.OWN}
HEAD = {**PAPERS, Right.SEE_DISCIPLINE: Scope.DEPARTMENT, Right.SEE_VISITORS: Scope.DEPARTMENT}
CHIEF = {**PAPERS, Right.SEE_DISCIPLINE: Scope.ALL, Right.DECIDE_DISCIPLINE: Scope.ALL, Right.SEE_VISITORS: Scope.ALL}
DESK = {Right.SEE_VISITORS: Scope.ALL, Right.RECEIVE_VISITORS: Scope.ALL}
zh = translator("zh_CN")


class Team:
    """A department with its head, a colleague of another one, and two who decide."""

    def __init__(self, office):
        self.office = office
        office.do(settings.switch_feature, "reception", True)
        self.anna = office.hire("安然", STAFF, department="客服部")
        self.head = office.hire("贺主任", HEAD, department="客服部")
        self.other = office.hire("卜凡", HEAD, department="财务部")
        self.chief = office.hire("冯经理", CHIEF)
        self.second = office.hire("孙经理", CHIEF)
        self.today = office.ask(on_file.today)

    def do(self, verb, *args, me=None, **more):
        return self.office.do(verb, *args, me=me or self.head, **more)

    def view(self, key, me=None):
        return self.office.ask(discipline_views.case_view, key, me=me or self.head)

    def propose(self, me=None, rule="reception", **more):
        new = NewCase(
            rule, more.pop("person", self.anna.id), more.pop("on", self.today), "周一上午在前台与同事争吵", **more
        )
        return self.do(discipline.propose, new, me=me)

    def decided(self, *measures, amount=0, **more):
        """From the proposal to the decision."""
        key = self.propose(**more)
        self.do(discipline_acts.notify, key)
        self.do(discipline_acts.reply, key, "没有异议", me=self.anna)
        self.do(discipline_acts.decide, key, Decision(measures, "依规定处理", amount), me=self.chief)
        return key

    def no(self, *counts):
        return tuple(f"J{self.today.year}-{count:03}" for count in counts)

    def put(self, key, **values):
        with self.office.beneath() as database, database.writing():
            DisciplineCase.update(**values).where(DisciplineCase.id == key).execute()

    def due(self, me):
        view = View(me.id, me.mandate.department, self.today)
        found = self.office.ask(discipline_due.due, view, me=me)
        return {(batch.group.value, row.key[0], row.given[1][1] if isinstance(row.given[1], tuple) else "")
                for batch in found for row in batch.rows}  # fmt: skip

    def numbers(self, me, **wish):
        return [line.number for line in self.office.ask(discipline.cases, Wish(**wish), me=me)]


def test_from_the_proposal_to_the_appeal(office):
    team = Team(office)
    anna, head, chief, second = team.anna, team.head, team.chief, team.second
    # heads propose for their own department, nobody for himself, staff for nobody
    for me, person in ((team.other, anna), (head, head), (anna, head)):
        with pytest.raises(NotAllowed):
            team.propose(me=me, person=person.id)
    with pytest.raises(BadEntry):
        team.propose(on=team.today + timedelta(days=1))
    key = team.propose(evidence=[Evidence("同事书面说明"), Evidence("走廊录像", told=False)], reported_by="前台小林",
                       named=False)  # fmt: skip
    found = team.view(key)
    assert (found.line.state, found.proposed.step, found.proposed.measures) == (State.PROPOSED, 1, (M.INSTRUCT,))
    # out of sight of whom it is about until he is told, and of another department
    for me in (anna, team.other):
        assert team.numbers(me, standing=Standing.ALL) == []
        with pytest.raises(NotFound):
            team.view(key, me)
    assert team.due(head) == {("waiting", "discipline", "notify")} and team.due(anna) == set()
    # nothing is decided before the person concerned was heard
    with pytest.raises(BadEntry):
        team.do(discipline_acts.decide, key, Decision([M.INSTRUCT], "x"), me=chief)
    team.do(discipline_acts.notify, key)
    with pytest.raises(BadEntry):
        team.do(discipline_acts.decide, key, Decision([M.INSTRUCT], "x"), me=chief)
    assert team.due(anna) == {("waiting", "discipline", "reply")} and team.due(chief) == set()
    # he reads notice and evidence, and neither who proposed nor who reported it, nor what is not for him
    told = team.view(key, anna)
    assert [(one.kind.value, one.said, one.by) for one in told.entries] == [
        ("evidence", "同事书面说明", ""), ("notice", "", "")]  # fmt: skip
    assert {one.by for one in team.view(key, chief).entries} == {"贺主任"}
    assert {one.said for one in team.view(key, chief).entries} >= {"前台小林", "走廊录像"}
    with pytest.raises(NotAllowed):
        team.do(discipline_acts.notify, key, me=anna)
    with pytest.raises(BadEntry):
        team.do(discipline_acts.reply, key, "  ", me=anna)
    team.do(discipline_acts.reply, key, "当时在接急电", me=anna)
    assert team.due(chief) == {("waiting", "discipline", "decide")}
    # a second person: neither who proposed it nor whoever it is about, nor anybody without the right
    mine = team.propose(me=chief)
    team.do(discipline_acts.notify, mine, me=chief)
    # whoever proposed it does not speak for him, and what another notes for him ends his days no sooner
    with pytest.raises(NotAllowed):
        team.do(discipline_acts.reply, mine, "没有异议", me=chief)
    team.do(discipline_acts.reply, mine, "没有异议")
    assert (team.view(mine).line.state, team.view(mine).line.decidable) == (State.NOTIFIED, False)
    with pytest.raises(BadEntry):
        team.do(discipline_acts.decide, mine, Decision([M.INSTRUCT], "x"), me=second)
    team.do(discipline_acts.reply, mine, "没有异议", me=anna)
    for me in (chief, head, anna):
        with pytest.raises(NotAllowed):
            team.do(discipline_acts.decide, mine, Decision([M.INSTRUCT], "x"), me=me)
    team.do(discipline_acts.drop, mine, "情节轻微", me=second)
    for given, field in ((Decision([], "x"), "measures"), (Decision([M.PRAISE], "x"), "measures"),
                         (Decision([M.ORAL], ""), "said"), (Decision([M.ORAL], "x", points=Decimal(1)), "points"),
                         (Decision([M.FINE], "x", -1), "amount"),
                         (Decision([M.ORAL], "x", effective_on=team.today - timedelta(days=1)), "effective_on"),
                         (Decision([M.ORAL], "x", expires_on=team.today - timedelta(days=1)),
                          "expires_on")):  # fmt: skip
        with pytest.raises(BadEntry) as refusal:
            team.do(discipline_acts.decide, key, given, me=chief)
        assert refusal.value.field == field
    team.do(discipline_acts.decide, key, Decision([M.INSTRUCT], "初次，已认识"), me=chief)
    line = team.view(key, anna).line
    assert (line.state, line.effective_on, line.expires_on) == (
        State.EFFECTIVE, team.today, months_after(team.today, 12))  # fmt: skip
    # the appeal: by him, heard by somebody who has not decided it, as long as there is one; one that was noted for him
    # is heard after his days, or once he has appealed himself
    with pytest.raises(NotAllowed):
        team.do(discipline_acts.appeal, key, "x")
    team.do(discipline_acts.appeal, key, "当面说不服", me=chief)
    with pytest.raises(BadEntry):
        team.do(discipline_acts.settle_appeal, key, State.UPHELD, "x", me=second)
    assert ("waiting", "discipline", "settle") not in team.due(second) and team.view(key, anna).appeals
    team.do(discipline_acts.appeal, key, "录像看不清", me=anna)
    assert ("waiting", "discipline", "settle") in team.due(second)
    with pytest.raises(NotAllowed):
        team.do(discipline_acts.settle_appeal, key, State.UPHELD, "x", me=chief)
    team.do(discipline_acts.settle_appeal, key, State.REVOKED, "证据不足", me=second)
    assert team.view(key, anna).line.state is State.REVOKED and team.due(second) == set()
    with pytest.raises(BadEntry):
        team.do(discipline_acts.appeal, key, "再诉", me=anna)


def test_the_ladder_counts_what_stands_and_a_fine_takes_nothing(office):
    team = Team(office)
    chief = team.chief
    keys = [team.decided(*measures) for measures in ((M.INSTRUCT,), (M.ORAL,))]
    # a revoked, expired or too old decision counts no more, nor one under another clause
    team.decided(M.ORAL, rule="name")
    third = team.view(team.propose(), chief).proposed
    assert (third.step, third.measures, third.counted) == (3, (M.WRITTEN,), team.no(1, 2))
    team.put(keys[0], expires_on=team.today - timedelta(days=1))
    assert team.view(team.propose(), chief).proposed.counted == team.no(2)
    team.put(keys[0], expires_on=None, effective_on=team.today - timedelta(days=400))
    assert team.view(team.propose(), chief).proposed.counted == team.no(2)
    team.put(keys[0], expires_on=None, effective_on=team.today)
    team.decided(M.WRITTEN)
    key = team.propose()
    fourth = team.view(key, chief).proposed
    assert (fourth.step, fourth.measures, fourth.amount) == (4, (M.FINE,), 5000)
    team.do(discipline_acts.notify, key)
    # where nobody replies, it is decided after the days for it
    team.put(key, reply_until=team.view(key).line.opened_at - timedelta(minutes=1))
    assert ("wrong", "discipline", "reply") in team.due(team.anna) and team.view(key).line.decidable
    team.do(discipline_acts.decide, key, Decision([M.FINE], "第四次", 5000), me=chief)
    (line, *_rest) = office.ask(discipline_views.of_person, team.anna.id, team.today, team.today, me=team.anna)[::-1]
    assert line.decision(zh) == "罚款 50 元（记录，不扣款）" and line.rule(zh).startswith("接待制度")
    # past the last step the head decides freely
    last = team.view(team.propose(), chief).proposed
    assert (last.step, last.measures) == (0, ()) and len(last.counted) == 4
    # fines are switched on by who runs the office, once it was read why they are off; what was decided stays so
    with pytest.raises(NotAllowed):
        team.do(discipline_rules.switch_fines, True, read=True, me=chief)
    with pytest.raises(BadEntry):
        office.do(discipline_rules.switch_fines, True)
    office.do(discipline_rules.switch_fines, True, read=True)
    assert line.decision(zh) == "罚款 50 元（记录，不扣款）"
    new = team.view(team.decided(M.FINE, amount=8850, rule="secrecy"), chief).line
    assert (new.deducts, new.amount) == (True, 8850)


def test_rewards_points_and_the_offices_own_rules(office):
    team = Team(office)
    anna, chief, second = team.anna, team.chief, team.second
    rule = Rule("", Kind.REWARD, "拾金不昧", "员工手册第12条", (Step((M.PRAISE,)),), by_weight=True)
    with pytest.raises(NotAllowed):
        team.do(discipline_rules.keep_rule, rule)
    key = team.do(discipline_rules.keep_rule, rule, me=chief)
    # rules of rewards are trade secrets: whoever may propose reads them
    known = lambda me: {one.key for one in office.ask(discipline_rules.catalogue, me=me)}  # noqa: E731
    assert known(anna) == {"reception", "name", "badge", "secrecy"} and known(team.head) == known(anna) | {key}
    new = NewCase(key, anna.id, team.today, "拾到客户钱包交还")
    case = team.do(discipline.propose, new)
    assert office.ask(discipline.cases, Wish(Standing.ALL), me=anna) == ()
    # a new version holds for cases to come; a stale one is refused
    (held,) = [one for one in office.ask(discipline_rules.catalogue, me=chief) if one.key == key]
    changed = Rule(key, Kind.REWARD, "拾金不昧", "员工手册第13条", held.steps, by_weight=True, version=held.version)
    team.do(discipline_rules.keep_rule, changed, me=chief)
    with pytest.raises(BadEntry):
        team.do(discipline_rules.keep_rule, changed, me=second)
    assert team.view(case, chief).line.clause == "员工手册第12条"
    # so does its ladder
    (shipped,) = [one for one in office.ask(discipline_rules.catalogue, me=chief) if one.key == "reception"]
    early = team.propose()
    team.do(discipline_rules.keep_rule, replace(shipped, steps=(Step((M.DISMISSAL,)),)), me=chief)
    late = team.propose()
    assert [team.view(one, chief).proposed.measures for one in (early, late)] == [(M.INSTRUCT,), (M.DISMISSAL,)]
    given = Decision([M.PRAISE, M.BONUS], "值得学习", 20000, points=Decimal("1.5"))
    with pytest.raises(BadEntry):
        team.do(discipline_acts.decide, case, given, me=chief)
    office.do(discipline_rules.switch_points, True)
    team.do(discipline_acts.decide, case, given, me=chief)
    line = team.view(case, anna).line
    assert (line.measures, line.amount, line.appeal_until) == ((M.PRAISE, M.BONUS), 20000, None)
    score = lambda me=None: office.ask(discipline.points, anna.id, team.today, team.today, me=me or chief)  # noqa: E731
    assert score() == Decimal("1.5") == score(anna)
    penalty = team.propose(rule="secrecy")
    team.do(discipline_acts.notify, penalty)
    team.do(discipline_acts.reply, penalty, "没有异议", me=anna)
    past = Decision([M.ORAL], "x", effective_on=team.today - timedelta(days=1), points=Decimal(1))
    team.put(penalty, happened_on=team.today - timedelta(days=9))
    with pytest.raises(BadEntry):
        team.do(discipline_acts.decide, penalty, past, me=chief)
    hard = Decision([M.SUSPENSION], "泄露客户电话", points=Decimal(9), compensation=50000)
    team.do(discipline_acts.decide, penalty, hard, me=chief)
    assert score() == Decimal("-7.5") and team.view(penalty, anna).compensation == 50000
    team.put(penalty, points=-100)
    team.put(case, points=-50)
    assert score() == Decimal(-10)
    office.do(discipline_rules.switch_points, False)
    assert score() == 0


def test_a_visitor_without_a_badge_is_proposed_once(office):
    team = Team(office)
    desk = office.hire("前台小林", DESK)
    visit = office.do(reception.check_in, NewVisitor("贺启年", purpose="送资料", host=team.anna.id), "", me=desk)
    office.do(reception.note_breach, visit, "三楼走廊", me=desk)
    assert ("waiting", "discipline_breach", "") in team.due(team.head) and office.ask(
        discipline.breaches, me=team.other) == ()  # fmt: skip
    # what others are to propose takes nobody's place
    later = office.do(reception.check_in, NewVisitor("高远", purpose="送资料", host=team.other.id), "", me=desk)
    office.do(reception.note_breach, later, "大堂", me=desk)
    assert office.ask(discipline.breaches, 1, me=team.chief)[0].visit == later
    deputy = office.hire("何主任", {**HEAD, Right.SEE_VISITORS: Scope.ALL}, department="客服部")
    assert [one.visit for one in office.ask(discipline.breaches, 1, me=deputy)] == [visit]
    (breach,) = office.ask(discipline.breaches, me=team.head)
    assert (breach.name, breach.visitor, breach.note) == ("安然", "贺启年", "三楼走廊")
    new = NewCase("badge", breach.person, breach.on, "来访者未佩戴访客牌", [Evidence("", Source.VISITOR, breach.visit)])
    key = team.do(discipline.propose, new)
    with pytest.raises(BadEntry):
        team.do(discipline.propose, new)
    assert office.ask(discipline.breaches, me=team.head) == () and team.view(key).proposed.amount == 5000
    # the record is told as far as it is seen: the host's own visitor
    team.do(discipline_acts.notify, key)
    (evidence,) = [one for one in team.view(key, team.anna).entries if one.kind.value == "evidence"]
    assert (evidence.record, evidence.opens) == ("贺启年", ("reception", visit))


def test_acts_are_undone_until_somebody_goes_on(office):
    team = Team(office)

    def noted(verb, *args, me=None, **more):
        with office.work(me or team.head) as work:
            verb(work, *args, **more)
            return work.operation

    key = team.propose()
    act = noted(discipline_acts.notify, key)
    with pytest.raises(NotAllowed):
        team.do(discipline_undo.undo, act, me=team.chief)
    team.do(discipline_undo.undo, act)
    assert team.view(key).line.state is State.PROPOSED and team.numbers(team.anna, standing=Standing.ALL) == []
    act = noted(discipline_acts.notify, key)
    reply = noted(discipline_acts.reply, key, "没有异议", me=team.anna)
    with pytest.raises(BadEntry):
        team.do(discipline_undo.undo, act)
    team.do(discipline_undo.undo, reply, me=team.anna)
    team.do(discipline_acts.reply, key, "当时在接急电", me=team.anna)
    decision = noted(discipline_acts.decide, key, Decision([M.ORAL], "x"), me=team.chief)
    team.do(discipline_undo.undo, decision, me=team.chief)
    assert (team.view(key).line.state, team.view(key).line.measures) == (State.REPLIED, (M.INSTRUCT,))


def test_papers_name_nobody_and_come_home_marked(office):
    team = Team(office)
    key = team.propose(evidence=[Evidence("同事书面说明")], reported_by="前台小林", named=False)
    with pytest.raises(BadEntry):
        office.errand(discipline_prints.notice, key, zh, me=team.head)
    team.do(discipline_acts.notify, key)
    paper = office.errand(discipline_prints.notice, key, zh, me=team.head)
    text = text_of(paper.pdf)
    assert "拟处分通知书" in text and "同事书面说明" in text and "安然" in text
    assert "前台小林" not in text
    found = office.ask(coded_sheets.find, paper.code, me=team.chief)
    assert (found.kind, found.page, found.said) == (SheetKind.DISCIPLINE_NOTICE, "discipline", team.no(1)[0])
    assert office.ask(coded_sheets.find, paper.code, me=team.other) is None
    # its signed copy bears a mark, or all who see the office's papers would read it
    with pytest.raises(BadEntry) as refusal:
        office.errand(filing.file_document, Paper(paper.pdf, "scan.pdf", sheet=paper.code, legible=True), me=team.head)
    assert refusal.value.field == "mark"
    team.do(discipline_acts.reply, key, "没有异议", me=team.anna)
    team.do(discipline_acts.decide, key, Decision([M.FINE], "第四次", 5000), me=team.chief)
    text = text_of(office.errand(discipline_prints.decision, key, zh, me=team.anna).pdf)
    assert "处分决定书" in text and "罚款50元（记录，不扣款）" in text and "不从工资中扣款" in text
    with pytest.raises(BadEntry):
        team.do(discipline_acts.note_signed, key, Signed.REFUSED)
    team.do(discipline_acts.note_signed, key, Signed.REFUSED, "见证人：王五")
    text = text_of(office.errand(discipline_prints.register, team.today, team.today, zh, me=team.chief).pdf)
    assert "奖惩登记表" in text and team.no(1)[0] in text
    with pytest.raises(NotAllowed):
        office.errand(discipline_prints.register, team.today, team.today, zh, me=team.anna)
