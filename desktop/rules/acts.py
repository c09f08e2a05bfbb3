"""What may be asked of the acts on client files: their kinds, who did them and when."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from desktop.i18n import N_
from desktop.rules.values import dataclass
from desktop.rules.words import Word


class ActKind(Word):
    OPENED = "opened", N_("Files opened")
    EDITED = "edited", N_("Edited")
    OUT = "out", N_("Taken out of use")
    MERGED = "merged", N_("Merged or held apart")
    IMPORTED = "imported", N_("Imports")
    HANDED = "handed", N_("Owners and handovers")
    CLASSES = "classes", N_("Classes and spend")
    CONTACTS = "contacts", N_("Contacts, dealings, competitors")
    REVIEWED = "reviewed", N_("Reviewed")
    RISK = "risk", N_("Risk, identity, agents")
    CARE = "care", N_("Events, gifts, rewards")
    DATA = "data", N_("Consents and data requests")
    UNDONE = "undone", N_("Undone or done again")


# By the action of an act's record; an act may be of two kinds
ACTIONS_OF: Mapping[ActKind, frozenset[str]] = {
    kind: frozenset(actions.split())
    for kind, actions in {
        ActKind.OPENED: "open",
        ActKind.EDITED: "edit bulk_edit look_through seen_again link change_link unlink add_day change_day remove_day "
        "year_result enter_sheet",
        ActKind.OUT: "withdraw",
        ActKind.MERGED: "merge unmerge two_clients perhaps_one",
        ActKind.IMPORTED: "import undo_import take_spend undo_spend",
        ActKind.HANDED: "owner contact_persons transfer take_along told",
        ActKind.CLASSES: "classify undo_classes teach_classes withdraw_teaching enter_spend withdraw_spend take_spend "
        "undo_spend set_plan",
        ActKind.CONTACTS: "log_contact correct_contact finish_step needs_no_answer take_mail take_calls "
        "give_calls strike_calls add_dealing "
        "correct_dealing withdraw_dealing file_dealing unfile_dealing add_competitor correct_competitor "
        "withdraw_competitor",
        ActKind.REVIEWED: "accept correct refuse ask_again",
        ActKind.RISK: "assess warn_of_fraud settle_warning check_identity correct_check withdraw_check authorise "
        "change_agent withdraw_agent",
        ActKind.CARE: "add_event change_event withdraw_event invite note_answer withdraw_invitation keep_day add_gift "
        "correct_gift withdraw_gift grant correct_grant withdraw_grant set_reward_rule withdraw_reward_rule",
        ActKind.DATA: "consent correct_consent end_consent withdraw_consent enter_request hand_on_request "
        "answer_request withdraw_request restrict hold lift erase erase_again purge",
        ActKind.UNDONE: "undo redo undo_import undo_classes undo_spend unmerge",
    }.items()
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is empty narrows nothing. Days are the office's, both included."""

    kind: ActKind | None = None
    person: UUID | None = None
    since: date | None = None
    until: date | None = None

    @property
    def everything(self) -> bool:
        return self == Asked()
