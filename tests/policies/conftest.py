"""The demo partnership, signed as at set-up; its bundle; the embedded engine; and one real OPA server a session."""

import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from deploy.demo.ceremony import hold_signing_ceremony
from isa.register import Register, open_register
from isa.signing import read_trust_list
from isa.vocabulary import Vocabulary, load_vocabulary
from policies.bundle import Bundle, build
from policies.decision import Ruling
from policies.embedded import EmbeddedEngine
from policies.opa import OpaEngine
from policies.question import Candidate, Question

REPOSITORY = Path(__file__).parents[2]
TODAY = date(2026, 11, 20)
DAY = (TODAY - date(1970, 1, 1)).days

POLICE = Candidate("police:04", "police.family_involvement", "part3", subject_role="victim", age_band="adult")
HUB = Candidate("gss:E06000009", "familyhub.early_help", "part2", age_band="under18")
CARE = Candidate("gss:E06000009", "social_care.children", "part2", age_band="under18")
NURSES = Candidate("ods:RXL", "health.service_involvement", "part2", age_band="under18")
CAMHS = Candidate("ods:RW5", "health.service_involvement", "part2", ("MENTAL_HEALTH",), age_band="under18")


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return load_vocabulary()


@pytest.fixture(scope="session")
def register(tmp_path_factory: pytest.TempPathFactory, vocabulary: Vocabulary) -> Register:
    directory = tmp_path_factory.mktemp("partnership")
    hold_signing_ceremony(directory, REPOSITORY / "isa" / "agreements", TODAY)
    root = Ed25519PublicKey.from_public_bytes(bytes.fromhex((directory / "root.pub").read_text()))
    trust = read_trust_list((directory / "trust-list.jws.json").read_bytes(), root)
    return open_register(directory / "agreements", trust, vocabulary, TODAY)


@pytest.fixture(scope="session")
def bundle(register: Register) -> Bundle:
    return build(register.in_force, (), TODAY)


@pytest.fixture(scope="session")
def embedded(bundle: Bundle) -> EmbeddedEngine:
    return EmbeddedEngine(bundle)


@pytest.fixture(scope="session")
def ask() -> Callable[..., Question]:
    """A social worker with an open case, unless the test says otherwise."""

    def question(*candidates: Candidate, **changes: object) -> Question:
        asked: dict[str, object] = {
            "agency": "gss:E06000009",
            "role": "social_worker",
            "assurance": "mfa",
            "training": ("IG-L2",),
            "act": "find",
            "level": 3,
            "purpose": "safeguard_child",
            "relationship": "open_case",
            "case_reference": True,
            "day": DAY,
            "candidates": candidates,
        }
        return Question(**{**asked, **changes})  # type: ignore[arg-type]

    return question


@pytest.fixture
def rule_on(embedded: EmbeddedEngine, ask: Callable[..., Question]) -> Callable[..., object]:
    async def ruled(candidate: Candidate, **changes: object) -> Ruling:
        return (await embedded.decide(ask(candidate, **changes))).rulings[0]

    return ruled


@pytest.fixture(scope="session")
def opa_binary() -> str:
    go_path = os.environ.get("GOPATH", str(Path.home() / "go"))
    places = [os.environ.get("GOLDEN_THREAD_OPA"), shutil.which("opa"), f"{go_path}/bin/opa", "/tmp/gobin/opa"]
    for place in places:
        if place and Path(place).is_file():
            return place
    pytest.skip("no OPA here (GOLDEN_THREAD_OPA, PATH, $GOPATH/bin): nothing was asked of a real OPA server")


@pytest.fixture(scope="session")
def opa_url(opa_binary: str, bundle: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    packed = tmp_path_factory.mktemp("opa") / "bundle.tar.gz"
    packed.write_bytes(bundle.tar())
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [opa_binary, "run", "--server", "--addr", address, "--log-level", "error", "--bundle", str(packed)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as server:
        try:
            _wait(f"http://{address}/health?bundles", server)
            yield f"http://{address}"
        finally:
            server.terminate()


@pytest.fixture
async def opa(opa_url: str, bundle: Bundle) -> AsyncIterator[OpaEngine]:
    engine = OpaEngine(opa_url, bundle.digest, timeout=60)
    yield engine
    await engine.close()


def _wait(url: str, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(200):
        try:
            with urllib.request.urlopen(url, timeout=1) as answer:
                if answer.status == 200:
                    return
        except OSError:
            if server.poll() is not None:
                assert server.stderr is not None
                pytest.fail(server.stderr.read().decode())
            time.sleep(0.05)
    pytest.fail("OPA did not become healthy in ten seconds")
