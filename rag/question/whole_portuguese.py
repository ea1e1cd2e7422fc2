"""The Portuguese words of questions about a whole document, and what each may do there."""

from __future__ import annotations

from collections.abc import Mapping

from rag.question.whole_cues import Cue

WORDS: Mapping[Cue, str] = {
    Cue.FUNCTION: (
        "o a os as um uma de do da dos das e ou que qual quais sao foi foram me nos te lhe pode "
        "podes poderia por favor faca faz fazer diga em no na nas num numa com para como seu sua "
        "ha tem esta estao todo toda se"
    ),
    Cue.ASKER: "me nos eu",
    Cue.WISH: "quero queria preciso saber entender lembrar devo",
    Cue.DOCUMENT: (
        "documento documentos texto artigo relatorio ficheiro arquivo pagina conteudo lei escrito "
        "publicacao"
    ),
    Cue.GENRE: (
        "manual guia carta livro estudo entrevista discurso contrato ata regulamento receita "
        "reportagem noticia"
    ),
    Cue.NAMED_BEFORE: "ele ela eles elas",
    Cue.POINTING: "este esta isto esse essa isso aqui deste desta",
    Cue.WHO: "quem",
    Cue.WHEN: "quando",
    Cue.WHERE: "onde",
    Cue.WHY: "porque",
    Cue.MANY: "quantos quantas quanto",
    Cue.MOST: "mais frequencia",
    Cue.BY: "por",
    Cue.FROM: "vem provem",
    Cue.SAY: "diz dizem conta explica contem menciona aparece inclui",
    Cue.PUBLISH: "publicado publicada saiu datado editado apareceu",
    Cue.HELD: "modificado modificada atualizado atualizada realizou",
    Cue.FORCE: "vigor",
    Cue.SIGN: "assinado assinada assinou",
    Cue.WRITE: "escreveu escrito escrita redigiu redigido",
    Cue.ABOUT: "trata fala tema assunto sobre objeto refere objetivo finalidade",
    Cue.TREAT: "trata aborda fala",
    Cue.STRUCTURE: "estrutura dividido organizado",
    Cue.SECTIONS: "seccoes secoes capitulos",
    Cue.HEADINGS: "indice titulos temas",
    Cue.SUMMARY: "resume resuma resumir resumo resumidamente sintese sintetize sintetiza",
    Cue.SHORT: "breve brevemente curto curta frase frases palavras linhas poucas",
    Cue.FIGURE: "dois duas tres quatro cinco seis dez",
    Cue.MAIN: "principal principais importante importantes chave central centrais",
    Cue.POINT: (
        "ponto pontos ideia ideias tese argumento argumentos mensagem informacoes dados "
        "resultados factos fatos conclusoes"
    ),
    Cue.ARGUE: "sustenta afirma defende tese mensagem",
    Cue.FINDING: "essencial conclusoes",
    Cue.CONCLUSION: "conclusao conclusoes",
    Cue.INTRODUCTION: "introducao prefacio",
    Cue.TITLE: "titulo intitula chama",
    Cue.NAME: "nome",
    Cue.AUTHOR: "autor autora autores autoras jornalista",
    Cue.DATE: "data ano",
    Cue.PAPER: "jornal revista",
    Cue.SERIES: "revista jornal volume numero editora",
    Cue.NUMBER: "numero",
    Cue.LANGUAGE: "lingua idioma",
    Cue.TONGUE: "portugues ingles alemao",
    Cue.LENGTH: "comprimento extensao",
    Cue.WORDS: "palavras caracteres",
    Cue.SECTION: "seccao seccoes secao secoes capitulo capitulos",
    Cue.PARAGRAPH: "paragrafo paragrafos",
    Cue.NOTE: "nota notas",
    Cue.SOURCE: "fonte fontes referencia referencias bibliografia",
    Cue.CITE: "cita citam citadas citados baseia utiliza",
}

PHRASES: Mapping[Cue, tuple[str, ...]] = {
    Cue.SUMMARY: ("em resumo",),
}
"""Several words that together do what none of them does; as they are folded, a space for a sign."""
