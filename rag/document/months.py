"""The names of the months in languages other than English, as they stand in a date."""

from __future__ import annotations

_NAMES = {
    "German": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "French": (
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
    ),
    "Spanish": (
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
    ),
    "Italian": (
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre"
        " dicembre"
    ),
    "Dutch": (
        "januari februari maart april mei juni juli augustus september oktober november december"
    ),
    "Portuguese": (
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro"
    ),
    "Russian": (
        "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
    ),
}
_AUSTRIAN = {"Jänner": 1, "Feber": 2}

MONTHS = _AUSTRIAN | {
    name: number for names in _NAMES.values() for number, name in enumerate(names.split(), 1)
}
"""The number of each month; German has capitals, no other language here."""

GERMAN_MONTHS = (*_AUSTRIAN, *_NAMES["German"].split())
