"""The stops of the tour at consents, clients' requests, erasing, partners and purposes."""

from datetime import timedelta

from desktop.models.approvals import Approval
from desktop.rules.bookings import BookingState
from desktop.rules.consents import Ground, Way
from desktop.rules.contacts import Channel
from desktop.rules.erasing import Basis
from desktop.rules.partners import PartnerEntry
from desktop.rules.requests import RequestKind
from desktop.services import approvals, booking_lists, bookings, consents, erasing, on_file, partners, requests, stops
from desktop.services.partners import GiveEntry
from desktop.services.purposes import Agreed
from desktop.services.requests import RequestEntry
from desktop.ui.clients.file_pane import PRIVACY
from desktop.ui.settings.consents import ConsentsPanel
from tests.tour_stops import _dialog, _file

RESTS, ASKS, GONE = "曾若兰", "欧阳海", "尉迟安"


def _life(tour):
    """What nobody has entered yet: a ledger, requests, a file that rests, a partner, an erasure."""
    if getattr(tour, "consents_told", False):
        return
    tour.consents_told = True
    asks, rests = tour.find(ASKS), tour.find(RESTS)
    tour.as_colleague("陆文渊", _tell, asks, rests)


def _tell(work, asks, rests):
    today = on_file.today(work)
    held = Agreed(Ground.CONSENT, Way.PAPER, today - timedelta(days=90), "同意书柜 3 号")
    consents.record_consent(work, asks, "service", held)
    key = consents.record_consent(work, asks, "health", held)
    consents.end_consent(work, key, today)
    consents.record_consent(work, asks, "greetings", held)
    told = RequestEntry(RequestKind.ACCESS, today - timedelta(days=9), Channel.PHONE, "想知道留了哪些信息")
    first = requests.enter_request(work, asks, told)
    requests.answer_request(work, first, "副本当面交给本人")
    requests.enter_request(work, asks, RequestEntry(RequestKind.ERASURE, today, Channel.VISIT, "只留发票所需"))
    requests.enter_request(work, rests, RequestEntry(RequestKind.RESTRICTION, today, Channel.PHONE))
    stops.restrict(work, rests, "对地址和消费记录有异议，核对前停止处理")
    printer = partners.save_partner(work, PartnerEntry("云川印务", "贾经理 19900008888", today, None, "合同柜 3"))
    partners.save_partner(work, PartnerEntry("古城礼仪", "周小姐"))
    until = today + timedelta(days=7)
    partners.give(work, GiveEntry(printer, "A 类客户请柬地址 17 份", "印制周年庆请柬", until, (asks,)))


def _privacy(tour, window, name=ASKS):
    _life(tour)
    pane = _file(tour, window, name, tab=PRIVACY)
    tour.settle()
    return pane


def consents_file(tour, window):
    _privacy(tour, window)


def consents_rests(tour, window):
    _privacy(tour, window, RESTS)


def consents_withheld(tour, window):
    _life(tour)
    pane = _file(tour, window, ASKS, tab=1)
    pane.details.index.setCurrentRow(3)


def consents_record(tour, window):
    _privacy(tour, window).privacy.consent()
    return _dialog()


def consents_end(tour, window):
    pane = _privacy(tour, window, "贺启年")
    pane.privacy.end_consent(pane.privacy.found.ledger.lines[0])
    return _dialog()


def consents_request(tour, window):
    _privacy(tour, window).privacy.request()
    return _dialog()


def consents_dossier(tour, window):
    _privacy(tour, window).privacy.dossier()
    tour.settle()
    return _dialog()


def consents_erase(tour, window):
    _privacy(tour, window).privacy.erase()
    tour.settle()
    return _dialog()


def _data(tour, window, register):
    _life(tour)
    page = window.go("clients", "data")
    page.tabs.setCurrentIndex(register)
    tour.settle()
    return page


def consents_requests(tour, window):
    _data(tour, window, 0)


def consents_given(tour, window):
    _data(tour, window, 2)


def consents_partners(tour, window):
    _data(tour, window, 3)


def consents_give(tour, window):
    _data(tour, window, 2).give()
    tour.settle()
    return _dialog()


def consents_erased(tour, window):
    _life(tour)
    tour.as_colleague("陆文渊", _erase, tour.find(GONE))
    _data(tour, window, 4)


def _erase(work, client):
    for line in booking_lists.bookings_of(work, client):
        if not line.state.over and line.host is not None and line.host.id == client:
            # who is still to host is not erased
            bookings.set_state(work, line.id, BookingState.CANCELLED)
    need = erasing.need(work, client)
    row = approvals.ask(work, need, "客户要求")
    work.change(work.get(Approval, row), {"state": "approved", "valid_until": work.now + timedelta(days=3)})
    work.record("approvals", "approved")
    erasing.erase(work, client, Basis.WITHDRAWN, "客户撤回同意并要求删除")


def consents_settings(tour, window):
    window.go("settings").open(ConsentsPanel)
    tour.settle()


def consents_purpose(tour, window):
    page = window.go("settings")
    page.open(ConsentsPanel)
    tour.settle()
    page.panel.edit(page.panel.found[1][1])
    return _dialog()


STOPS = (
    consents_file, consents_rests, consents_withheld, consents_record, consents_end, consents_request, consents_dossier,
    consents_erase, consents_requests, consents_given, consents_partners, consents_give, consents_erased,
)  # fmt: skip
SETTINGS = (consents_settings, consents_purpose)
