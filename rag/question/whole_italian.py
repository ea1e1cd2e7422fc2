"""The Italian words of questions about a whole document, and what each may do there."""

from __future__ import annotations

from collections.abc import Mapping

from rag.question.whole_cues import Cue

WORDS: Mapping[Cue, str] = {
    Cue.FUNCTION: (
        "il lo la i gli le l un uno una di del dello della dei degli delle dell d al alla e o che "
        "cosa cos quale quali qual sono stato stata mi ci ti si puoi puo potresti potrebbe per "
        "favore fai fammi fare dammi dimmi in nel nella nell con su come suo sua ha hanno c tutto "
        "tutta viene dal dalla"
    ),
    Cue.ASKER: "mi ci io",
    Cue.WISH: "voglio vorrei devo sapere capire ricordare bisogno",
    Cue.DOCUMENT: (
        "documento documenti testo articolo rapporto relazione file pagina contenuto legge "
        "scritto pubblicazione"
    ),
    Cue.GENRE: (
        "manuale guida lettera libro studio intervista discorso contratto verbale regolamento "
        "ricetta reportage"
    ),
    Cue.NAMED_BEFORE: "lui lei loro",
    Cue.POINTING: "questo questa questi quest qui",
    Cue.WHO: "chi",
    Cue.WHEN: "quando",
    Cue.WHERE: "dove",
    Cue.WHY: "perche",
    Cue.MANY: "quanti quante quanto",
    Cue.MOST: "piu spesso",
    Cue.BY: "da dal",
    Cue.FROM: "proviene",
    Cue.SAY: "dice dicono racconta spiega contiene menziona riporta",
    Cue.PUBLISH: "pubblicato pubblicata uscito uscita datato apparso edito",
    Cue.HELD: "modificato modificata aggiornato aggiornata svolta tenuta",
    Cue.FORCE: "vigore",
    Cue.SIGN: "firmato firmata",
    Cue.WRITE: "scritto scritta redatto redatta scrisse",
    Cue.ABOUT: "parla tratta argomento tema oggetto riguarda soggetto scopo obiettivo",
    Cue.TREAT: "tratta affronta parla",
    Cue.STRUCTURE: "struttura suddiviso diviso organizzato",
    Cue.SECTIONS: "sezioni capitoli",
    Cue.HEADINGS: "indice titoli temi",
    Cue.SUMMARY: "riassumi riassumere riassumimi riassunto riassuma sintesi sintetizza sommario",
    Cue.SHORT: "breve brevemente corto frase frasi parole righe poche",
    Cue.FIGURE: "due tre quattro cinque sei dieci",
    Cue.MAIN: "principale principali importante importanti chiave centrale centrali",
    Cue.POINT: (
        "punto punti idea idee tesi argomenti messaggio informazioni dati risultati fatti "
        "conclusioni"
    ),
    Cue.ARGUE: "sostiene afferma difende tesi messaggio",
    Cue.FINDING: "essenziale conclusioni",
    Cue.CONCLUSION: "conclusione conclusioni",
    Cue.INTRODUCTION: "introduzione prefazione premessa",
    Cue.TITLE: "titolo intitolato intitola chiama",
    Cue.NAME: "nome",
    Cue.AUTHOR: "autore autrice autori giornalista",
    Cue.DATE: "data anno",
    Cue.PAPER: "giornale quotidiano rivista",
    Cue.SERIES: "rivista giornale volume numero editore",
    Cue.NUMBER: "numero",
    Cue.LANGUAGE: "lingua",
    Cue.TONGUE: "italiano inglese tedesco",
    Cue.LENGTH: "lunghezza",
    Cue.WORDS: "parole caratteri",
    Cue.SECTION: "sezione sezioni capitolo capitoli",
    Cue.PARAGRAPH: "paragrafo paragrafi capoverso",
    Cue.NOTE: "nota note",
    Cue.SOURCE: "fonte fonti riferimento riferimenti bibliografia",
    Cue.CITE: "cita citano citate citati basa utilizza",
}

PHRASES: Mapping[Cue, tuple[str, ...]] = {
    Cue.SUMMARY: ("in sintesi", "in breve"),
}
"""Several words that together do what none of them does; as they are folded, a space for a sign."""
