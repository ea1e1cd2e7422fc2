"""Where sentences end: each kind of trap, in other words than those of the labelled set."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rag.document.model import Span
from rag.reading.boundaries import rules_language
from rag.reading.sentences import split_sentences

WHOLE = {
    "short forms": [
        "Fees rose by approx. 4.5 percent, cf. Fig. 3 and Sec. 2 of the annex.",
        "Lt. Gov. Amara Bell met Sen. T. J. Okoro vs. the advice of Prof. Lindqvist.",
        "The vessel S.S. Merrow left at 6 a.m. Tuesday and returned at 9 p.m. Thursday.",
        "Washington, D.C., is no state.",
    ],
    "the speaker of a quotation": [
        '"Is the valve shut?" Marta asked.',
        '"Shut it now!" Jonas shouted.',
        "“Is there a plan?” Senator Ruth Cole of Utah asked the panel.",
        "The master left the bridge at noon.",
        "“Was it so?”",
        "Many people thought it was.",
    ],
    "legal citations": [
        "See Anders v. Quay Auth., 301 U. S. 77, 81 (1931); Dray v. Holm, 12 F. 2d 44 (CA3 1929).",
        "Id., at 83.",
        "The District Court found otherwise.",
        "210 F. Supp. 9 (SDNY 1962).",
        "We granted certiorari, 370 U. S. 900, and now reverse.",
        "See Fed. R. Evid. 403.",
        "The trial went on.",
        "Pub. L. No. 107-347, 116 Stat. 2899 (2002).",
        "The act has four titles.",
    ],
    "titles": ["Apologies came from Cllr. Webb.", "The Rt. Hon. Ann Lee took the chair."],
    "measures": ["It hit 30° C.", "Crops failed.", "The mast is 9 m.", "It is oak."],
    "two who speak": ['"Ready?" Tom and Ann asked together.', "We nodded."],
    "a reference in a note": [
        "For more, see: Creemers, R. (2020). “China’s conception.” Lanham: Rowman. 107-142.",
    ],
    "brackets": [
        "The engine failed.",
        "(It had failed before.)",
        "A new one was ordered.",
        "It serves as a hint (if it is sent.)",
        "The rest is silence.",
    ],
    "a run-in label": ["*Prompt.* Charts go out soon.", "Late ones are marked."],
    "a numbered head": ["Chapter 3. The Long Winter opens with a storm.", "It ends with another."],
    "items": ["Steps: 1. Mix.", "2. Bake.", "3. Cool."],
    "lettered items": ["There are two rules.", "(i) Do not run.", "(ii) Do not shout."],
    "letters that are no initials": ["The answer is option C.", "Option D is wrong."],
    "names with a full stop": ["ASP.NET reads README.md.", "It is short."],
    "an ellipsis": ["He waited… and waited.", "Nobody came…", "Then it rained."],
    "an image": ["![a map](map.png) shows it.", "Look at it."],
    "German": [
        "Am Abend sprach er mit Frau Dr. Vogel.",
        "Der Vertrag gilt ab dem 14. März 2031.",
        "Die Gebühr beträgt ca. 40 Euro, vgl. Abs. 3 Nr. 2 der Satzung.",
        "§ 273 bleibt unberührt.",
        "Sie zahlt Nebenkosten i. H. v. 120 Euro.",
        "Er wohnt im Haus 14.",
        "Dort ist es ruhig.",
    ],
    "French": ["Voir l'art. 12 et la p. 3.", "J.-P. Brun l'a dit.", "Cela date de 52 av. J.-C."],
    "Spanish": ["La Dra. Sanz vive en EE. UU.", "El Sr. Gil calla.", "—¿Sí? —preguntó ella."],
    "Russian": [
        "В 1990 г. завод закрыли.",
        "Портрет написал И. Е. Репин.",
        "Война кончилась в 1945 г.",
        "Были Иванов и др.",
        "«Кто идёт?» — спросил часовой.",
    ],
    "Arabic": ["قال د. علي نعم.", "تأسست عام 300 ق.م. على يد التجار.", "هل وصلت؟", "نعم."],
}
TOGETHER = {
    "Chinese": [
        "“阀门关了吗？”玛丽问。",
        "他问：“谁？”",
        "没人回答。",
        "1907年建成。",
        "1945年被炸毁。",
    ],
    "Latin in Chinese": ["作者是J. K. Rowling。", "见Fig. 3。", "由Tran et al.撰写。"],
    "a title in Chinese": ["《谁动了我的奶酪？》是一本书。", "（它很薄。）", "很多人读过。"],
    "Japanese": [
        "「誰だ？」と番人が叫んだ。",
        "返事はなかった。",
        "「もういい！」",
        "彼は去った。",
        "「行け！行け！」と叫んだ。",
    ],
}


BY_LANGUAGE = [
    ("es", ["Los perales no.", "¿Y quién pagará?", "La Excma. Sra. Ruiz calla."]),
    ("it", ["L'art. 3 del D.Lgs. n. 81 non vale.", "Cfr. pag. 12 e segg. del manuale."]),
    ("it", ["Il dott. Rossi tace.", "Nacque nel 45 a.C. a Roma.", "La Conti S.p.A. fallì."]),
    ("nl", ["Mevr. dr. Jansen zwijgt.", "Zie blz. 5.", "'s Avonds kwam hij.", "'s Nachts niet."]),
    ("pt", ["A Exma. Sra. Dra. Ana veio.", "Cf. pág. 5 do vol. II e o inc. III da Lei n. 9."]),
]


def found(text: str, language: str | None = None) -> list[str]:
    return [s.of(text) for s in split_sentences(text, Span(0, len(text)), language)]


@pytest.mark.parametrize("name", WHOLE)
def test_sentences_with_spaces(name: str) -> None:
    assert found(" ".join(WHOLE[name])) == WHOLE[name]


@pytest.mark.parametrize(("language", "sentences"), BY_LANGUAGE)
def test_sentences_of_a_document_whose_language_is_known(
    language: str, sentences: list[str]
) -> None:
    assert found(" ".join(sentences), language) == sentences


@pytest.mark.parametrize("name", TOGETHER)
def test_sentences_without_spaces(name: str) -> None:
    assert found("".join(TOGETHER[name])) == TOGETHER[name]


@pytest.mark.parametrize(
    "short",
    [
        "in the U.S.",
        "by Acme Inc.",
        "at 9 p.m.",
        "with ropes, lamps, etc.",
        "as plan B.",
        "a Ph.D.",
    ],
)
def test_a_short_form_may_end_a_sentence(short: str) -> None:
    assert found(f"It was {short} The rest is known.") == [f"It was {short}", "The rest is known."]
    assert found(f"It was {short} and more.") == [f"It was {short} and more."]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The harbour froze in January.", "en"),
        ("Der Hafen fror im Januar zu.", "de"),
        ("Le port a gelé dans la nuit.", "fr"),
        ("El puerto se heló en la noche.", "es"),
        ("Порт замёрз в январе, пишет Times.", "ru"),
        ("تجمد الميناء في يناير.", "ar"),
        ("港口一月结冰，OECD说。", "zh"),
        ("港は一月に凍った。", "ja"),
        ("12 %, 14 %.", "en"),
        ("", "en"),
    ],
)
def test_the_language_is_told_from_the_text(text: str, language: str) -> None:
    assert rules_language(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "The treaty was signed on 14. März 2019 in Berlin.",
        "It was amended on 3. Oktober by both sides.",
        "It took effect on 2. September, and the dyke was closed.",
        "Her letter of 14. March 2019 is lost.",
        "They met at the end of the 2. Weltkrieg in Bremen.",
        "Le traité du 14. März 2019 est signé par les deux pays.",
    ],
)
def test_a_day_is_no_end_whatever_the_language_around_it(text: str) -> None:
    assert found(text) == [text]


@pytest.mark.parametrize(
    "sentences",
    [
        ["Daily cases rose to 45.", "March 2020 brought the first lockdown."],
        ["The team has won 14.", "April 2019 was its best month."],
        ["We have waited since 9.", "June was wet and cold."],
    ],
)
def test_a_month_may_open_a_sentence_behind_a_number(sentences: list[str]) -> None:
    assert found(" ".join(sentences)) == sentences


def test_the_name_of_a_month_may_open_a_sentence() -> None:
    said = ["She had 3.", "May had four.", "He came in with 2.", "April was cold."]
    assert found(" ".join(said)) == said


def test_leaders_end_no_sentence() -> None:
    text = "Scope ................. 4"
    assert found(text) == [text]
    assert found("He waited.... Then he left.") == ["He waited....", "Then he left."]


def test_the_language_may_be_given() -> None:
    text = "Beginn 3. Mai."
    assert found(text, "de") == [text]
    assert found(text) != [text]  # no small word tells


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "A",
                "b",
                " ",
                ". ",
                "? ",
                "“",
                "”",
                "(",
                ")",
                "1. ",
                "*",
                "。",
                "他",
                "J. ",
                "…",
                "\n",
            ]
        ),
        max_size=40,
    ).map("".join)
)
@example("(1. A")
def test_nothing_but_markers_and_white_space_is_between(text: str) -> None:
    last = 0
    for sentence in split_sentences(text, Span(0, len(text))):
        assert sentence.start >= last and sentence.of(text).strip() == sentence.of(text) != ""
        between = text[last : sentence.start].strip()
        assert not between or (last == 0 and between in ("*", "1."))
        last = sentence.end
    assert not text[last:].strip() or (last == 0 and text.strip() in ("*", "1."))


@pytest.mark.parametrize(
    "sentences",
    [
        ["Prices fell (see chart 2.", "They rose again in 1990.", "Nobody knew why."],
        ["I was sad :( and left.", "Then I came back."],
        ["Costs rose in the interval (0, 1] and fell.", "Nobody (of us) knew.", "So it was."],
        ["Prices fell (they had risen. Nobody knew why), and rose.", "The market closed."],
        ["他说（见图 2. They rose) 了。", "Then it fell."],
    ],
)
def test_a_bracket_that_nothing_closes_is_none(sentences: list[str]) -> None:
    assert found(" ".join(sentences)) == sentences


@pytest.mark.parametrize(
    "sentences",
    [
        ["See “Methods” below.", "We measured tides daily.", "Boats paid more in 1990."],
        ["Cf. “Tolls” above.", "Tolls rose to $5."],
        ["See “The Tides.” Rome: Lanham. 107-142.", "Boats paid more."],
        ["See “The Tides.” Oxford University Press, 2019.", "It rose."],
        ["See “The Tides.” Journal of Cyber Policy 5, no. 1 (2020).", "Boats paid more."],
        ["See also: Foo. “The Tides.” Rome: Lanham.", "It was printed twice."],
    ],
)
def test_what_is_quoted_opens_a_reference_where_more_of_one_follows(sentences: list[str]) -> None:
    assert found(" ".join(sentences)) == sentences


@pytest.mark.parametrize(
    "text",
    [
        "14. März 2019: Der Deich brach wieder.",
        "3. Oktober 1990 war ein Mittwoch.",
        "20. Jahrhundert war das Wort.",
        "5. mai 1990 kom han hjem.",
        "1. mars gikk han hjem.",
        "17. maj gick han hem.",
        "6. joulukuuta 1917 hän tuli.",
        "14. Dez. 2019 brach der Deich.",
        "4. March 2019 was a Monday.",
    ],
)
def test_a_day_or_a_century_at_the_head_is_no_marker(text: str) -> None:
    assert found(text)[0].startswith(text.split()[0])


@pytest.mark.parametrize(
    ("marker", "text"),
    [
        ("1. ", "May I leave now?"),
        ("3. ", "March on Rome."),
        ("2. ", "Mars has two moons."),
        ("4. ", "Jan Smit resigned."),
        ("45. ", "März ist kein Tag."),
        ("1) ", "März ist der Monat."),
        ("✓ ", "It is done."),
        ("➢ ", "It is done."),
    ],
)
def test_the_marker_of_an_item_is_no_part_of_its_sentence(marker: str, text: str) -> None:
    assert found(marker + text) == [text]
