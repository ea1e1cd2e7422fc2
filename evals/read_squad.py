"""SQuAD's JSON, versions 1.1 and 2.0: articles of paragraphs, answers by their offset."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pydantic import Field

from evals.datasets import Dataset, DatasetError, GoldSpan, Question
from evals.given_passages import GAP, assemble
from evals.rows import Row, read_object
from rag.document.model import Document, Passage, Span


class _Answer(Row):
    text: str
    answer_start: int = Field(ge=0)


class _Item(Row):
    id: str
    question: str
    answers: tuple[_Answer, ...] = ()
    is_impossible: bool = False


class _Paragraph(Row):
    context: str
    qas: tuple[_Item, ...]


class _Article(Row):
    title: str = "untitled"
    paragraphs: tuple[_Paragraph, ...]


class _File(Row):
    data: tuple[_Article, ...]


def read_squad(path: Path) -> Dataset:
    """Read SQuAD-format JSON (Rajpurkar et al. 2016, 2018).

    A document is an article: its paragraphs with a blank line between, so that offsets count in
    the document. The paragraphs are the passages to be found. Gold is the answer's span; other
    annotators' spans are alternatives. The language is read off a name such as ``xquad.zh.json``,
    otherwise it is English.

    Raises DatasetAbsent for a missing file, and DatasetError for a wrong field and for an answer
    that does not stand where it says.
    """
    language = path.stem.rpartition(".")[2]
    documents: list[Document] = []
    passages: list[Passage] = []
    questions: list[Question] = []
    names: set[str] = set()
    for number, article in enumerate(read_object(path, _File).data):
        name = article.title if article.title not in names else f"{article.title}-{number}"
        names.add(name)
        contexts = [p.context for p in article.paragraphs]
        document, found = assemble(name, article.title.replace("_", " "), contexts)
        documents.append(document)
        passages.extend(found)
        questions.extend(_questions(article, name, language if len(language) == 2 else "en", path))
    return Dataset(path.stem, tuple(documents), tuple(questions), tuple(passages))


def read_cross_squad(asked: Path, searched: Path) -> Dataset:
    """The questions of one file over the passages of another, matched by id.

    XQuAD (Artetxe et al. 2020) asks the same questions in several languages, so that a question in
    one can be put to the text in another. Raises what ``read_squad`` does, and DatasetError for a
    question that the other file lacks.
    """
    questions, passages = read_squad(asked), read_squad(searched)
    places = {question.id: question for question in passages.questions}
    unknown = [question.id for question in questions.questions if question.id not in places]
    if unknown:
        raise DatasetError(
            f"{asked}, question {unknown[0]}: {searched} has no question of that id; "
            "both files must hold the same questions"
        )
    return replace(
        passages,
        name=f"{asked.stem}-on-{searched.stem}",
        questions=tuple(
            replace(places[q.id], text=q.text, language=q.language) for q in questions.questions
        ),
    )


def _questions(article: _Article, document: str, language: str, path: Path) -> Iterator[Question]:
    start = 0
    for paragraph in article.paragraphs:
        for item in paragraph.qas:
            answerable = not item.is_impossible
            spans = [_checked(a, paragraph.context, item.id, path) for a in item.answers]
            if answerable and not spans:
                raise DatasetError(
                    f"{path}, question {item.id}: has no answers; "
                    "add one or set is_impossible to true"
                )
            gold = dict.fromkeys(Span(start + s.start, start + s.end) for s in spans)
            yield Question(
                id=item.id,
                text=item.question.strip(),
                type="answerable" if answerable else "unanswerable",
                language=language,
                answerable=answerable,
                gold=tuple((GoldSpan(document, s),) for s in gold) if answerable else (),
                answers=tuple(dict.fromkeys(a.text for a in item.answers)) if answerable else (),
                document=document,
            )
        start += len(paragraph.context) + len(GAP)


def _checked(answer: _Answer, context: str, question: str, path: Path) -> Span:
    span = Span(answer.answer_start, answer.answer_start + len(answer.text))
    if span.of(context) != answer.text or not answer.text:
        raise DatasetError(
            f"{path}, question {question}, field answer_start: {answer.answer_start} points to "
            f"{span.of(context)!r}, not to {answer.text!r}; offsets count code points from 0"
        )
    return span
