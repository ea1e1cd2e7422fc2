"""The German words of questions about a whole document, and what each may do there."""

from __future__ import annotations

from collections.abc import Mapping

from rag.question.whole_cues import Cue

WORDS: Mapping[Cue, str] = {
    Cue.FUNCTION: (
        "der die das den dem des ein eine einen einem einer eines und oder ist sind wird werden "
        "wurde worden hat haben habe kann konnte können könnte könntest kannst du sie er ich mir "
        "mich uns bitte was welche welcher welches welchen welchem wie geht gehts gibt gib nenne "
        "sag sage sagen zeig zeige mal es in im zu zum zur auf für von vom mit so alle steht "
        "stehen kurz über den da davon damit sich eigentlich um an am hier drin einmal denn genau "
        "etwas sein lassen wirklich sollte soll muss man dafür"
    ),
    Cue.ASKER: "ich mir mich uns wir",
    Cue.WISH: "brauche möchte will wissen merken mitnehmen",
    Cue.DOCUMENT: (
        "dokument dokuments textes texts bericht berichts artikel artikels gesetz gesetzes papier "
        "papiers schreiben brief briefs seite ganze ganzen beitrag beitrags datei schrift"
    ),
    Cue.GENRE: (
        "aufsatz studie protokoll protokolls handbuch anleitung buch memos vertrag vertrags urteil "
        "rede rezept satzung verordnung sitzung sitzungs besprechung"
    ),
    Cue.NAMED_BEFORE: "ihr er ihn ihm",
    Cue.POINTING: "es dies diese dieser dieses diesem diesen hier daran darin",
    Cue.WHO: "wer wem wen wessen",
    Cue.WHOSE: "wessen",
    Cue.WHEN: "wann",
    Cue.WHERE: "wo woher worin",
    Cue.WHY: "warum weshalb wieso",
    Cue.HOW: "wie",
    Cue.LONG: "lang",
    Cue.BIG: "groß umfangreich",
    Cue.READ: "lesen",
    Cue.MANY: "viele wieviel wieviele",
    Cue.MOST: "oft meisten häufigsten",
    Cue.FROM: "absender von vom aus stammt",
    Cue.BY: "von durch",
    Cue.SAY: "steht stehen sagt sagen enthalt enthält beinhaltet lautet drinsteht lauten erwähnt",
    Cue.IN: "im darin drin",
    Cue.UNDER: "unter",
    Cue.PUBLISH: (
        "veröffentlicht erschienen erschien gedruckt herausgegeben publiziert datiert "
        "herausgekommen erstellt"
    ),
    Cue.HELD: "geändert aktualisiert stattgefunden stattfand statt fand findet",
    Cue.FORCE: "gilt kraft gültig",
    Cue.SIGN: "unterschrieben unterzeichnet",
    Cue.OLD: "alt",
    Cue.RECENT: "aktuell neu veraltet",
    Cue.OUT: "heraus rausgekommen",
    Cue.WRITE: (
        "verfasst verfasste geschrieben schrieb bearbeitet unterschrieben aufgesetzt entworfen"
    ),
    Cue.CREATE: "erstellt dahinter verantwortlich",
    Cue.ABOUT: (
        "worum wovon worüber handelt thema gegenstand inhalt inhalts womit zweck ziel absicht "
        "anliegen fokus schwerpunkt"
    ),
    Cue.TREAT: "befasst beschäftigt behandelt behandeln behandelte geht dreht",
    Cue.MATTER: "problem frage fragen",
    Cue.STRUCTURE: "gegliedert aufgebaut gliederung aufbau unterteilt struktur strukturiert",
    Cue.SECTIONS: "abschnitte",
    Cue.HEADINGS: "überschriften zwischenüberschriften inhaltsverzeichnis themen",
    Cue.SUMMARY: (
        "zusammenfassung zusammenfassen zusammen zusammengefasst überblick kurzfassung übersicht "
        "kurzform"
    ),
    Cue.SUM: "fasse fass",
    Cue.SHORT: "kurz kurze kurzen knapp satz sätzen kürze stichpunkten stichworten worten",
    Cue.FIGURE: "zwei drei vier fünf sechs sieben acht neun zehn paar wenigen",
    Cue.MAIN: (
        "wichtig wichtigste wichtigsten zentral zentrale zentralen hauptsächlich wesentliche "
        "wesentlichen wesentlich"
    ),
    Cue.POINT: (
        "punkt punkte punkten aussage aussagen ergebnis ergebnisse these thesen erkenntnis "
        "erkenntnisse argument argumente gedanken botschaft"
    ),
    Cue.ARGUE: "behauptet argumentiert argumente these thesen bringt vertritt botschaft meint",
    Cue.FINDING: (
        "kernpunkte hauptpunkte kernaussagen kernaussage hauptaussage hauptaussagen "
        "hauptargumente kernthesen hauptthese"
    ),
    Cue.CONCLUSION: "schluss fazit schlussfolgerung schlussfolgerungen",
    Cue.INTRODUCTION: "einleitung vorwort einführung",
    Cue.TITLE: "titel überschrift heißt heissen schlagzeile",
    Cue.AUTHOR: (
        "autor autoren autorin autorinnen autors verfasser verfassers verfasserin herausgeber"
    ),
    Cue.DATE: "datum jahr tag erscheinungsdatum",
    Cue.PAPER: "zeitung zeitschrift",
    Cue.SERIES: "zeitschrift zeitung band jahrgang ausgabe heft auflage verlag reihe",
    Cue.PUBLICATION: "veröffentlichung publikation",
    Cue.NUMBER: "nummer anzahl zahl",
    Cue.LANGUAGE: "sprache",
    Cue.TONGUE: "englisch deutsch chinesisch",
    Cue.LENGTH: "länge umfang",
    Cue.WORDS: "wort wörter worte zeichen",
    Cue.SECTION: (
        "abschnitt abschnitte abschnitts kapitel teil teile paragraphen paragrafen überschrift "
        "überschriften artikeln"
    ),
    Cue.QUESTION: "frage fragen",
    Cue.PARAGRAPH: "absatz absätze absätzen",
    Cue.NOTE: "fußnote fußnoten anmerkung anmerkungen endnoten",
    Cue.SOURCE: (
        "literaturverzeichnis quelle quellen quellenangaben literatur quellenverzeichnis belege"
    ),
    Cue.CITE: ("zitiert zitieren stützt stützen beruht beruft verweist zugrunde zitierten"),
    Cue.OUTLET: "medien autoren zeitungen",
    Cue.INFORMATION: "informationen daten angaben",
    Cue.DIFFERENT: "verschiedene insgesamt",
    Cue.QUOTE: "zitiert zitieren",
    Cue.USE: "verwendet benutzt verwendete verwendeten genutzt",
}

PHRASES: Mapping[Cue, tuple[str, ...]] = {
    Cue.ABOUT: (
        "um was geht",
        "will der autor",
        "will die autorin",
        "mochte der autor",
        "will der verfasser",
    ),
    Cue.FINDING: (
        "muss ich wissen",
        "davon merken",
        "daraus mitnehmen",
        "davon mitnehmen",
        "hier wichtig",
    ),
    Cue.HEADINGS: ("welche kapitel", "welche teile"),
}
"""Several words that together do what none of them does; as they are folded, a space for a sign."""
