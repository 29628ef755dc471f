"""Parts hold what one file would hold, and are kept exactly where judging them anew would give the same."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from merchant_compliance import Engine, InputError
from merchant_compliance.engine.rows.part import Share
from merchant_compliance.engine.rows.parts import Parts
from merchant_compliance.merchant.synthetic import make_merchants

DAY = date(2021, 12, 31)


@pytest.fixture
def inputs(tmp_path: Path) -> list[str]:
    """Four inputs: two of the same name, one without a row, one in another format; the second has a wrong row."""
    records = [made.record for made in make_merchants(90, seed=5)]
    files = [tmp_path / name for name in ("x/m.jsonl", "y/m.jsonl", "none.csv", "z.jsonl")]
    for file in files:
        file.parent.mkdir(exist_ok=True)
    files[0].write_text("".join(json.dumps(row) + "\n" for row in records[:40]), encoding="utf-8")
    wrong = '{"merchant_id": 2}\n'
    files[1].write_text(wrong + "".join(json.dumps(row) + "\n" for row in records[40:]), encoding="utf-8")
    files[2].write_text("merchant_id\n", encoding="utf-8")
    files[3].write_text('{"merchant_id": "last"}\n', encoding="utf-8")
    return [str(file) for file in files]


def rows(path: Path) -> list[Any]:
    if path.suffix == ".parquet":
        return pq.read_table(path).to_pylist()  # type: ignore[no-any-return]
    return path.read_text(encoding="utf-8").splitlines()


def counts(summary: Any) -> str:
    return json.dumps({name: value for name, value in summary.as_json().items() if name != "seconds"})


def visible(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


def test_a_folder_has_a_part_for_each_input_and_a_manifest(engine: Engine, inputs: list[str], tmp_path: Path) -> None:
    out = tmp_path / "decisions"
    whole = engine.evaluate_batch(inputs, tmp_path / "whole.parquet", as_of=DAY)
    summary = engine.evaluate_batch(inputs, f"{out}/", as_of=DAY)
    assert counts(summary) == counts(whole)
    names = ["m.parquet", "m-2.parquet", "none.parquet", "z.parquet"]
    assert visible(out) == sorted([*names, "_m-2.rejected.jsonl", "_manifest.json"])
    assert [row for name in names for row in rows(out / name)] == rows(tmp_path / "whole.parquet")
    assert rows(out / "_m-2.rejected.jsonl") == rows(tmp_path / "whole.rejected.jsonl")
    manifest = json.loads((out / "_manifest.json").read_text(encoding="utf-8"))
    assert [(part["part"], part["input"], part["read"]) for part in manifest["parts"]] == list(
        zip(names, inputs, (40, 51, 0, 1), strict=True)
    )
    assert [part["rejected_rows"] for part in manifest["parts"]] == [None, "_m-2.rejected.jsonl", None, None]
    assert manifest["rulebook"]["sha256"] == engine.rulebook.sha256
    assert (manifest["as_of"], manifest["merchants"], manifest["rejected"]) == ("2021-12-31", 91, 1)
    assert [each["file"] for each in manifest["inputs"]] == inputs


def test_readers_of_a_folder_of_parquet_files_read_decisions_only(
    engine: Engine, inputs: list[str], tmp_path: Path
) -> None:
    engine.evaluate_batch(inputs, f"{tmp_path}/decisions/", as_of=DAY)
    table = pq.read_table(tmp_path / "decisions")
    assert table.num_rows == 91
    assert table.schema.metadata[b"rulebook_sha256"].decode() == engine.rulebook.sha256


@pytest.mark.parametrize("ending", ["jsonl", "csv", "parquet"])
def test_a_file_of_several_inputs_is_that_of_all_rows_in_one(
    engine: Engine, inputs: list[str], tmp_path: Path, ending: str
) -> None:
    one = tmp_path / "one.jsonl"
    lines = [line for file in (*inputs[:2], inputs[3]) for line in rows(Path(file))]
    one.write_text("\n".join(lines) + "\n", encoding="utf-8")
    wanted = engine.evaluate_batch(one, tmp_path / f"wanted.{ending}", as_of=DAY)
    found = engine.evaluate_batch(inputs, tmp_path / f"found.{ending}", as_of=DAY)
    assert counts(found) == counts(wanted)
    if ending == "parquet":
        assert pq.read_table(tmp_path / "found.parquet").equals(
            pq.read_table(tmp_path / "wanted.parquet"), check_metadata=True
        )
    else:
        assert (tmp_path / f"found.{ending}").read_bytes() == (tmp_path / f"wanted.{ending}").read_bytes()
    (rejected,) = rows(tmp_path / "found.rejected.jsonl")
    assert (json.loads(rejected)["file"], json.loads(rejected)["problems"][0]["line"]) == (inputs[1], 1)
    assert not list(tmp_path.glob(".*"))


def test_in_any_order_parts_hold_the_same_rows(
    engine: Engine, inputs: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("merchant_compliance.engine.rows.working.CHUNK", 5)
    wanted = engine.evaluate_batch(inputs, f"{tmp_path}/ordered/", as_of=DAY)
    found = engine.evaluate_batch(inputs, f"{tmp_path}/any/", as_of=DAY, keep_order=False)
    assert counts(found) == counts(wanted)
    for part in (tmp_path / "ordered").glob("*.parquet"):
        assert sorted(map(str, rows(tmp_path / "any" / part.name))) == sorted(map(str, rows(part)))


class Seen:
    """Which inputs a run has read."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.files: list[str] = []
        real = Parts.take

        def take(parts: Parts, number: int, *more: Any) -> None:
            self.files.append(parts._shares[number].file)
            real(parts, number, *more)

        monkeypatch.setattr(Parts, "take", take)


def edit_book(book: Path, _inputs: list[str], _out: Path) -> None:
    text = (book / "p.yaml").read_text(encoding="utf-8")
    (book / "p.yaml").write_text(text.replace("return", "reject"), encoding="utf-8")


def edit_input(_book: Path, inputs: list[str], _out: Path) -> None:
    with Path(inputs[1]).open("a", encoding="utf-8") as stream:
        stream.write('{"merchant_id": "new"}\n')


def touch_input(_book: Path, inputs: list[str], _out: Path) -> None:
    os.utime(inputs[1], ns=(1, 1))


def cut_part(_book: Path, _inputs: list[str], out: Path) -> None:
    os.truncate(out / "m-2.parquet", 100)


def spoil_record(_book: Path, _inputs: list[str], out: Path) -> None:
    (out / ".m-2.parquet.json").write_text('{"summary": ', encoding="utf-8")


def lose_rejected(_book: Path, _inputs: list[str], out: Path) -> None:
    (out / "_m-2.rejected.jsonl").unlink()


def lose_part(_book: Path, _inputs: list[str], out: Path) -> None:
    (out / "m-2.parquet").unlink()


def nothing(_book: Path, _inputs: list[str], _out: Path) -> None:
    pass


@pytest.mark.parametrize(
    ("change", "options", "anew"),
    [
        (nothing, {}, []),
        (nothing, {"keep_order": False}, []),
        (nothing, {"lists": "none"}, [0, 1, 2, 3]),
        (nothing, {"full": True}, [0, 1, 2, 3]),
        (nothing, {"allow_unknown": True}, [0, 1, 2, 3]),
        (nothing, {"as_of": date(2022, 1, 1)}, [0, 1, 2, 3]),
        (edit_book, {}, [0, 1, 2, 3]),
        (edit_input, {}, [1]),
        (touch_input, {}, [1]),
        (cut_part, {}, [1]),
        (lose_part, {}, [1]),
        (lose_rejected, {}, [1]),
        (spoil_record, {}, [1]),
    ],
)
def test_only_what_would_be_the_same_is_kept(
    book: Path,
    inputs: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[Path, list[str], Path], None],
    options: dict[str, Any],
    anew: list[int],
) -> None:
    out = tmp_path / "decisions"
    Engine.load(book).evaluate_batch(inputs, f"{out}/", as_of=DAY)
    change(book, inputs, out)
    seen = Seen(monkeypatch)
    engine, given = Engine.load(book), {"as_of": DAY, **options}
    resumed = engine.evaluate_batch(inputs, out, **given, resume=True)
    assert seen.files == [inputs[number] for number in anew]
    wanted = engine.evaluate_batch(inputs, f"{tmp_path}/wanted/", **given)
    assert counts(resumed) == counts(wanted)
    assert visible(out) == visible(tmp_path / "wanted")
    for part in (tmp_path / "wanted").glob("[!._]*"):
        assert rows(out / part.name) == rows(part)


def test_a_folder_with_parts_of_something_else_is_refused_and_left_as_it_is(
    engine: Engine, inputs: list[str], tmp_path: Path
) -> None:
    engine.evaluate_batch(inputs, f"{tmp_path}/decisions/", as_of=DAY)
    before = {path.name: path.read_bytes() for path in (tmp_path / "decisions").iterdir()}
    with pytest.raises(InputError, match=r"m-2\.parquet, none\.parquet, z\.parquet"):
        engine.evaluate_batch(inputs[:1], tmp_path / "decisions", as_of=DAY)
    assert {path.name: path.read_bytes() for path in (tmp_path / "decisions").iterdir()} == before


def test_an_error_leaves_whole_parts_and_no_manifest(
    engine: Engine, inputs: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Parts.take

    def take(parts: Parts, number: int, *more: Any) -> None:
        if number == 1:
            raise OSError(28, "No space left on device")
        real(parts, number, *more)

    monkeypatch.setattr(Parts, "take", take)
    with pytest.raises(OSError, match="No space"):
        engine.evaluate_batch(inputs, f"{tmp_path}/decisions/", as_of=DAY)
    assert sorted(path.name for path in (tmp_path / "decisions").iterdir()) == [".m.parquet.json", "m.parquet"]
    assert len(rows(tmp_path / "decisions" / "m.parquet")) == 40
    monkeypatch.setattr(Parts, "take", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        engine.evaluate_batch(inputs, f"{tmp_path}/others/", as_of=DAY)
    assert not (tmp_path / "others").exists()


def test_a_part_that_two_tasks_write_is_one_part(engine: Engine, inputs: list[str], tmp_path: Path) -> None:
    """As Spark runs a task again, or twice at the same time."""
    from merchant_compliance.engine.rows.known import UNKNOWN
    from merchant_compliance.engine.rows.layout import Layout
    from merchant_compliance.engine.rows.part import PartFolder, Writing
    from merchant_compliance.engine.rows.turns import Place
    from merchant_compliance.engine.rows.working import Task

    folder = PartFolder(tmp_path / "out", Layout.of(engine, DAY, ".parquet", False), {"rulebook": "r"})
    folder.path.mkdir()
    share = Share("m-00007.parquet", inputs[1], None, "chunk")
    (answer,) = Task(engine, DAY, UNKNOWN).answers([inputs[1]])
    placed = answer._replace(place=Place(3, 7, False))
    first = folder.write(share, placed)
    with Writing(folder, share) as other:
        other.take(answer)
        again = folder.write(share, placed)
    assert (first.place, first.judged, first.table, first.rejected) == (placed.place, [], None, [])
    assert counts(again.summary) == counts(first.summary) == counts(answer.summary)
    assert visible(folder.path) == ["_m-00007.rejected.jsonl", "m-00007.parquet"]
    assert len(list(folder.path.iterdir())) == 3
    assert pa.Table.from_pylist(rows(folder.path / share.name)).num_rows == 50
