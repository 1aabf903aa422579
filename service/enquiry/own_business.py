"""Is it the asker's own business? Compared at the moment of the enquiry, because nobody's name or home is kept for it.

What comes of it is a yes or no in the sealed payload of the entry (decision record 0016): the asker is not told, and
their answer does not depend on it.
"""

from collections.abc import Sequence

from service.enquiry.gather import Member
from service.identity.principal import Principal, PrincipalKind
from service.matching.normalise import person_from_sought
from service.matching.sought import Sought
from service.matching.staff import OwnBusiness, tokens_asked, tokens_of_name
from service.runtime import Runtime
from service.sealing.blind import Blinder
from service.store.watching import staff_tokens


async def own_business(
    sought: Sought, members: Sequence[Member], principal: Principal, runtime: Runtime
) -> tuple[str, ...]:
    """Which of `OwnBusiness` it is, by what was typed and by the records of the person found.

    Args:
        sought: what was typed.
        members: the person found first; nobody where nobody was found. Of hidden addresses they know nothing.
        principal: who asks. A system has no family and no home.
        runtime: keys, and the staff lists that agencies handed over.

    Raises:
        Unavailable: the store does not answer.
    """
    if principal.kind is PrincipalKind.SYSTEM:
        return ()
    blinder = Blinder(runtime.keyring)
    asked: dict[bytes, OwnBusiness] = {}
    for person in (person_from_sought(sought), *(held.person for member in members[:1] for held in member.people)):
        asked |= tokens_asked(principal.staff, principal.agency, principal.name, person, blinder)
    known = tokens_of_name(principal.staff, principal.name, blinder)
    known |= await staff_tokens(runtime.store.database, asked)
    return tuple(sorted({business for token, business in asked.items() if token in known}))
