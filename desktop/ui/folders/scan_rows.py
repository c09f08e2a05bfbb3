"""Columns and rows of the scans that wait to be filed."""

from datetime import UTC, datetime

from desktop.i18n import _
from desktop.ui.folders.rows import size_text
from desktop.ui.kit.cells import Cell, Column, Fit, Row
from desktop.ui.kit.values import moment
from desktop.workstation.scan_folder import Scan


def scan_columns() -> list[Column]:
    return [Column("name", _("Scan"), 190, Fit.WHOLE, sortable=False, fixed=True),
            Column("changed", _("Laid down"), 156, sortable=False), Column("size", _("File size"), 84, right=True,
                                                                          sortable=False)]  # fmt: skip


def scan_row(scan: Scan) -> Row:
    """A scan that was not filed yet."""
    laid = moment(datetime.fromtimestamp(scan.changed / 1e9, UTC))
    return Row(scan.path, [Cell(scan.path.name, icon="file-text"), laid, size_text(scan.size)])
