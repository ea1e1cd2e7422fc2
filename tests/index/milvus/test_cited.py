"""A filter by outlet and dates, as numbers to look for, passes what the filter itself does."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from index.milvus.cited import asked_numbers, cited_numbers
from rag.document.filters import Filters
from rag.document.model import SourceReference, Span

days = st.dates(date(1, 1, 1), date(9999, 12, 31)) | st.dates(date(1995, 1, 1), date(2016, 12, 31))
iso = st.tuples(days, st.sampled_from([4, 7, 10])).map(lambda each: each[0].isoformat()[: each[1]])
outlets = st.sampled_from(["Xinhua", "Sea Times", "XINHUA", "", None])
references = st.builds(
    lambda outlet, day: SourceReference(outlet, day, False, False, "raw", Span(0, 3)),
    outlets,
    iso | st.sampled_from(["--05-09", ""]),
)


@given(
    st.lists(references, max_size=4),
    st.lists(outlets.filter(bool), max_size=2),
    iso,
    iso,
    st.integers(0, 3),
)
def test_numbers_pass_what_the_filter_passes(
    cited: list[SourceReference], named: list[str], one: str, other: str, bounds: int
) -> None:
    first, last = sorted([one, other])
    try:
        filters = Filters(
            source=tuple(named),
            date_from=first if bounds & 1 else None,
            date_to=last if bounds & 2 else None,
        )
    except ValueError:  # no day is left between them
        return
    if not filters.of_sources:
        return
    passes = any(filters.allow_source(reference) for reference in cited)
    assert bool(cited_numbers(cited) & set(asked_numbers(filters))) == passes


def test_a_long_run_of_days_is_few_numbers() -> None:
    assert len(asked_numbers(Filters(date_from="0001", date_to="9999-12-30"))) < 800
    assert len(asked_numbers(Filters(date_from="1900", source=("a", "b")))) < 1000
