"""What is printed beside results: messages, errors, progress."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import NoReturn

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Column, Table
from rich.text import Text

console = Console()
errors = Console(stderr=True)

Progressed = Callable[[int, int], None]
"""Is told how many are done, of how many."""

_SECONDS_BETWEEN_LINES = 2.0
_SECONDS_OF_SILENCE = 30.0


def table(*heads: str) -> Table:
    """A table that shows all of each cell: what is too long for a line, such as an id that is to be
    typed again, goes on below."""
    return Table(*(Column(head, overflow="fold") for head in heads))


def tell(message: str) -> None:
    """Print a message for people, apart from what a program may read."""
    errors.print(escape(message), highlight=False, soft_wrap=True)


def warn(message: object) -> None:
    """Print what went wrong without an end to all."""
    errors.print(
        f"[bold yellow]warning:[/] {escape(str(message))}", highlight=False, soft_wrap=True
    )


def fail(message: str) -> NoReturn:
    """Print what went wrong, and end with exit code 1."""
    errors.print(f"[bold red]error:[/] {escape(message)}", highlight=False, soft_wrap=True)
    sys.exit(1)


@contextmanager
def progress(doing: str, of: str, quiet: bool) -> Iterator[Progressed]:
    """A function that shows how many are done, of how many: as a bar, by lines where the output is
    no terminal, and not at all where ``quiet``."""
    if quiet or not errors.is_terminal:
        yield progress_lines(doing, of, (lambda _: None) if quiet else tell)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(of),
        _Rate(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=errors, transient=True) as bar:
        task = bar.add_task(doing, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def progress_lines(
    doing: str, of: str, tell: Callable[[str], None], clock: Callable[[], float] = monotonic
) -> Progressed:
    """A function that tells how many are done at each tenth of them, and after 30 seconds at the
    latest; what ends within seconds is not spoken of."""
    shown, since = 0, clock()

    def report(done: int, total: int) -> None:
        nonlocal shown, since
        tenth, seconds = done * 10 // max(total, 1), clock() - since
        if (tenth > shown and seconds >= _SECONDS_BETWEEN_LINES) or seconds >= _SECONDS_OF_SILENCE:
            tell(f"{doing}: {done} of {total} {of}")
            shown, since = tenth, clock()

    return report


class _Rate(ProgressColumn):
    """Steps a second, as far as known."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:.0f}/s" if task.speed else "")
