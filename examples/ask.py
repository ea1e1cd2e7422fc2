"""Ask a question, and print the answer with the places that it stands in.

python examples/ask.py "Who is Fang Bingxing?"
"""

from __future__ import annotations

import sys

from brief_rag import open_engine


def main(question: str) -> None:
    """Answer from the index that `brief-rag index` has built."""
    answer = open_engine().ask(question)
    print(answer.text)
    for number, sentence in enumerate(answer.sentences, 1):
        place = sentence.citation
        print(f"[{number}] {place.title}, {place.section}, paragraph {place.paragraph}")
        for source in place.sources:
            print(f"    cites {source.outlet or 'an outlet not printed'}, {source.date}")


if __name__ == "__main__":
    main(sys.argv[1])
