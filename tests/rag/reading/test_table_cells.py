"""Cells of rows, whatever stands between them."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.document.model import BlockKind
from rag.reading.library import load_documents
from rag.reading.table_cells import cells_of


@pytest.mark.parametrize(
    ("name", "table", "expected"),
    [
        ("a.md", "| A | B |\n| - | - |\n| 1 | 2 |\n| | 3 |\n", [["1", "2"], ["", "3"]]),
        ("a.md", "| A | B |\n| - | - |\n| x \\| y | 2 |\n| 1 | 3 |\n", [None, ["1", "3"]]),
        ("a.txt", "|A|B|\n|1|2|\n| |3|\n|4| |\n", [["1", "2"], ["", "3"], ["4", ""]]),
        (
            "a.txt",
            "Name\tAge\nAnn\t3\nBob\t7\nCid\t5\n",
            [["Ann", "3"], ["Bob", "7"], ["Cid", "5"]],
        ),
        (
            "a.txt",
            "Item         Price   Stock\nLamp         12.50       4\nDesk, oak     140.00\n"
            "Chair         20.00      7\n",
            [["Lamp", "12.50", "4"], ["Desk, oak", "140.00", ""], ["Chair", "20.00", "7"]],
        ),
    ],
)
def test_cells_are_found(
    tmp_path: Path, name: str, table: str, expected: list[list[str] | None]
) -> None:
    (tmp_path / name).write_text(f"Some words stand here first.\n\n{table}", "utf-8")
    (document,) = load_documents([tmp_path])
    rows = [p.span for _, p in document.paragraphs() if p.kind is BlockKind.ROW]
    header, *cells = cells_of(document.text, rows)
    assert header is not None
    assert [row and [cell.of(document.text) for cell in row] for row in cells] == expected
