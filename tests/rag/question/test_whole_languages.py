"""What questions ask of a whole document in languages other than English, German and Chinese."""

from __future__ import annotations

import pytest

from rag.question.whole import Part, whole_question


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("De quoi parle le texte ?", Part.ABOUT),
        ("De quoi s'agit-il ?", Part.ABOUT),
        ("Résume l'article.", Part.SUMMARY),
        ("Quels sont les points principaux ?", Part.POINTS),
        ("Qui a écrit cet article ?", Part.AUTHORS),
        ("Quand a-t-il été publié ?", Part.DATE),
        ("En quelle langue est-il écrit ?", Part.LANGUAGE),
        ("¿De qué trata el documento?", Part.ABOUT),
        ("Resume el documento.", Part.SUMMARY),
        ("¿Quién es el autor?", Part.AUTHORS),
        ("¿Cuántas secciones tiene el documento?", Part.COUNT),
        ("Di che cosa parla il documento?", Part.ABOUT),
        ("Riassumi il testo in tre frasi.", Part.SUMMARY),
        ("Qual è il titolo?", Part.TITLE),
        ("Waar gaat het document over?", Part.ABOUT),
        ("Vat de tekst samen.", Part.SUMMARY),
        ("Wie heeft dit geschreven?", Part.AUTHORS),
        ("De que trata o texto?", Part.ABOUT),
        ("Resume o artigo.", Part.SUMMARY),
        ("О чём этот документ?", Part.ABOUT),
        ("Кратко изложи содержание отчёта.", Part.SUMMARY),
        ("Какие основные выводы?", Part.POINTS),
        ("この記事は何についてですか。", Part.ABOUT),
        ("この文書を要約してください。", Part.SUMMARY),
        ("著者は誰ですか。", Part.AUTHORS),
        ("Combien de sections compte l'article ?", Part.COUNT),
        ("Welke bronnen worden geciteerd?", Part.SOURCES),
        ("Какие разделы есть в отчёте?", Part.OUTLINE),
        ("Que dit le chapitre 2 ?", Part.SECTION),
        ("¿Qué dice el punto 3?", Part.SECTION),
        ("Что говорится в разделе 2?", Part.SECTION),
    ],
)
def test_nothing_is_left_of_a_question_about_the_whole(question: str, part: Part) -> None:
    asked = whole_question(question)
    assert asked is not None
    assert asked.parts == (part,)
    assert asked.rest == ()


@pytest.mark.parametrize(
    "question",
    [
        "Combien de vannes y a-t-il ?",
        "Qui a ouvert la première vanne ?",
        "¿Qué parte de la acequia está protegida?",  # a part of a thing
        "¿Dónde tuvo lugar la reunión?",
        "Quanto dura la garanzia?",
        "Wie was de eerste directeur?",
        "Onde nasceu a autora?",
        "Когда был основан музей?",
        "灯台の高さは何メートルですか。",
    ],
)
def test_other_questions_name_something_else(question: str) -> None:
    asked = whole_question(question)
    assert asked is None or asked.rest


def test_a_foreign_word_in_an_english_question_is_no_word_of_it() -> None:
    asked = whole_question("What is the son about?")  # "are" in Spanish
    assert asked is not None
    assert asked.rest == ("son",)


def test_that_section_is_no_number() -> None:
    asked = whole_question("保护措施那一节说了什么？")
    assert asked is not None
    assert (asked.parts, asked.number) == ((Part.SECTION,), None)
    assert asked.names_section
