"""The words of questions about a whole document: what names it, what asks for what of it.

Words are given as they are typed, in English, German and Chinese, and kept by their stems.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from enum import StrEnum
from itertools import groupby

from rag.question.terms import fold, stem


class Cue(StrEnum):
    """What a word may do in such a question."""

    FUNCTION = "function"
    ASKER = "asker"
    WISH = "wish"
    DOCUMENT = "document"
    GENRE = "genre"
    NAMED_BEFORE = "named before"
    POINTING = "pointing"
    WHO = "who"
    WHEN = "when"
    WHERE = "where"
    WHY = "why"
    HOW = "how"
    LONG = "long"
    MANY = "many"
    MOST = "most"
    FROM = "from"
    BY = "by"
    SAY = "say"
    IN = "in"
    UNDER = "under"
    PUBLISH = "publish"
    HELD = "held"
    OLD = "old"
    OUT = "out"
    WRITE = "write"
    ABOUT = "about"
    SUMMARY = "summary"
    SUM = "sum"
    UP = "up"
    SHORT = "short"
    MAIN = "main"
    POINT = "point"
    FINDING = "finding"
    CONCLUSION = "conclusion"
    INTRODUCTION = "introduction"
    TITLE = "title"
    AUTHOR = "author"
    DATE = "date"
    PAPER = "paper"
    SERIES = "series"
    PUBLICATION = "publication"
    NUMBER = "number"
    LANGUAGE = "language"
    LENGTH = "length"
    WORDS = "words"
    SECTION = "section"
    QUESTION = "question"
    PARAGRAPH = "paragraph"
    NOTE = "note"
    SOURCE = "source"
    CITE = "cite"
    OUTLET = "outlet"


_WORDS: Mapping[Cue, str] = {
    Cue.FUNCTION: (
        "a an the of to for on at as with and or is are was were be been am s do does did has have "
        "had having can could would will shall should may might must i me my we us you your what "
        "whats which that there here so just please pls plz thanks give tell show list name make "
        "provide write explain describe some any all its their "
        "last exactly briefly quickly really happen happened ok hi hello and only about in by "
        "from many much one "
        "der die das den dem des ein eine einen einem einer eines und oder ist sind wird werden "
        "wurde worden hat haben kann konnte konnen du sie ich mir mich uns bitte was welche "
        "welcher "
        "welches welchen welchem wie geht gibt gib nenne sag sage zeig zeige mal es in im zu zum "
        "zur auf fur von vom mit so alle steht stehen kurz "
        "的 了 是 在 有 和 与 吗 呢 吧 请 请问 一下 给我 帮我 告诉我 我 你 能 可以 什么 哪些 "
        "哪个 哪 "
        "怎么 如何 用 里 中 上 个 些 都 到底 主要 一个 用一句话 它 被 所 共 一共 总共 说 为"
    ),
    Cue.ASKER: "i me my we us our ich mir mich uns wir 我 我们",
    Cue.WISH: (
        "want need know like let get see have hear understand brauche mochte will wissen "
        "想 要 知道 想知道"
    ),
    Cue.DOCUMENT: (
        "brief article document text paper report memo memorandum law act page piece content "
        "contents file whole entire full author authors work publication "
        "dokument dokuments textes texts bericht berichts artikel artikels gesetz gesetzes papier "
        "papiers schreiben brief briefs seite ganze ganzen "
        "文章 文件 文档 报告 论文 文 本文 全文 这篇 这份 该文 简报 法律 法 法规 整篇 篇 份 "
        "网页 页面 文本 资料"
    ),
    Cue.GENRE: (
        "statute essay study post letter mail email manual handbook guide minutes story book "
        "booklet interview recipe transcript biography yearbook newsletter notice policy terms "
        "agreement contract faq leaflet brochure bill ordinance regulation regulations rules "
        "meeting hearing session debate sitzung sitzungs besprechung standard speech judgment "
        "opinion thesis chronicle diary readme "
        "aufsatz studie protokoll protokolls handbuch anleitung buch memos vertrag vertrags urteil "
        "rede rezept satzung verordnung "
        "手册 信 书 会议 会议纪要 合同 采访 演讲"
    ),
    Cue.NAMED_BEFORE: "that those them they he she him her his their er ihn ihm 他 她 他们 那",
    Cue.POINTING: (
        "it this these here es dies diese dieser dieses diesem diesen hier daran darin "
        "这 这个 此 它 该 本"
    ),
    Cue.WHO: "who whom whose wer wem wen wessen 谁 哪位 何人",
    Cue.WHEN: "when wann 什么时候 何时 哪年 哪一年 哪天 哪一天 几时",
    Cue.WHERE: "where wo woher worin 哪里 哪儿 何处 在哪",
    Cue.WHY: "why warum weshalb wieso 为什么 为何",
    Cue.HOW: "how wie 多",
    Cue.LONG: "long lang 多长 长",
    Cue.MANY: "many count viele wieviel wieviele 多少 几 几个 几条 几节 几章 数量",
    Cue.MOST: (
        "most often frequently commonly mostly mainly primarily top meisten haufigsten oft 最多 最 "
        "最常 经常 次数"
    ),
    Cue.FROM: "from sender absender von vom aus stammt 来自 从",
    Cue.BY: "by von durch 由",
    Cue.SAY: (
        "say says said stand stands described explained discussed mentioned state states contain "
        "contains read reads tell tells mention cover covers "
        "content contents contain go steht stehen sagt sagen enthalt beinhaltet lautet "
        "说 讲 写 讲述 写了 说了 讲了 包含 内容"
    ),
    Cue.IN: "in inside within im darin 里 中",
    Cue.UNDER: "under headed titled entitled unter 下",
    Cue.PUBLISH: (
        "publish published printed print issued issue released release appear appeared appears "
        "dated revision posted created made veroffentlicht erschienen "
        "erschien gedruckt herausgegeben publiziert datiert 发表 发布 出版 刊登 发行 刊 更新"
    ),
    Cue.HELD: (
        "held conducted recorded take took taken place changed amended modified effective updated "
        "update revised revision geändert aktualisiert stattgefunden stattfand statt fand findet "
        "更新 修改 修订 举行 召开"
    ),
    Cue.OLD: "old alt",
    Cue.OUT: "come came out heraus rausgekommen",
    Cue.WRITE: (
        "write wrote written writes writing authored conducted sent produced "
        "edited edit drafted draft composed compiled "
        "prepared signed verfasst verfasste geschrieben schrieb bearbeitet 写 写的 撰写 编写 "
        "编辑 起草"
    ),
    Cue.ABOUT: (
        "about topic topics subject theme themes deal deals concern concerns discuss discusses "
        "purpose aim goal intention kind sort type genre matter worum wovon worüber handelt thema "
        "themen gegenstand inhalt inhalts "
        "关于 讲 讲的 讲什么 主题 内容 大意 说的 谈 谈的 介绍"
    ),
    Cue.SUMMARY: (
        "summary summaries summarise summarize summarised summarized overview tldr tl dr nutshell "
        "recap outline essence shorten condense gist synopsis abstract digest executive "
        "zusammenfassung zusammenfassen "
        "zusammen zusammengefasst überblick kurzfassung 总结 概括 概述 摘要 概要 归纳 综述"
    ),
    Cue.SUM: "sum fasse fass",
    Cue.UP: "up",
    Cue.SHORT: (
        "short brief briefly quick concise sentence sentences line lines few words version kurz "
        "kurze "
        "kurzen knapp satz sätzen 简短 简要 简单 一句话 几句话"
    ),
    Cue.MAIN: (
        "main key central important principal core essential major wichtig wichtigste "
        "wichtigsten zentral zentrale zentralen hauptsächlich 主要 重要 最重要 核心 关键"
    ),
    Cue.POINT: (
        "point points thing things bits idea ideas argument arguments message messages claim "
        "claims fact facts "
        "result results thesis theses statement statements lesson lessons conclusions aspect "
        "aspects issues punkt punkte punkten aussage aussagen ergebnis ergebnisse these thesen "
        "erkenntnis erkenntnisse 观点 论点 内容 信息 结论 点"
    ),
    Cue.FINDING: (
        "finding findings takeaway takeaways highlights keypoints kernpunkte hauptpunkte "
        "kernaussagen kernaussage hauptaussage hauptaussagen 要点 重点 发现"
    ),
    Cue.CONCLUSION: (
        "conclusion conclusions conclude concludes concluding schluss fazit "
        "schlussfolgerung schlussfolgerungen 结论 结语"
    ),
    Cue.INTRODUCTION: ("introduction intro preface einleitung vorwort 引言 前言 导言"),
    Cue.TITLE: (
        "title headline heading called name named titled titel überschrift heißt heissen "
        "schlagzeile 标题 题目 名称 名字 叫 叫什么"
    ),
    Cue.AUTHOR: (
        "author authors writer writers interviewer sender editor editors authorship byline autor "
        "autoren autorin "
        "autorinnen verfasser verfasserin herausgeber 作者 编者 笔者"
    ),
    Cue.DATE: "date dates datum day year jahr tag erscheinungsdatum 日期 时间 年份",
    Cue.PAPER: "paper newspaper magazine journal zeitung zeitschrift 报纸 杂志 期刊",
    Cue.SERIES: (
        "journal newspaper magazine volume vol issue edition series publisher outlet website "
        "zeitschrift zeitung band jahrgang ausgabe heft auflage verlag reihe 期刊 杂志 报纸 "
        "卷 期 版 "
        "出版社 丛书"
    ),
    Cue.PUBLICATION: "publication veröffentlichung publikation 出版物 刊物",
    Cue.NUMBER: "number no nummer anzahl zahl count 第 号 数量",
    Cue.LANGUAGE: "language languages sprache 语言 语",
    Cue.LENGTH: "length size länge umfang 长度 篇幅",
    Cue.WORDS: "word words character characters wort wörter worte zeichen 字 字数 词 个字",
    Cue.SECTION: (
        "section sections bit passage clause clauses chapter chapters part parts heading headings "
        "subsection subsections "
        "abschnitt abschnitte abschnitts kapitel teil teile paragraphen paragrafen überschrift "
        "überschriften artikeln 章 节 章节 部分 条 段落"
    ),
    Cue.QUESTION: "question questions asked answered answers frage fragen 问题",
    Cue.PARAGRAPH: "paragraph paragraphs absatz absätze absätzen 段 段落",
    Cue.NOTE: (
        "note notes footnote footnotes endnote endnotes fußnote fußnoten anmerkung anmerkungen "
        "endnoten 注 脚注 注释 尾注 附注"
    ),
    Cue.SOURCE: (
        "source sources reference references citation citations bibliography works literature "
        "list literaturverzeichnis quelle quellen quellenangaben literatur 来源 参考文献 文献 "
        "出处 引文"
    ),
    Cue.CITE: (
        "cite cites cited citing quote quotes quoted refer referred rely relies used use uses "
        "zitiert zitieren 引用 援引 引"
    ),
    Cue.OUTLET: (
        "outlet outlets author authors newspaper newspapers journal journals media agency work "
        "works articles article papers publications studies reports organisation institution "
        "medien autoren zeitungen 媒体 机构"
    ),
}

_TOKEN = re.compile(
    r"(?P<cjk>[\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    r"\U00020000-\U0003134f]+)|(?P<word>[^\W_]+)"
)
_CJK = re.compile(r"[\u3400-\u9fff]")


def _vocabulary() -> tuple[Mapping[str, frozenset[Cue]], Mapping[str, frozenset[Cue]]]:
    """The cues of each word as it is listed, and of each stem."""
    words: dict[str, set[Cue]] = defaultdict(set)
    stems: dict[str, set[Cue]] = defaultdict(set)
    for cue, listed in _WORDS.items():
        for word in map(fold, listed.split()):
            words[word].add(cue)
            stems[stem(word)].add(cue)
    return _frozen(words), _frozen(stems)


def _frozen(cues: Mapping[str, set[Cue]]) -> Mapping[str, frozenset[Cue]]:
    return {word: frozenset(found) for word, found in cues.items()}


_CUES, _CUES_OF_STEMS = _vocabulary()
_CHINESE = re.compile(
    "|".join(sorted(filter(_CJK.match, _CUES), key=lambda word: (-len(word), word))) + "|.",
    re.DOTALL,
)
_NONE: frozenset[Cue] = frozenset()


def cued_words(text: str) -> Iterator[tuple[str, frozenset[Cue]]]:
    """The words of a text with what each may do; in Chinese the longest known words first.

    A word that is not listed itself may do what those of its stem may: "edition" is listed, so it
    is not taken for "edit".
    """
    for match in _TOKEN.finditer(fold(text)):
        if run := match["cjk"]:
            for is_known, group in groupby(_CHINESE.findall(run), _CUES.__contains__):
                words = list(group)
                if not is_known:  # what no word is known for is one
                    words = ["".join(words)]
                yield from ((word, _CUES.get(word, _NONE)) for word in words)
        else:
            word = match["word"]
            yield word, _CUES.get(word) or _CUES_OF_STEMS.get(stem(word), _NONE)
