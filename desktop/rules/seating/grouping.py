"""Who belongs together and is placed as a group: a unit, somebody with who is attached to him."""

from desktop.rules.seating.etiquette import follows, principal, ranked
from desktop.rules.seating.plan import Person, Plan


def group_of(plan: Plan, person: str) -> tuple[str, ...]:
    """Who is placed with somebody, the first by rank first, each followed by who is attached to him.

    Those are the others of his unit in his party, and who is attached to any of them; of one without a unit those who
    are attached to him. For who follows somebody the group is that of his principal.
    """
    one = _lord(plan, plan.person_of[person])
    mates = [p for p in plan.people if p.id == one.id or _mate(one, p)]
    found: list[str] = []
    for lord in ranked(plan, mates):
        found += [lord.id, *(p.id for p in plan.people if principal(p) == lord.id)]
    return tuple(dict.fromkeys((*found, person)))


def _lord(plan: Plan, person: Person) -> Person:
    return plan.person_of.get(principal(person), person)


def _mate(one: Person, other: Person) -> bool:
    return bool(one.unit) and other.unit == one.unit and other.party is one.party and not follows(other)
