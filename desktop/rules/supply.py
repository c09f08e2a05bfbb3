"""Supply channels 供货渠道: what can happen to one, and how it stands (OR-2)."""

from desktop.i18n import N_
from desktop.rules.words import Word

NAME_LIMIT, GOODS_LIMIT, CONTACT_LIMIT, PHONE_LIMIT, SAID_LIMIT = 120, 200, 60, 40, 2000


class ChannelState(Word):
    """How a channel stands; it follows from what happened to it."""

    RUNNING = "running", N_("Supplies")
    BACKUP = "backup", N_("Supplied by the backup")
    FAULTY = "faulty", N_("Fault, not put right")


class EventKind(Word):
    FAULT = "fault", N_("Fault")
    REPORT = "report", N_("Reported to the superior")
    SWITCH = "switch", N_("Channel switched")
    NOTE = "note", N_("Note")
