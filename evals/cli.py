"""The evaluation as one function, for the command line to call."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from evals.baselines import bm25, dense, langchain_quickstart
from evals.dataset_kinds import KINDS, kind_and_place, read_dataset
from evals.datasets import Dataset, DatasetAbsent
from evals.document_structure import score_structure
from evals.embedders import Remembering
from evals.gate import check, read_thresholds
from evals.peers import peers
from evals.rank_metrics import trec_id, write_qrels, write_run
from evals.read_library import documents_of, held_out_of
from evals.read_whole import WHOLE as WHOLE_FILE
from evals.read_whole import read_whole
from evals.reference_report import NAME, print_references, write_references
from evals.reference_report import figures as reference_figures
from evals.report_html import write_html
from evals.report_json import write_json
from evals.report_table import print_report
from evals.run import Evaluation, evaluate
from evals.sample import sample_passages, template
from evals.sentence_ends import (
    KIND,
    figures,
    judge,
    print_judged,
    product,
    read_cases,
    write_judged,
)
from evals.source_references import score_references
from evals.structure_report import NAME as STRUCTURE_NAME
from evals.structure_report import figures as structure_figures
from evals.structure_report import print_structure, write_structure
from evals.systems import Answerer, AnswersOver, Embedder, System
from evals.whole_questions import JudgedWhole, judge_whole
from evals.whole_report import NAME as WHOLE_NAME
from evals.whole_report import figures as whole_figures
from evals.whole_report import print_whole, write_whole
from rag.document.model import Document, Passage

THRESHOLDS = Path(__file__).parent / "thresholds.toml"
BUNDLED = f"brief:{Path(__file__).parent / 'brief-dev.jsonl'}"
"""The questions on the bundled brief, as a data set for ``run_eval``."""
DIALOGUES = f"dialogues:{Path(__file__).parent / 'dialogues.jsonl'}"
"""The conversations about the bundled brief."""
LIBRARY = f"library:{Path(__file__).parent / 'library'}"
"""Documents of many kinds, with questions on each."""
NEAR_TOPIC = f"library:{Path(__file__).parent / 'near_topic'}"
"""Documents with as many questions near their topic that they do not answer as answered ones."""
NEAR_TOPIC_LANGUAGES = f"library:{Path(__file__).parent / 'near_topic_languages'}"
"""The same in German and Chinese, and of English documents in both."""
SENTENCES = f"{KIND}:{Path(__file__).parent / 'sentence-ends.jsonl'}"
"""Paragraphs whose sentences are labelled."""
REFERENCES = f"references:{Path(__file__).parent / 'references'}"
"""Documents whose source references are labelled."""
STRUCTURE = f"structure:{Path(__file__).parent / 'structure'}"
"""Documents whose titles, headings, blocks and notes are labelled."""

WHOLE = f"whole:{WHOLE_FILE}"
"""Questions on what a whole document is and says."""

DATASETS = (
    BUNDLED,
    DIALOGUES,
    LIBRARY,
    NEAR_TOPIC,
    NEAR_TOPIC_LANGUAGES,
    WHOLE,
    SENTENCES,
    REFERENCES,
    STRUCTURE,
)
"""What is evaluated where no data set is named."""


def run_eval(
    *,
    corpus: Sequence[Document],
    build: Callable[[Dataset], System],
    build_twin: Callable[[Dataset], System] | None = None,
    embedder: Embedder,
    console: Console,
    datasets: Sequence[str] = (BUNDLED,),
    out: Path | None = None,
    top_k: int = 10,
    limit: int | None = None,
    bench: bool = False,
    gate: Path | None = None,
) -> bool:
    """Evaluate a system on data sets beside the baselines; True unless the gate fails.

    ``datasets`` are written ``KIND:PATH`` as ``read_dataset`` takes them, or
    ``sentences:FILE.jsonl``, ``references:FOLDER`` and ``structure:FOLDER`` for labelled sentence
    ends, source references and documents, which need no system, or ``whole:FILE.jsonl`` for
    questions on whole documents of the corpus and of the folder ``library`` beside the file; one
    whose files are absent is skipped with a message. ``build`` makes the system under test for a
    data set, over its ``passages`` where it gives them; its answers are judged where it gives any.
    ``build_twin`` makes a variant of it, to stand beside. ``embedder`` is for the baselines.
    Reports go to ``out/<data set>/``: ``report.json``, ``report.html``, and for each system
    ``<system>.run`` and ``<system>.qrels``. ``bench`` adds the other frameworks, ``gate`` is the
    file of bounds to keep.

    Raises DatasetError for a data set that cannot be read, ThresholdsError for bounds that cannot.
    """
    judging = _Judging(
        corpus, build, build_twin, embedder, console, out=out, top_k=top_k, limit=limit, bench=bench
    )
    thresholds = read_thresholds(gate) if gate else {}
    kept = True
    for name in datasets:
        try:
            judged, reached = judging.judge(name)
        except DatasetAbsent as absent:
            console.print(f"skipped: {escape(str(absent))}", highlight=False, soft_wrap=True)
            kept = kept and not gate  # a bound that was not measured is not kept
            continue
        for failure in check(judged, reached, thresholds):
            kept = False
            console.print(f"[bold red]gate:[/] {escape(str(failure))}", soft_wrap=True)
    if gate and kept:
        console.print("gate: all bounds are kept")
    return kept


def check_names(datasets: Sequence[str]) -> None:
    """Raise DatasetError for a name that ``run_eval`` does not take, before anything is loaded."""
    for name in datasets:
        kind_and_place(name, _KINDS)


def print_sample(
    documents: Sequence[Document], passages: Sequence[Passage], n: int, console: Console
) -> None:
    """Print lines in the brief format to write questions into, one for each of n passages."""
    text = template(documents, sample_passages(passages, n))
    console.print(text, end="", markup=False, highlight=False, soft_wrap=True, emoji=False)


@dataclass(frozen=True, slots=True)
class _Judging:
    """What data sets are judged with, as ``run_eval`` is given it."""

    corpus: Sequence[Document]
    build: Callable[[Dataset], System]
    build_twin: Callable[[Dataset], System] | None
    embedder: Embedder
    console: Console
    out: Path | None
    top_k: int
    limit: int | None
    bench: bool

    def judge(self, name: str) -> tuple[str, Mapping[str, float]]:
        """Judge one data set, print and write what comes of it: its name, and its figures."""
        kind, place = kind_and_place(name, _KINDS)
        if kind in _READINGS:
            return _READINGS[kind](Path(place), self.out, self.limit, self.console)
        if kind == WHOLE_NAME:
            return self._ask_whole(Path(place))
        return self._ask(read_dataset(name, self.corpus).first(self.limit))

    def _ask(self, dataset: Dataset) -> tuple[str, Mapping[str, float]]:
        evaluation = self._evaluate(dataset)
        print_report(evaluation, self.console)
        if self.out:
            _write(self.out / dataset.name, evaluation, self.console)
        return dataset.name, evaluation.summary()

    def _evaluate(self, dataset: Dataset) -> Evaluation:
        def tell(message: str) -> None:
            self.console.print(escape(message), highlight=False, soft_wrap=True)

        embedder = Remembering(self.embedder)
        with self.console.status(f"evaluating {escape(dataset.name)}"):
            system, texts = self.build(dataset), dataset.texts()
            systems = [
                system,
                *([self.build_twin(dataset)] if self.build_twin else []),
                bm25(system.units, texts),
                dense(system.units, texts, embedder),
                langchain_quickstart(dataset.documents, embedder),
            ]
            if self.bench:
                systems.extend(peers(dataset.documents, system.units, embedder, tell))
            answerer = system if isinstance(system, Answerer) else None
            return evaluate(dataset, systems, answerer=answerer, top_k=self.top_k)

    def _ask_whole(self, path: Path) -> tuple[str, Mapping[str, float]]:
        judged = self._judge_whole(path)
        print_whole(judged, self.console)
        if self.out:
            write_whole(self.out / WHOLE_NAME, judged)
        return WHOLE_NAME, whole_figures(judged)

    def _judge_whole(self, path: Path) -> list[JudgedWhole]:
        """Ask questions on whole documents of a system, and of what finds passages by the way."""
        library = path.parent / "library"
        others = documents_of(library)
        documents = tuple(sorted([*self.corpus, *others], key=lambda document: document.id))
        questions = read_whole(path, documents)[: self.limit]
        system = self.build(Dataset(WHOLE_NAME, documents, ()))
        if not isinstance(system, AnswersOver):
            return []
        texts = {document.id: document.text for document in documents}
        embedder = Remembering(self.embedder)
        baselines = [bm25(system.units, texts), dense(system.units, texts, embedder)]
        held_out = held_out_of(library, others)
        return judge_whole(questions, texts, held_out, system.answer_over, baselines)


def _write(folder: Path, evaluation: Evaluation, console: Console) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / "report.json", evaluation)
    write_html(folder / "report.html", evaluation)
    for system in evaluation.systems:
        name = trec_id(system.name.replace(" ", "-")).replace("/", "-")
        write_run(folder / f"{name}.run", system.run, system.name)
        write_qrels(folder / f"{name}.qrels", system.qrels)
    console.print(f"report: {folder / 'report.html'}", highlight=False, soft_wrap=True)


def _judge_sentences(
    path: Path, out: Path | None, limit: int | None, console: Console
) -> tuple[str, Mapping[str, float]]:
    judged = judge(read_cases(path)[:limit], product)
    print_judged(path.stem, judged, console)
    if out:
        (out / path.stem).mkdir(parents=True, exist_ok=True)
        write_judged(out / path.stem / "report.json", path.stem, judged)
    return path.stem, figures(judged)


def _judge_references(
    path: Path, out: Path | None, limit: int | None, console: Console
) -> tuple[str, Mapping[str, float]]:
    scores = score_references(path)[:limit]
    print_references(scores, console)
    if out:
        write_references(out / NAME, scores)
    return NAME, reference_figures(scores)


def _judge_structure(
    path: Path, out: Path | None, limit: int | None, console: Console
) -> tuple[str, Mapping[str, float]]:
    scores = score_structure(path)[:limit]
    print_structure(scores, console)
    if out:
        write_structure(out / STRUCTURE_NAME, scores)
    return STRUCTURE_NAME, structure_figures(scores)


_READINGS = {
    KIND: _judge_sentences,
    "references": _judge_references,
    "structure": _judge_structure,
}
"""What judges how texts are read, by the kind of the data set."""
_KINDS = (*KINDS, *_READINGS, WHOLE_NAME)
