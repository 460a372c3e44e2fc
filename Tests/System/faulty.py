"""The real program on a disk and a clock that fail when they are told to (see faults.c)."""

import mmap
import os
import struct
import subprocess
import tempfile
from pathlib import Path

SOURCE = Path(__file__).parent / "faults.c"
NAMES = ["after", "code", "syncs", "reads", "clock", "writes"]


def build(folder):
    """Compiles the library that is loaded before the C library."""
    library = Path(folder) / "faults.so"
    command = ["gcc", "-O1", "-Wall", "-Werror", "-shared", "-fPIC", "-o", library, SOURCE, "-ldl"]
    subprocess.run(command, check=True)
    return library


class Faults:
    """What is to fail, as numbers in memory that the program shares."""

    def __init__(self, library):
        self.file = tempfile.NamedTemporaryFile(prefix="faults-")
        self.file.write(bytes(8 * len(NAMES)))
        self.file.flush()
        self.memory = mmap.mmap(self.file.fileno(), 8 * len(NAMES))
        self.library = library
        self.heal()
        self["clock"] = self["writes"] = 0

    def __setitem__(self, name, value):
        struct.pack_into("q", self.memory, 8 * NAMES.index(name), value)

    def __getitem__(self, name):
        return struct.unpack_from("q", self.memory, 8 * NAMES.index(name))[0]

    def heal(self):
        """The disk is well again; the clock stays as it is."""
        for name in ["after", "syncs", "reads"]:
            self[name] = -1

    @property
    def environment(self):
        return {"LD_PRELOAD": str(self.library), "HOTLINE_FAULTS": self.file.name}


class Disk:
    """A disk of its own and of so many megabytes."""

    def __init__(self, folder, megabytes):
        self.folder = Path(folder)
        self.folder.mkdir()
        self._as_root("mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0777", "tmpfs")

    def _as_root(self, *command):
        sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
        subprocess.run([*sudo, *command, str(self.folder)], check=True)

    def make_read_only(self):
        self._as_root("mount", "-o", "remount,ro")

    def unmount(self):
        self._as_root("umount", "--lazy")
