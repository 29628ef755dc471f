"""Linking files say which list reaches which role by which kinds, over how many hops."""

from __future__ import annotations

from pathlib import Path

import pytest
from rulebook_samples import loaded, problems, told

PATH = "{list: onboarding-blacklist, roles: [merchant], kinds: [id_number, uscc], hops: 2, max_holders: 50}"


def linking(path: str) -> str:
    return f"linking: listed\ntitle: {{zh: 关联, en: Links}}\npaths:\n  - {path}\n"


def test_a_linking_file_is_kept_on_the_rulebook(tmp_path: Path) -> None:
    (policy,) = loaded(tmp_path, l=linking(PATH)).linking
    (path,) = policy.paths
    assert (path.list, path.roles, path.kinds) == ("onboarding-blacklist", ("merchant",), ("id_number", "uscc"))
    assert (path.hops, path.max_holders) == (2, 50)


def test_hops_and_holders_have_the_values_of_the_shipped_policy_when_left_out(tmp_path: Path) -> None:
    (policy,) = loaded(tmp_path, l=linking("{list: x, roles: [creator], kinds: [uid]}")).linking
    assert (policy.paths[0].hops, policy.paths[0].max_holders) == (1, 100)


FAULTS = [
    (PATH.replace("[merchant]", "[merchnt]"), ("unknown-word", 4, 42, "merchant")),
    (PATH.replace("uscc", "usc"), ("unknown-word", 4, 72, "uscc")),
    (PATH.replace("hops: 2", "hops: 0"), ("out-of-range", 4, 85, None)),
    (PATH.replace("hops: 2", "hops: two"), ("not-a-whole-number", 4, 85, None)),
    (PATH.replace("hops", "hop"), ("unknown-key", 4, 79, "hops")),
    (PATH.replace("max_holders: 50", "max_holders: 1"), ("out-of-range", 4, 101, None)),
    (PATH.replace("list: onboarding-blacklist, ", ""), ("missing-key", 4, 5, None)),
]


@pytest.mark.parametrize(("path", "expected"), FAULTS)
def test_a_faulty_path_is_refused_at_its_place(tmp_path: Path, path: str, expected: tuple[object, ...]) -> None:
    assert told(problems(tmp_path, l=linking(path))) == [expected]
