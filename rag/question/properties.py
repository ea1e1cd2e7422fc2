"""What may be compared of things, and the words for it: pay, price, age, height.

A question and the name of a column need not share a word: "Who earns the most?" asks for what a
table calls "Salary". Only what has a measure is known here; all else must be named by its word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from rag.question.terms import fold, stem


class Property(StrEnum):
    """What things may have more or less of."""

    PAY = "pay"
    PRICE = "price"
    AGE = "age"
    START = "start"
    TENURE = "tenure"
    SIZE = "size"
    POPULATION = "population"
    HEIGHT = "height"
    LENGTH = "length"
    DURATION = "duration"
    WEIGHT = "weight"
    SPEED = "speed"
    DEPTH = "depth"
    WIDTH = "width"
    TEMPERATURE = "temperature"
    POWER = "power"
    NOISE = "noise"
    DISTANCE = "distance"
    RANK = "rank"
    SCORE = "score"
    DATE = "date"
    BIRTH = "birth"


_WORDS: Mapping[Property, str] = {
    Property.PAY: (
        "pay paid salary salaries wage wages earn earns earned earning earnings income "
        "compensation remuneration stipend gehalt gehalter lohn lohne verdienst "
        "verdienen verdient einkommen "
        "工资 薪水 薪资 薪酬 收入 月薪 年薪 挣 赚"
    ),
    Property.PRICE: (
        "price prices cost costs costing fee fees fare charge preis preise kosten kostet "
        "kostete kosteten gekostet gebuhr 造价 价格 费用 售价 票价 价钱"
    ),
    Property.AGE: "age aged ages old alter 年龄 岁数",
    Property.BIRTH: "born birth geboren geburtsjahr geburtstag 出生 生于",
    Property.START: (
        "opened opening founded founding foundation established built build completed constructed "
        "started launched inaugurated created since eroffnet gegrundet gebaut erbaut seit "
        "建成 开业 成立 建立 始建 开通"
    ),
    Property.TENURE: "since seit joined appointed took held holding serving 任职",
    Property.SIZE: "size area acreage hectares flache grosse 面积 大小",
    Property.POPULATION: "population inhabitants residents einwohner bevolkerung 人口",
    Property.HEIGHT: "height high tall elevation altitude hohe hoch 高度 海拔 身高",
    Property.LENGTH: "length long lange 长度 全长",
    Property.DURATION: "duration runtime time dauer 时长",
    Property.WEIGHT: "weight mass heavy gewicht masse schwer weigh weighs 重量 体重",
    Property.SPEED: "speed geschwindigkeit 速度",
    Property.DEPTH: "depth deep tiefe tief 深度",
    Property.WIDTH: "width wide breite breit 宽度",
    Property.TEMPERATURE: "temperature temperatur 温度 气温",
    Property.POWER: "power leistung 功率",
    Property.NOISE: "noise lautstarke 噪音",
    Property.DISTANCE: "distance entfernung 距离",
    Property.RANK: "rank place position placing ranking platz rang 名次 排名",
    Property.SCORE: "score scores points punkte 得分 分数 成绩",
    Property.DATE: "date day year when datum tag jahr 日期 年份",
}
_CHINESE = re.compile(r"[\u3400-\u9fff]")


def _of_stems() -> Mapping[str, frozenset[Property]]:
    found: dict[str, set[Property]] = {}
    for named, words in _WORDS.items():
        for word in words.split():
            found.setdefault(stem(word), set()).add(named)
    return {word: frozenset(properties) for word, properties in found.items()}


_STEMS = _of_stems()
_IN_CHINESE = {word: found for word, found in _STEMS.items() if _CHINESE.match(word)}
_NONE: frozenset[Property] = frozenset()


def properties_of(words: str) -> frozenset[Property]:
    """The properties that words name."""
    folded = fold(words)
    found: set[Property] = set()
    for word in re.findall(r"[^\W\d_]+", folded):
        found |= _STEMS.get(stem(word), _NONE)
        if _CHINESE.search(word):
            for known, properties in _IN_CHINESE.items():
                if known in word:
                    found |= properties
    return frozenset(found)
