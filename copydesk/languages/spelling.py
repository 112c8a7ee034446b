"""English spelling families: which words belong to which, and the same word in another.

Three families: British with -ise (en-GB), American (en-US), and Oxford, British with -ize. A word
is given with the families it is right in; two words clash when they share none. Words that are
right everywhere, or mean another thing elsewhere (tire, check, meter, practice), are not here.
"""

from __future__ import annotations

from dataclasses import dataclass

BRITISH, OXFORD, AMERICAN = "en-GB", "en-GB-oxendict", "en-US"

_OUR = (
    "arbour ardour armour behaviour candour clamour colour demeanour endeavour favour fervour "
    "flavour harbour honour humour labour neighbour odour parlour rancour rigour rumour saviour "
    "savour splendour tumour valour vapour vigour"
).split()
_OUR_ENDINGS = " s ed ing able ite ites ful less hood hoods ly ist ists al".split(" ")
_ISE = (
    "apolog author central civil colon critic crystall custom decentral demobil democrat demoral "
    "destabil econom emphas equal familiar fertil final formal fossil general global harmon "
    "hospital human ideal immun industrial institutional internal international jeopard legal "
    "liberal local marginal material maxim memor minim mobil modern monopol national neutral "
    "normal optim organ patron penal personal polar popular prior privat public radical rational "
    "real recogn reorgan revital revolution scrutin sensational social special stabil standard "
    "subsid summar symbol sympath synthes terror traumat urban util vandal victim visual vocal "
    "weapon capital character commercial computer criminal digital energ epitom fantas"
).split()
_ISE_ENDINGS = "e es ed ing ation ations er ers".split()
_YSE = "anal paral catal dial".split()
_DOUBLED = (
    "travel cancel label level model fuel channel counsel dial marvel panel quarrel rival shovel "
    "signal snivel tunnel duel equal pedal towel unravel"
).split()
_PAIRS = """
centre center, centres centers, centred centered, theatre theater, theatres theaters, litre liter,
litres liters, kilometre kilometer, kilometres kilometers, centimetre centimeter, metres meters,
centimetres centimeters, millimetres millimeters, fibre fiber, fibres fibers, calibre caliber,
sombre somber, spectre specter, meagre meager, lustre luster, manoeuvre maneuver,
manoeuvres maneuvers, manoeuvred maneuvered, defence defense, defences defenses, offence offense,
offences offenses, pretence pretense, licence license, ageing aging, aluminium aluminum,
anaemia anemia, anaesthetic anesthetic, archaeologist archeologist, cosy cozy, diarrhoea diarrhea,
encyclopaedia encyclopedia, foetus fetus, foetal fetal, gynaecologist gynecologist, grey gray,
greyish grayish, haemorrhage hemorrhage, jewellery jewelry, leukaemia leukemia, mould mold,
mouldy moldy, moustache mustache, oestrogen estrogen, orthopaedic orthopedic,
paediatric pediatric, paediatrician pediatrician, plough plow, ploughed plowed, pyjamas pajamas,
sceptic skeptic, sceptics skeptics, sceptical skeptical, scepticism skepticism,
smoulder smolder, smouldering smoldering, sulphur sulfur, tyre tire, tyres tires,
programme program, programmes programs, catalogue catalog, catalogues catalogs,
cheque check, cheques checks, kerb curb, kerbs curbs, storey story, storeys stories,
skilful skillful, wilful willful, fulfil fulfill, fulfils fulfills, enrol enroll, enrols enrolls,
enrolment enrollment, instalment installment, instalments installments, fulfilment fulfillment,
acknowledgement acknowledgment, tranquillity tranquility, woollen woolen, traveller traveler,
travellers travelers, counsellor counselor, counsellors counselors, jeweller jeweler,
chilli chili, doughnut donut, draught draft, draughts drafts, mum mom, maths math,
aeroplane airplane, aeroplanes airplanes, tonne ton, tonnes tons, practised practiced,
practising practicing, artefact artifact, artefacts artifacts, towards toward
"""
# The American form is also a British word, or either is in use on both sides.
_ONE_SIDED = frozenset(
    "license tire tires check checks curb curbs story stories draft drafts program programs ton "
    "tons toward catalog catalogs meters towards doughnut draught draughts mum mom maths math "
    "chilli chili artefact artefacts artifact artifacts ageing aging practised practicing "
    "practiced practising dialed tonne tonnes storey storeys programme programmes skeptic "
    "encyclopaedia encyclopedia acknowledgement acknowledgment mustache moustache archeologist "
    "licence cosy cozy jewelry equal aluminium aluminum catalogue catalogues".split()
)
_NOT_WORDS = frozenset("honourite humourite honorite humorite labourite laborite".split())


@dataclass(frozen=True, slots=True)
class Form:
    """A spelling: the families it is right in, and the word in the others."""

    families: frozenset[str]
    by_family: tuple[tuple[str, str], ...]

    def in_family(self, family: str) -> str | None:
        return dict(self.by_family).get(family)


def _make_forms(british: str, american: str, oxford: str | None = None) -> dict[str, Form]:
    oxford = oxford or british
    by_family = ((BRITISH, british), (OXFORD, oxford), (AMERICAN, american))
    return {
        word: Form(frozenset(name for name, form in by_family if form == word), by_family)
        for word in {british, oxford, american}
    }


def _build_forms() -> dict[str, Form]:
    forms: dict[str, Form] = {}
    for word in _OUR:
        stem = word[:-3]
        for ending in _OUR_ENDINGS:
            forms |= _make_forms(f"{stem}our{ending}", f"{stem}or{ending}")
    for stem in _ISE:
        for ending in _ISE_ENDINGS:
            forms |= _make_forms(f"{stem}is{ending}", f"{stem}iz{ending}", f"{stem}iz{ending}")
    for stem in _YSE:
        for ending in ("ed", "ing"):
            forms |= _make_forms(f"{stem}ys{ending}", f"{stem}yz{ending}")
        forms |= _make_forms(f"{stem}yse", f"{stem}yze")
    for stem in _DOUBLED:
        for ending in ("ed", "ing"):
            forms |= _make_forms(f"{stem}l{ending}", f"{stem}{ending}")
    for pair in _PAIRS.replace("\n", " ").split(","):
        british, american = pair.split()
        forms |= _make_forms(british, american)
    left_out = _ONE_SIDED | _NOT_WORDS
    return {word: form for word, form in forms.items() if word not in left_out}


FORMS: dict[str, Form] = _build_forms()
