"""Files that one process owns at a time and that survive a power cut."""

from __future__ import annotations

import io
import os
import sys


def open_private(path: str) -> io.FileIO:
    """Opens a file to read it and append to it; a new one is accessible to its owner only."""
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
    return io.FileIO(os.open(path, flags, 0o600), "r+")


if sys.platform == "win32":
    import msvcrt

    # Others can't read locked bytes, so this locks a byte that no file has.
    _LOCKED_OFFSET = 2**31 - 2

    def lock(descriptor: int) -> None:
        """Locks an open file. Raises BlockingIOError or PermissionError if it is locked already."""
        os.lseek(descriptor, _LOCKED_OFFSET, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        os.lseek(descriptor, 0, os.SEEK_SET)

    def unlock(descriptor: int) -> None:
        """Does nothing: closing the file unlocks it."""

    def sync_folder(path: str) -> None:
        """Does nothing: Windows can't flush a folder."""

else:
    import fcntl

    def lock(descriptor: int) -> None:
        """Locks an open file. Raises BlockingIOError or PermissionError if it is locked already."""
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def unlock(descriptor: int) -> None:
        """Unlocks a file. Closing is not enough: a forked child may have it open too."""
        fcntl.flock(descriptor, fcntl.LOCK_UN)

    def sync_folder(path: str) -> None:
        """Flushes the folder of a new file, so that its name is on the disk."""
        descriptor = os.open(os.path.dirname(os.path.abspath(path)), os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
