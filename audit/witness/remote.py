"""One witness as the log sees it over HTTP. It gives nothing but what was verified with the witness's own key."""

import contextlib
import http.client
import ssl
from collections.abc import Sequence
from urllib.parse import urlsplit

from audit.key_chain import TrustedKey, open_with
from audit.note import Checkpoint, NoteRefused
from audit.witness.cosignature import cosignatures
from audit.witness.policy import Witness
from audit.witness.wire import (
    ADD_CHECKPOINT,
    MAX_BODY,
    Submission,
    SubmissionRefused,
    latest_path,
    parse_size,
    submission_body,
)


class WitnessFailed(Exception):
    """The witness does not answer, or not as a witness does."""


class WitnessRefused(Exception):
    """The witness did not cosign; `remembers` is the size of the last tree that it did cosign, if it said so."""

    def __init__(self, status: int, remembers: int | None) -> None:
        super().__init__(f"it answered {status}")
        self.status = status
        self.remembers = remembers


class RemoteWitness:
    """Keeps one connection. For one thread at a time."""

    def __init__(self, witness: Witness, timeout: float) -> None:
        self.name = witness.name
        self._cosigner = witness.cosigner
        self._address = urlsplit(witness.url)
        self._timeout = timeout
        self._connection: http.client.HTTPConnection | None = None

    def add_checkpoint(self, submission: Submission) -> str:
        """The line of its cosignature on this checkpoint. Raises WitnessRefused, WitnessFailed."""
        status, body = self._ask("POST", ADD_CHECKPOINT, submission_body(submission))
        if status != 200:
            raise WitnessRefused(status, _told_size(body) if status == 409 else None)
        for line in body.splitlines():
            with contextlib.suppress(NoteRefused):
                if cosignatures(f"{submission.note}{line}\n", [self._cosigner]):
                    return line
        raise WitnessFailed("its answer holds no cosignature of its own")

    def remembered(self, keys: Sequence[TrustedKey]) -> Checkpoint | None:
        """The last checkpoint of the log of these keys that it cosigned, None if there is none. Raises WitnessFailed.

        The signature of a key of the log is on it, of a time when it counted: a witness cannot make one up.
        """
        status, note = self._ask("GET", latest_path(keys[0].verifier.name), None)
        if status == 404:
            return None
        if status != 200:
            raise WitnessFailed(f"it answered {status}")
        try:
            checkpoint, _ = open_with(note, keys)
            if not cosignatures(note, [self._cosigner]):
                raise WitnessFailed("what it shows is not cosigned by it")
        except NoteRefused as error:
            raise WitnessFailed(f"what it shows is not a checkpoint of this log: {error}") from error
        return checkpoint

    def close(self) -> None:
        """Let the connection go."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def _ask(self, method: str, path: str, body: bytes | None) -> tuple[int, str]:
        """Ask once more on a fresh connection where the kept one was gone."""
        kept = self._connection is not None
        try:
            return self._ask_once(method, path, body)
        except (OSError, http.client.HTTPException, ValueError) as error:  # ValueError: of an address that is none
            self.close()
            if not kept or isinstance(error, TimeoutError):
                raise WitnessFailed(type(error).__name__) from error
        try:
            return self._ask_once(method, path, body)
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.close()
            raise WitnessFailed(type(error).__name__) from error

    def _ask_once(self, method: str, path: str, body: bytes | None) -> tuple[int, str]:
        if self._connection is None:
            self._connection = self._connect()
        self._connection.request(method, self._address.path.rstrip("/") + path, body)
        response = self._connection.getresponse()
        content = response.read(MAX_BODY + 1)
        if len(content) > MAX_BODY:
            raise http.client.HTTPException("the answer is too long")
        return response.status, content.decode(errors="replace")

    def _connect(self) -> http.client.HTTPConnection:
        host, port = self._address.hostname or "", self._address.port
        if self._address.scheme == "https":
            context = ssl.create_default_context()
            return http.client.HTTPSConnection(host, port, timeout=self._timeout, context=context)
        return http.client.HTTPConnection(host, port, timeout=self._timeout)


def _told_size(body: str) -> int | None:
    with contextlib.suppress(SubmissionRefused):
        return parse_size(body.removesuffix("\n"))
    return None
