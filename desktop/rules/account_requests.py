"""How a request for an account goes from whoever asks over the department's head to the admin (AC-1, AC-3)."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from uuid import UUID

from desktop.i18n import N_
from desktop.rules.errors import BadEntry, Label, NotAllowed
from desktop.rules.rights import Mandate, Right, Scope
from desktop.rules.words import Word

REASON_LIMIT = 500


class RequestKind(Word):
    """What is asked for. The value is stored, so it never changes."""

    OPEN = "open", N_("Open an account")
    CHANGE = "change", N_("Change roles")
    CLOSE = "close", N_("Close an account")


class RequestState(Word):
    ASKED = "asked", N_("Waiting for the department's head")
    APPROVED = "approved", N_("Waiting for the admin")
    REFUSED = "refused", N_("Not approved")
    TAKEN_BACK = "taken_back", N_("Taken back")
    DONE = "done", N_("Done")


OPEN = frozenset({RequestState.ASKED, RequestState.APPROVED})

# From which state a step leads on
STEPS: Mapping[RequestState, frozenset[RequestState]] = MappingProxyType({
    RequestState.APPROVED: frozenset({RequestState.ASKED}),
    RequestState.REFUSED: frozenset({RequestState.ASKED, RequestState.APPROVED}),
    RequestState.TAKEN_BACK: frozenset({RequestState.ASKED, RequestState.APPROVED}),
    RequestState.DONE: frozenset({RequestState.APPROVED}),
})  # fmt: skip


def check_step(state: RequestState, wanted: RequestState) -> None:
    """Raises BadEntry if the request stands otherwise by now."""
    if state not in STEPS[wanted]:
        raise BadEntry(N_("This request stands otherwise by now: {state}."), state=Label(state.label))


def check_change(wanted: frozenset[UUID], held: frozenset[UUID]) -> None:
    """Raises BadEntry (field `roles`) for roles that are no change, or for none: that is an account to be closed."""
    if not wanted:
        raise BadEntry(N_("Choose the roles. If none is needed any more, ask that the account be closed."), "roles")
    if wanted == held:
        raise BadEntry(N_("These are the roles that this person has. Choose those that he is to have."), "roles")


def heads(mandate: Mandate, department: UUID | None) -> bool:
    """Whether somebody answers for a department's requests: whoever approves there, or everywhere."""
    scope = mandate.scope(Right.APPROVE_CLIENTS)
    return scope is Scope.ALL or (
        scope is Scope.DEPARTMENT and department is not None and mandate.department == department
    )


def needs_nobody(kind: RequestKind, asker: Mandate, person: UUID | None, department: UUID | None,
                 others: Iterable[Mandate]) -> bool:  # fmt: skip
    """Whether a request goes straight to the admin: the head's own notice that somebody leaves (AC-3), or where none of
    the `others` could decide. What the head asks for otherwise is decided by another who may."""
    if kind is RequestKind.CLOSE and person != asker.person and heads(asker, department):
        return True
    return not any(heads(one, department) and one.person not in (asker.person, person) for one in others)


def check_decider(asked_by: UUID, person: UUID | None, decider: Mandate, department: UUID | None) -> None:
    """Raises NotAllowed for a request of one's own, about oneself, or of a department one does not head."""
    if decider.person in (asked_by, person):
        raise NotAllowed(N_("Nobody approves what he asked for himself; somebody else must."))
    if not heads(decider, department):
        raise NotAllowed(N_("Your right to approve does not reach this department."))
