"""Events for clients: their kinds, and where an invitation stands (CL-14)."""

from desktop.i18n import N_
from desktop.rules.words import Word

MOST_GUESTS = 500


class EventKind(Word):
    SEMINAR = "seminar", N_("Seminar")
    TRAINING = "training", N_("Training")
    CELEBRATION = "celebration", N_("Celebration")
    OTHER = "other", N_("Other event")


class Answer(Word):
    OPEN = "open", N_("No answer yet")
    YES = "yes", N_("Accepted")
    NO = "no", N_("Declined")
