"""The notice and consent form 告知同意书: what the office keeps and why, in both languages, to be ticked and signed."""

from uuid import UUID

from desktop.i18n import N_, Translator, translator
from desktop.models.clients import Client
from desktop.reports.pen import OfficeLook
from desktop.rules.progress import Progress
from desktop.rules.rights import Right
from desktop.rules.sheet_codes import SheetKind
from desktop.services import coded_sheets, purposes
from desktop.services.stamps import Printed, stamp_of
from desktop.services.work import Work

TOPIC = "prints"
_TICK = "□"


def consent_form(work: Work, client_id: UUID, language: Translator, *, progress: Progress | None = None) -> Printed:
    """The form for one client, each purpose with its text in Chinese and English and its version. Give it staged work.

    Raises NotAllowed, NotFound.
    """
    from desktop.reports.dossier import Part, parts_sheet

    with work.reading():
        client = work.get(Client, client_id)
        work.require(Right.PRINT_CLIENTS, client)
        known = purposes.purposes(work)
        home = coded_sheets.comes_home(work, client_id)
        stamp, look = stamp_of(work, comes_home=home), OfficeLook(str(work.settings["office_name"]))
        whose = f"{client.name} · {client.code}"
    other = translator("en" if language.language == "zh_CN" else "zh_CN")
    rights = N_("You may see, correct, restrict or have erased what we keep of you, get a copy of it, and withdraw "
                "each consent at any time.")  # fmt: skip
    heading = N_("Your rights")
    parts = [Part(f"{language(heading)} / {other(heading)}", f"{language(rights)}\n{other(rights)}")]
    for one in known:
        texts = [one.texts[each.language] for each in (language, other) if one.texts.get(each.language)]
        names = " / ".join(dict.fromkeys(one.called(each.language) for each in (language, other)))
        version = language(N_("text {n}")).format(n=one.number)
        parts.append(Part(f"{_TICK} {names}  ({one.key}, {version})", "\n".join(texts)))
    title = language(N_("Notice and consent"))
    signed = [f"{language(words)} / {other(words)}" for words in (N_("Client or guardian"), N_("Received by"))]
    pdf = parts_sheet(title, parts, look, stamp, language, note=whose, signatures=signed)
    with work.writing():
        work.require(Right.PRINT_CLIENTS)
        if home:
            coded_sheets.note(work, stamp.code, SheetKind.CONSENT, [client_id], client_id)
        work.record(TOPIC, "print", client, sheet="consent", code=stamp.code)
    return Printed("consent", title, pdf, stamp.code)
