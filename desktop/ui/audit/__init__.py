"""Screens of the audit: the log of all records, and what is verified, raised and gone through, incidents."""

from typing import Any

from desktop.i18n import N_
from desktop.rules.rights import Right
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.place_view import Tab
from desktop.ui.kit.printing import PrintDesk


def tabs(desk: Desk, host: Any, printing: PrintDesk) -> tuple[Tab, ...]:
    """审计日志 Audit log, 核查 Checks and 泄密事件 Incidents, for the place 设置 Settings; nothing for whoever may not
    see the audit."""
    if not desk.person.may(Right.SEE_AUDIT):
        return ()
    return (Tab("audit", N_("Audit log"), lambda: _log(desk, printing)),
            Tab("audit_watch", N_("Checks"), lambda: _watch(desk, host)),
            Tab("incidents", N_("Incidents"), lambda: _incidents(desk, printing)))  # fmt: skip


def _log(desk: Desk, printing: PrintDesk) -> Any:
    # loaded when it is first shown: a start goes without
    from desktop.ui.audit.log_page import LogPage

    return LogPage(desk, printing)


def _watch(desk: Desk, host: Any) -> Any:
    from desktop.ui.audit.watch_page import WatchPage

    return WatchPage(desk, host)


def _incidents(desk: Desk, printing: PrintDesk) -> Any:
    from desktop.ui.audit.incidents_page import IncidentsPage

    return IncidentsPage(desk, printing)
