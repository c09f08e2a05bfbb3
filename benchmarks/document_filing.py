"""How many documents a second are filed, kept sealed and read for their words: 1,000 PDFs of 300 kB, on this disk.

A busy machine shares its processor among all: beside the time that passed stands what the program and its reader have
used of it, which is what they would take with a core of their own.
"""

import io
import os
import random
import resource
import sys
import time
from collections.abc import Callable

from benchmarks import _office
from benchmarks._report import Report, finish, quick
from desktop.reports import fonts
from desktop.services import document_search, filing, page_reading
from desktop.services.document_process import Reader
from desktop.services.filing import Wish
from desktop.services.work import Work

PAGES = 3
LEAST = 40.0  # documents a second
CLIENTS = 10_000


def paper(number: int) -> bytes:
    """Three pages of text, and a picture that can't be packed any smaller, as a letter with a head has."""
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    if "Papers" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("Papers", str(fonts.fonts_folder() / fonts.REGULAR[0])))
    chance = random.Random(number)
    into = io.BytesIO()
    canvas = Canvas(into, initialFontName="Papers")
    for page in range(PAGES):
        canvas.setFont("Papers", 11)
        for line in range(30):
            words = "".join(chr(chance.randrange(0x4E00, 0x5200)) for _ in range(28))
            canvas.drawString(60, 780 - 20 * line, f"{words} {number}")
        if page == 0:
            from PIL import Image

            noise = Image.frombytes("RGB", (165, 165), chance.randbytes(165 * 165 * 3))
            canvas.drawImage(ImageReader(noise), 60, 60, 100, 100)
        canvas.showPage()
    canvas.save()
    return into.getvalue()


def used() -> float:
    """Seconds of the processor that this program and the processes it has ended have used."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def spent(act: Callable[[], object]) -> tuple[float, float]:
    """Seconds that passed, and of the processor."""
    before, begun = used(), time.perf_counter()
    act()
    return time.perf_counter() - begun, used() - before


def measure(report: Report, bench: _office.Bench, papers: list[bytes]) -> None:
    reader = Reader()

    def read(work: Work) -> None:
        page_reading.read_waiting(work, reader)
        # what it has used is told when it has ended
        reader.close()

    wishes = [Wish(content, f"合同{number}.pdf") for number, content in enumerate(papers)]
    me = bench.with_all_rights()
    with bench.office.staged(me) as work:
        filed = spent(lambda: filing.file_documents(work, wishes))
        words = spent(lambda: read(work))
    with bench.office.work(me) as work:
        assert document_search.find(work, "合同7").count
        assert not page_reading.waiting(work)
    name, many = f"{bench.engine}: {len(papers):,} PDFs of {len(papers[0]) // 1000} kB", len(papers)
    for what, (passed, processor) in (("filed", filed), ("read", words)):
        each = processor / many * 1000
        report.note(f"{name}, {what}: {many / passed:.0f} a second, {each:.1f} ms of the processor each")
    passed, processor = (filed[0] + words[0]) / many * 1000, (filed[1] + words[1]) / many * 1000
    report.limit(f"{name}: each, as it passed", passed, 1000 / LEAST if (os.cpu_count() or 1) > 2 else None)
    report.limit(f"{name}: each, of the processor", processor, 1000 / LEAST)


def main() -> int:
    report = Report("Filing documents and reading their words")
    papers = [paper(number) for number in range(100 if quick() else 1_000)]
    with _office.sqlite_office(CLIENTS, copy=True) as bench:
        measure(report, bench, papers)
    with _office.server(durable=True) as url, _office.postgres_office(url, CLIENTS, copy=True) as bench:
        measure(report, bench, papers)
    return finish(report)


if __name__ == "__main__":
    sys.exit(main())
