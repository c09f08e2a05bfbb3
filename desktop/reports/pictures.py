"""Pictures as pages of a PDF: a scan or photo each on a sheet of A4, as large as fits (DO-2)."""

import io

from desktop.i18n import N_
from desktop.reports.pen import MM, OfficeLook, Pen
from desktop.reports.sheet import A4
from desktop.rules.errors import BadEntry

MARGIN = 8 * MM
MOST_PAGES = 500
MOST_PIXELS = 120_000_000


def picture_pages(content: bytes, title: str, look: OfficeLook) -> bytes:
    """Each frame of a picture file on a page, upright or lying as it is. Raises BadEntry for what is no picture."""
    from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError
    from reportlab.lib.utils import ImageReader

    face = look.typeface()
    try:
        with Image.open(io.BytesIO(content)) as opened, face.lock:
            if opened.width * opened.height > MOST_PIXELS:
                raise BadEntry(N_("This picture is too large to be printed from here: save it as a file first."))
            pen = Pen(face, A4.width, A4.height, title, look.name, "zh_CN")
            for number, frame in enumerate(ImageSequence.Iterator(opened)):
                if number >= MOST_PAGES:
                    break
                picture = ImageOps.exif_transpose(frame.convert("RGB"))
                lying = picture.width > picture.height
                wide, high = (A4.height, A4.width) if lying else (A4.width, A4.height)
                scale = min((wide - 2 * MARGIN) / picture.width, (high - 2 * MARGIN) / picture.height)
                pen.canvas.setPageSize((wide, high))
                width, height = picture.width * scale, picture.height * scale
                pen.canvas.drawImage(ImageReader(picture), (wide - width) / 2, (high - height) / 2, width, height)
                pen.page_done()
            return pen.finish()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise BadEntry(N_("This is no picture that can be read.")) from None
