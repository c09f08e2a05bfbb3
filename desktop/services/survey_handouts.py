"""Which code of a survey is whose: a list for handing out forms, and a table for sending them online (SV-5)."""

from uuid import UUID

from desktop.i18n import N_, Translator
from desktop.models.clients import Client
from desktop.models.surveys import SurveyDraw
from desktop.rules.errors import BadEntry
from desktop.rules.progress import Progress
from desktop.rules.rights import Right
from desktop.rules.surveys import Means
from desktop.services import export_files, exports, survey_reach
from desktop.services.stamps import Printed, look_of, stamp_of
from desktop.services.work import Work

TOPIC = "prints"
MOST = 2000


def hand_out_list(work: Work, survey_id: UUID, language: Translator, *, progress: Progress | None = None) -> Printed:
    """Of the forms that are printed and not answered, as far as I may ask: code, client and unit, in the order of the
    print. Give it staged work. Raises BadEntry where no form is printed, NotAllowed, NotFound."""
    from desktop.reports.archive import ArchiveSheet, archive_sheet
    from desktop.reports.archive_form import Entry
    from desktop.reports.dossier import Part
    from desktop.reports.tables import ColumnHead

    with work.reading():
        work.require(Right.PRINT_CLIENTS)
        survey = survey_reach.running(work, survey_id)
        printed = survey_reach.to_ask(work, survey.id).where(SurveyDraw.printed_at.is_null(False))
        drawn = [(row.code, row.client_id) for row in printed.order_by(SurveyDraw.place, SurveyDraw.id).limit(MOST)]
        wanted = Client.id.in_({client for _code, client in drawn})
        files = {row.id: row for row in work.visible(Client, Right.PRINT_CLIENTS).where(wanted)}
        stamp, look = stamp_of(work), look_of(work)
    rows = [(code, files[key].salutation or files[key].name, files[key].code, files[key].unit, "")
            for code, key in drawn if key in files]  # fmt: skip
    if not rows:
        raise BadEntry(N_("No form is printed and waits for its answer. Print the forms first."), "survey")
    title = language(N_("Forms of the survey “{name}”, to be handed out")).format(name=survey.name)
    heads = ((N_("Code on the form"), 1.2), (N_("Client"), 1.6), (N_("Client code"), 0.9), (N_("Unit"), 2.0),
             (N_("Handed out on"), 1.0))  # fmt: skip
    part = Part(language(N_("Whose form it is")), "", [ColumnHead(language(head), wide) for head, wide in heads], rows)
    entries = [Entry(language(N_("Period")), f"{survey.first.isoformat()} – {survey.last.isoformat()}"),
               Entry(language(N_("Number of forms")), str(len(rows)))]  # fmt: skip
    said = language(N_("For whoever hands out the forms alone: destroy this list once they have come back, for it "
                       "tells whose answer is whose."))  # fmt: skip
    pdf = archive_sheet(ArchiveSheet(title, entries, [part], declared=said), look, stamp, language)
    with work.writing():
        work.require(Right.ASK_SURVEYS)
        work.record(TOPIC, "print", None, sheet="survey_hand_out", code=stamp.code, size=len(rows))
    return Printed("archive", title, pdf, stamp.code)


def online_codes(work: Work, survey_id: UUID, language: Translator) -> bytes:
    """Those who are still to be asked, as far as I may ask them and export clients, with their codes, as
    comma-separated values for whatever sends the questions: an export. Raises NeedsApproval, BadEntry where nobody is
    asked online or is left, NotAllowed, NotFound."""
    work.require(Right.EXPORT_CLIENTS)
    survey = survey_reach.running(work, survey_id)
    if Means.ONLINE.value not in survey.means:
        raise BadEntry(N_("Nobody is asked online in this survey."), "means")
    query = survey_reach.to_ask(work, survey.id).order_by(SurveyDraw.place, SurveyDraw.id).limit(MOST)
    drawn = [(row.code, row.client_id) for row in query]
    wanted = Client.id.in_({client for _code, client in drawn})
    files = {row.id: row for row in work.visible(Client, Right.EXPORT_CLIENTS).where(wanted)}
    rows = [(code, files[key].salutation or files[key].name, files[key].unit, files[key].phone)
            for code, key in drawn if key in files]  # fmt: skip
    if not rows:
        raise BadEntry(N_("Nobody is left to be asked."), "survey")
    exports.count_out(work, {one.code for one in files.values()}, N_("Codes of a survey"), survey.id.hex, language)
    heads = ["code", *(language(head) for head in (N_("Client"), N_("Unit"), N_("Phone")))]
    return export_files.comma_separated(heads, rows)
