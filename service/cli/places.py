"""Whether a file, a folder or a port that somebody typed can be used: found out before the work, not after it."""

import os
import socket
from pathlib import Path

from service.errors import NotAcceptable, ReasonCode


def check_writable(path: Path) -> None:
    """A file that shall be written.

    Raises:
        NotAcceptable: its folder is not there or may not be written to, or it is a folder itself.
    """
    if path.is_dir():
        raise _refused(f"{path} is a folder. Name a file in it.")
    if not path.parent.is_dir():
        raise _refused(f"There is no folder {path.parent} to write {path.name} to. Make it first.")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise _refused(f"{path} may not be written to. Choose another place.")


def make_folder(path: Path) -> None:
    """A folder that shall be filled; it is made where it is missing.

    Raises:
        NotAcceptable: it cannot be made or may not be written to, or is a file.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise _refused(f"{path} is a file. Name a folder.") from None
    except OSError as fault:
        raise _refused(f"The folder {path} cannot be made: {fault.strerror}. Choose another place.") from None
    if not os.access(path, os.W_OK):
        raise _refused(f"{path} may not be written to. Choose another place.")


def check_port(host: str, port: int, option: str = "--port") -> None:
    """A port that shall be listened on.

    Raises:
        NotAcceptable: it is no port, is taken, or is not this machine's to take.
    """
    if not 1 <= port <= 65535:
        raise _refused(f"{option} must be from 1 to 65535.")
    try:
        [(family, kind, _, _, address), *_] = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as fault:
        advice = f"Nothing can listen on {host} port {port}: {fault.strerror}. Stop what uses it, or choose another"
        raise _refused(f"{advice} with {option}.") from None


def _refused(advice: str) -> NotAcceptable:
    return NotAcceptable(ReasonCode.FIELD_INVALID, advice)
