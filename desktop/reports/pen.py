"""Writes and draws on a page of a PDF, in points from the top left, with the bundled typeface."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

from desktop.i18n import N_
from desktop.reports.fonts import ASCENT, LINE_HEIGHT, Typeface, fonts_folder, printable, typeface
from desktop.reports.lines import break_lines
from desktop.rules.errors import BadEntry

MM = 72 / 25.4
Align = Literal["left", "centre", "right"]
Shade = float | tuple[float, float, float]
"""A grey, or a colour's red, green and blue, from 0 to 1."""
INK, INK2, LINE = 0.0, 0.33, 0.7
HAIR = 0.35
QUIET = 4  # modules of white around a QR, as its standard asks


@dataclass(frozen=True, slots=True)
class OfficeLook:
    """How an office's sheets look: its name, its logo (the bytes of a PNG or JPEG), the folder of the fonts."""

    name: str
    logo: bytes | None = None
    fonts: Path | None = None

    def typeface(self) -> Typeface:
        return typeface(self.fonts or fonts_folder())


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who prints, when (in the office's time zone), and the code by which the sheet is found again.

    `mark` stands at the foot of each page as it is: the fingerprint of the records, where a sheet is to prove it.
    `comes_home`: it is signed and scanned, so the code stands there as a QR too, which a poor scan still tells.
    """

    person: str
    time: datetime
    code: str = ""
    mark: str = ""
    comes_home: bool = False


class Pen:
    """The canvas, measured from the top of the page, for text that may hold anything."""

    def __init__(self, face: Typeface, width: float, height: float, title: str, author: str, language: str,
                 made: datetime | None = None) -> None:  # fmt: skip
        from reportlab.pdfgen.canvas import Canvas

        self.face = face
        self._file = BytesIO()
        first = face.regular.names[0]
        self.canvas = Canvas(
            self._file,
            pagesize=(width, height),
            invariant=1,
            pageCompression=1,
            initialFontName=first,
            lang="zh-CN" if language == "zh_CN" else "en",
        )
        self.canvas.setTitle(printable(title))
        self.canvas.setAuthor(printable(author))
        self.canvas.setCreator("Clientele")
        self.canvas.setProducer("Clientele")
        if made is not None:
            # the file's own date, not the year 2000 that makes sheets alike nor the moment that makes them differ
            at = made.astimezone(UTC)
            self.canvas.setDateFormatter(lambda *_now: f"D:{at:%Y%m%d%H%M%S}+00'00'")
        self.width, self.height = width, height
        self._grey: Shade | None = None

    def text(
        self,
        x: float,
        top: float,
        line: str,
        size: float,
        *,
        bold: bool = False,
        align: Align = "left",
        grey: Shade = INK,
        leading: float = LINE_HEIGHT,
    ) -> None:
        """One line whose letters hang from `top`; `x` is its left end, middle or right end by `align`."""
        line = printable(line)
        if not line:
            return
        face = self.face.face(bold)
        if align != "left":
            x -= face.width(line, size) * (0.5 if align == "centre" else 1.0)
        self._shade(grey)
        baseline = self.height - top - (ASCENT + (leading - 1) / 2) * size
        code = self.canvas.beginText(x, baseline)
        for name, part in face.runs(line):
            code.setFont(name, size)
            code.textOut(part)
        self.canvas.drawText(code)

    def lines(
        self,
        x: float,
        top: float,
        lines: Sequence[str],
        size: float,
        *,
        bold: bool = False,
        align: Align = "left",
        grey: Shade = INK,
        leading: float = LINE_HEIGHT,
    ) -> float:
        """Lines under one another; the top of whatever follows."""
        for line in lines:
            self.text(x, top, line, size, bold=bold, align=align, grey=grey, leading=leading)
            top += size * leading
        return top

    def broken(self, text: str, size: float, width: float, *, bold: bool = False) -> list[str]:
        return break_lines(text, self.face.face(bold), size, width)

    def one_line(
        self,
        x: float,
        top: float,
        text: str,
        size: float,
        room: float,
        *,
        bold: bool = False,
        align: Align = "left",
        grey: Shade = INK,
        leading: float = LINE_HEIGHT,
    ) -> None:
        """A text on one line, smaller where the room is narrow, since a name is never cut."""
        text = printable(text).replace("\n", " ")
        wide = self.face.face(bold).width(text, size)
        fitting = size if wide <= room else size * room / wide
        below = top + (size - fitting) * leading / 2
        self.text(x, below, text, fitting, bold=bold, align=align, grey=grey, leading=leading)

    def rule(self, x1: float, y1: float, x2: float, y2: float, weight: float = HAIR, grey: Shade = LINE) -> None:
        self.canvas.setLineWidth(weight)
        self._stroke(grey)
        self.canvas.line(x1, self.height - y1, x2, self.height - y2)

    def box(
        self,
        x: float,
        top: float,
        width: float,
        height: float,
        *,
        fill: Shade | None = None,
        weight: float = 0.0,
        radius: float = 0.0,
        grey: Shade = INK,
    ) -> None:
        if fill is not None:
            self._shade(fill)
        self.canvas.setLineWidth(weight)
        self._stroke(grey)
        self.canvas.roundRect(
            x, self.height - top - height, width, height, radius, stroke=int(weight > 0), fill=int(fill is not None)
        )

    def picture(self, picture: "Picture", x: float, top: float, width: float, height: float) -> float:
        """The picture, fitted into the box and standing at its left; the width it took."""
        scale = min(width / picture.width, height / picture.height)
        wide, high = picture.width * scale, picture.height * scale
        self.canvas.drawImage(picture.reader, x, self.height - top - (height + high) / 2, wide, high, mask="auto")
        return wide

    def bars(self, code: str, right: float, top: float, width: float, height: float) -> None:
        """The code as Code 128 bars for a scanner gun, ending at `right`, narrower than `width`."""
        from reportlab.graphics.barcode.code128 import Code128

        symbol = Code128(code, barHeight=height, barWidth=0.8, quiet=0, humanReadable=0)
        if symbol.width > width:
            symbol = Code128(code, barHeight=height, barWidth=0.8 * width / symbol.width, quiet=0, humanReadable=0)
        self._shade(INK)
        symbol.drawOn(self.canvas, right - symbol.width, self.height - top - height)

    def ring(self, x: float, top: float, radius: float, weight: float = 0.8, grey: float = INK) -> None:
        """A circle about the point `x`, `top`."""
        self.canvas.setLineWidth(weight)
        self.canvas.setStrokeGray(grey)
        self.canvas.circle(x, self.height - top, radius, stroke=1, fill=0)

    def square_code(self, code: str, x: float, top: float, side: float) -> None:
        """The code as a QR for a telephone or a scanner, with the quiet margin that scanners need inside of `side`."""
        from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

        symbol = QRCode(None, QRErrorCorrectLevel.M)
        symbol.addData(code)
        symbol.make()
        count = symbol.getModuleCount()
        step = side / (count + 2 * QUIET)
        self._shade(INK)
        for row in range(count):
            y = self.height - top - (QUIET + row + 1) * step
            start = 0
            for dark, run in groupby(range(count), lambda column: bool(symbol.isDark(row, column))):  # noqa: B023
                wide = len(list(run))
                if dark:
                    self.canvas.rect(x + (QUIET + start) * step, y, wide * step, step, stroke=0, fill=1)
                start += wide

    def page_done(self) -> None:
        self.canvas.showPage()
        self.forget()

    def forget(self) -> None:
        """The canvas's state was put back: which shade it fills with is not known any more."""
        self._grey = None

    def finish(self) -> bytes:
        self.canvas.save()
        return self._file.getvalue()

    def path(self, points: Sequence[tuple[float, float]], weight: float, shade: Shade, *, fill: Shade | None = None,
             closed: bool = False, dash: Sequence[float] = ()) -> None:  # fmt: skip
        """A line from point to point, and back to the first where it is closed; a `weight` of 0 leaves it out."""
        path = self.canvas.beginPath()
        for n, (x, top) in enumerate(points):
            (path.lineTo if n else path.moveTo)(x, self.height - top)
        if closed:
            path.close()
        if fill is not None:
            self._shade(fill)
        self.canvas.setLineWidth(weight)
        self._stroke(shade)
        self.canvas.setDash(*([list(dash)] if dash else []))
        self.canvas.drawPath(path, stroke=int(weight > 0), fill=int(fill is not None))
        self.canvas.setDash()

    def dot(self, x: float, top: float, radius: float, fill: Shade, edge: Shade, weight: float) -> None:
        self._shade(fill)
        self.canvas.setLineWidth(weight)
        self._stroke(edge)
        self.canvas.circle(x, self.height - top, radius, stroke=1, fill=1)

    def _shade(self, shade: Shade) -> None:
        if shade != self._grey:
            if isinstance(shade, tuple):
                self.canvas.setFillColorRGB(*shade)
            else:
                self.canvas.setFillGray(shade)
            self._grey = shade

    def _stroke(self, shade: Shade) -> None:
        if isinstance(shade, tuple):
            self.canvas.setStrokeColorRGB(*shade)
        else:
            self.canvas.setStrokeGray(shade)


class Picture:
    """An office's logo, read once for all pages."""

    def __init__(self, data: bytes) -> None:
        from PIL import Image
        from reportlab.lib.utils import ImageReader

        try:
            self.reader: Any = ImageReader(BytesIO(data))
            wide, high = self.reader.getSize()
            self.width, self.height = float(wide), float(high)
            self.reader.getRGBData()
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as fault:
            raise BadEntry(
                N_("The office's logo can't be read as a picture. Choose a PNG or JPEG file in Settings."), "logo"
            ) from fault


def logo_of(look: OfficeLook) -> Picture | None:
    return Picture(look.logo) if look.logo else None
