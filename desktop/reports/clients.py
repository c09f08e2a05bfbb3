"""The client list 客户一览表 on paper."""

from collections.abc import Sequence

from desktop.i18n import N_, Translator
from desktop.reports.pen import OfficeLook, Stamp
from desktop.reports.sheet import A4, A4_LANDSCAPE, Paper, Sheet
from desktop.reports.tables import ColumnHead, table_strips

_WIDE = 6  # columns; more need the long side of the paper


def client_list(
    rows: Sequence[Sequence[str]],
    columns: Sequence[ColumnHead],
    look: OfficeLook,
    stamp: Stamp,
    language: Translator,
    *,
    title: str = "",
    note: str = "",
    paper: Paper | None = None,
) -> bytes:
    """The list as PDF (CL-3): one row per client, in the order given, every cell whole.

    `note` says which filter is in force; the number of clients stands before it. The paper is A4, turned when there
    are many columns. Raises BadEntry when the logo is no picture.
    """
    counted = language.plural("{n} client", "{n} clients", len(rows)).format(n=len(rows))
    sheet = Sheet(
        title or language(N_("Client list")),
        look,
        stamp,
        language,
        paper or (A4_LANDSCAPE if len(columns) > _WIDE else A4),
        " · ".join(filter(None, (counted, note))),
    )
    empty = language(N_("There are no clients in this list."))
    return sheet.render(table_strips(columns, rows, sheet.width, sheet.face, empty))
