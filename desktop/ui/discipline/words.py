"""How rewards and penalties, their steps and the lines of their history are said, in lists and on their page."""

import re
from collections.abc import Iterable

from desktop.i18n import N_, _, language, translator
from desktop.rules import discipline as rules
from desktop.rules.amounts import amount_fen
from desktop.rules.discipline import EntryKind, Kind, Measure, Proposed, Rule, Signed, State, Step
from desktop.rules.errors import BadEntry
from desktop.services.discipline import CaseLine
from desktop.services.discipline_views import CaseView, EntryLine
from desktop.ui.kit.cells import Cell, Column, Fit, Row
from desktop.ui.kit.tokens import Tone
from desktop.ui.kit.values import day, moment

_STEPS = {
    Kind.PENALTY: ((State.PROPOSED, N_("Proposed")), (State.NOTIFIED, N_("Reply")), (State.REPLIED, N_("Decision")),
                   (State.EFFECTIVE, N_("In effect"))),
    Kind.REWARD: ((State.PROPOSED, N_("Proposed")), (State.EFFECTIVE, N_("In effect"))),
}  # fmt: skip


def columns() -> list[Column]:
    return [
        Column("who", _("Person concerned"), 104, Fit.WHOLE, sortable=False, fixed=True),
        Column("what", _("What happened"), 200, sortable=False),
        Column("decision", _("Decision"), 150, sortable=False),
        Column("state", _("State"), 160, Fit.WHOLE, sortable=False),
    ]


def row_of(line: CaseLine) -> Row:
    decided = line.effective_on is not None
    mark = _("Reward") if line.kind is Kind.REWARD else ""
    return Row(line.id, (
        Cell(line.name, bold=True, below=line.number),
        Cell(first_line(line.fact), below=title_word(line), mark=mark, mark_tone=Tone.GOOD),
        Cell(decision_word(line) if decided else "", below=_until(line) if decided else ""),
        _state(line),
    ))  # fmt: skip


def _until(line: CaseLine) -> str:
    assert line.effective_on is not None
    said = _("from {day}").format(day=day(line.effective_on))
    ended = _("counts no more")
    return f"{said} · {ended}" if line.expired else said


def _state(line: CaseLine) -> Cell:
    word = state_word(line)
    match line.state:
        case State.NOTIFIED:
            return Cell(word, Tone.WARN, icon="clock", below=moment(line.reply_until) if line.reply_until else "")
        case State.PROPOSED | State.REPLIED:
            return Cell(word, Tone.WARN, icon="clock", below=_("since {day}").format(day=day(line.happened_on)))
        case State.APPEALED:
            return Cell(word, Tone.WARN, icon="message-circle")
        case State.DROPPED | State.REVOKED:
            return Cell(word, Tone.NOTE, icon="x")
    return Cell(word, Tone.NOTE if line.expired else Tone.PLAIN, icon="check")


def state_word(line: CaseLine) -> str:
    if line.kind is Kind.REWARD and line.state is State.PROPOSED:
        return _("To be decided")
    return _("To be decided") if line.decidable else _(line.state.label)


def title_word(line: CaseLine) -> str:
    return _(line.title) if line.shipped else line.title


def rule_word(line: CaseLine) -> str:
    clause = _(line.clause) if line.shipped else line.clause
    return f"{clause} · {title_word(line)}"


def decision_word(line: CaseLine) -> str:
    return rules.measures_said(line.measures, line.amount, line.deducts, translator(language()))


def proposed_word(found: Proposed, fines_on: bool) -> str:
    return rules.measures_said(found.measures, found.amount, fines_on, translator(language()))


def first_line(text: str) -> str:
    return text.partition("\n")[0]


def steps_said(line: CaseLine) -> str:
    """`✓ 已提出 → ▶ 申辩 → 裁定 → 已生效`: a mark as well as the order tells what is done."""
    steps = _STEPS[line.kind]
    order = [state for state, _word in steps]
    ended = line.state not in order
    at = len(order) if ended or line.state is State.EFFECTIVE else order.index(line.state)
    if line.decidable and line.state is State.NOTIFIED:
        at += 1
    if line.state is State.DROPPED:
        return _("Not pursued")
    said = []
    for number, (_state_of, word) in enumerate(steps):
        mark = "✓\u00a0" if number < at else "▶\u00a0" if number == at else ""
        said.append(f"{mark}{_(word)}")
    if ended:
        said.append(_(line.state.label))
    return " → ".join(said)


def facts(view: CaseView) -> list[str]:
    line = view.line
    said = [_("Happened on {day} · {rule}").format(day=day(line.happened_on), rule=rule_word(line))]
    if line.department:
        said.append(_("Department: {place}").format(place=line.department))
    if line.reply_until is not None and line.state in (State.NOTIFIED, State.REPLIED):
        said.append(_("Reply until {moment}").format(moment=moment(line.reply_until)))
    if line.effective_on is not None:
        said.append(_("Decided by {who}, in effect from {day}").format(who=view.decided_by, day=day(line.effective_on)))
        if line.expires_on is not None and line.state is not State.REVOKED:
            said.append(_("Counts for the next step until {day}").format(day=day(line.expires_on)))
        if line.appeal_until is not None and view.appeals:
            said.append(_("Appeal until {moment}").format(moment=moment(line.appeal_until)))
        if line.points:
            said.append(_("Score of the appraisal: {points}").format(points=f"{line.points:+}"))
        if view.compensation:
            said.append(_("Compensation given to the client: ¥{amount}").format(
                amount=rules.yuan_said(view.compensation)))  # fmt: skip
    return said


def entry_head(one: EntryLine) -> str:
    """Who, as far as that is told, when, and what it is."""
    what = _(one.kind.label)
    if one.kind is EntryKind.VERDICT and one.detail:
        what = _(State.of(one.detail).label)
    elif one.kind is EntryKind.SIGNED and one.detail:
        what = _(Signed.of(one.detail).label)
    if not one.told:
        what = _("{what} (the person concerned does not see it)").format(what=what)
    return " · ".join(part for part in (moment(one.at), one.by, what) if part)


# Ladders as text: one step a line


def ladder_said(steps: Iterable[Step]) -> str:
    """`口头警告 + 罚款 50`, a line for each step."""
    return "\n".join(step_said(step) for step in steps)


def step_said(step: Step) -> str:
    words = " + ".join(_(measure.label) for measure in step.measures)
    return f"{words} {rules.yuan_said(step.amount)}" if step.amount else words


def ladder_read(kind: Kind, text: str) -> tuple[Step, ...]:
    """Raises BadEntry (field `steps`) that says which word is none of the measures."""
    known = {_(measure.label).casefold(): measure for measure in rules.OF_KIND[kind]}
    return tuple(_step_read(known, line) for line in text.splitlines() if line.strip())


_AMOUNT = re.compile(r"[\s¥￥]*(\d[\d,]*(?:\.\d{1,2})?)\s*元?$")


def _step_read(known: dict[str, Measure], line: str) -> Step:
    measures, amount = [], 0
    for part in re.split(r"[+＋、，；;]", line):
        found = _AMOUNT.search(part)
        word = (part[: found.start()] if found else part).strip()
        if found:
            amount = amount_fen(found[1], "steps")
        if word.casefold() not in known:
            raise BadEntry(N_("“{word}” is none of the measures: {known}."), "steps", word=word,
                           known=_(", ").join(_(measure.label) for measure in known.values()))  # fmt: skip
        measures.append(known[word.casefold()])
    return Step(tuple(measures), amount)


def rule_head(rule: Rule) -> str:
    return _(rule.title) if rule.shipped else rule.title


def rule_below(rule: Rule) -> str:
    clause = _(rule.clause) if rule.shipped else rule.clause
    return _("{clause} · version {n}").format(clause=clause, n=rule.version)
