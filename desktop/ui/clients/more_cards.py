"""The overview's cards of risk, plan, competitors, rewards and events, and the identity card of the details."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Signal

from desktop.i18n import N_, _, _n
from desktop.rules.identities import ActingState, CheckState
from desktop.rules.risks import Mark
from desktop.services.class_plans import ClientPlan
from desktop.services.clients import ClientFile
from desktop.services.identities import AgentLine, CheckLine, Identity
from desktop.services.risks import AssessmentLine, Standing, WarningLine
from desktop.ui.clients.surroundings import AroundCard
from desktop.ui.kit.actions import Action
from desktop.ui.kit.badge import Tag, class_word
from desktop.ui.kit.cards import Card, line
from desktop.ui.kit.marked import locked_note
from desktop.ui.kit.risk import risk_tag
from desktop.ui.kit.text import note
from desktop.ui.kit.times import local, today
from desktop.ui.kit.tokens import Tone
from desktop.ui.kit.values import amount, badge_letter, day

PAST_SHOWN = 3  # assessments that hold no more; the rest is in the history

STATES = {
    CheckState.NEVER: (Tone.WARN, "circle-question-mark"),
    CheckState.CHECKED: (Tone.GOOD, "badge-check"),
    CheckState.EXPIRED: (Tone.BAD, "triangle-alert"),
}
ACTING = {
    ActingState.VALID: (Tone.GOOD, "badge-check"),
    ActingState.EARLY: (Tone.WARN, "clock"),
    ActingState.EXPIRED: (Tone.BAD, "triangle-alert"),
    ActingState.UNCHECKED: (Tone.BAD, "triangle-alert"),
}


def check_tag(state: CheckState) -> Tag:
    tone, icon = STATES[state]
    return Tag(_(state.label), tone, icon)


def till(day_of: Any) -> str:
    return _("valid until {day}").format(day=day(day_of)) if day_of is not None else _("without an end")


class RiskCard(Card):
    """What speaks against the client: hidden while nothing does and nothing did."""

    assess_requested = Signal(object)
    """An AssessmentLine to judge anew, or None."""
    settle_requested = Signal(object)

    def __init__(self) -> None:
        super().__init__(_("Risk"))
        self._assess = self.add_button(_("Assess"), lambda: self.assess_requested.emit(None))
        self.hide()

    def show_standing(self, found: Standing, may: bool) -> None:
        self.setVisible(bool(found.assessments or found.warnings))
        self._assess.setVisible(may)
        if not self.changed((found, may)):
            return
        for warning in found.open_warnings:
            self._show_warning(warning, may)
        for judged in (a for a in found.assessments if a.holds):
            self._show_assessment(judged, may)
        past = [w for w in found.warnings if w.settled_at is not None]
        over = [a for a in found.assessments if not a.holds]
        if past or over:
            self.body.addWidget(note(_("Earlier")))
        for warning in past[:PAST_SHOWN]:
            self._show_warning(warning, False)
        for judged in over[:PAST_SHOWN]:
            self._show_assessment(judged, False)

    def _show_warning(self, warning: WarningLine, may: bool) -> None:
        tag = risk_tag(Mark.FRAUD.value) if warning.settled_at is None else None
        below = [f"{warning.who} · {day(warning.on)}"]
        if warning.settled_at is not None:
            settled = _("settled by {name}, {day}: {outcome}")
            below.append(settled.format(name=warning.settled_by, day=day(local(warning.settled_at).date()),
                                        outcome=warning.outcome))  # fmt: skip
        act = lambda: (Action("settle", N_("Settle…"), lambda: self.settle_requested.emit(warning), "check"),)  # noqa: E731
        self._add(_(warning.sign.label), warning.noticed, "\n".join(below), tag, act if may else None)

    def _show_assessment(self, judged: AssessmentLine, may: bool) -> None:
        tag = risk_tag(judged.consequence.value) if judged.holds else None
        parts = [_("Level: {level}").format(level=_(judged.level.label)),
                 *([] if tag is not None else [_(judged.consequence.label)]),
                 f"{judged.who}, {day(local(judged.at).date())}"]  # fmt: skip
        if judged.holds and judged.look_again is not None:
            late = judged.look_again < today()
            words = _("due to be looked at again since {day}") if late else _("look again on {day}")
            parts.append(words.format(day=day(judged.look_again)))
        act = lambda: (Action("assess", N_("Assess anew…"), lambda: self.assess_requested.emit(judged), "pencil"),)  # noqa: E731
        self._add(_(judged.aspect.label), judged.reason, " · ".join(parts), tag, act if may else None)

    def _add(self, words: str, text: str, below: str, tag: Tag | None,
             menu: Callable[[], Sequence[Action]] | None) -> None:  # fmt: skip
        """The tag stands above the words, which then have the whole width of a narrow card."""
        if tag is not None:
            self.body.addWidget(line(words, "", tag=tag))
        self.body.addWidget(line("" if tag is not None else words, text, below, menu=menu))


class PlanCard(Card):
    """How clients of this class are looked after; hidden where there is no plan for it."""

    def __init__(self) -> None:
        super().__init__(_("Plan of the class"))
        self.hide()

    def show_plan(self, found: ClientPlan | None) -> None:
        self.setVisible(found is not None)
        if found is None or not self.changed(found):
            return
        plan = found.plan
        self.body.addWidget(line(_("Class"), class_word(badge_letter(plan.letter))))
        if plan.visit_days is not None and found.next_visit is not None:
            self._show_visit(plan.visit_days, found)
        for words, text in ((_("Measures"), plan.measures), (_("Strategy"), plan.strategy)):
            if text:
                self.body.addWidget(line(words, text))

    def _show_visit(self, visit_days: int, found: ClientPlan) -> None:
        assert found.next_visit is not None
        rhythm = _n("every {n} day", "every {n} days", visit_days).format(n=visit_days)
        if found.last_contact is None:
            # counted from when the file was opened it would call late what nobody has written down
            self.body.addWidget(line(_("Visits"), rhythm, _("No contact has been logged yet.")))
            return
        left = (found.next_visit - today()).days
        due = _n("{n} day left", "{n} days left", left) if left >= 0 else _n("{n} day late", "{n} days late", -left)
        tag = None if left >= 0 else Tag(due.format(n=-left), Tone.WARN, "clock")
        since = _("last contact on {day}").format(day=day(found.last_contact))
        told = (rhythm, since) if tag else (due.format(n=left), rhythm, since)
        self.body.addWidget(line(_("Next visit"), day(found.next_visit), " · ".join(told), tag=tag))


class FullCard(AroundCard):
    """A list that shows itself once there is something in it; adding is offered by the menu of the file as well."""

    def __init__(self) -> None:
        super().__init__()
        self.hide()

    def show_values(self, values: Sequence[Any]) -> None:
        self.setVisible(bool(values))
        super().show_values(values)


class CompetitorsCard(FullCard):
    HEADING, ADD = N_("Competitors"), N_("Add note")
    CHANGE, REMOVE = N_("Correct…"), N_("Take out…")

    def show_line(self, found: Any) -> None:
        told = _("reported to {name}").format(name=found.reported_to) if found.reported_to else _("not reported yet")
        below = " · ".join(part for part in (found.rate, found.source, told) if part)
        text = "\n".join(part for part in (found.competitor, found.offer) if part)
        menu = self.entries(found) if self._may and found.may_change else None
        if found.locked is not None:
            self.body.addWidget(line(day(found.on), "", told, menu=menu,
                                     tag=locked_note(found, self.marked_requested.emit)))  # fmt: skip
            return
        self.body.addWidget(line(day(found.on), text, below, menu=menu))


class RewardsCard(FullCard):
    HEADING, ADD = N_("Gifts and rewards (¥)"), N_("Add")
    CHANGE, REMOVE = N_("Correct…"), N_("Take out…")

    def show_line(self, found: Any) -> None:
        worth = amount(found.amount)
        until = till(found.until) if found.until is not None else ""
        below = " · ".join(part for part in (worth, day(found.on), until, found.note, found.entered_by) if part)
        tag = Tag(_("Trade secret"), Tone.NOTE, "lock") if found.kind.secret else None
        self.body.addWidget(line(_(found.kind.label), found.what, below, menu=self.menu(found), tag=tag))


class InvitedCard(Card):
    """The events a client was invited to; hidden where there are none."""

    def __init__(self) -> None:
        super().__init__(_("Events"))
        self.hide()

    def show_values(self, values: Sequence[Any]) -> None:
        self.setVisible(bool(values))
        if not self.changed(tuple(values)):
            return
        for found in values:
            self.body.addWidget(line(day(found.on), found.title, f"{_(found.kind.label)} · {came_words(found)}"))


def came_words(found: Any) -> str:
    """`came with 2`, `did not come`, or the answer while it is not known."""
    if found.attended is None:
        return _(found.answer.label)
    if not found.attended:
        return _("did not come")
    return _n("came with {n}", "came with {n}", found.guests).format(n=found.guests) if found.guests else _("came")


class IdentityCard(Card):
    """Whether the identity was checked, by which documents, and who acts for whom (CL-17)."""

    check_requested = Signal(object)
    """A CheckLine to correct, or None for a new one."""
    check_removed = Signal(object)
    agent_requested = Signal(object)
    agent_removed = Signal(object)
    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__(_("Identity check"))
        self._check = self.add_button(_("Document seen"), lambda: self.check_requested.emit(None))
        self._agent = self.add_button(_("Authorise an agent"), lambda: self.agent_requested.emit(None))
        self._may = False

    def show_identity(self, found: Identity, file: ClientFile) -> None:
        self._may = may = file.may_edit and not file.withdrawn
        self._check.setVisible(may)
        self._agent.setVisible(may)
        if not self.changed((found, may)):
            return
        nothing = _("No document has been seen yet.") if not found.checks else ""
        self.body.addWidget(line(_("State"), "", nothing, tag=check_tag(found.state)))
        for check in found.checks:
            self._show_check(check)
        for agent in found.agents:
            self._show_agent(agent)

    def _show_check(self, check: CheckLine) -> None:
        below = " · ".join(part for part in (_("seen by {name}").format(name=check.seen_by), till(check.valid_until),
                                             check.note) if part)  # fmt: skip
        menu = self._menu(self.check_requested.emit, self.check_removed.emit, check)
        self.body.addWidget(line(day(check.on), _(check.document.label), below, menu=menu if self._may else None))

    def _show_agent(self, agent: AgentLine) -> None:
        tone, icon = ACTING[agent.state]
        words = _("Agent") if agent.forward else _("Acts for")
        span = f"{day(agent.valid_from)} – {day(agent.valid_until)}" if agent.valid_until else _(
            "from {day}").format(day=day(agent.valid_from))  # fmt: skip
        below = " · ".join(part for part in (agent.other_code, agent.scope, span, agent.place,
                                             _(agent.other_identity.label)) if part)  # fmt: skip
        menu = self._menu(self.agent_requested.emit, self.agent_removed.emit, agent)
        self.body.addWidget(line(words, agent.other_name, below, act=lambda: self.opened.emit(agent.other_id),
                                 menu=menu if self._may and agent.forward else None,
                                 tag=Tag(_(agent.state.label), tone, icon)))  # fmt: skip

    def _menu(self, change: Callable[[Any], object], remove: Callable[[Any], object],
              value: Any) -> Callable[[], Sequence[Action]]:  # fmt: skip
        return lambda: (
            Action("change", N_("Correct…"), lambda: change(value), "pencil"),
            Action("remove", N_("Take out"), lambda: remove(value), "x"),
        )
