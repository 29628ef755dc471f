"""The productions of the language: one operation at one signature each, such as `int % int`.

An argument is a type, or a type with a sign:
`int!` a literal, `int~` a field of the record, `bool@` the body of a macro, `enum=` a field whose values are then
meant by `value` and `list<value>`. `range` is any list, `parts` a list of parts, `present` what `has` may ask for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Production:
    """`template` holds a `{}` for every argument; `{v}` is the variable of a macro, bound in the second argument."""

    name: str
    result: str
    arguments: tuple[str, ...]
    template: str


def _comparisons() -> Iterator[Production]:
    for kind in ("int", "double", "string", "date", "duration", "bool"):
        pairs = [(kind, kind)]
        pairs += [("double", "int!"), ("int!", "double"), ("int", "double!")] if kind == "double" else []
        for a, b in pairs:
            for sign in ("<", "<=", ">", ">=", "==", "!="):
                yield Production(f"{a} {sign} {b}", "bool", (a, b), f"({{}} {sign} {{}})")
    for sign in ("==", "!="):
        for pair in (("enum=", "value"), ("value", "enum="), ("enum", "enum")):
            yield Production(" ".join((pair[0], sign, pair[1])), "bool", pair, f"({{}} {sign} {{}})")
        yield Production(f"enum {sign} text", "bool", ("enum", "enum"), f"({{}} {sign} {{}}.lowerAscii())")
        for kind in ("string", "int", "double", "date", "bool"):
            lists = (f"list<{kind}>", f"list<{kind}>")
            yield Production(f"{lists[0]} {sign} list", "bool", lists, f"({{}} {sign} {{}})")


def _arithmetic() -> Iterator[Production]:
    for sign in "+-*/%":
        yield Production(f"int {sign} int", "int", ("int", "int"), f"({{}} {sign} {{}})")
    for sign in "+-*/":
        for a, b in (("double", "double"), ("double", "int!"), ("int!", "double"), ("int", "double!")):
            yield Production(f"{a} {sign} {b}", "double", (a, b), f"({{}} {sign} {{}})")
    for sign, left in (("+", "date"), ("-", "date"), ("+", "duration"), ("-", "duration")):
        yield Production(f"{left} {sign} duration", left, (left, "duration"), f"({{}} {sign} {{}})")
    yield Production("duration + date", "date", ("duration", "date"), "({} + {})")
    yield Production("date - date", "duration", ("date", "date"), "({} - {})")
    for kind in ("string", "list<string>", "list<int>", "list<double>", "list<date>"):
        yield Production(f"{kind} + {kind}", kind, (kind, kind), "({} + {})")


def _macros() -> Iterator[Production]:
    for name in ("exists", "all", "exists_one"):
        yield Production(name, "bool", ("range", "bool@"), f"{{}}.{name}({{v}}, {{}})")
    for kind in ("string", "int", "double", "bool", "date"):
        yield Production(f"map to {kind}", f"list<{kind}>", ("range", f"{kind}@"), "{}.map({v}, {})")
    yield Production("map of three", "list<string>", ("range", "bool@", "string@"), "{}.map({v}, {}, {})")
    for kind in ("string", "int", "double", "date", "enum"):
        lists = (f"list<{kind}>", "bool@")
        yield Production(f"filter {kind}", lists[0], lists, "{}.filter({v}, {})")
    yield Production("filter", "parts", ("parts", "bool@"), "{}.filter({v}, {})")


def _table() -> Iterator[Production]:
    yield from _comparisons()
    yield from _arithmetic()
    yield from _macros()
    for kind in ("bool", "int", "double", "string", "date", "duration", "list<string>", "list<int>"):
        yield Production(f"? : {kind}", kind, ("bool", kind, kind), "({} ? {} : {})")
    for name, result, arguments, template in FUNCTIONS:
        yield Production(name, result, tuple(arguments.split()), template)


FUNCTIONS = (
    ("&&", "bool", "bool bool", "({} && {})"),
    ("||", "bool", "bool bool", "({} || {})"),
    ("!", "bool", "bool", "!{}"),
    ("has", "bool", "present", "has({})"),
    ("bare flag", "bool", "bool~", "{}"),
    ("int in", "bool", "int list<int>", "({} in {})"),
    ("double in", "bool", "double list<double>", "({} in {})"),
    ("double in ints", "bool", "double list<int>!", "({} in {})"),
    ("string in", "bool", "string list<string>", "({} in {})"),
    ("date in", "bool", "date list<date>", "({} in {})"),
    ("bool in", "bool", "bool list<bool>", "({} in {})"),
    ("enum in", "bool", "enum= list<value>", "({} in {})"),
    ("value in enums", "bool", "value list<enum>=", "({} in {})"),
    ("key in scores", "bool", "score", "({} in scores)"),
    ("startsWith", "bool", "string string", "{}.startsWith({})"),
    ("endsWith", "bool", "string string", "{}.endsWith({})"),
    ("contains", "bool", "string string", "{}.contains({})"),
    ("contains of enum", "bool", "enum string", "{}.contains({})"),
    ("matches", "bool", "string~ pattern", "{}.matches({})"),
    ("matches()", "bool", "string~ pattern", "matches({}, {})"),
    ("same_name", "bool", "name name", "same_name({}, {})"),
    ("contains_any", "bool", "string list<string>", "contains_any({}, {})"),
    ("contains_any but", "bool", "string list<string> list<string>", "contains_any({}, {}, {})"),
    ("bool(string)", "bool", "string~", "bool({})"),
    ("-int", "int", "int", "(-({}))"),
    ("-double", "double", "double", "(-({}))"),
    ("size string", "int", "string", "{}.size()"),
    ("size() string", "int", "string", "size({})"),
    ("size list<string>", "int", "list<string>", "{}.size()"),
    ("size() parts", "int", "parts", "size({})"),
    ("size parts", "int", "parts", "{}.size()"),
    ("indexOf", "int", "string string", "{}.indexOf({})"),
    ("indexOf from", "int", "string string small", "{}.indexOf({}, {})"),
    ("lastIndexOf", "int", "string string", "{}.lastIndexOf({})"),
    ("lastIndexOf to", "int", "string string small", "{}.lastIndexOf({}, {})"),
    ("int(string)", "int", "string~", "int({})"),
    ("int(double)", "int", "double~", "int({})"),
    ("int(int)", "int", "int", "int({})"),
    ("double(int)", "double", "int", "double({})"),
    ("double(string)", "double", "string~", "double({})"),
    ("double(double)", "double", "double", "double({})"),
    ("string(int)", "string", "int", "string({})"),
    ("string(bool)", "string", "bool", "string({})"),
    ("string(string)", "string", "string", "string({})"),
    ("lowerAscii", "string", "string", "{}.lowerAscii()"),
    ("upperAscii", "string", "string", "{}.upperAscii()"),
    ("trim", "string", "string", "{}.trim()"),
    ("reverse", "string", "string", "{}.reverse()"),
    ("charAt", "string", "string small", "{}.charAt({})"),
    ("substring", "string", "string small", "{}.substring({})"),
    ("substring to", "string", "string small small", "{}.substring({}, {})"),
    ("replace", "string", "string string string", "{}.replace({}, {})"),
    ("replace some", "string", "string string string small", "{}.replace({}, {}, {})"),
    ("split", "list<string>", "string string", "{}.split({})"),
    ("split some", "list<string>", "string string small", "{}.split({}, {})"),
    ("join", "string", "list<string>", "{}.join()"),
    ("join with", "string", "list<string> string", "{}.join({})"),
    ("[string]", "list<string>", "string string", "[{}, {}]"),
    ("[int]", "list<int>", "int int", "[{}, {}]"),
    ("[double]", "list<double>", "double double", "[{}, {}]"),
    ("[date]", "list<date>", "date date", "[{}, {}]"),
    ("[bool]", "list<bool>", "bool bool", "[{}, {}]"),
    ("date", "date", "day", "date({})"),
    ("date of text", "date", "string~", "date({})"),
    ("days", "duration", "count", "days({})"),
    ("days of int", "duration", "int~", "days({})"),
)
PRODUCTIONS: tuple[Production, ...] = tuple(_table())
BY_RESULT: dict[str, tuple[Production, ...]] = {
    kind: tuple(p for p in PRODUCTIONS if p.result == kind) for kind in {p.result for p in PRODUCTIONS}
}
