"""Questions in other languages near the topic of a text that it does not answer, beside ones that
it does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from index.builder import Limits, build_index
from index.loading import load_store
from rag.document.filters import Filters
from rag.document.model import Document
from rag.engine import Engine
from rag.models.embedder import Embedder
from rag.models.reader import ConvertedReader
from rag.reading.library import read_documents
from tests.index.memory_store import MemoryStore

CASES = Path(__file__).parents[1] / "cases"
DOCUMENTS = {
    "ziegelei.md": """# Die Ziegelei von Brenkau

Die Ziegelei wurde 1908 gegründet und beschäftigt heute 63 Menschen. Sie liefert Dachziegel in elf
Länder. Ihre Leiterin, Ute Ahlfeld, kam 2014 von einer Sparkasse in Lüneburg.

Im Jahr 2021 kaufte das Werk einen neuen Tunnelofen für 2,4 Millionen Euro; der alte war gemietet
gewesen. Der Betriebsrat unter Jens Okker stimmte der Nachtschicht zu und bekam dafür eine
Betriebsrente.
""",
    "ballonfahrt.txt": """Die Ballonfahrt der Brüder Sand

Die Brüder Sand stiegen am 3. Juni 1911 in Halle auf, mit vier Säcken Sand und einem Barometer. Emil
Sand führte den Ballon, sein Bruder Otto schrieb das Tagebuch.

Über dem Harz zerriss ein Sturm die Hülle. Die beiden landeten in einem Moor und gingen neun Stunden
zu Fuß bis zum nächsten Gasthof.
""",
    "shuichang.md": """# 河口水厂

河口水厂建于1976年，现有职工八十四人，日供水量为十二万吨。厂长罗桂芬2015年从市供电局调来。

2022年水厂花三百二十万元购置了两台新水泵，旧水泵是租来的。工会主席何立群同意实行夜班，条件是增加住房补贴。
""",
    "keche.txt": """青岭客运站通告

青岭开往南屏的客车每天三班，头班六点四十分发车，全程四十五公里，票价十八元。
携带自行车的旅客须另买一张半价票。

五月二日，一辆客车在石桥镇与货车相撞，七名乘客受轻伤。客车司机丁海生没有受伤。
""",
}


@pytest.fixture(scope="module")
def shelf(
    tmp_path_factory: pytest.TempPathFactory,
    embedder: Embedder,
    multilingual: Embedder,
    reader: ConvertedReader,
    multilingual_reader: ConvertedReader,
) -> Engine:
    folder = tmp_path_factory.mktemp("near-topic-languages")
    (folder / "texts").mkdir()
    for name, text in DOCUMENTS.items():
        (folder / "texts" / name).write_text(text, encoding="utf-8")
    documents = read_documents([folder / "texts", CASES / "g16-chinese-absent.md"], print)
    embedders, readers = [embedder, multilingual], [reader, multilingual_reader]
    build_index(folder / "index", documents.documents, embedders, Limits())
    return Engine(load_store(folder / "index"), *embedders, readers=readers)


def ask(shelf: Engine, document: str, question: str) -> tuple[bool, float, str]:
    answer = shelf.ask(question, filters=Filters(document=(document,)))
    return answer.answerable, answer.confidence, answer.text


@pytest.mark.parametrize(
    ("document", "question"),
    [
        # The case as it was found.
        ("g16-chinese-absent", "林志遠的生日是哪一天？"),
        ("g16-chinese-absent", "法官判了多少年？"),
        # Another noun.
        ("shuichang", "水厂有多少辆卡车？"),
        ("ziegelei", "Wie viele Lastwagen hat die Ziegelei?"),
        # Another person.
        ("shuichang", "何立群是哪一年来水厂的？"),
        ("ziegelei", "Woher kam Jens Okker?"),
        # Another time or place.
        ("keche", "开往北川的客车票价是多少？"),
        # A property that is not told.
        ("keche", "丁海生多大年纪？"),
        ("ballonfahrt", "Wie alt war Emil Sand?"),
        ("ziegelei", "Wer baute den neuen Tunnelofen?"),
        # Roles reversed.
        ("shuichang", "罗桂芬卖给供电局什么？"),
        ("ziegelei", "Warum entließ Ute Ahlfeld den Betriebsrat?"),
        ("ballonfahrt", "Wer rettete den Gasthof?"),
    ],
)
def test_what_the_text_does_not_tell_is_refused(
    shelf: Engine, document: str, question: str
) -> None:
    answered, confidence, text = ask(shelf, document, question)
    assert not answered, (confidence, text)


@pytest.mark.parametrize(
    ("document", "question", "words"),
    [
        ("g16-chinese-absent", "林志遠確認了什麼？", "錄音屬實"),
        ("g16-chinese-absent", "谁播放了录音？", "辯方律師"),
        ("shuichang", "水厂每天供水多少吨？", "十二万吨"),
        ("shuichang", "厂长是谁？", "罗桂芬"),
        ("shuichang", "新水泵花了多少钱？", "三百二十万元"),
        ("keche", "头班车几点发车？", "六点四十分"),
        ("keche", "带自行车要买什么票？", "半价票"),
        ("keche", "多少乘客受伤？", "七名乘客"),
        ("ziegelei", "Wie viele Menschen beschäftigt die Ziegelei?", "63 Menschen"),
        ("ziegelei", "Wann kam Ute Ahlfeld?", "2014"),
        ("ziegelei", "Was kostete der neue Tunnelofen?", "2,4 Millionen Euro"),
        ("ballonfahrt", "Wer schrieb das Tagebuch?", "Otto"),
        ("ballonfahrt", "Wo stiegen die Brüder auf?", "Halle"),
        ("ballonfahrt", "Was zerriss die Hülle?", "Sturm"),
    ],
)
def test_what_it_tells_is_answered(shelf: Engine, document: str, question: str, words: str) -> None:
    answered, confidence, text = ask(shelf, document, question)
    assert answered and words in " ".join(text.split()), (confidence, text)


def test_a_question_is_read_by_who_knows_its_language_and_that_of_the_documents(
    shelf: Engine, brief: Document, reader: ConvertedReader, multilingual_reader: ConvertedReader
) -> None:
    beside_english = replace(shelf, store=MemoryStore.of([brief], shelf.embedder))
    read_by = {
        "Who wrote the diary?": (multilingual_reader, reader),
        "Wer schrieb das Tagebuch?": (multilingual_reader, multilingual_reader),
        "谁写的日记？": (multilingual_reader, multilingual_reader),
    }
    for question, expected in read_by.items():
        profiles = (shelf.profile(question), beside_english.profile(question))
        assert tuple(profile.reader for profile in profiles) == expected, question
