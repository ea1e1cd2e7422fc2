"""Word's formulas on one line: x², (a+b)/(c), √(x), ∑_(i=1)^n."""

from __future__ import annotations

from collections.abc import Iterable

from rag.reading.docx_package import attribute, child, name_of
from rag.reading.inline_builder import raised
from rag.reading.xml_tree import Element

_SIMPLE = 1  # characters that stand without parentheses
_BOUND = frozenset({"m:f", "m:sSup", "m:sSub", "m:sSubSup", "m:limLow", "m:limUpp"})


def formula(element: Element) -> str:
    """What a formula says, in the order that it is read aloud."""
    match name_of(element):
        case "m:t" | "w:t":
            return element.text or ""
        case "m:f":
            stacked = attribute(child(element, "m:fPr", "m:type"), "m:val") == "noBar"
            above, below = _group(element, "m:num"), _group(element, "m:den")
            return f"({above}¦{below})" if stacked else f"{above}/{below}"
        case "m:sSup":
            return _inner(element, "m:e") + _power(_inner(element, "m:sup"))
        case "m:sSub":
            return f"{_inner(element, 'm:e')}_{_group(element, 'm:sub')}"
        case "m:sSubSup":
            base = f"{_inner(element, 'm:e')}_{_group(element, 'm:sub')}"
            return base + _power(_inner(element, "m:sup"))
        case "m:rad":
            degree = _inner(element, "m:deg").strip()
            return f"{degree if degree else ''}√({_inner(element, 'm:e')})"
        case "m:nary":
            sign = attribute(child(element, "m:naryPr", "m:chr"), "m:val") or "∫"
            below, above = _inner(element, "m:sub"), _inner(element, "m:sup")
            bounds = (f"_{_wrapped(below)}" if below else "") + (_power(above) if above else "")
            return f"{sign}{bounds} {_inner(element, 'm:e')}"
        case "m:d":
            return _delimited(element)
        case "m:func":
            return f" {_inner(element, 'm:fName')} {_inner(element, 'm:e')}"
        case "m:limLow":
            return f"{_inner(element, 'm:e')}_{_group(element, 'm:lim')}"
        case "m:limUpp":
            return _inner(element, "m:e") + _power(_inner(element, "m:lim"))
        case name if name.endswith("Pr"):
            return ""
        case _:
            return _row(element)


def _row(elements: Iterable[Element]) -> str:
    """What stands side by side: "1/z dz", since "1/zdz" would have another denominator."""
    said: list[str] = []
    may_go_on = False
    for element in elements:
        words = formula(element)
        if not words:
            continue
        if may_go_on and said[-1][-1].isalnum() and words[0].isalnum():
            said.append(" ")
        said.append(words)
        may_go_on = name_of(element) in _BOUND and any(sign in words for sign in "/_^")
    return "".join(said)


def _delimited(element: Element) -> str:
    properties = child(element, "m:dPr")
    begin, end = child(properties, "m:begChr"), child(properties, "m:endChr")
    opening = attribute(begin, "m:val") if begin is not None else "("
    closing = attribute(end, "m:val") if end is not None else ")"
    parts = [_row(each) for each in element if name_of(each) == "m:e"]
    if len(parts) == 1 and opening == "(" and _is_wrapped(parts[0]):
        return parts[0]  # a binomial has its own
    return f"{opening}{' | '.join(parts)}{closing}"


def _inner(element: Element, name: str) -> str:
    found = child(element, name)
    return _row(found) if found is not None else ""


def _group(element: Element, name: str) -> str:
    return _wrapped(_inner(element, name))


def _wrapped(words: str) -> str:
    words = words.strip()
    return words if len(words) <= _SIMPLE or _is_wrapped(words) else f"({words})"


def _is_wrapped(words: str) -> bool:
    """Whether a binomial's parentheses are around all of the words."""
    return words.startswith("(") and words.find("¦") > 0 and words.find(")") == len(words) - 1


def _power(words: str) -> str:
    return raised(words) or f"^{_wrapped(words)}"
