"""The chapter of the sample's story in which its clients are looked after: plans, checks, risk, gifts, events."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from desktop.models.clients import Client
from desktop.rules.events import Answer, EventKind
from desktop.rules.identities import Document
from desktop.rules.rewards import RewardKind
from desktop.rules.rights import Right
from desktop.rules.risks import Aspect, Consequence, RiskLevel, Sign
from desktop.rules.words import LinkRole
from desktop.services import (
    affiliations,
    class_plans,
    competitors,
    events,
    identities,
    on_file,
    rewards,
    risks,
)
from desktop.services.class_plans import PlanLine
from desktop.services.competitors import CompetitorEntry
from desktop.services.events import EventEntry
from desktop.services.identities import AgentEntry, CheckEntry
from desktop.services.rewards import RewardEntry
from desktop.services.risks import AssessmentEntry
from desktop.services.work import Work

CHECKED = 9  # files of class A whose documents were seen


def look_after(work: Work, words: Mapping[str, Any], staff: Mapping[str, UUID], today: date) -> None:
    """`words` are the sample's, `today` is the real one: some days to look again have come by then."""
    work.require(Right.EDIT_CLIENTS)
    for letter, (days, measures, strategy) in words["plans"].items():
        class_plans.set_plan(work, PlanLine(letter, measures, strategy, days))
    for letter, text in words["reward_rules"]:
        rewards.set_rule(work, letter, text)
    clients = {row.name: row.id for row in work.visible(Client).order_by(Client.code.desc())}
    major = [row.id for row in work.visible(Client).where(Client.client_class == "A").order_by(Client.code)]
    _check(work, major, clients["贺启年"], staff["周敏"])
    for first, role, second in words["circle"]:
        affiliations.add_link(work, clients[first], clients[second], LinkRole.of(role))
    _judge(work, words, clients, today)
    _note(work, words, clients, staff["陆文渊"])
    for line in words["events"]:
        _celebrate(work, line, today)


def _check(work: Work, major: list[UUID], served: UUID, desk: UUID) -> None:
    """Documents of the major clients, one of which has expired since; and a driver who signs for his employer."""
    day = on_file.today(work)
    for n, client in enumerate(major[:CHECKED]):
        seen = day - timedelta(days=30 * n + 10)
        until = day + timedelta(days=7 if n == 4 else 400 * (n + 1))
        identities.add_check(work, client, CheckEntry(Document.ID_CARD, seen, until, desk))
    if links := affiliations.links_of(work, served):
        agent = links[0].other_id
        identities.add_check(work, served, CheckEntry(Document.ID_CARD, day, day + timedelta(days=3000), desk))
        identities.add_check(work, agent, CheckEntry(Document.DRIVING, day - timedelta(days=15), None, desk))
        paper = AgentEntry(
            "代为签单和结账", day - timedelta(days=200), day + timedelta(days=165), "文件柜 · 授权委托书"
        )
        identities.authorise(work, served, agent, paper)


def _judge(work: Work, words: Mapping[str, Any], clients: Mapping[str, UUID], today: date) -> None:
    for name, (aspect, level, consequence, reason, days) in words["risks"].items():
        again = today + timedelta(days=days)
        risks.assess(work, clients[name], AssessmentEntry(
            Aspect.of(aspect), RiskLevel.of(level), Consequence.of(consequence), reason, again))  # fmt: skip
    name, aspect, level, consequence, reason = words["lifted"]
    risks.assess(work, clients[name], AssessmentEntry(Aspect.of(aspect), RiskLevel.of(level),
                                                      Consequence.of(consequence), reason))  # fmt: skip
    for name, (sign, noticed) in words["warnings"].items():
        risks.warn_of_fraud(work, clients[name], Sign.of(sign), noticed)


def _note(work: Work, words: Mapping[str, Any], clients: Mapping[str, UUID], manager: UUID) -> None:
    day = on_file.today(work)
    for n, (name, competitor, offer, rate, source) in enumerate(words["competitors"]):
        entry = CompetitorEntry(
            competitor, day - timedelta(days=6 * n), offer, rate, source, None if n % 2 else manager
        )
        competitors.add_note(work, clients[name], entry)
    for name, kind, what, yuan, days in words["rewards"]:
        until = None if kind == "gift" else day + timedelta(days=180)
        fen = None if yuan is None else yuan * 100
        entry_of = RewardEntry(RewardKind.of(kind), what, day - timedelta(days=days), fen, until)
        rewards.add_reward(work, clients[name], entry_of)


def _celebrate(work: Work, line: list[Any], today: date) -> None:
    kind, title, days, place, yuan = line
    entry = EventEntry(EventKind.of(kind), title, today + timedelta(days=days), place, yuan * 100)
    event = events.add_event(work, entry)
    events.invite_classes(work, event, ["A"])
    for n, invited in enumerate(events.invitations(work, event)):
        answer = Answer.NO if n % 6 == 2 else Answer.YES
        if days < 0:
            came = answer is Answer.YES
            events.note_answer(work, invited.id, answer=answer, attended=came, guests=n % 3 if came else None)
        elif n % 3:
            events.note_answer(work, invited.id, answer=answer)
