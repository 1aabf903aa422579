"""Which connectors there are, by the name that a manifest or a command uses."""

from pathlib import Path

from connectors.columns import Columns, read_mapping
from connectors.connector import Connector
from connectors.family_hubs import FamilyHubs
from connectors.faults import FaultCode, FileRefused
from connectors.health import Health
from connectors.police import Police

NAMES = ("police", "family_hubs", "health", "columns")


def connector(name: str, mapping: Path | None = None) -> Connector:
    """Return a connector. `columns` needs a mapping file, and no other takes one. Raises `FileRefused`."""
    if (name == "columns") != (mapping is not None):
        raise FileRefused(FaultCode.MAPPING, "The columns connector needs a mapping file; the others take none.")
    match name:
        case "police":
            return Police()
        case "family_hubs":
            return FamilyHubs()
        case "health":
            return Health()
        case "columns" if mapping is not None:
            return Columns(read_mapping(mapping))
        case _:
            raise FileRefused(FaultCode.FILE_FORMAT, f"The connectors are: {', '.join(NAMES)}.")
