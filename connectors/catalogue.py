"""Which connectors there are, by the name that a manifest or a command uses, and whose files each of them reads."""

from pathlib import Path

from connectors.columns import Columns, read_mapping
from connectors.connector import Connector
from connectors.family_hubs import FamilyHubs
from connectors.faults import FaultCode, FileRefused
from connectors.health import Health
from connectors.manifest import beside, read_manifest
from connectors.police import Police

NAMES = ("police", "family_hubs", "health", "columns")
KINDS = {"police": "police", "family_hubs": "gss", "health": "ods"}
"""What the id of an agency that exports in a format begins with. A file with a mapping may be anyone's."""


class AgencyRefused(Exception):
    """A file cannot be of the agency that it is said to be of; `advice` is for the person who loads it."""

    def __init__(self, advice: str) -> None:
        super().__init__(advice)
        self.advice = advice


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


def whose(reader: Connector, file: Path, given: str) -> str:
    """Whose file it is: as the manifest beside it says, else as the caller says, else as the mapping says.

    Args:
        reader: what will read the file.
        file: the file that arrived.
        given: the agency's id, or nothing.

    Returns:
        The agency's id; empty where nothing says it.

    Raises:
        FileRefused: the manifest cannot be read.
        AgencyRefused: two of them name different agencies, or the agency is of a kind that does not export like this.
    """
    stated = read_manifest(beside(file)).provider if beside(file).exists() else ""
    mapped = reader.mapping.provider if isinstance(reader, Columns) else ""
    named = [one for one in (stated, given, mapped) if one]
    if len(set(named)) > 1:
        said = {"its manifest": stated, "--provider": given, "the mapping": mapped}
        each = ", ".join(f"{who} says {one}" for who, one in said.items() if one)
        raise AgencyRefused(f"It is not clear whose file this is: {each}. Correct the one that is wrong.")
    provider = named[0] if named else ""
    kind = KINDS.get(reader.name, "")
    if provider and kind and not provider.startswith(f"{kind}:"):
        format_ = reader.name.replace("_", " ")
        raise AgencyRefused(
            f"The id of an agency that exports in the {format_} format begins with {kind}: and this one is {provider}. "
            "Check the format and the agency."
        )
    return provider
