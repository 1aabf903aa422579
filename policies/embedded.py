"""The engine in this process: regopy (rego-cpp). One interpreter, one lock, evaluated inline.

rego-cpp has no time limit. What bounds its work: it stops a rule that comes back to itself, only the project's own Rego
with its few built-ins is ever loaded, that iterates over nothing but the question's candidates and the rules of one
asker, and a question is bounded in size before it is put.

A regopy interpreter shared by two threads gave wrong permits, so nothing here runs outside the lock; the query is built
once, because parsing it costs more than answering it.
"""

import threading
from typing import Protocol

from regopy import Input, Interpreter, RegoError

from policies.bundle import ROOT, Bundle
from policies.decision import Decision
from policies.engine import PolicyUnavailable, refuse_too_much
from policies.question import Question
from policies.wire import Answers, put

SHORT = f"data.{ROOT}.disclosure.short"
"""The decision in which a ruling that is one of the bundle's answers is only its number: rego-cpp takes 0.15 ms to hand
out a whole one. OPA is asked for the whole decision, which the same Rego makes of this one."""


class _Output(Protocol):
    results: list["_Result"]

    def ok(self) -> bool: ...


class _Result(Protocol):
    expressions: list[object]


class EmbeddedEngine:
    """Decides by one bundle. Another bundle is another engine."""

    def __init__(self, bundle: Bundle) -> None:
        """Compile the bundle.

        Raises:
            PolicyUnavailable: the Rego does not compile.
        """
        self.digest = bundle.digest
        self._lock = threading.Lock()
        self._answers = Answers(bundle.agreed)
        try:
            self._interpreter = Interpreter()
            self._interpreter.strict_built_in_errors = True
            self._interpreter.add_data_json(f'{{"{ROOT}":{{"agreed":{bundle.agreed}}}}}')
            for name, source in bundle.modules:
                self._interpreter.add_module(name, source)
            self._query = self._interpreter.build(SHORT)
        except RegoError as fault:
            raise PolicyUnavailable("the policy bundle does not compile") from fault
        if not self._query.ok():
            raise PolicyUnavailable("the policy bundle does not compile")

    async def decide(self, question: Question) -> Decision:
        """One ruling per candidate, in order.

        Raises:
            PolicyUnavailable: the evaluation failed or gave no well-formed decision.
        """
        refuse_too_much(question)
        return self._answers.take(self._evaluate(put(question)), question, self.digest)

    async def close(self) -> None:
        """Nothing is held open."""

    def _evaluate(self, question: dict[str, object]) -> object:
        try:
            with self._lock:
                self._interpreter.set_input(Input(question))
                output: _Output = self._interpreter.query_bundle(self._query)
                if not output.ok() or len(output.results) != 1 or len(output.results[0].expressions) != 1:
                    raise PolicyUnavailable("the policy engine gave no decision")
                return output.results[0].expressions[0]
        except (RegoError, ValueError, TypeError) as fault:
            raise PolicyUnavailable("the policy engine failed") from fault
