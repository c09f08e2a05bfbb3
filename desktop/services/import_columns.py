"""Which column of a sheet goes to which field, how its dates are read, and what the office remembers of it (CL-15)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from desktop.i18n import N_
from desktop.models.clients import Mapping as KeptMapping
from desktop.rules import importing as rules
from desktop.rules.dates import DateOrder, order_told, readings
from desktop.rules.errors import BadEntry, NotAllowed, OfficeError
from desktop.rules.fields import Catalogue, FieldType
from desktop.rules.grids import Sheet
from desktop.rules.rights import Right
from desktop.services import blocks
from desktop.services.import_plan import Plan, PlannedColumn
from desktop.services.work import Work

Columns = Mapping[int, str | None]


def planned_columns(work: Work, sheet: Sheet, catalogue: Catalogue, wanted: Columns) -> tuple[PlannedColumn, ...]:
    """Which field each column goes to. Raises BadEntry where there is none of that name, or two columns want one."""
    work.require(Right.IMPORT_CLIENTS)
    taken: dict[str, str] = {}
    planned = []
    for column in sheet.columns:
        name = wanted.get(column.index)
        if name and name != rules.NOTE_TOO:
            if name != rules.FORM.name and name not in catalogue:
                raise BadEntry(N_("This office has no field “{name}”."), name, name=name)
            if name in taken:
                raise BadEntry(N_("The columns {first} and {second} can't both go to the same field."), name,
                               first=taken[name], second=column.letter)  # fmt: skip
            taken[name] = column.letter
        planned.append(PlannedColumn(column, name or None, _why_locked(work, catalogue, name)))
    return tuple(planned)


def with_order(planned: PlannedColumn, sheet: Sheet, catalogue: Catalogue, chosen: Mapping[int, DateOrder],
                today: date) -> PlannedColumn:  # fmt: skip
    """A column of dates with the order that its own dates tell; where they don't, the chosen one, or a question."""
    name, at = planned.field, planned.column.index
    if not name or planned.locked is not None or name in (rules.NOTE_TOO, rules.FORM.name):
        return planned
    if catalogue[name].type is not FieldType.DATE:
        return planned
    told, unsure = order_told((row.cells[at] for row in sheet.rows), today)
    if told is not None or not unsure:
        return replace(planned, order=told)
    possible = {order for order, _day in readings(unsure, today)}
    order = chosen.get(at)
    return replace(planned, order=order if order in possible else None, unsure=unsure)


def _why_locked(work: Work, catalogue: Catalogue, name: str | None) -> OfficeError | None:
    """Values of a level or vault that is closed to this person are not taken; the column says so once."""
    if not name or name in (rules.NOTE_TOO, rules.FORM.name) or not catalogue[name].sealed:
        return None
    if not work.opens(catalogue[name]):
        return NotAllowed(blocks.NEEDS_RIGHT)
    locked = blocks.why_locked(catalogue[name].block, work.me.mandate, work.me.vaults)
    return None if locked.may_open else NotAllowed(locked.why)


def remembered(work: Work, sheet: Sheet, catalogue: Catalogue
                ) -> tuple[dict[int, str | None] | None, dict[int, DateOrder]]:  # fmt: skip
    """The fields and orders of dates that were chosen last for a sheet with these headings; None for none."""
    key = rules.headings_key(column.heading for column in sheet.columns)
    row = work.visible(KeptMapping).where(KeptMapping.headings == key).get_or_none() if key else None
    if row is None:
        return None, {}
    orders = {int(at): DateOrder.of(order) for at, order in row.orders.items()}
    known = {rules.NOTE_TOO, rules.FORM.name, *catalogue.by_name}
    return {int(at): name if name in known else None for at, name in row.columns.items()}, orders


def remember(work: Work, plan: Plan) -> None:
    """Keeps what was chosen for the next sheet with these headings. Part of the import, which records."""
    work.require(Right.IMPORT_CLIENTS)
    key = rules.headings_key(column.heading for column in plan.sheet.columns)
    if not key:
        return
    kept = {str(c.column.index): c.field for c in plan.columns}
    orders = {str(c.column.index): c.order.value for c in plan.columns if c.unsure and c.order is not None}
    # writing path: a memory of columns; nothing of a client
    KeptMapping.insert(headings=key, columns=kept, orders=orders, used_at=work.now).on_conflict(
        conflict_target=[KeptMapping.headings],
        update={KeptMapping.columns: kept, KeptMapping.orders: orders, KeptMapping.used_at: work.now},
    ).execute()
