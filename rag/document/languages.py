"""The language of a text: as far as its script tells, and as far as its commonest words do."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache

_SCRIPTS = {
    "CJK": "Chinese",
    "HIRAGANA": "Japanese",
    "KATAKANA": "Japanese",
    "HANGUL": "Korean",
    "CYRILLIC": "Cyrillic script",
    "ARABIC": "Arabic script",
    "HEBREW": "Hebrew",
    "DEVANAGARI": "Devanagari script",
    "THAI": "Thai",
    "GREEK": "Greek",
}
_TAGS = {
    "Chinese": "zh",
    "Japanese": "ja",
    "Korean": "ko",
    "Hebrew": "he",
    "Thai": "th",
    "Greek": "el",
}
_MOST_READ = 20_000  # characters, from the middle of a text: it begins with names and titles
_FEWEST_WORDS = 20
_LEAST_SHARE = 0.25  # of a text's words that are the commonest of its language
_LEAST_LEAD = 1.15  # over the next language: Danish and Norwegian share most of their words
_LEAST_KANA = 0.1  # of the signs of a Japanese text; a Chinese one may quote some
_WORD = re.compile(r"[^\W\d_]+")
_KANA = re.compile("[\u3040-\u30ff]")


def script_language(text: str) -> str | None:
    """The language, or script, that most letters outside the Latin alphabet are of.

    None where Latin letters are the most, names in another script among them notwithstanding. A
    character of a script without an alphabet counts for two letters, since it says about as much.
    """
    if text.isascii():
        return None
    counts: dict[str | None, int] = {}
    for letter in filter(str.isalpha, text):
        script = unicodedata.name(letter, "").split(" ")[0].split("-")[0]
        language = _SCRIPTS.get(script)
        counts[language] = counts.get(language, 0) + (2 if script == "CJK" else 1)
    if "Japanese" in counts:  # Japanese writes Chinese characters too
        counts["Japanese"] += counts.pop("Chinese", 0)
    return max(counts, key=lambda language: counts[language], default=None)


def language_of(text: str) -> str | None:
    """The tag of the language that most of a text is in, such as ``en``; None where unsure."""
    middle = max(0, (len(text) - _MOST_READ) // 2)
    part = text[middle : middle + _MOST_READ]
    script = script_language(part)
    if script == "Japanese" and len(_KANA.findall(part)) < _LEAST_KANA * len(part):
        return "zh"
    if script in _TAGS:
        return _TAGS[script]
    words = Counter(_WORD.findall(part.lower()))
    count = words.total()
    if count < _FEWEST_WORDS:
        return None
    shares = {
        language: sum(words[word] for word in common) / count
        for language, common in _common_words().items()
    }
    (best, share), (_, second) = sorted(shares.items(), key=lambda item: -item[1])[:2]
    return best if share >= max(_LEAST_SHARE, _LEAST_LEAD * second) else None


@cache
def _common_words() -> dict[str, frozenset[str]]:
    """The commonest words of languages in alphabets, by tag."""
    from bm25s import stopwords  # here, since nothing that answers needs it

    lists = {
        "da": stopwords.STOPWORDS_DANISH,
        "de": stopwords.STOPWORDS_GERMAN,
        "en": stopwords.STOPWORDS_EN_PLUS,
        "es": stopwords.STOPWORDS_SPANISH,
        "fr": stopwords.STOPWORDS_FRENCH,
        "it": stopwords.STOPWORDS_ITALIAN,
        "nl": stopwords.STOPWORDS_DUTCH,
        "no": stopwords.STOPWORDS_NORWEGIAN,
        "pt": stopwords.STOPWORDS_PORTUGUESE,
        "ru": stopwords.STOPWORDS_RUSSIAN,
        "sv": stopwords.STOPWORDS_SWEDISH,
        "tr": stopwords.STOPWORDS_TURKISH,
    }
    return {language: frozenset(words) for language, words in lists.items()}


def question_language(question: str) -> str | None:
    """The tag of the language that a question is in, such as ``fr``; None for another script.

    A question is short, so that the words which open and join one must tell; where none does, it is
    taken for English. Cyrillic letters are taken for Russian.
    """
    script = script_language(question)
    if script is not None:
        return "ru" if script == _SCRIPTS["CYRILLIC"] else _TAGS.get(script)
    words = _small_words(question)
    if words and words[0] in _OPENS_ENGLISH:  # whatever names follow: "de la Cruz", "van Gogh"
        return "en"
    foreign = sum(word in _NOT_ENGLISH for word in words) + (words[:1] == ["was"])  # as in German
    if sum(word in _ENGLISH for word in words) >= foreign:
        return "en"
    counts = {tag: sum(word in own for word in words) for tag, own in _OWN_WORDS.items()}
    return max(counts, key=lambda tag: counts[tag])


def _small_words(question: str) -> list[str]:
    """The first word and those without a capital: "Al Gore", "El Salvador" and "UN" are names."""
    words = _WORD.findall(question)
    some = words[:1] + [word for word in words[1:] if not word[0].isupper()]
    return [word.lower() for word in (words if question.isupper() else some)]


def is_english(question: str) -> bool:
    """Whether a question is in English, rather than in another language or script."""
    return question_language(question) == "en"


# What is a word of another of these languages too is left out: "in", "was", "an", "on", "a".
_ENGLISH = frozenset(
    "about after all and any as at be been before between but by can could did does for from has"
    " have he his how if its many more most much must not of other out she should some than that"
    " the their there these they this those to under up were what when where which who whom whose"
    " why will with would you your".split()
)
_OPENS_ENGLISH = frozenset(
    "what when where which who whom whose why how did does has have could should would".split()
)
# A word may be of several of these languages.
_OWN_WORDS = {
    tag: frozenset(words.split())
    for tag, words in {
        "de": (
            "aber alle als am auch auf aus bei beim bis dann darf das dass dem den denn der des"
            " dessen die dort du durch ein eine einem einen einer eines er es fand fanden für gab"
            " gegen geht gibt habe haben hat hatte hatten heißt ich ihr ihre ihren im in ist jede"
            " jeder kann kein keine können man mit muss müssen nach nicht noch nur ob oder ohne"
            " sagte sagt sein seine seinen seit sich sie sind soll sollen sollte sowie über um und"
            " unter vom von vor wann waren warum was welche welchem welchen welcher welches wem wen"
            " wenn wer werden weshalb wessen wie wieso wird wo wodurch wofür woher wohin womit"
            " woran worauf woraus worin worüber wovon wozu wurde wurden zu zum zur zwei zwischen"
        ),
        "fr": (
            "à au aucun aux avec ce cet cette ceux chez combien dans de depuis des dont du elle"
            " elles en est et était étaient eu faut fut il ils l la laquelle le lequel les"
            " lesquelles lesquels leur leurs lors mais ne où par pas pendant peut pour pourquoi"
            " près qu quand que quel quelle quelles quels qui quoi sa sans selon ses si son sont"
            " sous sur un une vers"
        ),
        "es": (
            "al ante antes cada cómo como con cuál cuales cuáles cuándo cuando cuánta cuántas"
            " cuánto cuántos cuanto de del desde después dice dijo dónde donde el ella ellos en"
            " entre era eran es ese esa está esta este esto fue fueron hace hasta hay la las le lo"
            " los más muy para pero por puede que qué quién quien quiénes se según ser si sin sobre"
            " su sus también tiene tienen un una y"
        ),
        "it": (
            "agli al alla alle all anche che chi ci come con cosa da dagli dai dal dalla dalle"
            " degli dei del dell della delle dello di dopo dove durante e è era erano fa gli hanno"
            " il in l la le lo nei nel nell nella nelle non per perché più può quale quali qual"
            " quando quante quanti quanto quanta se secondo si sono stata stati stato sua sue suo"
            " sugli sui sul sull sulla tra un una uno viene"
        ),
        "nl": (
            "aan als bij dat de deze die dit door een en er geen haar heeft het hij hoe hoeveel hun"
            " ik in is kan kreeg kunnen mag met naar niet nog of om onder ook op te tot tussen uit"
            " van volgens voor waar waarom waarvoor wanneer was wat welk welke werd werden wie"
            " wordt worden zich zij zijn"
        ),
        "pt": (
            "à ao aos as até com como da das de do dos e é em entre era eram essa esse está este"
            " esta foi foram há lhe mais mas na nas no nos o onde os para pela pelas pelo pelos"
            " pode por porque quais qual quando quanta quantas quanto quantos que quem são se sem"
            " ser seu seus sobre sua suas também tem têm um uma"
        ),
    }.items()
}
# Those that English has, too, tell nothing of it.
_NOT_ENGLISH = frozenset[str]().union(*_OWN_WORDS.values()) - frozenset(
    "all am as come die do e geht in is man met no on op per son war was".split()
)
