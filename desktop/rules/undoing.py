"""Which acts on client files are not taken back part by part, each with where it is done or why never (CL-11)."""

from collections.abc import Mapping

from desktop.i18n import N_

_MERGE = N_("A merge is taken apart as a whole, from the file's history or on the page Duplicates.")
_APART = N_("Two files that were taken apart are merged anew on the page Duplicates.")
_PAIR = N_("Whether two files are one client is said on the page Duplicates.")
_CLASSES = N_("Classes, their teaching and sheets of spend are taken back as a whole, on the page Classes.")
_CONSENT = N_("What a client agreed to is recorded and withdrawn in the file, under Consents.")
_ASKED = N_("Requests, stops and holds are changed in the file, or on the page Data requests.")
_FINAL = N_("An erasure is final: nothing of it can be brought back.")
# By the action of the act's record; a sheet of spend and an import are undone by their id too
ELSEWHERE: Mapping[str, str] = {
    "import": N_("An import is taken back as a whole, on the page Imports."),
    "merge": _MERGE,
    "unmerge": _APART,
    **dict.fromkeys(("two_clients", "perhaps_one"), _PAIR),
    **dict.fromkeys(
        ("classify", "undo_classes", "take_spend", "undo_spend", "teach_classes", "withdraw_teaching"), _CLASSES
    ),
    **dict.fromkeys(("consent", "end_consent", "withdraw_consent"), _CONSENT),
    **dict.fromkeys(("enter_request", "answer_request", "withdraw_request", "restrict", "hold", "lift"), _ASKED),
    **dict.fromkeys(("erase", "erase_again", "purge"), _FINAL),
}
