"""The Dutch words of questions about a whole document, and what each may do there."""

from __future__ import annotations

from collections.abc import Mapping

from rag.question.whole_cues import Cue

WORDS: Mapping[Cue, str] = {
    Cue.FUNCTION: (
        "de het een en of is zijn was werd werden van in op aan met voor wat welke welk die dat "
        "me mij ons je u kun kunt kan zou graag alsjeblieft alstublieft geef maak vertel er hoe "
        "ze heeft hebben waar wordt om te alle heel hele mag worden genoemd"
    ),
    Cue.ASKER: "me mij ons ik",
    Cue.WISH: "wil weten begrijpen onthouden moet nodig",
    Cue.DOCUMENT: (
        "document documenten tekst artikel rapport verslag bestand pagina inhoud wet stuk "
        "publicatie"
    ),
    Cue.GENRE: (
        "handleiding gids brief boek studie interview toespraak contract notulen reglement recept"
    ),
    Cue.NAMED_BEFORE: "hij zij hem haar",
    Cue.POINTING: "dit deze het hier hierin",
    Cue.WHO: "wie",
    Cue.WHEN: "wanneer",
    Cue.WHY: "waarom",
    Cue.HOW: "hoe",
    Cue.LONG: "lang",
    Cue.MANY: "hoeveel",
    Cue.MOST: "meest vaakst",
    Cue.BY: "door van",
    Cue.FROM: "komt afkomstig",
    Cue.SAY: "zegt staat staan vertelt bevat noemt meldt",
    Cue.PUBLISH: "gepubliceerd verschenen uitgegeven verscheen gedateerd geplaatst",
    Cue.HELD: "gewijzigd bijgewerkt gehouden",
    Cue.FORCE: "kracht",
    Cue.SIGN: "ondertekend",
    Cue.WRITE: "geschreven schreef opgesteld",
    Cue.ABOUT: "gaat over waarover onderwerp thema handelt doel strekking",
    Cue.TREAT: "behandelt bespreekt",
    Cue.STRUCTURE: "opgebouwd structuur ingedeeld opbouw",
    Cue.SECTIONS: "secties hoofdstukken paragrafen",
    Cue.HEADINGS: "inhoudsopgave tussenkoppen koppen themas",
    Cue.SUMMARY: "samenvatting samenvatten samen vat overzicht",
    Cue.SHORT: "kort korte bondig zin zinnen woorden paar",
    Cue.FIGURE: "twee drie vier vijf zes tien",
    Cue.MAIN: "belangrijk belangrijke belangrijkste voornaamste centrale",
    Cue.POINT: (
        "punt punten idee ideeen stelling argumenten boodschap informatie gegevens resultaten "
        "feiten conclusies"
    ),
    Cue.ARGUE: "betoogt beweert stelling boodschap",
    Cue.FINDING: "hoofdpunten kernpunten hoofdzaken kern",
    Cue.CONCLUSION: "conclusie conclusies slotsom",
    Cue.INTRODUCTION: "inleiding voorwoord",
    Cue.TITLE: "titel heet kop",
    Cue.NAME: "naam",
    Cue.AUTHOR: "auteur auteurs schrijver schrijfster",
    Cue.DATE: "datum jaar",
    Cue.PAPER: "krant tijdschrift",
    Cue.SERIES: "tijdschrift krant deel nummer uitgever",
    Cue.NUMBER: "aantal nummer",
    Cue.LANGUAGE: "taal",
    Cue.TONGUE: "nederlands engels duits",
    Cue.LENGTH: "lengte omvang",
    Cue.WORDS: "woorden tekens",
    Cue.SECTION: "sectie secties hoofdstuk hoofdstukken paragraaf paragrafen onderdelen afdeling",
    Cue.PARAGRAPH: "alinea alineas",
    Cue.NOTE: "voetnoot voetnoten noot noten",
    Cue.SOURCE: "bron bronnen literatuurlijst literatuur verwijzingen",
    Cue.CITE: "citeert geciteerd aangehaald gebruikt baseert",
}
