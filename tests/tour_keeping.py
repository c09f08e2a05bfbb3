"""Stops of the tour: settings that keep an office safe, its keys and sheet, its copies, backups and moving."""

from dataclasses import replace
from datetime import UTC, datetime

from desktop.house_copies import Restored
from desktop.i18n import N_, _
from desktop.rules.health import Check, State
from desktop.rules.ids import new_id
from desktop.rules.today import Said
from desktop.services.backup_lists import Standing
from desktop.services.granting import VAULT_LABELS, Lacking
from desktop.services.leaving import Cause
from desktop.services.recovery import SheetState
from desktop.services.signing import Difference
from desktop.ui.backups.schedule import LeavingDialog
from desktop.ui.kit.desk import Errand
from desktop.ui.settings.invitation import InvitationDialog
from desktop.workstation import paths
from tests.tour_settings import _called, _dialog, _panel, _person


def settings_health_grown(tour, window):
    """As it looks in an office of some years: a server, a lost computer, somebody left."""
    panel = _panel(tour, window, "health")
    said = lambda text, **values: Said(text, values)  # noqa: E731
    panel._office = (
        Check(("due", "file"), State.BAD, said("To be changed since somebody left: the key of the office's file"), "",
              "Go to the keys"),
        Check(("passwords",), State.BAD, said("Short passwords that guard much: {names}", names="陆文渊、张岚"),
              said("With level 3 or administration it takes a long one: each chooses it under Settings › Mine."),
              "Go to the people"),
        Check(("station", 1), State.WARN, said("{name} was not seen for long", name="前台-02"),
              said("It holds the office's key. If it is gone for good, take it off the list; if it was lost, shut its "
                   "users out."), "Take off the list", at=datetime(2026, 9, 2, 10, 20, tzinfo=UTC)),
        Check(("unused", 1), State.WARN, said("The account of {name} was not used for long", name="李娜"), "",
              "Look at the account", at=datetime(2026, 6, 30, 2, 5, tzinfo=UTC)),
        Check(("backup",), State.GOOD, said("A backup was proved"),
              said("In {folder}, made at {workstation}", folder="/mnt/backup", workstation="前台-01"),
              at=datetime(2026, 11, 28, 14, 0, tzinfo=UTC)),
        *(check for check in panel._office if check.state is State.GOOD and check.key != ("backup",)),
    )  # fmt: skip
    panel._show()


def settings_keys_leave(tour, window):
    panel = _person(tour, window, _called("陆文渊"))
    panel.dialog.leave.click()
    tour.settle()
    return panel.dialog.leave_dialog


def settings_keys_leave_stolen(tour, window):
    dialog = settings_keys_leave(tour, window)
    dialog.form.put({"cause": Cause.STOLEN})
    dialog.form.edited.emit("cause")
    tour.settle()
    return dialog


def settings_keys_changed(tour, window):
    """As it looks after another program gave somebody a role, and while a key is to be changed."""
    panel = _panel(tour, window, "keys")
    roles, key = N_("The roles of {name} were changed."), N_("The public key of {name} was exchanged.")
    panel._show_differences([Difference(roles, {"name": "周敏"}), Difference(key, {"name": "陆文渊"})])
    panel._show_vaults((dict.fromkeys(VAULT_LABELS, ("何俊", "陆文渊")), {"accounts": 41}, ["accounts"], ()))


def settings_keys_waiting(tour, window):
    """Somebody was given a role by an admin who holds no key."""
    panel = _panel(tour, window, "keys")
    waiting = [Lacking(vault, new_id(), name) for vault, name in (("property", "周敏"), ("property", "张岚"),
                                                                  ("accounts", "周敏"))]  # fmt: skip
    panel._show_vaults((dict.fromkeys(VAULT_LABELS, ("何俊", "陆文渊")), {}, ["accounts"], waiting))


def settings_keys_sheet(tour, window):
    panel = _panel(tour, window, "keys")
    panel.print.click()
    tour.settle()
    return _dialog()


def settings_keys_sheet_try(tour, window):
    panel = _panel(tour, window, "keys")
    panel.try_it.click()
    return panel.dialog


def settings_keys_sheet_tried(tour, window):
    _panel(tour, window, "keys")._show_sheet(SheetState(True, True, "", False, ()))


def settings_keys_sheet_old(tour, window):
    """One that was replaced before sheets signed their own place."""
    panel = _panel(tour, window, "keys")
    panel._show_sheet(SheetState(signed=True, tried=True, waiting="", mine=False, lacking=(), restores=False))


def settings_keys_sheet_use(tour, window):
    panel = _panel(tour, window, "keys")
    panel._show_sheet(SheetState(True, True, "", False, ()))
    panel.use.click()
    panel.dialog.form.put({"sheet": "0W40 J2GB"})
    panel.dialog.main.click()
    tour.settle()
    return panel.dialog


def settings_keys_change(tour, window):
    panel = _panel(tour, window, "keys")
    panel._ask_change("accounts")
    return panel.dialog


def settings_invitation(tour, window):
    panel = _panel(tour, window, "people")
    InvitationDialog(panel, "/home/office/柏溪楼.invitation", "7QK2M-XH4PD-9RTWB-C3NVF-J8ZYE-5").open()
    return _dialog()


def settings_checked(tour, window):
    _panel(tour, window, "data").check.click()
    tour.settle()


def settings_copies(tour, window):
    copy = paths.data_dir() / f"{window.desk.office.id}-20261120-181502.copy"
    with copy.open("wb") as file:
        file.truncate(41_000_000)
    panel = _panel(tour, window, "data")
    panel.load()
    tour.settle()
    return panel


def settings_remove_copy(tour, window):
    panel = settings_copies(tour, window)
    panel._ask_remove_copy(panel.host.copies.left(panel.desk.office)[0])
    return panel.dialog


def settings_remove_sample(tour, window):
    _panel(tour, window, "data").remove.click()
    return _dialog()


def _backed_up(tour, window):
    """The section with one backup that was proved, and one that failed before it."""
    panel = _panel(tour, window, "backups")
    if not panel._lines:
        folder = tour.home / "backups"
        folder.mkdir(exist_ok=True)
        panel.take_folder(str(folder))
        panel.make.click()
        tour.settle()
    return panel


def settings_backups_made(tour, window):
    _backed_up(tour, window)


def settings_backups_no_sheet(tour, window):
    """One whose maker could prove no recovery sheet."""
    panel = _backed_up(tour, window)
    panel._show_list([replace(panel._lines[0], for_sheet=False), *panel._lines[1:]])
    panel._show_standing(Standing(panel._lines[0].proved_at, late=False, days=2, no_sheet=True))


def settings_backups_failed(tour, window):
    panel = _backed_up(tour, window)
    blocked = tour.home / "blocked"
    blocked.write_text("")
    panel.take_folder(str(blocked))
    panel.make.click()
    tour.settle()
    panel.take_folder(str(tour.home / "backups"))


def settings_restore_backup(tour, window):
    panel = _backed_up(tour, window)
    panel.restore.click()
    tour.settle()
    return panel.dialog


def settings_restored(tour, window):
    panel = _backed_up(tour, window)
    panel.restore.click()
    tour.settle()
    panel.dialog._done(Restored(tour.house.locate(tour.program.desk.office.id), ()))
    return panel.dialog


def settings_move_office(tour, window):
    panel = _backed_up(tour, window)
    panel.move.click()
    tour.settle()
    panel.dialog._move()
    return panel.dialog


def settings_moving_done(tour, window):
    panel = _backed_up(tour, window)
    panel.move.click()
    tour.settle()
    panel.dialog._done("postgresql://server:5432/office")
    # here nobody really goes there
    panel.dialog.finished.disconnect()
    return panel.dialog


def settings_backup_at_last(tour, window):
    dialog = LeavingDialog(window)
    dialog.follow(Errand(_("Backing up"), dialog))
    dialog.open()
    return dialog


STOPS = (
    settings_health_grown, settings_keys_leave, settings_keys_leave_stolen, settings_keys_changed,
    settings_keys_waiting, settings_keys_sheet, settings_keys_sheet_try, settings_keys_sheet_tried,
    settings_keys_sheet_old, settings_keys_sheet_use, settings_keys_change, settings_invitation, settings_checked,
    settings_copies, settings_remove_copy, settings_remove_sample, settings_backups_made, settings_restore_backup,
    settings_restored, settings_move_office, settings_moving_done, settings_backup_at_last,
    settings_backups_no_sheet, settings_backups_failed,
)  # fmt: skip
