"""Dresses the program: palette, style sheet and fonts from the tokens, following the system's scheme."""

import sys
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication

from desktop.i18n import language
from desktop.ui.kit.style_sheet import style_sheet
from desktop.ui.kit.tokens import BASES, DARK, LIGHT, Colours, Look, TypeScale

FONT_FILES = (
    "NotoSansSC_400Regular.ttf",
    "NotoSansSC_700Bold.ttf",
    # characters of rare names that the first two lack
    "NotoSansNames_400Regular.ttf",
    "NotoSansNames_700Bold.ttf",
)
SYSTEM_FAMILIES = {
    "win32": ["Microsoft YaHei UI", "Microsoft YaHei"],
    "darwin": ["PingFang SC"],
}
CHINESE = "zh_CN"
PROPORTIONAL = QFont.Tag("pwid")
"""Quotation marks and dots as wide as they are; a Chinese face has them as wide as a character."""
THEME = "theme"
STYLED = "styled"
"""Property of an application that was made in our style: setting it anew would make all of QStyle known."""
OTHER_FAMILIES = ["Noto Sans CJK SC", "Source Han Sans SC"]


class Theme(QObject):
    """The program's present look. `changed` after colours or sizes changed; painters read it anew."""

    changed = Signal()

    def __init__(self, app: QApplication, resources: Path, look: Look, base: int, bundled_only: bool) -> None:
        super().__init__(app)
        self.resources = resources
        self.look = Look(look)
        self.scale = TypeScale(base if base in BASES else 14)
        self.families = self._load_fonts(bundled_only)
        # chained, the accessibility object dies before it answers, and its signal with it
        self._hints = app.styleHints()
        self._access = self._hints.accessibility()
        self._hints.colorSchemeChanged.connect(self._follow)
        self._access.contrastPreferenceChanged.connect(self._follow)
        if app.property(STYLED) is None:
            app.setStyle("Fusion")
        self._system_palette = QPalette(app.palette())
        self._dressing = False
        self.colours = self._choose()
        self._dress()
        # a filter of events would be asked about every event of every widget
        app.paletteChanged.connect(self._palette_changed)

    # the user's choices

    def set_look(self, look: Look) -> None:
        self.look = Look(look)
        self._follow()

    def set_base(self, base: int) -> None:
        """Text size in pixels; other values than 13, 14, 16, 18 are refused as our own mistake."""
        if base not in BASES:
            raise ValueError(f"no such text size: {base}")
        self.scale = TypeScale(base)
        self._follow()

    def follow_language(self) -> None:
        if language() != self._spoken:
            self._follow()

    # what painters ask

    def colour(self, token: str) -> QColor:
        return QColor(getattr(self.colours, token))

    def font(self, size: int | None = None, *, bold: bool = False) -> QFont:
        font = QFont(self.families)
        font.setPixelSize(size or self.scale.body)
        font.setBold(bold)
        if language() != CHINESE:
            font.setFeature(PROPORTIONAL, 1)
        return font

    def text_height(self, size: int | None = None) -> int:
        return QFontMetrics(self.font(size)).height()

    @property
    def control_height(self) -> int:
        return max(32, self.text_height() + 12)

    @property
    def row_height(self) -> int:
        """34 at size 14, otherwise the text's height and 14."""
        return max(34, self.text_height() + 14)

    @property
    def dense_row_height(self) -> int:
        return max(30, self.text_height() + 10)

    @property
    def double_row_height(self) -> int:
        return max(52, self.text_height() + self.text_height(self.scale.note) + 14)

    # following the system

    def _palette_changed(self) -> None:
        if not self._dressing and self.high_contrast:
            self._follow()

    @property
    def high_contrast(self) -> bool:
        return self._access.contrastPreference() == Qt.ContrastPreference.HighContrast

    def _follow(self, *_ignored: object) -> None:
        self.colours = self._choose()
        self._dress()
        self.changed.emit()

    def _choose(self) -> Colours:
        if self.high_contrast:
            return contrasting(self._system_palette)
        if self.look == Look.SYSTEM:
            return DARK if self._hints.colorScheme() == Qt.ColorScheme.Dark else LIGHT
        return DARK if self.look == Look.DARK else LIGHT

    def _dress(self) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self._dressing, self._spoken = True, language()
        try:
            app.setFont(self.font())
            app.setPalette(palette(self.colours))
            sheet = style_sheet(self.colours, self.scale, self.control_height, self.resources / "icons" / "scheme")
            # a palette set after the sheet would leave widgets half in the old scheme
            app.setStyleSheet(sheet)
        finally:
            self._dressing = False

    def _load_fonts(self, bundled_only: bool) -> list[str]:
        bundled: list[str] = []
        for name in FONT_FILES:
            number = QFontDatabase.addApplicationFont(str(self.resources / "fonts" / name))
            if number < 0:
                raise FileNotFoundError(f"font missing or unreadable: {name}")
            bundled += [f for f in QFontDatabase.applicationFontFamilies(number) if f not in bundled]
        system = [] if bundled_only else SYSTEM_FAMILIES.get(sys.platform, OTHER_FAMILIES)
        return [f for f in system if f in QFontDatabase.families()] + bundled


def install(
    app: QApplication,
    resources: Path,
    look: Look = Look.SYSTEM,
    base: int = 14,
    *,
    bundled_only: bool = False,
) -> Theme:
    """Dresses `app` once. `bundled_only` leaves the system's Chinese face out: tests and the tour look alike then."""
    found = app.property(THEME)
    if found is None:
        found = Theme(app, resources, look, base, bundled_only)
        app.setProperty(THEME, found)
    assert isinstance(found, Theme)
    return found


def current() -> Theme:
    """The theme of the running program; it hangs on the application object, so no module holds it."""
    app = QApplication.instance()
    # looked for among the children of the application, each of them would be made known, its style first of all
    found = app.property(THEME) if app is not None else None
    if not isinstance(found, Theme):
        raise RuntimeError("theme.install() comes before the first widget")
    return found


def palette(colours: Colours) -> QPalette:
    """Fusion's palette in our colours; the disabled ink is `edge`, which still reads."""
    group, role = QPalette.ColorGroup, QPalette.ColorRole
    result = QPalette()
    for place, token in (
        (role.Window, "window"),
        (role.WindowText, "ink"),
        (role.Base, "surface"),
        (role.AlternateBase, "surface"),
        (role.Text, "ink"),
        (role.Button, "surface"),
        (role.ButtonText, "ink"),
        (role.BrightText, "bad"),
        (role.ToolTipBase, "surface"),
        (role.ToolTipText, "ink"),
        (role.PlaceholderText, "ink2"),
        (role.Highlight, "select"),
        (role.HighlightedText, "ink"),
        (role.Accent, "accent"),
        (role.Link, "accent"),
        (role.LinkVisited, "accent"),
        (role.Light, "surface"),
        (role.Midlight, "hover"),
        (role.Mid, "line"),
        (role.Dark, "edge"),
        (role.Shadow, "edge"),
    ):
        result.setColor(place, QColor(getattr(colours, token)))
    for dim in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        result.setColor(group.Disabled, dim, QColor(colours.edge))
    result.setColor(group.Inactive, role.Highlight, QColor(colours.idle))
    return result


def contrasting(system: QPalette) -> Colours:
    """High contrast: the system's own colours, wide outlines, no tints."""
    role = QPalette.ColorRole
    window, base, ink = (system.color(r).name() for r in (role.Window, role.Base, role.WindowText))
    chosen, on_chosen = system.color(role.Highlight).name(), system.color(role.HighlightedText).name()
    dark = system.color(role.Window).lightness() < 128
    return replace(
        DARK if dark else LIGHT,
        window=window,
        surface=base,
        hover=base,
        line=ink,
        edge=ink,
        ink=ink,
        ink2=ink,
        accent=ink if dark else chosen,
        on_accent=base if dark else on_chosen,
        select=base,
        idle=base,
        bad=ink,
        bad_ground=base,
        warn=ink,
        warn_ground=base,
        good=ink,
        good_ground=base,
        tint=base,
        lock=base,
        dark=dark,
        outline=2,
    )
