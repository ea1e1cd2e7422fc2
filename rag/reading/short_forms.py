"""Words that tell where sentences end, by language: short forms, openers and verbs of speech.

Short forms stand without their last full stop, in lower case; ``z. B.`` is ``z.b``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping


def _by_language(**lists: str) -> Mapping[str, frozenset[str]]:
    return {language: frozenset(words.split()) for language, words in lists.items()}


# They open a clause, or join its parts. In small letters they tell a language of Latin script, and
# with a capital behind what may be the end of a sentence, that it is.
OPENERS = _by_language(
    en="a after all although an and another are as at because before both but by did do does during"
    " each every few finally for from had has have he her here his how however if in is it its"
    " later many most much my no nobody none not now of on one only or our she since so some such"
    " that the their then there these they this those thus to under until was we were what when"
    " where which while who why will with without you your afterwards therefore today yet neither",
    de="aber alle als am an auch auf aus bei bis da dabei damit danach dann daher das dass dem den"
    " denn der des deshalb die dies diese dieser dieses doch dort durch ein eine einem einen einer"
    " er es für heute hier ich ihr ihre im in ist jede jeder kein keine man mit nach nicht niemand"
    " nur ob oder schon sein seine seit sich sie sind so über um und unter vom von vor war was"
    " weil wenn wer werden wie wir wird wo wurde zu zum zur zwar",
    fr="à après au aucun aussi autre aux avec avant car ce cela ces cet cette chaque comme dans de"
    " depuis des donc du elle elles en est et était eux fut il ils je jamais la le les leur leurs"
    " lors lui mais ne ni nous on or ou où par pas pendant personne plus pour puis quand que qui"
    " sa sans se selon ses si son sont sous sur tous tout toutes très un une vers vous",
    es="al algunos ante antes aquí así aunque cada como con cuando de del desde después donde dos"
    " el él ella ellas ellos en entre era es esa ese eso esta está este esto estos fue ha hasta"
    " hay la las le les lo los luego más mientras mi muy nadie ni no o para pero por porque pues"
    " que quien se según si sin sobre su sus también tras todo todos un una unos y ya",
    it="al alla allora anche ancora che chi ci come con così cui da dal dalla dei del della delle"
    " di dopo dove due e è ed era essa esse essi esso fu già gli ha hanno i il in invece io l la"
    " le lei lo loro lui ma mentre nel nella nessuno no noi non nonostante ogni ora per perché però"
    " più poi prima può quando questa queste questi questo qui se secondo sempre senza si sono su"
    " sua sul sulla suo tra tutte tutti un una uno",
    nl="alle als bij dat de deze die dit door daarna daarom dus een en er haar had hebben heeft"
    " het hij hun ik in is maar met na naar niemand niet nog nu of om omdat onder ook op over per"
    " sinds te ten toen tot u uit van veel volgens voor vroeger waar wanneer want was wat we werd"
    " wie wij zal ze zij zijn zo",
    pt="a ao aos após as até cada com como da das de depois desde do dos e é ela elas ele eles em"
    " então entre era essa esse esta este eu foi há isso isto já mais mas na não nas nem ninguém no"
    " nos o onde os ou para pela pelo pois por porém porque quando que quem se segundo sem seu sob"
    " sobre sua também tem toda todo tudo um uma",
    ru="а без бы был была были было в во вот все всё вход где для до его ее её если есть ещё же за"
    " затем здесь и из или им их к как когда кто мы на над не нет никто но о об однако он она они"
    " оно от по под позже после потом поэтому при с сначала со так также там то тогда только"
    " тут у уже через что эта эти это этот я",
)

# A name or another word follows.
_TITLES = (
    "pub dr drs mr mrs ms prof gen col lt maj capt cpt sgt cpl adm gov sen rep pres hon rev msgr"
    " messrs cmdr supt ste mt ft sr sra srta dra dña mme mmes mlle cllr rt insp det atty pvt amb"
)
# A number, or the letter of a part, follows.
_REFERENCES = (
    "fig figs tab tabs sec secs sect art arts no nos nr vol vols ch chap p pp pt par para paras eq"
    " eqs ex app supp cl ann bk ed lib n nn abs abb anm bd bde kap ziff rn rdnr pos pág págs núm"
    " núms cap apdo tel cal cir stat tit reg"
)
_MONTHS = "jan feb mar apr jun jul aug sep sept oct nov dec okt dez"
# More follows, whatever it is.
_CONNECTORS = (
    "e.g i.e cf vs viz approx ca incl inkl excl exkl esp resp vgl bzw sog zzgl einschl z.b d.h u.u"
    " z.t i.d.r v.a p.ex p.ej env aprox op loc"
)

NEVER_LAST = _by_language(
    en=f"{_TITLES} {_CONNECTORS} v",
    de=f"{_TITLES} {_CONNECTORS} fr hr hrn frl geb ing str v urt beschl az rs gem i.v.m"
    " i.h i.h.v i.s i.s.v i.s.d i.d.f",
    fr=f"{_TITLES} {_CONNECTORS} m mm me mgr bd boul",
    es=f"{_TITLES} {_CONNECTORS} d av avda dpto excmo excma ilmo ilma",
    it=f"{_TITLES} {_CONNECTORS} dott dott.ssa prof.ssa sig sigg sig.ra sig.na avv ing geom arch on"
    " mons spett egr f.lli cfr ved p.es es d.lgs d.p.r d.l",
    nl=f"{_TITLES} {_CONNECTORS} dhr mevr mw ir ing mej jhr ds bijv bv evt d.w.z o.a m.n i.v.m"
    " t.a.v m.b.t zgn jo",
    pt=f"{_TITLES} {_CONNECTORS} srs sras exmo exma ilmo ilma profa eng arq av d",
    ru=f"{_TITLES} {_CONNECTORS} см ср напр т.е т.н т.к т.о проф акад доц ок св им ул пер просп"
    " тов гр гос обл пос дер кн ген полк кап лейт адм инж канд еп",
    ar=f"{_TITLES} {_CONNECTORS} د أ أ.د م ص ج ع ق هـ ه ط ت",
    zh=f"{_TITLES} {_CONNECTORS} {_REFERENCES} inc ltd co corp al",
    ja=f"{_TITLES} {_CONNECTORS} {_REFERENCES} inc ltd co corp al",
)
"""No sentence ends behind them."""

BEFORE_NUMBERS = _by_language(
    en=f"{_REFERENCES} {_MONTHS}",
    de=f"{_REFERENCES} {_MONTHS} s",
    fr=f"{_REFERENCES} janv févr avr juil déc",
    es=f"{_REFERENCES} ene abr ago dic",
    it=f"{_REFERENCES} artt pag pagg lett sez cpv c gen mag giu lug ago set sett ott dic",
    nl=f"{_REFERENCES} nrs blz hfst dl mrt",
    pt=f"{_REFERENCES} inc parág al fl fls cód proc fev abr mai ago set out dez",
    ru=f"{_REFERENCES} рис табл с стр гл ст п пп ч т кн вып д кв корп разд"
    " янв фев февр мар апр июн июл авг сен сент окт ноя нояб дек",
    ar=_REFERENCES,
    zh=_REFERENCES,
    ja=_REFERENCES,
)
"""No sentence ends between them and a number."""

_COMPANIES = "st inc ltd corp co jr sr bros llc plc cie u.s u.k u.n e.u s.a n.v a.s"
_LAST_OF_LIST = "etc al a.m p.m b.c a.d b.c.e c.e ph.d esq"

LAST_BEFORE_OPENERS = _by_language(
    en=_COMPANIES,
    de=f"{_COMPANIES} kg u.a u.ä",
    fr=_COMPANIES,
    es=f"{_COMPANIES} ee.uu s.l",
    it=f"{_COMPANIES} s.p.a s.r.l s.n.c s.a.s",
    nl=f"{_COMPANIES} b.v",
    pt=f"{_COMPANIES} lda ltda",
    ru=f"{_COMPANIES} г гг в вв",
)
"""A sentence ends between them and a word that opens one; else they may be part of a name."""

LAST_BEFORE_CAPITALS = _by_language(
    en=_LAST_OF_LIST,
    de=f"{_LAST_OF_LIST} usw usf v.chr n.chr ff",
    fr=f"{_LAST_OF_LIST} j.-c suiv min",
    es=f"{_LAST_OF_LIST} a.c d.c",
    it=f"{_LAST_OF_LIST} ecc a.c d.c seg segg ss",
    nl=f"{_LAST_OF_LIST} enz e.d v.chr n.chr",
    pt=f"{_LAST_OF_LIST} a.c d.c",
    ru=f"{_LAST_OF_LIST} т.д т.п др пр н.э тыс млн млрд руб коп км кг экз чел мин",
)
"""A sentence ends between them and a capital; small letters go on."""

AFTER_TIMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may"
    " june july august september october november december eastern central mountain pacific"
    " est edt cst cdt mst mdt pst pdt gmt utc cet bst mon tue tues wed thu thurs fri sat sun"
    " jan feb mar apr jun jul aug sept oct nov"
    " dec".split()
)
"""What follows a time of day within its sentence."""

BEFORE_ORDINALS = frozenset(
    "der die das dem den des am im vom zum zur ab bis seit beim ins in und oder ein eine einem"
    " einen einer jede jeder jedem jeden ihr ihre ihrem ihren sein seine seinem seinen dieser"
    " diesem diesen unser unsere".split()
)
AFTER_ORDINALS = frozenset(
    "januar jänner februar märz april mai juni juli august september oktober november dezember"
    " jahrhundert jahrhunderts jahrtausend auflage lesung weltkrieg".split()
)
"""German: the number between them is an ordinal ("am 3. Band", "14. März")."""

ENGLISH_MONTHS = frozenset(
    "january february march april may june july august september october november december".split()
)
MONTHS_BEHIND_ORDINALS = frozenset(
    "januar jänner februar märz juni juli oktober dezember januari februari marts augusti maj"
    " desember janúar febrúar apríl maí júní júlí ágúst október nóvember tammikuuta helmikuuta"
    " maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta"
    " marraskuuta joulukuuta".split()
)
"""German and Nordic, which print a full stop behind a day, as they are spelt in no other language:
"on 14. März", whatever the language around it."""

BEFORE_DAYS = frozenset("on of the from dated le du".split())
"""What makes the number between them and the name of a month a day: "on 14. March"."""

HEADS = frozenset(
    "chapter section sec article art part table figure fig note box annex appendix rule exhibit"
    " item step kapitel abschnitt artikel teil tabelle abbildung anhang chapitre tableau partie"
    " annexe capítulo artículo tabla figura parte anexo sección глава таблица рисунок рис табл"
    " раздел часть статья приложение".split()
)
"""With a number they head what follows ("Chapter 3. The Long Winter")."""

LETTERED = HEADS | frozenset(
    "option plan vitamin hepatitis group type class grade team point category level phase zone case"
    " version variant gruppe klasse typ variante punkt groupe classe opción grupo clase tipo"
    " вариант группа класс план тип".split()
)
"""A letter behind them is a name of its own ("option C."), no initial."""

_SPEECH = _by_language(
    en="said says asked asks shouted shouts cried cries replied replies answered called exclaimed"
    " whispered yelled screamed added continued inquired wondered demanded muttered murmured"
    " remarked insisted warned joked wrote began snapped sighed laughed repeated told wanted",
    de="sagte fragte rief schrie antwortete erwiderte flüsterte meinte brüllte erklärte murmelte"
    " seufzte lachte wiederholte entgegnete",
    fr="dit demanda cria répondit murmura soupira lança ajouta reprit hurla chuchota déclara"
    " s'écria s'exclama",
    es="dijo preguntó gritó respondió contestó exclamó susurró murmuró añadió replicó suspiró"
    " insistió",
    ru="сказал сказала спросил спросила крикнул крикнула ответил ответила воскликнул воскликнула"
    " прошептал прошептала закричал закричала",
    ar="قال قالت سأل سألت صاح صاحت هتف هتفت أجاب أجابت رد ردت صرخ صرخت همس همست نادى نادت تساءل",
)
SPEECH_WITH_SPACES = frozenset[str]().union(*_SPEECH.values())
SPEECH_IN_CHINESE = _by_language(
    zh="说 說 问 問 喊 叫 答 吼 嚷",
    ja="言 尋 訊 聞 叫 答 述 呟 囁 つぶや ささや たず",
)
"""Who is quoted stands beside one of them; in Chinese and Japanese it is a part of the word."""

_LAST_WORD = re.compile(r"([^\W\d_]+(?:[.-]+[^\W\d_]+)*)\.$")
_SPACED_LETTERS = re.compile(r"(?:\b[^\W\d_]{1,3}\.[ \u00a0]?){1,3}[^\W\d_]{1,3}\.$")


_LONGEST_SPACED = 24  # characters, more than _SPACED_LETTERS finds


def forms_at_end(before: str) -> set[str]:
    """What may be a short form at the end of a text: "z. B." gives "z.b" and "b"."""
    last = _LAST_WORD.search(before.split()[-1]) if before.endswith(".") else None
    if last is None:
        return set()
    forms = {last[1].lower(), last[1].rpartition("-")[2].lower()}
    if len(last[1]) <= 3 and (spaced := _SPACED_LETTERS.search(before[-_LONGEST_SPACED:])):
        parts = [part.strip() for part in spaced[0].lower().split(".")[:-1]]
        forms |= {".".join(parts[i:]) for i in range(len(parts))}
    return forms
