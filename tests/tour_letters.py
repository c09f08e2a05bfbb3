"""The stops of the tour on letters: the list of templates, its editor, the merge for many and for one, the picker."""

from desktop.ui.contacts.template_picker import TemplatePicker
from tests.tour_stops import _dialog, _file, _list


def _templates(tour, window):
    page = window.go("settings")
    page.open("letters")
    tour.settle()
    return page.panel.templates


def letters_templates(tour, window):
    templates = _templates(tour, window)
    templates.list.choose(templates.lines[0].id)


def letters_new(tour, window):
    _templates(tour, window).new()
    tour.settle()
    dialog = _dialog()
    dialog.form.put({"name": "中秋问候", "words": "尊敬的{称呼}：\n{单位}诸位中秋快乐。\n{谁}敬上"})
    dialog.preview()
    return dialog


def letters_edit(tour, window):
    templates = _templates(tour, window)
    used = [line for line in templates.lines if line.used is not None]
    templates.list.choose(next(line.id for line in used if "称呼" in line.used.words))
    templates.edit()
    tour.settle()
    return _dialog()


def letters_versions(tour, window):
    templates = _templates(tour, window)
    templates.list.choose(next(line.id for line in templates.lines if line.used is not None))
    templates.show_versions()
    tour.settle()
    return _dialog()


def letters_countersign(tour, window):
    templates = _templates(tour, window)
    templates.list.choose(next(line.id for line in templates.lines if line.used is not None and line.language != "en"))
    templates.edit()
    tour.settle()
    dialog = _dialog()
    dialog.form.put({"words": dialog.form.values()["words"] + "\n静候光临。", "reason": "加一句"})
    dialog.press_main()
    tour.settle()
    templates.put_to_use()
    tour.settle()
    return _dialog()


def letters_merge(tour, window):
    page = _list(window)
    page.list.views.chosen.emit(None)
    tour.settle()
    page.many.write_letters()
    tour.settle()
    dialog = _dialog()
    dialog.form.put({"template": next(key for key, line in dialog._templates.items() if line.language == "zh_CN")})
    dialog.ask()
    tour.settle()
    return dialog


def letters_left_out(tour, window):
    dialog = letters_merge(tour, window)
    dialog.tabs.setCurrentIndex(1)
    return dialog


def letters_to_one(tour, window):
    _file(tour, window).controller.write_letter()
    tour.settle()
    return _dialog()


def letters_into_a_contact(tour, window):
    _file(tour, window).log_contact()
    tour.settle()
    dialog = _dialog()
    picker = TemplatePicker(window.desk, dialog.client.client, dialog)
    picker.open()
    tour.settle()
    return picker


STOPS = (
    letters_templates,
    letters_new,
    letters_edit,
    letters_versions,
    letters_countersign,
    letters_merge,
    letters_left_out,
    letters_to_one,
    letters_into_a_contact,
)
