"""The card 拜访 Visits of a client's file: those planned and those whose report is owed, and the way to a new one."""

from uuid import UUID

from desktop.i18n import N_, _
from desktop.rules.visits import State
from desktop.services import visits
from desktop.services.visits import Standing, VisitLine, Wish
from desktop.services.work import Work
from desktop.ui.kit.file_card import FileCard
from desktop.ui.kit.phrases import moment
from desktop.ui.kit.text import label, note
from desktop.ui.kit.tokens import Tone
from desktop.ui.visits import KEY, PLAN, may_plan

MOST = 4
Found = tuple[VisitLine, ...]


def _of_client(work: Work, client: UUID) -> Found:
    """What owes its report first, then what is ahead."""
    found = (visits.visits(work, Wish(standing, mine=False, client=client), MOST)
             for standing in (Standing.TO_REPORT, Standing.TO_COME))  # fmt: skip
    # one whose hour has just come is in both
    return tuple({line.id: line for some in found for line in some}.values())[:MOST]


class VisitsCard(FileCard):
    """Not there while no visit is ahead or owes its report, and I plan none."""

    TITLE = N_("Client visits")
    TOPIC = "visits"
    asked = staticmethod(_of_client)

    def fill(self, found: Found) -> int | None:
        for line in found:
            self.add_link(f"{moment(line.starts_at)} · {line.made_by_name or line.visitor_name}", KEY, line.id)
            self.card.body.addWidget(label(line.purpose, wrap=True))
            if line.state is State.TO_REPORT:
                said = _("Report until {moment}").format(moment=moment(line.report_due))
                self.card.body.addWidget(note(said, tone=Tone.BAD if line.late else Tone.WARN))
        if may_plan(self.desk):
            self.add_link(_("Plan a visit…"), PLAN, self.client)
        return len(found) if found or may_plan(self.desk) else None
