"""The colours keep the contrasts the interface promises."""

import re
from dataclasses import replace

import pytest

from desktop.ui.kit.style_sheet import style_sheet
from desktop.ui.kit.tokens import BASES, DARK, LIGHT, Tone, TypeScale, contrast
from tests.kit.conftest import RESOURCES

SCHEMES = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])


@SCHEMES
@pytest.mark.parametrize("ink", ["ink", "ink2", "accent", "bad", "warn", "good"])
@pytest.mark.parametrize("ground", ["window", "surface", "hover", "select", "idle"])
def test_inks_read_on_every_ground(colours, ink, ground):
    assert contrast(getattr(colours, ink), getattr(colours, ground)) >= 4.6


@SCHEMES
def test_outlines_and_own_grounds(colours):
    for ground in ("window", "surface"):
        assert contrast(colours.edge, getattr(colours, ground)) >= 3.3
    assert contrast(colours.on_accent, colours.accent) >= 4.6
    for tone in (Tone.BAD, Tone.WARN, Tone.GOOD):
        assert contrast(colours.ink_of(tone), colours.ground_of(tone)) >= 4.5
        assert contrast(colours.ink, colours.ground_of(tone)) >= 4.6


SIZES = [(13, (12, 13, 15, 19, 26)), (14, (12, 14, 16, 20, 28)), (18, (16, 18, 20, 24, 36))]


@pytest.mark.parametrize(("base", "sizes"), SIZES)
def test_sizes_follow_the_base(base, sizes):
    scale = TypeScale(base)
    assert (scale.note, scale.body, scale.section, scale.page, scale.figure) == sizes


@SCHEMES
@pytest.mark.parametrize("base", BASES)
def test_sheet_is_whole(colours, base):
    sheet = style_sheet(colours, TypeScale(base), 32, RESOURCES / "icons" / "scheme")
    assert "$" not in sheet
    assert not re.search(r"-\d+px", sheet)
    colours_used = set(re.findall(r"#[0-9A-Fa-f]{6}", sheet))
    assert colours_used <= {v for v in (getattr(colours, n) for n in type(colours).__slots__) if isinstance(v, str)}


def test_wide_outlines_do_not_grow_on_focus():
    sheet = style_sheet(replace(LIGHT, outline=2), TypeScale(14), 32, RESOURCES)
    assert "border: 2px solid #7D8891" in sheet
    assert sheet.count("min-height: 28px") >= 4


@pytest.mark.parametrize(("scheme", "colours"), [("light", LIGHT), ("dark", DARK)])
def test_little_pictures_carry_the_schemes_colours(scheme, colours):
    folder = RESOURCES / "icons" / "scheme"
    assert colours.ink2 in (folder / f"arrow-{scheme}.svg").read_text()
    assert colours.on_accent in (folder / f"tick-{scheme}.svg").read_text()
