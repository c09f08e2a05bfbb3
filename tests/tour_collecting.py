"""The stops of the tour on what is collected: forms at every stage, one typed in beside its photo, and a review."""

from PySide6.QtGui import QColor, QFont, QImage, QPainter

from desktop.rules.collecting import Sheet
from desktop.rules.collection_forms import Diagram, Severity
from desktop.rules.review_meetings import Attends, Present
from desktop.rules.words import Learnt
from desktop.services import cards, clients, findings, review_meetings
from desktop.services.findings import Finding, Head
from desktop.ui.kit import times
from tests.tour_stops import _dialog

LATE = "来得晚"
LEADER = "王芳"


def _page(tour, window, tab=0):
    page = window.go("bookings", "collecting")
    tour.settle()
    page.close_sheet()
    page.tabs.setCurrentIndex(tab)
    tour.settle()
    return page


def _staff(tour, window):
    found = []
    window.desk.ask("tour.staff", clients.staff, done=found.extend)
    tour.settle()
    return {one.name: one.id for one in found}


def _stages(tour, window):
    """Forms at every stage; made once."""
    page = _page(tour, window)
    page.forms.state.set_value(None)
    page.forms.reload()
    tour.settle()
    due = [line for line in page.forms.lines if line.given is None]
    if not any(line.given is not None for line in page.forms.lines):
        desk, made, staff = window.desk, [], _staff(tour, window)
        wanted = [cards.Wanted(line.booking, line.client_id, Sheet.FORM) for line in due[:5]]
        desk.do(cards.hand_out, wanted, staff[LEADER], LATE, done=made.extend)
        tour.settle()
        desk.do(cards.receive, made[1:], "李娜")
        desk.do(cards.take_back, made[2:])
        facts = [Finding("dishes", "清蒸鲈鱼，不要太咸", Learnt.OBSERVED, True),
                 Finding("drinks", "十年花雕，温的", Learnt.ASKED, True),
                 Finding("taboos", "香菜", Learnt.OVERHEARD, False, Severity.NEVER),
                 Finding("work_news", "十月公司乔迁新址", Learnt.INTRODUCTION, True)]  # fmt: skip
        head = Head("李娜", staff.get("李娜"), times.today(), Diagram("贺总", "单总", "钱主任", "欧阳局长"))
        for key in made[3:]:
            desk.do(findings.enter, key, facts, head, failed=lambda _no: None)
        # a second form about one of them, which tells otherwise: both come before the review
        again = []
        desk.do(cards.hand_out, wanted[3:4], staff[LEADER], LATE, done=again.extend)
        tour.settle()
        desk.do(cards.take_back, again)
        desk.do(findings.enter, again[0], [Finding("taboos", "羊肉", Learnt.ASKED, True, Severity.RATHER_NOT)],
                Head("赵峰"), failed=lambda _no: None)  # fmt: skip
        tour.settle()
        page.forms.reload()
        tour.settle()
    return page


def collect_due(tour, window):
    page = _page(tour, window)
    page.forms.view.setFocus()


def collect_issue(tour, window):
    page = _page(tour, window)
    due = [line for line in page.forms.lines if line.given is None]
    page.forms.issue(due[:2])
    tour.settle()
    return _dialog()


def collect_forms(tour, window):
    page = _stages(tour, window)
    page.forms.view.setFocus()


def _of(page, *states):
    # after the meal's end what is out is missing
    return next(line for line in page.forms.lines if line.state in states)


def collect_assign(tour, window):
    page = _stages(tour, window)
    page.forms.assign([_of(page, "out", "missing")])
    tour.settle()
    return _dialog()


def collect_call_in(tour, window):
    page = _stages(tour, window)
    page.forms.call_in([_of(page, "out", "missing")])
    tour.settle()
    return _dialog()


def _entry(tour, window):
    page = _stages(tour, window)
    page.open_sheet(_of(page, "back").given.id)
    tour.settle()
    return page.entry


def collect_entry_empty(tour, window):
    _entry(tour, window)


def _filled(entry):
    for key, text, way in (("unit", "云川木业", Learnt.CARD), ("hobbies", "钓鱼", Learnt.ASKED),
                           ("taboos", "香菜、羊肉", Learnt.ASKED), ("allergies", "花生", Learnt.ASKED)):  # fmt: skip
        row = entry.rows[key]
        row.restore({"value": text, "learnt": way.value, "checked": True, "severity": "danger"})
    entry.rows["drinks"].value.set_value("黄酒")
    entry.rows["other:basic"].restore({"which": "position", "value": "总经理", "learnt": "card", "checked": True})
    entry.diagram.set_value(Diagram("贺总", "单总", "钱主任", "欧阳局长"))


def collect_entry(tour, window):
    entry = _entry(tour, window)
    _filled(entry)
    entry.save()


def collect_entry_dining(tour, window):
    entry = _entry(tour, window)
    _filled(entry)
    tour.settle()
    entry.area.verticalScrollBar().setValue(entry.rows["dishes"].value.parentWidget().y())


def collect_entry_photo(tour, window):
    entry = _entry(tour, window)
    _filled(entry)
    entry._show_paper(_photo())
    entry.rows["taboos"].value.setFocus()


def _photo():
    """As a telephone takes it: a sheet on a table, a little askew."""
    made = QImage(1200, 1600, QImage.Format.Format_RGB32)
    made.fill(QColor("#8a7a66"))
    painter = QPainter(made)
    painter.translate(110, 60)
    painter.rotate(2)
    painter.fillRect(0, 0, 1000, 1420, QColor("#f4f1ea"))
    painter.setPen(QColor("#222222"))
    font = QFont(painter.font())
    font.setPixelSize(44)
    painter.setFont(font)
    painter.drawText(280, 90, "客户信息收集表")
    font.setPixelSize(32)
    painter.setFont(font)
    for number, text in enumerate(("单位  云川木业 ④", "称呼  贺总", "电话", "工作", "生活  钓鱼 ③",
                                   "忌口  香菜 羊肉 ③", "过敏  花生！", "酒水  黄酒 ①")):  # fmt: skip
        painter.drawRect(40, 150 + number * 120, 900, 110)
        painter.drawText(60, 215 + number * 120, text)
    painter.end()
    return made


def collect_review(tour, window):
    page = _page(tour, window, 1)
    page.review.view.setFocus()


def collect_rivals(tour, window):
    """What two forms about one guest told, side by side."""
    page = _page(tour, window, 1)
    fact = next(fact for fact in page.review.facts if fact.waiting.info.rivals)
    page.review.view.select_key(fact.key)
    page.review._show_chosen()
    page.review.view.setFocus()


def collect_begin(tour, window):
    page = _page(tour, window, 1)
    page.review.begin()
    tour.settle()
    return _dialog()


def _meeting(tour, window):
    page = _page(tour, window, 1)
    if page.review.meeting is None:
        there = [Present(Attends.COLLECTOR, "李娜"), Present(Attends.NUTRITIONIST, "单雪")]
        window.desk.do(review_meetings.begin, window.desk.person.id, there)
        tour.settle()
        page.review.reload()
        tour.settle()
        facts = [fact for fact in page.review.facts if not fact.waiting.info.mine]
        for fact in facts[:2]:
            window.desk.do(review_meetings.accept, page.review.meeting, *fact.key)
        if len(facts) > 2:
            window.desk.do(review_meetings.ask_again, page.review.meeting, *facts[2].key, "温的还是冰的")
        tour.settle()
        page.review.reload()
        tour.settle()
    return page


def collect_review_running(tour, window):
    page = _meeting(tour, window)
    page.review.view.setFocus()


def _decision(name):
    def stop(tour, window):
        page = _meeting(tour, window)
        page.review.do(name)
        tour.settle()
        return _dialog()

    stop.__name__ = f"collect_{name}"
    return stop


def collect_minutes(tour, window):
    _meeting(tour, window)
    _page(tour, window, 2)


FORMS = (
    collect_due, collect_issue, collect_forms, collect_assign, collect_call_in, collect_entry_empty, collect_entry,
    collect_entry_dining, collect_entry_photo,
)  # fmt: skip
REVIEW = (
    collect_review, collect_rivals, collect_begin, collect_review_running, _decision("correct"), _decision("ask_again"),
    collect_minutes,
)  # fmt: skip
