"""Screens of the knowledge base 知识库 and of the daily digest 日清, for the place 服务 Service (SV-4, SV-6)."""

from typing import Any

from desktop.i18n import N_
from desktop.rules.rights import Right
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.place_view import Tab
from desktop.ui.kit.printing import PrintDesk

KEY = "knowledge"
DIGESTS = "digests"


def tabs(desk: Desk, printing: PrintDesk) -> tuple[Tab, ...]:
    """知识库 Knowledge and 日清 Digest."""
    if not desk.person.may(Right.SEE_CLIENTS):
        return ()
    return (Tab(KEY, N_("Knowledge"), lambda: _knowledge(desk, printing)),
            Tab(DIGESTS, N_("Digest"), lambda: _digests(desk, printing)))  # fmt: skip


def _knowledge(desk: Desk, printing: PrintDesk) -> Any:
    # loaded when it is first shown: a start goes without
    from desktop.ui.knowledge.page import KnowledgePage

    return KnowledgePage(desk, printing)


def _digests(desk: Desk, printing: PrintDesk) -> Any:
    from desktop.ui.knowledge.digest_page import DigestPage

    return DigestPage(desk, printing)
