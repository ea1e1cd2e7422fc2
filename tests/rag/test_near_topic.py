"""Questions near the topic of a text that it does not answer, beside like ones that it does."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.builder import Limits, build_index
from index.loading import load_store
from rag.document.filters import Filters
from rag.engine import Engine
from rag.models.embedder import Embedder
from rag.models.reader import ConvertedReader
from rag.reading.library import read_documents

CASES = Path(__file__).parents[1] / "cases"
DOCUMENTS = {
    "quarry.md": """# The quarry at Hollin

The quarry opened in 1911. It employs 84 people and sells slate to nine countries. Its director,
Maud Ferris, joined in 2006 from a bank in Leeds.

In 2019 a new crane was bought for 1.2 million crowns; the old one had been leased. The union, led
by Piet Haan, agreed to night shifts in return for a pension.
""",
    "expedition.txt": """The Brandt expedition

The Brandt expedition left Tromso on 4 June 1928 with two ships, eleven sledges and 96 dogs.
Captain Ole Brandt led it; the doctor was Ragna Lie, who kept the diary.

The Skua was crushed by ice in August. Her crew walked 70 miles to the depot, where they lived on
seal for five weeks. The Tern, the other ship, returned in October with all hands.
""",
    "policy.md": """# Access policy

Employees must change their passwords every ninety days. Contractors receive a card that is valid
for 30 days, and the reception keeps a list of them.

Visitors are escorted at all times. The security officer reviews the list of visitors each Friday
and reports losses of cards to the board within two working days.
""",
}


@pytest.fixture(scope="module")
def shelf(
    tmp_path_factory: pytest.TempPathFactory, embedder: Embedder, reader: ConvertedReader
) -> Engine:
    folder = tmp_path_factory.mktemp("near-topic")
    (folder / "texts").mkdir()
    for name, text in DOCUMENTS.items():
        (folder / "texts" / name).write_text(text, encoding="utf-8")
    documents = read_documents([folder / "texts", CASES / "g15-near-topic-absent.md"], print)
    build_index(folder / "index", documents.documents, [embedder], Limits())
    return Engine(load_store(folder / "index"), embedder, readers=[reader])


def ask(shelf: Engine, document: str, question: str) -> tuple[bool, float, str]:
    answer = shelf.ask(question, filters=Filters(document=(document,)))
    return answer.answerable, answer.confidence, answer.text


@pytest.mark.parametrize(
    ("document", "question"),
    [
        # The case as it was found: the kind of thing fits, what is asked for is absent.
        ("g15-near-topic-absent", "How many submarines does Norland have?"),
        ("g15-near-topic-absent", "When was Ode Karr born?"),
        ("g15-near-topic-absent", "What did the foreign minister say about the pits?"),
        ("g15-near-topic-absent", "Which newspaper found the rocket yards?"),
        # Another noun.
        ("quarry", "How many trucks does the quarry have?"),
        ("expedition", "How many tents did the expedition take?"),
        # Another person or body.
        ("quarry", "When did Piet Haan become the leader of the union?"),
        # A property that is not told.
        ("expedition", "How old was Ragna Lie?"),
        ("policy", "What does a lost card cost?"),
        ("quarry", "Who built the new crane?"),
        # Roles reversed.
        ("expedition", "Who crushed the depot?"),
    ],
)
def test_what_the_text_does_not_tell_is_refused(
    shelf: Engine, document: str, question: str
) -> None:
    answered, confidence, text = ask(shelf, document, question)
    assert not answered, (confidence, text)


@pytest.mark.parametrize(
    ("document", "question", "words"),
    [
        ("g15-near-topic-absent", "How many rockets does Norland have?", "about 380 rockets"),
        ("g15-near-topic-absent", "Where does the navy keep its ships?", "north port"),
        ("quarry", "To how many countries does the quarry sell slate?", "nine countries"),
        ("quarry", "When did Maud Ferris join?", "2006"),
        ("quarry", "What was the price of the new crane?", "1.2 million"),
        ("quarry", "Why did the union agree to night shifts?", "pension"),
        ("expedition", "How many dogs did the expedition take?", "96 dogs"),
        ("expedition", "Who was the doctor of the expedition?", "Ragna Lie"),
        ("expedition", "What happened to the Skua?", "crushed by ice"),
        ("policy", "How often must employees change their passwords?", "ninety days"),
        ("policy", "How long is a contractor's card valid?", "30 days"),
        ("policy", "When does the security officer review the list of visitors?", "Friday"),
    ],
)
def test_what_it_tells_is_answered(shelf: Engine, document: str, question: str, words: str) -> None:
    answered, confidence, text = ask(shelf, document, question)
    assert answered and words in " ".join(text.split()), (confidence, text)
