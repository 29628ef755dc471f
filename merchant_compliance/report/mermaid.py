"""A lifecycle as a Mermaid state diagram, which many wikis and code hosts draw by themselves."""

from __future__ import annotations

from merchant_compliance.engine.lifecycle.wording import event_text, state_text
from merchant_compliance.rulebook.lifecycle import Lifecycle
from merchant_compliance.text import Language


def statechart_mermaid(lifecycle: Lifecycle, language: Language) -> str:
    """One arrow a transition and state that it leaves, with the event and the id. Conditions stand in the rulebook."""
    shape = lifecycle.shape
    lines = ["stateDiagram-v2"]
    lines += [f'  state "{_safe(state_text(shape, name).say(language))}" as {name}' for name in shape.states]
    lines.append(f"  [*] --> {lifecycle.initial}")
    for transition in lifecycle.transitions:
        label = f"{_safe(event_text(shape, transition.on).say(language))} ({transition.id})"
        for source in transition.sources:
            lines.append(f"  {source} --> {transition.target or source} : {label}")
    lines += [f"  {name} --> [*]" for name in shape.states if name in lifecycle.finals]
    return "\n".join(lines) + "\n"


def _safe(text: str) -> str:
    """What means something to Mermaid stands as the code of its character."""
    return "".join(f"#{ord(letter)};" if letter in '"#;:<>{}[]' else letter for letter in text)
