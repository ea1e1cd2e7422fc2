"""The converted models that an index carries, each once, in a folder named by what it holds."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from index.files import copy_files, hash_files, new_folder, put_folder, verify
from index.manifest import ModelFiles, name_of
from rag.errors import IndexDamaged

MODEL_FOLDER = "model"


def carry_model(index_dir: Path, files: Sequence[Path]) -> ModelFiles | None:
    """Put a converted model's files with the index; None where a model has none.

    They take no room of their own where they lie on the same disk.
    """
    if not files:
        return None
    with new_folder(index_dir / "carried") as folder:
        model = folder / MODEL_FOLDER
        model.mkdir()
        for file in files:
            _link(file, model / file.name)
        hashes = hash_files(model)
        carried = ModelFiles(name_of(repr(sorted(hashes.items())).encode()), hashes)
        target = folder.parent / carried.folder
        if not _is_whole(target / MODEL_FOLDER, carried):
            put_folder(folder, target)
    return carried


def take_model(index_dir: Path, other: Path, model: ModelFiles, listed_in: Path) -> None:
    """Copy a model that another index carries, verified, unless it is there; the manifest
    ``listed_in`` names its files.

    Raises IndexDamaged where a file of it is missing there or was altered.
    """
    target = index_dir / "carried" / model.folder
    if _is_whole(target / MODEL_FOLDER, model):
        return
    source = other / "carried" / model.folder / MODEL_FOLDER
    with new_folder(target.parent) as folder:
        copy_files(source, folder / MODEL_FOLDER, model.files, listed_in)
        put_folder(folder, target)


def _link(file: Path, target: Path) -> None:
    try:
        os.link(file, target)
    except OSError:  # another disk, or one without links
        shutil.copyfile(file, target)


def _is_whole(folder: Path, model: ModelFiles) -> bool:
    try:
        verify(folder, model.files, model.files, folder)
    except IndexDamaged:
        return False
    return True
