"""The refusal where a colleague has changed the same seats meanwhile: nothing of his is overwritten."""

from desktop.i18n import N_
from desktop.rules.errors import OfficeError
from desktop.rules.seating.changes import Change, Clash
from desktop.rules.seating.commands import Command, MoveTable, MoveTables, PutElement, Reseat, TakeElement


class SeatsChanged(OfficeError):
    """Seats are not as they were on screen; `clash` tells which, who was to sit there and who sits there now."""

    def __init__(self, clash: Clash) -> None:
        said = N_("A colleague has changed the same seats meanwhile. Nothing was changed: look at the plan as it is "
                  "now, and decide anew.")  # fmt: skip
        super().__init__(said, "seat")
        self.clash = clash


def forced(step: Change) -> Command | None:
    """The command that brings about what a step would have, whoever sits there now; None where a table has other
    seats by it."""
    for key, (_was, now) in step.elements.items():
        # one command puts or takes one
        return TakeElement(key) if now is None else PutElement(now)
    stands = step.tables.values()
    if stands and not step.seats and all((was.form, was.flags) == (now.form, now.flags) for was, now in stands):
        moves = tuple(MoveTable(table, after.x, after.y, after.turn) for table, (_b, after) in step.tables.items())
        return moves[0] if len(moves) == 1 else MoveTables(moves)
    if step.tables:
        return None
    comes = {after.person: seat for seat, (_before, after) in step.seats.items() if after.person}
    goes = {before.person for before, _after in step.seats.values() if before.person} - comes.keys()
    return Reseat((*comes.items(), *((person, None) for person in sorted(goes))))
