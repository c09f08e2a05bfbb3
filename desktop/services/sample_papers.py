"""The sample's papers: contracts, quotations, letters, lists and pictures of its clients and of the office (DO-1)."""

import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from html import escape
from io import BytesIO
from typing import Any
from uuid import UUID

from desktop.i18n import locale_folder
from desktop.models.clients import Client
from desktop.models.folders import Document
from desktop.reports.pen import MM, OfficeLook, Pen
from desktop.rules.documents import Entry
from desktop.rules.rights import Right
from desktop.services import filing, on_file
from desktop.services.filing import Wish
from desktop.services.work import Work

_WIDTH, _HEIGHT, _EDGE = 210 * MM, 297 * MM, 25 * MM
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PARTS = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def tell(story: Any) -> None:
    """Files them, each by whoever kept it and so many days ago."""
    lines = json.loads((locale_folder().parent / "sample" / "papers.json").read_text("utf-8"))
    with story.office.work(story.me) as work:
        named = {name: row.id for row in work.visible(Client) for name in (row.short_name, row.name) if name}
        today = on_file.today(work)
    by_day: dict[tuple[int, str], list[Wish]] = {}
    for line in lines:
        day = today - timedelta(days=line["days"])
        entry = Entry(line["title"], line["kind"], line.get("number", ""), day, tuple(line.get("tags", ())))
        wish = Wish(_content(line, day, story.words["office"]), line["file"], named[line["of"]] if line["of"] else None,
                    tuple(line["folder"]) if "folder" in line else None, entry, line.get("mark", ""),
                    legible=line["days"] > 3)  # fmt: skip
        by_day.setdefault((line["days"], line["by"]), []).append(wish)
    for days, name in sorted(by_day, reverse=True):
        me = story.as_one(name, days, lambda work: work.me)
        with story.office.staged(me) as stage:
            ready = [filing.prepare(stage, wish) for wish in by_day[days, name]]
        for client in dict.fromkeys(one.wish.client for one in ready):
            mine = [one for one in ready if one.wish.client == client]
            done = story.as_one(name, days, partial(filing.enter, ready=mine))
            story.papers += [one.document for one in done]


def remove(work: Work, papers: Sequence[UUID]) -> None:
    """Takes them out of use, as part of the verb that takes the sample out."""
    work.require(Right.RUN_OFFICE)
    for row in list(work.visible(Document).where(Document.id.in_(list(papers)))):
        work.withdraw(row)
        work.record("documents", "withdraw_document", row)


def _content(line: Mapping[str, Any], day: date, office: str) -> bytes:
    text = [part.format(day=f"{day.year}年{day.month}月{day.day}日", of=line["of"], office=office)
            for part in line["text"]]  # fmt: skip
    match line["file"].rpartition(".")[2]:
        case "pdf":
            return _pdf(line["title"], text, office)
        case "docx":
            return _docx(line["title"], text)
        case "xlsx":
            return _xlsx(line["title"], text)
        case "png":
            return _png(line["days"])
    return "\n".join([line["title"], "", *text, ""]).encode()


def _pdf(title: str, text: Sequence[str], office: str) -> bytes:
    pen = Pen(OfficeLook(office).typeface(), _WIDTH, _HEIGHT, title, office, "zh_CN")
    top = _EDGE
    pen.text(_WIDTH / 2, top, title, 18, bold=True, align="centre")
    top += 16 * MM
    for part in text:
        for row in pen.broken(part, 11, _WIDTH - 2 * _EDGE):
            pen.text(_EDGE, top, row, 11)
            top += 7 * MM
    return pen.finish()


def _docx(title: str, text: Sequence[str]) -> bytes:
    """The least that a word processor takes for its own."""
    body = "".join(f"<w:p><w:r><w:t>{escape(part)}</w:t></w:r></w:p>" for part in text)
    head = f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:rPr><w:b/></w:rPr><w:t>{escape(title)}</w:t></w:r></w:p>'
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    types = (f'<Types xmlns="{_PARTS}/content-types"><Default Extension="rels" ContentType="application/vnd.'
             'openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" '
             f'ContentType="{main}"/></Types>')  # fmt: skip
    leads = (f'<Relationships xmlns="{_PARTS}/relationships"><Relationship Id="r1" Type="{_OFFICE}/officeDocument" '
             'Target="word/document.xml"/></Relationships>')  # fmt: skip
    document = f'<w:document xmlns:w="{_WORD}"><w:body>{head}{body}</w:body></w:document>'
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parts:
        for name, xml in (("[Content_Types].xml", types), ("_rels/.rels", leads), ("word/document.xml", document)):
            parts.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), _XML + xml)
    return file.getvalue()


def _xlsx(title: str, text: Sequence[str]) -> bytes:
    """Each line a row, its cells divided by bars."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.append([title])
    for part in text:
        sheet.append([float(cell) if cell.replace(".", "", 1).isdigit() else cell for cell in part.split("|")])
    file = BytesIO()
    # writing path: a workbook in memory, no row
    book.save(file)
    return file.getvalue()


def _png(seed: int) -> bytes:
    """A picture of a laid table, as well as a machine paints one."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (640, 420), (238, 231, 219))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 250, 640, 420), fill=(150, 118, 88))
    draw.ellipse((90, 150, 550, 400), fill=(250, 248, 243), outline=(196, 184, 166), width=4)
    for n in range(5):
        x, y = 170 + 75 * n, 235 + (seed * (n + 3)) % 60
        draw.ellipse((x - 30, y - 20, x + 30, y + 20), fill=(205 - 20 * n, 60 + 30 * n, 52), outline=(255, 255, 255))
    file = BytesIO()
    # writing path: a picture in memory, no row
    picture.save(file, "PNG")
    return file.getvalue()
