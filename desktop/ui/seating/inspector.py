"""Beside the plan: who is chosen and what is known of him, why he sits there, his table, and the rules about him."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.i18n import _, _n
from desktop.rules.seating.by_hand import RoleSource, source
from desktop.rules.seating.elements import Element
from desktop.rules.seating.etiquette import by_etiquette
from desktop.rules.seating.explaining import explain
from desktop.rules.seating.plan import Plan, Seat
from desktop.rules.seating.shapes import neighbours
from desktop.services.seating_history import SatLine
from desktop.services.seating_plans import Guest, RuleLine
from desktop.ui.kit.actions import Action, make_button, menu_button
from desktop.ui.kit.badge import ClassBadge, badge_letter
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.phrases import day, listed
from desktop.ui.kit.text import IconLabel, button, label, note, rule, section
from desktop.ui.kit.tokens import GAP, MEDIUM, SMALL, Tone
from desktop.ui.seating.editor import Editor
from desktop.ui.seating.words import GRADE_LOOKS, below_word, person_word, role_word, seat_word, table_word

TOLD = 5
"""Former meals."""
SHOWN = 3
"""Buttons; what else can be done waits under More."""


class Inspector(QFrame):
    file_wished = Signal(object)
    """A client's id."""
    rule_wished = Signal(object)
    """A RuleLine that is to be taken back."""

    def __init__(self, editor: Editor) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._editor = editor
        self._sat: dict[object, Sequence[SatLine]] = {}
        self._strict: tuple[Plan, Plan] | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        column.setSpacing(GAP)
        inner = QWidget()
        self._body = QVBoxLayout(inner)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(SMALL + 2)
        column.addWidget(scrolling(inner), 1)
        self._foot = QGridLayout()
        self._foot.setSpacing(GAP)
        column.addLayout(self._foot)

    def take_focus(self) -> None:
        """To what can be done first with what is chosen."""
        for place in range(self._foot.count()):
            item = self._foot.itemAt(place)
            piece = item.widget() if item is not None else None
            if piece is not None:
                piece.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def show_sat(self, client: object, lines: Sequence[SatLine], actions: Sequence[Action]) -> None:
        self._sat[client] = lines
        self.show_chosen(actions)

    def knows_sat(self, client: object) -> bool:
        return client in self._sat

    def forget(self) -> None:
        self._sat.clear()

    def show_chosen(self, actions: Sequence[Action]) -> None:
        """The focus stays on the button of the same name where there is still one."""
        focus = self.window().focusWidget()
        held = focus.objectName() if focus is not None and self.isAncestorOf(focus) else ""
        empty_layout(self._body)
        empty_layout(self._foot)
        editor = self._editor
        guest = editor.guest(editor.people[0]) if len(editor.people) == 1 else None
        if guest is not None:
            self._person(guest)
        elif len(editor.people) > 1:
            count = len(editor.people)
            self._body.addWidget(section(_n("{n} person chosen", "{n} people chosen", count).format(n=count)))
            self._body.addWidget(label(listed(editor.plan.name(p) for p in editor.people
                                              if p in editor.plan.person_of), wrap=True))  # fmt: skip
        elif len(editor.seats) == 1:
            self._free(editor.seats[0])
        elif len(editor.tables) == 1 and editor.tables[0] in editor.plan.table_of:
            self._table(editor.tables[0])
        elif len(editor.elements) == 1 and editor.elements[0] in editor.plan.element_of:
            self._element(editor.plan.element_of[editor.elements[0]])
        else:
            self._nothing()
        self._body.addStretch(1)
        self._buttons(actions, held)

    # person

    def _person(self, guest: Guest) -> None:
        editor, key = self._editor, str(guest.id)
        facts, plan = editor.facts(key), editor.plan
        head = QHBoxLayout()
        head.setSpacing(GAP)
        letter = badge_letter(facts.client_class)
        if letter:
            head.addWidget(ClassBadge(letter, self), 0, Qt.AlignmentFlag.AlignTop)
        name = section(person_word(guest))
        name.setWordWrap(True)
        head.addWidget(name, 1)
        self._body.addLayout(head)
        party = _(guest.party.label)
        ranked = _("{party}, rank {n}").format(party=party, n=guest.rank) if guest.rank else party
        self._body.addWidget(note(" · ".join(p for p in (ranked, below_word(guest)) if p), wrap=True))
        if guest.attached_to is not None and (lord := editor.guest(str(guest.attached_to))) is not None:
            self._body.addWidget(note(_("Accompanies {name}").format(name=lord.name), wrap=True))
        traits = [_(trait.label) for trait in sorted(guest.traits)]
        spoken = sorted(guest.languages)
        if traits or spoken:
            self._body.addWidget(note(" · ".join([*traits, *spoken]), wrap=True))
        if guest.client is not None:
            link = button(_("To the file"), lambda: self.file_wished.emit(guest.client), link=True)
            link.setAccessibleName(_("Open the file of {name}").format(name=guest.name))
            row = QHBoxLayout()
            row.addWidget(link)
            row.addStretch(1)
            self._body.addLayout(row)
        self._known(key)
        seat = plan.seat_of.get(key)
        if seat is not None:
            self._seat(seat, key)
        self._rules(key)
        if guest.client is not None:
            self._history(self._sat.get(guest.client, ()), seat)

    def _known(self, key: str) -> None:
        facts = self._editor.facts(key)
        unsure = _("(not confirmed)")
        for name, text, icon, tone in (
            ("allergy", facts.allergy, "triangle-alert", Tone.BAD), ("taboo", facts.taboo, "ban", Tone.WARN),
            ("drink", facts.drink, "utensils", Tone.NOTE), ("cigarettes", facts.cigarettes, "tag", Tone.NOTE),
            ("wishes", facts.wishes, "star", Tone.NOTE), ("", str(facts.anniversary or ""), "cake", Tone.NOTE),
            ("", _("Comes for the first time") if facts.first_visit else "", "user-plus", Tone.NOTE),
        ):  # fmt: skip
            if text:
                said = f"{text} {unsure}" if name in facts.unverified else text
                self._line(icon, said, tone)

    def _seat(self, seat: Seat, key: str) -> None:
        editor, plan = self._editor, self._editor.plan
        self._body.addWidget(rule())
        self._body.addWidget(label(self._seat_title(seat), role="strong", wrap=True))
        if seat in plan.pins:
            self._line("lock", _("Pinned: proposals leave the seat alone."), Tone.NOTE)
        self._by_hand(seat)
        self._flags(seat)
        told = explain(plan, self._by_etiquette(), editor.judged_plan, knows=editor.knows, only=(key,))
        if told:
            self._body.addWidget(note(_("Why this seat")))
            self._body.addWidget(label(str(told[0].sentence), wrap=True))
        verdict = editor.verdict(key, seat)
        icon, tone = GRADE_LOOKS[verdict.grade]
        self._line(icon, _(verdict.grade.label), tone)
        for sentence in verdict.sentences:
            self._body.addWidget(label(str(sentence), wrap=True))

    def _by_etiquette(self) -> Plan:
        """Everybody seated by etiquette alone; worked out once for each plan."""
        plan = self._editor.judged_plan
        if self._strict is None or self._strict[0] is not plan:
            self._strict = plan, by_etiquette(plan) if plan.tables else plan
        return self._strict[1]

    def _history(self, lines: Sequence[SatLine], seat: Seat | None) -> None:
        """Where he sat before; with whom he would sit again, and what is new to him."""
        if not lines:
            return
        self._body.addWidget(rule())
        plan = self._editor.plan
        role = plan.role_at(seat) if seat is not None else None
        if role is not None and not any(line.role == role.title for line in lines):
            self._line("star", _("First time on “{role}”").format(role=role.title), Tone.NOTE)
        for name, count in self._again(lines, seat):
            said = _n("Sat beside {name} {n} time already", "Sat beside {name} {n} times already", count)
            self._line("users", said.format(name=name, n=count), Tone.NOTE)
        self._body.addWidget(note(_("Sat before")))
        for line in lines[:TOLD]:
            near = [g.name for g in (line.at_left, line.at_right) if g is not None and not g.hidden]
            where = str(line.role) if line.role is not None else _("Seat {n}").format(n=line.seat + 1)
            beside = _("beside {names}").format(names=listed(near)) if near else ""
            self._body.addWidget(label(" · ".join(part for part in (day(line.on), where, beside) if part), wrap=True))

    def _again(self, lines: Sequence[SatLine], seat: Seat | None) -> list[tuple[str, int]]:
        """Whose neighbour he is now and was before, with how often."""
        if seat is None:
            return []
        plan, found = self._editor.plan, []
        hands = neighbours(plan.table_of[seat.table].form)[seat.number]
        for number in (hands.left, hands.right):
            person = plan.seating.get(Seat(seat.table, number)) if number is not None else None
            beside = self._editor.guest(person) if person is not None else None
            if beside is not None and beside.client is not None:
                count = sum(g is not None and g.client == beside.client
                            for line in lines for g in (line.at_left, line.at_right))  # fmt: skip
                found += [(beside.name, count)] if count else []
        return found

    # seat, table, nothing

    def _free(self, seat: Seat) -> None:
        self._body.addWidget(section(self._seat_title(seat)))
        self._body.addWidget(note(_("Nobody sits here.")))
        self._by_hand(seat)
        self._flags(seat)

    def _by_hand(self, seat: Seat) -> None:
        if source(self._editor.plan.table_of[seat.table], seat.number) is RoleSource.OVERRIDE:
            self._line("pencil", _("Place of honour given by hand, not by the etiquette."), Tone.NOTE)

    def _flags(self, seat: Seat) -> None:
        flags = self._editor.plan.table_of[seat.table].flags.get(seat.number, ())
        for flag in sorted(flags):
            self._line("info", _(flag.label), Tone.NOTE)

    def _table(self, key: str) -> None:
        plan = self._editor.plan
        table = plan.table_of[key]
        self._body.addWidget(section(table_word(table.label)))
        taken = sum(seat.table == key for seat in plan.seating)
        said = _("{taken} of {all} seats given").format(taken=taken, all=table.form.seats)
        self._body.addWidget(label(said))
        rank = _("Head table") if table.rank == 1 else _("Table {n} in rank").format(n=table.rank)
        self._body.addWidget(note(rank))

    def _element(self, element: Element) -> None:
        self._body.addWidget(section(str(element.title)))
        if element.label:
            self._body.addWidget(note(_(element.kind.label)))
        self._body.addWidget(label(f"{element.width} × {element.depth} mm"))
        stands = _("Stands at every party in this room.") if element.of_room else _("Stands at this booking alone.")
        self._body.addWidget(note(stands, wrap=True))

    def _nothing(self) -> None:
        editor = self._editor
        plan, seating = editor.plan, editor.seating
        self._body.addWidget(note(_("Choose a person, a seat or a table."), wrap=True))
        if not plan.tables or seating is None:
            return
        self._body.addWidget(rule())
        seats = sum(table.form.seats for table in plan.tables)
        tables = len(plan.tables)
        people = len(plan.people)
        for text in (_n("{n} table", "{n} tables", tables).format(n=tables),
                     _n("{n} seat", "{n} seats", seats).format(n=seats),
                     _n("{n} person comes", "{n} people come", people).format(n=people)):  # fmt: skip
            self._body.addWidget(label(text))
        self._rules("")

    def _rules(self, person: str) -> None:
        """Those about somebody, or all; of a secret one only the number is told."""
        seating = self._editor.seating
        lines = [] if seating is None else [line for line in seating.rules
                                            if not person or (line.known and person in line.rule.people)]  # fmt: skip
        if not lines:
            return
        self._body.addWidget(rule())
        self._body.addWidget(note(_("Rules")))
        for line in lines:
            row = QHBoxLayout()
            row.setSpacing(GAP)
            row.addWidget(label(rule_word(self._editor, line), wrap=True), 1)
            if self._editor.may_edit:
                back = button(_("Take back"), lambda line=line: self.rule_wished.emit(line), link=True)
                back.setAccessibleName(_("Take back rule #{number}").format(number=line.rule.number))
                row.addWidget(back, 0, Qt.AlignmentFlag.AlignTop)
            self._body.addLayout(row)

    # pieces

    def _seat_title(self, seat: Seat) -> str:
        plan = self._editor.plan
        role = role_word(plan.role_at(seat))
        return " · ".join(part for part in (_("Seat {n}").format(n=seat_word(plan, seat)), role) if part)

    def _line(self, icon: str, text: str, tone: Tone) -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(IconLabel(icon, tone.value), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label(text, tone=tone if tone is Tone.BAD else Tone.PLAIN, wrap=True), 1)
        self._body.addLayout(row)

    def _buttons(self, actions: Sequence[Action], held: str) -> None:
        often = [action for action in actions if not action.seldom]
        rest = [*often[SHOWN:], *(action for action in actions if action.seldom)]
        made = [make_button(action) for action in often[:SHOWN]]
        if len(rest) == 1:
            made.append(make_button(rest.pop()))
        if rest:
            more = menu_button(_("More"), lambda: rest, icon_name="ellipsis")
            more.setObjectName("more")
            made.append(more)
        half, place = (self.width() - 2 * MEDIUM - GAP) // 2, 0
        for piece in made:
            piece.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            # a long word has the row to itself
            wide = piece.sizeHint().width() > half
            place += place % 2 if wide else 0
            alone = wide or (piece is made[-1] and place % 2 == 0)
            self._foot.addWidget(piece, place // 2, place % 2, 1, 2 if alone else 1)
            place += 2 if wide else 1
            if piece.objectName() == held:
                piece.setFocus(Qt.FocusReason.OtherFocusReason)


def rule_word(editor: Editor, line: RuleLine) -> str:
    """`#2 Not next to each other: 贺启年, 单雪 (wish 3)`; of an unknown one the number alone."""
    number = _("#{number}").format(number=line.rule.number)
    if not line.known:
        return _("{number} secret").format(number=number)
    names = listed(editor.plan.name(p) for p in line.rule.people if p in editor.plan.person_of)
    weight = _("must") if line.rule.hard else _("wish {n}").format(n=line.rule.weight)
    said = f"{number} {_(line.rule.kind.label)}" + (f": {names}" if names else "") + f" ({weight})"
    return f"{said} – {line.rule.reason}" if line.rule.reason else said


def empty_layout(layout: object) -> None:
    while (item := layout.takeAt(0)) is not None:  # type: ignore[attr-defined]
        widget, inner = item.widget(), item.layout()
        if isinstance(widget, QWidget):
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            empty_layout(inner)
