"""Why somebody sits where he sits, or why a seat is free, in a sentence (F1)."""

from desktop.i18n import N_
from desktop.rules.seating.checking import Verdict
from desktop.rules.seating.etiquette import by_etiquette
from desktop.rules.seating.explaining import explain
from desktop.rules.seating.plan import Seat, SeatFlag
from desktop.rules.seating.sentences import say
from desktop.ui.seating.editor import Editor


def why(editor: Editor, seat: Seat) -> tuple[str, Verdict | None]:
    """The sentence, and what speaks against it where somebody sits there."""
    plan = editor.judged_plan
    person = plan.seating.get(seat)
    if person is None:
        blocked = plan.table_of[seat.table].has(seat.number, SeatFlag.BLOCKED)
        return str(say(BLOCKED if blocked else FREE, seat=plan.seat_title(seat))), None
    strict = by_etiquette(plan) if all(table.order for table in plan.tables) else plan
    reasons = explain(plan, strict, plan, knows=editor.knows)
    said = next(reason.sentence for reason in reasons if reason.person == person)
    return str(said), editor.verdict(person, seat)


FREE = N_("Nobody sits on {seat} yet.")
BLOCKED = N_("Nobody sits on {seat}: it is blocked.")
