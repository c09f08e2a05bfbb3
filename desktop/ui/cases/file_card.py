"""The card 正在办 In progress of a client's file: its open cases with their clocks, and how many are past."""

from uuid import UUID

from desktop.i18n import N_, _, _n
from desktop.services import case_views, cases
from desktop.services.case_views import CaseView
from desktop.services.cases import Standing, Wish
from desktop.services.work import Work
from desktop.ui.cases import KEY
from desktop.ui.cases.words import kind_word
from desktop.ui.kit.file_card import FileCard
from desktop.ui.kit.ribbon import Ribbon
from desktop.ui.kit.text import label, note
from desktop.ui.kit.tokens import Tone

MOST = 5
Found = tuple[tuple[CaseView, ...], int]


def _of_client(work: Work, client: UUID) -> Found:
    lines = cases.cases(work, Wish(client=client))
    past = cases.count(work, Wish(Standing.CLOSED, client=client))
    return tuple(case_views.case_view(work, line.id) for line in lines[:MOST]), past


class RunningCard(FileCard):
    """Not there while the client has no case in sight."""

    TITLE = N_("In progress")
    TOPIC = "cases"
    asked = staticmethod(_of_client)

    def fill(self, found: Found) -> int | None:
        running, past = found
        for view in running:
            self._add(view)
        if past:
            said = _n("{n} past case", "{n} past cases", past).format(n=past)
            self.add_link(said, KEY, ("client", self.client, self.words))
        return len(running) if running or past else None

    def _add(self, view: CaseView) -> None:
        line = view.line
        self.add_link(f"{line.number} · {kind_word(line)}", KEY, line.id)
        self.card.body.addWidget(label(line.subject, wrap=True))
        if view.clock is not None and line.done_at is None:
            ribbon = Ribbon()
            # in its place first: what is shown before is a window of its own
            self.card.body.addWidget(ribbon)
            ribbon.show_clock("", view.clock, view.read_at)
        said = _("Next: {step}").format(step=_(line.step.label))
        self.card.body.addWidget(note(said, tone=Tone.BAD if line.late or line.adverse else Tone.NOTE))
