"""What reading a long PDF costs: pages a second, and memory by the number of pages.

The pages are those of documents printed in every way that the machine can, again and again. Each
file is read in a process of its own, whose memory is looked at when it has read and replied.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.made.printing import printed_documents
from rag.reading.apart_process import reply_to
from rag.reading.formats import Format

SIZES = (100, 300, 1000)
"""Pages."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What reading a file of so many pages took: seconds of one processor, and bytes of memory at
    most, with the parts of it that are there before a page is read: the program, and the file."""

    pages: int
    seconds: float
    peak: int
    program: int
    file: int

    @property
    def a_page(self) -> float:
        """Bytes, but for the program."""
        return (self.peak - self.program) / self.pages


def costs(squad: Path, folder: Path, sizes: Sequence[int] = SIZES) -> Iterator[Cost]:
    """The costs of files of so many pages; none where nothing on the machine prints."""
    printed = list(printed_documents(squad, folder))
    for pages in sizes if printed else ():
        long = folder / f"{pages}-pages.pdf"
        _bind(printed, pages, long)
        yield measured(long, pages)
        long.unlink()


def measured(path: Path, pages: int) -> Cost:
    """The cost of reading a file of so many pages."""
    command = [sys.executable, "-m", "evals.long_pdfs", "--read", str(path)]
    told = subprocess.run(command, capture_output=True, check=True, text=True).stdout.split()
    seconds, peak, program = float(told[0]), int(told[1]), int(told[2])
    return Cost(pages, seconds, peak, program, path.stat().st_size)


def _bind(printed: Sequence[Path], pages: int, target: Path) -> None:
    """Write a file of so many pages, taken from the printed ones in turn."""
    import pypdfium2

    with pypdfium2.PdfDocument.new() as bound:
        while len(bound) < pages:
            for path in printed:
                with pypdfium2.PdfDocument(path) as file:
                    taken = min(len(file), pages - len(bound))
                    if taken:
                        bound.import_pages(file, list(range(taken)))
        bound.save(target)


def _read(path: Path) -> None:
    """Read a file as the reading process does, and print what that took."""
    reply_to([Format.PDF], b"")  # what is imported and compiled once
    program = _peak()
    raw = path.read_bytes()
    started = time.process_time()
    reply_to([Format.PDF], raw)
    print(time.process_time() - started, _peak(), program)


def _peak() -> int:
    """The most bytes of memory that this process has held."""
    status = Path("/proc/self/status")
    if status.exists():  # what a parent held before it started this one counts elsewhere
        line = next(x for x in status.read_text("ascii").splitlines() if x.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def main() -> None:
    """Print a line for each size.

    The argument is a set of questions as SQuAD 2.0 writes them, whose articles are printed.
    """
    if sys.argv[1:2] == ["--read"]:
        _read(Path(sys.argv[2]))
        return
    shared = Path(__file__).resolve().parents[2] / "shared" / "data" / "squad2" / "dev.json"
    squad = Path(sys.argv[1]) if len(sys.argv) > 1 else shared
    with tempfile.TemporaryDirectory() as folder:
        for cost in costs(squad, Path(folder)):
            print(
                f"{cost.pages:5} pages: {cost.pages / cost.seconds:.0f} pages a second, at most "
                f"{cost.peak / 1e6:.0f} MB ({cost.program / 1e6:.0f} the program, "
                f"{cost.file / 1e6:.1f} the file), {cost.a_page / 1e3:.0f} kB a page"
            )


if __name__ == "__main__":
    main()
