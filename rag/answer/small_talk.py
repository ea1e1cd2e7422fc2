"""The fixed line that small talk gets: what may be asked, and nothing of any document."""

from __future__ import annotations

from dataclasses import dataclass

from rag.answer.answer import Answer
from rag.question.small_talk import SmallTalk, SmallTalkKind
from rag.search.ranking import Hit

_OPENINGS = {
    "en": {
        SmallTalkKind.GREETING: "Hello!",
        SmallTalkKind.THANKS: "You are welcome.",
        SmallTalkKind.FAREWELL: "Goodbye!",
        SmallTalkKind.ASSENT: "Good.",
        SmallTalkKind.ABILITIES: "I look for answers in documents.",
    },
    "de": {
        SmallTalkKind.GREETING: "Hallo!",
        SmallTalkKind.THANKS: "Gern geschehen.",
        SmallTalkKind.FAREWELL: "Auf Wiedersehen!",
        SmallTalkKind.ASSENT: "Gut.",
        SmallTalkKind.ABILITIES: "Ich suche Antworten in Dokumenten.",
    },
    "zh": {
        SmallTalkKind.GREETING: "你好！",
        SmallTalkKind.THANKS: "不客气。",
        SmallTalkKind.FAREWELL: "再见！",
        SmallTalkKind.ASSENT: "好的。",
        SmallTalkKind.ABILITIES: "我在文档中寻找答案。",
    },
}
_OFFERS = {
    "en": (
        "Ask about the documents: they answer with their own sentences, or I say that they do not. "
        "For example: “What is it about?”, “Who wrote it?”, “When did … happen?”"
    ),
    "de": (
        "Frag nach den Dokumenten: Sie antworten mit ihren eigenen Sätzen, oder ich sage, dass sie "
        "es nicht tun. Zum Beispiel: „Worum geht es?“, „Wer hat es geschrieben?“, „Wann war …?“"
    ),
    "zh": (
        "请就文档提问：我用文档自己的句子回答，没有答案就直说。"
        "例如：“讲的是什么？”“作者是谁？”“……是什么时候？”"
    ),
}


@dataclass(frozen=True, slots=True)
class Reply:
    """Small talk that is to be answered; nothing was searched for it."""

    talk: SmallTalk
    passages: tuple[Hit, ...] = ()
    warnings: tuple[str, ...] = ()


def compose_reply(reply: Reply) -> Answer:
    """A fixed line, in the language of what was said: no refusal, and no claim."""
    talk = reply.talk
    words = f"{_OPENINGS[talk.language][talk.kind]} {_OFFERS[talk.language]}"
    return Answer(True, 1.0, (), statement=words, small_talk=True)
