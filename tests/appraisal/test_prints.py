"""Tests prints of a period: who prints what, the same file again, codes and files compared, papers that come back."""

import hashlib
import io
import json
from argparse import Namespace
from dataclasses import replace
from decimal import Decimal

import pypdf
import pypdfium2
import pytest

from desktop.commands import reports as commands
from desktop.commands.command import Session
from desktop.models import frozen
from desktop.models.appraisal import AppraisalPrint, Excuse, FrozenCase
from desktop.models.office import Person
from desktop.reports.appraisal import person_reports
from desktop.rules import report_codes
from desktop.rules.appraisal import PeriodState
from desktop.rules.errors import BadEntry, NotAllowed, NotFound
from desktop.rules.report_codes import ReportKind
from desktop.rules.rights import Right, Scope
from desktop.rules.sheet_codes import SheetKind
from desktop.services import (
    appraisal_corrections,
    appraisal_prints,
    appraisal_reports,
    appraisal_verifying,
    appraisal_views,
    coded_sheets,
)
from desktop.services.appraisal_prints import Wish, tongue_of
from desktop.services.appraisal_verifying import ReportState
from desktop.services.stamps import look_of
from tests.appraisal.test_periods import House
from tests.offices import TestOffice

OFFICE, PERSON = ReportKind.OFFICE, ReportKind.PERSON


def texts(pdf: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]


class Stopped(Exception):
    """Whoever waits has had enough."""


def test_a_locked_period_on_paper_and_what_its_codes_say(office: TestOffice, tmp_path):
    house = House(office)
    house.until_published()
    anna = house.anna.id

    def printed(wish, me=None):
        return office.errand(appraisal_prints.report, wish, me=me or house.boss)

    # a draft says so and has no code, and comparing it says that too
    draft = printed(Wish(house.period, PERSON, anna, "zh_CN"))
    assert all("草稿" in text for text in texts(draft.pdf)) and draft.code == ""
    with pytest.raises(BadEntry):
        house.ask(appraisal_verifying.by_file, draft.pdf)
    root = house.locked()

    # one file for all, each numbered for himself and with his own name and code alone
    whole = printed(Wish(house.period, OFFICE, None, "both"))
    sheets = {one.name: one for one in house.ask(appraisal_views.sheets, house.period)}
    of_people = {name: [text for text in texts(whole.pdf) if f"· {name} ·" in text] for name in sheets}
    codes = {
        name: {code for text in pages for code in report_codes.codes_in(text)} for name, pages in of_people.items()
    }
    assert all(len(found) == 1 for found in codes.values()) and len(set(map(frozenset, codes.values()))) == len(sheets)
    for name, pages in of_people.items():
        assert [f"第 {n} 页，共 {len(pages)} 页" in text for n, text in enumerate(pages, 1)] == [True] * len(pages)
        others = set(sheets) - {name, sheets[name].superior_name}
        assert not any(other in text for other in others for text in pages)
    # of two who have points the median would tell each the other's
    assert not any("部门中位数" in text for pages in of_people.values() for text in pages)
    (code,) = codes["安然"]

    # the same file again for all who see the same, recorded each time before it is handed out
    once, again, own = (printed(Wish(house.period, PERSON, anna, "en"), me)
                        for me in (house.boss, house.other, house.anna))  # fmt: skip
    assert once.pdf == again.pdf and once.code == again.code == own.code == code
    made = pypdf.PdfReader(io.BytesIO(once.pdf)).metadata
    (view, *_more) = house.ask(appraisal_views.periods)
    assert made is not None and made.creation_date == view.cut_off.replace(microsecond=0)
    with office.beneath():
        kept = list(AppraisalPrint.select().where(AppraisalPrint.code == code).order_by(AppraisalPrint.id))
    assert [row.by_id for row in kept] == [house.boss.id, house.boss.id, house.other.id, anna]
    assert kept[1].digest == hashlib.sha256(once.pdf).hexdigest()

    # nobody prints what he may not see
    for wish, refused in (
        (Wish(house.period, PERSON, house.bo.id), NotFound),
        (Wish(house.period, OFFICE), NotAllowed),
        (Wish(house.period, ReportKind.DEPARTMENT, sheets["安然"].department_id), NotAllowed),
    ):
        with pytest.raises(refused):
            printed(wish, house.anna)
    department = printed(Wish(house.period, ReportKind.DEPARTMENT, sheets["安然"].department_id, "zh_CN"), house.head)
    assert "· 伍总 ·" not in "".join(texts(department.pdf)) and "· 卜凡 ·" in "".join(texts(department.pdf))

    # who sees the penalties of his own department, or his own alone, does not say of others that there are none
    readers = ((Scope.ALL, anna, []), (Scope.OWN, anna, None), (Scope.OWN, None, []), (Scope.DEPARTMENT, anna, None))
    for name, (scope, whose, told) in zip("赵钱孙李", readers, strict=True):
        me = office.hire(name, {Right.SEE_DISCIPLINE: scope}, department="前厅")
        rows = office.ask(appraisal_reports.discipline_rows, whose or me.id, view, tongue_of("zh_CN"), me=me)
        assert rows == told

    # the code, typed or scanned, says whose it is and what was locked
    found = house.ask(appraisal_verifying.by_code, report_codes.shown(code).lower())
    total = sheets["安然"].total.total
    assert (found.state, found.name, found.total, found.period) == (ReportState.INTACT, "安然", str(total), view.name)
    square = report_codes.Square(view.name, 1, "person", anna.hex, kept[1].content)
    assert house.ask(appraisal_verifying.by_code, report_codes.square(square)) == found
    forged = report_codes.square(
        square._replace(digest=kept[1].content[:-1] + ("0" if kept[1].content[-1] != "0" else "1"))
    )
    assert house.ask(appraisal_verifying.by_code, forged).state is ReportState.CHANGED
    other = report_codes.code(report_codes.digest({"total": "99.9"}, root))
    assert house.ask(appraisal_verifying.by_code, other).state is ReportState.UNKNOWN
    assert house.ask(appraisal_verifying.by_code, code, me=house.bo).state is ReportState.UNKNOWN
    with pytest.raises(BadEntry):
        house.ask(appraisal_verifying.by_code, code[:-2] + ("1" if code[-2] == "0" else "0") + code[-1])

    # a file is compared whole: one byte, and one figure
    (same,) = house.ask(appraisal_verifying.by_file, own.pdf)
    assert same.state is ReportState.INTACT
    (same,) = house.ask(appraisal_verifying.by_file, once.pdf)
    assert (same.state, same.whole, same.changes) == (ReportState.INTACT, True, ())
    assert {one.state for one in house.ask(appraisal_verifying.by_file, whole.pdf)} == {ReportState.INTACT}
    (bent,) = house.ask(appraisal_verifying.by_file, once.pdf + b"\n")
    assert (bent.state, bent.whole, bent.changes) == (ReportState.CHANGED, False, ())
    better = office.ask(with_total, house.period, anna, total + Decimal("9.0"), me=house.boss)
    (lied,) = house.ask(appraisal_verifying.by_file, better)
    assert lied.state is ReportState.CHANGED and lied.name == "安然"
    assert any(line.startswith("-") and str(total + 9) in line for line in lied.changes)
    assert any(line.startswith("+") and str(total) in line for line in lied.changes)

    # a file for each with their hashes, and stopping half-way leaves nothing recorded
    before = house.ask(lambda work: work.visible(AppraisalPrint).count())

    def stop(done, of):
        # when the first of them are drawn
        if done > of * 0.5:
            raise Stopped

    with pytest.raises(Stopped):
        office.errand(appraisal_prints.report, Wish(house.period, OFFICE), progress=stop, me=house.boss)
    assert house.ask(lambda work: work.visible(AppraisalPrint).count()) == before
    session = Session(None, office.office, house.boss)
    given = {"language": "zh_CN", "version": 0, "alone": False, "pdf": tmp_path}
    answer = commands._report(session, Namespace(kind="office", words=[view.name], **given))
    manifest = json.loads((tmp_path / "manifest.json").read_text("utf-8"))
    assert manifest["root"] == root and len(manifest["files"]) == len(sheets) + 1 == len(answer.data["files"]) - 1
    for each in manifest["files"]:
        assert hashlib.sha256((tmp_path / each["file"]).read_bytes()).hexdigest() == each["sha256"]
    one = commands._report(session, Namespace(kind="person", words=["安然", view.name],
                                              **given | {"pdf": tmp_path / "one.pdf"}))  # fmt: skip
    assert one.data["code"] == code
    checked = commands._verify(session, Namespace(report=str(tmp_path / "one.pdf")))
    assert (checked.status, checked.data[0]["state"], checked.data[0]["whole"]) == (0, "intact", True)
    assert commands._verify(session, Namespace(report=other)).status == 1
    with pytest.raises(BadEntry):
        commands._report(session, Namespace(kind="person", words=["王五", view.name], **given))
    # of two of one name nobody is chosen by chance
    with office.beneath() as database, database.writing():
        Person.update(name="方圆").where(Person.id.in_([anna, house.bo.id])).execute()
    with pytest.raises(BadEntry) as two:
        commands._report(session, Namespace(kind="person", words=["方圆", view.name], **given))
    assert set(two.value.values["logins"].split("、")) == {"安然", "卜凡"}
    assert office.ask(commands._about, house.period, PERSON, "安然", me=house.boss) == anna

    # two had a part in one record: each reads the reason that was approved for him
    with office.beneath() as database, database.writing(), frozen.lifted(database):
        third = (FrozenCase.sheet == sheets["安然"].id) & (FrozenCase.place == 3)
        FrozenCase.update(excused=True).where(third).execute()
        case = FrozenCase.get(third)
        for owner in (house.bo.id, anna, house.bo.id):
            Excuse.create(owner=owner, key=case.key, source=case.source, row=case.row, reason="client",
                          words=owner.hex, asked_at=view.cut_off, due=case.due)  # fmt: skip
    (excused,) = [one for one in house.ask(excused_of, house.period, anna) if one.words]
    assert excused.words == anna.hex

    # who has the database itself can lift what refuses changes: the code tells it
    with office.beneath() as database, database.writing(), frozen.lifted(database):
        FrozenCase.update(leaf="0" * 64).where(
            (FrozenCase.sheet == sheets["安然"].id) & (FrozenCase.place == 3)
        ).execute()
    assert house.ask(appraisal_verifying.by_code, code).state is ReportState.CHANGED


def excused_of(work, period, person):
    views = appraisal_views.sheets(work, period)
    (values,) = appraisal_reports.person_reports(work, [one for one in views if one.person == person],
                                                 tongue_of("en"), views)  # fmt: skip
    return values.excused


def with_total(work, period, person, total) -> bytes:
    """A report that says another total, drawn as the true one is."""
    tongue = tongue_of("en")
    views = appraisal_views.sheets(work, period)
    (values,) = appraisal_reports.person_reports(work, [one for one in views if one.person == person], tongue, views)
    lie = replace(values, total=replace(values.total, total=total))
    return person_reports([lie], look_of(work), tongue, views[0].period.cut_off)


def test_what_was_corrected_is_stamped_and_signed_paper_comes_home(office: TestOffice):
    house = House(office)
    house.until_published()
    house.locked()
    anna, sheet = house.anna.id, house.sheet(house.anna).id
    wish = Wish(house.period, PERSON, anna, "zh_CN")
    printed = office.errand(appraisal_prints.report, wish)
    office.errand(appraisal_prints.report, wish)
    # a gun on the paper opens the sheet, for who sees it
    found = office.ask(coded_sheets.find, report_codes.shown(printed.code))
    assert (found.kind, found.subjects, found.said) == (SheetKind.APPRAISAL, (sheet,), "安然 上期")
    assert office.ask(coded_sheets.find, printed.code, me=house.bo) is None
    # its signed copy is about a colleague, so it bears a mark
    with pytest.raises(BadEntry):
        office.ask(coded_sheets.required, printed.code, None, "")
    lines = house.ask(appraisal_prints.handed_out, house.period)
    assert [(line.name, line.code, line.back) for line in lines] == [("安然", printed.code, False)] * 2
    house.do(appraisal_prints.note_handed, lines[0].id)
    house.do(appraisal_prints.note_back, lines[0].id)
    with pytest.raises(NotAllowed):
        house.do(appraisal_prints.note_back, lines[1].id, me=house.anna)
    newest, _first = house.ask(appraisal_prints.handed_out, house.period)
    assert newest.handed_at is not None and newest.back

    version = house.approved(appraisal_corrections.correct, house.period, "少记一通电话", me=house.boss, by=office.me)
    kept, house.period = house.period, version
    # a correction that is not locked yet takes nothing's place
    assert house.ask(appraisal_verifying.by_code, printed.code).state is ReportState.INTACT
    house.step(PeriodState.PUBLISHED)
    house.locked()
    told = house.ask(appraisal_verifying.by_code, printed.code)
    assert (told.state, told.number, told.newer) == (ReportState.SUPERSEDED, 1, 2)
    old = office.errand(appraisal_prints.report, replace(wish, period=kept))
    new = office.errand(appraisal_prints.report, replace(wish, period=version))
    assert all("已被第 2 版取代" in text for text in texts(old.pdf)) and "取代，" not in texts(new.pdf)[0]
    assert old.code == printed.code != new.code
    assert house.ask(appraisal_verifying.by_code, new.code).state is ReportState.INTACT
