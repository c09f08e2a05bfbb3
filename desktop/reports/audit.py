"""The audit log 审计日志 and the protocol of an incident on paper, with the fingerprint of all records at the foot."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from desktop.i18n import N_, Translator
from desktop.reports.fonts import LINE_HEIGHT
from desktop.reports.lines import break_lines
from desktop.reports.pen import MM, OfficeLook, Pen, Stamp
from desktop.reports.sheet import A4_LANDSCAPE, BODY, SECTION, Sheet, Strip
from desktop.reports.tables import ColumnHead, table_strips

_WEIGHTS = (1.25, 0.8, 1.3, 1.5, 3.2, 1.0)


def audit_log(heads: Sequence[str], rows: Sequence[Sequence[str]], look: OfficeLook, stamp: Stamp, language: Translator,
              fingerprint: str) -> bytes:  # fmt: skip
    """The log as PDF. `fingerprint` is what the state of all records is looked up by later."""
    counted = language.plural("{n} record", "{n} records", len(rows)).format(n=len(rows))
    stamp = _marked(stamp, language, fingerprint)
    sheet = Sheet(language(N_("Audit log")), look, stamp, language, A4_LANDSCAPE, counted)
    columns = [ColumnHead(head, weight) for head, weight in zip(heads, _WEIGHTS, strict=True)]
    return sheet.render(table_strips(columns, rows, sheet.width, sheet.face, language(N_("There are no records."))))


def incident_protocol(title: str, steps: Sequence[Sequence[str]], told: Sequence[str], clients: Sequence[Sequence[str]],
                      look: OfficeLook, stamp: Stamp, language: Translator, fingerprint: str) -> bytes:  # fmt: skip
    """An incident as PDF. Steps hold moment, who, step and words; clients code, name, how often and when last; `told`
    are sentences about whom it concerns."""
    sheet = Sheet(language(N_("Protocol of an incident")), look, _marked(stamp, language, fingerprint), language)
    return sheet.render(_protocol(title, steps, told, clients, sheet, language))


def _protocol(title: str, steps: Sequence[Sequence[str]], told: Sequence[str], clients: Sequence[Sequence[str]],
              sheet: Sheet, say: Translator) -> Iterator[Strip]:  # fmt: skip
    yield _words(title, sheet, SECTION, bold=True)
    heads = (ColumnHead(say(N_("When")), 1.1), ColumnHead(say(N_("Who")), 0.8), ColumnHead(say(N_("Step")), 0.7),
             ColumnHead(say(N_("What was done")), 3.4))  # fmt: skip
    yield from table_strips(heads, steps, sheet.width, sheet.face)
    yield _words(say(N_("Whom it concerns")), sheet, SECTION, bold=True)
    for text in told:
        yield _words(text, sheet, BODY)
    heads = (ColumnHead(say(N_("Code")), 1.0), ColumnHead(say(N_("Name")), 2.4),
             ColumnHead(say(N_("Times")), 0.6, "right"), ColumnHead(say(N_("Last")), 1.2))  # fmt: skip
    yield from table_strips(heads, clients, sheet.width, sheet.face, say(N_("No client is named by the records.")))


def _words(text: str, sheet: Sheet, size: float, *, bold: bool = False) -> Strip:
    face = sheet.face.bold if bold else sheet.face.regular
    lines = break_lines(text, face, size, sheet.width)

    def draw(pen: Pen, left: float, top: float) -> None:
        pen.lines(left, top + 2 * MM, lines, size, bold=bold)

    return Strip(len(lines) * size * LINE_HEIGHT + 4 * MM, draw, tied=bold)


def _marked(stamp: Stamp, language: Translator, fingerprint: str) -> Stamp:
    return replace(stamp, mark=language(N_("Audit fingerprint {text}")).format(text=fingerprint))
