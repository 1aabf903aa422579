"""`service log list --form`: the log in the standard forms, on standard output, for a program to read."""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from audit.log import Logged
from service.forms.comma_separated import as_csv
from service.forms.fhir_bundle import collection
from service.forms.provenance import provenance
from service.forms.recorded import Recorded, read_recorded
from service.runtime import Runtime

Text = Callable[[Sequence[Recorded], Runtime], str]


def _fhir(entries: Sequence[Recorded], runtime: Runtime) -> str:
    address = f"{runtime.settings.public_url}/v1/fhir/AuditEvent"
    return json.dumps(collection(entries, address), indent=1, ensure_ascii=False) + "\n"


def _prov(entries: Sequence[Recorded], runtime: Runtime) -> str:
    return json.dumps(provenance(entries, runtime.log.verifier.name), indent=1, ensure_ascii=False) + "\n"


def _csv(entries: Sequence[Recorded], _: Runtime) -> str:
    return as_csv(entries)


FORMS: Final[Mapping[str, Text]] = {"fhir": _fhir, "prov": _prov, "csv": _csv}


def print_in_form(form: str, entries: Sequence[Logged], runtime: Runtime) -> None:
    """Print the entries in one of FORMS, with its own line ends."""
    recorded = [read_recorded(logged, runtime.log.verifier.name) for logged in entries]
    sys.stdout.buffer.write(FORMS[form](recorded, runtime).encode())
