"""Documents on paper: as they were filed, with a watermark of who prints and when across a marked one (DO-2)."""

from uuid import UUID

from desktop.i18n import N_, Translator
from desktop.rules.documents import PDF
from desktop.rules.errors import BadEntry
from desktop.rules.progress import Progress
from desktop.rules.rights import Right
from desktop.rules.secrecy import Secrecy
from desktop.rules.zones import zone_of
from desktop.services import document_hand_outs
from desktop.services.stamps import Printed, look_of
from desktop.services.work import Work

_PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/bmp", "image/tiff", "image/webp"})


def print_document(work: Work, document_id: UUID, language: Translator, number: int | None = None, *,
                   progress: Progress | None = None) -> Printed:  # fmt: skip
    """A version ready for the printer, recorded before it is handed out. Give it staged work.

    Raises NeedsApproval for a marked one (AC-6), BadEntry for what can't be printed from here, NotAllowed, NotFound.
    """
    paper = document_hand_outs.hand_out(work, Right.PRINT_DOCUMENTS, document_id, number)
    if paper.media_type == PDF:
        pdf = paper.content
    elif paper.media_type in _PICTURES:
        from desktop.reports.pictures import picture_pages

        pdf = picture_pages(paper.content, paper.title, look_of(work))
    else:
        raise BadEntry(N_("A file of this kind is printed by the program that made it: save it as a file first."))
    if paper.watermark is not None:
        from desktop.reports.watermark import across

        at = paper.watermark.at.astimezone(zone_of(str(work.settings["time_zone"])))
        pdf = across(
            pdf,
            f"{paper.watermark.who}　{at:%Y-%m-%d %H:%M}",
            language(Secrecy.of(paper.watermark.mark).label),
            look_of(work),
        )
    return Printed("document", paper.title, pdf, "")
