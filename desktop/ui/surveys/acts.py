"""What is done with surveys: made, drawn, asked in each way, closed, printed, and followed by measures (SV-5)."""

import csv
from collections.abc import Callable, Sequence
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QFileDialog

from desktop.i18n import N_, _, language, translator
from desktop.rules.errors import BadEntry, OfficeError
from desktop.rules.rights import Right
from desktop.rules.surveys import Means, SurveyKind, SurveyState
from desktop.rules.words import Word
from desktop.services import survey_asking, survey_draws, survey_handouts, survey_measures, survey_voiding, surveys
from desktop.services.survey_asking import Asking, Imported
from desktop.services.survey_draws import Prospect
from desktop.services.survey_measures import MeasureLine
from desktop.services.surveys import QuestionnaireLine, SurveyLine
from desktop.ui.kit.actions import Action
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.form_dialog import FormDialog
from desktop.ui.surveys.asking import CallDialog
from desktop.ui.surveys.builder import BuilderDialog
from desktop.ui.surveys.dialogs import DoneDialog, MeasureDialog, SurveyDialog
from desktop.ui.surveys.entry import CodeDialog, FormEntry
from desktop.ui.surveys.screen import ScreenMode
from desktop.ui.surveys.words import left_out, words

Failed = Callable[[OfficeError], object]


class PrintLanguage(Word):
    ZH = "zh_CN", N_("Chinese")
    EN = "en", N_("English")


class SurveyActs:
    """For the page of surveys; offers only what this person may do with the chosen one as it stands."""

    def __init__(self, page: Any) -> None:
        self.page, self.controller = page, page.controller
        self.screen: ScreenMode | None = None

    def offered(self) -> list[Action]:
        may, line = self.controller.may, self.page.line
        found: list[Action] = []
        runs = may(Right.RUN_SURVEYS)
        if line is not None:
            found += self._of(line)
        if runs:
            main = not any(one.main for one in found)
            found.append(Action("new", N_("New survey…"), self.new, "plus", "Ins", main=main))
            found += [
                Action("papers", N_("Questionnaires…"), self.papers, "file-text", seldom=True),
                Action("retire", N_("Take a questionnaire out of use…"), self.retire, "x", seldom=True),
            ]
        return found

    def _of(self, line: SurveyLine) -> list[Action]:
        may, found = self.controller.may, []
        shown = self.page.shown
        none = "" if shown is None or shown.waiting else _("Nobody is left whom you may ask.")
        if line.state is SurveyState.PREPARED and may(Right.RUN_SURVEYS):
            found += [
                Action("draw", N_("Draw the sample…") if line.kind is SurveyKind.PERIOD else N_("Begin…"), self.draw,
                       "play", main=True),
                Action("change", N_("Change the survey…"), self.change, "pencil", "F2"),
                Action("remove", N_("Take the survey off the list"), self.withdraw, "trash-2", seldom=True),
            ]  # fmt: skip
        if line.state is SurveyState.RUNNING and may(Right.ASK_SURVEYS):
            if Means.PHONE in line.means:
                found.append(Action("call", N_("Call the next"), self.call_next, "phone", main=True, reason=none))
            if Means.PAPER in line.means:
                found += [
                    Action("enter", N_("Enter a paper form…"), self.ask_code, "file-text",
                           main=Means.PHONE not in line.means),
                    Action("forms", N_("Print the forms…"), self.print_forms, "printer", seldom=True, reason=none),
                ]  # fmt: skip
                if may(Right.PRINT_CLIENTS):
                    found.append(Action("hand_out", N_("Print whose form is whose"), self.print_hand_out, "printer",
                                        seldom=True, reason=none))  # fmt: skip
            if Means.SCREEN in line.means:
                found.append(Action("screen", N_("On this screen…"), self.on_screen, "monitor", reason=none))
            if Means.ONLINE in line.means:
                found.append(Action("import", N_("Take over answers from a table…"), self.import_answers, "upload",
                                    seldom=True))  # fmt: skip
                if may(Right.EXPORT_CLIENTS):
                    found.append(Action("codes", N_("Save the codes for sending online…"), self.save_codes, "download",
                                        seldom=True, reason=none))  # fmt: skip
        if line.state is not SurveyState.PREPARED and may(Right.SEE_SURVEY_RESULTS):
            found.append(Action("measure", N_("Name a measure…"), self.name_measure, "plus", seldom=True))
            if shown is not None and _not_done(shown.measures):
                found.append(Action("hand", N_("Change a measure…"), self.change_measure, "pencil", seldom=True))
            if may(Right.PRINT_CLIENTS):
                found.append(Action("report", N_("Print the report"), self.print_report, "printer", "Ctrl+P",
                                    seldom=line.state is SurveyState.RUNNING))  # fmt: skip
            found.append(Action("export", N_("Save the figures as a table…"), self.export, "download", seldom=True))
            found.append(Action("void", N_("Let an answer not count…"), self.void, "x", seldom=True))
        if line.state is SurveyState.RUNNING and may(Right.RUN_SURVEYS):
            found.append(Action("close", N_("Close the survey…"), self.close, "check", seldom=True))
        return found

    # making

    def new(self) -> None:
        self.controller.questionnaires(lambda papers: self._edit(papers, None))

    def change(self) -> None:
        line = self.page.line
        self.controller.questionnaires(lambda papers: self._edit(papers, line))

    def _edit(self, papers: Sequence[QuestionnaireLine], line: SurveyLine | None) -> None:
        if not papers:
            # the first step before the first
            self.build(None)
            return

        def send(entry: Any, done: Any, failed: Failed) -> None:
            self.controller.do(surveys.save_survey, line.id if line else None, entry, said=_("The survey is kept."),
                               done=done, failed=failed)  # fmt: skip

        percent = int(str(self.page.desk.office.settings["survey_percent"]))
        self.page.open_dialog(SurveyDialog(papers, percent, send, self.page, line=line))

    def papers(self) -> None:
        self.controller.questionnaires(self._choose_paper)

    def _choose_paper(self, papers: Sequence[QuestionnaireLine]) -> None:
        of = {one.id: one for one in papers}
        choices: list[tuple[object, str]] = [(None, _("A new one"))]
        used = _(" (in use)")
        choices += [(one.id, f"{one.name} · {one.number}{used if one.used else ''}") for one in papers]
        field = FormField("paper", _("Questionnaire"), Kind.CHOICE, choices=choices)

        def send(entry: dict[str, object], done: Any, _failed: Failed) -> None:
            done(None)
            key = entry["paper"]
            self.build(of[key] if isinstance(key, UUID) else None)

        self.page.open_dialog(FormDialog(_("Questionnaires"), [field], _("Open it"), send, self.page, columns=1))

    def retire(self) -> None:
        """Surveys that have begun with it keep theirs."""
        self.controller.questionnaires(self._retire)

    def _retire(self, papers: Sequence[QuestionnaireLine]) -> None:
        field = FormField("paper", _("Questionnaire"), Kind.CHOICE, required=True,
                          choices=[(one.id, f"{one.name} · {one.number}") for one in papers])  # fmt: skip

        def send(entry: dict[str, object], done: Any, failed: Failed) -> None:
            key = entry["paper"]
            if not isinstance(key, UUID):
                failed(BadEntry(N_("Choose one."), "paper"))
                return
            self.controller.do(surveys.withdraw_questionnaire, key, said=_("No new survey begins with it."), done=done,
                               failed=failed)  # fmt: skip

        said = _("Surveys that have begun with it keep it.")
        self.page.open_dialog(FormDialog(_("Take a questionnaire out of use"), [field], _("Take it out"), send,
                                         self.page, columns=1, said=said))  # fmt: skip

    def build(self, line: QuestionnaireLine | None) -> None:
        def send(entry: Any, done: Any, failed: Failed) -> None:
            self.controller.do(surveys.save_questionnaire, line.id if line else None, entry,
                               said=_("The questionnaire is kept."), done=done, failed=failed)  # fmt: skip

        self.page.open_dialog(BuilderDialog(line, send, self.page))

    def draw(self) -> None:
        line = self.page.line
        # in a write, since nobody else may begin it meanwhile
        self.controller.carry(_("Counting who may be drawn"), survey_draws.prospect, line.id,
                              done=lambda found: self._confirm_draw(line, found))  # fmt: skip

    def _confirm_draw(self, line: SurveyLine, found: Prospect) -> None:
        said = words()
        if line.kind is SurveyKind.RATING:
            told = _("From now on the system draws {n} in a hundred of the cases that are closed.").format(
                n=line.percent
            )
        else:
            parts = [_("{letter} {drawn} of {all}").format(letter=said.letter(letter), drawn=drawn, all=total)
                     for letter, (total, drawn) in found.classes.items() if drawn]  # fmt: skip
            told = _("The system draws by lot, once: {classes}.").format(classes="; ".join(parts))
            if found.left_out:
                told += "\n" + _("Left out: {reasons}").format(reasons=left_out(found.left_out))
        what = N_("Draw the sample") if line.kind is SurveyKind.PERIOD else N_("Begin the survey")

        def send(_entry: Any, done: Any, _failed: Failed) -> None:
            done(None)
            begun = lambda _count: self.controller.done.emit(_("The survey has begun."), None)  # noqa: E731
            self.controller.carry(_("Drawing the sample"), survey_draws.draw_sample, line.id, done=begun)

        self.page.open_dialog(FormDialog(_(what), [], _(what), send, self.page, said=told))

    def withdraw(self) -> None:
        self.controller.do(surveys.withdraw_survey, self.page.line.id, said=_("The survey is off the list."))

    def close(self) -> None:
        self._confirm(_("Close the survey"), _("Nobody is asked any more; what was answered counts."),
                      surveys.close_survey, self.page.line.id, _("The survey is closed."))  # fmt: skip

    def _confirm(self, heading: str, told: str, verb: Any, key: UUID, said: str) -> None:
        def send(_entry: Any, done: Any, failed: Failed) -> None:
            self.controller.do(verb, key, said=said, done=done, failed=failed)

        self.page.open_dialog(FormDialog(heading, [], heading, send, self.page, said=told))

    # asking

    def call_next(self) -> None:
        # in a write: two who ask are not given the same client
        self.controller.do(survey_asking.call_next, self.page.line.id, done=self._call)

    def _call(self, asking: Asking) -> None:
        self.page.open_dialog(CallDialog(asking, self.controller, self.page.reload, self.page))

    def ask_code(self) -> None:
        def send(code: str, done: Any, failed: Failed) -> None:
            def found(asking: Asking) -> None:
                done(None)
                self._enter(asking)

            def unknown(_error: OfficeError) -> None:
                failed(BadEntry(N_("No form of this code is waiting, or none that you may enter."), "code"))

            self.controller.by_code(code, found, unknown)

        self.page.open_dialog(CodeDialog(send, self.page))

    def enter_form(self, key: UUID) -> None:
        self.controller.asking(key, self._enter)

    def _enter(self, asking: Asking) -> None:
        self.page.open_dialog(FormEntry(asking, self.controller, self.ask_code, self.page))

    def on_screen(self) -> None:
        shown = self.page.shown
        if shown is None:
            return
        choices: list[tuple[object, str]] = [
            (one.id, " · ".join(filter(None, (one.name, one.unit, one.about)))) for one in shown.waiting
        ]
        field = FormField("draw", _("Who is at the desk"), Kind.CHOICE, required=True, choices=choices)

        def send(entry: dict[str, object], done: Any, failed: Failed) -> None:
            key = entry["draw"]
            if not isinstance(key, UUID):
                failed(BadEntry(N_("Choose one."), "draw"))
                return

            def found(asking: Asking) -> None:
                done(None)
                self.begin_screen(asking)

            self.controller.asking(key, found, failed)

        said = _("The whole screen shows the questions and nothing else. Who leaves it comes to the sign-in.")
        self.page.open_dialog(FormDialog(_("Answers on this screen"), [field], _("Hand it over"), send, self.page,
                                         columns=1, said=said))  # fmt: skip

    def begin_screen(self, asking: Asking) -> None:
        seconds = int(str(self.page.desk.office.settings["survey_idle"]))
        self.screen = ScreenMode(asking, self.controller, seconds, self.page.window().lock_requested.emit)
        self.screen.showFullScreen()

    def import_answers(self) -> None:
        line = self.page.line
        name, _kind = QFileDialog.getOpenFileName(self.page, _("Answers from a table"), "", "CSV (*.csv)")
        if name:
            self.take_table(line, Path(name).read_bytes())

    def take_table(self, line: SurveyLine, content: bytes) -> None:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("gb18030", errors="replace")
        rows = list(csv.DictReader(StringIO(text)))
        self.controller.carry(
            _("Taking over answers"), survey_asking.import_answers, line.id, rows, done=self._imported
        )

    def _imported(self, found: Imported) -> None:
        said = _("Answers taken over: {n}").format(n=found.taken)
        if not found.refused:
            self.controller.done.emit(said, None)
            return
        lines = [_("line {n}: {why}").format(n=number, why=fault) for number, fault in found.refused[:8]]
        self.page.say(f"{said}. " + _("Not taken over: {lines}").format(lines="; ".join(lines)))

    # results

    def print_report(self) -> None:
        self.controller.print_report(self.page.line.id)

    def print_forms(self) -> None:
        line = self.page.line
        field = FormField("language", _("Language of the forms"), Kind.CHOICE, required=True,
                          choices=[(one.value, _(one.label)) for one in PrintLanguage])  # fmt: skip

        def send(entry: dict[str, object], done: Any, _failed: Failed) -> None:
            done(None)
            self.controller.print_forms(line.id, str(entry["language"]))

        dialog = FormDialog(
            _("Print the forms"),
            [field],
            _("Print them"),
            send,
            self.page,
            columns=1,
            said=_("One for each of those who are to be asked. Each bears a code and no name."),
        )
        dialog.form.set_values({"language": language()})
        self.page.open_dialog(dialog)

    def print_hand_out(self) -> None:
        self.controller.print_hand_out(self.page.line.id)

    def save_codes(self) -> None:
        line = self.page.line
        name, _kind = QFileDialog.getSaveFileName(self.page, _("Save the codes"), f"{line.name}.csv", "CSV (*.csv)")
        if name:
            self.send_codes(line.id, Path(name))

    def send_codes(self, key: UUID, path: Path) -> None:
        def again() -> None:
            self.send_codes(key, path)

        self.controller.do(survey_handouts.online_codes, key, translator(language()),
                           done=lambda content: self._write(path, content),
                           failed=lambda error: self.page.approvals.settle(error, again))  # fmt: skip

    def export(self) -> None:
        line = self.page.line
        name, _kind = QFileDialog.getSaveFileName(self.page, _("Save the figures"), f"{line.name}.csv", "CSV (*.csv)")
        if name:
            self.controller.export(line.id, lambda text: self._write(Path(name), text.encode("utf-8-sig")))

    def void(self) -> None:
        """By the code of its form: whose an answer is, whoever sees results is not told."""
        fields = [FormField("code", _("Code on the form"), required=True, limit=40),
                  FormField("reason", _("Why it does not count"), required=True, limit=200)]  # fmt: skip

        def send(entry: dict[str, object], done: Any, failed: Failed) -> None:
            self.controller.do(survey_voiding.void_answer, str(entry["code"] or ""), str(entry["reason"] or ""),
                               said=_("Kept, and not counted any more."), done=done, failed=failed)  # fmt: skip

        said = _("It was not the client's, or was entered wrongly. It is kept with the reason, and counts no more.")
        self.page.open_dialog(FormDialog(_("Let an answer not count"), fields, _("Let it not count"), send, self.page,
                                         columns=1, said=said))  # fmt: skip

    def _write(self, path: Path, content: bytes) -> None:
        try:
            path.write_bytes(content)
        except OSError as fault:
            self.page.say(_("The file could not be written: {why}").format(why=fault.strerror or ""))
            return
        self.controller.done.emit(_("Saved: {name}").format(name=path.name), None)

    def name_measure(self) -> None:
        line = self.page.line

        def send(entry: Any, done: Any, failed: Failed) -> None:
            self.controller.do(survey_measures.name_measure, line.id, entry, said=_("The measure is named."), done=done,
                               failed=failed)  # fmt: skip

        self.controller.people(lambda people: self.page.open_dialog(MeasureDialog(people, send, self.page)))

    def change_measure(self) -> None:
        """Of those that are not done, such as to give one to somebody else."""
        there = {one.id: one for one in _not_done(self.page.shown.measures)}
        field = FormField("measure", _("Measure"), Kind.CHOICE, required=True,
                          choices=[(one.id, f"{one.what} · {one.person_name}") for one in there.values()])  # fmt: skip

        def send(entry: dict[str, object], done: Any, failed: Failed) -> None:
            key = entry["measure"]
            if not isinstance(key, UUID):
                failed(BadEntry(N_("Choose one."), "measure"))
                return
            done(None)
            self.controller.people(lambda people: self._change_measure(there[key], people))

        self.page.open_dialog(FormDialog(_("Change a measure"), [field], _("Open it"), send, self.page, columns=1))

    def _change_measure(self, one: MeasureLine, people: Sequence[tuple[UUID, str]]) -> None:
        def send(entry: Any, done: Any, failed: Failed) -> None:
            self.controller.do(survey_measures.change_measure, one.id, entry, said=_("The measure is changed."),
                               done=done, failed=failed)  # fmt: skip

        self.page.open_dialog(MeasureDialog(people, send, self.page, line=one))

    def note_measure(self, one: MeasureLine) -> None:
        """Its next step: that it is done, or what somebody else sees of it."""

        def send(entry: dict[str, Any], done: Any, failed: Failed) -> None:
            if one.checks:
                self.controller.do(
                    survey_measures.check_measure,
                    one.id,
                    good=bool(entry["good"]),
                    note=str(entry["note"] or ""),
                    said=_("Noted"),
                    done=done,
                    failed=failed,
                )
            else:
                self.controller.do(survey_measures.finish_measure, one.id, str(entry["result"] or ""), said=_("Noted"),
                                   done=done, failed=failed)  # fmt: skip

        self.page.open_dialog(DoneDialog(one, send, self.page))


def _not_done(measures: Sequence[MeasureLine]) -> list[MeasureLine]:
    return [one for one in measures if one.done_at is None]
