"""The etiquette as shipped, and plans for the tests of seats."""

from collections.abc import Iterator

import pytest

from desktop.i18n import language, set_language
from desktop.rules.seating.packs import Etiquette, read_folder
from desktop.workstation.paths import resource
from tests.screens import pages
from tests.seating.tables import dinner, guests, hosts

__all__ = ["pages"]


@pytest.fixture(scope="session")
def etiquette() -> Etiquette:
    return read_folder(resource("etiquette"))


@pytest.fixture
def english() -> Iterator[None]:
    before = language()
    set_language("en")
    yield
    set_language(before)


@pytest.fixture
def shown(qtbot, qapp, etiquette, english):
    """Draws a plan: people named by role on the seats of the first of its tables."""
    # most tests here go without Qt
    from desktop.ui.kit import theme
    from desktop.ui.kit.tokens import Look
    from tests.screens import RESOURCES
    from tests.seating.held_plan import Held, seat

    theme.install(qapp, RESOURCES, Look.LIGHT, bundled_only=True)
    pack = etiquette.pack("two_hosts")
    made = []

    def build(seats=(8, 8), rules=(), people=None, **seated):
        plan = dinner(pack, seats, people or hosts(4) + guests(8), rules)
        plan = plan.seated({seat(number): person for person, number in seated.items()})
        made.append(Held(qtbot, plan))
        return made[-1]

    yield build
    for held in made:
        held.editor.close()
