"""Where an office may lie: local disks and shares yes; cloud folders, broken locks and dead ends no."""

import os
import sys
from pathlib import Path

import pytest

from desktop.rules.errors import OfficeError
from desktop.workstation.location import BadLocation, Kind, check_location, cloud_of
from desktop.workstation.mounts import (
    Mount,
    look_up,
    mount_of,
    parse_mount_output,
    parse_mountinfo,
    windows_mount,
)

MOUNTINFO = r"""
22 27 0:20 / /proc rw,nosuid,nodev - proc proc rw
27 0 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw,errors=remount-ro
40 27 0:35 / /mnt/share rw,relatime - cifs //nas/office rw,vers=3.1.1,cache=strict,username=lin
41 27 0:36 / /mnt/nobrl rw,relatime - smb3 //nas/office rw,vers=3.1.1,nobrl
42 27 0:37 / /mnt/nfs rw,relatime shared:9 master:2 - nfs4 nas:/x rw,vers=4.2,local_lock=none,addr=10.0.0.2
43 27 0:38 / /mnt/nfs3 rw,relatime - nfs nas:/x rw,vers=3,local_lock=all,nolock
44 27 0:39 / /mnt/with\040space\011tab rw - fuse.sshfs lin@nas:/x rw,user_id=0
45 27 0:40 / /mnt/usb rw - fuseblk /dev/sdb1 rw,blksize=4096
46 27 0:41 / /mnt/plain rw - fuse x rw
47 27 0:42 / /mnt/loose rw - 9p host rw,cache=loose,trans=virtio
48 27 0:43 / /mnt/over rw - ext4 /dev/sdc1 rw
49 27 0:44 / /mnt/over rw - nfs4 nas:/y rw,local_lock=posix
garbled line
50 27 0:45 / /mnt/中文 rw - cifs //nas/中文 rw
"""

MOUNT = """
/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled, nobrowse)
//lin@nas/office on /Volumes/office (smbfs, nodev, nosuid, mounted by lin)
nas:/export on /Volumes/a (b) on c (nfs, nodev, nolocks, mounted by lin)
https://dav.example/ on /Volumes/dav (webdav, nodev)
"""


def found(path: str) -> Mount:
    mount = mount_of(path, parse_mountinfo(MOUNTINFO))
    assert mount is not None
    return mount


@pytest.mark.parametrize(
    ("path", "filesystem", "network", "trouble"),
    [
        ("/home/lin", "ext4", False, ""),
        ("/mnt/shared", "ext4", False, ""),
        ("/mnt/share", "cifs", True, ""),
        ("/mnt/share/a/b", "cifs", True, ""),
        ("/mnt/nobrl/a", "smb3", True, "nobrl"),
        ("/mnt/nfs/a", "nfs4", True, ""),
        ("/mnt/nfs3/a", "nfs", True, "nolock"),
        ("/mnt/with space\ttab/a", "fuse.sshfs", True, ""),
        ("/mnt/usb", "fuseblk", False, ""),
        ("/mnt/plain", "fuse", True, ""),
        ("/mnt/loose", "9p", True, "cache=loose"),
        ("/mnt/over/x", "nfs4", True, "local_lock=posix"),
        ("/mnt/中文/x", "cifs", True, ""),
    ],
)
def test_linux_mounts(path: str, filesystem: str, network: bool, trouble: str) -> None:
    mount = found(path)
    assert (mount.filesystem, mount.is_network, mount.lock_trouble) == (filesystem, network, trouble)


@pytest.mark.parametrize(
    ("path", "filesystem", "network", "trouble"),
    [
        ("/Users/lin", "apfs", False, ""),
        ("/Volumes/office/x", "smbfs", True, ""),
        ("/Volumes/a (b) on c/x", "nfs", True, "nolocks"),
        ("/Volumes/dav", "webdav", True, ""),
    ],
)
def test_mac_mounts(path: str, filesystem: str, network: bool, trouble: str) -> None:
    mount = mount_of(path, parse_mount_output(MOUNT))
    assert mount and (mount.filesystem, mount.is_network, mount.lock_trouble) == (filesystem, network, trouble)


@pytest.mark.parametrize(
    ("path", "network"),
    [
        (r"C:\offices", False),
        (r"Z:\offices", True),
        (r"\\nas\office\sub", True),
        ("//nas/office/sub", True),
        (r"\\?\UNC\nas\office", True),
        (r"\\?\C:\offices", False),
        (r"\\?\Z:\offices", True),
    ],
)
def test_windows_drives_and_shares(path: str, network: bool) -> None:
    assert windows_mount(path, lambda root: 4 if "Z:" in root else 3).is_network is network


@pytest.mark.parametrize(
    ("folder", "cloud"),
    [
        ("/Users/lin/OneDrive - 滇味餐厅/a", "OneDrive"),
        ("/home/lin/Dropbox (Personal)", "Dropbox"),
        ("/Users/lin/Library/Mobile Documents/com~apple~CloudDocs/a", "iCloud"),
        ("/Users/lin/Library/CloudStorage/GoogleDrive-lin@example.com/我的云端硬盘", "Google Drive"),
        ("/home/lin/我的坚果云/客户", "坚果云"),
        ("/home/lin/Nutstore Files/1", "坚果云"),
        ("/home/lin/坚果云(2)", "坚果云"),
        ("/d/BaiduNetdiskWorkspace", "百度网盘"),
        ("/d/WPS云盘/a", "WPS 云"),
        ("/d/ＷＰＳ云/a", "WPS 云"),
        ("/d/微云", "微云"),
        ("/home/lin/Documents", ""),
        ("/home/lin/dropboxes", ""),
        ("/", ""),
    ],
)
def test_cloud_folders_are_known_by_their_names(folder: str, cloud: str) -> None:
    assert cloud_of(Path(folder)) == cloud


LOCAL = Mount("/", "ext4", {})


def test_a_local_folder_needs_no_words(tmp_path: Path) -> None:
    place = check_location(tmp_path / "a.clientele", find_mount=lambda _: LOCAL)
    assert (place.kind, place.refused, place.sentence()) == (Kind.LOCAL, False, "")
    place.require()
    assert list(tmp_path.iterdir()) == []


def test_a_share_is_allowed_with_advice(tmp_path: Path) -> None:
    place = check_location(tmp_path / "a", find_mount=lambda _: found("/mnt/share"))
    assert place.kind is Kind.SHARE and "PostgreSQL" in place.sentence() and "cifs" in place.sentence()
    place.require()


def test_broken_locks_and_clouds_are_refused_whatever_the_disk(tmp_path: Path) -> None:
    place = check_location(tmp_path / "a", find_mount=lambda _: found("/mnt/nobrl"))
    assert place.kind is Kind.BROKEN_LOCKS
    with pytest.raises(BadLocation, match="nobrl") as refused:
        place.require()
    assert isinstance(refused.value, OfficeError) and refused.value.field == "office"
    synced = tmp_path / "OneDrive" / "offices"
    synced.mkdir(parents=True)
    assert check_location(synced / "a", find_mount=lambda _: LOCAL).kind is Kind.CLOUD
    # the file's own name tells nothing
    assert check_location(tmp_path / "OneDrive.clientele", find_mount=lambda _: LOCAL).kind is Kind.LOCAL


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right on Windows")
def test_a_link_does_not_hide_a_cloud_folder(tmp_path: Path) -> None:
    (tmp_path / "坚果云").mkdir()
    (tmp_path / "quiet").symlink_to(tmp_path / "坚果云")
    assert check_location(tmp_path / "quiet" / "a", find_mount=lambda _: LOCAL).kind is Kind.CLOUD


def test_dead_ends_are_sentences(tmp_path: Path) -> None:
    asked = {
        Kind.MISSING: check_location(tmp_path / "no" / "a"),
        Kind.NOT_A_FILE: check_location(tmp_path),
        Kind.NO_SPACE: check_location(tmp_path / "a", find_mount=lambda _: LOCAL, least_space=1 << 60),
    }
    for kind, place in asked.items():
        assert place.kind is kind and str(tmp_path) in place.sentence() and "{" not in place.sentence()
        with pytest.raises(BadLocation):
            place.require()


def test_an_existing_office_is_opened_however_full_the_disk(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    assert not check_location(tmp_path / "a", find_mount=lambda _: LOCAL, least_space=1 << 60).refused


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc is Linux's")
def test_a_folder_in_which_nothing_can_be_written() -> None:
    place = check_location(Path("/proc/office"))
    assert place.kind is Kind.READ_ONLY and place.filesystem == "proc"


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="rights by bits don't bind Windows or root")
def test_a_folder_without_the_right_to_write(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert check_location(tmp_path / "a").kind is Kind.READ_ONLY
    tmp_path.chmod(0o700)


def test_this_system_says_what_lies_below_a_folder(tmp_path: Path) -> None:
    mount = look_up(tmp_path.resolve())
    if mount is None:
        # a system within a system may not list what its own root lies on
        listed = {line.split()[4] for line in Path("/proc/self/mountinfo").read_text().splitlines()}
        assert not listed & {str(folder) for folder in tmp_path.resolve().parents}
    else:
        assert mount.filesystem
