"""The language of a text, told from its script and its commonest words, or not at all."""

from __future__ import annotations

import pytest

from rag.document.languages import language_of
from rag.document.model import Document

TEXTS = {
    "en": "The harbour was closed to ships in 1954, and it was not until the war had ended "
    "that the town could find the money for a new one.",
    "de": "Der Hafen wurde im Jahr 1954 für Schiffe geschlossen, und erst als der Krieg "
    "vorbei war, hatte die Stadt das Geld für einen neuen.",
    "fr": "Le port a été fermé aux navires en 1954, et ce n’est qu’après la fin de la "
    "guerre que la ville a trouvé l’argent pour en construire un autre.",
    "es": "El puerto fue cerrado a los barcos en 1954, y no fue hasta que terminó la "
    "guerra que la ciudad pudo encontrar el dinero para uno nuevo.",
    "it": "Il porto è stato chiuso alle navi nel 1954, e solo dopo che la guerra era "
    "finita la città ha trovato i soldi per uno nuovo.",
    "pt": "O porto foi fechado aos navios em 1954, e só depois que a guerra acabou é que a "
    "cidade encontrou o dinheiro para um novo.",
    "nl": "De haven werd in 1954 voor schepen gesloten, en pas toen de oorlog voorbij was "
    "kon de stad het geld voor een nieuwe haven vinden.",
    "sv": "Hamnen stängdes för fartyg 1954, och det var inte förrän kriget hade slutat som "
    "staden kunde hitta pengar till en ny hamn.",
    "ru": "Порт был закрыт для судов в 1954 году, и только после того как война "
    "закончилась, город смог найти деньги на новый, но он так и не был построен.",
    "zh": "港口于一九五四年对船只关闭，直到战争结束后，该市才找到资金修建新的港口。",
    "ja": "港は1954年に船に閉鎖され、戦争が終わるまで市は新しい港の資金を見つけることができ"
    "なかった。",
    "ko": "항구는 1954년에 선박에 폐쇄되었고 전쟁이 끝난 후에야 도시는 새 항구를 위한 돈을 "
    "찾을 수 있었다.",
    "el": "Το λιμάνι έκλεισε για τα πλοία το 1954 και μόνο μετά το τέλος του πολέμου "
    "βρέθηκαν χρήματα.",
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_paragraph_is_enough(language: str) -> None:
    assert language_of(TEXTS[language]) == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Harbour. Dyke.",
        "Lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor " * 3,
        "Port został zamknięty dla statków w 1954 roku i dopiero po zakończeniu wojny miasto mogło "
        "znaleźć pieniądze na nowy, ale nigdy go nie zbudowano, bo nie było już ludzi.",
    ],
)
def test_what_cannot_be_told_is_not_guessed(text: str) -> None:
    assert language_of(text) is None


def test_names_and_quotations_in_another_language_do_not_decide(brief: Document) -> None:
    assert language_of(brief.text) == "en"
    assert language_of(TEXTS["zh"] * 3 + "他们说「カタカナ」。") == "zh"
    assert language_of(TEXTS["en"] * 3 + TEXTS["zh"]) == "en"
