"""How orders, their lines and what happened to them are said, in lists and on their page."""

from desktop.i18n import _
from desktop.rules import orders as rules
from desktop.rules.orders import EntryKind, IdentityWay, OrderSource, OrderState
from desktop.services.order_lists import OrderLineShown
from desktop.services.order_views import EntryShown, OrderView
from desktop.ui.kit.cells import Cell, Column, Fit, Row
from desktop.ui.kit.clocks import span
from desktop.ui.kit.phrases import listed
from desktop.ui.kit.tokens import Tone
from desktop.ui.kit.values import amount, day, moment

_LOOKS = {
    OrderState.WAITING: ("clock", Tone.WARN),
    OrderState.IN_ORDER: ("check", Tone.GOOD),
    OrderState.IRREGULAR: ("triangle-alert", Tone.BAD),
    OrderState.CLEARED: ("check", Tone.GOOD),
    OrderState.CANCELLED: ("x", Tone.NOTE),
}


def columns() -> list[Column]:
    return [
        Column("whom", _("Client"), 124, Fit.WHOLE, sortable=False, fixed=True),
        Column("what", _("Goods or services"), 170, sortable=False),
        Column("total", _("Amount (¥)"), 96, Fit.WHOLE, right=True, sortable=False),
        Column("state", _("How it stands"), 140, Fit.WHOLE, sortable=False),
        Column("taken", _("Ordered"), 152, Fit.WHOLE, sortable=False),
    ]


def row_of(line: OrderLineShown) -> Row:
    icon, tone = _LOOKS[line.state]
    below = _(line.finding.label) if line.finding is not None else _("needs approval") if line.needs_approval else ""
    mark = _("Important") if line.watched and not line.seen else ""
    return Row(line.id, (
        Cell(line.name, bold=True, below=line.number),
        Cell(listed(line.about), below=line.outside, mark=mark, mark_icon="star" if mark else ""),
        Cell(amount(line.total), bold=line.watched),
        Cell(_(line.state.label), tone, icon=icon, below=below),
        Cell(moment(line.taken_at), below=line.taken_by),
    ))  # fmt: skip


def heading(view: OrderView) -> str:
    return f"{view.shown.number} · {view.shown.name} · {_(view.shown.state.label)}"


def facts(view: OrderView) -> list[tuple[str, Tone]]:
    """What is known of an order, line by line; what somebody has to see comes in its tone."""
    line, said = view.shown, list[tuple[str, Tone]]()
    lag = line.entered_at - line.taken_at
    words = _("Ordered {moment}, taken by {who}").format(moment=moment(line.taken_at), who=line.taken_by)
    said.append((words, Tone.NOTE))
    how = _("from a sheet") if line.source is OrderSource.IMPORTED else _("by {who}").format(who=line.entered_by)
    words = _("Entered {how} {span} later").format(how=how, span=span(lag.total_seconds()))
    late = _("{what} · late").format(what=words)
    said.append((late, Tone.WARN) if line.late else (words, Tone.NOTE))
    if line.outside:
        said.append((_("Number in the shop or till: {number}").format(number=line.outside), Tone.NOTE))
    known = _("Identity: {how}").format(how=_(line.identity.label))
    if view.identity_seen is not None:
        document, on = view.identity_seen
        known = f"{known} · {_(document.label)} {day(on)}"
    said.append((known, Tone.WARN if line.identity is IdentityWay.NOT_YET else Tone.NOTE))
    if line.special:
        said.append((_("Special order"), Tone.NOTE))
    if line.needs_approval:
        said.append((_("The supervisor's approval is still to be had"), Tone.WARN))
    elif view.approved_at is not None:
        who = view.approved_by or _("nobody else was there")
        said.append((_("Approved {moment}: {who}").format(moment=moment(view.approved_at), who=who), Tone.NOTE))
    said += _spend(view)
    return said


def _spend(view: OrderView) -> list[tuple[str, Tone]]:
    line = view.shown
    if line.state not in rules.COUNTED:
        return []
    if line.counts:
        return [(_("Counted as spend"), Tone.NOTE)]
    words = _("Not counted as spend: ¥{amount} of that day stand there by hand or from a sheet")
    return [(words.format(amount=amount(view.elsewhere)), Tone.WARN)]


def line_said(line: rules.OrderLine) -> tuple[str, str, str]:
    """What, how much at which price, and the amount."""
    quantity = f"{rules.shown_quantity(line.quantity)} {line.unit}".rstrip()
    return line.what, f"{quantity} × {amount(line.price)}", amount(line.amount)


def entry_head(one: EntryShown) -> str:
    """Who, when, and what it is."""
    what = _(one.kind.label)
    if one.label:
        what = _("{label}: {value}").format(label=what, value=_(one.label))
    if one.kind is EntryKind.HANDED:
        done = _("not done yet")
        if one.ended_at is not None:
            done = _("done {moment}, {who}").format(moment=moment(one.ended_at), who=one.ended_by)
        what = f"{what} → {one.department} · {done}"
    return f"{moment(one.at)} · {one.by} · {what}"


def before_said(one: EntryShown) -> str:
    """The lines of an order until a change."""
    if not one.before:
        return ""
    total = amount(sum(line.amount for line in one.before))
    told = listed([f"{line.what} {line_said(line)[1]}" for line in one.before])
    return _("Before: {lines}; together {amount}").format(lines=told, amount=total)
