"""Whether a question in Latin letters is in English: what is short must be told by few words."""

from __future__ import annotations

import pytest

from rag.document.languages import is_english, question_language


@pytest.mark.parametrize(
    "question",
    [
        "Who wrote the diary?",
        "What was Maria de la Cruz's first name?",
        "Was the treaty of Osnabrück signed in Münster?",
        "Who is Otto von Bismarck?",
        "When did the Musée de la Marine open?",
        "Taiwan elections AI",
        "rockets",
        "Why?",
        "",
        "2015?",
        "Who said „Wir schaffen das“?",
        "ships that left for El Dorado",
        "Show sales per region",
        "Was Tom as old as Ann?",
        "Is Al Gore mentioned?",
        "List UN missions in Mali",
    ],
)
def test_english(question: str) -> None:
    assert is_english(question)


@pytest.mark.parametrize(
    "question",
    [
        "Wer schrieb das Tagebuch?",
        "Was kostet die Überfahrt?",
        "Wann starb Graf Adalbert?",
        "In welchem Jahr war das?",
        "Wie viele Raketen hat Norland?",
        "Qui a signé l'accord ?",
        "Combien d'habitants ?",
        "¿Quién firmó el acuerdo?",
        "cuanto cuesta el billete",
        "Chi ha firmato l'accordo?",
        "Quanti soldati sono partiti?",
        "Hoeveel schepen zonken er?",
        "Quem assinou o acordo?",
        "谁签了协议？",
        "Кто подписал договор?",
    ],
)
def test_not_english(question: str) -> None:
    assert not is_english(question)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Who wrote the diary?", "en"),
        ("Wer schrieb das Tagebuch?", "de"),
        ("Liste alle Stationen", "de"),
        ("Qui a signé l'accord ?", "fr"),
        ("¿Quién firmó el acuerdo?", "es"),
        ("Quando si apre alle visite?", "it"),
        ("Waarom kreeg hij niet alle eer?", "nl"),
        ("Quem assinou o acordo?", "pt"),
        ("Кто подписал договор?", "ru"),
        ("谁签了协议？", "zh"),
        ("誰が署名しましたか。", "ja"),
        ("من وقع الاتفاق؟", None),
    ],
)
def test_the_language_of_a_question(question: str, language: str | None) -> None:
    assert question_language(question) == language
