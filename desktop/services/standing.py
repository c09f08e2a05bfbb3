"""Whose work a person may do today: the own, and that of colleagues he stands in for (AC-11)."""

from dataclasses import dataclass
from uuid import UUID

from desktop.i18n import N_
from desktop.models.base import Table
from desktop.models.office import Person
from desktop.models.stand_ins import StandIn
from desktop.rules.errors import Label, NotAllowed
from desktop.rules.rights import Mandate, Right, Scope
from desktop.rules.stand_ins import Absence, StandInKind
from desktop.services import on_file
from desktop.services.signing import mandate_of
from desktop.services.work import Work


@dataclass(frozen=True, slots=True)
class Standing:
    """A mandate this person may act under. `instead_of` is whose it is; None and "" for the own."""

    mandate: Mandate
    instead_of: UUID | None = None
    name: str = ""


def running(work: Work, *, person: UUID | None = None, absent: UUID | None = None) -> list[Absence]:
    """The stand-ins of today, narrowed to those by one person or for one."""
    today = on_file.today(work)
    query = work.visible(StandIn).where((StandIn.last_on >= today) & (StandIn.first_on <= today))
    if person is not None:
        query = query.where(StandIn.person == person)
    if absent is not None:
        query = query.where(StandIn.absent == absent)
    return [absence_of(row) for row in query]


def standings(work: Work, kind: StandInKind, right: Right) -> list[Standing]:
    """The mandates with `right` that I may act under for this kind of work, the own first; none where there is none.

    What somebody else's mandate lets me do never goes beyond what he may do himself.
    """
    found = [Standing(work.me.mandate)] if work.may(right) else []
    wanted = [absence.absent for absence in running(work, person=work.me.id) if kind in absence.kinds]
    if wanted:
        people = work.visible(Person).where(Person.id.in_(wanted) & Person.suspended_at.is_null()).order_by(Person.name)
        mandates = [Standing(mandate_of(work, person.id), person.id, person.name) for person in people]
        found += [standing for standing in mandates if standing.mandate.scope(right) is not Scope.NONE]
    return found


def act_under(work: Work, kind: StandInKind, right: Right, row: Table, by: UUID | None = None) -> Standing:
    """The mandate under which I may do this to `row`: the own if it reaches so far, and rather not that of `by`, whose
    own act it is about. Raises NotAllowed as `work.require` does."""
    reaching = [one for one in standings(work, kind, right) if work.reaches(one.mandate, right, row)]
    if reaching:
        return next((one for one in reaching if one.instead_of is None or one.instead_of != by), reaching[0])
    work.require(right, row)
    raise NotAllowed(N_("You may not do this: “{right}”. Ask the admin for the right, or its holder to do it."),
                     right=Label(right.label))  # fmt: skip


def stood_in_for(work: Work, kind: StandInKind) -> set[UUID]:
    """Those whose work of this kind I do today, myself among them."""
    held = running(work, person=work.me.id)
    return {work.me.id, *(absence.absent for absence in held if kind in absence.kinds)}


def absence_of(row: StandIn) -> Absence:
    known = {kind.value: kind for kind in StandInKind}
    # kinds that a newer program knows are no business of this one
    kinds = frozenset(known[name] for name in row.kinds if name in known)
    return Absence(row.absent_id, row.person_id, row.first_on, row.last_on, kinds)
