"""The end of a report: boxes to sign in, and how the paper is compared with its locked period (AP-5)."""

from collections.abc import Iterator, Sequence

from desktop.i18n import N_
from desktop.reports.appraisal_values import PeriodValues
from desktop.reports.both import NONE, Lines, Said, Tongue, broken
from desktop.reports.pen import HAIR, INK2, MM, Pen
from desktop.reports.report_frame import Report
from desktop.reports.sheet import Strip
from desktop.rules import report_codes

_SIGN, _SEAL = 25 * MM, 35 * MM  # a seal is 30 to 32 mm wide
_VERIFY = 23.5 * MM
_CODE = 11.4 * MM  # from the top of the box
_KNOWS = N_("Signing says that I know of it, not that I agree.")


def closing(period: PeriodValues, signers: Sequence[Said], report: Report, tongue: Tongue, *, person: bool,
            answer: Said = NONE) -> Iterator[Strip]:  # fmt: skip
    """Boxes side by side, the first for the person appraised, and the box by which the paper is verified."""
    high = _SIGN if person else _SEAL
    yield Strip(high + 2.5 * MM, lambda pen, left, top: _boxes(pen, left, top, high, signers, report, tongue, person),
                tied=True)  # fmt: skip
    told = tongue(N_("Type or scan the code in Clientele, or give it the file: it says whether the figures are those "
                     "of the locked period, were changed, or were superseded. Root of the period: {root}"),
                  root=f"{period.root[:16]}…")  # fmt: skip
    lines = broken(told, report.face, 6.8, report.width - _VERIFY - 6 * MM)
    tall = max(_VERIFY, _CODE + lines.height + 2.4 * MM)
    yield Strip(tall, lambda pen, left, top: _verify(pen, left, top, tall, period, lines, report, tongue))


def _boxes(pen: Pen, left: float, top: float, high: float, signers: Sequence[Said], report: Report, tongue: Tongue,
           person: bool) -> None:  # fmt: skip
    wide = report.width / max(len(signers), 1)
    face = report.face
    agree = "   ".join(f"□ {tongue(words).line}" for words in (N_("I agree"), N_("I object")))
    for n, signer in enumerate(signers):
        pen.box(left, top, wide, high, weight=0.6, grey=INK2)
        pen.one_line(left + 1.5 * MM, top + 1.2 * MM, signer.line, 8, wide - 3 * MM, bold=True)
        if person and not n:
            pen.one_line(left + 1.5 * MM, top + 5.2 * MM, agree, 7.2, wide - 3 * MM)
            broken(tongue(_KNOWS), face, 6.5, wide - 3 * MM).draw(pen, left + 1.5 * MM, top + 9 * MM, grey=INK2)
        signed = tongue(N_("Signature")).line
        day = tongue(N_("Signed on")).line
        pen.rule(left + 1.5 * MM, top + high - 4.6 * MM, left + wide - 1.5 * MM, top + high - 4.6 * MM, HAIR, INK2)
        pen.one_line(left + 1.5 * MM, top + high - 4.2 * MM, signed, 6.8, wide * 0.45, grey=INK2)
        pen.one_line(left + wide - 1.5 * MM, top + high - 4.2 * MM, day, 6.8, wide * 0.45, align="right", grey=INK2)
        left += wide


def _verify(pen: Pen, left: float, top: float, high: float, period: PeriodValues, lines: Lines, report: Report,
            tongue: Tongue) -> None:  # fmt: skip
    high -= 1 * MM
    pen.box(left, top, report.width, high, weight=HAIR, grey=INK2)
    if not period.code:
        words = tongue(N_("A draft has no code. After the period is locked the report can be verified by one."))
        broken(words, report.face, 7.4, report.width - 6 * MM).draw(pen, left + 3 * MM, top + 3 * MM, grey=INK2)
        return
    side = _VERIFY - 2 * MM
    pen.square_code(period.square, left + report.width - side - 0.5 * MM, top + 0.5 * MM, side)
    room = report.width - side - 6 * MM
    pen.one_line(left + 3 * MM, top + 1.6 * MM, tongue(N_("Verification")).line, 7.4, room, grey=INK2)
    pen.text(left + 3 * MM, top + 5 * MM, report_codes.shown(period.code), 13, bold=True)
    lines.draw(pen, left + 3 * MM, top + _CODE, grey=INK2)
