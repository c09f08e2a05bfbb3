"""The office's clock, not the workstation's, is what screens show."""

from datetime import UTC, datetime

import pytest

from desktop.ui.kit import times


@pytest.fixture(autouse=True)
def restored():
    yield
    times.use_zone("UTC")


def test_moments_are_shown_in_the_offices_zone():
    at = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)
    times.use_zone("Asia/Shanghai")
    assert times.local(at).strftime("%Y-%m-%d %H:%M") == "2026-11-23 02:30"
    times.use_zone("Europe/Lisbon")
    assert times.local(at).strftime("%Y-%m-%d %H:%M") == "2026-11-22 18:30"
