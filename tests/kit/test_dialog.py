"""A dialog shows all its words, also those that come after it was opened."""

from PySide6.QtWidgets import QLabel

from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.text import label

SAID = "All other computers join again by invitation: have one ready, under People & rights. Who is at work goes on."
REFUSAL = "This computer keeps the office's key under passwords. Change it on a computer that has a keyring of its own."


def cut_off(dialog):
    shown = [one for one in dialog.findChildren(QLabel) if one.isVisible() and one.wordWrap()]
    return [one.text()[:20] for one in shown if one.height() < one.heightForWidth(one.width())]


def test_a_refusal_lets_the_dialog_grow(qtbot, qapp):
    dialog = Dialog("Change the door of the office's server?")
    qtbot.addWidget(dialog)
    dialog.body.addWidget(label(SAID, wrap=True))
    dialog.set_main("Change the door", lambda: None)
    dialog.add_button("Cancel", dialog.reject)
    dialog.open()
    assert not cut_off(dialog)
    dialog.refuse(REFUSAL)
    qapp.processEvents()
    assert not cut_off(dialog)
