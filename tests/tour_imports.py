"""The stops of the tour through an import: a messy sheet, its preview, what came of it, and back again."""

from desktop.services import clients, search
from tests.importing import messy

ROWS = 40
PHONE = 5


def _rows():
    """A sheet with something of everything: new, drafts, similar, known, repeated, refused."""
    rows = [list(row) for row in messy.clients(ROWS)]
    for number, row in enumerate(rows):
        if number % 9:
            # numbers that nobody in the sample has
            row[PHONE] = str(row[PHONE]).replace("19900000", "19922000").replace("１９９０００００", "19922000")
    rows[3][1] = ""
    rows[5][PHONE] = "1992200"
    rows.append([ROWS + 1, "贺启年", "贺主任", "云川园林有限公司", "办公室主任", "199 0000 0043", "", "", "云A·88123"])
    return [tuple(row) for row in rows]


def _page(window):
    return window.go("clients", "imports")


def imports(tour, window):
    _page(window)


def import_preview(tour, window):
    page = _page(window)
    path = tour.home / "2026 客户名单.xlsx"
    if not path.exists():
        messy.xlsx(path, _rows())
    page.read(path)
    tour.settle()


def import_repair(tour, window):
    grid = window.page.plan_pane.grid
    grid.view.setCurrentIndex(grid.table.index(2, 8))
    grid.act()


def import_preview_far(tour, window):
    """The last columns of the sheet: row and verdict stay."""
    grid = window.page.plan_pane.grid
    grid._close_editor()
    grid.view.setCurrentIndex(grid.table.index(2, grid.table.columnCount() - 1))


def import_one_verdict(tour, window):
    pane = window.page.plan_pane
    pane.grid._close_editor()
    shown = [n for n in range(pane.tabs.count()) if pane.tabs.isTabVisible(n)]
    pane.tabs.setCurrentIndex(shown[-1])
    pane.grid.view.horizontalScrollBar().setValue(0)


def import_dates(tour, window):
    """A sheet whose dates could be read in two ways."""
    path = tour.home / "生日.csv"
    path.write_text("姓名,手机,生日\n李清扬,19923000001,05/06/1981\n王北辰,19923000002,07/08/1979\n", "utf-8")
    _page(window).read(path)
    tour.settle()


def import_done(tour, window):
    import_preview(tour, window)
    window.page.plan_pane.tabs.setCurrentIndex(0)
    window.page.carry_out()
    tour.settle()


def import_undo_asks(tour, window):
    """Somebody has worked on two of the clients since, so it is asked what is to go."""
    page = window.page
    for number, row in enumerate(_imported(tour)):
        tour.program.desk.do(clients.edit_client, row, {"note": f"靠窗 {number}"})
    tour.settle()
    page.view.selectRow(0)
    page.undo_chosen()
    tour.settle()
    return page.dialog


def _imported(tour):
    found = []
    tour.program.desk.ask("tour.imported", search.find, "1992200", 2, done=found.extend)
    tour.settle()
    return [hit.id for hit in found]


def import_undone(tour, window):
    page = window.page
    page.view.selectRow(0)
    page.undo_chosen()
    tour.settle()
    page.dialog.accept()
    page.dialog.all_chosen.emit()
    tour.settle()


STOPS = (
    imports,
    import_preview,
    import_repair,
    import_preview_far,
    import_one_verdict,
    import_dates,
    import_done,
    import_undo_asks,
    import_undone,
)
