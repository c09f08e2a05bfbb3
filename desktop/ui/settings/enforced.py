"""The tag beside a right that says who enforces it: encryption, the server, or this program only."""

from desktop.i18n import _
from desktop.rules.accounts import ENFORCED_SENTENCES, Enforced
from desktop.ui.kit.badge import Tag
from desktop.ui.kit.text import set_tooltip
from desktop.ui.kit.tokens import Tone

TONES = {Enforced.ENCRYPTION: Tone.GOOD, Enforced.SERVER: Tone.GOOD, Enforced.PROGRAM: Tone.NOTE}
ICONS = {Enforced.ENCRYPTION: "lock", Enforced.SERVER: "database", Enforced.PROGRAM: "monitor"}


def enforced_tag(kind: Enforced) -> Tag:
    tag = Tag(_(kind.label), TONES[kind], ICONS[kind])
    set_tooltip(tag, _(ENFORCED_SENTENCES[kind]))
    tag.setAccessibleDescription(_(ENFORCED_SENTENCES[kind]))
    return tag
