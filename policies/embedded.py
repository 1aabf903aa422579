"""The engine in this process: regopy (rego-cpp). Evaluated inline, one question at a time.

An interpreter holds the part of the bundle that one asker and purpose can reach (`policies.slices`). It is compiled
when it is first needed, in a thread, while other questions go on; or before, where the last engine had it.

rego-cpp has no time limit. What bounds its work: it stops a rule that comes back to itself, only the project's own Rego
with its few built-ins is ever loaded, that iterates over nothing but the question's candidates and the rules of one
asker, and a question is bounded in size before it is put.

A regopy interpreter shared by two threads gave wrong permits, so nothing here runs outside the lock; the query is built
once, because parsing it costs more than answering it.
"""

import asyncio
import threading
from collections import OrderedDict
from collections.abc import Iterable
from typing import Final, Protocol

import msgspec
from regopy import Input, Interpreter, RegoError

from policies.bundle import ROOT, Bundle
from policies.decision import Decision
from policies.engine import PolicyUnavailable, refuse_too_much
from policies.question import Question
from policies.slices import NOBODY, Key, Slice, Slices
from policies.wire import Answers, put

SHORT = f"data.{ROOT}.disclosure.short"
"""The decision in which a ruling that is one of the bundle's answers is only its number: rego-cpp takes 0.15 ms to hand
out a whole one. OPA is asked for the whole decision, which the same Rego makes of this one."""
MOST_SLICES: Final = 32
"""Askers and purposes whose slices are kept compiled: each takes 5 to 8 MB."""
MOST_BEFORE: Final = 8
"""Of the last engine's slices, how many are compiled before the first question; more would keep a stop waiting."""


class _Output(Protocol):
    results: list["_Result"]

    def ok(self) -> bool: ...


class _Result(Protocol):
    expressions: list[object]


class EmbeddedEngine:
    """Decides by one bundle. Another bundle is another engine."""

    def __init__(self, bundle: Bundle, last: "EmbeddedEngine | None" = None) -> None:
        """Compile what a stranger meets, and what the last engine was asked about most recently.

        Args:
            bundle: what decides.
            last: the engine of the bundle before, where there was one.

        Raises:
            PolicyUnavailable: the Rego does not compile.
        """
        self.digest = bundle.digest
        self._modules = bundle.modules
        self._compiling = threading.Lock()
        self._listing = threading.Lock()
        self._compiled: OrderedDict[Key, _Compiled] = OrderedDict()
        try:
            self._slices = Slices(bundle)
        except (msgspec.DecodeError, KeyError) as fault:
            raise PolicyUnavailable("the policy bundle holds no agreements") from fault
        for key in (NOBODY, *(last.recent if last else ())):
            self._compile(key)

    @property
    def recent(self) -> tuple[Key, ...]:
        """The slices that were asked most recently, the last one last."""
        with self._listing:
            return tuple(self._compiled)[-MOST_BEFORE:]

    async def decide(self, question: Question) -> Decision:
        """One ruling per candidate, in order.

        Raises:
            PolicyUnavailable: the evaluation failed or gave no well-formed decision.
        """
        refuse_too_much(question)
        key = self._slices.key(question)
        compiled = self._found(key)
        if compiled is None:
            compiled = await asyncio.to_thread(self._compile, key)
        return compiled.decide(question)

    async def close(self) -> None:
        """Nothing is held open."""

    def _found(self, key: Key) -> "_Compiled | None":
        with self._listing:
            if key in self._compiled:
                self._compiled.move_to_end(key)
            return self._compiled.get(key)

    def _compile(self, key: Key) -> "_Compiled":
        with self._compiling:
            found = self._found(key)
            if found is None:
                found = _Compiled(self._slices.cut(key), self._modules, self.digest)
                self._keep(key, found)
            return found

    def _keep(self, key: Key, compiled: "_Compiled") -> None:
        """Keep it; when there are too many, the one that was asked longest ago is dropped."""
        with self._listing:
            self._compiled[key] = compiled
            if len(self._compiled) > MOST_SLICES:
                self._compiled.popitem(last=False)


class _Compiled:
    """One slice of the bundle in an interpreter of its own."""

    def __init__(self, part: Slice, modules: Iterable[tuple[str, str]], digest: str) -> None:
        self._part = part
        self._digest = digest
        self._lock = threading.Lock()
        self._answers = Answers(part.agreed)
        try:
            self._interpreter = Interpreter()
            self._interpreter.strict_built_in_errors = True
            self._interpreter.add_data_json(f'{{"{ROOT}":{{"agreed":{part.agreed}}}}}')
            for name, source in modules:
                self._interpreter.add_module(name, source)
            self._query = self._interpreter.build(SHORT)
        except RegoError as fault:
            raise PolicyUnavailable("the policy bundle does not compile") from fault
        if not self._query.ok():
            raise PolicyUnavailable("the policy bundle does not compile")

    def decide(self, question: Question) -> Decision:
        """As the engine. Kinds of record that the rules do not tell apart are put to it once."""
        put(question)
        told = list(self._part.kinds(question))
        first = dict(zip(told, question.candidates, strict=True))
        asked = msgspec.structs.replace(question, candidates=tuple(first.values()))
        decision = self._answers.take(self._evaluate(put(asked)), asked, self._digest)
        ruled = dict(zip(first, decision.rulings, strict=True))
        return Decision(decision.bundle, tuple([ruled[kind] for kind in told]))

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
