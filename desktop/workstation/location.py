"""Says whether an office file may lie at a place: on this machine's disk, a share, or in a cloud folder."""

import errno
import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import field
from enum import StrEnum
from pathlib import Path

from desktop.i18n import N_, _
from desktop.rules.errors import OfficeError
from desktop.rules.values import dataclass
from desktop.workstation.mounts import Mount, look_up

# a young office with the copies made before changes to its tables
LEAST_SPACE = 64 * 1024 * 1024

_CLOUDS = {
    "onedrive": "OneDrive",
    "dropbox": "Dropbox",
    "icloud": "iCloud",
    "iclouddrive": "iCloud",
    "icloud云盘": "iCloud",
    "mobile documents": "iCloud",
    "com~apple~clouddocs": "iCloud",
    "cloudstorage": "iCloud, OneDrive, Google Drive",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "谷歌云端硬盘": "Google Drive",
    "nutstore": "坚果云",
    "nutstore files": "坚果云",
    "坚果云": "坚果云",
    "我的坚果云": "坚果云",
    "baidunetdisk": "百度网盘",
    "baidunetdiskworkspace": "百度网盘",
    "baidusyncdisk": "百度网盘",
    "百度网盘": "百度网盘",
    "百度网盘同步空间": "百度网盘",
    "百度云": "百度网盘",
    "wps云": "WPS 云",
    "wps云盘": "WPS 云",
    "wps云文档": "WPS 云",
    "wps网盘": "WPS 云",
    "wps cloud": "WPS 云",
    "wps cloud files": "WPS 云",
    "wpsdrive": "WPS 云",
    "微云": "微云",
    "腾讯微云": "微云",
    "微云同步助手": "微云",
    "weiyun": "微云",
    "阿里云盘": "阿里云盘",
    "aliyundrive": "阿里云盘",
    "天翼云盘": "天翼云盘",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "synologydrive": "Synology Drive",
    "box sync": "Box",
    "megasync": "MEGA",
    "pcloud": "pCloud",
    "pclouddrive": "pCloud",
}


class Kind(StrEnum):
    """What was found at the place; only the first two can hold an office."""

    LOCAL = "local"
    SHARE = "share"
    CLOUD = "cloud"
    BROKEN_LOCKS = "broken_locks"
    MISSING = "missing"
    NOT_A_FILE = "not_a_file"
    READ_ONLY = "read_only"
    NO_SPACE = "no_space"


_ADVICE = {
    Kind.LOCAL: "",
    Kind.SHARE: N_(
        "The office lies on a network share ({filesystem}). That works for a few people; "
        "for more than eight, or if saving is slow, move it to PostgreSQL."
    ),
    Kind.CLOUD: N_(
        "{path} is kept in step by {cloud}. Such a folder mixes up two people's changes and damages an office. "
        "Choose a folder of this computer or a PostgreSQL server."
    ),
    Kind.BROKEN_LOCKS: N_(
        "The share is mounted with “{option}”: two computers would write at once and damage the office. "
        "Have it mounted without that, or choose PostgreSQL."
    ),
    Kind.MISSING: N_("There is no folder {path}. Make it first, or connect the drive."),
    Kind.NOT_A_FILE: N_("{path} is a folder. Add a file name for the office."),
    Kind.READ_ONLY: N_("Nothing can be written in {path}. Choose another folder or ask for write permission."),
    Kind.NO_SPACE: N_("{path} has only {free} MB free; an office needs {needed} MB. Make room or choose another disk."),
}


class BadLocation(OfficeError):
    """An office can't lie at this place; the sentence says why and what to do."""


@dataclass(frozen=True)
class Location:
    """`advice` is a message id filled by `values`; empty when there is nothing to say."""

    kind: Kind
    filesystem: str = ""
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def advice(self) -> str:
        return _ADVICE[self.kind]

    @property
    def refused(self) -> bool:
        return self.kind not in (Kind.LOCAL, Kind.SHARE)

    def sentence(self) -> str:
        return _(self.advice).format(**self.values)

    def require(self) -> None:
        """BadLocation (field `office`) unless an office can lie here."""
        if self.refused:
            raise BadLocation(self.advice, "office", **self.values)


def check_location(
    path: Path, *, find_mount: Callable[[Path], Mount | None] = look_up, least_space: int = LEAST_SPACE
) -> Location:
    """Looks at the place of an office file, existing or to be made; writes at most an unnamed test file beside it.

    Rule: cloud folders and shares with broken locks are refused, an ordinary share is allowed with advice.
    A slow share can take seconds: call it from a worker.
    """
    folder = path.parent
    if path.is_dir():
        return Location(Kind.NOT_A_FILE, values={"path": str(path)})
    # a link may lead into a cloud folder, and its name may be one already
    for place in (folder.absolute(), folder.resolve()):
        cloud = cloud_of(place)
        if cloud:
            return Location(Kind.CLOUD, values={"path": str(folder), "cloud": cloud})
    if not folder.is_dir():
        return Location(Kind.MISSING, values={"path": str(folder)})
    mount = find_mount(folder.resolve())
    filesystem = mount.filesystem if mount else ""
    if mount and mount.is_network and mount.lock_trouble:
        return Location(Kind.BROKEN_LOCKS, filesystem, {"option": mount.lock_trouble})
    trouble = _write_trouble(folder, path, least_space)
    if trouble:
        return Location(trouble[0], filesystem, trouble[1])
    if mount and mount.is_network:
        return Location(Kind.SHARE, filesystem, {"filesystem": filesystem})
    return Location(Kind.LOCAL, filesystem)


def cloud_of(folder: Path) -> str:
    """The cloud service that keeps this folder in step, by the names on the way to it; empty if none is known."""
    for part in reversed(folder.parts):
        name = unicodedata.normalize("NFKC", part).casefold().strip()
        # "OneDrive - 公司", "Dropbox (Personal)", "GoogleDrive-lin@…", "坚果云(2)"
        for candidate in (name, re.split(r"\s*[-(（_]", name)[0]):
            if candidate in _CLOUDS:
                return _CLOUDS[candidate]
    return ""


def _write_trouble(folder: Path, path: Path, least: int) -> tuple[Kind, dict[str, object]] | None:
    free = shutil.disk_usage(folder).free
    cramped: dict[str, object] = {"path": str(folder), "free": free // 1024**2, "needed": -(-least // 1024**2)}
    try:
        # rights can't be told from their bits on every system; writing one byte tells
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"\0")
            probe.flush()
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return Kind.NO_SPACE, cramped
        return Kind.READ_ONLY, {"path": str(folder)}
    if path.exists():
        return None if os.access(path, os.W_OK) else (Kind.READ_ONLY, {"path": str(path)})
    return (Kind.NO_SPACE, cramped) if free < least else None
