"""A policy that could know the time, the network, the environment or chance, or walk a document, is refused by both.

Ours is the check before a bundle is made; OPA's is `--capabilities` with the same file.
"""

import json
import subprocess
from pathlib import Path

import pytest

from policies.modules import CAPABILITIES, BundleRefused, read_modules, refuse_forbidden_builtins

FORBIDDEN = [
    'http.send({"method": "GET", "url": "http://127.0.0.1"})',
    "time.now_ns()",
    "opa.runtime()",
    'rand.intn("x", 3)',
    "regex.match(input.agency, input.role)",
    'regex.split("a", input.role)',
    "walk(input)",
    "graph.reachable(input.graph, input.nodes)",
    'net.lookup_ip_addr("example.org")',
    "io.jwt.decode(input.agency)",
    "json.unmarshal(input.agency)",
    'uuid.rfc4122("x")',
    'trace("x")',
    "print(input)",
    "numbers.range(1, 100000000)",
    "strings.render_template(input.agency, {})",
]


@pytest.mark.parametrize("call", FORBIDDEN)
def test_a_forbidden_call_is_refused_by_both(call: str, opa_binary: str, tmp_path: Path) -> None:
    source = f"package golden_thread.more\n\nfound := x if {{\n\tx := {call}\n}}\n"
    with pytest.raises(BundleRefused, match="allow-list"):
        refuse_forbidden_builtins("more.rego", source, frozenset())
    (tmp_path / "more.rego").write_text(source, "utf-8")
    checked = subprocess.run(
        [opa_binary, "check", "--capabilities", str(CAPABILITIES), str(tmp_path / "more.rego")],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert checked.returncode != 0
    assert "undefined function" in checked.stderr + checked.stdout


def test_the_policies_that_ship_pass_both(opa_binary: str, tmp_path: Path) -> None:
    for name, source in read_modules():
        (tmp_path / name).write_text(source, "utf-8")
    command = [opa_binary, "check", "--strict", "--capabilities", str(CAPABILITIES), str(tmp_path)]
    assert subprocess.run(command, capture_output=True, timeout=60, check=False).returncode == 0


def test_the_allow_list_lets_no_host_be_reached() -> None:
    declared = json.loads(CAPABILITIES.read_text("utf-8"))
    assert declared.get("allow_net", []) == []
    assert not any(builtin.get("nondeterministic") for builtin in declared["builtins"])
