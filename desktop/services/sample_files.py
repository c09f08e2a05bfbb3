"""Invents the sample's client files: firms and people who do not exist, with numbers that nobody has."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from desktop.rules.consents import Ground, Way
from desktop.rules.formats import id_check_digit
from desktop.rules.words import ClientForm, ClientKind, SpendGrade, TableRole, Visits
from desktop.services import on_file
from desktop.services.purposes import Agreed
from desktop.services.work import Work

PERSONS, ORGANISATIONS = 226, 42
# those who deliver, and the people one calls there: neither they nor their firms have a class
DELIVERING = range(3, 42, 7)
CONTACTS = range(80, 116)


def agreed(work: Work) -> Agreed:
    """The consent that comes with a sensitive value: the guest filled in the collection form."""
    return Agreed(Ground.CONSENT, Way.CARD, on_file.today(work), evidence="客户信息收集表")


@dataclass(eq=False)
class SampleFile:
    """A client file of the story, before and after it was opened."""

    form: ClientForm
    values: Mapping[str, object]
    opened: date = date.min
    id: UUID | None = None
    letter: str = ""

    @property
    def judged(self) -> bool:
        return self.values.get("kind", ClientKind.CUSTOMER.value) == ClientKind.CUSTOMER.value


@dataclass
class Inventor:
    """Draws each name and number once, in an order that `chance` decides; `words` are those of the sample."""

    words: Mapping[str, Any]
    chance: random.Random
    phone: int = 0
    names: set[str] = field(default_factory=set)

    def firms(self) -> list[SampleFile]:
        pick = self.chance.choice
        files: list[SampleFile] = []
        for n, name in enumerate(self.words["organisations"]):
            files.append(SampleFile(ClientForm.ORGANISATION, {
                "name": self.words["city"][:2] * (not name.startswith("云川")) * (n % 3 == 0) + name + pick(
                    self.words["suffixes"]) * (not name.endswith("事务所")),
                "short_name": name, "phone": self.next_phone(), "industry": pick(self.words["industries"]),
                "address": (address := self._address()), "postcode": self._postcode(address),
                "legal_representative": self._name(),
                "registered_capital": pick((50, 100, 200, 500, 1000)) * 10_000 * 100,
                "business_scope": f"{name[-2:]}的生产、加工与销售" if n % 2 else "",
                "kind": ClientKind.SUPPLIER.value if n in DELIVERING else ClientKind.CUSTOMER.value,
            }))  # fmt: skip
        return files

    def persons(self) -> list[SampleFile]:
        special: list[dict[str, object]] = [
            {"name": "贺启年", "allergies": "花生及花生油", "dishes": "清蒸鲈鱼，少油", "taboos": "不吃香菜"},
            {"name": "单雄飞"}, {"name": "仇若水"}, {"name": "欧阳海"},
            {"name": "尉迟安", "unit": "尉迟木业有限公司", "position": "董事长"},
            {"name": "𠮷文博"}, {"name": "王建国", "unit": "云川茶业有限公司"},
            {"name": "王建国", "unit": "白石建材有限公司"}, {"name": "曹梦扬", "phone": "19900009001"},
            {"name": "曹孟扬", "other_phone": "199 0000 9001"}, {"name": "解思源", "position": "局长", "leader": True},
            {"name": "曾若兰"},
            {"name": "查立群"}, {"name": "区静宜"}, {"name": "A<B 咖啡 林小满"},
        ]  # fmt: skip
        self.names.update(str(entry["name"]) for entry in special)
        firms = [self.words["organisations"][n] + self.words["suffixes"][0] for n in DELIVERING]
        files = []
        for n in range(PERSONS):
            values = self._person(special[n] if n < len(special) else {})
            if n in CONTACTS:
                # who delivers is no guest: nobody asks what that person likes to eat
                kept = {name: values[name] for name in ("name", "salutation", "phone", "position", "address", "plate",
                                                        "car_model") if name in values}  # fmt: skip
                values = kept | {"unit": firms[n % len(firms)], "kind": ClientKind.SUPPLIER.value}
            files.append(SampleFile(ClientForm.PERSON, values))
        return files

    def _person(self, given: Mapping[str, object]) -> dict[str, object]:
        pick, some = self.chance.choice, self.chance.random
        words, name = self.words, str(given.get("name") or self._name())
        position = str(given.get("position") or pick(words["posts"]))
        unit = pick(words["organisations"]) + words["suffixes"][0]
        values: dict[str, object] = {
            "name": name, "position": position, "unit": unit, "phone": self.next_phone(),
            "salutation": _surname(name) + words["salutations"].get(position, "总"),
        }  # fmt: skip
        for column, words_of, share in (
            ("dishes", "dishes", 0.6), ("taboos", "taboos", 0.35), ("drinks", "drinks", 0.45), ("seat", "seats", 0.15),
            ("cigarettes", "cigarettes", 0.2), ("dining_habits", "habits", 0.3), ("room_wishes", "rooms", 0.25),
            ("allergies", "allergies", 0.07), ("car_model", "cars", 0.3), ("note", "notes", 0.25),
        ):  # fmt: skip
            if some() < share:
                values[column] = pick(words[words_of])
        if some() < 0.35:
            values["plate"] = f"云A{self.chance.randrange(100_000):05d}"
        if some() < 0.5:
            born = date(self.chance.randrange(1952, 1998), self.chance.randrange(1, 13), self.chance.randrange(1, 28))
            values["birthday"] = born.isoformat()
            if some() < 0.3:
                values["id_number"] = self._id_number(born)
        if some() < 0.4:
            values["address"] = address = self._address()
            values["postcode"] = self._postcode(address)
        if some() < 0.5:
            values |= {"spend_grade": pick(list(SpendGrade)).value, "visit_habit": pick(list(Visits)).value,
                       "table_role": pick(list(TableRole)).value, "signs_on_account": some() < 0.3}  # fmt: skip
        values.update(given)
        return values

    def next_phone(self) -> str:
        self.phone += 1
        return f"1990000{self.phone:04d}"

    def _address(self) -> str:
        return f"{self.words['city']}{self.chance.choice(self.words['streets'])}{self.chance.randrange(1, 180)}号"

    def _postcode(self, address: str) -> str:
        """Of a region that does not exist; of one street nobody has noted it."""
        street = next(n for n, street in enumerate(self.words["streets"]) if street in address)
        return f"9990{street:02d}" if street else ""

    def _name(self) -> str:
        while True:
            name = self.chance.choice(self.words["surnames"]) + self.chance.choice(self.words["given"])
            if name not in self.names:
                self.names.add(name)
                return name

    def _id_number(self, born: date) -> str:
        """Right in form and of a region that does not exist."""
        first = f"990101{born:%Y%m%d}{self.chance.randrange(1, 999):03d}"
        return first + id_check_digit(first)


def _surname(name: str) -> str:
    return name[:2] if name.startswith(("尉迟", "欧阳")) else name[:1] if name[0] > "z" else name[-3]
