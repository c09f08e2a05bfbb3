"""Which acts need somebody else's approval, how one stands, and who may give it (AC-6)."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from uuid import UUID

from desktop.i18n import N_, _
from desktop.rules.errors import BadEntry, Label, NotAllowed, OfficeError
from desktop.rules.rights import Mandate, Right, Scope
from desktop.rules.words import Word


class Act(Word):
    """A sensitive act. The value is stored, so it never changes."""

    EXPORT = "export", N_("Export clients")
    CHANGE_VALUES = "change_values", N_("Change reviewed values of level 2 or 3")
    DESTROY = "destroy", N_("Destroy")
    RESTORE = "restore", N_("Restore a backup")
    SEE_LOCKED = "see_locked", N_("Open what is locked")
    SEE_FILE = "see_file", N_("See a client's file")
    SEE_DOCUMENT = "see_document", N_("Look at a locked document")
    PRINT_MARKED = "print_marked", N_("Print a marked document")
    SEND_MARKED = "send_marked", N_("Send a marked document")
    SAVE_MARKED = "save_marked", N_("Save a marked document as a file")
    LOWER_MARK = "lower_mark", N_("Lower or take off a secrecy mark")
    DESTROY_PAPERS = "destroy_papers", N_("Destroy documents of the archive")
    EXTEND_HANDOVER = "extend_handover", N_("Extend a hand-over to the archive")
    SOFTEN_CASE = "soften_case", N_("Close a case without its steps, or make less of it")
    GRANT_REMEDY = "grant_remedy", N_("Grant a client a remedy")
    ENTER_ZONE = "enter_zone", N_("Let a visitor into a closed zone")
    RELEASE_ORDER = "release_order", N_("Let a special or high order go through")
    EXCUSE_CASE = "excuse_case", N_("Leave a case out of an appraisal")
    PASS_SHEET = "pass_sheet", N_("Appraise without a superior's part")
    JUDGE_APPEAL = "judge_appeal", N_("Decide on an appeal that one had a part in")
    CORRECT_PERIOD = "correct_period", N_("Correct a locked period of appraisal")
    PUBLISH = "publish", N_("Put words to clients into use")


# The right that whoever asks for the act must hold himself
RIGHTS: Mapping[Act, Right] = MappingProxyType({
    Act.EXPORT: Right.EXPORT_CLIENTS,
    Act.CHANGE_VALUES: Right.EDIT_CLIENTS,
    Act.DESTROY: Right.ERASE_CLIENTS,
    Act.RESTORE: Right.RUN_OFFICE,
    Act.SEE_LOCKED: Right.SEE_CLIENTS,
    Act.SEE_FILE: Right.SEE_CLIENTS,
    Act.SEE_DOCUMENT: Right.SEE_DOCUMENTS,
    Act.PRINT_MARKED: Right.PRINT_DOCUMENTS,
    Act.SEND_MARKED: Right.SEND_DOCUMENTS,
    Act.SAVE_MARKED: Right.DOWNLOAD_DOCUMENTS,
    Act.LOWER_MARK: Right.FILE_DOCUMENTS,
    Act.DESTROY_PAPERS: Right.DESTROY_DOCUMENTS,
    Act.EXTEND_HANDOVER: Right.SEE_DOCUMENTS,
    Act.SOFTEN_CASE: Right.ENTER_CLIENTS,
    Act.GRANT_REMEDY: Right.ENTER_CLIENTS,
    Act.ENTER_ZONE: Right.RECEIVE_VISITORS,
    Act.RELEASE_ORDER: Right.ENTER_ORDERS,
    Act.EXCUSE_CASE: Right.SEE_APPRAISALS,
    Act.PASS_SHEET: Right.SEE_APPRAISALS,
    Act.JUDGE_APPEAL: Right.RUN_APPRAISALS,
    Act.CORRECT_PERIOD: Right.RUN_APPRAISALS,
    Act.PUBLISH: Right.PRINT_CLIENTS,
})  # fmt: skip
# What is asked for because one's own roles do not reach it: opened for a time by who approves, and never alone (AC-10)
LENT = frozenset({Act.SEE_LOCKED, Act.SEE_FILE, Act.SEE_DOCUMENT})
# What somebody of the office's choice approves and nobody else but who stands in for him: nobody goes on without (RE-4)
BY_NAME = frozenset({Act.ENTER_ZONE})
# What judges somebody, whom `Need.row` names: he has no say in it, whoever asks (AP-4)
ABOUT = frozenset({Act.EXCUSE_CASE, Act.PASS_SHEET, Act.JUDGE_APPEAL})
# The setting that says up to which size the act is free; any other act needs approval whatever its size
FREE_UP_TO: Mapping[Act, str] = MappingProxyType({Act.EXPORT: "export_limit", Act.GRANT_REMEDY: "remedy_free"})


class ApprovalState(Word):
    """How a request stands. `EXPIRED` is never stored: it follows from the clock."""

    ASKED = "asked", N_("Waiting for approval")
    APPROVED = "approved", N_("Approved")
    REFUSED = "refused", N_("Not approved")
    TAKEN_BACK = "taken_back", N_("Taken back")
    USED = "used", N_("Done")
    EXPIRED = "expired", N_("Run out")
    ALONE = "alone", N_("Nobody else was there")
    UNCONFIRMED = "unconfirmed", N_("To be confirmed")
    CONFIRMED = "confirmed", N_("Confirmed afterwards")
    OBJECTED = "objected", N_("Objected to")


# With these the act may be done once
READY = frozenset({ApprovalState.APPROVED, ApprovalState.ALONE})
# These wait for a second person
OPEN = frozenset({ApprovalState.ASKED, ApprovalState.UNCONFIRMED})
# What a second person made of it, and what that came from: only the last step is taken back
DECIDED: Mapping[ApprovalState, ApprovalState] = MappingProxyType({
    ApprovalState.APPROVED: ApprovalState.ASKED,
    ApprovalState.REFUSED: ApprovalState.ASKED,
    ApprovalState.CONFIRMED: ApprovalState.UNCONFIRMED,
    ApprovalState.OBJECTED: ApprovalState.UNCONFIRMED,
})  # fmt: skip


_FEW = 6


@dataclass(frozen=True, slots=True)
class Detail:
    """One thing said of an act besides its size, such as the columns of an export. `head` is a message id, and so are
    those of the words that are Labels; as a text it is in the language of the screen, and short."""

    head: str
    words: tuple[str, ...]

    @property
    def said(self) -> tuple[str, ...]:
        return tuple(_(word) if isinstance(word, Label) else word for word in self.words)

    def __str__(self) -> str:
        few = _(", ").join(self.said[:_FEW])
        more = len(self.words) - _FEW
        if more > 0:
            few = _("{words} and {n} more").format(words=few, n=more)
        return _("{label}: {value}").format(label=_(self.head), value=few)


def stored_details(details: Iterable[Detail]) -> list[object]:
    """As they are kept: each word with whether it is a message id."""
    return [[one.head, [[str(word), isinstance(word, Label)] for word in one.words]] for one in details]


def read_details(kept: Iterable[tuple[str, Iterable[tuple[str, bool]]]] | None) -> tuple[Detail, ...]:
    """`stored_details` the other way round."""
    return tuple(Detail(head, tuple(Label(word) if is_id else word for word, is_id in words))
                 for head, words in kept or ())  # fmt: skip


@dataclass(frozen=True, slots=True)
class Need:
    """What somebody wants to do. An approval holds for just this: the same act, subject and `exactly`, and no more
    than `size`.

    `what` is said to whoever approves, in plain words and without a client's values; `level` is the highest level of
    information touched. `exactly` tells one request from another, such as filter and columns of an export; only its
    hash is kept. `details` say as much of it as whoever approves may know. `place` and `row` say where it lies that is
    to be opened; of a document `size` counts the days for which. Of what judges somebody `row` is whom.
    """

    act: Act
    size: int
    what: str
    exactly: str = ""
    level: int = 1
    subject: UUID | None = None
    details: tuple[Detail, ...] = ()
    place: str = ""
    row: UUID | None = None

    @property
    def own_level(self) -> int:
        """The level that whoever asks must reach himself."""
        return 1 if self.act in LENT else self.level

    def for_days(self, days: int, most: int) -> "Need":
        """The same for so many days, which whoever approves reads too. Raises BadEntry."""
        if not 1 <= days <= most:
            raise BadEntry(N_("From 1 to {most} days."), "days", most=most)
        return replace(self, size=days, details=(*self.details, Detail(N_("Open for how many days"), (str(days),))))

    @property
    def mark(self) -> str:
        return hashlib.sha256(f"{self.act.value}\0{self.subject or ''}\0{self.exactly}".encode()).hexdigest()


def said(act: Act, size: int) -> tuple[str, Mapping[str, object]]:
    """What is wanted, as a message id and its values; of what is opened there is no size to tell."""
    return (act.label, {}) if act in LENT else (N_("{act}: {size}"), {"act": Label(act.label), "size": size})


def heading(act: Act, size: int) -> str:
    """The same in the language of the screen."""
    message, values = said(act, size)
    return _(message).format(**{name: _(v) if isinstance(v, Label) else v for name, v in values.items()})


class NeedsApproval(OfficeError):
    """The act waits for a second person: ask for approval, have it countersigned here, or say why it can't wait."""

    def __init__(self, need: Need) -> None:
        super().__init__(N_("This needs somebody else's approval: {act} ({size})."), act=Label(need.act.label),
                         size=need.size)  # fmt: skip
        self.need = need


def approves_somewhere(mandate: Mandate) -> bool:
    """Own requests are approved by nobody, so that scope reaches none."""
    scope = mandate.scope(Right.APPROVE_CLIENTS)
    return scope is Scope.ALL or (scope is Scope.DEPARTMENT and mandate.department is not None)


def decides(act: Act, named: UUID | None, who: UUID, by: UUID) -> bool:
    """Whether `by`, for himself or standing in for `who`, has a say: not where somebody else is named for the act, nor
    where one of the two is whom it is about."""
    if act in ABOUT:
        return named not in (who, by)
    return act not in BY_NAME or named == who


def covers(mandate: Mandate, level: int, department: UUID | None) -> bool:
    """Whether somebody may approve what is of this level, for who works in this department."""
    everywhere = mandate.scope(Right.APPROVE_CLIENTS) is Scope.ALL
    return approves_somewhere(mandate) and mandate.level >= level and (everywhere or mandate.department == department)


def check_decider(asked_by: UUID, decider: UUID, instead_of: UUID | None) -> None:
    """Raises NotAllowed where somebody would approve what he asked for himself, or what he stands in for asked for."""
    if asked_by in (decider, instead_of):
        raise NotAllowed(N_("Nobody approves what he asked for himself; somebody else must."))


def check_state(state: ApprovalState, wanted: frozenset[ApprovalState]) -> None:
    """Raises BadEntry if the request stands otherwise by now."""
    if state not in wanted:
        raise BadEntry(N_("This request stands otherwise by now: {state}."), state=Label(state.label))
