"""What somebody writes in their own words reaches a command from a file or the keyboard: a shell remembers the rest."""

import sys
from pathlib import Path

from service.errors import NotAcceptable, ReasonCode


def note_from(path: Path | None) -> str:
    """The text of a file, or of standard input for `-`; nothing without a path.

    Raises:
        NotAcceptable: the file cannot be read.
    """
    if path is None:
        return ""
    try:
        if str(path) == "-" and sys.stdin.isatty():
            print("Write it here, and end with Ctrl-D on a line of its own:", file=sys.stderr)
        return sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise NotAcceptable(ReasonCode.FIELD_INVALID, f"The note in {path} cannot be read as text.") from None
