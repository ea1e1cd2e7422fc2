"""The confidence model: what it is fitted on, what it says, and the file that keeps it."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from evals.calibration_material import FOREIGN, LANGUAGES, OTHER, OWN, WITHIN, Example, Tongue
from evals.confidence_fitting import (
    cross_validate,
    fit,
    fit_reader,
    predict,
    threshold,
    with_read_threshold,
)
from rag.answer.confidence import (
    ANY_MODEL,
    READ,
    READ_IN_LANGUAGES,
    SPECIFIC,
    TOPIC,
    WORDS_ONLY_SPECIFIC,
    WORDS_ONLY_TOPIC,
    Calibration,
    Logistic,
    ReadCalibration,
    calibration_for,
    calibrations,
)
from rag.models.embedder import MULTILINGUAL_MODEL
from rag.models.reader_conversion import ENGLISH, MULTILINGUAL, about_reader
from rag.settings import DEFAULT_MODEL


def examples() -> list[Example]:
    """Answerable where x is high; y is of no use."""
    return [
        Example(OWN if good else OTHER, i % 5, good, {"x": (0.7 if good else 0.3) + d, "y": y})
        for i, (good, d, y) in enumerate(
            product((True, False), (-0.3, -0.1, 0.0, 0.1, 0.3), (0.0, 0.5, 1.0, 2.0, 3.0))
        )
    ]


def test_a_fit_finds_what_tells_them_apart() -> None:
    model = fit(examples(), ("x", "y"), {(OWN, True): 1.0, (OTHER, False): 1.0}, 1.0)
    assert model.coefficients["x"] > 1 > abs(model.coefficients["y"])
    assert model({"x": 0.9, "y": 1.0}) > 0.5 > model({"x": 0.1, "y": 1.0})


def test_sets_that_are_not_asked_for_do_not_count() -> None:
    noise = [
        Example(WITHIN, 0, e.answerable, {"x": 1 - e.features["x"], "y": 0}) for e in examples()
    ]
    sets = {(OWN, True): 1.0, (OTHER, False): 1.0}
    assert fit(examples(), ("x",), sets, 1.0) == fit([*examples(), *noise], ("x",), sets, 1.0)


def test_the_threshold_weighs_wrong_answers_more_than_wrong_refusals() -> None:
    asked = [Example(s, 0, s == OWN, {}) for s in [OWN] * 20 + [FOREIGN] * 20]
    confidence = np.asarray([0.9] * 16 + [0.2] * 4 + [0.1] * 17 + [0.3] * 3)
    assert 0.3 < threshold(asked, confidence, {(OWN, True): 1.0, (FOREIGN, False): 2.0}) <= 0.9


def test_confidence_is_the_product_of_both_models() -> None:
    topic, specific = Logistic(0.0, {"x": 1.0}), Logistic(1.0, {})
    both = Calibration(topic, specific, 0.5)
    asked = [Example(OWN, 0, True, {"x": 0.0})]
    assert predict(asked, both, None) == pytest.approx([0.5 / (1 + np.exp(-1))])


def test_the_file_serves_every_model() -> None:
    known = calibrations()
    assert set(known) == {DEFAULT_MODEL, MULTILINGUAL_MODEL, ANY_MODEL}
    assert calibration_for("another/model") == calibration_for(None) == known[ANY_MODEL]
    default, words = known[DEFAULT_MODEL], known[ANY_MODEL]
    assert default.specific and words.specific
    assert tuple(default.topic.coefficients) == TOPIC
    assert tuple(default.specific.coefficients) == SPECIFIC
    assert tuple(words.topic.coefficients) == WORDS_ONLY_TOPIC
    assert tuple(words.specific.coefficients) == WORDS_ONLY_SPECIFIC
    assert all(0 < c.answer_from < 1 for c in known.values())


def test_the_reader_is_heard_above_the_bound_and_only_there() -> None:
    sure = Logistic(20.0, {})
    judge = ReadCalibration(Logistic(-1.0, {"judged": 0.0, "answers": 2.0}), 0.5, 0.4, "adapter")
    calibration = Calibration(Logistic(0.0, {"x": 1.0}), sure, 0.5, (judge,))
    asked = [
        Example(OWN, 0, True, {"x": 1.0}, {"answers": 3.0}),
        Example(OWN, 0, True, {"x": 1.0}, None),
        Example(OWN, 0, False, {"x": -5.0}, {"answers": 3.0}),
    ]
    read, unread, far = predict(asked, calibration, judge)
    assert read == pytest.approx(1 / (1 + np.exp(-5)))
    assert unread == pytest.approx(1 / (1 + np.exp(-1)))
    assert far < judge.doubt_from


def test_each_model_is_fitted_for_the_readers_that_are_here() -> None:
    english, multilingual = (about_reader(r).sha256 for r in (ENGLISH, MULTILINGUAL))
    known = {name: [j.adapter for j in each.readers] for name, each in calibrations().items()}
    assert known == {
        DEFAULT_MODEL: [english],
        MULTILINGUAL_MODEL: [multilingual],
        ANY_MODEL: [],
    }
    for calibration in calibrations().values():
        for judge in calibration.readers:
            names = READ if judge.adapter == english else READ_IN_LANGUAGES
            assert tuple(judge.model.coefficients) == names


def read_examples() -> list[Example]:
    """The reader's word tells what is answered, the first judgement nothing."""
    read = dict.fromkeys(READ, 0.0)
    return [
        Example(LANGUAGES, n % 5, bool(n % 2), {}, {**read, "answers": 4.0 * (n % 2) - 2.0}, "de")
        for n in range(60)
    ]


def test_a_second_reader_is_fitted_beside_the_first() -> None:
    first = ReadCalibration(Logistic(0.0, {}), 0.41, 0.01, "first")
    calibration = Calibration(Logistic(1.0, {}), Logistic(1.0, {}), 0.33, (first,))
    examples = read_examples()
    judged = cross_validate(
        examples, lambda e: fit_reader(calibration, e, "second", READ), "second"
    )
    assert judged.answered.tolist() == [e.answerable for e in examples]
    fitted = fit_reader(calibration, examples, "second", READ)
    found = with_read_threshold(fitted, examples, judged, "second")
    assert found.readers[0] == first and found.readers[1].adapter == "second"
    assert found.answer_from == 0.33  # which belongs to the first one's questions
    again = fit_reader(found, examples, "second", READ)
    assert [judge.adapter for judge in again.readers] == ["first", "second"]


@pytest.mark.parametrize(
    ("question", "tongue"),
    [
        ("Who led the march?", Tongue.ENGLISH),
        ("Wer führte den Zug an?", Tongue.OTHER),
        ("谁带队？", Tongue.OTHER),
        ("Кто вёл отряд?", Tongue.OTHER),
    ],
)
def test_a_question_is_fitted_with_those_of_its_tongue(question: str, tongue: Tongue) -> None:
    assert Tongue.of(question) is tongue
