"""Reads from the system's own tables what kind of disk lies under a path."""

import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path, PureWindowsPath

from desktop.rules.values import dataclass

REMOTE_DRIVE = 4  # Windows' DRIVE_REMOTE

_NETWORK = (
    frozenset(("9p", "acfs", "afpfs", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "drvfs", "fuse", "gfs", "gfs2"))
    | frozenset(("glusterfs", "gpfs", "lustre", "macfuse", "ncp", "ncpfs", "nfs", "nfs3", "nfs4", "ocfs2", "osxfuse"))
    | frozenset(("pvfs2", "smb", "smb2", "smb3", "smbfs", "vboxsf", "virtiofs", "vmhgfs", "webdav"))
)
# disks of this machine that happen to be driven by a program
_LOCAL_FUSE = frozenset({"fuse.ntfs", "fuse.ntfs-3g", "fuse.exfat", "fuse.ext2"})


@dataclass(frozen=True)
class Mount:
    """Where a file system hangs in the tree, its type, and its options as `name` → value."""

    point: str
    filesystem: str
    options: dict[str, str]

    @property
    def is_network(self) -> bool:
        name = self.filesystem.lower()
        if name in _LOCAL_FUSE or name == "fuseblk":
            return False
        return name in _NETWORK or name.startswith("fuse.")

    @property
    def lock_trouble(self) -> str:
        """The option under which this machine does not see others' locks; empty if none is set."""
        for name in ("nobrl", "nolock", "nolocks", "locallocks"):
            if name in self.options:
                return name
        # NFS names its default too: local_lock=none
        local = self.options.get("local_lock", "none")
        if local != "none":
            return f"local_lock={local}"
        cache = self.options.get("cache", "")
        return f"cache={cache}" if cache in ("loose", "fscache") else ""


def parse_mountinfo(text: str) -> list[Mount]:
    """The mounts of Linux' /proc/self/mountinfo, in the order in which they were made."""
    mounts = []
    for line in text.splitlines():
        left, _, right = line.partition(" - ")
        place, kind = left.split(" "), right.split(" ")
        if len(place) < 6 or len(kind) < 3:
            continue
        mounts.append(Mount(_unescape(place[4]), kind[0], _options([*place[5].split(","), *kind[2].split(",")])))
    return mounts


def parse_mount_output(text: str) -> list[Mount]:
    """The mounts as macOS' `mount` prints them: `//lin@server/share on /Volumes/share (smbfs, nodev)`."""
    mounts = []
    for line in text.splitlines():
        found = re.fullmatch(r".*? on (/.*) \(([^()]*)\)", line)
        if found:
            kind, *options = [part.strip() for part in found[2].split(",")]
            mounts.append(Mount(found[1], kind, _options(options)))
    return mounts


def mount_of(path: str, mounts: Iterable[Mount]) -> Mount | None:
    """The mount on which an absolute path lies: the deepest, and of two at one place the later one."""
    best = None
    for mount in mounts:
        inside = path == mount.point or path.startswith(mount.point.rstrip("/") + "/")
        if inside and (best is None or len(mount.point) >= len(best.point)):
            best = mount
    return best


def windows_mount(path: str, drive_type: Callable[[str], int]) -> Mount:
    """Windows knows shares by their name (`\\\\server\\share`) or by the type of the drive letter."""
    anchor = PureWindowsPath(path).anchor
    plain = anchor.upper().replace("/", "\\")
    device = plain.startswith(("\\\\?\\", "\\\\.\\"))
    unc = plain.startswith("\\\\?\\UNC\\") or (plain.startswith("\\\\") and not device)
    if unc or drive_type(anchor) == REMOTE_DRIVE:
        return Mount(anchor, "smb", {})
    return Mount(anchor, "disk", {})


def look_up(path: Path) -> Mount | None:
    """The mount of an existing folder on the running system; None where the system does not say."""
    if sys.platform == "win32":
        import ctypes

        return windows_mount(str(path), ctypes.windll.kernel32.GetDriveTypeW)
    if sys.platform == "darwin":
        import subprocess

        said = subprocess.run(["/sbin/mount"], capture_output=True, timeout=10, check=False)
        return mount_of(str(path), parse_mount_output(said.stdout.decode("utf-8", "replace")))
    try:
        text = Path("/proc/self/mountinfo").read_bytes().decode("utf-8", "surrogateescape")
    except OSError:
        return None
    return mount_of(str(path), parse_mountinfo(text))


def _options(parts: Iterable[str]) -> dict[str, str]:
    return {name: value for name, _, value in (part.partition("=") for part in parts) if name}


def _unescape(text: str) -> str:
    # the kernel writes space, tab, newline and backslash as octal numbers, everything else as it is
    return re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), text)
