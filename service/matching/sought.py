"""What an asker typed about the person they seek. Personal: never log or print it."""

import msgspec

from connectors.records import Identifier, PartialDate, Sex


class Sought(msgspec.Struct, frozen=True):
    """Everything is optional here; `service.enquiry.ask` says how much is enough."""

    family_name: str = ""
    given_name: str = ""
    other_names: tuple[str, ...] = ()
    date_of_birth: PartialDate | None = None
    postcode: str = ""
    house: str = ""
    street: str = ""
    phone: str = ""
    sex: Sex = "unknown"
    identifiers: tuple[Identifier, ...] = ()
