"""What stands in the clear: the same for the same thing, different for all else, and nothing without the key."""

from connectors.records import Name, NominalRecord
from service.sealing.blind import Blinder
from service.sealing.keyring import Keyring

BLINDER = Blinder(Keyring.fresh())


def record(as_of: int = 1, family: str = "Synth") -> NominalRecord:
    return NominalRecord("police:04", "1", "part3", as_of, (Name(family),))


def test_a_reference_token_is_stable_within_a_provider_and_differs_between_them() -> None:
    token = BLINDER.ref_token("ods:RXL", "9990000018")
    assert token == BLINDER.ref_token("ods:RXL", "9990000018")
    assert len({token, BLINDER.ref_token("ods:RW5", "9990000018"), BLINDER.ref_token("ods:RXL", "9990000026")}) == 3
    assert len(token) == 16


def test_parts_cannot_be_shifted_from_one_field_into_the_next() -> None:
    assert BLINDER.ref_token("ab", "c") != BLINDER.ref_token("a", "bc")
    assert BLINDER.ref_token("a", "1:b") != BLINDER.ref_token("a1:", "b")


def test_the_digest_ignores_the_moment_and_nothing_else() -> None:
    assert BLINDER.digest(record()) == BLINDER.digest(record(as_of=2))
    assert BLINDER.digest(record()) != BLINDER.digest(record(family="Synthe"))


def test_another_keyring_makes_other_tokens() -> None:
    other = Blinder(Keyring.fresh())
    assert other.ref_token("a", "b") != BLINDER.ref_token("a", "b")
    assert other.digest(record()) != BLINDER.digest(record())
    assert other.pseudonym("a") != BLINDER.pseudonym("a")
