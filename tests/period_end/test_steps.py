"""The end of a period: each step is to do, waits or is done as the records say, and tells nothing one may not see."""

from datetime import timedelta
from uuid import uuid4

import pytest

from desktop.i18n import language, set_language
from desktop.models.appraisal import AppraisalPeriod, AppraisalPrint, AppraisalSheet
from desktop.models.backups import Backup
from desktop.models.bookings import BillImport, BillLine, Booking, Meal
from desktop.models.sheets import SignedCopy
from desktop.models.surveys import Questionnaire, Survey
from desktop.rules.errors import NotAllowed
from desktop.rules.health import State
from desktop.rules.quarters import Quarter
from desktop.rules.rights import Right, Scope
from desktop.rules.sheet_codes import SheetKind
from desktop.rules.zones import begin_of
from desktop.services import class_runs, classes, filing, on_file, period_end, settings
from desktop.services.filing import Wish
from desktop.services.period_end import Span
from tests.offices import TestOffice

BAD, WARN, GOOD = State.BAD, State.WARN, State.GOOD


@pytest.fixture(autouse=True)
def english():
    before = language()
    set_language("en")
    yield
    set_language(before)


@pytest.fixture
def quarter(office: TestOffice) -> Quarter:
    for feature in ("bookings", "classes", "surveys", "appraisal"):
        office.do(settings.switch_feature, feature, True)
    return Quarter.of(office.ask(on_file.today)).before()


def told(office: TestOffice, quarter: Quarter, me=None):
    found = office.ask(period_end.steps, Span(quarter.first, quarter.last), me=me)
    return {check.key[0]: check for check in found}


def stands(office: TestOffice, quarter: Quarter):
    return {key: check.state for key, check in told(office, quarter).items()}


def test_each_step_as_the_records_have_it(office: TestOffice, quarter: Quarter):
    before = stands(office, quarter)
    assert before == {"bills": GOOD, "unmatched": GOOD, "classes": BAD, "teaching": WARN, "survey": WARN,
                      "appraisal": BAD, "lock": WARN, "print": WARN, "backup": BAD}  # fmt: skip
    assert list(before) == ["bills", "unmatched", "classes", "teaching", "survey", "appraisal", "lock", "print",
                            "backup"]  # fmt: skip
    me, now = office.me.id, office.ask(lambda work: work.now)
    with office.beneath():
        meal = Meal.create(name="晚餐", begins=1050, ends=1260, ready_by=1020)
        for number, (on, state, total) in enumerate((
            (quarter.last, "left", None), (quarter.first, "arrived", None), (quarter.first, "cancelled", None),
            (quarter.first, "left", 9900), (quarter.first - timedelta(days=1), "left", None)), 9001):  # fmt: skip
            Booking.create(number=number, on=on, meal=meal, at=1110, people=4, state=state, taken_by=me, taken_at=now,
                           total=total)  # fmt: skip
        batch = BillImport.create(file_name="till.csv", file_hash="0", at=now, person=me, operation=uuid4(), count=2,
                                  amount=2)  # fmt: skip
        for on, withdrawn in ((quarter.last, None), (quarter.last, now), (quarter.last + timedelta(days=1), None)):
            BillLine.create(batch=batch, number=1, on=on, total=1, withdrawn_at=withdrawn)
    found = told(office, quarter)
    assert str(found["bills"].what) == "2 bills are not entered yet" and found["bills"].opens == ("book", quarter.first)
    assert str(found["unmatched"].what) == "1 bills have found no booking"
    assert found["unmatched"].opens == ("book", quarter.last)
    run = office.do(classes.confirm, quarter)
    assert stands(office, quarter) == before | {"bills": BAD, "unmatched": BAD, "classes": GOOD, "teaching": BAD}
    office.do(class_runs.teach, run, quarter.last, [me])
    assert stands(office, quarter)["teaching"] is GOOD
    with office.beneath():
        paper = Questionnaire.create(family=uuid4(), name="q", made_by=me, made_at=now)
        survey = Survey.create(name="秋季满意度", kind="satisfaction", questionnaire=paper, first=quarter.first,
                               last=quarter.last, made_by=me, made_at=now)  # fmt: skip
    asked = told(office, quarter)["survey"]
    assert asked.state is BAD and asked.opens == ("surveys", survey.id) and "秋季满意度" in str(asked.what)
    with office.beneath():
        Survey.update(closed_at=now).execute()
        Backup.create(archive=uuid4(), state="proved", made_at=begin_of(quarter.last, "Asia/Shanghai"), made_by=me,
                      workstation=uuid4(), folder="/b", file="old")  # fmt: skip
    assert (stands(office, quarter)["survey"], stands(office, quarter)["backup"]) == (GOOD, BAD)


def test_appraisal_lock_reports_and_the_backup_after_them(office: TestOffice, quarter: Quarter):
    me, now = office.me.id, office.ask(lambda work: work.now)
    with office.beneath():
        period = AppraisalPeriod.create(name=str(quarter), first=quarter.first, last=quarter.last, state="self",
                                        opened_by=me, opened_at=now)  # fmt: skip
        sheet = AppraisalSheet.create(period=period, owner=me)
        Backup.create(archive=uuid4(), state="proved", made_at=now - timedelta(hours=1), made_by=me,
                      workstation=uuid4(), folder="/b", file="f")  # fmt: skip
    found = told(office, quarter)
    assert [found[key].state for key in ("appraisal", "lock", "print", "backup")] == [BAD, WARN, WARN, GOOD]
    assert found["appraisal"].opens == ("appraisal_periods", period.id) and not found["lock"].act
    with office.beneath():
        AppraisalPeriod.update(state="signed").execute()
    found = told(office, quarter)
    assert [found[key].state for key in ("appraisal", "lock", "print")] == [GOOD, BAD, WARN]
    assert found["lock"].opens == ("appraisal_periods", period.id)
    with office.beneath():
        AppraisalPeriod.update(state="locked", cut_off=now).execute()
    found = told(office, quarter)
    assert [found[key].state for key in ("appraisal", "lock", "print", "backup")] == [GOOD, GOOD, BAD, BAD]
    assert str(found["print"].what) == "0 of 1 reports are printed"
    with office.beneath():
        for code in ("", "HXH6"):
            AppraisalPrint.create(period=period, sheet=sheet, kind="person", code=code, digest="0", by=me, at=now)
            said = told(office, quarter)["print"]
            assert str(said.what) == ("0 of 1 reports came back signed" if code else "0 of 1 reports are printed")
        AppraisalPrint.update(back_at=now).execute()
    assert told(office, quarter)["print"].state is GOOD
    # and home is too whose signed scan was filed by its code
    scan = office.errand(filing.file_document, Wish(b"%PDF-1", "scan.pdf"))
    with office.beneath():
        AppraisalPrint.update(back_at=None).execute()
        assert told(office, quarter)["print"].state is WARN
        SignedCopy.create(document=scan, kind=SheetKind.APPRAISAL.value, subject=sheet.id, code="HXH6")
    assert told(office, quarter)["print"].state is GOOD


def test_who_may_not_sees_no_step_of_it(office: TestOffice, quarter: Quarter):
    runner = office.hire("安然", {Right.RUN_APPRAISALS: Scope.ALL})
    assert list(told(office, quarter, runner)) == ["appraisal", "lock", "print"]
    with pytest.raises(NotAllowed):
        told(office, quarter, office.hire("卜凡", {Right.SEE_BOOKINGS: Scope.ALL}))
    office.do(settings.switch_feature, "classes", False)
    assert "classes" not in told(office, quarter)
    half = office.ask(period_end.steps, Span(quarter.first, quarter.last - timedelta(days=20)))
    assert "classes" not in {check.key[0] for check in half}
