"""Pages made to hurt: time and memory stay in proportion, and nothing of the text is lost."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.reading.formats import NotReadable
from rag.reading.html import read
from tests.growth import assert_linear
from tests.rag.reading.made_html import reading


@pytest.mark.parametrize(
    "tag", ["div", "span", "b", "a href=x", "table", "blockquote", "font", "svg"]
)
def test_a_million_nested_elements_are_refused_at_once(tag: str) -> None:
    began = time.process_time()
    with pytest.raises(NotReadable, match="nests more than 5,000 elements"):
        read(f"<{tag}>".encode() * 1_000_000)
    assert time.process_time() - began < 10


def test_deep_nesting_below_the_bound_is_read() -> None:
    assert reading("<div>" * 4900 + "text").text == "text"
    assert reading("<b>" * 4900 + "text").text == "text"
    assert reading("<ul><li>" * 2000 + "text").text == "• text"
    found = reading("<div>" * 4900 + "text")
    assert all(len(anchor.element or "") < 1000 for _, anchor in found.anchors)


MADE: dict[str, Callable[[int], str]] = {
    "paragraphs": lambda n: "<p>a b c" * (n // 8),
    "items": lambda n: "<ul>" + "<li>a" * (n // 5),
    "rows": lambda n: "<table>" + "<tr><td>a<td>b" * (n // 14),
    "cells": lambda n: "<table><tr>" + "<td>a" * (n // 5),
    "spans": lambda n: "<table>" + "<tr><td rowspan=60000 colspan=900>a" * (n // 35),
    "pointers": lambda n: "<p>" + "<sup><a href=#n>1</a></sup>" * (n // 27) + "<p id=n>1 a",
    "notes": lambda n: "".join(
        f"<p><a href=#n{i}>[{i}]</a><p id=n{i}>[{i}] a" for i in range(n // 40)
    ),
    "breaks": lambda n: "a<br>" * (n // 5),
    "links": lambda n: "<p>" + "<a href=https://a.example/>a</a> " * (n // 33),
    "superscripts": lambda n: "a<sup>2</sup>" * (n // 13),
    "captions": lambda n: "<figure><img alt=a>" * (n // 20),
    "comments": lambda n: "<!-- a -->b" * (n // 11),
    "unended comments": lambda n: "<!--" * (n // 4),
    "hidden": lambda n: "<p hidden>a</p>b" * (n // 16),
    "hidden notes": lambda n: (
        "<div hidden>" * min(n // 80, 4000)
        + "".join(f"<a href=#n{i}>[{i}]</a><p id=n{i} hidden>[{i}] a" for i in range(n // 80))
    ),
    "buttons": lambda n: "<table><td><button>a" * min(n // 20, 1500),
    "headed buttons": lambda n: "<button><h2>a</h2></button>" * (n // 27),
    "headings": lambda n: "<div role=heading>a" * min(n // 19, 4000),
    "topics": lambda n: "<div class=share-capital>a" * min(n // 26, 4000),
    "tags": lambda n: "<x-a>b</x-a>" * (n // 12),
    "header rows": lambda n: "<table>" + "<tr><th>a<th>b<tr><td>1<td>2" * (n // 28),
    "menus": lambda n: "<div class=menu><a href=a>a</a></div>b" * (n // 38),
    "titles": lambda n: "<h1>a</h1>" * (n // 10),
    "unclosed": lambda n: "<b>a" * min(n // 4, 4000),
    "entities": lambda n: "&nbsp;&amp;&#65;" * (n // 16),
    "attributes": lambda n: f"<p {'a=b ' * (n // 4)}>c",
    "declarations": lambda n: "<?xml version='1.0'?>" + "<![CDATA[" * (n // 9),
    "empty tags": lambda n: "<?xml version='1.0'?><p>" + "<a/>" * (n // 4),
    "scripts": lambda n: "<script>a</script>b" * (n // 19),
}


def _read(page: str) -> None:
    with suppress(NotReadable):
        read(page.encode())


@pytest.mark.parametrize("name", MADE)
def test_time_grows_with_the_page(name: str) -> None:
    assert_linear(lambda n: f"<p>One.</p>{MADE[name](n)}", _read)


def test_cells_that_reach_over_all_write_no_more_than_a_bound() -> None:
    rows = "<tr><td rowspan=65534 colspan=1000>word" * 300
    assert len(reading(f"<table>{rows}</table>").text) < 60_000


SCRAPS = st.sampled_from(
    "<p> </p> <ul> <li> </ul> <table> <tr> <td> <th rowspan=3> </table> <b> </b> <sup> </sup> "
    "<a href=#n> <a href=https://a.example/x> </a> <h1> <h2> </h2> <pre> </pre> <dl> <dt> <dd> "
    "</dl> <blockquote> </blockquote> <figure> <figcaption> </figure> <br> <hr> <img alt=pic> "
    "<p id=n> <div id=n> <main> </main> <article> <nav> </nav> <footer> <script> </script> "
    "<!--c--> word Word. 1 [1] &shy; \xa0 漢字 <svg> <math> <template> <select> <option>".split(" ")
)


@settings(max_examples=400, deadline=None)
@given(st.lists(SCRAPS, max_size=60))
def test_any_page_is_read_with_its_spans_and_anchors_in_order(scraps: list[str]) -> None:
    try:
        found = read(("<!doctype html>" + " ".join(scraps)).encode())
    except NotReadable:
        return
    ends = [0]
    for block in found.blocks:
        assert ends[-1] <= block.span.start < block.span.end
        words = block.span.of(found.text)
        assert words == words.strip()
        ends.append(block.span.end)
    assert ends[-1] == len(found.text)
    starts = [block.span.start for block in found.blocks]
    assert [at for at, _ in found.anchors] == starts
    for span, _ in found.links:
        assert span.end <= len(found.text)
