"""Every setting is in docs/settings.md with its default, and nothing else that looks like one is."""

import importlib
import re
from pathlib import Path

from pydantic import BaseModel, SecretStr

PREFIX = "GOLDEN_THREAD_"
ROW = re.compile(r"^\| \**`" + PREFIX + r"(?P<name>[A-Z_]+)`\** \| (?P<default>[^|]+) \|", re.MULTILINE)


class Sample(BaseModel):
    """Two settings, one of them secret, for the test that the guard can fail."""

    port: int = 8000
    token: SecretStr = SecretStr("")


def shown(default: object) -> str:
    """A default as the page writes it."""
    plain = default.get_secret_value() if isinstance(default, SecretStr) else default
    if isinstance(plain, Path) and plain.is_absolute():
        plain = plain.relative_to(Path(__file__).resolve().parents[2])
    word = str(plain).lower() if isinstance(plain, bool) else str(plain)
    return f"`{word}`" if word and plain is not None else "empty"


def expected(settings: type[BaseModel]) -> dict[str, str]:
    return {name.upper(): shown(field.default) for name, field in settings.model_fields.items()}


def documented(page: str) -> dict[str, str]:
    return {row["name"]: row["default"].strip() for row in ROW.finditer(page)}


def test_the_page_has_every_setting_with_its_default(root: Path, assembled: bool) -> None:
    if not (root / "service" / "settings.py").exists():
        assert not assembled
        return
    settings = importlib.import_module("service.settings")
    assert documented((root / "docs" / "settings.md").read_text(encoding="utf-8")) == expected(settings.Settings)


def test_a_setting_that_is_missing_or_wrong_is_noticed() -> None:
    right = "| `GOLDEN_THREAD_PORT` | `8000` | x |\n| **`GOLDEN_THREAD_TOKEN`** | empty | y |\n"
    assert documented(right) == expected(Sample)
    assert documented(right.replace("8000", "80")) != expected(Sample)
    assert documented(right.split("\n", maxsplit=1)[0]) != expected(Sample)
