"""Bounds on columns of thousands and millions, and of money of one currency."""

from __future__ import annotations

import pytest

from rag.engine import Engine
from tests.rag.answer.computing_store import engine_over, marks, statement

TEXTS = {
    "firms": """# Companies

| Company | Turnover (million euros) | Staff |
| --- | --- | --- |
| Aber | 410 | 1,200 |
| Bolt | 230 | 800 |
| Crow | 90 | 300 |
| Dell | 1,020 | 77 |
""",
    "towns": """# Towns

| Town | Population (thousands) |
| --- | --- |
| Ann | 410 |
| Bel | 1,230 |
| Cor | 87 |
""",
    "lamps": """# Lamp shop

| Article | Price |
| --- | --- |
| Reading lamp | €1,249.50 |
| Floor lamp | €899.00 |
| Bulb | €3.20 |
""",
    "chairs": """# Chair shop

| Chair | Price (€) |
| --- | --- |
| Red | 1,249.50 |
| Blue | 899.00 |
| Green | 3.20 |
""",
    "tables": """# Table shop

| Table | Price |
| --- | --- |
| Red | 1,249.50 |
| Blue | 899.00 |
| Green | 3.20 |

All prices are in euros.
""",
    "figures": """# Firms

All figures in thousands of euros.

| Firm | Turnover |
| --- | --- |
| Aber | 410 |
| Bolt | 230 |
""",
    "firmen": """# Firmen

| Firma | Umsatz (Mio. Euro) |
| --- | --- |
| Aber | 410 |
| Bolt | 23,5 |
""",
    "gongsi": """# 公司

| 公司 | 营业额（亿元） |
| --- | --- |
| 东河 | 3 |
| 西林 | 14 |
| 南山 | 16 |
""",
}


@pytest.fixture(scope="module")
def engine() -> Engine:
    return engine_over(TEXTS)


@pytest.mark.parametrize(
    ("document", "question", "counted"),
    [
        ("firms", "How many companies have a turnover over 100 million euros?", "3 of the 4"),
        ("firms", "How many companies have a turnover over 1 billion euros?", "1 of the 4"),
        ("firms", "How many companies have more than 500 staff?", "2 of the 4"),
        ("towns", "How many towns have more than 400,000 inhabitants?", "2 of the 3"),
        ("towns", "How many towns have fewer than 500 inhabitants?", "None of the 3"),
        ("towns", "How many towns have a population under 0.5 million?", "2 of the 3"),
        ("firmen", "Wie viele Firmen haben mehr als 100 Millionen Euro Umsatz?", "1 of the 2"),
        ("gongsi", "营业额超过10亿元的公司有几个？", "2 of the 3"),
    ],
)
def test_a_bound_is_put_to_what_the_numbers_stand_for(
    engine: Engine, document: str, question: str, counted: str
) -> None:
    said = statement(engine, document, question)
    assert said is not None and said.startswith(counted)


@pytest.mark.parametrize(
    ("document", "question"),
    [
        ("lamps", "Which articles cost less than €1,000?"),
        ("lamps", "Which articles cost less than 1,000 €?"),
        ("lamps", "Which articles cost less than 1,000 euros?"),
        ("lamps", "Which articles cost less than 1,000?"),
        ("chairs", "Which chairs cost less than €1,000?"),
        ("tables", "Which tables cost less than €1,000?"),
    ],
)
def test_a_bound_of_the_same_money_is_computed(
    engine: Engine, document: str, question: str
) -> None:
    assert len(marks(engine, document, question) or ()) == 2


@pytest.mark.parametrize(
    ("document", "question"),
    [
        ("lamps", "Which articles cost less than $1,000?"),
        ("lamps", "Which articles cost less than 1,000 £?"),
        ("chairs", "Which chairs cost less than $1,000?"),
        ("tables", "Which tables cost less than $1,000?"),
        ("firms", "How many companies have a turnover over 100 million dollars?"),
        ("firms", "How many companies have a turnover over 100?"),  # or 100 million?
        ("figures", "Which firms have a turnover over 300?"),  # the table's numbers are thousands
        ("figures", "Which firms have a turnover over 300,000 euros?"),
    ],
)
def test_a_bound_of_other_money_or_of_unknown_size_is_not(
    engine: Engine, document: str, question: str
) -> None:
    assert statement(engine, document, question) is None
