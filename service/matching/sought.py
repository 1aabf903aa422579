"""What an asker typed about the person whom they look for, before it is normalised."""

import msgspec

from connectors.records import Identifier, PartialDate, Sex


class Sought(msgspec.Struct, frozen=True):
    """A person as an asker describes them. Empty means: not supplied, so never compared and never explained."""

    family_name: str = ""
    given_name: str = ""
    other_names: tuple[str, ...] = ()
    """Middle names."""
    date_of_birth: PartialDate | None = None
    postcode: str = ""
    """A whole postcode, or its outward half alone."""
    house: str = ""
    street: str = ""
    phone: str = ""
    sex: Sex = "unknown"
    identifiers: tuple[Identifier, ...] = ()
