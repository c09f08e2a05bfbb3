"""Supply channels from fault to report, and that no supplier reaches a client or who may not see him (OR-2)."""

from datetime import timedelta

import pytest

from desktop.i18n import translator
from desktop.rules.errors import BadEntry, NotAllowed, NotFound, OfficeError
from desktop.rules.mailings import EnvelopeSize, LabelSheet, SendTo
from desktop.rules.orders import IdentityWay, Irregularity, OrderLine
from desktop.rules.rights import Right, Scope
from desktop.rules.supply import ChannelState, EventKind
from desktop.rules.today import View
from desktop.rules.words import ClientForm
from desktop.services import (
    clients,
    mailings,
    on_file,
    order_checks,
    order_prints,
    orders,
    search_all,
    settings,
    supply,
    supply_due,
    supply_prints,
    supply_views,
)
from desktop.services.client_lists import Chosen
from desktop.services.orders import NewOrder
from desktop.services.supply import ChannelEntry
from tests.archive.test_handing import text_of
from tests.attacks.test_side_doors import doors, strings
from tests.offices import office_today

ALL, ZH = Scope.ALL, translator("zh_CN")
KEEPER = {Right.SEE_CLIENTS: ALL, Right.KEEP_SUPPLY: ALL}
SALES = dict.fromkeys((Right.SEE_CLIENTS, Right.ENTER_ORDERS, Right.CHECK_ORDERS, Right.PRINT_CLIENTS), ALL)
TEA = ChannelEntry("岩茶", "武夷茶厂", "岩茶", "老林", "0599-7654321", "星村茶社", "小范", "0599-1234567", "货到付款")
SECRETS = ("武夷茶厂", "老林", "7654321", "星村茶社", "小范", "1234567", "货到付款", "断货三天", "改由备用")


def today(office, me):
    day = office.ask(on_file.today)
    batches = office.ask(supply_due.due, View(me.id, None, day), me=me)
    return [(batch.group.value, row.key[0]) for batch in batches for row in batch.rows]


def test_a_fault_is_logged_reported_and_the_channel_switched(office):
    keeper, boss, sales = office.hire("石供", KEEPER), office.hire("伍总", KEEPER), office.hire("安然", SALES)
    key = office.do(supply.add_channel, TEA, me=keeper)
    with pytest.raises(BadEntry):
        office.do(supply.add_channel, TEA, me=keeper)
    with pytest.raises(BadEntry) as lacking:
        office.do(supply.add_channel, ChannelEntry("茶杯", " "), me=keeper)
    assert lacking.value.field == "supplier"
    with pytest.raises(BadEntry):
        office.do(supply.log_fault, key, "断货三天", sales.id, me=keeper)
    fault = office.do(supply.log_fault, key, "断货三天", boss.id, me=keeper)
    assert today(office, keeper) == [("wrong", "supply_fault")]
    assert today(office, boss) == [("wrong", "supply_fault"), ("waiting", "supply_report")]
    report = next(one for one in office.ask(supply_views.channel_view, key, me=boss).events
                  if one.kind is EventKind.REPORT)  # fmt: skip
    with pytest.raises(NotAllowed):
        office.do(supply.answer_report, report.id, "改由备用", me=keeper)
    office.do(supply.answer_report, report.id, "改由备用", me=boss)
    with office.work(keeper) as work:
        supply.switch_channel(work, key, True, "断货三天，改由备用")
        switched = work.operation
    with pytest.raises(BadEntry):
        office.do(supply.switch_channel, key, True, "再来", me=keeper)
    office.do(supply.undo, switched, me=keeper)
    assert not office.ask(supply_views.channel_view, key, me=keeper).line.on_backup
    office.do(supply.switch_channel, key, True, "断货三天，改由备用", me=keeper)
    with pytest.raises(BadEntry):
        office.do(supply.withdraw_channel, key, me=keeper)
    office.do(supply.end_fault, fault, "已恢复", me=keeper)
    (line,) = office.ask(supply_views.channels, me=keeper)
    assert (line.state, line.faults, line.waiting) == (ChannelState.BACKUP, 0, 0) and today(office, boss) == []
    day = office_today()
    paper = text_of(office.errand(supply_prints.report, day - timedelta(days=30), day, translator("zh_CN"),
                                  me=boss).pdf)  # fmt: skip
    assert all(word in paper for word in ("武夷茶厂", "星村茶社", "断货三天", "改由备用", "已恢复", "伍总"))
    # what colleagues did with a new channel, or after a fault, stands on it
    with office.work(keeper) as work:
        fresh = supply.add_channel(work, ChannelEntry("茶杯", "景德镇"))
        added = work.operation
    with office.work(keeper) as work:
        supply.log_fault(work, fresh, "碎了")
        logged = work.operation
    office.do(supply.report_fault, fresh, keeper.id, "换一家", me=boss)
    for act in (logged, added):
        with pytest.raises(BadEntry):
            office.do(supply.undo, act, me=keeper)
    assert len(office.ask(supply_views.channel_view, fresh, me=boss).events) == 2
    # most staff don't even learn that there are any
    for verb, args in ((supply_views.channels, ()), (supply_views.channel_view, (key,)),
                       (supply_due.due, (View(sales.id, None, day),))):  # fmt: skip
        with pytest.raises(NotAllowed):
            office.ask(verb, *args, me=sales)
    with pytest.raises(NotAllowed):
        office.do(supply.log_fault, key, "x", me=sales)
    assert office.ask(supply_views.channel_of, key, me=sales) is None


def test_no_supplier_no_note_and_no_finding_reaches_what_a_client_is_given(sqlite_office, tmp_path):
    office = sqlite_office
    office.do(settings.switch_feature, "orders", True)
    keeper, sales, checker = office.hire("石供", KEEPER), office.hire("安然", SALES), office.hire("程审", SALES)
    client = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年", "address": "江城市滨江路 8 号"})
    new = NewOrder(client, (OrderLine("武夷岩茶", 1500, 120_00, "斤"),), identity=IdentityWay.KNOWN, note="欠款客户")
    key = office.do(orders.enter_order, new, me=sales)
    channel = office.do(supply.add_channel, TEA, me=keeper)
    office.do(supply.supply_order, key, channel, me=keeper)
    office.do(supply.log_fault, channel, "断货三天", me=keeper)
    office.do(order_checks.check_order, key, Irregularity.AMOUNT, "价格可疑", me=checker)
    assert office.ask(supply_views.channel_of, key, me=keeper).orders == 1
    with pytest.raises(NotFound):
        office.do(supply.supply_order, channel, channel, me=keeper)
    inside = (*SECRETS, "欠款客户", "价格可疑", "异常", "Irregular")
    for language in ("zh_CN", "en"):
        paper = text_of(office.errand(order_prints.confirmation, key, translator(language), me=sales).pdf)
        assert "贺启年" in paper and "武夷岩茶" in paper and "180.00" in paper
        assert not [word for word in inside if word in paper]
    # whoever may not see suppliers finds them behind no door of the program, whatever else he may; and nothing that
    # leaves the house about clients tells of them, nor of what is ours
    others = office.hire("全能", {right: ALL for right in Right if right is not Right.KEEP_SUPPLY})
    passed = set()
    for name, door in (*doors(office, others, client, client, tmp_path), *letters(office, others, client)):
        if name in INSIDE or name in OUTGOING or name in ("export csv", "exported csv"):
            found = "".join(opened(door).split())
            passed |= {name} if "贺启年" in found else set()
            assert not [word for word in (SECRETS if name in INSIDE else inside) if word in found], name
    assert passed == (INSIDE | OUTGOING | {"exported csv"}) - {"history"}
    assert not any(office.ask(search_all.find_everything, word, me=keeper) for word in SECRETS)


INSIDE = {"file", "history", "acts", "today", "first page"}
OUTGOING = {"copied text", "card", "archive form", "printed list", "dossier", "labels", "envelopes"}


def letters(office, me, client):
    chosen = Chosen((client,))
    yield "labels", lambda: office.errand(mailings.labels, chosen, LabelSheet.SMALL, 1, SendTo.WORK, ZH, me=me)
    yield "envelopes", lambda: office.errand(mailings.envelopes, chosen, EnvelopeSize.DL, SendTo.WORK, True, ZH, me=me)


def opened(door) -> str:
    try:
        return strings(door())
    except OfficeError as refusal:
        return f"{refusal} {refusal.values}"
    except (KeyError, FileNotFoundError):
        return ""
