"""What is small talk, and what only begins or ends with it."""

from __future__ import annotations

import pytest

from rag.question.small_talk import SmallTalkKind, small_talk, without_small_talk


@pytest.mark.parametrize(
    ("text", "kind", "language"),
    [
        ("hello", SmallTalkKind.GREETING, "en"),
        ("Hi there!", SmallTalkKind.GREETING, "en"),
        ("Good morning", SmallTalkKind.GREETING, "en"),
        ("Thanks a lot!!", SmallTalkKind.THANKS, "en"),
        ("ok, thank you very much", SmallTalkKind.THANKS, "en"),
        ("great, that's helpful", SmallTalkKind.THANKS, "en"),
        ("ok", SmallTalkKind.ASSENT, "en"),
        ("bye bye", SmallTalkKind.FAREWELL, "en"),
        ("What can you do?", SmallTalkKind.ABILITIES, "en"),
        ("hi, what can I ask you?", SmallTalkKind.ABILITIES, "en"),
        ("who are you", SmallTalkKind.ABILITIES, "en"),
        ("help", SmallTalkKind.ABILITIES, "en"),
        ("Hallo!", SmallTalkKind.GREETING, "de"),
        ("Danke schön", SmallTalkKind.THANKS, "de"),
        ("Was kannst du?", SmallTalkKind.ABILITIES, "de"),
        ("Tschüss", SmallTalkKind.FAREWELL, "de"),
        ("你好！", SmallTalkKind.GREETING, "zh"),
        ("谢谢你", SmallTalkKind.THANKS, "zh"),
        ("你能做什么？", SmallTalkKind.ABILITIES, "zh"),
        ("Merci beaucoup !", SmallTalkKind.THANKS, "fr"),
        ("Hola", SmallTalkKind.GREETING, "es"),
        ("Mille grazie", SmallTalkKind.THANKS, "it"),
        ("Tot ziens!", SmallTalkKind.FAREWELL, "nl"),
        ("Muito obrigada", SmallTalkKind.THANKS, "pt"),
        ("Здравствуйте!", SmallTalkKind.GREETING, "ru"),
        ("ありがとうございます。", SmallTalkKind.THANKS, "ja"),
    ],
)
def test_small_talk(text: str, kind: SmallTalkKind, language: str) -> None:
    found = small_talk(text)
    assert found is not None
    assert (found.kind, found.language) == (kind, language)


@pytest.mark.parametrize(
    "text",
    [
        "Thanks, and who signed it?",
        "Hello, what is the brief about?",
        "What can you tell me about tolls?",
        "Who are you writing to?",
        "What can you do with the card?",
        "Help for farmers",
        "How does it work?",
        "Fine?",
        "OK Corral",
        "Good Friday",
        "Who thanked the volunteers?",
        "Danke wem?",
        "谢谢谁？",
        "hello " * 100,
        "?",
        "你",
    ],
)
def test_what_is_a_question(text: str) -> None:
    assert small_talk(text) is None


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Hi, when was it built?", "when was it built?"),
        ("Hello! Thanks. And who paid?", "And who paid?"),
        ("Ok, and the South Bridge?", "and the South Bridge?"),
        ("你好，有多少个车站？", "有多少个车站？"),
        ("Hallo, wer hat das gebaut?", "wer hat das gebaut?"),
        ("Bonjour, qui l'a construit ?", "qui l'a construit ?"),
        ("Fine, prison or both?", "Fine, prison or both?"),
        ("What can you do, apart from that?", "What can you do, apart from that?"),
        ("Thanks!", "Thanks!"),
        ("When, if ever, was it built?", "When, if ever, was it built?"),
        ("hi " * 600, "hi " * 600),
        ("hi, " * 400 + "who?", "hi, " * 397 + "who?"),
    ],
)
def test_what_is_said_before_a_question_is_left_out(text: str, question: str) -> None:
    assert without_small_talk(text) == question
