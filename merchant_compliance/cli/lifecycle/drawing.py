"""`lifecycle draw`: statecharts as pictures and as Mermaid text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from merchant_compliance.cli.lifecycle.common import Only, chosen, load_lifecycles
from merchant_compliance.cli.options import Lang, Rules
from merchant_compliance.cli.speech import examples, help_text, language, speak, tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from merchant_compliance.rulebook.lifecycle import Lifecycle
    from merchant_compliance.text import Language

Out = Annotated[
    Path | None,
    typer.Option(
        "-o",
        "--out",
        metavar="OUT",
        help=help_text(
            "一个流程：.svg 或 .mmd 文件；全部流程：文件夹，每个流程写两个文件。省略则打印 Mermaid。",
            "Of one lifecycle a file, .svg or .mmd; of all of them a folder, two files each. Omitted, prints Mermaid.",
        ),
    ),
]


def register(app: typer.Typer) -> None:
    app.command(
        "draw",
        help=help_text("把流程画成状态图：SVG 或 Mermaid。", "Draw lifecycles as statecharts: SVG or Mermaid."),
        epilog=examples(
            "lifecycle draw --lifecycle merchant -o merchant.svg",
            "lifecycle draw -o statecharts",
            "lifecycle draw --lifecycle supplier --lang zh",
        ),
    )(draw)


def draw(rules: Rules = None, only: Only = None, out: Out = None, lang: Lang = None) -> None:
    """The help text is in `register`."""
    from merchant_compliance.report.mermaid import statechart_mermaid

    speak(lang)
    _, lifecycles = load_lifecycles(rules)
    found = chosen(lifecycles, only)
    if out is None:
        for lifecycle in found:
            typer.echo(statechart_mermaid(lifecycle, language()))
        return
    for path in _write(found, out, whole=only is None):
        typer.echo(tr(f"已写入 {path}", f"written: {path}"))


def _write(found: list[Lifecycle], out: Path, *, whole: bool) -> list[Path]:
    from merchant_compliance.engine.rows.aside import Aside

    ways = _ways()
    if not whole:
        _check_ending(out, list(ways))
    else:
        out.mkdir(parents=True, exist_ok=True)
    files = [(out / f"{x.name}{ending}", x) for x in found for ending in ways] if whole else [(out, found[0])]
    with Aside() as aside:
        for path, lifecycle in files:
            aside.open(path).write_text(ways[path.suffix](lifecycle, language()), encoding="utf-8")
    return [path for path, _ in files]


def _ways() -> dict[str, Callable[[Lifecycle, Language], str]]:
    from merchant_compliance.report.mermaid import statechart_mermaid
    from merchant_compliance.report.statechart import statechart_svg

    return {".svg": statechart_svg, ".mmd": statechart_mermaid}


def _check_ending(out: Path, known: list[str]) -> None:
    from merchant_compliance.errors import wrong
    from merchant_compliance.merchant.nearest import nearest
    from merchant_compliance.text import Text

    if out.suffix not in known:
        listed = ", ".join(known)
        raise wrong(
            "unknown-format",
            Text(f"不认识的输出格式：{out.name}", f"unknown output format: {out.name}"),
            mend=Text(f"文件名以 {listed} 之一结尾", f"end the name in one of {listed}"),
            nearest=nearest(out.suffix, known),
        )
