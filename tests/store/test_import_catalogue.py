"""A business's own catalogue: loaded whole, or refused with every bad row named."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.catalogue import Catalogue, load_catalogue, providers_for, rate_cards, slug
from store.catalogue_file import CatalogueFileError, read_catalogue_file
from store.clear import is_empty
from store.database import Database
from store.gstin import is_gstin
from store.import_catalogue import Imported, import_catalogue
from store.policies import load_policies
from store.verify import verify

FILES = Path(__file__).parent / "files"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def load(database: Database, path: Path) -> Imported:
    with database.write() as tx:
        return import_catalogue(tx, read_catalogue_file(path), NOW)


def refused(database: Database, path: Path) -> list[str]:
    with pytest.raises(CatalogueFileError) as refusal:
        load(database, path)
    return [str(problem) for problem in refusal.value.problems]


def changed(tmp_path: Path, *replacements: tuple[str, str], name: str = "catalogue.csv") -> Path:
    """The good file with some of its text replaced."""
    text = (FILES / name).read_text("utf-8")
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return path


def catalogue_of(database: Database) -> Catalogue:
    with database.read() as tx:
        return load_catalogue(tx)


@pytest.mark.parametrize("name", ["catalogue.csv", "catalogue.json"])
def test_a_business_sells_what_its_file_says(database: Database, name: str) -> None:
    assert load(database, FILES / name) == Imported(2, 3, 2, 1)
    catalogue = catalogue_of(database)
    assert catalogue.business.name == "Ghar Seva"
    assert list(catalogue.services) == ["appliance-repair/ac-repair", "ghr-ki-sphai/sofa-cleaning"]
    repair = catalogue.services["appliance-repair/ac-repair"]
    assert (repair.is_repair, repair.description) == (True, "Diagnosis and repair")
    with database.read() as tx:
        cards = rate_cards(tx, repair.id, "110001")
        assert [(c.variant, c.price_paise, c.strike_price_paise) for c in cards] == [
            ("Basic", 49_900, 59_950),
            ("Premium", 129_999, None),
        ]
        (asha,) = providers_for(tx, repair.id, "110016")
        assert (asha.name, asha.rating) == ("Asha Verma", Decimal("4.7"))
        assert load_policies(tx, "hinglish")
        assert verify(tx, NOW) == ()


def test_loading_the_same_file_again_changes_nothing(database: Database) -> None:
    load(database, FILES / "catalogue.csv")
    before = catalogue_of(database)
    load(database, FILES / "catalogue.json")
    assert catalogue_of(database) == before


def test_a_later_file_brings_prices_and_places_up_to_date(
    database: Database, tmp_path: Path
) -> None:
    load(database, FILES / "catalogue.csv")
    load(
        database,
        changed(
            tmp_path, (",499,599.50,yes,Diagnosis and repair", ",549,599.50,yes,"),
            ("110001 110016\nrate_card", "110016\nrate_card"),
        ),
    )  # fmt: skip
    repair = catalogue_of(database).services["appliance-repair/ac-repair"]
    assert repair.description == "Diagnosis and repair"
    with database.read() as tx:
        assert [card.price_paise for card in rate_cards(tx, repair.id, "110016")] == [54_900]
        assert [card.variant for card in rate_cards(tx, repair.id, "110001")] == ["Premium"]


def test_every_bad_row_is_named_and_nothing_is_loaded(
    sqlite_database: Database, tmp_path: Path
) -> None:
    path = changed(
        tmp_path,
        (",499,", ",4.999,"),
        (",1299.99,", ",-5,"),
        ("+919811100001", "9811100001"),
        ("07AAACC1206D1ZI", "07AAACC1206D1ZX"),
        ("pincode,,Delhi,,110016,New Delhi", "pincode,,Delhi,,11001,"),
    )
    assert refused(sqlite_database, path) == [
        "row 2, gstin: not a GSTIN: its check character is wrong",
        "row 4, pincode: String should match pattern '^[1-9]\\d{5}$'",
        "row 4, city: Field required",
        "row 5, price: Decimal input should have no more than 2 decimal places",
        "row 6, price: Input should be greater than 0",
        "row 8, mobile: String should match pattern '^\\+91[6-9]\\d{9}$'",
    ]
    with sqlite_database.read() as tx:
        assert is_empty(tx)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("Premium,1299.99", "Basic,1299.99", "row 6, variant: this variant stands in row 5"),
        ("AC Repair,Premium,1299.99,,yes", "AC Repair,Premium,1299.99,,no", "row 6, repair: row 5"),
        ("pincode,,Delhi,,110016", "pincode,,Delhi,,110001", "row 4, pincode: 110001 stands in"),
        (",110001 110016\nrate_card", ",110099\nrate_card", "row 5, pincodes: 110099 has no row"),
        ("> Sofa Cleaning,", "> Tea,", 'row 8, skills: no such "Category > Subcategory"'),
        ("Premium,1299.99,", "Premium,1299.99,1299.99", "row 6: strike_price must be above price"),
        (",4.7,yes,", ",4.7,no,", "row 5, pincodes: no active, verified provider does this in"),
        ("business,Ghar Seva,Delhi,07AAACC1206D1ZI", "", "the file, business: must be given"),
        ("pincode,,Delhi,,110016", "place,,Delhi,,110016", "row 4, kind: must be one of business"),
        ("pincode,,Delhi,,110016", "pincode,Delhi,,x,110016", "row 4, gstin: Extra inputs"),
        ("घर की सफाई", "!!!", "row 7, category: must hold a letter or a digit"),
    ],
)
def test_rows_that_contradict_each_other_are_refused(
    sqlite_database: Database, tmp_path: Path, old: str, new: str, problem: str
) -> None:
    problems = refused(sqlite_database, changed(tmp_path, (old, new)))
    assert any(found.startswith(problem) for found in problems), problems
    with sqlite_database.read() as tx:
        assert is_empty(tx)


def test_a_pincode_on_file_cannot_move_to_another_city(
    sqlite_database: Database, tmp_path: Path
) -> None:
    load(sqlite_database, FILES / "catalogue.csv")
    path = changed(tmp_path, ("110016,New Delhi", "110016,Mumbai"))
    assert refused(sqlite_database, path) == ["row 4, city: 110016 is on file as New Delhi, Delhi"]


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("missing.csv", None, "the file: cannot be read: No such file or directory"),
        ("a.csv", b"\xff\xfe", "the file: is not UTF-8 (byte 0)"),
        ("a.csv", b'kind,name\nbusiness,"x', "the file: is not CSV"),
        ("a.csv", b"kind\nbusiness,1,2\n", "row 2"),
        ("a.json", b"{", "the file: is not JSON"),
        ("a.json", b"[]", "the file: must hold one JSON object"),
        ("a.json", b'{"prices": []}', "the file: has an unknown list 'prices'"),
        ("a.json", b'{"providers": {}}', "the file: providers must be a list"),
        ("a.json", b'{"providers": [1]}', "providers[0]: Input should be"),
        ("a.json", b'{"rate_cards": [{"price": NaN}]}', "rate_cards[0]"),
        ("a.json", b"[" * 100_000, "the file: is not JSON"),
    ],
)
def test_a_file_that_is_no_catalogue_is_refused_in_one_line(
    sqlite_database: Database, tmp_path: Path, name: str, content: bytes | None, problem: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    assert refused(sqlite_database, path)[0].startswith(problem)


@given(st.text(max_size=40))
def test_a_slug_is_plain_and_stays_as_it_is(name: str) -> None:
    assert slug(slug(name)) == slug(name)
    assert set(slug(name)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_a_gstin_with_any_one_character_changed_is_refused() -> None:
    good = "27AAPFU0939F1ZV"  # the example of the GST Network's own publications
    assert is_gstin(good)
    for place, old in enumerate(good):
        for new in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ":
            if new != old:
                assert not is_gstin(good[:place] + new + good[place + 1 :])
