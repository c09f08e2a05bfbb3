"""Papers as offices file them, made in memory: PDF, text documents, workbooks, pictures."""

import io
import zipfile
from collections.abc import Sequence
from functools import cache
from typing import Any

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


@cache
def pdf(*pages: str) -> bytes:
    """A PDF with these pages, a line for each line."""
    from reportlab.pdfgen.canvas import Canvas

    from desktop.reports import fonts

    # the program's own face: beside a second one of the same file, later sheets lost the characters without a shape
    font = fonts.typeface(fonts.fonts_folder()).regular.names[0]
    into = io.BytesIO()
    canvas = Canvas(into, pagesize=(595, 842), initialFontName=font)
    for page in pages:
        canvas.setFont(font, 12)
        for at, line in enumerate(page.split("\n")):
            canvas.drawString(72, 760 - 16 * at, line)
        canvas.showPage()
    canvas.save()
    return into.getvalue()


def picture(size: tuple[int, int] = (60, 40), kind: str = "PNG", **how: Any) -> bytes:
    from PIL import Image

    into = io.BytesIO()
    image = Image.new("RGB", size, "white")
    image.paste((255, 0, 0), (0, 0, size[0] // 2, size[1] // 2))  # red above on the left
    image.save(into, kind, **how)
    return into.getvalue()


@cache
def scan(pages: int) -> bytes:
    """A PDF of pictures, as a scanner makes it: no word in it."""
    from PIL import Image

    into = io.BytesIO()
    first, *more = [Image.new("L", (120, 170), 255 - n % 50) for n in range(pages)]
    first.save(into, "PDF", save_all=True, append_images=more)
    return into.getvalue()


def word(body: str, **parts: str) -> bytes:
    """A text document with this body, and parts such as header1 beside it."""
    return zipped({
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f'<?xml version="1.0"?><w:document {W} {MC}><w:body>{body}</w:body></w:document>',
        **{f"word/{name}.xml": f"<w:hdr {W}>{text}</w:hdr>" for name, text in parts.items()},
    })  # fmt: skip


def paragraph(text: str, style: str = "") -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"


def workbook(**sheets: Sequence[Sequence[Any]]) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    into = io.BytesIO()
    book.save(into)
    return into.getvalue()


def zipped(parts: dict[str, str | bytes]) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return into.getvalue()


def scanned(pdf: bytes, *, turned: float = 2.5, dpi: int = 200, kind: str = "JPEG") -> bytes:
    """The first page of a print as a scanner brings it back: askew, a little smaller, soft, speckled and pressed."""
    import pypdfium2
    from PIL import Image, ImageFilter

    page = pypdfium2.PdfDocument(pdf)[0].render(scale=dpi / 72).to_pil().convert("L")
    askew = page.rotate(turned, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)
    smaller = askew.resize((round(askew.width * 0.97), round(askew.height * 0.97)), Image.Resampling.BILINEAR)
    soft = smaller.filter(ImageFilter.GaussianBlur(0.6))
    speckled = Image.blend(soft, Image.effect_noise(soft.size, 90), 0.12)
    into = io.BytesIO()
    speckled.save(into, kind, quality=60, resolution=dpi)
    return into.getvalue()
