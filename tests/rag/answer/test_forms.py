"""What a sentence must hold to answer "Why?", "By whom?" or "How old?"."""

from __future__ import annotations

import pytest

from rag.answer.forms import holds_form, lacks_form, tells_where
from rag.question.bare import Bare


@pytest.mark.parametrize(
    ("form", "told", "silent"),
    [
        (Bare.TIME, "It opened in July.", "It was opened by the mayor."),
        (Bare.TIME, "They sail at 3.40 on Wednesday.", "They sail to Oslo."),
        (Bare.DURATION, "They took two weeks.", "They took two tents."),
        (Bare.DURATION, "It may be renewed for another three.", "It may be renewed once."),
        (Bare.AMOUNT, "She paid 1,250 crowns.", "She paid the mason."),
        (Bare.AMOUNT, "It was let for a token sum.", "It was let to a school."),
        (Bare.PLACE, "She lives in Truro.", "She lives by mending nets."),
        (Bare.AGENT, "It was found by divers.", "It was found by 1911."),
        (Bare.PERSON, "It was sold to a school.", "It was sold."),
        (Bare.REASON, "It was closed because the roof leaked.", "It was closed in 1983."),
        (Bare.REASON, "It was late because it rained.", "It was made in 1931, when a dam burst."),
        (Bare.REASON, "It sank, since it was old.", "They have met since the war."),
        (Bare.REASON, "They met to draft a treaty.", "They went to the harbour."),
        (Bare.MANNER, "They crossed with a raft.", "They crossed."),
        (Bare.DOING, "Ada Brandt, cabinet maker (the tenant)", "Ada Brandt came."),
    ],
)
def test_forms(form: Bare, told: str, silent: str) -> None:
    assert holds_form(form, told)
    assert not holds_form(form, silent)


@pytest.mark.parametrize(
    ("question", "told", "silent"),
    [
        ("How old is she?", "She is 43 years old.", "She has sailed for sixteen years."),
        ("How old was he?", "He died, aged 91.", "He arrived at 7.15."),
        ("How long did he stay?", "He stayed for two weeks.", "He stayed in 1997."),
        ("How long is it?", "It is 310 metres long.", "It has nine doors."),
        ("How many are there?", "There are nine.", "It sells half of the current."),
        ("How much did it cost?", "It cost 3.2 million.", "It was dear."),
    ],
)
def test_what_is_not_told(question: str, told: str, silent: str) -> None:
    assert not lacks_form(question, told)
    assert lacks_form(question, silent)
    assert not lacks_form("Who came?", silent)


def test_where() -> None:
    assert tells_where("Where does he live?", "He lives in Os.")
    assert not tells_where("Where does he live?", "He lives alone.")
    assert not tells_where("Why does he live there?", "He lives in Os.")
