"""The stops of the tour on what an archive keeps and destroys: title deeds in the safe, and papers that are due."""

from datetime import timedelta

from desktop.models.clients import Client
from desktop.rules.archive import Item, Section
from desktop.rules.archive_numbers import Term
from desktop.rules.deeds import DeedKind, DeedLine, Movement, Reason
from desktop.rules.retention import Verdict
from desktop.rules.rights import Right, Scope
from desktop.services import (
    accounts,
    approvals,
    archive_files,
    archive_handing,
    archive_lists,
    deeds,
    destruction,
    on_file,
    retention,
    roles,
    search,
    settings,
)
from desktop.services.archive_files import FileEntry
from desktop.services.deeds import DeedEntry, Leaving
from desktop.services.samples import ADMIN, PASSWORD
from tests.tour_stops import _dialog

KEEPERS = ("陆文渊", "周敏")
_KEEPS = dict.fromkeys(
    (Right.SEE_CLIENTS, Right.SEE_DOCUMENTS, Right.FILE_DOCUMENTS, Right.PRINT_DOCUMENTS, Right.KEEP_ARCHIVE,
     Right.KEEP_DEEDS, Right.DESTROY_DOCUMENTS), Scope.ALL)  # fmt: skip


def enter(tour, sample):
    """The sample as an office that keeps an archive, with two people who keep it and deeds in the safe."""
    office, admin = tour.program.sample.look_as(sample, ADMIN)
    office.run(admin, settings.switch_feature, "archive", True)
    if not any(line.name == "档案与权证" for line in office.ask(admin, roles.list_roles)):
        role = office.run(admin, roles.add_role, "档案与权证", _KEEPS, 1)
        for line in office.ask(admin, accounts.list_people):
            if line.name in KEEPERS:
                office.run(admin, accounts.set_roles, line.id, [*(each for each in line.role_ids), role])
        people = [tour.house.sign_in(office, name, PASSWORD) for name in (*KEEPERS, "张岚")]
        _fill_safe(office, people)
    return tour.program.sample.look_as(sample, KEEPERS[0])


def _fill_safe(office, people):
    keeper, second, third = people
    today = office.ask(keeper, on_file.today)
    hits = [office.ask(keeper, search.find, name, 1)[0].id for name in ("贺启年", "尉迟木业")]
    listed = []
    for client, owner, deeds_of in (
        (hits[0], "贺启年", ((DeedKind.PROPERTY, "不动产权证", "沪(2024)浦字不动产权第018233号"),
                          (DeedKind.OTHER_RIGHTS, "不动产登记证明（抵押）", "沪(2025)浦字不动产证明第100271号"))),
        (hits[1], "尉迟木业", ((DeedKind.PLEDGE, "动产抵押登记书", "沪动抵2025-0417"),
                           (DeedKind.SHARES, "股权出质设立登记通知书", "(沪)股质登记设字[2025]第0612号"),
                           (DeedKind.GUARANTOR, "不动产权证（保证人）", "沪(2019)闵字不动产权第055102号"),
                           (DeedKind.OTHER, "机动车登记证书", "310019882745"))),
    ):  # fmt: skip
        entries = [DeedEntry(DeedLine(kind, name, number), owner) for kind, name, number in deeds_of]
        listed += office.run(keeper, deeds.list_deeds, client, entries)

    def moved(keys, movement, *seen, **more):
        moves = office.run(keeper, deeds.move, keys, movement, **more)
        for person in seen:
            office.run(person, deeds.vouch, moves)

    moved(listed[:2], Movement.TAKEN_IN, second, third, slot="A-03", seal="F0071")
    moved(listed[2:4], Movement.TAKEN_IN, second, third, slot="B-11")
    moved(listed[4:5], Movement.TAKEN_IN, second, slot="B-12")
    moved(listed[1:2], Movement.LENT, second,
          leaving=Leaving(Reason.ERRAND, "王芳", due_on=today + timedelta(days=6)))  # fmt: skip
    moved(listed[3:4], Movement.LENT, second, leaving=Leaving(Reason.COURT, "张岚", due_on=today - timedelta(days=2)))


def _in_work(work, client):
    return work.get(Client, client).restricted_at is None


def _fill_archive(tour, office):
    """Four old files in the archive: one is held, two stand on a list that one person has judged."""
    a, b = (tour.house.sign_in(office, name, PASSWORD) for name in KEEPERS)
    now = office.ask(a, lambda work: work.now)
    # some may have been merged or erased by stops before this one, and others rest
    found = (
        hit.id for name in ("贺启年", "尉迟", "欧阳", "公司", "王", "李") for hit in office.ask(a, search.find, name, 4)
    )
    clients = [key for key in dict.fromkeys(found) if office.ask(a, _in_work, key)][:4]
    for number, (client, title) in enumerate(
        zip(clients, ("流动资金贷款担保", "设备抵押贷款", "经营性物业贷款担保", "信用额度担保"), strict=True)
    ):
        ended = now - timedelta(days=366 * (14 + number))
        entry = FileEntry(title, a.id, b.id, ended, ended.year, Term.TEN, "DB")
        key = office.run(a, archive_files.open_file, client, entry)
        papers = [Item(Section.APPROVALS, "审批表", 2, needs_signature=True, signed=True),
                  Item(Section.CONTRACTS, "保证合同", 8, contract=True, needs_signature=True, signed=True)]  # fmt: skip
        office.run(a, archive_lists.add_items, key, papers)
        for person in (a, b):
            office.run(person, archive_handing.sign_on, key)
        counts = {line.id: line.item.sheets for line in office.ask(a, archive_files.file_view, key).items}
        office.run(b, archive_handing.take_in, key, counts, "一号库 3柜")
    due = [line.subject for line in office.ask(a, retention.due)]
    office.run(a, retention.hold, "债务尚未结清", due[0])
    made = office.run(a, destruction.make_list, due[1:3], "保管期满")
    for item, verdict in zip(office.ask(a, destruction.items, made), (Verdict.DESTROY, Verdict.KEEP), strict=True):
        office.run(b, destruction.appraise, {item.id: verdict})


def _page(tour, window):
    page = window.go("documents", "deeds")
    tour.settle()
    return page


def _chosen(tour, window, fits):
    page = _page(tour, window)
    page.view.select_keys([line.id for line in page.lines if fits(line)][:1])
    page.update_actions()
    tour.settle()
    return page


def deeds_ledger(tour, window):
    _page(tour, window)


def deeds_chosen(tour, window):
    _chosen(tour, window, lambda line: line.here)


def deeds_list(tour, window):
    page = _page(tour, window)
    page.list_deeds()
    tour.settle()
    return _dialog()


def deeds_take_in(tour, window):
    page = _chosen(tour, window, lambda line: not (line.here or line.waiting or line.due_on))
    page.move(Movement.TAKEN_IN)
    tour.settle()
    return _dialog()


def deeds_lend(tour, window):
    page = _chosen(tour, window, lambda line: line.here)
    page.move(Movement.LENT)
    tour.settle()
    return _dialog()


def deeds_release(tour, window):
    page = _chosen(tour, window, lambda line: line.here)
    page.move(Movement.RELEASED)
    tour.settle()
    return _dialog()


def deeds_vouch_here(tour, window):
    page = _chosen(tour, window, lambda line: line.waiting)
    page.vouch_here()
    tour.settle()
    return _dialog()


def deeds_count(tour, window):
    page = _page(tour, window)
    page.count_safe()
    tour.settle()
    return _dialog()


def deeds_counted(tour, window):
    dialog = deeds_count(tour, window)
    for number, entry in enumerate(dialog.entries.values()):
        entry.setText("0" if number == 0 else "1")
    dialog.form.put({"witness": dialog.form.entries["witness"].itemData(0)})
    dialog.press_main()
    tour.settle()
    return dialog


def deeds_former(tour, window):
    """A count of before is printed again."""
    page = window.go("documents", "deeds")
    page.former_counts()
    tour.settle()
    return _dialog()


def _destruction(tour, window, name):
    office, me = window.desk.office, window.desk.person
    if not office.ask(me, destruction.lists):
        _fill_archive(tour, office)
    page = window.go("documents", "destruction")
    page.show_pane(getattr(page, name))
    tour.settle()
    return page


def destruction_due(tour, window):
    page = _destruction(tour, window, "due")
    page.due.view.select_key(page.due.lines[-1].subject)
    page.due.look()


def destruction_list(tour, window):
    _destruction(tour, window, "lists")


def destruction_longer(tour, window):
    page = _destruction(tour, window, "lists")
    page.lists.entries.selectRow(0)
    page.lists.judge(Verdict.EXTEND)
    tour.settle()
    return _dialog()


def destruction_holds(tour, window):
    _destruction(tour, window, "holds")


def destruction_ready(tour, window):
    """Judged by two, approved by somebody else, and watched by one."""
    page = _destruction(tour, window, "lists")
    office, me, key = window.desk.office, window.desk.person, page.lists.line.id
    office.run(me, destruction.appraise, dict.fromkeys([item.id for item in page.lists.items], Verdict.DESTROY))
    second = tour.house.sign_in(office, KEEPERS[1], PASSWORD)
    office.run(me, destruction.submit, key)
    asked = office.run(me, approvals.ask, office.ask(me, destruction.need_of, key), "保管期满")
    office.run(tour.house.sign_in(office, "张岚", PASSWORD), approvals.approve, asked)
    office.run(me, destruction.approve, key)
    office.run(second, destruction.watch, key)
    page.reload()
    tour.settle()


def destruction_watch_here(tour, window):
    page = _destruction(tour, window, "lists")
    page.lists.watch_here()
    tour.settle()
    return _dialog()


def destruction_carry_out(tour, window):
    page = _destruction(tour, window, "lists")
    page.lists.carry_out()
    tour.settle()
    return _dialog()


STOPS = (deeds_ledger, deeds_chosen, deeds_list, deeds_take_in, deeds_lend, deeds_release, deeds_vouch_here,
         deeds_count, deeds_counted, deeds_former)  # fmt: skip
# after those of the archive, which begin with none of these files
DESTRUCTION = (destruction_due, destruction_holds, destruction_list, destruction_longer, destruction_ready,
               destruction_watch_here, destruction_carry_out)  # fmt: skip
