"""The refusal where a colleague has changed the same seats meanwhile: nothing of his is overwritten."""

from desktop.i18n import N_
from desktop.rules.errors import OfficeError
from desktop.rules.seating.edits import Clash


class SeatsChanged(OfficeError):
    """Seats are not as they were on screen; `clash` tells which, who was to sit there and who sits there now."""

    def __init__(self, clash: Clash) -> None:
        said = N_("A colleague has changed the same seats meanwhile. Nothing was changed: look at the plan as it is "
                  "now, and decide anew.")  # fmt: skip
        super().__init__(said, "seat")
        self.clash = clash
