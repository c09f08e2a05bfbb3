"""Every role looks through every door for values of level 2 and 3, and finds none that it did not open (AC-5)."""

import io
import logging
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pypdfium2
import pytest

from desktop.i18n import translator
from desktop.rules.bulk_edits import BulkEdit, Manner
from desktop.rules.contacts import Channel, Report
from desktop.rules.errors import OfficeError
from desktop.rules.exports import ExportKind
from desktop.rules.fields import PERSON, Block
from desktop.rules.rights import ROLES, VAULTS, Right, Scope
from desktop.rules.secrecy import Secrecy
from desktop.rules.words import ClientForm, Learnt
from desktop.services import (
    accounts,
    acts,
    affiliations,
    approval_lists,
    approvals,
    archive_forms,
    asking,
    bulk_edits,
    client_lists,
    clients,
    competitors,
    consents,
    contacts,
    dealings,
    dossiers,
    duplicates,
    erasing,
    exports,
    histories,
    importing,
    merging,
    news,
    on_file,
    own_fields,
    past_files,
    prints,
    requests,
    review_lists,
    reviews,
    roles,
    search_all,
    settings,
    today,
    undoing,
    while_away,
)
from desktop.services.accounts import NewPerson
from desktop.services.client_lists import ALL, Chosen, Filter, Sort
from desktop.services.competitors import CompetitorEntry
from desktop.services.dealings import DealingEntry
from desktop.services.exports import Wish
from desktop.services.news import News
from desktop.services.own_fields import OwnFieldEntry
from tests.offices import CHEAP, FIRST, TestOffice

START, NAME, PHONE = "blue door quiet lamp", "贺启年", "13800000001"
SEALED = {
    "property": "滨江路铺面两间zq01", "assets": "货船三艘zq02", "income": "年入百万zq03", "bank": "江城农商行zq04",
    "bank_account": "6222zq05", "bank_cards": "6217zq06", "investments": "茶山股权zq07", "own": "招待预算zq08",
}  # fmt: skip
ID_NUMBER, LOOKS = "11010519491231002X", "左颊有痣zq09"
MARKED = "并购密谈zq10"
CANARIES = [*SEALED.values(), ID_NUMBER, LOOKS, MARKED]
LANGUAGE = translator("zh_CN")


@pytest.fixture
def kept(office: TestOffice):
    """A client whose every sealed field holds a canary, once changed, and another file that resembles it."""
    office.do(settings.switch_off_field, "looks", True)
    own = OwnFieldEntry("招待预算", forms=PERSON, block=Block.PROPERTY)
    office.do(own_fields.add_own_field, own)
    name = next(f.name for f in office.ask(lambda work: work.catalogue.fields) if f.own)
    values = {name if one == "own" else one: value for one, value in SEALED.items()}
    writer = office.hire("钱敏", dict.fromkeys(Right, Scope.ALL), level=3, vaults=VAULTS)
    client = office.do(clients.open_client, ClientForm.PERSON,
                       {"name": NAME, "phone": PHONE, "id_number": ID_NUMBER, "looks": LOOKS, **values},
                       learnt=Learnt.ASKED, basis="名片", me=writer)  # fmt: skip
    later = {one: f"{value}x" for one, value in values.items()}
    office.do(clients.edit_client, client, later, values, learnt=Learnt.ASKED, basis="面谈", me=writer)
    twin = office.do(clients.open_client, ClientForm.PERSON, {"name": NAME, "phone": PHONE})
    mark, day = Secrecy.SECRET.value, office.ask(on_file.today)
    report = Report(Channel.VISIT, MARKED, MARKED, next_step=MARKED, next_on=day, mark=mark)
    office.do(contacts.log_contact, client, report, me=writer)
    office.do(competitors.add_note, client, CompetitorEntry(MARKED, day, MARKED, mark=mark), me=writer)
    office.do(dealings.add_dealing, client, DealingEntry(day, MARKED, MARKED, mark=mark), me=writer)
    return client, twin


def person_of(office: TestOffice, key: str) -> Any:
    """Somebody with this role, made by the office's own verbs, with the keys that the role brings."""
    preset = next(role for role in ROLES if role.key == key)
    known = {role.key: role.id for role in office.ask(roles.list_roles)}
    role = known.get(key) or office.do(roles.add_role, f"角色{key}", preset.rights, preset.level)
    department = office.ask(roles.list_departments)[0].id
    plan = NewPerson("李娜", FIRST, (role,), department, reason="tests")
    office.do(accounts.add_person, plan, office.office.secret, CHEAP)
    return office.first("李娜", FIRST, START)


def lend_some(office: TestOffice, me: Any, client: Any) -> None:
    """What this person's roles do not reach was asked for and lent: even then nothing shows before it is opened."""
    if me.may(Right.SEE_CLIENTS):
        if me.mandate.scope(Right.SEE_CLIENTS) is not Scope.ALL:
            office.do(approvals.approve, office.do(asking.ask_for_file, NAME, "x", me=me), "",
                      office.ask(clients.client_file, client).code)  # fmt: skip
        for block in (Block.IDENTITY, Block.PROPERTY, Block.ACCOUNTS):
            wanted = asking.values_wanted(client, block)
            office.do(approvals.approve, office.do(approvals.ask, wanted, "x", me=me))


def doors(office: TestOffice, me: Any, client: Any, twin: Any, folder: Any) -> Iterator[tuple[str, Callable[[], Any]]]:
    """What this person can ask without opening a sealed block."""

    def ask(verb, *args, **more):
        return lambda: office.ask(verb, *args, me=me, **more)

    def do(verb, *args, **more):
        return lambda: office.do(verb, *args, me=me, **more)

    def errand(verb, *args, **more):
        return lambda: office.errand(verb, *args, me=me, **more)

    columns = tuple(column.name for column in client_lists.COLUMNS)
    fields = tuple(field.name for field in office.ask(lambda work: work.whole_catalogue.fields))
    yield "list", ask(client_lists.list_clients, columns)
    yield "first page", ask(client_lists.first_page, columns)
    for name in (*SEALED, "id_number", "looks"):
        yield f"column {name}", ask(client_lists.list_clients, (name,))
        yield f"sort by {name}", ask(client_lists.list_clients, columns, ALL, Sort(name))
        yield (
            f"changed for many: {name}",
            errand(bulk_edits.preview, Chosen((client,)), (BulkEdit(name, Manner.SET, "x"),)),
        )
        yield f"history of {name}", ask(histories.field_history, client, name)
    yield "file", ask(clients.client_file, client)
    yield "twin", ask(clients.client_file, twin)
    yield "history", ask(histories.history_of, client)
    yield "acts", ask(undoing.operations)
    yield "acts across files", ask(acts.acts)
    yield "acts on the file", ask(undoing.operations, client_id=client)
    yield "as of a day", ask(past_files.client_as_of, client, office.ask(on_file.today))
    yield "as of yesterday", ask(past_files.client_as_of, client, office.ask(on_file.today) - timedelta(days=1))
    yield "contacts", ask(contacts.contacts_of, client)
    yield "competitors", ask(competitors.notes_of, client)
    yield "dealings", ask(dealings.dealings_of, client)
    yield "links", ask(affiliations.links_of, client)
    yield "similar", ask(duplicates.similar, {"name": NAME, "phone": PHONE, "form": ClientForm.PERSON})
    yield "all duplicates", errand(duplicates.scan)
    yield "merge", ask(merging.comparison, client, twin)
    yield "merge the other way", ask(merging.comparison, twin, client)
    yield "reviews", ask(review_lists.waiting_reviews)
    yield "reviews of the file", ask(reviews.reviews_of, client)
    yield "approvals", ask(approval_lists.list_approvals)
    yield "today", ask(today.look)
    yield "today of all", ask(today.look, True)
    yield "meanwhile", ask(while_away.changes, office.ask(lambda work: work.now) + timedelta(hours=1))
    yield "news", ask(news.read_news, News(0, 0))
    yield "copied text", do(exports.copy_text, (client,), LANGUAGE)
    yield "card", errand(prints.client_cards, (client,), LANGUAGE)
    yield "archive form", errand(archive_forms.archive_form, client, LANGUAGE)
    yield "printed list", errand(prints.client_list, LANGUAGE, (*columns, *fields))
    for kind in ExportKind:
        path = folder / f"{kind.value}.{kind.value}"
        open_columns = tuple(f.name for f in office.ask(lambda work: work.whole_catalogue.fields) if not f.sealed)
        yield f"export {kind.value}", errand(exports.export_clients, Wish(Chosen((client,)), kind, open_columns),
                                             path, LANGUAGE)  # fmt: skip
        yield f"exported {kind.value}", path.read_bytes
    sheet = folder / "again.csv"
    sheet.write_text(f"姓名,电话,身份证号,财产\n{NAME},{PHONE},,\n", "utf-8")
    yield "import", errand(importing.prepare, sheet)
    yield "consents", ask(consents.ledger, client)
    yield "requests", ask(requests.requests_of, client)
    yield "dossier", errand(dossiers.dossier, client, dossiers.Wish(), LANGUAGE)
    yield "what an erasure would reach", ask(erasing.prospect, client)
    yield "everything that is set", ask(lambda work: dict(work.settings))


def strings(found: Any) -> str:
    """All that is in an answer, however it is packed."""
    match found:
        case bytes():
            return _unpacked(found)
        case _ if hasattr(found, "pdf"):
            return f"{found!r} {_unpacked(found.pdf)}"
        case _:
            return repr(found)


def _unpacked(data: bytes) -> str:
    if data.startswith(b"%PDF"):
        pages = pypdfium2.PdfDocument(data)
        return " ".join(page.get_textpage().get_text_range() for page in pages)
    if data.startswith(b"PK"):
        archive = zipfile.ZipFile(io.BytesIO(data))
        return " ".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return data.decode("utf-8", "replace")


def leaks(text: str, but: frozenset[str] = frozenset()) -> list[str]:
    return [canary for canary in CANARIES if canary in text and canary not in but]


def looked_through(office: TestOffice, me: Any, kept: Any, folder: Any) -> tuple[list[tuple[str, list[str]]], int]:
    """The leaks by door, and through how many doors something came at all. Holders of the vault of ID numbers may see
    these, and looks with their right, without an act of opening: they are level 1."""
    level_one = set()
    if me.vaults.holds("identity"):
        level_one = {ID_NUMBER} | ({LOOKS} if me.may(Right.SEE_LOOKS) else set())
    found, opened = [], 0
    for name, door in doors(office, me, *kept, folder):
        try:
            text = strings(door())
        except OfficeError as refusal:
            text = f"{refusal} {refusal.values}"
        except (KeyError, FileNotFoundError):
            # no such column; no file where the export was refused
            continue
        else:
            opened += 1
        if leaked := leaks(text, frozenset(level_one)):
            found.append((name, leaked))
    return found, opened


@pytest.mark.parametrize("key", [role.key for role in ROLES])
def test_no_role_finds_what_it_did_not_open(office: TestOffice, kept, tmp_path, caplog, key):
    me = person_of(office, key)
    with caplog.at_level(logging.DEBUG):
        lend_some(office, me, kept[0])
        found, opened = looked_through(office, me, kept, tmp_path)
    assert found == []
    assert opened >= (15 if me.may(Right.SEE_CLIENTS) else 3)
    assert leaks(caplog.text) == []
    if me.may(Right.SEE_CLIENTS):
        search_finds_nobody_by_what_is_sealed(office, me)


def search_finds_nobody_by_what_is_sealed(office: TestOffice, me: Any) -> None:
    for canary in CANARIES:
        for text in (canary, canary[:3], canary[-4:]):
            hits = office.ask(search_all.find_everything, text, me=me)
            exact_id = text == ID_NUMBER and me.vaults.holds("identity")
            assert hits == [] or exact_id, (text, hits)
            assert office.ask(client_lists.count_clients, Filter(text=text), me=me) <= int(exact_id)


def test_the_doors_find_what_they_look_for(office: TestOffice, kept, tmp_path):
    """Without the seal every door would tell: a value of level 1 is found through most of them."""
    client, _twin = kept
    office.do(clients.edit_client, client, {"note": "zq99"}, {"note": ""})
    told = set()
    for name, door in doors(office, office.me, *kept, tmp_path):
        try:
            if "zq99" in strings(door()):
                told.add(name)
        except (OfficeError, KeyError, FileNotFoundError):
            pass
    assert {"list", "file", "history", "merge", "as of a day", "printed list"} <= told
    opened = office.do(clients.unlock, client, Block.PROPERTY)
    assert leaks(repr(opened))


def test_the_tables_hold_no_sealed_value(office: TestOffice, kept, tmp_path):
    """As whoever reads the database itself would see it: rows, journal, records, search index, reviews."""
    me = person_of(office, "general_manager")
    looked_through(office, me, kept, tmp_path)
    lend_some(office, office.hire("吴刚", {Right.SEE_CLIENTS: Scope.OWN}), kept[0])
    office.do(clients.unlock, kept[0], Block.ACCOUNTS, "核对账户", me=me)
    with office.work(write=False):
        engine = office.office.database.engine
        seen = 0
        for table in engine.get_tables():
            for row in engine.execute_sql(f'SELECT * FROM "{table}"').fetchall():
                whole = " ".join(bytes(v).decode("utf-8", "replace") if isinstance(v, (bytes, memoryview)) else str(v)
                                 for v in row)  # fmt: skip
                assert leaks(whole) == [], table
                seen += 1
    assert seen > 100
