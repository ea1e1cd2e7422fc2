"""The English words of questions about a whole document, and what each may do there."""

from __future__ import annotations

from collections.abc import Mapping

from rag.question.whole_cues import Cue

WORDS: Mapping[Cue, str] = {
    Cue.FUNCTION: (
        "a an the of to for on at as with and or is are was were be been am s t d ll re ve m do "
        "does did has have having had can could would will shall should may might must i me my we "
        "us you your what whats which that there here so just please pls plz thanks give tell show "
        "list name make provide write explain describe some any all its their last exactly briefly "
        "quickly really happen happened ok okay hi hello hey and only about in by from many much "
        "one try tries trying now actually again kindly following basically being since"
    ),
    Cue.ASKER: "i me my we us our",
    Cue.WISH: ("want need know like let get see have hear understand"),
    Cue.DOCUMENT: (
        "brief article document documents text paper report memo memorandum law act page piece "
        "content contents file pdf whole entire full author authors work publication writeup doc"
    ),
    Cue.GENRE: (
        "statute essay study post letter mail email manual handbook guide minutes story book "
        "booklet interview recipe transcript biography yearbook newsletter notice policy terms "
        "agreement contract faq leaflet brochure bill ordinance regulation regulations rules "
        "meeting hearing session debate standard speech judgment opinion thesis chronicle diary "
        "readme"
    ),
    Cue.NAMED_BEFORE: "that those them they he she him her his their",
    Cue.POINTING: "it this these here",
    Cue.WHO: "who whom whose",
    Cue.WHOSE: "whose",
    Cue.PERSON: "people person persons",
    Cue.WHEN: "when",
    Cue.WHERE: "where",
    Cue.WHY: "why",
    Cue.HOW: "how",
    Cue.LONG: "long",
    Cue.BIG: "big large extensive much size",
    Cue.READ: "read reading",
    Cue.MANY: "many count",
    Cue.MOST: "most often frequently commonly mostly mainly primarily top",
    Cue.FROM: "from sender",
    Cue.BY: "by",
    Cue.SAY: (
        "say says said stand stands described explained discussed mentioned state states contain "
        "contains read reads tell tells mention cover covers covered content contents contain go "
        "discuss discusses include includes"
    ),
    Cue.IN: "in inside within",
    Cue.UNDER: "under headed titled entitled",
    Cue.PUBLISH: (
        "publish published printed print issued issue released release appear appeared appears "
        "dated revision posted created made"
    ),
    Cue.HELD: (
        "held conducted recorded take took taken place changed amended modified effective updated "
        "update revised revision"
    ),
    Cue.FORCE: "force effect valid",
    Cue.SIGN: "signed",
    Cue.OLD: "old",
    Cue.RECENT: "recent current outdated",
    Cue.OUT: "come came out public run ran brought bring carried",
    Cue.WRITE: (
        "write wrote written writes writing authored conducted sent produced edited edit drafted "
        "draft composed compiled prepared signed penned"
    ),
    Cue.CREATE: "create created produce made responsible behind",
    Cue.ABOUT: (
        "about topic topics subject theme themes deal deals concern concerns discuss discusses "
        "purpose aim goal intention kind sort type genre matter focus focuses scope bout"
    ),
    Cue.TREAT: (
        "treat treats treated tackle tackles address addresses addressed examine examines explore "
        "explores investigate investigates look looks discuss discusses discussed cover covers "
        "covered deal deals answer talk talks describe describes"
    ),
    Cue.MATTER: "problem problems question questions issue issues",
    Cue.TOPICS: "subjects issues areas",
    Cue.STRUCTURE: "structure structured organised organized organisation divided arranged",
    Cue.SECTIONS: "sections chapters subsections",
    Cue.HEADINGS: "headings subheadings toc topics themes",
    Cue.SUMMARY: (
        "summary summaries summarise summarize summarised summarized summarising summarizing "
        "overview tldr tl dr nutshell recap outline essence shorten condense gist synopsis "
        "abstract digest executive rundown eli5"
    ),
    Cue.SUM: "sum",
    Cue.UP: "up",
    Cue.SHORT: (
        "short brief briefly quick concise sentence sentences line lines few words version "
        "bullet plain simple form paragraph"
    ),
    Cue.FIGURE: "one two three four five six seven eight nine ten couple several",
    Cue.MAIN: "main key central important principal core essential major crucial overall biggest",
    Cue.POINT: (
        "point points thing things bits idea ideas argument arguments message messages claim "
        "claims fact facts result results thesis theses statement statements lesson lessons "
        "conclusions aspect aspects issues information"
    ),
    Cue.ARGUE: (
        "argue argues argument arguments claim claims maintain maintains position stance lesson "
        "lessons message messages emphasise emphasises emphasize emphasizes stress stresses thesis"
    ),
    Cue.FINDING: "finding findings takeaway takeaways highlights keypoints essentials",
    Cue.CONCLUSION: "conclusion conclusions conclude concludes concluding",
    Cue.INTRODUCTION: "introduction intro preface",
    Cue.TITLE: "title headline heading called titled",
    Cue.NAME: "name named names",
    Cue.AUTHOR: (
        "author authors writer writers interviewer sender editor editors authorship byline"
    ),
    Cue.DATE: "date dates day year",
    Cue.PAPER: "paper newspaper magazine journal press",
    Cue.SERIES: (
        "journal newspaper magazine volume vol issue edition series publisher outlet website press"
    ),
    Cue.PUBLICATION: "publication",
    Cue.NUMBER: "number no count",
    Cue.LANGUAGE: "language languages",
    Cue.TONGUE: "english german chinese french spanish italian dutch russian japanese",
    Cue.LENGTH: "length size",
    Cue.WORDS: "word words character characters",
    Cue.SECTION: (
        "section sections bit passage clause clauses chapter chapters part parts heading headings "
        "subsection subsections subheadings"
    ),
    Cue.QUESTION: "question questions asked answered answers",
    Cue.PARAGRAPH: "paragraph paragraphs",
    Cue.NOTE: "note notes footnote footnotes endnote endnotes",
    Cue.SOURCE: ("source sources reference references citation citations bibliography literature"),
    Cue.CITE: ("cite cites cited citing quote quotes quoted refer referred rely relies based"),
    Cue.OUTLET: (
        "outlet outlets author authors newspaper newspapers journal journals media agency work "
        "works articles article papers publications studies reports organisation institution"
    ),
    Cue.INFORMATION: "information info evidence data facts material",
    Cue.BEAR: "carry carries bear bears",
    Cue.DIFFERENT: "different distinct separate total altogether overall",
    Cue.QUOTE: "quote quotes quoted",
    Cue.USE: "use uses used draw draws drawn get gets got",
}

PHRASES: Mapping[Cue, tuple[str, ...]] = {
    Cue.FUNCTION: (
        "haven t read it",
        "have not read it",
        "don t have time to read this",
        "don t have time to read it",
        "don t have time",
        "have no time",
        "do we know",
        "does anyone know",
        "do you know",
        "for my boss",
        "for my manager",
        "for my team",
        "like i m five",
        "like i m 5",
        "in plain english",
        "in plain language",
        "in plain words",
        "in simple terms",
        "in simple words",
        "in layman s terms",
    ),
    Cue.DOCUMENT: ("write up", "whole thing"),
    Cue.ABOUT: (
        "looking at here",
        "all about",
        "what is this thing",
        "what s this thing",
        "would i learn",
        "will i learn",
        "can i learn",
        "do i learn",
        "subject matter",
        "the author want to tell us",
        "the author trying to say",
        "the author want to say",
        "the author trying to tell us",
    ),
    Cue.TREAT: (
        "try to answer",
        "tries to answer",
        "trying to answer",
        "touch on",
        "touches on",
        "talk about",
        "talks about",
    ),
    Cue.SUMMARY: (
        "break it down",
        "break this down",
        "boil it down",
        "boil this down",
        "boil down to",
        "walk me through",
        "brief me on",
        "bottom line",
        "long and short of",
        "put it in",
        "catch me up on",
        "main gist",
        "explain it like i m five",
        "explain this like i m five",
    ),
    Cue.FINDING: (
        "bullet points",
        "important here",
        "important in this",
        "important about this",
        "stands out",
        "stand out",
        "take away from",
        "need to know",
        "should i know",
        "should i remember",
        "should we remember",
        "should i take away",
        "get out of",
    ),
    Cue.WRITE: ("put together", "put this together", "put it together"),
    Cue.CREATE: ("came up with",),
    Cue.RECENT: ("up to date", "out of date"),
    Cue.HEADINGS: ("table of contents", "contents table"),
    Cue.READ: ("take to read", "take me to read"),
    Cue.SOURCE: ("list of references", "list of sources", "reference list", "works cited"),
}
"""Several words that together do what none of them does; as they are folded, a space for a sign."""
