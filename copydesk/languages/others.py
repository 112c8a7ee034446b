"""French, Russian and Arabic.

Source: the marks follow the Imprimerie nationale (French), Rosenthal's handbook (Russian) and
the house styles of Al Jazeera and BBC Arabic, which use both guillemets and curly marks.
"""

from __future__ import annotations

from .language import Language

FRENCH = Language(
    code="fr",
    pairs=(("«", "»"), ("“", "”"), ("‹", "›"), ("‘", "’")),
    inner={("«", "»"): ("“", "”"), ("“", "”"): ("‘", "’")},
    padding="\u202f",
    pronouns={},
    relative=("aujourd’hui", "aujourd'hui", "hier", "demain", "avant-hier", "après-demain"),
    weekdays=("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    months={
        name: number
        for number, name in enumerate(
            "janvier février mars avril mai juin juillet août septembre octobre novembre "
            "décembre".split(),
            1,
        )
    },
    doubles=frozenset("nous vous très non oui que se en faire".split()),
)

RUSSIAN = Language(
    code="ru",
    pairs=(("«", "»"), ("„", "“")),
    inner={("«", "»"): ("„", "“"), ("„", "“"): ("«", "»")},
    relative=("сегодня", "вчера", "завтра", "позавчера", "послезавтра"),
    weekdays=("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"),
    months={
        name: number
        for number, name in enumerate(
            "января февраля марта апреля мая июня июля августа сентября октября ноября "
            "декабря".split(),
            1,
        )
    },
)

ARABIC = Language(
    code="ar",
    pairs=(("«", "»"), ("“", "”"), ("‘", "’")),
    inner={("«", "»"): ("“", "”"), ("“", "”"): ("‘", "’")},
)
