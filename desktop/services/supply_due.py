"""What supply channels have for Today: faults that are not put right, and reports that wait for my answer (OF-10)."""

from desktop.i18n import N_
from desktop.models.supply import SupplyChannel, SupplyEvent
from desktop.rules.rights import Right
from desktop.rules.supply import EventKind
from desktop.rules.today import Batch, Group, Row, Said, View
from desktop.services.work import Work

PAGE = "supply"
"""The page that rows of Today open."""


def due(work: Work, view: View) -> list[Batch]:
    """Only for whoever keeps supply channels: nobody else learns that there are any."""
    work.require(Right.KEEP_SUPPLY)
    faults = work.visible(SupplyEvent).where(
        (SupplyEvent.kind == EventKind.FAULT.value) & SupplyEvent.ended_at.is_null())  # fmt: skip
    reports = work.visible(SupplyEvent).where((SupplyEvent.kind == EventKind.REPORT.value) & (
        SupplyEvent.person == view.me) & SupplyEvent.ended_at.is_null())  # fmt: skip
    found = []
    for query, group, key, said in (
        (faults, Group.WRONG, "supply_fault", N_("Fault of a supply channel: {said}")),
        (reports, Group.WAITING, "supply_report", N_("Reported to you: {said}")),
    ):
        total = query.count()
        if not total:
            continue
        rows = list(query.order_by(SupplyEvent.at).limit(view.limit))
        names = dict(work.visible(SupplyChannel, withdrawn=True).where(SupplyChannel.id.in_(
            [row.channel_id for row in rows])).select(SupplyChannel.id, SupplyChannel.name).tuples())  # fmt: skip
        found.append(Batch(group, [
            Row((key, row.id), "network", Said(said, {"said": row.said}), names.get(row.channel_id, ""),
                (PAGE, row.channel_id), given=(PAGE, row.channel_id), since=row.at)
            for row in rows
        ], total))  # fmt: skip
    return found
