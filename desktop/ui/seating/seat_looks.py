"""What a seat shows of who sits there, by the layers that are switched on, and how tables and seats are said aloud."""

from collections.abc import Iterable, Mapping

from desktop.i18n import _, _n
from desktop.rules.seating.checking import Grade
from desktop.rules.seating.elements import Element
from desktop.rules.seating.facts import Before, Overlay, SeatFacts
from desktop.rules.seating.packs import Party
from desktop.rules.seating.plan import Plan, Seat, SeatFlag, Table, Trait
from desktop.ui.kit.badge import badge_letter, class_word
from desktop.ui.seating.editor import Editor
from desktop.ui.seating.seat_face import Mark, Outline, SeatLook

_OUTLINES = {Party.HOST: Outline.SQUARE, Party.GUEST: Outline.ROUND}
_FLAGS = {SeatFlag.CHILD: "baby", SeatFlag.WHEELCHAIR: "accessibility", SeatFlag.NEAR_DOOR: "door-open",
          SeatFlag.SERVING: "utensils"}  # fmt: skip
_GRADES = {Grade.CONFLICT: ("circle-x", "bad"), Grade.USABLE: ("circle-alert", "warn")}


def seat_look(editor: Editor, table: Table, seat: Seat, grades: Mapping[Seat, Grade], chosen: bool,
              instead: str | None = None) -> SeatLook:  # fmt: skip
    """Everything that is drawn at a seat, for who sits there, or as if somebody else did."""
    plan, person = editor.plan, instead or editor.plan.seating.get(seat)
    role = table.role(seat.number)
    title, brief = (str(role.title), role.title.brief) if role else ("", "")
    flags = [icon for flag, icon in _FLAGS.items() if table.has(seat.number, flag)]
    blocked = table.has(seat.number, SeatFlag.BLOCKED)
    corners = [(icon, "ink2") for icon in flags]
    if seat in plan.pins:
        corners.insert(0, ("pin", "accent"))
    if seat in grades:
        corners.insert(min(1, len(corners)), _GRADES[grades[seat]])
    if person is None:
        party = role.party if role else None
        before = editor.last_here(seat) if Overlay.LAST_TIME in editor.overlays else None
        last = (Mark("history", before.name),) if before is not None else ()
        return SeatLook(_OUTLINES.get(party, Outline.ROUND), role=title, number=seat.number + 1, blocked=blocked,
                        corners=tuple(corners), chosen=chosen, brief=brief, marks=last)  # fmt: skip
    side = plan.person_of[person].party
    facts = editor.facts(person)
    guest = editor.guest(person)
    return SeatLook(
        _OUTLINES.get(side, Outline.CUT), True, bool(role and role.number == 1), plan.name(person),
        guest.salutation if guest else "", title, seat.number + 1, facts.allergy,
        Overlay.ALLERGY in editor.overlays, tuple(marks(plan, person, facts, editor.overlays)), tuple(corners), blocked,
        Overlay.UNVERIFIED in editor.overlays and bool(facts.unverified), chosen, brief,
    )  # fmt: skip


def marks(plan: Plan, person: str, facts: SeatFacts, overlays: Iterable[Overlay]) -> Iterable[Mark]:
    """The words of the layers that are on, the most needed first; allergies have a line of their own."""
    one = plan.person_of[person]
    for overlay in Overlay:
        if overlay not in overlays:
            continue
        match overlay:
            case Overlay.ALLERGY if facts.taboo:
                yield Mark("ban", facts.taboo, "warn")
            case Overlay.DRINK if facts.drink:
                yield Mark("wine", facts.drink)
            case Overlay.SMOKE if facts.cigarettes or Trait.SMOKER in one.traits:
                yield Mark("cigarette", facts.cigarettes or _("Smoker"))
            case Overlay.WISHES if facts.wishes:
                yield Mark("star", facts.wishes)
            case Overlay.LANGUAGE if one.languages:
                yield Mark("languages", " ".join(sorted(one.languages)))
            case Overlay.MOBILITY if one.traits & {Trait.CHILD, Trait.WHEELCHAIR}:
                child = Trait.CHILD in one.traits
                yield Mark("baby" if child else "accessibility", _("Child") if child else _("Wheelchair"))
            case Overlay.CLASS if facts.client_class:
                yield Mark("tag", class_word(badge_letter(facts.client_class.value)))
            case Overlay.ANNIVERSARY if facts.anniversary:
                yield Mark("cake", str(facts.anniversary), "accent")
            case Overlay.FIRST_VISIT if facts.first_visit:
                yield Mark("user-plus", _("First visit"), "accent")
            case Overlay.LAST_TIME if facts.last:
                yield Mark("history", str(facts.last.brief))
            case Overlay.UNVERIFIED if facts.unverified:
                yield Mark("circle-question-mark", _("Unverified"), "warn")


def grades_of(editor: Editor) -> Mapping[Seat, Grade]:
    """The worst that is amiss at each seat."""
    found: dict[Seat, Grade] = {}
    for issue in editor.issues:
        for seat in issue.seats:
            if issue.grade is Grade.CONFLICT or seat not in found:
                found[seat] = issue.grade
    return found


# said aloud


def seat_said(editor: Editor, seat: Seat) -> str:
    """A seat as a screen reader names it: number, role, who sits there, what he must not eat."""
    plan = editor.plan
    table, person, role = plan.table_of[seat.table], plan.seating.get(seat), plan.role_at(seat)
    parts = [_("Seat {number}").format(number=seat.number + 1)]
    if role:
        parts.append(str(role.title))
    if person is None:
        parts.append(_("blocked") if table.has(seat.number, SeatFlag.BLOCKED) else _("free"))
    else:
        parts += person_said(editor, person)
    if seat in plan.pins:
        parts.append(_("pinned"))
    return " ".join(parts)


def person_said(editor: Editor, person: str) -> list[str]:
    """Name, form of address, and what of the facts is never left out."""
    guest, facts = editor.guest(person), editor.facts(person)
    name = editor.plan.name(person)
    parts = [name]
    if guest and guest.salutation and guest.salutation != name:
        parts.append(guest.salutation)
    if facts.allergy:
        parts.append(_("allergic to {what}").format(what=facts.allergy))
    if facts.taboo:
        parts.append(_("does not eat {what}").format(what=facts.taboo))
    return parts


def seat_described(editor: Editor, seat: Seat) -> str:
    """What else there is to a seat: party, flags, what is amiss."""
    plan = editor.plan
    table, person = plan.table_of[seat.table], plan.seating.get(seat)
    parts = [_(flag.label) for flag in SeatFlag if table.has(seat.number, flag)]
    if person is not None:
        parts.insert(0, _(plan.person_of[person].party.label))
        one, facts = plan.person_of[person], editor.facts(person)
        parts += [one.unit] if one.unit else []
        parts += [mark.text for mark in marks(plan, person, facts, editor.overlays) if mark.text]
    if Overlay.LAST_TIME in editor.overlays:
        parts += [str(before.said) for before in last_time(editor, seat, person)]
    parts += [str(issue.sentence) for issue in editor.issues if seat in issue.seats]
    return " · ".join(dict.fromkeys(part for part in parts if part))


def last_time(editor: Editor, seat: Seat, person: str | None) -> list[Before]:
    """Where who sits here sat last, and who sat here last."""
    found = [editor.facts(person).last if person is not None else None, editor.last_here(seat)]
    return [before for before in found if before is not None]


def table_said(plan: Plan, table: Table) -> str:
    taken = sum(seat.table == table.id for seat in plan.seating)
    seats = _n("{n} of {seats} seat taken", "{n} of {seats} seats taken", table.form.seats)
    name = str(table.title)
    if table.rank == 1 and len(plan.tables) > 1:
        name += " " + _("Head table")
    return " ".join((name, _(table.form.shape.label), seats.format(n=taken, seats=table.form.seats)))


def element_said(element: Element) -> str:
    """What it is, what it is called and how large it is, in metres as one says it."""
    size = _("{width} by {depth} m").format(width=f"{element.width / 1000:g}", depth=f"{element.depth / 1000:g}")
    return " ".join(dict.fromkeys((_(element.kind.label), str(element.title), size)))
