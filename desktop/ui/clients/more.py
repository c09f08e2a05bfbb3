"""What else hangs on a file: identity, value, plan, competitors, rewards, events; asked and done one line per verb."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from desktop.i18n import _
from desktop.rules.features import switched_on
from desktop.rules.risks import Sign
from desktop.services import (
    class_plans,
    client_value,
    competitors,
    contacts,
    events,
    identities,
    relations,
    rewards,
    risks,
)
from desktop.services.class_plans import ClientPlan
from desktop.services.client_value import Value
from desktop.services.competitors import CompetitorEntry, CompetitorLine
from desktop.services.events import InvitedLine
from desktop.services.identities import AgentEntry, AgentLine, CheckEntry, CheckLine, Identity
from desktop.services.past_files import PastFile
from desktop.services.rewards import RewardEntry, RewardLine
from desktop.services.risks import AssessmentEntry
from desktop.services.work import Work

Done = Callable[[Any], object]


@dataclass(frozen=True, slots=True)
class More:
    """`value` and `plan` are None where there is nothing to tell, or in a past day's file."""

    identity: Identity
    competitors: Sequence[CompetitorLine] = ()
    rewards: Sequence[RewardLine] = ()
    invited: Sequence[InvitedLine] = ()
    plan: ClientPlan | None = None
    value: Value | None = None


def read_more(work: Work, client_id: UUID) -> More:
    on = switched_on(work.settings["kind"], work.settings["features"])
    return More(
        identities.identity_of(work, client_id), competitors.notes_of(work, client_id),
        rewards.rewards_of(work, client_id), events.invitations_of(work, client_id) if "care" in on else (),
        class_plans.plan_of(work, client_id, contacts.last_contact(work, client_id)),
        client_value.value_of(work, client_id) if "classes" in on else None,
    )  # fmt: skip


def past_more(past: PastFile, *, care: bool) -> More:
    """Of a past day; with `care` the events it was invited to."""
    state = identities.state_of(past.checks, past.day)
    return More(Identity(state, past.checks, past.agents), past.competitors, past.rewards,
                past.invited if care else ())  # fmt: skip


class MoreVerbs:
    """Part of FileController, which carries its deeds so that they can be undone."""

    client: UUID | None
    desk: Any
    _carry: Any
    _do: Any
    _ask: Any

    def load_circle(self, done: Done) -> None:
        self._ask("circle", relations.circle_of, self.client, done=done)

    def assess(self, entry: AssessmentEntry, done: Done, failed: Done) -> None:
        self._carry(risks.assess, self.client, entry, done=done, failed=failed)

    def warn_of_fraud(self, entry: tuple[Sign, str, Any], done: Done, failed: Done) -> None:
        self._carry(risks.warn_of_fraud, self.client, *entry, done=done, failed=failed)

    def settle_warning(self, warning: UUID, outcome: str, done: Done, failed: Done) -> None:
        self._carry(risks.settle_warning, warning, outcome, done=done, failed=failed)

    def add_check(self, entry: CheckEntry, done: Done, failed: Done) -> None:
        self._carry(identities.add_check, self.client, entry, done=done, failed=failed)

    def correct_check(self, line: CheckLine, entry: CheckEntry, done: Done, failed: Done) -> None:
        base = CheckEntry(line.document, line.on, line.valid_until, line.seen_by_id, line.note)
        self._carry(identities.correct_check, line.id, entry, base, done=done, failed=failed)

    def withdraw_check(self, check: UUID) -> None:
        self._do(identities.withdraw_check, check, said=_("Entry taken out."))

    def authorise(self, agent: UUID, entry: AgentEntry, done: Done, failed: Done) -> None:
        self._carry(identities.authorise, self.client, agent, entry, done=done, failed=failed)

    def change_agent(self, line: AgentLine, entry: AgentEntry, done: Done, failed: Done) -> None:
        base = AgentEntry(line.scope, line.valid_from, line.valid_until, line.place)
        self._carry(identities.change_agent, line.id, entry, base, done=done, failed=failed)

    def withdraw_agent(self, authorisation: UUID) -> None:
        self._do(identities.withdraw_agent, authorisation, said=_("Authorisation ended."))

    def add_competitor(self, entry: CompetitorEntry, done: Done, failed: Done) -> None:
        self._carry(competitors.add_note, self.client, entry, done=done, failed=failed)

    def correct_competitor(self, line: CompetitorLine, entry: CompetitorEntry, done: Done, failed: Done) -> None:
        base = CompetitorEntry(line.competitor, line.on, line.offer, line.rate, line.source, line.reported_to_id,
                               line.mark)  # fmt: skip
        self._carry(competitors.correct_note, line.id, entry, base, done=done, failed=failed)

    def withdraw_competitor(self, note: UUID) -> None:
        self._do(competitors.withdraw_note, note, said=_("Entry taken out."))

    def add_reward(self, entry: RewardEntry, done: Done, failed: Done) -> None:
        self._carry(rewards.add_reward, self.client, entry, done=done, failed=failed)

    def correct_reward(self, line: RewardLine, entry: RewardEntry, done: Done, failed: Done) -> None:
        base = RewardEntry(line.kind, line.what, line.on, line.amount, line.until, line.note)
        self._carry(rewards.correct_reward, line.id, entry, base, done=done, failed=failed)

    def withdraw_reward(self, reward: UUID) -> None:
        self._do(rewards.withdraw_reward, reward, said=_("Entry taken out."))
