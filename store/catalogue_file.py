"""Reading a business's catalogue from a CSV or JSON file into checked rows.

A CSV file has one header line and one kind of thing a line, named in its first column; cells that
a kind does not use stay empty. A JSON file is an object with a list for each kind (`business` is
one object), with the same names. Amounts are rupees with at most two decimals, GST excluded.

    kind        columns (optional ones in brackets)
    business    name, state, gstin
    pincode     pincode, city, state
    rate_card   category, subcategory, variant, price, pincodes, [strike_price], [repair],
                [description]
    provider    name, mobile, rating, skills, pincodes, [verified], [active]

A mobile is written +919876543210. In CSV, `pincodes` are separated by spaces and `skills` by
semicolons; a skill is written "Category > Subcategory". Refuses, by row and column, whatever it
does not understand; it never guesses and never sees a float.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)

from store.gstin import is_gstin


class CatalogueFileError(ValueError):
    """The file cannot be loaded; `problems` names every bad row."""

    def __init__(self, problems: list["Problem"]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong where: "row 7" of a CSV file, "rate_cards[3]" of a JSON file."""

    row: str
    column: str
    why: str

    def __str__(self) -> str:
        return (
            f"{self.row}, {self.column}: {self.why}" if self.column else f"{self.row}: {self.why}"
        )


def _split(separator: str | None) -> BeforeValidator:
    """A list written into one cell; lists stay as they are."""
    return BeforeValidator(
        lambda value: (
            [part.strip() for part in value.split(separator) if part.strip()]
            if isinstance(value, str)
            else value
        )
    )


def _line(most: int) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=most)


Pincode = Annotated[str, StringConstraints(pattern=r"^[1-9]\d{5}$")]
Pincodes = Annotated[tuple[Pincode, ...], _split(None), Field(min_length=1)]
Rupees = Annotated[Decimal, Field(gt=0, max_digits=9, decimal_places=2)]


class Row(BaseModel):
    """What every kind has in common: nothing beyond its own columns, and nothing changes."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)
    kind: ClassVar[str]


class BusinessRow(Row):
    kind = "business"
    name: Annotated[str, _line(120)]
    state: Annotated[str, _line(60)]
    gstin: str

    @field_validator("gstin")
    @classmethod
    def _has_check_character(cls, gstin: str) -> str:
        if not is_gstin(gstin):
            raise ValueError("not a GSTIN: its check character is wrong")
        return gstin


class PincodeRow(Row):
    kind = "pincode"
    pincode: Pincode
    city: Annotated[str, _line(60)]
    state: Annotated[str, _line(60)]


class RateCardRow(Row):
    kind = "rate_card"
    category: Annotated[str, _line(80)]
    subcategory: Annotated[str, _line(80)]
    variant: Annotated[str, _line(40)]
    price: Rupees
    pincodes: Pincodes
    strike_price: Rupees | None = None
    repair: bool = False
    description: str = ""

    @model_validator(mode="after")
    def _is_a_bargain(self) -> Self:
        if self.strike_price is not None and self.strike_price <= self.price:
            raise ValueError("strike_price must be above price")
        return self


class ProviderRow(Row):
    kind = "provider"
    name: Annotated[str, _line(120)]
    mobile: Annotated[str, StringConstraints(pattern=r"^\+91[6-9]\d{9}$")]
    rating: Annotated[Decimal, Field(ge=0, le=5, decimal_places=1)]
    skills: Annotated[tuple[str, ...], _split(";"), Field(min_length=1)]
    pincodes: Pincodes
    verified: bool = True
    active: bool = True


Kind = Literal["business", "pincode", "rate_card", "provider"]
KINDS: Mapping[str, type[Row]] = {
    row.kind: row for row in (BusinessRow, PincodeRow, RateCardRow, ProviderRow)
}
_JSON_LISTS = {"pincodes": "pincode", "rate_cards": "rate_card", "providers": "provider"}


@dataclass(frozen=True, slots=True)
class CatalogueFile:
    """The rows of a file by kind, each with the name of its place in the file."""

    business: tuple[tuple[str, BusinessRow], ...] = ()
    pincodes: tuple[tuple[str, PincodeRow], ...] = ()
    rate_cards: tuple[tuple[str, RateCardRow], ...] = ()
    providers: tuple[tuple[str, ProviderRow], ...] = ()


def read_catalogue_file(path: Path) -> CatalogueFile:
    """The rows of `path`, each correct by itself.

    Raises:
        CatalogueFileError: the file cannot be read, or rows of it are wrong.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise _refusal(f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise _refusal(f"is not UTF-8 (byte {error.start})") from error
    places = _json_places(text) if path.suffix.lower() == ".json" else _csv_places(text)
    rows: dict[str, list[tuple[str, Any]]] = {kind: [] for kind in KINDS}
    problems: list[Problem] = []
    for place, kind, values in places:
        if kind not in KINDS:
            problems.append(Problem(place, "kind", f"must be one of {', '.join(KINDS)}"))
            continue
        try:
            rows[kind].append((place, KINDS[kind].model_validate(values)))
        except ValidationError as error:
            problems += [_problem(place, detail) for detail in error.errors()]
    if problems:
        raise CatalogueFileError(problems)
    return CatalogueFile(*(tuple(found) for found in rows.values()))


def _csv_places(text: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    lines = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        for line in lines:
            place = f"row {lines.line_num}"
            cells = {
                (column or "").strip(): cell
                for column, cell in line.items()
                if cell is not None and str(cell).strip()
            }
            if cells:
                yield place, str(cells.pop("kind", "")).strip(), cells
    except csv.Error as error:
        raise _refusal(f"is not CSV: {error} (line {lines.line_num})") from error


def _json_places(text: str) -> Iterator[tuple[str, str, Any]]:
    try:
        document = json.loads(text, parse_float=Decimal)
    except (json.JSONDecodeError, RecursionError) as error:
        raise _refusal(f"is not JSON: {error}") from error
    if not isinstance(document, dict):
        raise _refusal("must hold one JSON object")
    for name, values in document.items():
        if name == "business":
            yield name, name, values
        elif name not in _JSON_LISTS:
            raise _refusal(f"has an unknown list {name!r}")
        elif not isinstance(values, list):
            raise _refusal(f"{name} must be a list")
        else:
            for number, value in enumerate(values):
                yield f"{name}[{number}]", _JSON_LISTS[name], value


def _problem(place: str, detail: Any) -> Problem:
    column = ".".join(str(part) for part in detail["loc"])
    return Problem(place, column, detail["msg"].removeprefix("Value error, "))


def _refusal(why: str) -> CatalogueFileError:
    return CatalogueFileError([Problem("the file", "", why)])
