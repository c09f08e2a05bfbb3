"""What I may do about my own sheet: my part, confirm or object, appeal, ask that a case does not count."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from desktop.i18n import N_, _
from desktop.rules.appraisal import Against, Answer, ExcuseReason, Target
from desktop.rules.appraisal_marks import ITEMS
from desktop.rules.approvals import NeedsApproval
from desktop.rules.errors import BadEntry
from desktop.rules.report_codes import ReportKind
from desktop.rules.rights import Right, Scope
from desktop.services import appraisal_appeals, appraisal_sheets
from desktop.ui.appraisal.evidence import Evidence
from desktop.ui.appraisal.part_dialogs import SelfDialog
from desktop.ui.appraisal.print_dialogs import print_dialog
from desktop.ui.appraisal.words import words_of
from desktop.ui.kit.act_dialog import ActDialog
from desktop.ui.kit.actions import Action
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.form_dialog import words_of as word_choices
from desktop.ui.kit.phrases import moment
from desktop.ui.kit.values import EMPTY

WORDS_LIMIT = 2000


class SheetActs:
    """What may be done about a record or figure of a sheet, for the pages that show one."""

    @property
    def whole(self) -> bool:
        """Whether everybody's appraisal is seen."""
        return bool(self.page.desk.person.mandate.scope(Right.SEE_APPRAISALS) is Scope.ALL)

    def __init__(self, page: Any) -> None:
        self.page, self.controller = page, page.controller

    def about(self, sheet: Any, key: str, one: Evidence) -> Sequence[Action]:
        """Of one record behind a figure."""
        if one.coming or one.row is None or one.row.row is None:
            return ()
        found = []
        if "appeal" in sheet.acts:
            target = Target(Against.CASE, key, None, one.row.source, one.row.row, one.row.client)
            found.append(Action("appeal_case", N_("Appeal…"), partial(self.appeal, sheet, target, one.whom)))
        if "excuse" in sheet.acts and not one.excused and one.lost:
            found.append(Action("excuse", N_("Ask that it does not count…"), partial(self.excuse, sheet, key, one),
                                seldom=bool(found)))  # fmt: skip
        return found

    def appeal(self, sheet: Any, target: Target, what: str) -> None:
        fields = [FormField("words", _("What is wrong, and why"), Kind.LONG, required=True, limit=WORDS_LIMIT)]
        heading = _("Appeal")
        said = _("{what}. Somebody decides who neither scored nor supervised it; until then the period waits.").format(
            what=what)  # fmt: skip

        def send(entry: dict[str, Any], done: Any, failed: Any) -> None:
            self.controller.do(appraisal_appeals.appeal, sheet.id, target, entry["words"],
                               said=_("The appeal is made."), done=done, failed=failed)  # fmt: skip

        self.page.open_dialog(ActDialog(heading, said, fields, _("Appeal"), send, self.page))

    def choose_appeal(self, sheet: Any) -> None:
        """Against an indicator or one of the superior's marks; against a case from the evidence."""
        words = words_of(sheet.period)
        choices: list[tuple[object, str]] = [
            ((Against.INDICATOR, one.key), f"{one.key} {words.name(one.key)}") for one in sheet.total.scored
            if one.count.cases]  # fmt: skip
        marks = {one.item: one.mark for one in sheet.superior_marks}
        choices += [((Against.ITEM, str(item.number)), _("Mark {mark}: {sentence}").format(
            mark=marks[item.number], sentence=_(item.name))) for item in ITEMS if item.number in marks]  # fmt: skip
        fields = [FormField("what", _("Against what"), Kind.CHOICE, required=True, choices=choices),
                  FormField("words", _("What is wrong, and why"), Kind.LONG, required=True,
                            limit=WORDS_LIMIT)]  # fmt: skip

        def send(entry: dict[str, Any], done: Any, failed: Any) -> None:
            kind, which = entry["what"]
            target = Target(kind, which) if kind is Against.INDICATOR else Target(kind, item=int(which))
            self.controller.do(appraisal_appeals.appeal, sheet.id, target, entry["words"],
                               said=_("The appeal is made."), done=done, failed=failed)  # fmt: skip

        said = _("Against a single record you appeal from the list of evidence. Somebody decides who neither scored "
                 "nor supervised it.")  # fmt: skip
        self.page.open_dialog(ActDialog(_("Appeal"), said, fields, _("Appeal"), send, self.page))

    def excuse(self, sheet: Any, key: str, one: Evidence) -> None:
        reasons = [(value, text) for value, text in word_choices(ExcuseReason) if value != ExcuseReason.APPEAL.value]
        fields = [FormField("reason", _("Why it should not count"), Kind.CHOICE, required=True, choices=reasons),
                  FormField("words", _("What came in the way"), Kind.LONG, required=True, limit=300)]  # fmt: skip
        said = _("{what}. A second person approves it; on the report it stands as excused, with its reason.").format(
            what=one.whom)  # fmt: skip

        def send(entry: dict[str, Any], done: Any, failed: Any) -> None:
            reason = ExcuseReason.of(entry["reason"])
            again = partial(self.controller.do, appraisal_appeals.excuse, sheet.person, key, one.row.source,
                            one.row.row, reason, entry["words"], one.row.due,
                            said=_("It does not count any more."))  # fmt: skip

            def refused(error: Any) -> None:
                if isinstance(error, NeedsApproval):
                    done(None)
                    self.page.approvals.settle(error, again)
                else:
                    failed(error)

            again(done=done, failed=refused)

        self.page.open_dialog(ActDialog(_("Ask that it does not count"), said, fields, _("Ask"), send, self.page))


class MineActs(SheetActs):
    def __init__(self, page: Any) -> None:
        super().__init__(page)
        self.wanted = ""

    @property
    def sheet(self) -> Any:
        return self.page.shown.sheet if self.page.shown is not None else None

    def offered(self) -> list[Action]:
        sheet = self.sheet
        found: list[Action] = []
        if sheet is None:
            return found
        acts = sheet.acts
        if "hand_in" in acts:
            found.append(Action("self", N_("My own part…"), self.own_part, "pencil", "F8", main=not sheet.self_marks))
        if "answer" in acts:
            found.append(Action("answer", N_("Confirm…"), partial(self.answer, True), "check", "F9", main=True))
            found.append(Action("object", N_("Object…"), partial(self.answer, False), "circle-alert"))
        if "appeal" in acts:
            found.append(Action("appeal", N_("Appeal…"), partial(self.choose_appeal, sheet), "pencil", seldom=True))
        if self.page.printing is not None:
            found.append(Action("print", N_("Print my report…"), self.print_mine, "printer", "Ctrl+P", seldom=True))
        if (waits := next((one for one in sheet.appeals if one.verdict is None), None)) is not None:
            take = partial(
                self.controller.do, appraisal_appeals.take_back, waits.id, said=_("The appeal is taken back.")
            )
            found.append(Action("take_back", N_("Take back my appeal"), take, "undo-2", seldom=True))
        found.append(Action("again", N_("Count again"), self.page.reload, "refresh-cw", "F5", seldom=True))
        return found

    def do_wanted(self) -> None:
        """What Today's button asks for, once the sheet is there."""
        name, self.wanted = self.wanted, ""
        act = next((one for one in self.offered() if one.name == name), None)
        if act is not None:
            act.act()

    def print_mine(self) -> None:
        sheet = self.sheet
        offered = [((ReportKind.PERSON, sheet.person), sheet.name)]
        self.page.open_dialog(print_dialog(sheet.period, offered, self.controller.print, self.page))

    def own_part(self) -> None:
        def send(sheet: Any, part: Any, done: Any, failed: Any) -> None:
            self.controller.do(appraisal_sheets.hand_in, sheet.id, part, said=_("Handed in."), done=done, failed=failed)

        self.page.open_dialog(SelfDialog(self.sheet, send, self.page))

    def answer(self, confirmed: bool) -> None:
        sheet = self.sheet
        words = FormField("words", _("Words to it, if you like") if confirmed else _("What you object to"), Kind.LONG,
                          required=not confirmed, limit=WORDS_LIMIT)  # fmt: skip
        heading = _("Confirm my sheet") if confirmed else _("Object to my sheet")
        said = (
            _("It says that you know it, not that you agree with every mark.")
            if confirmed
            else _(
                "An objection stands on the report. An appeal against a record, an indicator or a mark is decided on."
            )
        )

        def send(entry: dict[str, Any], done: Any, failed: Any) -> None:
            text = str(entry["words"] or "").strip()
            if not confirmed and not text:
                failed(BadEntry(N_("Say what you object to."), "words"))
                return
            self.controller.do(appraisal_sheets.answer, sheet.id, Answer.CONFIRMED if confirmed else Answer.OBJECTED,
                               text, said=_("Your sheet is confirmed.") if confirmed else _("Noted."), done=done,
                               failed=failed)  # fmt: skip

        act = _("Confirm my sheet") if confirmed else _("Object")
        self.page.open_dialog(ActDialog(heading, said, [words], act, send, self.page))

    def told(self, sheet: Any) -> list[tuple[str, str, str]]:
        """What was said on both sides: who, what, and the marks."""
        found = []
        if sheet.self_marks:
            found.append((_("My own part"), sheet.self_words or EMPTY, _marks(sheet.self_marks)))
        if sheet.superior_marks:
            found.append((_("Superior"), sheet.superior_words or EMPTY, _marks(sheet.superior_marks)))
            shown = [f"{_item(one.item)}: {one.words}" for one in sheet.superior_marks if one.words]
            found += [("", text, "") for text in shown]
        if sheet.recommendations:
            found.append((_("Proposals"), " · ".join(_(one.label) for one in sheet.recommendations), ""))
        if sheet.answer is not Answer.NONE:
            found.append((_(sheet.answer.label), sheet.answer_words or EMPTY, ""))
        for one in sheet.appeals:
            verdict = _(one.verdict.label) if one.verdict is not None else _("open, due {day}").format(
                day=moment(one.due_at))  # fmt: skip
            found.append((_("Appeal: {verdict}").format(verdict=verdict), one.words, one.reason))
        return found


def _marks(marks: Sequence[Any]) -> str:
    return " · ".join(f"{_item(one.item)} {one.mark}" for one in marks if one.mark is not None)


def _item(number: int) -> str:
    return next((_(item.name) for item in ITEMS if item.number == number), str(number))
