"""Witness policies in the format of C2SP tlog-policy: who is enough, and which files are refused."""

import pytest

from audit.note import secret_from_seed
from audit.witness.cosignature import cosigning_key_from_seed
from audit.witness.policy import PolicyRefused, parse_policy, read_policy

LOG = secret_from_seed("goldenthread.test/audit", b"l" * 32).verifier.vkey
A, B, C, D = (cosigning_key_from_seed(f"{n}.test", n.encode() * 32).cosigner.vkey for n in "abcd")
THREE = f"# who counts\nlog {LOG}\nwitness a {A} https://a.test\n\twitness  b\t{B}\n\nwitness c {C}\n"
TWO_OF_THREE = THREE + "group all-of-us 2 a b c\nquorum all-of-us\n"


def test_two_of_three_are_enough_and_one_is_not():
    policy = parse_policy(TWO_OF_THREE)
    assert [policy.is_met(names) for names in ({"a", "c"}, {"a", "b", "c"}, {"b"}, set())] == [True, True, False, False]
    assert policy.in_words() == "2 of 3 (a, b, c)"
    assert (policy.witnesses[0].url, policy.witnesses[1].url) == ("https://a.test", "")
    assert policy.logs[0].vkey == LOG


def test_a_stranger_counts_for_nothing():
    assert not parse_policy(TWO_OF_THREE).is_met({"a", "x", "y"})


def test_groups_hold_groups():
    text = THREE + f"witness d {D}\ngroup x all a b\ngroup y any c d\ngroup both all x y\nquorum both\n"
    policy = parse_policy(text)
    assert policy.is_met({"a", "b", "d"})
    assert not policy.is_met({"a", "c", "d"})
    assert not policy.is_met({"a", "b"})


def test_a_single_witness_or_nobody_can_be_the_quorum():
    assert parse_policy(THREE + "quorum b\n").is_met({"b"})
    assert parse_policy("quorum none\n").is_met(set())


@pytest.mark.parametrize(
    "text",
    [
        THREE,
        THREE + "quorum us\n",
        THREE + "quorum a\nquorum b\n",
        THREE + "group us 0 a b\nquorum us\n",
        THREE + "group us 4 a b c\nquorum us\n",
        THREE + "group us two a b\nquorum us\n",
        THREE + "group us 1\nquorum us\n",
        THREE + "group us 1 a a\nquorum us\n",
        THREE + "group us 1 a none\nquorum us\n",
        THREE + "group us 1 a b\ngroup too any b c\nquorum us\n",
        THREE + "group us any later\nwitness later " + D + "\nquorum us\n",
        THREE + "group a any b c\nquorum a\n",
        THREE + f"witness none {D}\nquorum a\n",
        THREE + f"witness again {A}\nquorum a\n",
        THREE + f"log {LOG}\nquorum a\n",
        THREE + f"witness d {LOG}\nquorum a\n",
        THREE + "witness d nonsense\nquorum a\n",
        THREE + "quorum a b\n",
        THREE + "quorum a\r\n",
        THREE + "please trust a\nquorum a\n",
    ],
)
def test_a_policy_that_is_not_in_order_is_refused(text):
    with pytest.raises(PolicyRefused):
        parse_policy(text)


def test_a_refusal_names_the_file_and_the_line(tmp_path):
    (tmp_path / "policy").write_text(THREE + "please trust a\n")
    with pytest.raises(PolicyRefused, match=r"policy cannot be used: line 7: this is no line"):
        read_policy(tmp_path / "policy")
    with pytest.raises(PolicyRefused, match="put the policy file there"):
        read_policy(tmp_path / "missing")
