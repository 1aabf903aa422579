"""Parts of the audit soak: a disk that forgets what was not flushed, as a VFS under the SQLite of this process.

It takes the place of SQLite's own VFS, through ctypes, and passes everything on to it; what it adds is a second image
of every file, which a write changes only once the file was synced (https://www.sqlite.org/c3ref/vfs.html). When the
power is cut, the images are written elsewhere: with each unsynced write kept, dropped or torn, as chance has it.
"""

import ctypes
import ctypes.util
import random
import sqlite3
import threading
from collections.abc import Callable
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_int64, c_void_p
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512
"""Bytes that a disk writes whole or not at all."""
_OK = 0


class NoSuchVfs(Exception):
    """This Python's SQLite is not a library that another VFS can be given to."""


_Write = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_Truncate = CFUNCTYPE(c_int, c_void_p, c_int64)
_Sync = CFUNCTYPE(c_int, c_void_p, c_int)
# names go through as they came, by their address: SQLite keeps that of a file that it has opened
_Delete = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int)
_Open = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)


class _Methods(Structure):
    """sqlite3_io_methods, up to version 2: without memory mapping, so that every write is seen."""

    _fields_ = (
        ("version", c_int),
        ("close", c_void_p),
        ("read", c_void_p),
        ("write", c_void_p),
        ("truncate", c_void_p),
        ("sync", c_void_p),
        ("rest", c_void_p * 11),
    )


class _File(Structure):
    """sqlite3_file."""

    _fields_ = (("methods", POINTER(_Methods)),)


class _Vfs(Structure):
    """sqlite3_vfs, as far as the parts that are read or replaced."""

    _fields_ = (
        ("version", c_int),
        ("size_of_file", c_int),
        ("longest_path", c_int),
        ("next", c_void_p),
        ("name", c_char_p),
        ("application", c_void_p),
        ("open", c_void_p),
        ("delete", c_void_p),
        ("rest", c_void_p * 14),
    )


@dataclass(slots=True)
class _Image:
    """A file as the disk surely holds it, and what was done to it since its last sync."""

    durable: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)
    """Offset and bytes of a write; a length and None of a truncation."""
    deleted: bool = False
    """Gone, but perhaps not for ever: a journalling file system writes that down with the next sync of any file."""

    def settle(self) -> None:
        """The file was synced."""
        for operation in self.pending:
            _apply(self.durable, *operation)
        self.pending.clear()

    def after_a_power_cut(self, chance: random.Random) -> bytes:
        """What may be found: the disk wrote some of the unsynced writes, in any order, and perhaps one in part."""
        found = bytearray(self.durable)
        for offset, content in self.pending:
            fate = chance.choice(("kept", "dropped", "dropped", "torn"))
            if fate == "dropped":
                continue
            if fate == "torn" and content is not None:
                _apply(found, offset, content[: SECTOR * chance.randint(0, len(content) // SECTOR)])
            else:
                _apply(found, offset, content)
        return bytes(found)


def _apply(image: bytearray, offset: int, content: bytes | None) -> None:
    if content is None:
        del image[offset:]
        return
    if len(image) < offset:
        image.extend(bytes(offset - len(image)))
    image[offset : offset + len(content)] = content


class UnsyncedDisk:
    """Becomes the default VFS of this process's SQLite. For a process of its own: it stays until that ends.

    It calls `before_each` ahead of every write, truncation, sync and deletion, with that word; what this gives is 0, or
    the error of SQLite's with which the operation fails (https://www.sqlite.org/rescode.html). Raises NoSuchVfs.
    """

    def __init__(self, before_each: Callable[[str], int]) -> None:
        self._before_each = before_each
        self._lock = threading.Lock()
        self._images: dict[str, _Image] = {}
        self._names: dict[int, str] = {}
        self._replaced: dict[int, _Methods] = {}
        self._kept_alive: list[object] = []
        self._library = _library()
        self._real = ctypes.cast(self._library.sqlite3_vfs_find(None), POINTER(_Vfs)).contents
        self._real_open = _Open(self._real.open)
        self._vfs = _Vfs.from_buffer_copy(self._real)
        self._vfs.name = b"unsynced"
        self._real_delete = _Delete(self._real.delete)
        self._vfs.open = self._pointer(_Open, self._open)
        self._vfs.delete = self._pointer(_Delete, self._delete)
        self._library.sqlite3_vfs_register(ctypes.byref(self._vfs), 1)
        _check_that_python_uses_it()

    def cut_power(self, folder: Path, chance: random.Random) -> None:
        """Write what the disk may hold now into `folder`, by the names of the files."""
        with self._lock:
            for name, image in self._images.items():
                if image.deleted and chance.random() < 0.5:
                    continue
                (folder / Path(name).name).write_bytes(image.after_a_power_cut(chance))

    def _pointer(self, kind: Callable[[Callable[..., int]], object], function: Callable[..., int]) -> int | None:
        made = kind(function)
        self._kept_alive.append(made)
        return ctypes.cast(made, c_void_p).value  # type: ignore[arg-type]

    def _open(self, _: int, name: int | None, file: int, flags: int, out: int) -> int:
        code: int = self._real_open(ctypes.addressof(self._real), name, file, flags, out)
        methods = _File.from_address(file).methods
        if code != _OK or not methods or name is None:
            return code
        address = ctypes.addressof(methods.contents)
        if address not in self._replaced:
            self._replaced[address] = self._watched(methods.contents)
        _File.from_address(file).methods = ctypes.pointer(self._replaced[address])
        with self._lock:
            self._names[file] = path = ctypes.string_at(name).decode()
            if path not in self._images or self._images[path].deleted:
                there = Path(path).read_bytes() if Path(path).exists() else b""
                self._images[path] = _Image(bytearray(there))
        return code

    def _delete(self, _: int, name: int, durably: int) -> int:
        if fault := self._before_each("deletion"):
            return fault
        code: int = self._real_delete(ctypes.addressof(self._real), name, durably)
        with self._lock:
            image = self._images.get(ctypes.string_at(name).decode())
            if code == _OK and image is not None:
                image.deleted = True
        return code

    def _watched(self, real: _Methods) -> _Methods:
        """The file's own methods, but for the three that change it or make it durable."""
        write, truncate, sync = _Write(real.write), _Truncate(real.truncate), _Sync(real.sync)

        def written(file: int, content: int, length: int, offset: int) -> int:
            fault = self._note("write", file, offset, ctypes.string_at(content, length))
            return fault or int(write(file, content, length, offset))

        def truncated(file: int, size: int) -> int:
            fault = self._note("truncation", file, size, None)
            return fault or int(truncate(file, size))

        def synced(file: int, flags: int) -> int:
            if fault := self._before_each("sync"):
                return fault
            code: int = sync(file, flags)
            with self._lock:
                self._images[self._names[file]].settle()
                self._images = {name: image for name, image in self._images.items() if not image.deleted}
            return code

        watched = _Methods.from_buffer_copy(real)
        watched.version = 2
        watched.write = self._pointer(_Write, written)
        watched.truncate = self._pointer(_Truncate, truncated)
        watched.sync = self._pointer(_Sync, synced)
        return watched

    def _note(self, kind: str, file: int, offset: int, content: bytes | None) -> int:
        fault = self._before_each(kind)
        if not fault:
            with self._lock:
                self._images[self._names[file]].pending.append((offset, content))
        return fault


def _library() -> ctypes.CDLL:
    name = ctypes.util.find_library("sqlite3")
    if name is None:
        raise NoSuchVfs("There is no SQLite library on this machine beside Python's own.")
    library = ctypes.CDLL(name)
    library.sqlite3_vfs_find.restype = c_void_p
    library.sqlite3_vfs_find.argtypes = [c_char_p]
    library.sqlite3_vfs_register.argtypes = [c_void_p, c_int]
    return library


def _check_that_python_uses_it() -> None:
    try:
        sqlite3.connect("file::memory:?vfs=unsynced", uri=True).close()
    except sqlite3.OperationalError as error:
        raise NoSuchVfs("This Python carries an SQLite of its own, which takes no other VFS.") from error
