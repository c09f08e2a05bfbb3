"""The stops of the tour on orders and supply channels: the desk, an order, entry, a sheet, a sample, a channel."""

import tempfile
from pathlib import Path

from desktop.services.order_lists import Standing
from desktop.ui.orders import NEW
from desktop.ui.orders.page import STANDINGS
from tests.tour_stops import _dialog, _file


def _page(tour, window, standing=Standing.TO_CHECK):
    page = window.go("service", "orders")
    page.tabs.setCurrentIndex(STANDINGS.index(standing))
    tour.settle()
    return page


def orders_desk(tour, window):
    _page(tour, window)


def orders_irregular(tour, window):
    _page(tour, window, Standing.IRREGULAR)


def orders_all(tour, window):
    page = _page(tour, window, Standing.ALL)
    page.view.selectRow(3)


def orders_none(tour, window):
    _page(tour, window, Standing.UNAPPROVED)


def orders_new(tour, window):
    _page(tour, window)
    window.open(NEW, tour.find("贺启年"))
    tour.settle()
    dialog = _dialog()
    dialog.again.click()
    tour.settle()
    return dialog


def orders_change(tour, window):
    page = _page(tour, window)
    page.acts.change()
    tour.settle()
    return _dialog()


def orders_wrong(tour, window):
    page = _page(tour, window)
    page.acts.irregular()
    tour.settle()
    return _dialog()


def orders_identity(tour, window):
    page = _page(tour, window)
    page.acts.identity()
    tour.settle()
    return _dialog()


def orders_sheet(tour, window):
    page = _page(tour, window)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "十一月订单.csv"
        path.write_text("订单号,客户,日期,品名,数量,单价,金额\nT-1,贺启年,2026-11-20,端州糕点礼盒,2,168,336\n"
                        "T-1,贺启年,2026-11-20,送货,,60,60\nT-2,无此人,2026-11-21,茶饼,1,420,420\n"
                        "T-3,欧阳海,2026-11-21,茶饼,2,420,800\n", "utf-8")  # fmt: skip
        page.read_sheet(path)
        tour.settle()
    return _dialog()


def orders_sheets(tour, window):
    page = _page(tour, window)
    page.show_imports()
    tour.settle()
    return _dialog()


def orders_sample(tour, window):
    page = _page(tour, window)
    page.draw()
    tour.settle()
    drawn = _dialog()
    drawn.form.put({"size": "3"})
    drawn.press_main()
    tour.settle()
    return _dialog()


def orders_month(tour, window):
    page = _page(tour, window)
    page.print_month()
    tour.settle()
    return _dialog()


def orders_of_client(tour, window):
    _file(tour, window)


def supply_channels(tour, window):
    window.go("service", "supply")


def supply_quiet(tour, window):
    page = window.go("service", "supply")
    tour.settle()
    page.view.selectRow(2)


def supply_new(tour, window):
    page = window.go("service", "supply")
    tour.settle()
    page.new()
    tour.settle()
    return _dialog()


def supply_fault(tour, window):
    page = window.go("service", "supply")
    tour.settle()
    page.fault()
    tour.settle()
    return _dialog()


STOPS = (
    orders_desk,
    orders_irregular,
    orders_all,
    orders_none,
    orders_new,
    orders_change,
    orders_wrong,
    orders_identity,
    orders_sheet,
    orders_sheets,
    orders_sample,
    orders_month,
    orders_of_client,
    supply_channels,
    supply_quiet,
    supply_new,
    supply_fault,
)
