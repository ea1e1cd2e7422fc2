"""The Spanish words of questions about a whole document, and what each may do there."""

from __future__ import annotations

from collections.abc import Mapping

from rag.question.whole_cues import Cue

WORDS: Mapping[Cue, str] = {
    Cue.FUNCTION: (
        "el la los las un una unos unas de del al a y o es son fue ha han sido se que cual cuales "
        "me nos te le lo puedes puede podrias podria por favor da dame dime haz hazme hacer en "
        "con para como su sus esta estan hay tiene todo toda"
    ),
    Cue.ASKER: "me nos yo",
    Cue.WISH: "quiero quisiera necesito saber entender recordar debo",
    Cue.DOCUMENT: (
        "documento documentos texto articulo informe archivo pagina contenido ley escrito "
        "publicacion"
    ),
    Cue.GENRE: (
        "manual guia carta libro estudio entrevista discurso contrato acta reglamento receta "
        "reportaje noticia cronica"
    ),
    Cue.NAMED_BEFORE: "ella ellos ellas",
    Cue.POINTING: "este esta esto ese esa eso aqui",
    Cue.WHO: "quien quienes",
    Cue.WHEN: "cuando",
    Cue.WHERE: "donde",
    Cue.MANY: "cuantos cuantas cuanto",
    Cue.MOST: "mas frecuencia",
    Cue.BY: "por",
    Cue.FROM: "viene procede",
    Cue.SAY: "dice dicen cuenta explica contiene menciona aparece pone incluye",
    Cue.PUBLISH: "publico publicado publicada aparecio fechado fechada editado salio",
    Cue.HELD: "modificado modificada actualizado actualizada celebro",
    Cue.FORCE: "vigor",
    Cue.SIGN: "firmo firmado firmada",
    Cue.WRITE: "escribio escrito escrita redacto redactado redactada",
    Cue.ABOUT: "trata habla tema asunto objeto sobre versa refiere proposito objetivo finalidad",
    Cue.TREAT: "trata aborda habla",
    Cue.STRUCTURE: "estructura dividido divide organizado",
    Cue.SECTIONS: "secciones capitulos apartados",
    Cue.HEADINGS: "indice titulos temas",
    Cue.SUMMARY: "resume resumeme resumen resumelo resumir resuma sintesis sintetiza",
    Cue.SHORT: "breve brevemente corto corta frase frases palabras lineas pocas",
    Cue.FIGURE: "dos tres cuatro cinco seis diez",
    Cue.MAIN: "principal principales importante importantes clave claves central centrales",
    Cue.POINT: (
        "punto puntos idea ideas tesis argumento argumentos mensaje informacion datos resultados "
        "hechos conclusiones"
    ),
    Cue.ARGUE: "sostiene afirma defiende tesis mensaje",
    Cue.FINDING: "esencial conclusiones",
    Cue.CONCLUSION: "conclusion conclusiones",
    Cue.INTRODUCTION: "introduccion prologo prefacio",
    Cue.TITLE: "titulo titula llama",
    Cue.NAME: "nombre",
    Cue.AUTHOR: "autor autora autores autoras redactor periodista",
    Cue.DATE: "fecha ano",
    Cue.PAPER: "periodico diario revista",
    Cue.SERIES: "revista periodico volumen numero editorial",
    Cue.NUMBER: "numero",
    Cue.LANGUAGE: "idioma lengua",
    Cue.TONGUE: "espanol ingles aleman",
    Cue.LENGTH: "longitud extension",
    Cue.WORDS: "palabras caracteres",
    Cue.SECTION: "seccion secciones capitulo capitulos apartado apartados",
    Cue.PARAGRAPH: "parrafo parrafos",
    Cue.NOTE: "nota notas",
    Cue.SOURCE: "fuente fuentes referencia referencias bibliografia",
    Cue.CITE: "cita citan citadas citados basa utiliza",
}

PHRASES: Mapping[Cue, tuple[str, ...]] = {
    Cue.HEADINGS: ("tabla de contenido",),
    Cue.SUMMARY: ("en resumen",),
    Cue.WHY: ("por que",),
}
"""Several words that together do what none of them does; as they are folded, a space for a sign."""
