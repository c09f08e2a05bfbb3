"""Writes the style sheet of all controls from the colours and sizes in force."""

from pathlib import Path
from string import Template

from desktop.ui.kit.tokens import Colours, TypeScale

SHEET = Template("""
* { outline: 0; }
QToolTip { background: $surface; color: $ink; border: ${o}px solid $edge; padding: 4px 8px; font-size: ${note}px; }
QLabel { background: transparent; }
QLabel[role="note"] { color: $ink2; font-size: ${note}px; }
QLabel[role="section"] { font-size: ${section}px; font-weight: bold; }
QLabel[role="page"] { font-size: ${page}px; font-weight: bold; }
QLabel[role="figure"] { font-size: ${figure}px; font-weight: bold; }
QLabel[role="strong"] { font-weight: bold; }
QLabel[role="board"] { font-size: 22px; }
QLabel[role="board-strong"] { font-size: 22px; font-weight: bold; }
QLabel[tone="ink2"] { color: $ink2; }
QLabel[tone="accent"] { color: $accent; }
QLabel[tone="bad"] { color: $bad; }
QLabel[tone="warn"] { color: $warn; }
QLabel[tone="good"] { color: $good; }
QLabel:disabled { color: $edge; }

QFrame[card="true"] { background: $surface; border: ${o}px solid $line; border-radius: 8px; }
QFrame[entry="true"] { background: transparent; border: 2px solid transparent; border-radius: 6px; }
QFrame[entry="true"]:hover { background: $hover; }
QFrame[entry="true"]:focus { background: $select; border-color: $accent; }
QFrame[rule="true"] { background: $line; border: 0; max-height: 1px; min-height: 1px; }
QScrollArea, QWidget[through="true"] { background: transparent; border: 0; }

QLineEdit, QPlainTextEdit, QComboBox {
    background: $surface; color: $ink; border: ${o}px solid $edge; border-radius: 6px;
    padding: 0 ${pad}px;
    selection-background-color: $accent; selection-color: $on_accent; placeholder-text-color: $ink2; }
QLineEdit, QComboBox { min-height: ${inner}px; }
QPlainTextEdit { padding: 4px ${pad4}px; }
QLineEdit:focus, QComboBox:focus, QComboBox:on { border: 2px solid $accent; padding: 0 ${padf}px;
    min-height: ${innerf}px; }
QPlainTextEdit:focus { border: 2px solid $accent; padding: ${ptf}px ${padtf}px; }
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"], QComboBox[wrong="true"] { border-color: $bad; }
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled { background: $lock; color: $ink2;
    border-color: $line; }
QLineEdit:read-only, QPlainTextEdit:read-only { background: $lock; }
/* a line edit keeps two pixels more to itself */
QComboBox { padding-left: ${padc}px; padding-right: 28px; }
QComboBox:focus, QComboBox:on { padding-left: ${padcf}px; padding-right: 27px; }
QComboBox::drop-down { subcontrol-origin: padding; subcontrol-position: center right; width: 26px; border: 0; }
QComboBox::down-arrow { image: url("$icons/arrow-$scheme.svg"); width: 16px; height: 16px; }
QComboBox QAbstractItemView { background: $surface; color: $ink; border: ${o}px solid $edge; padding: 4px;
    selection-background-color: $select; selection-color: $ink; }
QComboBox QAbstractItemView::item { min-height: ${inner}px; padding: 0 8px; }

QSpinBox, QDoubleSpinBox { background: $surface; color: $ink; border: ${o}px solid $edge; border-radius: 6px;
    min-height: ${spin}px; }
QSpinBox:focus, QDoubleSpinBox:focus { border: 2px solid $accent; min-height: ${spinf}px; }
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button, QDoubleSpinBox::down-button {
    width: 0; border: 0; }
QSpinBox QLineEdit, QDoubleSpinBox QLineEdit, QSpinBox QLineEdit:focus, QDoubleSpinBox QLineEdit:focus {
    border: 0; min-height: 0; padding: 0; background: transparent; }

QCheckBox, QRadioButton { background: transparent; spacing: 8px; min-height: ${control}px; }
QCheckBox:disabled, QRadioButton:disabled { color: $edge; }
QCheckBox::indicator, QListView::indicator, QRadioButton::indicator { width: 16px; height: 16px;
    border: ${o}px solid $edge; background: $surface; }
QCheckBox::indicator, QListView::indicator { border-radius: 4px; }
QRadioButton::indicator { border-radius: ${round}px; }
QCheckBox::indicator:checked, QListView::indicator:checked, QRadioButton::indicator:checked { background: $accent;
    border-color: $accent; }
QCheckBox::indicator:checked, QListView::indicator:checked { image: url("$icons/tick-$scheme.svg"); }
QRadioButton::indicator:checked { image: url("$icons/dot-$scheme.svg"); }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border: 2px solid $accent; width: ${box}px;
    height: ${box}px; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { background: $lock; border-color: $line; }

QPushButton { background: $surface; color: $ink; border: ${o}px solid $edge; border-radius: 6px;
    padding: 0 13px; min-height: ${inner}px; min-width: 32px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $select; }
QPushButton:focus { border: 2px solid $accent; padding: 0 12px; min-height: ${innerf}px; min-width: 30px; }
QPushButton:disabled { color: $edge; border-color: $line; background: transparent; }
QPushButton[main="true"] { background: $accent; color: $on_accent; border-color: $accent; font-weight: bold; }
QPushButton[main="true"]:focus { border: 2px solid $ink; }
QPushButton[main="true"]:disabled { background: $lock; color: $edge; border-color: $line; }
QPushButton[quiet="true"] { background: transparent; border-color: transparent; }
QPushButton[quiet="true"]:hover { background: $hover; }
QPushButton[quiet="true"]:focus { border-color: $accent; }
QPushButton[link="true"] { background: transparent; border-color: transparent; color: $accent; padding: 0 5px;
    text-decoration: underline; }
QPushButton[link="true"]:focus { border-color: $accent; padding: 0 4px; }
QFrame[locked="true"] QPushButton { min-height: ${within}px; }
QFrame[locked="true"] QPushButton:focus { min-height: ${withinf}px; }
QPushButton[row="true"] { text-align: left; }
QPushButton[chip="true"] { background: $tint; border-color: $accent; padding: 0 9px; }
QPushButton[chip="true"]:hover { background: $select; }
QPushButton[chip="true"]:focus { padding: 0 8px; }
QPushButton::menu-indicator { image: none; width: 0; }
QToolButton { background: transparent; border: ${o}px solid transparent; border-radius: 6px; padding: 0;
    min-width: ${inner}px; min-height: ${inner}px; }
QToolButton:hover { background: $hover; }
QToolButton:pressed, QToolButton:checked { background: $select; }
QToolButton:focus { border: 2px solid $accent; min-width: ${innerf}px; min-height: ${innerf}px; }
QToolButton::menu-indicator { image: none; width: 0; }

QLineEdit QToolButton, QLineEdit QToolButton:focus { border: 0; padding: 0; min-width: 0; min-height: 0;
    background: transparent; }

QMenu { background: $surface; color: $ink; border: ${o}px solid $edge; padding: 4px; }
QMenu::item { padding: 0 24px 0 16px; min-height: ${control}px; border-radius: 4px; }
QMenu::item:selected { background: $select; color: $ink; }
QMenu::item:disabled { color: $edge; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QMenu::icon { padding-left: 12px; }
QMenu::indicator { width: 16px; height: 16px; left: 8px; border: ${o}px solid $edge; border-radius: 4px; }
QMenu::indicator:checked { background: $accent; border-color: $accent; image: url("$icons/tick-$scheme.svg"); }

QTabBar { background: transparent; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: $ink2; border: 2px solid transparent; border-radius: 6px;
    padding: 0 12px; min-height: ${innerf}px; margin-right: 4px; }
QTabBar::tab:hover { background: $hover; color: $ink; }
QTabBar::tab:selected { color: $accent; background: $tint; font-weight: bold; }
QTabBar::tab:selected:focus { border-color: $accent; }

QTableView, QListView { background: $surface; color: $ink; border: ${o}px solid $line; border-radius: 8px;
    gridline-color: $line; selection-background-color: $select; selection-color: $ink; }
QTableView[bare="true"], QListView[bare="true"] { border: 0; border-radius: 0; }
QListView[rows="true"] { padding: 4px; }
QListView[rows="true"]::item { padding: 0 8px; border-radius: 4px; color: $ink; }
QListView[rows="true"]::item:selected { background: $select; color: $ink; }
QListView[index="true"] { background: transparent; border: 0; border-radius: 0; }
QListView[index="true"]::item { padding: 0 6px; border-radius: 6px; color: $ink; border: 2px solid transparent; }
QListView[index="true"]::item:hover { background: $hover; }
QListView[index="true"]::item:selected { background: $select; color: $ink; }
QListView[index="true"]::item:focus { border-color: $accent; }
QTableView:focus { border-color: $accent; }
QHeaderView { background: transparent; border: 0; }
QHeaderView::section { background: transparent; color: $ink2; border: 0; border-bottom: ${o}px solid $line;
    padding: 0 11px; min-height: ${inner}px; font-size: ${note}px; text-align: left; }
QHeaderView::section:hover { background: $hover; color: $ink; }
QHeaderView::up-arrow, QHeaderView::down-arrow { width: 0; height: 0; image: none; }
QAbstractScrollArea::corner { background: transparent; border: 0; }
QTableCornerButton::section { background: $surface; border: 0; }

QScrollBar { background: transparent; border: 0; }
QScrollBar:vertical { width: 12px; margin: 0; }
QScrollBar:horizontal { height: 12px; margin: 0; }
QScrollBar::handle { background: $scroll; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $ink2; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QProgressBar { background: $line; border: 0; border-radius: 4px; min-height: 8px; max-height: 8px; }
QProgressBar::chunk { background: $accent; border-radius: 4px; }
QSlider { background: transparent; }
QSlider::groove:horizontal { background: transparent; height: 16px; }
QSlider::add-page:horizontal { background: $edge; margin: 7px 0; }
QSlider::sub-page:horizontal { background: $accent; margin: 6px 0; }
QSlider::handle:horizontal { background: $surface; border: 2px solid $accent; border-radius: 8px; width: 12px; }
QSlider::handle:horizontal:focus { background: $accent; }
QSplitter::handle { background: transparent; }
QSplitter::handle:hover { background: $line; }

QFrame[bar="ink2"] { background: $hover; border: ${o}px solid $line; border-radius: 8px; }
QFrame[bar="accent"] { background: $tint; border: ${o}px solid $accent; border-radius: 8px; }
QFrame[bar="bad"] { background: $bad_ground; border: ${o}px solid $bad; border-radius: 8px; }
QFrame[bar="warn"] { background: $warn_ground; border: ${o}px solid $warn; border-radius: 8px; }
QFrame[bar="good"] { background: $good_ground; border: ${o}px solid $good; border-radius: 8px; }
QFrame[toast="true"] { background: $ink; border: ${o}px solid $ink; border-radius: 8px; }
QFrame[toast="true"] QLabel { color: $surface; }
QFrame[toast="true"] QPushButton { background: transparent; color: $surface; border-color: $surface;
    font-weight: bold; }
QFrame[toast="true"] QPushButton:focus { border: 2px solid $surface; }
QFrame[locked="true"] { background: $lock; border: ${o}px dashed $edge; border-radius: 6px; }
QFrame[popup="true"] { background: $surface; border: ${o}px solid $edge; border-radius: 8px; }
QFrame[side="true"], QFrame[top="true"], QFrame[status="true"] { background: $surface; border: 0; }
QFrame[side="true"] { border-right: ${o}px solid $line; }
QFrame[top="true"] { border-bottom: ${o}px solid $line; }
QFrame[status="true"] { border-top: ${o}px solid $line; }
QFrame[status="true"] QLabel, QFrame[status="true"] QPushButton { font-size: ${note}px; }
QFrame[status="true"] QPushButton { min-height: ${low}px; padding: 0 7px; }
QFrame[status="true"] QPushButton:focus { min-height: ${lowf}px; padding: 0 6px; }
""")


# without tints and greys, what is chosen is framed and what can't be used now has a broken outline
HIGH_CONTRAST = Template("""
QListView[rows="true"]::item, QMenu::item, QComboBox QAbstractItemView::item { border: 2px solid transparent; }
QListView[rows="true"]::item:selected, QMenu::item:selected, QComboBox QAbstractItemView::item:selected {
    border-color: $accent; }
QListView[index="true"]::item:selected { border-radius: 0; border-color: transparent transparent transparent $accent; }
QListView[index="true"]::item:selected:focus { border-color: $accent; }
QTabBar::tab:selected { border-radius: 0; border-color: transparent transparent $accent transparent; }
QTabBar::tab:selected:focus { border-color: $accent; }
QPushButton:disabled, QPushButton[main="true"]:disabled, QLineEdit:disabled, QPlainTextEdit:disabled,
    QComboBox:disabled, QSpinBox:disabled { border-style: dashed; }
""")


def style_sheet(colours: Colours, scale: TypeScale, control: int, icons: Path) -> str:
    """The whole sheet. `control` is a control's outer height in pixels, `icons` holds arrow and tick per scheme.

    Where an outline grows to 2 px on focus, height and padding shrink by as much, so that no form jumps.
    """
    thin = colours.outline
    grown = 2 - thin
    inner = control - 2 * thin
    low = max(24, scale.note + 12) - 2 * thin
    tokens = {name: getattr(colours, name) for name in Colours.__slots__ if name not in ("dark", "outline")}
    sheet = SHEET.substitute(
        tokens,
        scroll=colours.edge,
        o=thin,
        note=scale.note,
        section=scale.section,
        page=scale.page,
        figure=scale.figure,
        control=control,
        inner=inner,
        innerf=inner - 2 * grown,
        # Fusion gives a spin box 3 px more than the sheet asks for
        spin=inner - 3,
        spinf=inner - 3 - 2 * grown,
        pad=8,
        padf=8 - grown,
        pad4=4,
        padc=10,
        padcf=10 - grown,
        ptf=4 - grown,
        padtf=4 - grown,
        box=16 - 2 * grown,
        round=8 + thin,
        low=low,
        within=inner - 2 * thin - 2,
        withinf=inner - 2 * thin - 2 - 2 * grown,
        lowf=low - 2 * grown,
        scheme="dark" if colours.dark else "light",
        icons=icons.as_posix(),
    )
    return sheet + HIGH_CONTRAST.substitute(tokens) if thin > 1 else sheet
