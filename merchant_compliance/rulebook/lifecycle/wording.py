"""What a lifecycle says to people: that it is there in both languages, and what its `{places}` may be."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from string import Formatter

from merchant_compliance.errors import Problem
from merchant_compliance.merchant.nearest import nearest
from merchant_compliance.rulebook import placeholders
from merchant_compliance.rulebook.lifecycle import messages as say
from merchant_compliance.rulebook.lifecycle.checked import Lifecycle
from merchant_compliance.rulebook.lifecycle.shape import LifecycleShape
from merchant_compliance.rulebook.message import Place, listing
from merchant_compliance.rulebook.policy import Bilingual
from merchant_compliance.rulebook.spot import Source, Step
from merchant_compliance.text import Text

Path = tuple[Step, ...]
LANGUAGES = {"zh": Text("中文", "Chinese"), "en": Text("英文", "English")}


def text_problems(lifecycle: Lifecycle, source: Source) -> Iterator[Problem]:
    """A notification may name fields of the event, counts, parameters, when a timer fires, and the day."""
    shape = lifecycle.shape
    for path, text in _texts(shape):
        for language, name in LANGUAGES.items():
            if not getattr(text, language).strip():
                yield say.NO_TEXT.at(source.place(path), key=path[-1], zh=name.zh, en=name.en)
    always = ["as_of", *(f"history.{n}" for n in shape.history), *(f"params.{n}" for n in shape.parameters)]
    always += [f"timers.{name}" for name in shape.timers]
    for index, transition in enumerate(shape.transitions):
        event = shape.events.get(transition.event)
        known = [*always, *(f"event.{name}" for name in (event.fields if event else ()))]
        for language in LANGUAGES if transition.do.notify else ():
            place = source.place(("transitions", index, "do", "notify", language))
            yield from _places(getattr(transition.do.notify, language), place, known)


def _texts(shape: LifecycleShape) -> Iterator[tuple[Path, Bilingual]]:
    yield ("title",), shape.title
    for section in ("states", "events", "timers"):
        yield from (((section, name, "title"), item.title) for name, item in getattr(shape, section).items())
    yield from ((("measures", name), text) for name, text in shape.measures.items())
    for index, transition in enumerate(shape.transitions):
        if transition.do.notify:
            yield ("transitions", index, "do", "notify"), transition.do.notify


def _places(text: str, place: Place, known: Collection[str]) -> Iterator[Problem]:
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        yield placeholders.UNBALANCED.at(place)
        return
    for _, name, form, conversion in parts:
        if name is not None and (form or conversion or name not in known):
            yield say.UNKNOWN_PLACE.at(place, nearest(name, known), name=name, known=listing(known))
