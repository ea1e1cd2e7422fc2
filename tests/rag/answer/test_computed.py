"""Questions of all records, of how many, of the most: computed with their rows, or only found."""

from __future__ import annotations

import pytest

from index.builder import Limits, build_index
from index.loading import load_store
from rag.answer.answer import Answer
from rag.answer.computed import Computed
from rag.document.filters import Filters
from rag.engine import Engine
from rag.models.embedder import Embedder
from rag.reading.library import load_documents

DOCUMENTS = {
    "managers.md": """# Managers and Pay

Aldo Finch, head of stores, earns 41,000 crowns. Bea Thorn, head of yards, earns 39,500 crowns.
Cem Aydin, head of rail, earns 47,200 crowns. Dora Pell, head of ports, earns 52,000 crowns.
Emil Roth, head of audit, earns 44,100 crowns. Fay Osei, head of law, earns 58,300 crowns.
Gil Navarro, head of press, earns 36,900 crowns. Hana Sato, head of works, earns 45,700 crowns.
Ivan Petrov, head of fleet, earns 49,900 crowns.

The board meets on the first Monday of the month.
""",
    "stations.md": """# Station Register

The register below lists every station of the northern line.

| Station | Opened | Keeper | Trains a day |
| --- | --- | --- | --- |
| Arnby | 1891 | Ruth Lowe | 14 |
| Belcot | 1894 | Ivo Brandt | 9 |
| Corrin | 1899 | Nadia Weiss | 22 |
| Dunlow | 1902 | Piers Hall | 6 |
| Estermouth | 1903 | Sana Iqbal | 31 |

The line was closed to passengers in 1968.
""",
    "shop.md": """# Lamp shop

## Stock

| Article | Price | Supplier |
| --- | ---: | --- |
| Reading lamp | €1,249.50 | Holm & Co |
| Floor lamp | €899.00 | Vance Ltd |
| Bulb | €3.20 | Vance Ltd |
| Chandelier | — | Orsini |
| Total | €2,151.70 | |

## Stalls

The following stalls paid a fee:

- Bakery: 45 pounds
- Cheese: 60 pounds
- Honey: 30 pounds
- Pottery: 60 pounds

## Medals by year

| Country | Year | Medals |
| --- | --- | --- |
| Norden | 2018 | 12 |
| Norden | 2022 | 15 |
| Suder | 2018 | 20 |
| Suder | 2022 | 4 |
""",
    "peaks.md": """# Rivers and peaks

| River | Length |
| --- | --- |
| Ald | 120 km |
| Bern | 95,000 m |
| Cray | 60 miles |

## Peaks

| Peak | Height (m) | First climbed |
| --- | --- | --- |
| Grey | 2,410 | 12 July 1881 |
| Pale | 2,385 | August 1902 |
| Hoar | 1,999 | 1902 |
| Tor Top | 2,410 | 3 May 1877 |

## Weather

| Place | Lowest temperature |
| --- | --- |
| Hilltop | −12 °C |
| Bay | 3 °C |
| Plain | −5 °C |
""",
    "guild.md": """# The guild

Mara Voss joined in 1988 and pays 40 florins. Otto Lind joined in 1991 and pays 35 florins.
Pia Renn joined in 1979 and pays 60 florins. Ruben Sax joined in 2003 and pays 20 florins.

## Patrons

The patron, Count Ilm, pays 900 florins a year.

## Pilots

Ann Bligh steered 140 ships. Cora Dane steered 212 ships. Eli Fenn never steered 400 ships.
""",
    "directory.txt": """EMPLOYEE DIRECTORY

Name            Department    Salary    Born
Alice Moor      Sales         52,000    1979
Bruno Katz      Finance       61,500    1984
Chloe Ng        Sales         47,250    1991
Dmitri Orlov    Finance       58,900    1965
Esme Quill      Law           73,000    1972
""",
    "kreis.md": """# Gemeinden im Kreis

| Gemeinde | Einwohner | Fläche | Bürgermeister | Gegründet |
| --- | --- | --- | --- | --- |
| Aldorf | 12.450 | 31,5 km² | Karl Emmer | 1234 |
| Birkau | 3.980 | 54,2 km² | Lena Voigt | 1187 |
| Dornheim | 27.300 | 18,0 km² | Jens Pohl | 1402 |
| Insgesamt | 43.730 | 103,7 km² | | |
""",
    "beixian.md": """# 北线车站

| 车站 | 开通年份 | 站长 | 每日列车 |
| --- | --- | --- | --- |
| 东河 | 1903 | 王伟 | 31 |
| 西林 | 1891 | 李娜 | 14 |
| 南山 | 1911 | 张敏 | 17 |
""",
    "machine.md": """# Two dehumidifiers

| Property | Tarn 300 | Tarn 300 Plus |
| --- | --- | --- |
| Tank | 3 litres | 5.5 litres |
| Weight | 11 kilograms | 15 kilograms |
| Price | 179 euros | 249 euros |
""",
    "wells.md": "# Register of wells\n\n| Well | Depth |\n| --- | --- |\n"
    + "".join(f"| Well {n} | {20 + n * 7 % 50} m |\n" for n in range(1, 36)),
    "schools.md": """# Schools

| District | School | Pupils |
| --- | --- | --- |
| North | Alder | 120 |
| | Birch | 340 |
| South | Cedar | 210 |
""",
    "town.md": """# The town

## Paintings

The Storm was painted by Ida Veen in 1871. It hangs in the hall.

The Harvest was painted by Karl Moss in 1855. It hangs in the stairwell.

The Fair was painted by Ida Veen in 1890. It hangs in the library.

## Bridges

The Long Bridge was built in 1871 and is 320 metres long.
The High Bridge was built in 1902 and is 210 metres long.
The Rail Bridge was built in 1888 and is 510 metres long.

## Opening hours

| Day | Opens | Closes |
| --- | --- | --- |
| Tuesday | 10:00 | 17:00 |
| Wednesday | 9:30 | 20:00 |

## Menu

| Dish | Calories | Vegan |
| --- | --- | --- |
| Soup | 210 | yes |
| Pie | 640 | no |
| Salad | 150 | yes |

## Courses

| Course | Teacher | Places |
| --- | --- | --- |
| Pottery | Mia Roth | 12 |
| Welding | Jan Ott | 8 |

## Versions

| Version | Date | Sales 2022 | Sales 2023 |
| --- | --- | --- | --- |
| 1.10 | 2022-03-01 | 14 | 30 |
| 1.9 | 2021-11-12 | 90 | 20 |

## Staff

| Name | Age | Manager |
| --- | --- | --- |
| Alice | 34 | Bob |
| Bob | 51 | Carol |
| Carol | 47 | |

## Milestones

- March 2021: the plant opened
- June 2022: the second line started
- January 2023: the old line closed

## Requirements for pupils

All pupils need these things:

- a pen
- gym shoes

## Board

- Ruth Abara, chair
- Tom Vickers, treasurer
- Mei Chow

## School buses

Bus 1 leaves at 7:10 from the station. Bus 2 leaves at 7:25 from the harbour. Bus 3 leaves at 7:05
from the mill.

## Present

Ruth Abara, Tom Vickers, Mei-Ling Chow and Dora Finn.
""",
    "dues.md": """# Harbour dues

A boat under 6 metres pays 12 crowns. A boat of 6 to 10 metres pays 20 crowns. A boat over 10 metres
pays 45 crowns. A visiting boat pays double.
""",
    "helpers.md": """# Volunteers

The volunteers gave 1,240 hours last year. In 2015 Ada Moss gave 900 hours.

| Volunteer | Hours | Since |
| --- | --- | --- |
| Pat Doyle | 120 | 2011 |
| Kim Sato | 340 | 2018 |

## Vaccines

Vaccine A protects 91 per cent. Vaccine B protects 84 per cent. Vaccine C protects 95 per cent
against the mild form only.
""",
    "firms.md": """# Firms

| Company | Turnover |
| --- | --- |
| Total Fuels | 410 |
| Norvik | 230 |
| Other | 900 |
| Total, all firms | 1,540 |
""",
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Engine:
    folder = tmp_path_factory.mktemp("records")
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(text, "utf-8")
    documents = load_documents([folder])
    build_index(folder / "index", documents, [embedder], Limits())
    return Engine(load_store(folder / "index"), embedder)


def ask(engine: Engine, document: str, question: str, **filters: tuple[str, ...]) -> Answer:
    answer = engine.ask(question, filters=Filters(document=(document,), **filters))
    text = engine.store.document(document).text
    for sentence in answer.sentences:
        assert sentence.text in text
        for mark in sentence.marks:
            assert sentence.citation.span.contains(mark)
    return answer


def marked(engine: Engine, document: str, answer: Answer) -> list[str]:
    text = engine.store.document(document).text
    return [mark.of(text) for sentence in answer.sentences for mark in sentence.marks]


@pytest.mark.parametrize(
    ("document", "question", "marks"),
    [
        ("managers", "Who earns the most?", ["Fay Osei"]),
        ("managers", "What is the highest salary?", ["58,300 crowns"]),
        ("managers", "Who earns less than 40,000 crowns?", ["Bea Thorn", "Gil Navarro"]),
        ("stations", "Which station has the most trains a day?", ["Estermouth"]),
        ("stations", "Which station was opened first?", ["Arnby"]),
        ("stations", "When was the first station opened?", ["1891"]),
        ("stations", "Which station opened between 1900 and 1902?", ["Dunlow"]),
        ("stations", "Which two stations have the fewest trains a day?", ["Belcot", "Dunlow"]),
        ("stations", "Which station has the second most trains a day?", ["Corrin"]),
        ("shop", "What is the most expensive article?", ["Reading lamp"]),
        ("shop", "Which articles cost less than 1,000 euros?", ["Floor lamp", "Bulb"]),
        ("shop", "Which stall paid the highest fee?", ["Cheese", "Pottery"]),
        ("shop", "Which country won the most medals in 2022?", ["Norden"]),
        ("peaks", "Which peak is the highest?", ["Grey", "Tor Top"]),
        ("peaks", "Which peaks were first climbed before 1900?", ["Grey", "Tor Top"]),
        ("peaks", "Which place has the lowest temperature?", ["Hilltop"]),
        ("guild", "Who joined first?", ["Pia Renn"]),
        ("directory", "Who in Sales earns the most?", ["Alice Moor"]),
        ("directory", "Who is the youngest?", ["Chloe Ng"]),
        ("kreis", "Welche Gemeinde hat die meisten Einwohner?", ["Dornheim"]),
        ("kreis", "Welche Gemeinden wurden vor 1200 gegründet?", ["Birkau"]),
        ("beixian", "哪个车站每日列车最多？", ["东河"]),
        ("beixian", "哪些车站在1900年以前开通？", ["西林"]),
        ("town", "Which painting was painted first?", ["The Harvest"]),
        ("town", "Which bridge is the longest?", ["The Rail Bridge"]),
        ("town", "Which bridge is the oldest?", ["The Long Bridge"]),
        ("town", "Which day does it close latest?", ["Wednesday"]),
        ("town", "Which vegan dish has the most calories?", ["Soup"]),
        ("town", "Which course has the most places?", ["Pottery"]),
        ("town", "Which is the latest version?", ["1.10"]),
        ("town", "Which version had the highest sales in 2022?", ["1.9"]),
        ("town", "Who is the oldest?", ["Bob"]),
        ("helpers", "Who has been a volunteer the longest?", ["Pat Doyle"]),
        ("town", "Who is on the board?", ["Ruth Abara", "Tom Vickers", "Mei Chow"]),
        ("town", "What was the latest milestone?", ["old line closed"]),
        ("machine", "Which model is heavier?", ["Tarn 300 Plus"]),
        ("machine", "Which model costs less than 200 euros?", ["Tarn 300"]),
    ],
)
def test_what_answers_is_marked(
    engine: Engine, document: str, question: str, marks: list[str]
) -> None:
    answer = ask(engine, document, question)
    assert answer.statement
    assert marked(engine, document, answer) == marks


@pytest.mark.parametrize(
    ("document", "question", "statement"),
    [
        ("managers", "How many earn more than 45,000?", "5 of the 9 sentences of the same form"),
        ("stations", "How many stations opened before 1900?", "3 of the 5 rows of the table"),
        ("stations", "How many stations opened before 1800?", "None of the 5 rows"),
        ("stations", "How many stations are there?", "The table in “Station Register” has 5 rows"),
        ("shop", "How many stalls are there?", "has 4 items"),
        ("shop", "How many countries are there?", "with 2 different values for “Country”"),
        ("shop", "Which article costs least?", "Of the 3 rows of the table in “Stock”"),
        ("shop", "Which article costs least?", "1 more says nothing of it"),
        ("peaks", "How many peaks are higher than 2,000 metres?", "3 of the 4 rows"),
        ("directory", "How many people work in Finance?", "2 of the 5 rows"),
        ("kreis", "Wie viele Gemeinden haben mehr als 10.000 Einwohner?", "2 of the 3 rows"),
        ("town", "How many dishes are vegan?", "2 of the 3 rows"),
        ("town", "How many people were present?", "One sentence of “Present” has 4 names."),
        ("wells", "How many wells are deeper than 40 m?", "21 of the 35 rows"),
    ],
)
def test_what_is_counted_is_said_with_what_it_is_counted_of(
    engine: Engine, document: str, question: str, statement: str
) -> None:
    assert statement in ask(engine, document, question).statement


def test_all_are_shown_or_the_first_of_how_many(engine: Engine) -> None:
    managers = ask(engine, "managers", "List all managers and salaries.")
    assert len(managers.sentences) == 9
    assert marked(engine, "managers", managers)[:2] == ["Aldo Finch", "41,000 crowns"]
    assert "may tell of more elsewhere" in managers.statement
    keepers = ask(engine, "stations", "List all keepers")
    assert marked(engine, "stations", keepers) == [
        "Ruth Lowe", "Ivo Brandt", "Nadia Weiss", "Piers Hall", "Sana Iqbal",
    ]  # fmt: skip
    assert keepers.sentences[0].is_context
    wells = ask(engine, "wells", "List all wells")
    assert "35 rows" in wells.statement
    assert "the first 20 are shown" in wells.statement
    assert len(wells.sentences) == 21


@pytest.mark.parametrize(
    ("document", "question"),
    [
        ("managers", "Who is the oldest?"),
        ("managers", "List all the companies"),
        ("stations", "Which line has the most trains a day?"),  # a line is no station
        ("stations", "Who was the first keeper?"),  # the station opened first, he may be its third
        ("stations", "Which stations do not have more than 10 trains a day?"),
        ("stations", "Which station is the largest?"),
        ("stations", "Where is the station with the most trains a day?"),
        ("shop", "Which articles cost less than 1,000 dollars?"),
        ("shop", "Which country won the most medals?"),  # each has several rows
        ("shop", "Which supplier has the most articles?"),
        ("peaks", "Which river is the longest?"),  # in three units
        ("peaks", "Which peak was climbed last?"),  # in 1902, or in August 1902?
        ("peaks", "Which peak is the second highest?"),  # two are first
        ("peaks", "How many peaks are higher than 2,000 feet?"),
        ("peaks", "Which place has the highest temperature?"),  # the highest of the lowest
        ("guild", "Who pays the most?"),  # the patron stands outside of the run
        ("guild", "Who steered the most ships?"),  # one of them never did
        ("directory", "Which department pays best?"),
        ("directory", "Who earns the most an hour?"),
        ("town", "Which painting is the oldest?"),  # hours of opening are no age
        ("town", "Which manager is the oldest?"),  # the age is that of those managed
        ("town", "How many pupils are there?"),  # these are what pupils need
        ("town", "How many people are in the town?"),  # four are present
        ("helpers", "Who is the oldest?"),  # who began first need not be
        ("helpers", "Which vaccine protects most?"),  # one of them against less
        ("dues", "Which boat pays the most?"),  # and the visiting boat?
        ("schools", "Which school has the most pupils?"),  # an empty cell may be that above
        ("firms", "Which company has the highest turnover?"),  # Total Fuels, or a total?
    ],
)
def test_what_records_do_not_tell_is_not_computed(
    engine: Engine, document: str, question: str
) -> None:
    filters = Filters(document=(document,))
    assert not isinstance(engine.find(question, filters=filters), Computed)
    answer = ask(engine, document, question)
    assert not marked(engine, document, answer)
    assert not answer.statement or answer.statement.startswith("Found in the document")


def test_none_within_a_bound_is_a_refusal_that_says_so(engine: Engine) -> None:
    answer = ask(engine, "managers", "Who earns more than 100,000?")
    assert not answer.answerable
    assert not answer.sentences
    assert "None of the 9 sentences" in answer.warnings[0]


def test_a_sentence_that_says_it_itself_answers(engine: Engine) -> None:
    answer = ask(engine, "stations", "When was the line closed to passengers?")
    assert marked(engine, "stations", answer) == ["1968"]
    assert not answer.statement


def test_filters_bind_what_is_computed(engine: Engine) -> None:
    question = "Which stall paid the highest fee?"
    assert marked(engine, "shop", ask(engine, "shop", question, section=("Stalls",)))
    other = ask(engine, "shop", question, section=("Stock",))
    assert not any("Cheese" in sentence.text for sentence in other.sentences)


def test_each_document_is_asked_by_itself(engine: Engine) -> None:
    filters = Filters(document=("managers", "stations"))
    answer = engine.ask("Which station has the most trains a day?", filters=filters)
    assert [s.text for s in answer.sentences if not s.is_context] == [
        "Estermouth | 1903 | Sana Iqbal | 31"
    ]
