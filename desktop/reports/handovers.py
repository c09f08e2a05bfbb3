"""The list of clients handed over 移交清单, with room for the signatures of giver, receiver and head (CL-9)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desktop.i18n import N_, Translator
from desktop.reports.fonts import LINE_HEIGHT
from desktop.reports.lines import break_lines
from desktop.reports.pen import MM, OfficeLook, Pen, Stamp
from desktop.reports.prose import Signer, signature_row
from desktop.reports.sheet import A4_LANDSCAPE, BODY, Sheet, Strip
from desktop.reports.tables import ColumnHead, table_strips

_SIGNERS = (N_("Given by"), N_("Received by"), N_("Head"))


@dataclass(frozen=True, slots=True)
class HandoverValues:
    """What the list says above its table; `giver` and `receiver` may be several names or nobody's."""

    giver: str
    receiver: str
    day: str
    reason: str


def handover_list(values: HandoverValues, rows: Sequence[Sequence[str]], look: OfficeLook, stamp: Stamp,
                  language: Translator) -> bytes:  # fmt: skip
    """The list as PDF. Rows hold code, name, class, unit, phone, former owner, owner, deputy, last contact, next step;
    a narrow column is left for the giver's tick."""
    sheet = Sheet(language(N_("Handover list")), look, stamp, language, A4_LANDSCAPE)
    return sheet.render(_strips(values, rows, sheet, language))


def _strips(values: HandoverValues, rows: Sequence[Sequence[str]], sheet: Sheet, say: Translator) -> Iterator[Strip]:
    counted = say.plural("{n} client", "{n} clients", len(rows)).format(n=len(rows))
    parts = ((N_("Given by"), values.giver), (N_("Received by"), values.receiver), (N_("Handed over on"), values.day),
             (N_("Reason"), values.reason))  # fmt: skip
    colon = "：" if say.language == "zh_CN" else ": "
    said = "　".join([say(label) + colon + text for label, text in parts if text] + [counted])
    yield _paragraph(said, sheet)
    columns = (
        ColumnHead("", 0.35, "right"), ColumnHead(say(N_("Code")), 1.0), ColumnHead(say(N_("Name")), 2.0),
        ColumnHead(say(N_("Class")), 0.5), ColumnHead(say(N_("Unit")), 1.7), ColumnHead(say(N_("Phone")), 1.2),
        ColumnHead(say(N_("Former owner")), 0.9), ColumnHead(say(N_("Owner")), 0.9),
        ColumnHead(say(N_("Deputy")), 0.9), ColumnHead(say(N_("Last contact")), 1.0),
        ColumnHead(say(N_("Next step")), 1.5), ColumnHead(say(N_("Checked")), 0.7),
    )  # fmt: skip
    numbered = [(str(number), *row, "□") for number, row in enumerate(rows, 1)]
    yield from table_strips(columns, numbered, sheet.width, sheet.face)
    yield signature_row([Signer(say(role)) for role in _SIGNERS], say(N_("Date")), sheet)


def _paragraph(text: str, sheet: Sheet) -> Strip:
    lines = break_lines(text, sheet.face.regular, BODY, sheet.width)

    def draw(pen: Pen, left: float, top: float) -> None:
        pen.lines(left, top + 1 * MM, lines, BODY)

    return Strip(len(lines) * BODY * LINE_HEIGHT + 4 * MM, draw)
