"""Ten thousand passages on a real server: filters that keep one in a thousand lose none."""

from __future__ import annotations

import pytest

from rag.document.filters import NO_FILTERS, Filters
from rag.document.model import Document, Passage, Span
from rag.models.embedder import Embedder
from rag.question.query import Query
from rag.reading.structure import parse_document
from rag.search.signals import encode_query
from tests.index.milvus.conftest import NewSettings
from tests.index.milvus.test_changing import add, store_of

pytestmark = pytest.mark.long

PARTS = 100  # passages of a document
ASKED = "Who sold herring at the mill of town 7?"
NAMES = ("Ada Berg", "Bo Dahl", "Cai Ek", "Dora Falk", "Ewa Grip", "Finn Holm", "Gro Ims")
GOODS = tuple("herring timber salt wool iron grain tar rope glass cloth hay".split())


def region(number: int) -> Document:
    """A document of ``PARTS`` sections, each one passage; one passage in a thousand cites Rare
    Times, one the Sea Times of a day in March 1961."""
    lines = [f"Region {number}", ""]
    for part in range(PARTS):
        place = number * PARTS + part
        cited = "Port Gazette, May 9, 1954"
        if place % 1000 == 123:
            cited = f"Rare Times, {1900 + place // 1000}"
        if place % 1000 == 456:
            cited = f"Sea Times, March {1 + place // 1000}, 1961"
        said = f"{NAMES[place % 7]} sold {GOODS[place % 11]} at the mill of town {place}"
        lines += [f"## Part {part} of region {number}", "", f"{said} ({cited}).", ""]
    return parse_document("\n".join(lines), f"region-{number:03d}")


@pytest.mark.parametrize("new_settings", ["lite", "server"], indirect=True)
def test_one_in_a_thousand_is_found(
    new_settings: NewSettings, tiny: Embedder, request: pytest.FixtureRequest
) -> None:
    regions = 100 if "server" in request.node.name else 10
    documents = [region(number) for number in range(regions)]
    change = add(new_settings(), documents, tiny)
    assert len(change.added) == regions
    store = store_of(new_settings())
    passages = {d.id: list(store.passages_of(d.id)) for d in documents}
    assert store.passage_count == sum(map(len, passages.values())) >= regions * PARTS
    query = encode_query(Query.of(ASKED), tiny, 0.5)

    def found(filters: Filters) -> list[str]:
        candidates = store.search(query, filters, 200)
        assert len(store.match_tokens(query, candidates).layout) == len(candidates.passages)
        return [passage.id for passage in candidates.passages]

    def allowed(filters: Filters) -> list[str]:
        return [p.id for d in documents for p in passages[d.id] if filters.allow(d, p)]

    some: Passage = passages["region-003"][40]
    for filters in (
        Filters(source=("rare times",)),
        Filters(source=("Rare Times",), date_to="1904"),
        Filters(date_from="1961-03-01", date_to="1961-03-04"),
        Filters(date_from="1955"),
        Filters(section=("part 7 of region 5",)),
        Filters(section=("part 7 of region 5",), document=("region-005", "region-006")),
        Filters(within=(("region-003", Span(some.span.start + 1, some.span.start + 2)),)),
    ):
        expected = allowed(filters)
        assert 0 < len(expected) <= max(20, regions // 5), filters
        assert found(filters) == expected
    best = found(NO_FILTERS)
    named = [p.id for d in documents for p in passages[d.id] if " town 7 " in p.span.of(d.text)]
    assert 200 <= len(best) <= 400 and set(named) <= set(best)
