"""One condition as a function of a few dicts: for guards that are asked one at a time, outside a rulebook's judge."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from merchant_compliance.language.blocks import Block, chains_in
from merchant_compliance.language.expression import Node
from merchant_compliance.language.judging import Module
from merchant_compliance.language.python import test

Guard = Callable[..., bool]


def compile_guard(node: Node, names: Sequence[str]) -> Guard:
    """A function of these names, in their order: facts as plain dicts, `as_of` a date.

    INVARIANT: it is true exactly where the exact evaluator says true; where a fact is missing it is false.
    """
    module = Module()
    block = Block(module.constants, module.counter, {name: name for name in names}, chains_in((node,)))
    holds = test(block, node, True, True)
    body = [*block.lines(), f"return {holds}"]
    if any("(scope)" in line for line in body):  # the exact evaluator takes a part over
        body.insert(0, f"scope = {{{', '.join(f'{name!r}: {name}' for name in names)}}}")
    module.define("guard", ", ".join(names), body)
    guard: Guard = module.build()["guard"]
    return guard
