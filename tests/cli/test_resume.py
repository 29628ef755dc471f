"""`evaluate --resume`: after a kill the same command goes on, and comes to what an uninterrupted run comes to."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from cli_samples import MERCHANTS, Invoke, read_lines, write_lines
from link_samples import RING

from merchant_compliance.engine.rows.parts import Parts

FILES = ("a.jsonl", "b.jsonl", "c.jsonl")
ROWS = (50, 5_000, 30)
OPTIONS = ("--as-of", "2021-12-31", "--lists", "none", "--json")


@pytest.fixture
def many(here: Path) -> list[Path]:
    """Three inputs, the second of which takes a while."""
    for file, count in zip(FILES, ROWS, strict=True):
        rows = [{**MERCHANTS[n % 5], "merchant_id": f"{file[0]}{n}"} for n in range(count)]
        write_lines(here / file, rows)
    return [here / file for file in FILES]


def killed(command: list[object], sign: Path) -> None:
    """Runs the command as a process of its own, and kills it as soon as the sign is there."""
    words = [sys.executable, "-m", "merchant_compliance", *map(str, command)]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL) as process:
        while not sign.exists() and process.poll() is None:
            time.sleep(0.005)
        process.kill()
    assert process.returncode == -signal.SIGKILL, "it was done before it was killed"


def counted(result: Any) -> dict[str, Any]:
    assert result.exit_code == 0, result.stderr
    return {name: value for name, value in json.loads(result.stdout).items() if name != "seconds"}


def content(out: Path) -> Any:
    """Everything that a reader gets: rows and rejected rows, by the names of files."""
    if out.is_dir():
        names = [file for file in sorted(out.iterdir()) if not file.name.startswith(".")]
        return {
            file.name: pq.read_table(file).to_pylist() if file.suffix == ".parquet" else file.read_bytes()
            for file in names
        }
    return out.read_bytes(), out.with_suffix(".rejected.jsonl").read_bytes()


@pytest.mark.parametrize(
    ("out", "sign"), [("out/", "out/.a.parquet.json"), ("out.jsonl", ".out.jsonl.parts/.a.jsonl.json")]
)
def test_a_killed_run_goes_on_and_comes_to_the_same(
    cli: Invoke, book: Path, many: list[Path], here: Path, out: str, sign: str
) -> None:
    command = ["evaluate", *many, "--rules", book, *OPTIONS]
    killed([*command, "-o", out], here / sign)
    assert not Path("out.jsonl").exists()
    assert not Path("out/_manifest.json").exists()
    resumed = cli(*command, "-o", out, "--resume", "--report", "resumed.html")
    assert "1 of 3 parts are kept" in resumed.stderr
    assert "judged anew: " in resumed.stderr
    (here / "whole").mkdir()
    whole = cli(*command, "-o", f"whole/{out}", "--report", "whole.html")
    assert counted(resumed) == counted(whole)
    assert counted(whole)["rejected"] == sum(ROWS) * 2 // 5
    assert content(here / out) == content(here / "whole" / out)
    assert Path("resumed.html").read_bytes() == Path("whole.html").read_bytes()
    assert not list(here.glob(".*")), "something was left behind"
    assert not list(here.glob("out/.*.part"))


def test_the_same_command_kept_whole_judges_nothing_again(cli: Invoke, book: Path, here: Path) -> None:
    files = [write_lines(here / name, MERCHANTS[:4]) for name in FILES]
    command = ["evaluate", *files, "--rules", book, *OPTIONS, "-o", "out/"]
    first, before = cli(*command), content(here / "out")
    times = {path: path.stat().st_mtime_ns for path in (here / "out").glob("*.parquet")}
    again = cli(*command, "--resume")
    assert "3 of 3 parts are kept" in again.stderr
    assert "written to out/_*.rejected.jsonl" in again.stderr
    assert counted(again) == counted(first)
    assert content(here / "out") == before
    assert {path: path.stat().st_mtime_ns for path in times} == times


@pytest.mark.parametrize(("done", "said"), [(0, ""), (1, "1 of 3 parts are done; the same command with --resume")])
def test_what_is_done_before_an_error_is_kept_and_that_is_said(
    cli: Invoke, book: Path, here: Path, monkeypatch: pytest.MonkeyPatch, done: int, said: str
) -> None:
    files = [write_lines(here / name, MERCHANTS[:4]) for name in FILES]
    command = ["evaluate", *files, "--rules", book, *OPTIONS, "-o", "out.csv"]
    take = Parts.take

    def interrupted(parts: Parts, number: int, *more: Any) -> None:
        if number == done:
            raise KeyboardInterrupt
        take(parts, number, *more)

    with monkeypatch.context() as patch:
        patch.setattr(Parts, "take", interrupted)
        stopped = cli(*command)
    assert (stopped.exit_code, Path("out.csv").exists(), said in stopped.stderr) == (130, False, True)
    assert sorted(path.name for path in here.glob(".*/*")) == [".a.csv.json", "_a.rejected.jsonl", "a.csv"][: 3 * done]
    resumed = cli(*command, "--resume")
    assert f"{done} of 3 parts are kept" in resumed.stderr
    assert not list(here.glob(".*"))


def test_other_inputs_change_links_and_so_what_is_kept(judge: Invoke, here: Path) -> None:
    alone, others = write_lines(here / "a.jsonl", RING[:1]), write_lines(here / "b.jsonl", RING[1:])
    judge("evaluate", alone, others, "-o", "out/")
    assert pq.read_table("out/a.parquet").column("fired").to_pylist() == [["LNK-001"]]
    kept = judge("evaluate", alone, others, "-o", "out/", "--resume")
    assert "2 of 2 parts are kept" in kept.stderr
    write_lines(others, [row for row in RING[1:] if row["merchant_id"] != "m7"])
    resumed = judge("evaluate", alone, others, "-o", "out/", "--resume")
    assert "0 of 2 parts are kept" in resumed.stderr
    assert "judged anew: " in resumed.stderr
    assert "(links are others" in resumed.stderr
    assert pq.read_table("out/a.parquet").column("fired").to_pylist() == [[]]


@pytest.mark.parametrize("out", [[], ["-o", "-"]])
def test_without_an_output_there_is_nothing_to_resume(cli: Invoke, book: Path, merchants: Path, out: list[str]) -> None:
    result = cli("evaluate", merchants, "--rules", book, "--resume", *out)
    assert (result.exit_code, "-o FOLDER/" in result.stderr) == (2, True)


def test_a_pipe_is_judged_anew_since_nobody_can_tell_what_it_held(cli: Invoke, book: Path, here: Path) -> None:
    file = write_lines(here / "a.jsonl", MERCHANTS[:1])
    command = ["evaluate", file, "-", "--rules", book, *OPTIONS, "-o", "out/"]
    first, second = '{"merchant_id": "x"}\n', '{"merchant_id": "y"}\n'
    cli(*command, input=first)
    resumed = cli(*command, "--resume", input=second)
    assert "1 of 2 parts are kept" in resumed.stderr
    assert "judged anew: - (nobody can tell" in resumed.stderr
    assert pq.read_table("out").column("merchant_id").to_pylist() == ["good", "y"]


def test_one_input_into_one_file_is_judged_whole(cli: Invoke, book: Path, merchants: Path) -> None:
    result = cli("evaluate", merchants, "--rules", book, *OPTIONS, "-o", "out.jsonl", "--resume")
    assert counted(result)["merchants"] == len(read_lines(Path("out.jsonl"))) == 3
