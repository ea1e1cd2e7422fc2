"""Find the passages nearest to a question, from one source or after a date if you like.

python examples/search.py "What did Russia sign?" Xinhua 2015
"""

from __future__ import annotations

import sys

from brief_rag import Filters, open_engine


def main(question: str, source: str | None = None, date_from: str | None = None) -> None:
    """Search the index that `brief-rag index` has built."""
    filters = Filters(source=(source,) if source else (), date_from=date_from)
    for hit in open_engine().search(question, top_k=3, filters=filters).hits:
        place = hit.citation
        print(f"{hit.score:.2f} {place.document} [{place.span.start}:{place.span.end}]")
        print(hit.text)


if __name__ == "__main__":
    main(*sys.argv[1:])
