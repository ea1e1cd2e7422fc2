"""What people say that asks nothing of a document: greetings, thanks, and what one may ask.

It is small talk only if nothing else is said: "Thanks, and who signed it?" is a question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from rag.question.terms import fold


class SmallTalkKind(StrEnum):
    """What is said."""

    GREETING = "greeting"
    THANKS = "thanks"
    FAREWELL = "farewell"
    ASSENT = "assent"
    ABILITIES = "abilities"


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """What is said, and the language that it is said in, such as ``en``."""

    kind: SmallTalkKind
    language: str


_LONGEST = 80  # characters
_SAID = {
    ("en", SmallTalkKind.GREETING): (
        r"hi(?:ya)?|hello|hey|hullo|howdy|greetings|good (?:morning|afternoon|evening|day)"
        r"|how are you(?: doing)?(?: today)?|how do you do|how is it going|whats up"
        r"|nice to meet you"
    ),
    ("en", SmallTalkKind.THANKS): (
        r"thanks?(?: you)?|thank u|thx|ty|cheers|much appreciated|many thanks"
        r"|thats (?:great|helpful|perfect|all)"
    ),
    ("en", SmallTalkKind.FAREWELL): (
        r"(?:good ?)?bye(?: ?bye)?|see you|see ya|farewell|good night|take care"
    ),
    ("en", SmallTalkKind.ASSENT): (
        r"ok(?:ay)?|k|great|nice|good|cool|perfect|fine|alright|all right|got it|i see|wow|super"
        r"|excellent|wonderful|awesome|understood|interesting|yes|yep|no problem|very good"
        r"|well done"
    ),
    ("en", SmallTalkKind.ABILITIES): (
        r"help(?: me)?|(?:can|could) you help(?: me)?|what (?:can|do) you do|who are you"
        r"|what are you|how do you work|how can you help(?: me)?"
        r"|what (?:can|may|should|could) i ask(?: you| here)?"
        r"|are you (?:a (?:bot|robot|human|person)|an ai|human|chatgpt)|what is your name"
        r"|what questions can i ask(?: you)?|whats your name|test(?:ing)?"
    ),
    ("de", SmallTalkKind.GREETING): (
        r"hallo|guten (?:morgen|tag|abend)|moin|servus|gruss gott|gruezi|wie gehts(?: dir)?"
        r"|wie geht es (?:dir|ihnen)"
    ),
    ("de", SmallTalkKind.THANKS): r"danke(?: ?(?:schon|sehr))?|vielen dank|besten dank",
    ("de", SmallTalkKind.FAREWELL): r"tschuss|auf wiedersehen|gute nacht|bis bald",
    ("de", SmallTalkKind.ASSENT): r"gut|alles klar|verstanden|ja|prima|toll|in ordnung|sehr gut",
    ("de", SmallTalkKind.ABILITIES): (
        r"hilfe|was kannst du(?: alles)?|wer bist du|wer sind sie|was konnen sie|wie heisst du"
        r"|was kann ich (?:dich |sie )?(?:hier )?fragen|kannst du mir helfen"
    ),
    ("zh", SmallTalkKind.GREETING): r"你好|您好|嗨|早上好|早安|下午好|晚上好|大家好|你好吗",
    ("zh", SmallTalkKind.THANKS): r"谢谢|谢谢你|谢谢您|多谢|感谢|非常感谢",
    ("zh", SmallTalkKind.FAREWELL): r"再见|拜拜|晚安",
    ("zh", SmallTalkKind.ASSENT): r"好的|好|明白了|知道了|嗯|是的|太好了",
    ("zh", SmallTalkKind.ABILITIES): (
        r"帮助|你能做什么|你会做什么|你是谁|您是谁|你可以做什么|我可以问什么|我能问什么|怎么用|你叫什么名字"
    ),
    ("fr", SmallTalkKind.GREETING): r"bonjour|bonsoir|salut|coucou|comment (?:ca va|allez vous)",
    ("fr", SmallTalkKind.THANKS): r"(?:grand )?merci(?: beaucoup| bien| a (?:toi|vous))?",
    ("fr", SmallTalkKind.FAREWELL): r"au revoir|a bientot|bonne (?:nuit|journee|soiree)",
    ("fr", SmallTalkKind.ASSENT): r"daccord|tres bien|compris",
    ("fr", SmallTalkKind.ABILITIES): (
        r"aide moi|que (?:peux tu|pouvez vous) faire|quest ce que tu (?:peux|sais) faire"
        r"|qui (?:es tu|etes vous)"
    ),
    ("es", SmallTalkKind.GREETING): r"hola|buenos dias|buenas (?:tardes|noches)|que tal",
    ("es", SmallTalkKind.THANKS): r"(?:muchas |mil )?gracias",
    ("es", SmallTalkKind.FAREWELL): r"adios|hasta (?:luego|pronto|manana)",
    ("es", SmallTalkKind.ASSENT): r"de acuerdo|perfecto|entendido|muy bien",
    ("es", SmallTalkKind.ABILITIES): (
        r"ayuda|que (?:puedes|sabes|puede) hacer|quien (?:eres|es usted)"
        r"|(?:puedes|puede) ayudarme"
    ),
    ("it", SmallTalkKind.GREETING): r"ciao|buon ?giorno|buona ?sera|come (?:va|stai|sta)",
    ("it", SmallTalkKind.THANKS): r"(?:molte |mille )?grazie(?: mille)?|ti ringrazio",
    ("it", SmallTalkKind.FAREWELL): r"arrivederci|buona ?notte|a presto",
    ("it", SmallTalkKind.ASSENT): r"va bene|daccordo|perfetto|capito",
    ("it", SmallTalkKind.ABILITIES): r"aiuto|(?:che )?cosa (?:sai|puoi|puo) fare|chi sei|mi aiuti",
    ("nl", SmallTalkKind.GREETING): r"hoi|goede(?:morgen|middag|n ?avond|n ?dag)|hoe gaat het",
    (
        "nl",
        SmallTalkKind.THANKS,
    ): r"(?:hartelijk )?bedankt|hartelijk dank|dank (?:je|u)(?: wel)?|dankjewel",
    ("nl", SmallTalkKind.FAREWELL): r"tot ziens|doei|welterusten|tot (?:straks|morgen)",
    ("nl", SmallTalkKind.ASSENT): r"oke|begrepen",
    (
        "nl",
        SmallTalkKind.ABILITIES,
    ): r"wat kun (?:je|u)(?: doen)?|wie (?:ben je|bent u)|kun je helpen",
    ("pt", SmallTalkKind.GREETING): r"ola|oi|bom dia|boa (?:tarde|noite)|tudo bem",
    ("pt", SmallTalkKind.THANKS): r"(?:muito )?obrigad[oa]",
    ("pt", SmallTalkKind.FAREWELL): r"adeus|tchau|ate (?:logo|breve|amanha)",
    ("pt", SmallTalkKind.ASSENT): r"esta bem|perfeito|entendi(?:do)?|muito bem",
    ("pt", SmallTalkKind.ABILITIES): (
        r"ajuda|o que (?:sabes|podes|pode|voce pode) fazer|quem (?:es tu|e voce)"
    ),
    ("ru", SmallTalkKind.GREETING): (
        r"привет|здравствуи(?:те)?|добр(?:ыи день|ое утро|ыи вечер)|как дела"
    ),
    ("ru", SmallTalkKind.THANKS): r"(?:большое )?спасибо(?: большое)?|благодарю",
    ("ru", SmallTalkKind.FAREWELL): r"до свидания|пока|спокоинои ночи",
    ("ru", SmallTalkKind.ASSENT): r"хорошо|понятно|ясно|отлично",
    ("ru", SmallTalkKind.ABILITIES): r"помощь|помоги(?:те)?|что ты умеешь|кто ты|кто вы",
    ("ja", SmallTalkKind.GREETING): r"こんにちは|こんばんは|おはよう(?:ございます)?|はじめまして",
    ("ja", SmallTalkKind.THANKS): r"(?:どうも)?ありがとう(?:ございま(?:す|した))?|どうも",
    ("ja", SmallTalkKind.FAREWELL): r"さようなら|おやすみ(?:なさい)?|またね",
    ("ja", SmallTalkKind.ASSENT): r"わかりました|なるほど|了解(?:です|しました)?",
    ("ja", SmallTalkKind.ABILITIES): r"何ができますか|あなたは誰ですか|助けて(?:ください)?|使い方",
}
_FILLERS = (
    r"(?:there|you|so|very|much|a lot|lots|again|everyone|everybody|all|then|now|please"
    r"|for (?:that|this|your help|everything|the (?:help|answer|information))|and|very helpful|dir"
    r"|ihnen|auch|mal"
    r"|fur (?:die|deine|ihre) (?:hilfe|antwort)|und|ja|nun|alle|zusammen|吗|啊|了|你|您|的|呀)"
)
_SEPARATORS = re.compile(r"[\s,.!?…:;，。！？、；：~～\-–—()]+")
_APOSTROPHES = re.compile(r"['’]")
_PATTERNS = {key: re.compile(rf"(?:{words})(?![^\W_])") for key, words in _SAID.items()}
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_MOST_SAID = 3  # before a question: "Hi! Thanks, great."
_SAID_FIRST = re.compile(
    r"\s{0,9}(?P<said>[^,.!;:?，。！；：？–—]{1,40})[,.!;:，。！；：–—]\s{0,9}"
)
_ASKS = re.compile(
    r"(?:and|but|so|then|now|who|whom|whose|what|when|where|why|how|which|is|are|was|were|do|does"
    r"|did|has|have|had|can|could|will|would|list|tell|show|und|aber|wer|was|wann|wo|warum|wie"
    r"|welche[rsnm]?)\b|那|谁|什么|哪|何|多少|怎|为",
    re.IGNORECASE,
)
_FILLER = re.compile(rf"{_FILLERS}(?![^\W_])")
# Where several are said, the first of these is answered: "hi, what can you do?".
_ORDER = (
    SmallTalkKind.ABILITIES,
    SmallTalkKind.THANKS,
    SmallTalkKind.FAREWELL,
    SmallTalkKind.GREETING,
    SmallTalkKind.ASSENT,
)


def small_talk(text: str) -> SmallTalk | None:
    """What is said, where nothing but small talk is; None for all else."""
    if len(text) > _LONGEST:
        return None
    said = _SEPARATORS.sub(" ", _APOSTROPHES.sub("", fold(text))).strip()
    found: list[SmallTalk] = []
    while said:
        talk, length = _longest(said)
        if talk:
            found.append(talk)
        elif found and (filler := _FILLER.match(said)):
            length = filler.end()
        if not length:
            return None
        said = said[length:].lstrip()
    talk = min(found, key=lambda talk: _ORDER.index(talk.kind), default=None)
    # "Fine?" may ask for what the document says of a fine.
    return None if talk and talk.kind is SmallTalkKind.ASSENT and "?" in fold(text) else talk


def without_small_talk(text: str) -> str:
    """A question without the greeting or thanks before it: "Hi, when was it built?"."""
    rest = text
    for _ in range(_MOST_SAID):
        words = _SAID_FIRST.match(rest)
        behind = rest[words.end() :] if words else ""
        talk = small_talk(words["said"]) if words else None
        if talk is None or not any(c.isalnum() for c in behind):
            break
        # "Fine, prison or both?" says what is asked; "Fine, and who paid?" does not.
        if talk.kind is SmallTalkKind.ASSENT and not _ASKS.match(behind):
            break
        if talk.kind is SmallTalkKind.ABILITIES:
            break
        rest = behind
    return rest


def _longest(said: str) -> tuple[SmallTalk | None, int]:
    """The small talk that the text opens with, the longest that is known, and how long it is."""
    best: tuple[SmallTalk | None, int] = (None, 0)
    for (language, kind), pattern in _PATTERNS.items():
        match = (pattern if language != "zh" else _OPEN[kind]).match(said)
        if match and match.end() > best[1]:
            best = SmallTalk(kind, language), match.end()
    return best


# Chinese has no space between words.
_OPEN = {
    kind: re.compile("|".join(sorted(words.split("|"), key=len, reverse=True)))
    for (language, kind), words in _SAID.items()
    if language == "zh"
}
