"""What other workstations changed: topics that make screens reload."""

from dataclasses import field

from desktop.models.office import Person
from desktop.models.records import newest_serial, topics_since
from desktop.rules.values import dataclass
from desktop.services.work import Work

# numbers of records can arrive out of order on a server, so the newest are looked at again
OVERLAP = 64


@dataclass(frozen=True, slots=True)
class News:
    """What was known at a moment; hand it to the next question. `topics` is what is new since the one before."""

    mark: int = -1
    serial: int = -1
    seen: frozenset[int] = frozenset()
    topics: frozenset[str] = field(default=frozenset(), compare=False)


def read_news(work: Work, before: News) -> News:
    """Asks every few seconds, cheaply while nothing happened. My own changes are no news. Raises Suspended."""
    # reading path: names of topics only; whoever reloads goes through rights and scopes again
    mark = work.database.change_mark()
    if mark == before.mark:
        return News(mark, before.serial, before.seen)
    newest = newest_serial(work.database)
    since = max(0, (before.serial if before.mark >= 0 else newest) - OVERLAP)
    rows = topics_since(work.database, since)
    fresh = [row for row in rows if row[0] not in before.seen and row[2] != work.me.writer]
    topics = frozenset(topic for _serial, topic, _writer in fresh) if before.mark >= 0 else frozenset()
    work.get(Person, work.me.id)
    # the settings this workstation holds are read anew when the work ends, as after a change of my own
    work.topics |= topics & {"settings"}
    return News(mark, newest, frozenset(row[0] for row in rows), topics)
