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
    "fr": {
        SmallTalkKind.GREETING: "Bonjour !",
        SmallTalkKind.THANKS: "Je vous en prie.",
        SmallTalkKind.FAREWELL: "Au revoir !",
        SmallTalkKind.ASSENT: "Bien.",
        SmallTalkKind.ABILITIES: "Je cherche des réponses dans des documents.",
    },
    "es": {
        SmallTalkKind.GREETING: "¡Hola!",
        SmallTalkKind.THANKS: "De nada.",
        SmallTalkKind.FAREWELL: "¡Adiós!",
        SmallTalkKind.ASSENT: "Bien.",
        SmallTalkKind.ABILITIES: "Busco respuestas en documentos.",
    },
    "it": {
        SmallTalkKind.GREETING: "Salve!",
        SmallTalkKind.THANKS: "Prego.",
        SmallTalkKind.FAREWELL: "Arrivederci!",
        SmallTalkKind.ASSENT: "Bene.",
        SmallTalkKind.ABILITIES: "Cerco risposte nei documenti.",
    },
    "nl": {
        SmallTalkKind.GREETING: "Hallo!",
        SmallTalkKind.THANKS: "Graag gedaan.",
        SmallTalkKind.FAREWELL: "Tot ziens!",
        SmallTalkKind.ASSENT: "Goed.",
        SmallTalkKind.ABILITIES: "Ik zoek antwoorden in documenten.",
    },
    "pt": {
        SmallTalkKind.GREETING: "Olá!",
        SmallTalkKind.THANKS: "De nada.",
        SmallTalkKind.FAREWELL: "Adeus!",
        SmallTalkKind.ASSENT: "Bem.",
        SmallTalkKind.ABILITIES: "Procuro respostas em documentos.",
    },
    "ru": {
        SmallTalkKind.GREETING: "Здравствуйте!",
        SmallTalkKind.THANKS: "Пожалуйста.",
        SmallTalkKind.FAREWELL: "До свидания!",
        SmallTalkKind.ASSENT: "Хорошо.",
        SmallTalkKind.ABILITIES: "Я ищу ответы в документах.",
    },
    "ja": {
        SmallTalkKind.GREETING: "こんにちは。",
        SmallTalkKind.THANKS: "どういたしまして。",
        SmallTalkKind.FAREWELL: "さようなら。",
        SmallTalkKind.ASSENT: "はい。",
        SmallTalkKind.ABILITIES: "文書の中から答えを探します。",
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
    "fr": (
        "Posez une question sur les documents : ils répondent avec leurs propres phrases, ou je "
        "dis qu’ils ne répondent pas. Par exemple : « De quoi parle le texte ? », "
        "« Qui l’a écrit ? »"
    ),
    "es": (
        "Pregunte por los documentos: responden con sus propias frases, o digo que no responden. "
        "Por ejemplo: «¿De qué trata?», «¿Quién lo escribió?»"
    ),
    "it": (
        "Chieda dei documenti: rispondono con le loro stesse frasi, oppure dico che non "
        "rispondono. Per esempio: «Di che cosa parla?», «Chi l’ha scritto?»"
    ),
    "nl": (
        "Vraag naar de documenten: ze antwoorden met hun eigen zinnen, of ik zeg dat ze het niet "
        "doen. Bijvoorbeeld: “Waar gaat het over?”, “Wie heeft het geschreven?”"
    ),
    "pt": (
        "Pergunte sobre os documentos: respondem com as suas próprias frases, ou digo que não "
        "respondem. Por exemplo: «De que trata?», «Quem o escreveu?»"
    ),
    "ru": (
        "Спросите о документах: они отвечают своими предложениями, или я говорю, что ответа в них "
        "нет. Например: «О чём этот текст?», «Кто его написал?»"
    ),
    "ja": (
        "文書について質問してください。文書そのものの文で答え、答えがなければそう伝えます。"
        "例：「何についての文書ですか」「誰が書きましたか」"
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
