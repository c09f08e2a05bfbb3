"""A watermark across every page of a PDF: who has it and when, so that a copy tells whose it was (DO-2)."""

import io
import math

from desktop.i18n import N_
from desktop.reports.pen import OfficeLook, Pen
from desktop.rules.errors import BadEntry

SIZE = 22.0
_GREY = 0.72
_GAP_X, _GAP_Y = 260.0, 190.0


def across(pdf: bytes, who: str, mark: str, look: OfficeLook) -> bytes:
    """The same pages with the words over and over, aslant. Raises BadEntry for a PDF that can't be written on."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(pdf))
        writer = PdfWriter()
        layers: dict[tuple[float, float], bytes] = {}
        for page in reader.pages:
            size = (float(page.mediabox.width), float(page.mediabox.height))
            if size not in layers:
                layers[size] = _layer(size, f"{mark}　{who}", look)
            page.merge_page(PdfReader(io.BytesIO(layers[size])).pages[0])
            writer.add_page(page)
        written = io.BytesIO()
        writer.write(written)
    except (PyPdfError, ValueError, KeyError, RecursionError):
        raise BadEntry(N_("This PDF can't be given its watermark: it is damaged or locked by a password, so it is not "
                          "printed from here.")) from None  # fmt: skip
    return written.getvalue()


def _layer(size: tuple[float, float], words: str, look: OfficeLook) -> bytes:
    face = look.typeface()
    with face.lock:
        pen = Pen(face, size[0], size[1], "", look.name, "zh_CN")
        canvas = pen.canvas
        canvas.saveState()
        canvas.setFillAlpha(0.35)
        canvas.translate(size[0] / 2, size[1] / 2)
        canvas.rotate(35)
        reach = math.hypot(*size) / 2
        step_x = max(_GAP_X, face.regular.width(words, SIZE) + 60)
        down = -reach
        while down < reach:
            along = -reach
            while along < reach:
                # the pen measures from the top of the page
                pen.text(along, pen.height + down, words, SIZE, grey=_GREY)
                along += step_x
            down += _GAP_Y
        canvas.restoreState()
        pen.page_done()
        return pen.finish()
