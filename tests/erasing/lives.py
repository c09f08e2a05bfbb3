"""A client about whom an office knows all that can be known, every word of it one that stands nowhere else."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import pytest

from desktop.i18n import translator
from desktop.models.appraisal import Appeal, AppraisalPeriod, AppraisalSheet, Excuse, FrozenCase
from desktop.models.archive import ArchiveFile, ArchiveItem, ArchiveSignature
from desktop.models.classes import ClassResult, ClassRun
from desktop.models.clients import Client
from desktop.models.contacts import ContactPaper, UnknownCall
from desktop.models.deeds import Deed, DeedMove, DeedVouch
from desktop.models.field_checks import FieldCheck, FieldDraw, FileSpan
from desktop.models.folders import DocumentVersion
from desktop.models.leads import Lead, LeadEntry
from desktop.models.loans import Loan
from desktop.models.owners import ContactPerson, Handover, HandoverLine
from desktop.models.registers import RegisterClient, RegisterLine
from desktop.models.retention import DestructionItem, DestructionList, DestructionWitness, Hold
from desktop.models.sheets import PrintedSheet, SignedCopy
from desktop.models.spot_checks import SpotCheck, SpotDraw
from desktop.rules.anniversaries import RememberedDay
from desktop.rules.approvals import NeedsApproval
from desktop.rules.bookings import BookingState
from desktop.rules.cases import Step as CaseStep
from desktop.rules.collecting import Sheet
from desktop.rules.collection_forms import Diagram
from desktop.rules.consents import Ground, Way
from desktop.rules.contacts import Channel, Report
from desktop.rules.documents import Entry
from desktop.rules.events import Answer, EventKind
from desktop.rules.exports import ExportKind
from desktop.rules.fields import Block
from desktop.rules.identities import Document
from desktop.rules.ids import new_id
from desktop.rules.leads import LeadEntered, Source
from desktop.rules.orders import OrderLine
from desktop.rules.reception import Zone
from desktop.rules.requests import RequestKind
from desktop.rules.review_meetings import Attends, Present
from desktop.rules.rewards import RewardKind
from desktop.rules.rights import Right, Scope
from desktop.rules.risks import Aspect, Consequence, RiskLevel, Sign
from desktop.rules.seating.attending import Duty
from desktop.rules.seating.commands import Assign
from desktop.rules.seating.packs import Party, read_folder
from desktop.rules.seating.plan import Kind, Rule, Seat
from desktop.rules.surveys import Means, Question, QuestionKind
from desktop.rules.visits import Plan, Preparation, VisitReport
from desktop.rules.words import ClientForm, DayCalendar, DayKind, Learnt, LinkRole
from desktop.services import (
    affiliations,
    anniversaries,
    approvals,
    asking,
    bookings,
    cards,
    case_steps,
    cases,
    clients,
    competitors,
    consents,
    contacts,
    days_kept,
    dealings,
    document_index,
    documents,
    dossiers,
    duplicates,
    events,
    exports,
    filing,
    findings,
    identities,
    leads,
    merging,
    on_file,
    order_checks,
    orders,
    prints,
    reception,
    reception_zones,
    requests,
    review_meetings,
    rewards,
    risks,
    rooms,
    seating,
    seating_people,
    seating_tables,
    settings,
    spending,
    spot_checks,
    stops,
    survey_asking,
    survey_draws,
    surveys,
    views,
    visits,
)
from desktop.services.bookings import BookingEntry
from desktop.services.cards import Wanted
from desktop.services.client_lists import Chosen, Filter
from desktop.services.competitors import CompetitorEntry
from desktop.services.dealings import DealingEntry, YearLine
from desktop.services.document_index import Said
from desktop.services.events import EventEntry
from desktop.services.exports import Wish
from desktop.services.filing import Wish as Paper
from desktop.services.findings import Finding, Head
from desktop.services.identities import AgentEntry, CheckEntry
from desktop.services.purposes import Agreed
from desktop.services.reception import NewVisitor
from desktop.services.requests import RequestEntry
from desktop.services.rewards import RewardEntry
from desktop.services.risks import AssessmentEntry
from desktop.services.rooms import RoomEntry
from desktop.services.seating_people import GuestEntry
from desktop.services.surveys import QuestionnaireEntry, SurveyEntry
from desktop.services.views import Content
from desktop.services.work import SignedIn
from desktop.workstation.paths import resource
from tests.offices import TestOffice

PERSON = ClientForm.PERSON
# In names, in texts, in digits
CANARIES = ("龘靐", "canaryqz", "1398765042")
MARK = "canaryqz"


def now_of(work):
    work.require(Right.SEE_CLIENTS)
    return work.now


def scored(work, client):
    """As if a supervisor had drawn and scored a record of this client."""
    day = on_file.today(work)
    draw = work.add(SpotDraw(first=day, last=day, seed=1, size=1, percent=0, scale=5, pool=1, by=work.me.id,
                             at=work.now))  # fmt: skip
    work.add(SpotCheck(draw=draw.id, client=client, contact=new_id(), staff=work.me.id, manners=5, accuracy=5,
                       completeness=5, said=MARK, improve=MARK, owner=work.me.id, due_on=day, done=MARK))  # fmt: skip
    work.record(spot_checks.TOPIC, "score_contact", draw)


def checked(work, client, colleague):
    """As if a value of this client had been drawn and checked, and its state noted."""
    day, me = on_file.today(work), work.me.id
    draw = work.add(FieldDraw(first=day, last=day, seed=1, size=1, grave=0, pool=1, by=me, at=work.now))
    drawn = work.add(FieldCheck(draw=draw.id, client=client, field="hobbies", author=colleague, entered_at=work.now,
                                weight=1000))  # fmt: skip
    work.change(drawn, {"verdict": "wrong", "by": me, "at": work.now, "note": MARK})
    work.record("field_checks", "draw_field_checks", draw)
    FileSpan.create(client=client, person=me, first=day, filled=1, required=2, fresh=True)


def appraised(work, client, colleague):
    """As if a case of this client had counted in a period that was locked since."""
    day, row, me = on_file.today(work), new_id(), work.me.id
    period = work.add(AppraisalPeriod(name="2026Q1", first=day, last=day, opened_by=me, opened_at=work.now))
    sheet = work.add(AppraisalSheet(period=period.id, owner=me, published_at=work.now))
    case = {"key": "C2", "source": "service_case", "row": row, "client": client}
    work.add(Excuse(owner=colleague, due=work.now, reason="appeal", words=MARK, asked_at=work.now, approved_by=me,
                    **case))  # fmt: skip
    work.add(Appeal(period=period.id, sheet=sheet.id, kind="case", words=MARK, reason=MARK, made_at=work.now,
                    due_at=work.now, **case))  # fmt: skip
    work.add(FrozenCase(period=period.id, sheet=sheet.id, place=0, due=work.now, outcome=0, weight=1000, payload=MARK,
                        salt=MARK[:32], leaf="0" * 64, **case))  # fmt: skip
    work.change(period, {"state": "locked"})
    work.record("appraisal", "lock_period", period)


def became(work, lead, client):
    """As if the lead had become this client, which opens a file of its own."""
    for model, condition in ((Lead, Lead.id == lead), (LeadEntry, LeadEntry.lead == lead)):
        for row in list(work.visible(model).where(condition)):
            work.change(row, {"client": client})
    work.record(leads.TOPIC, "convert_lead", work.get(Lead, lead))


def asked_and_given(office: TestOffice, client: UUID) -> None:
    """What the client agreed to, withdrew and asked for, and what other nouns than clients keep of him."""
    do, today = office.do, office.ask(on_file.today)
    agreed = Agreed(Ground.CONSENT, Way.PAPER, today, f"{MARK} 柜")
    consent = do(consents.record_consent, client, "health", agreed)
    do(consents.end_consent, consent, today)
    request = do(requests.enter_request, client, RequestEntry(RequestKind.ACCESS, today, Channel.PHONE, MARK))
    do(requests.answer_request, request, f"{MARK} 已给")
    do(stops.lift, do(stops.restrict, client, MARK), f"{MARK} 好了")
    # a colleague asked for the file, and was shown it and what is locked in it
    staff = office.hire("韩磊", {Right.SEE_CLIENTS: Scope.OWN})
    do(asking.ask_for_file, "龘靐先生", MARK, me=staff)
    do(approvals.approve, do(asking.ask_for_file, "龘靐", MARK, me=staff), MARK)
    do(approvals.approve, do(approvals.ask, asking.values_wanted(client, Block.PROPERTY), MARK, me=staff))
    said = cases.NewCase("complaint", f"{MARK} 等太久", f"龘靐先生 {MARK}", client, phone="1398765042")
    case = do(cases.record_case, said)
    do(case_steps.do_step, case, CaseStep.PROMISE, f"{MARK} 今晚答复")
    do(case_steps.do_step, case, CaseStep.CAUSE, MARK, cause=f"{MARK} 排班")
    new = NewVisitor(f"龘靐先生 {MARK}", MARK, "1398765042", purpose=MARK, host=office.me.id, client=client)
    visit = do(reception.check_in, new)
    do(reception.note_breach, visit, MARK)
    # who asks to let a visitor in there names no file
    do(reception_zones.set_zones, [Zone("A · 机房", str(office.me.id))])
    do(approvals.ask, office.ask(reception_zones.need_of, visit, "A · 机房"), MARK)
    do(reception.check_out, visit)
    tea = OrderLine(f"{MARK} 岩茶", price=88_00, unit=MARK[:4])
    order = do(orders.enter_order, orders.NewOrder(client, (tea,), note=MARK, outside=f"{MARK}-7", special=True))
    do(order_checks.note, order, f"{MARK} 要礼盒")
    planned = do(visits.plan_visit, client, Plan(office.ask(now_of), MARK, place=MARK,
                                                 preparation=Preparation(*[MARK] * 5)))  # fmt: skip
    do(visits.report_visit, planned, VisitReport(f"{MARK} 很好", MARK, MARK))
    do(visits.call_off, do(visits.plan_visit, client, Plan(office.ask(now_of), MARK)), MARK)
    lead = do(leads.enter_lead, LeadEntered(f"龘靐先生 {MARK}", Source.CALL, MARK, unit=MARK, phone="1398765042",
                                            needs=MARK, qualifications=MARK))  # fmt: skip
    do(leads.settle_entry, do(leads.leave_message, lead, MARK), MARK)
    do(became, lead, client)
    do(scored, client)
    do(appraised, client, staff.id)
    do(checked, client, staff.id)
    question = Question("", QuestionKind.TEXT, "还想说什么")
    paper = do(surveys.save_questionnaire, None, QuestionnaireEntry("满意度", [question]))
    day = office.ask(on_file.today)
    survey = do(surveys.save_survey, None, SurveyEntry("满意度", paper, day, day, plan={"": "100%", "A": "100%"}))
    do(survey_draws.draw_sample, survey)
    asker = office.hire("访问员", {Right.SEE_CLIENTS: Scope.ALL, Right.ASK_SURVEYS: Scope.ALL})
    drawn = next(one for one in office.ask(survey_asking.waiting, survey, me=asker) if one.client == client)
    do(survey_asking.answer, drawn.id, {"q1": f"龘靐 {MARK} 上菜慢"}, Means.PHONE, me=asker)
    me = office.me.id
    do(rooms.add_usual_meals)
    room = do(rooms.add_room, RoomEntry("牡丹厅", 8))
    meal = office.ask(rooms.meals)[0].id
    entry = Entry(f"{MARK} 合同", note=MARK)
    papers = [Paper(f"%PDF-{MARK}".encode(), f"{MARK}.pdf", client, (f"{MARK} 夹",), entry),
              Paper(b"%PDF-2", f"{MARK}.pdf", client, entry=entry, mark="top_secret")]  # fmt: skip
    filed = office.errand(filing.file_documents, papers)
    assert not any(done.trouble for done in filed)
    paper, marked = (done.document for done in filed)
    with office.beneath():
        versions = {row.document_id: row for row in DocumentVersion.select()}
    with office.work() as work:
        # as if they had been read for their words
        for key, vault in ((paper, "identity"), (marked, "property")):
            document_index.keep_pages(work, versions[key], vault, [Said(1, f"{MARK} 全文 {vault}", "native")])
    do(documents.change_document, paper, Entry(f"{MARK} 合同改", tags=(MARK,)))
    booking = do(bookings.take, BookingEntry(client, today, meal, 12 * 60, 4, (room,), purpose=MARK, wishes=MARK))
    do(bookings.change, booking, bookings.Change(wishes=f"{MARK} 改"))
    seats_at(office, booking, client)
    archived(office, client, paper, collected(office, booking, client))
    do(bookings.set_state, booking, BookingState.CANCELLED, MARK)
    contact = do(contacts.log_contact, client, Report(Channel.IN_PERSON, MARK))
    with office.work() as work:
        now = work.now
        line = RegisterLine(register="handout", number=1, what=MARK, why=MARK, out_at=now, out_by=me, back_at=now)
        run = ClassRun(quarter="2026Q1", preset="restaurant", rules={}, figures={}, at=now, person=me,
                       operation=work.operation)  # fmt: skip
        over = Handover(at=now, person=me, operation=work.operation)
        for row in (line, run, over, RegisterClient(line=line.id, client=client),
                    ContactPaper(contact=contact, document=paper, client=client),
                    *(UnknownCall(client=whose, phone="13987650421", direction="in", at=now, staff=me, entered_by=me,
                                  entered_at=now) for whose in (client, None)),
                    ContactPerson(client=client, person=me, since=today, until=today),
                    HandoverLine(handover=over.id, client=client)):  # fmt: skip
            work.add(row)
        ClassResult.create(run=run.id, client=client, before="", proposed="A", given="B", spend=1, visits=1,
                           earlier_visits=0, why="", override=MARK)  # fmt: skip
        # as it was recorded before a hash of the list was kept
        work.record("clients", "classify", run, quarter=run.quarter, clients=1, moved=1)


def archived(office: TestOffice, client: UUID, paper: UUID, keeper: SignedIn) -> None:
    """What the archive has of the client: a file with its list and signature, a loan, a deed, a hold, a list."""
    me = office.me.id
    with office.work() as work:
        now, today = work.now, on_file.today(work)
        file = ArchiveFile(client=client, title=MARK, year=today.year, term="D10", agent_a=me, agent_b=me, ended_at=now,
                           entered_by=me, entered_at=now, note=MARK, place=MARK)  # fmt: skip
        deed = Deed(client=client, file=file.id, kind="property", name=MARK, number=MARK, owner=MARK, entered_by=me,
                    entered_at=now)  # fmt: skip
        listed = DestructionList(client=client, number="X2026-001", made_by=me, made_at=now, note=MARK)
        for row in (
            file, ArchiveItem(file=file.id, client=client, section="client", title=MARK, document=paper),
            ArchiveSignature(file=file.id, client=client, role="a", person=me, at=now, digest="0" * 64, signature="00"),
            Loan(file=file.id, client=client, form="copy", purpose=MARK, days=1, asked_by=me, asked_at=now),
            deed,
            Hold(client=client, file=file.id, reason=MARK, by=me, at=now, lifted_by=me, lifted_at=now, lifting=MARK),
            listed,
            DestructionItem(list=listed.id, client=client, file=file.id, title=MARK, term="D10"),
            DestructionWitness(list=listed.id, client=client, person=me, at=now, digest="0" * 64, signature="00"),
            PrintedSheet(code="A1B2C3D4E5", kind="content_list", subject=file.id, client=client, by=me, at=now),
            SignedCopy(document=paper, client=client, kind="content_list", subject=file.id, code="A1B2C3D4E5"),
        ):  # fmt: skip
            work.add(row)
        work.record("archive", "open_file", file)
    with office.work(keeper) as work:
        move = DeedMove(
            deed=deed.id, client=client, movement="taken_in", count=1, custodian=keeper.id, at=now, note=MARK
        )
        for row in (move, DeedVouch(move=move.id, client=client, person=keeper.id, at=now, signature="00")):
            work.add(row)
        work.record("deeds", "move_deed", work.get(Client, client), movement="taken_in")


def collected(office: TestOffice, booking: UUID, client: UUID) -> SignedIn:
    """A form about the client came back, and a review wants something asked again. Returns who collected it, and keeps
    deeds."""
    do = office.do
    (form,) = do(cards.hand_out, [Wanted(booking, client, Sheet.FORM)], office.me.id, MARK)
    staff = office.hire("周敏", dict.fromkeys((Right.SEE_CLIENTS, Right.EDIT_CLIENTS, Right.SEE_BOOKINGS,
                                             Right.SEE_DOCUMENTS, Right.KEEP_DEEDS), Scope.ALL))  # fmt: skip
    names = Diagram(MARK, MARK, MARK, MARK)
    facts = [Finding(name, f"{MARK} {name}", Learnt.ASKED) for name in ("work_news", "people_around", "other_facts")]
    do(findings.enter, form, facts, Head("李娜", staff.id, diagram=names), me=staff)
    do(cards.take_back, [form], note=MARK)
    meeting = do(review_meetings.begin, office.me.id, [Present(Attends.COLLECTOR, "李娜")])
    do(review_meetings.ask_again, meeting, client, "work_news", MARK)
    do(review_meetings.accept, meeting, client, "other_facts")
    do(review_meetings.end, meeting)
    return staff


def seats_at(office: TestOffice, booking: UUID, client: UUID) -> None:
    """The client's seat at his booking, his driver's, what was said of them, kept and printed."""
    do, etiquette = office.do, read_folder(resource("etiquette"))
    (table,) = do(seating_tables.lay, booking, etiquette)
    (mine,) = do(seating_people.add_clients, booking, etiquette)
    driver = GuestEntry(Party.ATTACHED, name=f"{MARK} 师傅", unit=MARK, duty=Duty.DRIVER, attached_to=mine)
    (theirs,) = do(seating_people.add_people, booking, [driver], etiquette)
    do(seating_people.change_person, theirs, replace(driver, salutation=MARK), etiquette)
    rule = Rule(0, Kind.TOGETHER, (str(mine), str(theirs)), 3, MARK)
    do(seating_people.add_rule, booking, rule, etiquette)
    do(seating_people.add_rule, booking, replace(rule, secret=True), etiquette)
    do(seating.seat, booking, Assign(str(mine), Seat(str(table), 0)), etiquette)
    do(seating.keep_version, booking, MARK, etiquette)


def taken_out(office: TestOffice, client: UUID) -> None:
    """What was read and exported of the client, the words typed for it, and an approval that was asked for it."""
    office.do(clients.unlock, client, Block.ACCOUNTS, f"{MARK} 来电核对卡号")
    office.on_paper(prints.client_cards, [client], translator("en"))
    wish, limit = Wish(Chosen(ids=(client,)), ExportKind.XLSX, ("code",)), office.office.settings["export_limit"]
    with TemporaryDirectory() as folder:
        office.errand(exports.export_clients, wish, Path(folder) / f"{MARK}.xlsx", translator("en"))
        office.do(settings.change_setting, "export_limit", 1)
        with pytest.raises(NeedsApproval) as asked:
            office.errand(exports.export_clients, wish, Path(folder) / "again.xlsx", translator("en"))
        office.do(approvals.ask, asked.value.need, f"{MARK}本人索取")
        with pytest.raises(NeedsApproval) as asked:
            office.errand(dossiers.dossier, client, dossiers.Wish(), translator("en"))
        office.do(approvals.ask, asked.value.need, f"{MARK}本人要看")
        office.do(settings.change_setting, "export_limit", limit)


def whole_life(office: TestOffice) -> tuple[UUID, UUID]:
    """The client, and another one who stays. Every table that hangs on clients holds a canary afterwards."""
    do, today = office.do, office.ask(on_file.today)
    values = {
        "name": "龘靐", "phone": "13987650421", "unit": f"{MARK} 商行", "note": f"{MARK} 备注",
        "allergies": f"{MARK} 花生",
        "address": f"{MARK} 路1号", "id_number": "11010519491231002X", "bank_account": "6222 1398765042",
        "income": MARK,
    }  # fmt: skip
    client = do(clients.open_client, PERSON, values)
    other = do(clients.open_client, PERSON, {"name": "留下来", "phone": "13700000001"})
    do(clients.edit_client, client, {"note": f"{MARK} 改过", "email": f"{MARK}@example.com"})
    do(clients.edit_client, client, {"income": f"{MARK} 涨了", "hobbies": f"{MARK} 钓鱼"})
    twin = do(clients.open_client, PERSON, {"name": "龘靐", "other_phone": "13987650422", "note": f"{MARK} 另一份"})
    do(contacts.log_contact, twin, Report(Channel.PHONE, f"{MARK} 来电", content=f"{MARK} 内容"))
    do(merging.merge, client, twin)
    do(affiliations.add_link, client, other, LinkRole.FRIEND, MARK)
    do(anniversaries.add_anniversary, client, RememberedDay(DayKind.OTHER, DayCalendar.SOLAR, 3, 4, label=MARK))
    dealing = do(dealings.add_dealing, client, DealingEntry(today, f"{MARK} 大事"))
    do(dealings.correct_dealing, dealing, DealingEntry(today, f"{MARK} 大事改"))
    do(dealings.withdraw_dealing, dealing)
    do(dealings.set_year_result, client, YearLine(today.year - 1, 100, None, None, MARK))
    contact = do(contacts.log_contact, client, Report(Channel.VISIT, MARK, next_step=MARK, next_on=today,
                                                              persons=MARK))  # fmt: skip
    do(contacts.correct_contact, contact, Report(Channel.VISIT, f"{MARK} 二", next_step=MARK, next_on=today))
    do(spending.enter_spend, client, today, 88_00, 1, MARK)
    do(identities.add_check, client, CheckEntry(Document.ID_CARD, today, note=MARK))
    do(identities.authorise, client, other, AgentEntry(MARK, today))
    do(competitors.add_note, client, CompetitorEntry(MARK, today, MARK))
    do(rewards.add_reward, client, RewardEntry(RewardKind.GIFT, MARK, today))
    event = do(events.add_event, EventEntry(EventKind.SEMINAR, "品茶", today))
    do(events.invite, event, [client, other])
    (mine, _theirs) = sorted(office.ask(events.invitations, event), key=lambda line: line.client_id != client)
    do(events.note_answer, mine.id, answer=Answer.YES, note=MARK)
    do(days_kept.keep_day, client, today, MARK)
    warning = do(risks.warn_of_fraud, client, Sign.OTHER, MARK)
    do(risks.settle_warning, warning, f"{MARK} 查清")
    do(risks.assess, client, AssessmentEntry(Aspect.CREDIT, RiskLevel.LOW, Consequence.NONE, MARK,
                                             today + timedelta(days=90)))  # fmt: skip
    do(duplicates.dismiss, client, do(clients.open_client, PERSON, {"name": "还有一位"}))
    asked_and_given(office, client)
    taken_out(office, client)
    do(views.save_view, "找他", Content(Filter(text="龘靐")))
    do(views.save_view, "找别人", Content(Filter(text="留下来")))
    return client, other
