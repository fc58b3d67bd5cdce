"""Mentions of invented people, with the truth: seeded, the same on every machine.

After the measured groundwork: people whose pseudonym changes from one interview to the next (half by kunya, a fifth by given name, a
sixth under a name the outlet invents, the rest without one), spelling variants, names and countries by Zipf's law, ages left out in a
third, partial dates, wrong values in 3 to 12 %, and passages that reprints of one interview share.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from testimonia.stages.resolve.method.profiles import Profile

DAY = 1.0
YEAR = 365.25
START = 2012 * YEAR

# Several spellings of a name, as outlets of different languages write it.
GIVEN = (
    ("Ahmad", "Ahmed", "أحمد"), ("Omar", "Umar", "عمر"), ("Khalid", "Khaled", "خالد"), ("Yusuf", "Youssef", "Yousef"), ("Hamza", "Hamzah", "حمزة"),
    ("Ali", "Aly", "علي"), ("Bilal", "Bilel", "بلال"), ("Tariq", "Tarek", "طارق"), ("Ibrahim", "Brahim", "إبراهيم"), ("Hasan", "Hassan", "حسن"),
    ("Husayn", "Hussein", "حسين"), ("Samir", "Sameer", "سمير"), ("Karim", "Kareem", "كريم"), ("Nasir", "Nasser", "ناصر"), ("Rashid", "Rachid", "رشيد"),
    ("Mustafa", "Moustapha", "مصطفى"), ("Walid", "Waleed", "وليد"), ("Zayd", "Zaid", "زيد"), ("Anas", "أنس"), ("Idris", "Idriss", "إدريس"),
    ("Faysal", "Faisal", "فيصل"), ("Jamal", "Djamal", "جمال"), ("Marwan", "Marouane", "مروان"), ("Munir", "Mounir", "منير"), ("Sami", "سامي"),
    ("Usama", "Osama", "أسامة"), ("Yunus", "Younes", "يونس"), ("Imran", "عمران"), ("Adnan", "عدنان"), ("Ridwan", "Redouane", "رضوان"),
)  # fmt: skip
WOMEN = (
    ("Maryam", "Mariam", "مريم"), ("Aisha", "Aicha", "عائشة"), ("Fatima", "Fatimah", "فاطمة"), ("Khadija", "Khadidja", "خديجة"), ("Layla", "Leila", "ليلى"),
    ("Zaynab", "Zeinab", "زينب"), ("Amina", "Aminah", "أمينة"), ("Sara", "Sarah", "سارة"),
)  # fmt: skip
COUNTRIES = ("XA", "XB", "XC", "XD", "XE", "XF", "XG", "XH", "XI", "XJ", "XK", "XL", "XM", "XN", "XO", "XP")
PLACES = tuple(f"place-{number}" for number in range(40))
GROUPS = ("north brigade", "south brigade", "police", "media office", "border guard", "river battalion", "hospital", "training camp")
ABU = ("Abu", "Abou", "أبو")
UMM = ("Umm", "Oum", "أم")


@dataclass(frozen=True, slots=True)
class Crowd:
    """Profiles and, for each, the number of the person it is about."""

    profiles: tuple[Profile, ...]
    truth: tuple[int, ...]


def _zipf(dice: random.Random, items: Sequence[object]) -> int:
    return dice.choices(range(len(items)), weights=[1 / (rank + 1) ** 0.8 for rank in range(len(items))])[0]


@dataclass(slots=True)
class _Person:
    number: int
    woman: bool
    given: tuple[str, ...]
    kunya: tuple[str, ...]
    country: str
    born: float
    joined: float
    left: float
    group: str
    places: tuple[str, ...]


def crowd(people: int, seed: int) -> Crowd:
    """Invented people and how some three accounts each tell of them."""
    dice = random.Random(seed)
    profiles: list[Profile] = []
    truth: list[int] = []
    for number in range(people):
        person = _person(dice, number)
        for interview in range(1 + (dice.random() < 0.55) + (dice.random() < 0.35)):
            label = _label(dice, person)
            quotes = [f"quote-{number}-{interview}-{n}" for n in range(3)]
            for telling in range(1 + (dice.random() < 0.5) + (dice.random() < 0.25) + (dice.random() < 0.1)):
                name = f"{number:04}-{interview}-{telling}"
                profiles.append(_told(dice, person, name, label, quotes))
                truth.append(number)
    order = list(range(len(profiles)))
    dice.shuffle(order)
    return Crowd(tuple(profiles[at] for at in order), tuple(truth[at] for at in order))


def _person(dice: random.Random, number: int) -> _Person:
    woman = dice.random() < 0.15
    joined = START + dice.random() * 4 * YEAR
    return _Person(
        number=number,
        woman=woman,
        given=WOMEN[_zipf(dice, WOMEN)] if woman else GIVEN[_zipf(dice, GIVEN)],
        kunya=GIVEN[_zipf(dice, GIVEN)],
        country=COUNTRIES[_zipf(dice, COUNTRIES)],
        born=joined / YEAR - dice.triangular(16, 45, 23),
        joined=joined,
        left=joined + dice.triangular(60, 1400, 400),
        group=dice.choice(GROUPS),
        places=tuple(dice.sample(PLACES, 4)),
    )


def _label(dice: random.Random, person: _Person) -> tuple[str, tuple[str, ...]] | None:
    """The name one interview gives: its kind and its spellings."""
    kind = dice.random()
    if kind < 0.50:
        return "kunya", person.kunya
    if kind < 0.72:
        return "given", person.given
    if kind < 0.88:  # the outlet's invention, and often not said to be one
        return "given", (WOMEN if person.woman else GIVEN)[_zipf(dice, WOMEN if person.woman else GIVEN)]
    return None


def _told(dice: random.Random, person: _Person, name: str, label: tuple[str, tuple[str, ...]] | None, quotes: Sequence[str]) -> Profile:
    def wrong(share: float) -> bool:
        return dice.random() < share

    labels: tuple[str, ...] = ()
    if label is not None:
        spelling = dice.choice(label[1])
        if label[0] == "kunya":
            script = 2 if any("\u0600" <= letter <= "\u06ff" for letter in spelling) else dice.randrange(2)
            spelling = f"{(UMM if person.woman else ABU)[script]} {spelling}"
        labels = (spelling,)
    born: tuple[float, float] | None = None
    if dice.random() < 0.65:
        year = int(person.born) + (dice.choice((-4, -3, 3, 4)) if wrong(0.06) else 0)
        born = (year - 1, year)
    return Profile(
        mention=f"m-{name}",
        account=f"a-{name}",
        labels=labels,
        sex=("female" if person.woman else "male") if dice.random() < 0.95 else None,
        born=born,
        origins=frozenset({dice.choice(COUNTRIES) if wrong(0.03) else person.country}) if dice.random() < 0.95 else frozenset(),
        groups=frozenset({dice.choice(GROUPS) if wrong(0.12) else person.group}) if dice.random() < 0.7 else frozenset(),
        joined=_when(dice, person.joined, 0.75, wrong=wrong(0.08)),
        left=_when(dice, person.left, 0.75, wrong=wrong(0.08)),
        places=frozenset(dice.choice(PLACES) if wrong(0.06) else place for place in person.places if dice.random() < 0.45),
        passages=frozenset(quote for quote in quotes if dice.random() < 0.4),
    )


def _when(dice: random.Random, day: float, known: float, *, wrong: bool) -> tuple[float, float] | None:
    if dice.random() >= known:
        return None
    day += dice.choice((-1, 1)) * dice.uniform(120, 500) if wrong else 0
    if dice.random() < 0.5:
        month = day // 30.44
        return month * 30.44, (month + 1) * 30.44 - DAY
    year = day // YEAR
    return year * YEAR, (year + 1) * YEAR - DAY
