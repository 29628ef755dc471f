"""Documents: one required qualification becomes up to five rules, of which at most one fires.

With K (of this kind), I (in force), H (of the right holder) and V (verified) of a qualification q, and E for
`merchant.qualifications.exists`:

    absent      !E(K)
    expired     E(K ∧ ¬I) ∧ !E(K ∧ I)
    holder      E(K ∧ I ∧ ¬H) ∧ !E(K ∧ I ∧ H)
    unverified  E(K ∧ I ∧ H ∧ ¬V) ∧ !E(K ∧ I ∧ H ∧ V)
    expiring    E(K ∧ I ∧ H ∧ V ∧ soon) ∧ !E(K ∧ I ∧ H ∧ V ∧ ¬soon)

so that one qualification that passes everything suffices, and the first failing step alone is named. The rules are
put together from checked conditions: every target gets them for free.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from merchant_compliance.language.check import Environment, check
from merchant_compliance.language.expression import Node, both
from merchant_compliance.merchant.record import HolderRole
from merchant_compliance.rulebook import build_messages as say
from merchant_compliance.rulebook.builder import Builder, Judgement, Texts
from merchant_compliance.rulebook.clauses import Clause, all_of, any_of, clause, exists, no, one_of, without
from merchant_compliance.rulebook.conditions import Path, written
from merchant_compliance.rulebook.policy import Bilingual, DocumentShape, Expiry
from merchant_compliance.rulebook.rule import ForEach, Rule
from merchant_compliance.text import Text

CATEGORY = ForEach("category", "merchant.categories")
PERPETUAL = ("has(q.perpetual)", "q.perpetual")
REVOKED = ("has(q.status)", 'q.status == "revoked"')
NOT_EXPIRED = "q.expires_on >= as_of"


class Step(NamedTuple):
    """One of the five rules: what its id ends in, its outcome if not the document's, and what it says."""

    suffix: str
    outcome: str | None
    title: Text
    reason: Text
    remedy: Text


STEPS = {
    step.suffix: step
    for step in (
        Step(
            "absent",
            None,
            Text("缺少{zh}", "{en}: missing"),
            Text("{for_zh}需要“{zh}”，但未见提交。", "{for_en}“{en}” is required, and none has been submitted."),
            Text("请提交有效的“{zh}”。", "Submit a valid “{en}”."),
        ),
        Step(
            "expired",
            None,
            Text("{zh}已失效", "{en}: no longer valid"),
            Text("{for_zh}提交的“{zh}”已过期或已被吊销。", "{for_en}the “{en}” submitted has expired or been revoked."),
            Text("请提交在有效期内的“{zh}”。", "Submit a “{en}” that is still valid."),
        ),
        Step(
            "holder",
            None,
            Text("{zh}的持有人不符", "{en}: wrong holder"),
            Text(
                "{for_zh}提交的“{zh}”不属于{holder_zh}。",
                "{for_en}the “{en}” submitted does not belong to {holder_en}.",
            ),
            Text("请提交以{holder_zh}为持有人的“{zh}”。", "Submit a “{en}” whose holder is {holder_en}."),
        ),
        Step(
            "unverified",
            "manual_review",
            Text("{zh}待核验", "{en}: not yet verified"),
            Text("{for_zh}提交的“{zh}”尚未核验。", "{for_en}the “{en}” submitted has not been verified yet."),
            Text("请等待平台核验，并按要求补充材料。", "Wait for the platform to verify it, and add papers if asked."),
        ),
        Step(
            "expiring",
            "notice",
            Text("{zh}即将到期", "{en}: expires soon"),
            Text(
                "{for_zh}“{zh}”的有效期不足 {days} 天。", "{for_en}the “{en}” is valid for less than {days} more days."
            ),
            Text("请及时换证，并提交新的“{zh}”。", "Renew it in time, and submit the new “{en}”."),
        ),
    )
}
HOLDERS = {
    "subject": Text("本店铺主体", "the subject of this shop"),
    "manufacturer": Text("生产企业", "the manufacturer"),
    "registrant": Text("注册人或备案人", "the registrant or filer"),
    "importer": Text("进口商", "the importer"),
}


def document_rules(builder: Builder) -> Iterator[Rule]:
    for index, document in enumerate(builder.shape.documents):
        yield from _rules(builder, document, ("documents", index))


def _rules(builder: Builder, document: DocumentShape, path: Path) -> Iterator[Rule]:
    for_each = CATEGORY if document.for_category else None
    builder.check_texts(document, path, for_each)
    if document.remaining_days and document.expires == "never":
        builder.problems.append(say.NO_REMAINING.at(builder.source.place_of_key((*path, "remaining_days"))))
    applies, guard = _guard(builder, document, path, for_each)
    for suffix, fires in conditions(document).items():
        step = STEPS[suffix]
        if step.outcome and step.outcome not in builder.outcomes:
            place = builder.source.place(path)
            builder.problems.append(say.SCALE_LACKS.at(place, id=document.id, outcome=step.outcome))
        wording = ({"applies": guard} if guard else {}) | {"when": fires.text}
        rule = builder.rule(
            f"{document.id}-{suffix}",
            document,
            path,
            Judgement(for_each, applies, fires.node, wording),
            texts=Texts(
                title=_said(step.title, document, str),
                reason=_joined(document.reason, _said(step.reason, document)),
                remedy=_joined(_said(step.remedy, document), document.remedy),
            ),
            outcome=step.outcome,
            document=document.id,
        )
        if rule:
            yield rule


def _guard(builder: Builder, document: DocumentShape, path: Path, for_each: ForEach | None) -> tuple[Node | None, str]:
    """Which categories or merchants need the document: as a tree, and in words."""
    parts: list[Node] = []
    texts: list[str] = []
    if document.for_category:
        texts.append(one_of("category", document.for_category))
        parts.append(_of_category(texts[0]))
    extra = builder.condition(document.applies, (*path, "applies"), for_each)
    if extra is not None and document.applies is not None:
        parts.append(extra)
        texts.append(written(document.applies))
    text = texts[0] if len(texts) == 1 else " && ".join(f"({text})" for text in texts)
    return (both(*parts) if parts else None), text


@lru_cache(maxsize=1024)
def _of_category(text: str) -> Node:
    return check(text, Environment.of(None, CATEGORY))


def conditions(document: DocumentShape) -> dict[str, Clause]:
    """The condition under which each rule of a document fires, by the suffix of its id."""
    kind, force, verified = clause(one_of("q.kind", document.kind)), _in_force(document.expires), clause("q.verified")
    holder = [_held(document.holder)] if document.holder else []
    held = [kind, force, *holder]
    found = {
        "absent": without(exists(kind)),
        "expired": _only([kind], no(force), force),
    }
    for right in holder:
        found["holder"] = _only([kind, force], no(right), right)
    found["unverified"] = _only(held, no(verified), verified)
    if document.remaining_days and document.expires != "never":
        found["expiring"] = _only([*held, verified], *_soon_and_later(document))
    return found


def _only(passed: list[Clause], wrong: Clause, right: Clause) -> Clause:
    """One qualification that passed so far is wrong, and none is right."""
    return all_of(exists(*passed, wrong), without(exists(*passed, right)))


@cache
def _in_force(expires: Expiry) -> Clause:
    not_revoked = no(all_of(*map(clause, REVOKED)))
    if expires == "never":
        return not_revoked
    return all_of(_unless_perpetual(expires, clause(NOT_EXPIRED)), not_revoked)


def _unless_perpetual(expires: Expiry, dated: Clause) -> Clause:
    return any_of(all_of(*map(clause, PERPETUAL)), dated) if expires == "perpetual_allowed" else dated


@cache
def _held(holder: HolderRole) -> Clause:
    if holder != "subject":
        return clause(one_of("q.holder_role", [holder]))
    return any_of(
        clause("q.holder_uscc == merchant.subject.uscc"), clause("same_name(q.holder, merchant.subject.name)")
    )


def _soon_and_later(document: DocumentShape) -> tuple[Clause, Clause]:
    """Fewer days remain than asked, or at least as many; what is perpetual never runs out."""
    limit = f"as_of + days({document.remaining_days})"
    soon, later = clause(f"q.expires_on < {limit}"), clause(f"q.expires_on >= {limit}")
    if document.expires == "perpetual_allowed":
        soon = all_of(no(all_of(*map(clause, PERPETUAL))), soon)
    return soon, _unless_perpetual(document.expires, later)


def _literal(text: str) -> str:
    """Braces of a title are no places to be filled."""
    return text.replace("{", "{{").replace("}", "}}")


def _said(text: Text, document: DocumentShape, spelled: Callable[[str], str] = _literal) -> Text:
    title = document.title.text
    holder = HOLDERS.get(document.holder or "", Text("", ""))
    of_category = bool(document.for_category)
    said = text.fill(
        zh=spelled(title.zh or title.en),
        en=spelled(title.en or title.zh),
        for_zh="类目 {category} " if of_category else "",
        for_en="Category {category}: " if of_category else "",
        holder_zh=holder.zh,
        holder_en=holder.en,
        days=document.remaining_days or 0,
    )
    return Text(said.zh, said.en[:1].upper() + said.en[1:])


def _joined(*texts: Bilingual | Text | None) -> Text:
    """The author's text and ours, one after the other."""
    given = [text.text if isinstance(text, Bilingual) else text for text in texts if text is not None]
    return Text("".join(text.zh for text in given), " ".join(text.en for text in given if text.en))
