"""The stops of the tour on what an archive keeps: title deeds in the safe, and how they move and are counted."""

from datetime import timedelta

from desktop.rules.deeds import DeedKind, DeedLine, Movement, Reason
from desktop.rules.rights import Right, Scope
from desktop.services import accounts, deeds, on_file, roles, search, settings
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


STOPS = (deeds_ledger, deeds_chosen, deeds_list, deeds_take_in, deeds_lend, deeds_release, deeds_vouch_here,
         deeds_count, deeds_counted)  # fmt: skip
