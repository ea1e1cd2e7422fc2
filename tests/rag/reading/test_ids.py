"""Ids: the path in the folder that was given, and what becomes of ids that would be the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.reading.ids import NamedFile, ids_of


def ids(*files: tuple[str, str]) -> list[str]:
    """The ids of files, each given as a folder and a path in it."""
    return ids_of([NamedFile(Path(folder, file), Path(folder)) for folder, file in files])


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ([("d", "a.md")], ["a"]),
        ([("d", "a/index.md"), ("d", "b/index.md")], ["a/index", "b/index"]),
        ([("d", "a.b.md"), ("d", "v1.2/a.md")], ["a.b", "v1.2/a"]),
        ([("d", "LICENSE"), ("d", ".draft.md")], ["LICENSE", ".draft"]),
        # Those that differ in their ending alone keep it, all of them.
        ([("d", "a.md"), ("d", "a.txt"), ("d", "b.txt")], ["a.md", "a.txt", "b"]),
        ([("d", "a.md"), ("d", "a.MD")], ["a.md", "a.MD"]),
        ([("d", "a.md"), ("d", "a.txt"), ("d", "a.md.txt")], ["a.md", "a.txt", "a.md.txt"]),
        ([("d", "a"), ("d", "a.md")], ["a", "a.md"]),
        # Those of several folders get the folder's name, and the names over it.
        ([("x/2023", "r.md"), ("x/2024", "r.md")], ["2023/r", "2024/r"]),
        ([("x/a/d", "r.md"), ("x/b/d", "r.md"), ("x/b/d", "s.md")], ["a/d/r", "b/d/r", "s"]),
        ([("x", "r.md"), ("x", "r.txt"), ("y", "r.md")], ["x/r.md", "x/r.txt", "y/r"]),
        # No address can hold these.
        ([("d", "..md"), ("d", "...md")], ["..md", "...md"]),
    ],
)
def test_ids(files: list[tuple[str, str]], expected: list[str]) -> None:
    assert ids(*files) == expected
    assert ids(*reversed(files)) == expected[::-1]


NAMES = st.sampled_from(["a", "b", "a.md", "a.txt", "a.md.txt", "b.md"])
FILES = st.tuples(
    st.sampled_from(["x", "y", "x/a", "y/a", "x/y/a"]), st.lists(NAMES, min_size=1, max_size=3)
)


@settings(deadline=None)
@given(st.lists(FILES, max_size=12, unique_by=lambda file: f"{file[0]}/{'/'.join(file[1])}"))
def test_no_two_are_the_same(files: list[tuple[str, list[str]]]) -> None:
    found = ids(*((folder, "/".join(parts)) for folder, parts in files))
    assert len(set(found)) == len(files)
    for (_, parts), name in zip(files, found, strict=True):
        assert Path(parts[-1]).stem in name


def test_they_do_not_depend_on_where_the_folders_lie(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("here", "there/below"):
        for name in ("one/a.md", "one/b/a.md", "two/a.md"):
            (tmp_path / place / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / place / name).write_text("Some text.")
    found = []
    for place in ("here", "there/below"):
        monkeypatch.chdir(tmp_path / place)
        for one, two in (("one", "two"), ("./one/", "../" + Path(place).name + "/two")):
            found.append(ids((one, "a.md"), (one, "b/a.md"), (two, "a.md")))
        absolute = str(tmp_path / place)
        found.append(
            ids(
                (f"{absolute}/one", "a.md"),
                (f"{absolute}/one", "b/a.md"),
                (f"{absolute}/two", "a.md"),
            )
        )
    assert found == [["one/a", "b/a", "two/a"]] * 6
