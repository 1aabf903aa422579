"""Who can sign in to the demo: synthetic people and agency systems, read from `people.json`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

CAST = Path(__file__).with_name("people.json")


@dataclass(frozen=True, slots=True)
class Persona:
    """A synthetic person, or a system (whose id is its OAuth client id), with the claims that it carries."""

    id: str
    name: str
    title: str
    agency: str
    role: str
    kind: str
    training: tuple[str, ...]

    def get_user_id(self) -> str:
        """Return the `sub` claim (Authlib's name for it)."""
        return self.id

    def claims(self) -> dict[str, object]:
        """Return what tokens say of this persona beside `sub`."""
        standing: dict[str, object] = {
            "agency": self.agency,
            "role": self.role,
            "kind": self.kind,
            "training": list(self.training),
        }
        return standing if self.kind == "system" else {**standing, "name": self.name}


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody that the provider knows, by id."""

    people: Mapping[str, Persona]
    systems: Mapping[str, Persona]


def load_cast(path: Path = CAST) -> Cast:
    """Read the cast; raises ValueError or KeyError where the file is not as `people.json` shows."""
    document = json.loads(path.read_text(encoding="utf-8"))
    people, systems = ({entry["id"]: _persona(entry) for entry in document[group]} for group in ("people", "systems"))
    return Cast(people, systems)


def _persona(entry: Mapping[str, object]) -> Persona:
    training = entry["training"]
    if not isinstance(training, list):
        raise TypeError("training must be a list")
    words = {field: str(entry[field]) for field in ("id", "agency", "role", "kind")}
    name = str(entry.get("name", entry["id"]))
    return Persona(name=name, title=str(entry.get("title", name)), training=tuple(training), **words)
