"""The command of cases: recorded, listed, shown with their clock, and closed with an answer."""

from argparse import ArgumentParser, Namespace

from desktop.commands.command import Answer, Command, Session
from desktop.i18n import N_, _
from desktop.rules import cases as rules
from desktop.rules.cases import Step
from desktop.rules.errors import BadEntry, Label
from desktop.services import case_reach, case_steps, case_views, cases, clients
from desktop.services.cases import CaseLine, NewCase, Standing, Wish


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("act", choices=("open", "show", "list", "close"),
                        help=_("record a case of a client or, with --caller, of somebody without a file; show one with "
                               "all that was done; list those that are open; or do the last step and close "
                               "one"))  # fmt: skip
    parser.add_argument("what", metavar="CODE|NUMBER", nargs="?", help=_("the client's code, or the case's number"))
    parser.add_argument("--kind", help=_("consultation, complaint, feedback, or a kind of the office's own"))
    parser.add_argument("--text", help=_("with open: what it is about"))
    parser.add_argument("--caller", metavar="NAME", default="", help=_("with open: who it is, without a file"))
    parser.add_argument("--phone", default="", help=_("with open: where to call back"))
    parser.add_argument("--result", help=_("with close: what was answered, or what the client said when called back"))
    parser.add_argument("--mine", action="store_true", help=_("with list: only those that I handle"))
    parser.add_argument("--late", action="store_true", help=_("with list: only those that are overdue"))


def _case(session: Session, given: Namespace) -> Answer:
    if given.act == "list":
        wish = Wish(Standing.LATE if given.late else Standing.OPEN, given.kind or "", given.mine)
        found = session.ask(cases.cases, wish)
        return Answer([_data(line) for line in found], [_said(line) for line in found] or [_("No case is open.")])
    if given.act == "open":
        client = session.ask(clients.by_code, given.what) if given.what else None
        new = NewCase(given.kind or "consultation", given.text or "", client=client, caller=given.caller,
                      phone=given.phone)  # fmt: skip
        line = session.ask(case_views.case_view, session.do(cases.record_case, new)).line
        return Answer(_data(line), [_said(line)])
    if not given.what:
        raise BadEntry(N_("Say which case: its number, as “case list” tells it."), "what")
    key = session.ask(case_reach.by_number, given.what)
    if given.act == "close":
        view = session.ask(case_views.case_view, key)
        steps = rules.steps_of(view.line.flow, view.calls_back_asked)
        if view.line.step is Step.CLOSED or steps.index(view.line.step) != len(steps) - 2:
            raise BadEntry(N_("{number} is not closed yet, or already: it stands at “{state}”."), "what",
                           number=view.line.number, state=Label(view.line.step.label))  # fmt: skip
        session.do(case_steps.do_step, key, view.line.step, given.result or "")
    view = session.ask(case_views.case_view, key)
    told = [{"at": one.at.isoformat(), "kind": one.kind.value, "step": one.step.value if one.step else None,
             "by": one.by, "said": one.said} for one in view.entries]  # fmt: skip
    lines = [f"{one.at.isoformat()}\t{_(one.kind.label)}\t{one.by}\t{one.said}" for one in view.entries]
    return Answer(_data(view.line) | {"entries": told}, [_said(view.line), *lines])


def _data(line: CaseLine) -> dict[str, object]:
    return {
        "number": line.number, "kind": line.kind, "client": line.code, "whom": line.whom, "subject": line.subject,
        "step": line.step.value, "handler": line.handler_name, "recorded": line.recorded_at.isoformat(),
        "due": line.due_at.isoformat() if line.due_at else None, "late": line.late, "paused": line.paused,
        "call_back": line.callback_on.isoformat() if line.callback_on else None, "level": line.level,
    }  # fmt: skip


def _said(line: CaseLine) -> str:
    kind = _(line.kind_label) if line.kind in rules.SHIPPED else line.kind_label
    late = _("late") if line.late else ""
    return "\t".join((line.number, kind, line.whom, line.subject, _(line.step.label), line.handler_name, late)).rstrip()


COMMANDS = (Command("case", N_("record, list, show or close cases: consultations, complaints, feedback"), _arguments,
                    _case),)  # fmt: skip
