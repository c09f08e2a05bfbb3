"""The audit log 审计日志 on paper: records in the order given, and the fingerprint of all records at the foot."""

from collections.abc import Sequence
from dataclasses import replace

from desktop.i18n import N_, Translator
from desktop.reports.pen import OfficeLook, Stamp
from desktop.reports.sheet import A4_LANDSCAPE, Sheet
from desktop.reports.tables import ColumnHead, table_strips

_WEIGHTS = (1.25, 0.8, 1.3, 1.5, 3.2, 1.0)


def audit_log(heads: Sequence[str], rows: Sequence[Sequence[str]], look: OfficeLook, stamp: Stamp, language: Translator,
              fingerprint: str) -> bytes:  # fmt: skip
    """The log as PDF. `fingerprint` is what the state of all records is looked up by later."""
    counted = language.plural("{n} record", "{n} records", len(rows)).format(n=len(rows))
    stamp = replace(stamp, mark=language(N_("Audit fingerprint {text}")).format(text=fingerprint))
    sheet = Sheet(language(N_("Audit log")), look, stamp, language, A4_LANDSCAPE, counted)
    columns = [ColumnHead(head, weight) for head, weight in zip(heads, _WEIGHTS, strict=True)]
    return sheet.render(table_strips(columns, rows, sheet.width, sheet.face, language(N_("There are no records."))))
