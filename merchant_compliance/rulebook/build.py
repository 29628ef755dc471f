"""A policy's shape → its parameters and rules, and all that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from merchant_compliance.errors import Problem
from merchant_compliance.rulebook import build_messages as say
from merchant_compliance.rulebook.builder import Builder, Judgement, guard_wording
from merchant_compliance.rulebook.conditions import Compiler, Path
from merchant_compliance.rulebook.documents import document_rules
from merchant_compliance.rulebook.parameters import Parameter, broken_parameters, parameters_of, sample_of
from merchant_compliance.rulebook.policy import PolicyShape
from merchant_compliance.rulebook.rule import Rule
from merchant_compliance.rulebook.spot import Source
from merchant_compliance.rulebook.tables import table_rules

PARAMETER = re.compile(r"\bparams\.(\w+)")


@dataclass(frozen=True)
class Built:
    """What a policy file holds, checked."""

    shape: PolicyShape
    source: Source
    parameters: Mapping[str, Parameter]
    rules: tuple[Rule, ...]


def build(
    shape: PolicyShape, source: Source, outcomes: Collection[str], cards: Collection[str]
) -> tuple[Built, list[Problem]]:
    """All rules of a policy, in the order of the file, and all that is wrong with it."""
    parameters, problems = parameters_of(shape, source)
    broken = broken_parameters(shape, source)
    samples = {name: sample_of(parameter) for name, parameter in parameters.items()}
    builder = Builder(shape, source, outcomes, cards, Compiler(source, samples, broken))
    rules = [*plain_rules(builder), *table_rules(builder), *document_rules(builder)]
    built = Built(shape, source, parameters, tuple(rules))
    problems += [*builder.problems, *builder.compiler.problems, *_parameter_warnings(built)]
    return built, list(dict.fromkeys(problems))


def plain_rules(builder: Builder) -> Iterator[Rule]:
    for index, shape in enumerate(builder.shape.rules):
        path: Path = ("rules", index)
        for_each = builder.for_each(shape.for_each, path)
        applies = builder.condition(shape.applies, (*path, "applies"), for_each)
        builder.check_texts(shape, path, for_each)
        judged = builder.judged(shape, path, for_each)
        if judged is None:
            message = say.TWO_CONDITIONS if shape.when is not None else say.NO_CONDITION
            builder.problems.append(message.at(builder.source.place(path), id=shape.id))
            continue
        wording = guard_wording(shape.applies) | judged[1]
        rule = builder.rule(shape.id, shape, path, Judgement(for_each, applies, judged[0], wording))
        if rule:
            yield rule


def _parameter_warnings(built: Built) -> Iterator[Problem]:
    read = {name for rule in built.rules for text in (rule.wording or {}).values() for name in PARAMETER.findall(text)}
    texts = " ".join(text for rule in built.rules for text in (*rule.reason, *rule.remedy))
    for name, values in built.shape.parameters.items():
        path = ("parameters", name)
        if name not in read and f"{{params.{name}}}" not in texts:
            yield say.UNUSED_PARAMETER.at(built.source.place_of_key(path), name=name)
        for index, value in enumerate(values):
            if not value.source:
                yield say.UNSOURCED.at(built.source.place((*path, index)), name=name)
