"""The dialogs of risk, identity, competitors and rewards."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.rules.amounts import amount_fen
from desktop.rules.identities import Document
from desktop.rules.rewards import RewardKind
from desktop.rules.risks import Aspect, Consequence, RiskLevel, Sign
from desktop.services.clients import PersonRef
from desktop.services.competitors import CompetitorEntry, CompetitorLine
from desktop.services.identities import AgentEntry, AgentLine, CheckEntry, CheckLine
from desktop.services.rewards import RewardEntry, RewardLine
from desktop.services.risks import AssessmentEntry, AssessmentLine
from desktop.ui.clients.client_picker import ClientPicker
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.form_dialog import FormDialog, Send, day_of, words_of
from desktop.ui.kit.text import note
from desktop.ui.kit.times import today
from desktop.ui.kit.values import typed_amount

LOOK_AGAIN = 90  # days that a new assessment proposes


class AssessDialog(FormDialog):
    """Judges one aspect of a client; starts from what held of it."""

    def __init__(self, held: AssessmentLine | None, send: Send, parent: QWidget | None = None) -> None:
        fields = [
            FormField("aspect", _("Aspect"), Kind.CHOICE, choices=words_of(Aspect)),
            FormField("level", _("Level of risk"), Kind.CHOICE, choices=words_of(RiskLevel)),
            FormField("consequence", _("Consequence"), Kind.CHOICE, choices=words_of(Consequence)),
            FormField("look_again", _("Look again on"), Kind.DATE),
            FormField("reason", _("Reason"), Kind.LONG, required=True, span=2, limit=500),
        ]
        said = _("The consequence is shown wherever this client is picked. What was judged before is kept.")
        super().__init__(_("Assess the risk"), fields, _("Assess"), send, parent, said=said)
        self.form.set_values({
            "aspect": (held.aspect if held else Aspect.CREDIT).value,
            "level": (held.level if held else RiskLevel.MIDDLE).value,
            "consequence": (held.consequence if held else Consequence.WARN).value,
            "look_again": (today() + timedelta(days=LOOK_AGAIN)).isoformat(), "reason": "",
        })  # fmt: skip
        self.form.focus_on("reason" if held is None else "level")

    def entry(self) -> AssessmentEntry:
        values = self.form.values()
        return AssessmentEntry(Aspect.of(values["aspect"]), RiskLevel.of(values["level"]),
                               Consequence.of(values["consequence"]), str(values["reason"]),
                               day_of(values, "look_again"))  # fmt: skip


class FraudDialog(FormDialog):
    """What was noticed, in one sentence; everybody who picks the client sees the warning at once."""

    def __init__(self, send: Send, parent: QWidget | None = None) -> None:
        fields = [
            FormField("sign", _("What was abnormal"), Kind.CHOICE, choices=words_of(Sign)),
            FormField("on", _("Date"), Kind.DATE, required=True),
            FormField("noticed", _("What was noticed"), Kind.LONG, required=True, span=2, limit=500),
        ]
        said = _("The warning is shown wherever this client is picked, until somebody settles it.")
        super().__init__(_("Fraud warning"), fields, _("Raise the warning"), send, parent, said=said)
        self.form.set_values({"sign": Sign.TRANSFER.value, "on": today().isoformat(), "noticed": ""})
        self.form.focus_on("noticed")

    def entry(self) -> tuple[Sign, str, date | None]:
        values = self.form.values()
        return Sign.of(values["sign"]), str(values["noticed"]), day_of(values, "on", needed=True)


class CheckDialog(FormDialog):
    """Which document was seen, when and by whom; its number is not asked for."""

    def __init__(self, held: CheckLine | None, form_is_person: bool, me: UUID, staff: Sequence[PersonRef], send: Send,
                 parent: QWidget | None = None) -> None:  # fmt: skip
        people = [(person.id, person.name) for person in staff]
        if held is not None and held.seen_by_id not in {key for key, _name in people}:
            people.append((held.seen_by_id, held.seen_by))
        fields = [
            FormField("document", _("Document"), Kind.CHOICE, choices=words_of(Document)),
            FormField("seen_by", _("Seen by"), Kind.CHOICE, choices=people),
            FormField("on", _("Seen on"), Kind.DATE, required=True),
            FormField("valid_until", _("Document valid until"), Kind.DATE),
            FormField("note", _("Note"), span=2, limit=200),
        ]
        said = _("The number is not entered here: it lies sealed in the file.")
        super().__init__(_("Identity check"), fields, _("Save"), send, parent, said=said)
        first = Document.ID_CARD if form_is_person else Document.BUSINESS
        self.form.set_values({
            "document": (held.document if held else first).value, "seen_by": held.seen_by_id if held else me,
            "on": (held.on if held else today()).isoformat(),
            "valid_until": held.valid_until.isoformat() if held and held.valid_until else "",
            "note": held.note if held else "",
        })  # fmt: skip
        self.form.focus_on("valid_until")

    def entry(self) -> CheckEntry:
        values = self.form.values()
        on = day_of(values, "on", needed=True)
        assert on is not None
        seen_by = values["seen_by"]
        return CheckEntry(Document.of(values["document"]), on, day_of(values, "valid_until"),
                          seen_by if isinstance(seen_by, UUID) else None, str(values["note"]))  # fmt: skip


class AgentDialog(FormDialog):
    """Who may act for this client, for what, and from when to when."""

    def __init__(
        self, held: AgentLine | None, picker: ClientPicker | None, send: Send, parent: QWidget | None = None
    ) -> None:
        fields = [
            FormField("scope", _("For what"), required=True, span=2, limit=300),
            FormField("valid_from", _("Valid from"), Kind.DATE, required=True),
            FormField("valid_until", _("Valid until"), Kind.DATE),
            FormField("place", _("Where the authorisation is filed"), span=2, limit=200),
        ]
        super().__init__(_("Authorise an agent"), fields, _("Save"), send, parent)
        self.setMinimumWidth(640)
        self.picker = picker
        if picker is not None:
            self.body.insertWidget(0, picker)
        elif held is not None:
            self.body.insertWidget(0, note(f"{held.other_name} · {held.other_code}"))
        self.form.set_values({
            "scope": held.scope if held else "",
            "valid_from": (held.valid_from if held else today()).isoformat(),
            "valid_until": held.valid_until.isoformat() if held and held.valid_until else "",
            "place": held.place if held else "",
        })  # fmt: skip
        if picker is not None:
            picker.line.setFocus()

    def entry(self) -> tuple[UUID | None, AgentEntry]:
        values = self.form.values()
        agent = self.picker.chosen() if self.picker is not None else None
        start = day_of(values, "valid_from", needed=True)
        assert start is not None
        return agent, AgentEntry(str(values["scope"]), start, day_of(values, "valid_until"), str(values["place"]))


class CompetitorDialog(FormDialog):
    """What a competitor offers, where we know it from, and who was told."""

    def __init__(self, held: CompetitorLine | None, staff: Sequence[PersonRef], send: Send,
                 parent: QWidget | None = None, *, mark: FormField | None = None) -> None:  # fmt: skip
        people = [(None, _("nobody yet")), *((person.id, person.name) for person in staff)]
        if held is not None and held.reported_to_id is not None and held.reported_to_id not in {k for k, _n in people}:
            people.append((held.reported_to_id, held.reported_to))
        fields = [
            FormField("competitor", _("Competitor"), required=True, limit=120),
            FormField("on", _("Learnt on"), Kind.DATE, required=True),
            FormField("offer", _("Offer"), Kind.LONG, span=2),
            FormField("rate", _("Rate"), limit=120),
            FormField("source", _("Known from"), limit=200),
            FormField("reported_to", _("Reported to"), Kind.CHOICE, choices=people),
            *([mark] if mark is not None else []),
        ]
        super().__init__(_("Competitor"), fields, _("Save"), send, parent)
        self.form.set_values({
            "competitor": held.competitor if held else "", "on": (held.on if held else today()).isoformat(),
            "offer": held.offer if held else "", "rate": held.rate if held else "",
            "source": held.source if held else "", "reported_to": held.reported_to_id if held else None,
            "mark": held.mark if held else "",
        })  # fmt: skip
        self.form.focus_on("competitor")

    def entry(self) -> CompetitorEntry:
        values = self.form.values()
        on = day_of(values, "on", needed=True)
        assert on is not None
        told = values["reported_to"]
        return CompetitorEntry(str(values["competitor"]), on, str(values["offer"]), str(values["rate"]),
                               str(values["source"]), told if isinstance(told, UUID) else None,
                               str(values.get("mark") or ""))  # fmt: skip


class RewardDialog(FormDialog):
    """What a client was given; only gifts for who may not see terms."""

    def __init__(self, held: RewardLine | None, secrets: bool, send: Send, parent: QWidget | None = None) -> None:
        kinds = [
            kind for kind in RewardKind if (kind.secret is held.kind.secret if held else secrets or not kind.secret)
        ]
        fields = [
            FormField("kind", _("Kind of reward"), Kind.CHOICE, choices=[(k.value, _(k.label)) for k in kinds]),
            FormField("on", _("Date"), Kind.DATE, required=True),
            FormField("what", _("What was given"), required=True, span=2, limit=200),
            FormField("amount", _("Worth"), Kind.NUMBER, unit="¥"),
            FormField("until", _("Valid until"), Kind.DATE),
            FormField("note", _("Note"), span=2, limit=300),
        ]
        said = _("Discounts, terms and rewards are trade secrets: they are shown to holders of the right only.")
        super().__init__(_("Gift or reward"), fields, _("Save"), send, parent, said=said if len(kinds) > 1 else "")
        self.form.set_values({
            "kind": (held.kind if held else RewardKind.GIFT).value,
            "on": (held.on if held else today()).isoformat(), "what": held.what if held else "",
            "amount": typed_amount(held.amount) if held else "",
            "until": held.until.isoformat() if held and held.until else "", "note": held.note if held else "",
        })  # fmt: skip
        self.form.focus_on("what")

    def entry(self) -> RewardEntry:
        values = self.form.values()
        on = day_of(values, "on", needed=True)
        assert on is not None
        text = str(values["amount"]).strip()
        return RewardEntry(RewardKind.of(values["kind"]), str(values["what"]), on,
                           amount_fen(text, "amount") if text else None, day_of(values, "until"),
                           str(values["note"]))  # fmt: skip
