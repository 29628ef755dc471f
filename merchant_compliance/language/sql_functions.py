"""CEL's operators and functions in DuckDB's SQL, by CEL name. Arguments are SQL expressions; NULL is unknown."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from sqlglot import exp

from merchant_compliance.language.expression import Call, Literal
from merchant_compliance.language.operators import DURATION_LIMIT
from merchant_compliance.language.refusals import left_out
from merchant_compliance.language.texts import BLANK, WHITE, alternation, longest_first

Expression = exp.Expression
Write = Callable[[Call, list[Expression]], Expression]
LONGEST = DURATION_LIMIT.days
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def call(name: str, *arguments: Expression) -> Expression:
    return exp.Anonymous(this=name, expressions=list(arguments))


@cache
def _kind(name: str) -> exp.DataType:
    return exp.DataType.build(name, dialect="duckdb")


def cast(value: Expression, kind: str) -> Expression:
    return exp.Cast(this=value, to=_kind(kind))


def attempt(value: Expression) -> Expression:
    """NULL where the operation fails, such as an overflow."""
    return call("try", value)


def known(value: Expression) -> Expression:
    """Not NULL. The brackets matter: NOT binds less than IS."""
    return negation(exp.Is(this=exp.Paren(this=value), expression=exp.Null()))


def negation(value: Expression) -> Expression:
    return exp.Paren(this=exp.Not(this=exp.Paren(this=value)))


def when(*cases: tuple[Expression, Expression], otherwise: Expression | None = None) -> Expression:
    ifs = [exp.If(this=condition, true=value) for condition, value in cases]
    return exp.Case(ifs=ifs, default=otherwise)


def text(value: str) -> Expression:
    return exp.Literal.string(value)


def number(value: int) -> Expression:
    return exp.Literal.number(value)


def balanced(items: list[exp.Expression], join: type[exp.Expression]) -> exp.Expression:
    """A tree of them: a chain of a thousand would be too deep for the parser, and slow to plan."""
    if len(items) == 1:
        return items[0]
    half = len(items) // 2
    left, right = balanced(items[:half], join), balanced(items[half:], join)
    return exp.Paren(this=join(this=left, expression=right))


def _operator(kind: type[exp.Binary]) -> Write:
    return lambda _node, args: exp.Paren(this=kind(this=args[0], expression=args[1]))


def _plain(name: str) -> Write:
    return lambda _node, args: call(name, *args)


def _ranged_days(value: Expression) -> Expression:
    """A number of days, NULL where it is longer than CEL's durations."""
    low, high = number(-LONGEST), number(LONGEST)
    return when((exp.Between(this=value, low=low, high=high), value))


def _moved(day: Expression, by: Expression, sign: type[exp.Binary]) -> Expression:
    """A date some days on, NULL outside the years 1 to 9999."""
    moved = attempt(exp.Paren(this=sign(this=day, expression=cast(by, "INTEGER"))))
    first, last = cast(text("0001-01-01"), "DATE"), cast(text("9999-12-31"), "DATE")
    return when((exp.Between(this=moved, low=first, high=last), moved))


def _add(node: Call, args: list[Expression]) -> Expression:
    left, right = (argument.type for argument in node.arguments)
    if "date" in (left, right):
        day, by = args if left == "date" else reversed(args)
        return _moved(day, by, exp.Add)
    if node.type == "string":
        return exp.Paren(this=exp.DPipe(this=args[0], expression=args[1]))
    if isinstance(node.type, tuple):
        return when((_both_there(args), call("list_concat", *args)))
    for argument, other in zip(node.arguments, reversed(args), strict=True):
        if isinstance(argument, Literal) and argument.value == 0.0 and node.type == "double":
            return _plus_zero(other, str(argument.value))
    total = exp.Paren(this=exp.Add(this=args[0], expression=args[1]))
    return _ranged_days(total) if node.type == "duration" else total if node.type == "double" else attempt(total)


def _plus_zero(value: Expression, zero: str) -> Expression:
    """DuckDB takes x + 0 for x, but -0.0 + 0.0 is 0.0."""
    if zero.startswith("-"):
        return value
    return when((exp.EQ(this=value, expression=number(0)), cast(text("0.0"), "DOUBLE")), otherwise=value)


def _both_there(args: list[Expression]) -> Expression:
    return exp.And(this=known(args[0]), expression=known(args[1]))


def _subtract(node: Call, args: list[Expression]) -> Expression:
    kinds = tuple(argument.type for argument in node.arguments)
    if kinds == ("date", "duration"):
        return _moved(args[0], args[1], exp.Sub)
    rest = exp.Paren(this=exp.Sub(this=args[0], expression=args[1]))
    return _ranged_days(rest) if node.type == "duration" else rest if node.type == "double" else attempt(rest)


def _arithmetic(kind: type[exp.Binary]) -> Write:
    def write(node: Call, args: list[Expression]) -> Expression:
        result = exp.Paren(this=kind(this=args[0], expression=args[1]))
        return result if node.type == "double" else attempt(result)

    return write


def _divide(node: Call, args: list[Expression]) -> Expression:
    """Integers truncate toward zero, NULL by zero; doubles follow IEEE 754."""
    if node.type == "double":
        return exp.Paren(this=exp.Div(this=args[0], expression=args[1], typed=True, safe=False))
    return attempt(exp.Paren(this=exp.IntDiv(this=args[0], expression=args[1])))


def _remainder(_node: Call, args: list[Expression]) -> Expression:
    """`min % -1` overflows in CEL; DuckDB gives 0."""
    rest = attempt(exp.Paren(this=exp.Mod(this=args[0], expression=args[1])))
    lowest = cast(text(str(-(2**63))), "BIGINT")
    overflow = exp.And(
        this=exp.EQ(this=args[0], expression=lowest),
        expression=exp.EQ(this=args[1], expression=number(-1)),
    )
    return when((negation(overflow), rest))


def _negate(node: Call, args: list[Expression]) -> Expression:
    if node.type == "double":
        return exp.Neg(this=exp.Paren(this=args[0]))
    return attempt(exp.Paren(this=exp.Sub(this=cast(number(0), "BIGINT"), expression=args[0])))


def _size(node: Call, args: list[Expression]) -> Expression:
    kind = node.arguments[0].type
    return cast(call("length" if kind == "string" else "len", *args), "BIGINT")


def _contained(node: Call, args: list[Expression]) -> Expression:
    box = node.arguments[1]
    if not (isinstance(box.type, tuple) and box.type[0] == "list"):
        raise left_out("sql", "in a map")
    if isinstance(box, Literal) and not box.value:
        return when((known(args[0]), exp.Boolean(this=False)))
    found = call("list_contains", args[1], args[0])
    if isinstance(node.arguments[0], Literal) or isinstance(box, Literal):
        return found  # only an empty list has an answer for an unknown item
    return when((known(args[0]), found))


def _equal(kind: type[exp.Binary]) -> Write:
    def write(node: Call, args: list[Expression]) -> Expression:
        if any(isinstance(a.type, tuple) and a.type[0] != "list" for a in node.arguments):
            raise left_out("sql", "equality of maps")
        return exp.Paren(this=kind(this=args[0], expression=args[1]))

    return write


def _int(node: Call, args: list[Expression]) -> Expression:
    """Doubles are truncated; texts must be whole numbers, with nothing but white space around them."""
    kind = node.arguments[0].type
    if kind == "int":
        return args[0]
    if kind == "double":
        low, high = (cast(text(bound), "DOUBLE") for bound in ("-9223372036854775808", "9223372036854775808"))
        above, under = exp.GT(this=args[0], expression=low), exp.LT(this=args[0], expression=high)
        inside = exp.And(this=above, expression=under)
        return when((inside, attempt(cast(call("trunc", args[0]), "BIGINT"))))
    raise left_out("sql", "int(text)")


def _double(node: Call, args: list[Expression]) -> Expression:
    if node.arguments[0].type == "string":
        raise left_out("sql", "double(text)")
    return cast(args[0], "DOUBLE")


def _string(_node: Call, args: list[Expression]) -> Expression:
    return cast(args[0], "VARCHAR")


def _days(_node: Call, args: list[Expression]) -> Expression:
    return _ranged_days(args[0])


def _matches(_node: Call, args: list[Expression]) -> Expression:
    return call("regexp_matches", *args)


def _substring(_node: Call, args: list[Expression]) -> Expression:
    """Positions count from 0 and must lie inside the text, the end after the start."""
    source, start = args[0], args[1]
    end = args[2] if len(args) > 2 else call("length", source)
    inside = exp.And(
        this=exp.And(this=exp.GTE(this=start, expression=number(0)), expression=exp.LTE(this=start, expression=end)),
        expression=exp.LTE(this=end, expression=call("length", source)),
    )
    width = exp.Sub(this=end, expression=start)
    begin = exp.Add(this=start, expression=number(1))
    return when((inside, call("substring", source, begin, width)))


def _char_at(_node: Call, args: list[Expression]) -> Expression:
    inside = exp.Between(this=args[1], low=number(0), high=call("length", args[0]))
    begin = exp.Add(this=args[1], expression=number(1))
    return when((inside, call("substring", args[0], begin, number(1))))


def _index_of(_node: Call, args: list[Expression]) -> Expression:
    if len(args) > 2:
        raise left_out("sql", "indexOf from a position")
    return cast(exp.Paren(this=exp.Sub(this=call("strpos", *args), expression=number(1))), "BIGINT")


def _replace(node: Call, args: list[Expression]) -> Expression:
    if len(args) > 3 or not (isinstance(node.arguments[1], Literal) and node.arguments[1].value):
        raise left_out("sql", "replace with a count or an empty text")
    return call("replace", *args)


def _split(node: Call, args: list[Expression]) -> Expression:
    separator = node.arguments[1]
    if len(args) > 2 or not (isinstance(separator, Literal) and separator.value):
        raise left_out("sql", "split with a limit or without a separator")
    return call("string_split", *args)


def _join(node: Call, args: list[Expression]) -> Expression:
    if not all(isinstance(separator, Literal) for separator in node.arguments[1:]):
        raise left_out("sql", "join with a separator that is not constant")
    return call("array_to_string", args[0], args[1] if len(args) > 1 else text(""))


def _reverse(_node: Call, args: list[Expression]) -> Expression:
    return call("array_to_string", call("list_reverse", call("string_split", args[0], text(""))), text(""))


def _translated(source: str, target: str) -> Write:
    return lambda _node, args: call("translate", args[0], text(source), text(target))


def _contains_any(node: Call, args: list[Expression]) -> Expression:
    """One automaton for the words and one for the harmless phrases, which are blanked out before."""
    lists = [argument.value for argument in node.arguments[1:] if isinstance(argument, Literal)]
    if len(lists) != len(args) - 1:
        raise left_out("sql", "contains_any with words that are not constant")
    words, harmless = ([str(word) for word in value] for value in (*map(_items, lists), [])[:2])
    source = args[0]
    if any(harmless):
        phrases = alternation(longest_first(harmless))
        source = call("regexp_replace", source, text(phrases), text(BLANK), text("g"))
    return call("regexp_matches", source, text(alternation(words)))


def _items(value: object) -> list[object]:
    return list(value) if isinstance(value, (list, tuple)) else []


IEEE = frozenset(("_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_"))
FUNCTIONS: dict[str, Write] = {
    "_==_": _equal(exp.EQ),
    "_!=_": _equal(exp.NEQ),
    "_<_": _operator(exp.LT),
    "_<=_": _operator(exp.LTE),
    "_>_": _operator(exp.GT),
    "_>=_": _operator(exp.GTE),
    "@in": _contained,
    "_+_": _add,
    "_-_": _subtract,
    "_*_": _arithmetic(exp.Mul),
    "_/_": _divide,
    "_%_": _remainder,
    "-_": _negate,
    "size": _size,
    "int": _int,
    "double": _double,
    "string": _string,
    "days": _days,
    "matches": _matches,
    "contains": _plain("contains"),
    "startsWith": _plain("starts_with"),
    "endsWith": _plain("ends_with"),
    "charAt": _char_at,
    "indexOf": _index_of,
    "substring": _substring,
    "replace": _replace,
    "split": _split,
    "join": _join,
    "trim": lambda _node, args: call("trim", args[0], text(WHITE)),
    "lowerAscii": _translated(LETTERS.upper(), LETTERS),
    "upperAscii": _translated(LETTERS, LETTERS.upper()),
    "reverse": _reverse,
    "same_name": lambda _node, args: exp.Paren(
        this=exp.EQ(this=call("plain_name", args[0]), expression=call("plain_name", args[1]))
    ),
    "contains_any": _contains_any,
}
"""`plain_name` is a Python function of the connection: DuckDB has no NFKC."""
