"""What durable_rules 2.0.28 does wrong, each in a process of its own, since some of it ends the process.

    python benchmarks/durable_repros.py            # all of them: what was expected, what was seen
    python benchmarks/durable_repros.py NAME       # one, alone: what to attach to a report

A line says `seen` where the fault shows as described, else `NOT SEEN`: then a new version may have mended it, and the
refusal that rests on it (`merchant_compliance/language/durable_refusals.py`) may go. Exit code 1 where one is not seen.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any, NamedTuple

HUNG_AFTER, LONGEST = 3, 60
"""Seconds until what is expected to hang is taken for hung, and until anything else is; all else takes 0.2 s."""
Rule = dict[str, Any]


def host(quiet: bool = True, **rules: Rule) -> Any:
    """A host with one ruleset; what fires is noted in its `fired`."""
    from durable.engine import Host

    class Quiet(Host):  # type: ignore[misc]
        def _run(self) -> None:
            pass

    fired: list[str] = []
    defined = {name: {"run": _noting(fired, name), **rule} for name, rule in rules.items()}
    made = (Quiet if quiet else Host)({"t": defined})
    made.fired = fired
    return made


def _noting(fired: list[str], name: str) -> Callable[[Any], None]:
    return lambda _closure: fired.append(name)


def one(test: Any) -> Rule:
    return {"all": [{"m": test}]}


def tell(made: Any, **fact: Any) -> list[str]:
    """What fires on a fact that is asserted and retracted."""
    from durable.engine import MessageNotHandledException

    made.fired.clear()
    try:
        made.assert_fact("t", {"id": 1, "sid": 1, **fact})
    except MessageNotHandledException:
        return []
    made.retract_fact("t", {"id": 1, "sid": 1})
    return list(made.fired)


def missing_side() -> Any:
    """`a < b` without b, before and after another fact that had one: the second answer is made of leftovers."""
    made = host(less=one({"$lt": {"a": {"$m": "b"}}}))
    return [tell(made, a=5), tell(made, a=5, b=9), tell(made, a=5)]


def or_in_arrays() -> Any:
    """An element with k = c, or with v = 2; this one has k = c."""
    made = host(any=one({"$iany": {"xs": {"$or": [{"$i.k": "c"}, {"$i.v": 2}]}}}))
    return tell(made, xs=[{"k": "c", "v": 1}])


def none_after_retraction() -> Any:
    """An order without a payment. It has two; after one of them is retracted, it still has the other."""
    unpaid = {"$and": [{"k": "paid"}, {"n": {"x": "n"}}]}
    made = host(unpaid={"all": [{"x": {"k": "order"}}, {"y$not": unpaid}]})
    for number, kind in enumerate(("order", "paid", "paid")):
        made.assert_fact("t", {"id": number, "sid": 1, "k": kind, "n": 7})
    made.fired.clear()
    made.retract_fact("t", {"id": 2, "sid": 1})
    return made.fired


def or_fires_twice() -> Any:
    """Both branches hold: one rule fires twice."""
    return tell(host(r=one({"$or": [{"a": 1}, {"b": 1}]})), a=1, b=1)


def text_beside_a_number() -> Any:
    """Is "5" more than 10? And 5?"""
    made = host(more=one({"$gt": {"a": 10}}))
    return [tell(made, a="5"), tell(made, a=5)]


def exponent() -> Any:
    """0.00001 as json.dumps writes it."""
    return tell(host(r=one({"$lt": {"a": 1}})), a=1e-05)


def patterns() -> Any:
    r"""`\d+` on 12, `^a.*` on ab, `a.*b$` on ab, and `[0-9]+` on 12, which works."""
    cases = ((r"\d+", "12"), ("^a.*", "ab"), ("a.*b$", "ab"), ("[0-9]+", "12"))
    return [tell(host(r=one({"$mt": {"a": pattern}})), a=text) for pattern, text in cases]


def chinese_class() -> Any:
    """A range of Chinese characters."""
    return tell(host(r=one({"$mt": {"a": "[一-龥]+"}})), a="旗店")


def division() -> Any:
    """a > b / c with c = 0."""
    quotient = {"$div": {"$l": {"$m": "b"}, "$r": {"$m": "c"}}}
    return tell(host(r=one({"$gt": {"a": quotient}})), a=1, b=1, c=0)


def sessions() -> Any:
    """1,025 session ids."""
    made = host(r=one({"a": 1}))
    for sid in range(1025):
        made.assert_fact("t", {"id": 1, "sid": sid, "a": 1})
    return "survived"


def many_matches() -> Any:
    """80 alternatives that match at once, in rules of 20."""
    rules = {f"r{n}": one({"$or": [{"$gt": {"a": 100 * n + k}} for k in range(20)]}) for n in range(4)}
    return tell(host(**rules), a=10_000)


def many_alternatives() -> Any:
    """512 rules, each with a text of its own."""
    return tell(host(**{f"r{n}": one({"a": f"x{n}"}) for n in range(512)}), a="x3")


def many_pairs() -> Any:
    """16 alternatives of two tests each, in one rule."""
    return bool(host(r=one({"$or": [{"$and": [{"a": n}, {"b": n}]} for n in range(16)]})))


def not_there_alone() -> Any:
    """A rule that asks only that a field is missing."""
    return tell(host(r=one({"$nex": {"b": 1}})), a=1)


def failing_action() -> Any:
    """An action that raises: nothing is raised to the caller."""

    def fail(_closure: Any) -> None:
        raise ValueError("lost")

    made = host(r={**one({"a": 1}), "run": fail})
    return "lost" in made.assert_fact("t", {"id": 1, "sid": 1, "a": 1})["exception"]


def threads() -> Any:
    """4,000 facts by 8 threads into one session, with the host's own threads: do 4,000 actions run?"""
    made = host(quiet=False, r=one({"a": 1}))

    def work(first: int) -> None:
        for number in range(first, first + 500):
            made.assert_fact("t", {"id": number, "sid": 1, "a": 1})
            made.retract_fact("t", {"id": number, "sid": 1})

    workers = [threading.Thread(target=work, args=(1000 * n,)) for n in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return len(made.fired) < 4000


def join_without_field() -> Any:
    """x.v < y.v, and the x has no v: the y that is asserted later is refused."""
    later = {"$and": [{"k": "y"}, {"$gt": {"v": {"x": "v"}}}]}
    made = host(r={"all": [{"x": {"k": "x"}}, {"y": later}]})
    return [tell_kept(made, 1, k="x"), tell_kept(made, 2, k="y", v=1)]


def tell_kept(made: Any, number: int, **fact: Any) -> str:
    made.assert_fact("t", {"id": number, "sid": 1, **fact})
    return "kept"


def event_waits() -> Any:
    """An event that the state has no room for, and then another state: the old event is taken after all."""
    paid = {"$and": [{"event": "pay"}, {"course": {"s": "course"}}]}
    made = host(taken={"all": [{"s": {"state": "open"}}, {"e": paid}]})
    made.post("t", {"id": 1, "sid": 1, "event": "pay", "course": "c"})
    made.assert_fact("t", {"id": 2, "sid": 1, "state": "open", "course": "c"})
    return made.fired


class Fault(NamedTuple):
    """`seen` is what the process prints, what it says when it fails, the signal that ends it, or `hung`."""

    run: Callable[[], Any]
    seen: str


FAULTS = (
    Fault(missing_side, "[[], ['less'], ['less']]"),
    Fault(or_in_arrays, "[]"),
    Fault(none_after_retraction, "['unpaid']"),
    Fault(or_fires_twice, "['r', 'r']"),
    Fault(text_beside_a_number, "[['more'], []]"),
    Fault(exponent, "error code: 204"),
    Fault(patterns, "[[], [], [], ['r']]"),
    Fault(chinese_class, "signal 11"),
    Fault(division, "signal 8"),
    Fault(sessions, "MemoryError"),
    Fault(many_matches, "error code: 303"),
    Fault(many_alternatives, "hung"),
    Fault(many_pairs, "error code: 113"),
    Fault(not_there_alone, "hung"),
    Fault(failing_action, "True"),
    Fault(threads, "True"),
    Fault(join_without_field, "error code: 311"),
    Fault(event_waits, "['taken']"),
)


def outcome(fault: Fault) -> str:
    """What a process of its own shows."""
    command = [sys.executable, __file__, fault.run.__name__]
    timeout = HUNG_AFTER if fault.seen == "hung" else LONGEST
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False)
    except subprocess.TimeoutExpired:
        return "hung"
    if done.returncode < 0:
        return f"signal {-done.returncode}"
    return (done.stdout if done.returncode == 0 else done.stderr).strip().splitlines()[-1]


def main() -> int:
    by_name = {fault.run.__name__: fault for fault in FAULTS}
    if len(sys.argv) > 1:
        print(by_name[sys.argv[1]].run())
        return 0
    absent = 0
    for name, fault in by_name.items():
        found = outcome(fault)
        as_described = fault.seen in found
        absent += not as_described
        print(
            f"{'seen' if as_described else 'NOT SEEN':8} {name:22} {(fault.run.__doc__ or '').strip()}\n{'':32}{found}"
        )
    return int(absent > 0)


if __name__ == "__main__":
    sys.exit(main())
