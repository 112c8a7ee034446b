"""English, Dutch and German.

Source: the marks follow New Hart's Rules and the Chicago Manual (English), the Genootschap
Onze Taal (Dutch) and Duden (German).
"""

from __future__ import annotations

from .language import Language


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _months(text: str) -> dict[str, int]:
    return {
        name: number for number, names in enumerate(text.split(), 1) for name in names.split("/")
    }


_ENGLISH_NUMBERS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen".split()
    )
} | {
    word: number * 10
    for number, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), 2
    )
}

ENGLISH = Language(
    code="en",
    pairs=(("“", "”"), ("‘", "’")),
    inner={("“", "”"): ("‘", "’"), ("‘", "’"): ("“", "”")},
    elisions=_words("em til tis twas twere twill cause round bout n neath cos cuz nother ere"),
    speech=_words(
        "said says saying told tells added adds explained explains wrote writes stated states "
        "asked asks replied replies insisted insists argued argues warned warns claimed claims "
        "admitted admits noted notes tweeted recalled recalls joked jokes continued continues "
        "remarked remarks commented comments concluded concludes answered answers responded "
        "announced announces declared declares observed observes stressed stresses suggested "
        "suggests believes thinks complained complains"
    ),
    loose_speech=_words(
        "say tell according statement stating writing adding asking explaining calling called "
        "calls described describes describing dubbed named labelled labeled titled entitled "
        "quoted quoting quotes quote read reads reading interview interviewed speaking spoke "
        "asserted confirmed reported reports reporting characterized characterised criticised "
        "criticized praised predicted promised urged expressed words motto slogan chanted "
        "shouted posted message letter blog speech known referred termed mentioned "
        "emphasized emphasised acknowledged thought think asserts testified ruled found "
        "commenting remarking arguing claiming noting remark comment remarks comments "
        "reasoned reasons agreed agrees hoped hopes feels felt headline headlined discussed "
        "email emails"
    ),
    according=("according to",),
    pronouns={"he": "he", "she": "she"},
    relative=(
        "today",
        "yesterday",
        "tomorrow",
        "tonight",
        "last night",
        "this morning",
        "this afternoon",
        "this evening",
        *(f"{which} {span}" for which in ("last", "next", "this") for span in ("week", "month")),
        "last year",
        "next year",
        *(
            f"{which} {day}day"
            for which in ("last", "next", "this")
            for day in ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")
        ),
    ),
    spans=_words("week month year"),
    weekdays=("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    months=_months(
        "january/jan february/feb march/mar april/apr may june/jun july/jul august/aug "
        "september/sept/sep october/oct november/nov december/dec"
    ),
    small_words=_words(
        "a an the this that these those it its he she they we you i his her their our my your "
        "in on at by for from of to with without within into over under after before during "
        "since until while when where why how what who which whose if but and or so as than then "
        "there here not no yes now also although though because however moreover furthermore "
        "meanwhile both each every all some any many most more much few several one two three "
        "is are was were be been has have had do does did can could will would should may might "
        "must let according about against among between despite like unlike once only just even "
        "such still yet another other others only following around through across behind "
        "i'm i've i'd i'll it's that's there's he's she's they're we're you're don't well "
        "today yesterday tomorrow tonight early late last next first second third recently "
        "earlier later thus therefore instead perhaps maybe indeed please thanks nobody everyone "
        "someone something nothing everything anyone part image photo file video source "
        "sources updated correction editor's"
    ),
    titles=_words(
        "mr mrs ms miss dr prof professor president minister senator governor mayor sir lady "
        "lord dame king queen prince princess captain general major colonel lieutenant sergeant "
        "judge justice chancellor secretary ambassador bishop pope father sister chairman "
        "chairwoman director prime chief chef coach inspector detective officer congressman "
        "congresswoman representative rep sen gov gen administrator spokesman spokeswoman "
        "spokesperson doctor author actor actress singer musician artist photographer attorney"
    ),
    doubles=_words("had that very really no so bye ha blah long many far more her"),
    number_words=_ENGLISH_NUMBERS,
    known_acronyms=_words(
        "UN EU US USA UK NATO BBC CNN NASA AIDS HIV DNA RNA CEO CFO TV FBI CIA GDP VAT UNESCO "
        "UNICEF OPEC FIFA UEFA NBA NFL NHL MLB AFP AP ABC NBC CBS PBS NPR AM PM GMT UTC BST EST "
        "PDF URL HTML GPS SMS CD DVD USB PC IT AI ID OK VIP PR HR NGO UFO LGBT LGBTQ LGBTI NHS "
        "COVID SARS BC AD IBM BMW KGB USSR DC LA NY NYC PHD MP MPS CCTV IQ ISBN ATM FAQ DIY RSVP "
        "SOS USS HMS CNBC MTV HBO ESPN II III IV VI VII VIII IX XI XII XIII XIV XV XVI XVII XX XXI "
    ),
)

DUTCH = Language(
    code="nl",
    pairs=(("“", "”"), ("‘", "’"), ("„", "”"), ("‚", "’")),
    inner={("“", "”"): ("‘", "’"), ("‘", "’"): ("“", "”"), ("„", "”"): ("‚", "’")},
    elisions=_words("s t n k m r ns ie"),
    speech=_words(
        "zegt zei aldus vertelt vertelde schrijft schreef stelt stelde vindt vond meldt meldde "
        "verklaart verklaarde benadrukt benadrukte vraagt vroeg antwoordt antwoordde "
    ),
    according=("volgens",),
    pronouns={"hij": "he", "zij": "she", "ze": "she"},
    relative=("vandaag", "gisteren", "morgenavond", "vanavond", "vannacht", "eergisteren")
    + tuple(f"{which} {span}" for which in ("vorige", "volgende") for span in ("week", "maand")),
    spans=_words("week maand"),
    weekdays=("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
    months=_months(
        "januari februari maart april mei juni juli augustus september oktober november december"
    ),
    small_words=_words(
        "de het een dit dat deze die hij zij ze we wij je jij u ik zijn haar hun ons in op bij "
        "voor van te naar met zonder over onder na tijdens sinds als maar en of dus want er hier "
        "daar niet nee ja nu ook toch wel wat wie waar waarom hoe volgens vandaag gisteren"
    ),
    doubles=_words("dat die was en ze je zij we het heel nee ja wel had in uit op af"),
)

GERMAN = Language(
    code="de",
    pairs=(("„", "“"), ("‚", "‘"), ("»", "«"), ("›", "‹")),
    inner={("„", "“"): ("‚", "‘"), ("»", "«"): ("›", "‹")},
    elisions=_words("s ne n nen nem ner rein raus runter"),
    speech=_words(
        "sagt sagte erklärt erklärte schreibt schrieb betont betonte meint meinte fragt fragte "
    ),
    according=("laut",),
    pronouns={"er": "he"},
    relative=("heute", "gestern", "vorgestern", "heute abend", "gestern abend"),
    weekdays=tuple("montag dienstag mittwoch donnerstag freitag samstag sonntag".split()),
    months=_months(
        "januar februar märz april mai juni juli august september oktober november dezember"
    ),
    small_words=_words(
        "der die das ein eine einer dieser diese dieses er sie es wir ihr ich in im an am auf bei "
        "für von zu mit ohne über unter nach vor während seit als aber und oder denn da hier dort "
        "nicht nein ja jetzt auch doch was wer wo warum wie laut heute gestern"
    ),
    doubles=_words("die der das den dem des sie ein eine ja nein sehr zu an auf ihr er wir ihm"),
)
