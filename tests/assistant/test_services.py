"""Services are found under the names that people use, in three languages, with typos."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.language.services import build_lexicon, find_services, shipped_lexicon

ONE_SERVICE = [
    ("ac repair", "appliance-repair/ac-repair"),
    ("mera AC kharab hai", "appliance-repair/ac-repair"),
    ("एसी की मरम्मत", "appliance-repair/ac-repair"),
    ("ac ka gas bharwana hai", "appliance-repair/ac-gas-refilling"),
    ("split ac lagwana hai", "appliance-repair/ac-installation"),
    ("geezer repair", "appliance-repair/geyser-repair"),
    ("गीज़र ठीक करवाना है", "appliance-repair/geyser-repair"),
    ("fridge thik nahi chal raha", "appliance-repair/refrigerator-repair"),
    ("wshing machine repair", "appliance-repair/washing-machine-repair"),
    ("nal tapak raha hai", "plumbing/tap-repair"),
    ("पानी की टंकी साफ करवानी है", "plumbing/water-tank-cleaning"),
    ("pani ki tanki ki safai", "plumbing/water-tank-cleaning"),
    ("kitchen sink lagwana hai", "plumbing/kitchen-sink-installation"),
    ("bathroom fitting", "plumbing/bathroom-fitting"),
    ("bathroom saaf karwana hai", "home-cleaning/bathroom-cleaning"),
    ("kitchen deep cleaning", "home-cleaning/kitchen-cleaning"),
    ("move-out cleaning", "home-cleaning/move-in-move-out-cleaning"),
    ("pankha lagwana hai", "electrical/fan-installation"),
    ("mcb trip ho raha hai", "electrical/mcb-fuse-repair"),
    ("switch board kharab", "electrical/switch-socket-repair"),
    ("door bell nahi baj rahi", "electrical/doorbell-installation"),
    ("sofa tuta hai", "carpentry/furniture-repair"),
    ("sofa shampoo", "home-cleaning/sofa-cleaning"),
    ("palang toot gaya", "carpentry/bed-repair"),
    ("bed bugs in my bed", "pest-control/bed-bug-control"),
    ("खटमल हो गए हैं", "pest-control/bed-bug-control"),
    ("cokroaches everywhere", "pest-control/cockroach-control"),
    ("deemak lag gayi", "pest-control/termite-control"),
    ("seelan aa rahi hai", "painting/waterproofing"),
    ("water proofing of terrace", "painting/waterproofing"),
    ("bike wash", "car-care/bike-washing"),
    ("car andar se saaf karwani hai", "car-care/car-interior-cleaning"),
    ("RO ki service", "water-purifier/ro-service"),
    ("aquaguard filter change", "water-purifier/filter-replacement"),
    ("haircut for men", "salon-for-men/hair-cut"),
    ("ladies hair color", "salon-for-women/hair-color"),
    ("daadhi trim", "salon-for-men/beard-trimming"),
    ("office shifting", "packers-and-movers/office-relocation"),
    ("move my bike to Pune", "packers-and-movers/vehicle-transportation"),
    ("dark dots on the bed sheet and welts on my legs", "pest-control/bed-bug-control"),
    ("गद्दे में लाल दाने जैसे निशान, बदन पे चकत्ते", "pest-control/bed-bug-control"),
    ("blue stain on the mattress", "home-cleaning/sofa-cleaning"),
    ("fridge, TV, palang, sab samaan dusri city bhejna", "packers-and-movers/intercity-moving"),
    ("तीन कमरे का सामान, सोफा टीवी सब पटना से राँची ले जाना है", "packers-and-movers/intercity-moving"),
    ("purifier abhi box me band hai", "water-purifier/ro-installation"),
    ("split AC is still in its carton", "appliance-repair/ac-installation"),
    ("बावर्चीख़ाना साफ़ कराइए", "home-cleaning/kitchen-cleaning"),
    ("rannaghar saaf karwana hai", "home-cleaning/kitchen-cleaning"),
    ("manji tutt gayi, theek karo", "carpentry/bed-repair"),
    ("your men came to pack our crockery", "packers-and-movers/packing-services"),
    ("need full house scrubbing top to bottom", "home-cleaning/deep-cleaning"),
    ("हफ्ते में एक बार सफाई वाली भेज दो", "home-cleaning/regular-cleaning"),
    ("खिड़कियों के काँच पर धूल जमी है", "home-cleaning/window-cleaning"),
    ("glass windows are dusty, need washing", "home-cleaning/window-cleaning"),
    ("window mesh torn, needs replacing", "carpentry/window-repair"),
    ("मकान खाली कर रहे हैं, सौंपने से पहले सफाई करवानी है", "home-cleaning/move-in-move-out-cleaning"),
    ("नया शावर लगवाना है", "plumbing/bathroom-fitting"),
    ("shower se pani tapak raha hai", "plumbing/tap-repair"),
    ("naya washbasin lagwana hai", "plumbing/bathroom-fitting"),
    ("rewire one room", "electrical/wiring"),
    ("fyuz ud gaya", "electrical/mcb-fuse-repair"),
    ("दीवारों का रंग पाँच दिन में ही उतरने लगा", "painting/interior-painting"),
    ("deewaron ka rang karwana hai", "painting/interior-painting"),
    ("foam wash for my creta", "car-care/car-washing"),
    ("gaadi saaf karni hai", "car-care/car-washing"),
    ("kakroch bahut hai", "pest-control/cockroach-control"),
    ("इसी शहर में घर बदलने का ट्रक", "packers-and-movers/local-shifting"),
    ("dadaji ki hajamat banwani hai", "salon-for-men/shaving"),
    ("need a 55 inch mounted on the wall", "appliance-repair/tv-repair"),
]


@pytest.mark.parametrize(
    "text",
    ["the lady next door", "door number 7", "manji te baitha haan", "we bought a new cot already"],
)
def test_a_thing_that_nobody_is_to_work_on_names_no_service(text: str) -> None:
    assert find_services(text) == ()


def test_work_on_one_thing_is_named_beside_the_household_that_moves() -> None:
    text = "fridge kharab hai, aur ghar ka saman dusre shehar le jana hai"
    assert {key for span in find_services(text) for key in span.keys} == {
        "appliance-repair/refrigerator-repair",
        "packers-and-movers/intercity-moving",
    }


@pytest.mark.parametrize(("text", "key"), ONE_SERVICE)
def test_a_service_is_found_under_the_name_that_people_use(text: str, key: str) -> None:
    assert {span.keys for span in find_services(text)} == {(key,)}


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("hair cut", {"salon-for-women/hair-cut", "salon-for-men/hair-cut"}),
        ("फेशियल", {"salon-for-women/facial", "salon-for-men/facial"}),
        (
            "AC thanda nahi kar raha",
            {"appliance-repair/ac-repair", "appliance-repair/ac-gas-refilling"},
        ),
        (
            "price of AC",
            {
                "appliance-repair/ac-repair",
                "appliance-repair/ac-installation",
                "appliance-repair/ac-gas-refilling",
            },
        ),
    ],
)
def test_what_fits_several_services_names_them_all(text: str, keys: set[str]) -> None:
    (span,) = find_services(text)
    assert set(span.keys) == keys


@pytest.mark.parametrize(
    ("text", "categories"),
    [
        ("bijli wala chahiye", ("electrical",)),
        ("plumbr bhejo", ("plumbing",)),
        ("salon for women", ("salon-for-women",)),
        ("salon", ("salon-for-women", "salon-for-men")),
        ("पैकर्स एंड मूवर्स", ("packers-and-movers",)),
    ],
)
def test_a_trade_names_its_category(text: str, categories: tuple[str, ...]) -> None:
    (span,) = find_services(text)
    assert (span.keys, span.categories) == ((), categories)


@pytest.mark.parametrize(
    "text",
    [
        "repair chahiye",
        "my booking is pending",
        "I am waiting for a message",
        "kitna charge hai",
        "please change the date",
        "",
    ],
)
def test_repair_alone_or_a_word_that_only_looks_like_a_typo_names_nothing(text: str) -> None:
    assert find_services(text) == ()


def test_two_services_keep_their_own_words() -> None:
    found = find_services("AC repair aur fan installation dono chahiye")
    assert [(span.keys, span.text) for span in found] == [
        (("appliance-repair/ac-repair",), "AC repair"),
        (("electrical/fan-installation",), "fan installation"),
    ]


def test_the_shipped_catalogue_has_76_services_in_12_categories() -> None:
    lexicon = shipped_lexicon()
    counts = {slug: len(lexicon.services_of(slug)) for slug in lexicon.categories}
    assert len(counts) == 12
    assert sum(counts.values()) == 76


def test_every_catalogue_name_is_found_whole_in_the_three_languages() -> None:
    for entry in shipped_lexicon().entries:
        for name in entry.names:
            (span,) = find_services(f"({name})")
            assert entry.key in (*span.keys, *span.categories), name
            assert span.text == name


def test_a_business_of_its_own_is_known_by_its_own_names() -> None:
    lexicon = build_lexicon((("pool", "Pool"), ("pool/pump-repair", "Pump Repair")))
    assert [span.keys for span in lexicon.find("my pump is broken")] == [("pool/pump-repair",)]
    assert lexicon.find("ac repair") == ()


def test_a_shipped_service_under_a_new_name_keeps_its_aliases() -> None:
    lexicon = build_lexicon((("appliance-repair/geyser-repair", "Boiler Care"),))
    for text in ("boiler care", "geezer kharab hai"):
        assert [span.keys for span in lexicon.find(text)] == [("appliance-repair/geyser-repair",)]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_any_text_can_be_searched_and_spans_lie_in_it(text: str) -> None:
    for span in find_services(text):
        assert text[span.start : span.end] == span.text
