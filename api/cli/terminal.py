"""What is printed beside results: messages, errors, progress."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
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
from rich.text import Text

console = Console()
errors = Console(stderr=True)


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
def progress_bar(quiet: bool) -> Iterator[Progress]:
    """A bar of texts done; none where ``quiet``."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("texts"),
        _Rate(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=errors, transient=True, disable=quiet) as progress:
        yield progress


class _Rate(ProgressColumn):
    """Steps a second, as far as known."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:.0f}/s" if task.speed else "")
