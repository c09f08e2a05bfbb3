"""How the rows of Today are said: their clock, and the word for what happened."""

from datetime import datetime

from desktop.i18n import _, _n
from desktop.rules.today import Row
from desktop.ui.kit.phrases import day
from desktop.ui.kit.times import local, today
from desktop.ui.kit.tokens import Tone

FAR = 14  # days; what lies farther is said as a date


def clock(row: Row) -> tuple[str, Tone]:
    """`今天`, `还有 3 天`, `已超 5 天`, `已等 2 天`; what has run out is red."""
    if row.since is not None:
        return waited(row.since), Tone.NOTE
    if row.ago is not None:
        days = (today() - local(row.ago).date()).days
        return _n("{n} day ago", "{n} days ago", days).format(n=days) if days > 0 else _("today"), Tone.NOTE
    on = local(row.until).date() if row.until is not None else row.on
    if on is None:
        return "", Tone.NOTE
    days = (on - today()).days
    if days < 0:
        return _n("{n} day over", "{n} days over", -days).format(n=-days), Tone.BAD
    if days == 0:
        late = row.until is not None and row.until < datetime.now(row.until.tzinfo)
        return _("today"), Tone.BAD if late else Tone.WARN
    if days == 1:
        return _("tomorrow"), Tone.PLAIN
    return day(on) if days > FAR else _n("in {n} day", "in {n} days", days).format(n=days), Tone.PLAIN


def waited(since: datetime) -> str:
    days = (today() - local(since).date()).days
    if days <= 0:
        return _("since {time}").format(time=f"{local(since):%H:%M}")
    return _n("waiting for {n} day", "waiting for {n} days", days).format(n=days)
