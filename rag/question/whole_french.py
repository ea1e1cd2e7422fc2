"""The French words of questions about a whole document, and what each may do there."""

from __future__ import annotations

from collections.abc import Mapping

from rag.question.whole_cues import Cue

WORDS: Mapping[Cue, str] = {
    Cue.FUNCTION: (
        "le la les l un une des du de d au aux et ou est sont a ont ete t y en que qu quel quelle "
        "quels quelles quoi c ce s se je j me moi nous vous tu on peux peut pouvez pourrais "
        "pourriez faire fais faites donne donnez dis dites plait svp stp te merci dans pour par "
        "sur avec sans son sa ses dont cela comment tout toute combien compte comporte "
        "nomme"
    ),
    Cue.ASKER: "je j moi me nous",
    Cue.WISH: "veux voudrais aimerais savoir comprendre retenir besoin faut doit dois",
    Cue.DOCUMENT: (
        "document documents texte article articles rapport dossier fichier page contenu loi "
        "papier publication ouvrage ensemble"
    ),
    Cue.GENRE: (
        "manuel guide lettre livre etude entretien interview discours contrat reglement arrete "
        "recette reportage communique"
    ),
    Cue.NAMED_BEFORE: "elle ils elles lui leur",
    Cue.POINTING: "ca ce cet cette ceci il ici",
    Cue.WHO: "qui",
    Cue.WHEN: "quand",
    Cue.WHERE: "ou",
    Cue.WHY: "pourquoi",
    Cue.MANY: "combien",
    Cue.MOST: "plus souvent surtout",
    Cue.BY: "par",
    Cue.FROM: "vient provient",
    Cue.SAY: "dit disent raconte explique contient mentionne presente figure trouve lit",
    Cue.PUBLISH: "publie publiee paru parue date edite imprime sorti",
    Cue.HELD: "modifie modifiee mis jour tenue tenu",
    Cue.FORCE: "vigueur",
    Cue.SIGN: "signe signee",
    Cue.WRITE: "ecrit ecrite redige redigee",
    Cue.ABOUT: "parle agit traite porte sujet theme thematique objet propos concerne but objectif",
    Cue.TREAT: "traite aborde evoque parle",
    Cue.MATTER: "question probleme",
    Cue.STRUCTURE: "structure divise plan organise",
    Cue.SECTIONS: "sections chapitres parties",
    Cue.HEADINGS: "intertitres sommaire themes",
    Cue.SUMMARY: "resume resumes resumez resumer synthese apercu synthetise synthetiser",
    Cue.SHORT: "bref breve brievement court courte phrase phrases mots lignes quelques",
    Cue.FIGURE: "deux trois quatre cinq six dix",
    Cue.MAIN: (
        "principal principale principaux principales important importante importants importantes "
        "cle cles central centrale essentiels essentielles"
    ),
    Cue.POINT: (
        "point points idee idees these theses argument arguments message messages information "
        "informations enseignements resultats faits conclusions"
    ),
    Cue.ARGUE: "soutient affirme defend these message",
    Cue.FINDING: "essentiel conclusions retenir",
    Cue.CONCLUSION: "conclusion conclusions",
    Cue.INTRODUCTION: "introduction preface avant",
    Cue.TITLE: "titre intitule appelle",
    Cue.NAME: "nom",
    Cue.AUTHOR: "auteur auteure auteurs autrice redacteur journaliste",
    Cue.DATE: "date annee",
    Cue.PAPER: "journal revue magazine",
    Cue.SERIES: "revue journal volume numero editeur",
    Cue.NUMBER: "nombre numero",
    Cue.LANGUAGE: "langue",
    Cue.TONGUE: "francais anglais allemand",
    Cue.LENGTH: "longueur taille",
    Cue.WORDS: "mots caracteres",
    Cue.SECTION: "section sections chapitre chapitres partie parties rubrique",
    Cue.PARAGRAPH: "paragraphe paragraphes",
    Cue.NOTE: "note notes",
    Cue.SOURCE: "source sources reference references bibliographie",
    Cue.CITE: "cite citee citees cites repose appuie utilise",
}

PHRASES: Mapping[Cue, tuple[str, ...]] = {
    Cue.GENRE: ("compte rendu", "proces verbal"),
    Cue.HEADINGS: ("table des matieres",),
    Cue.ABOUT: ("qu est ce que c est",),
    Cue.SUMMARY: ("en gros", "en resume"),
}
"""Several words that together do what none of them does; as they are folded, a space for a sign."""
