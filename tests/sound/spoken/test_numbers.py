"""Numbers in nine languages, against phrases written by hand, and read back by a slow reader with words of its own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.model.languages import SPOKEN
from appliance.sound.spoken.part import text_of
from appliance.sound.spoken.phrases import LARGEST, TONGUES, number

KNOWN = {
    "en": """0 zero|1 one|13 thirteen|20 twenty|21 twenty-one|40 forty|99 ninety-nine|100 one hundred
        101 one hundred and one|345 three hundred and forty-five|1000 one thousand|1001 one thousand and one
        1100 one thousand one hundred|12345 twelve thousand three hundred and forty-five|1000000 one million
        1000005 one million and five|2000000 two million|-7 minus seven
        100000000 one hundred million|80018 eighty thousand and eighteen""",
    "de": """0 null|1 eins|1f eine|1m ein|11 elf|12 zwölf|16 sechzehn|17 siebzehn|21 einundzwanzig|30 dreißig
        67 siebenundsechzig|100 einhundert|101 einhunderteins|216 zweihundertsechzehn|1000 eintausend
        1001 eintausendeins|21000 einundzwanzigtausend|101000 einhunderteintausend|1000000 eine Million
        2000001 zwei Millionen eins|3456 dreitausendvierhundertsechsundfünfzig|-3 minus drei|22f zweiundzwanzig""",
    "nl": """0 nul|1 één|1m één|8 acht|14 veertien|18 achttien|21 eenentwintig|22 tweeëntwintig|23 drieëntwintig
        24 vierentwintig|80 tachtig|83 drieëntachtig|100 honderd|101 honderdeen|200 tweehonderd|1000 duizend
        1001 duizend één|2345 tweeduizend driehonderdvijfenveertig|1000000 één miljoen|5000000 vijf miljoen""",
    "es": """0 cero|1 uno|1m un|1f una|16 dieciséis|21 veintiuno|21m veintiún|21f veintiuna|22 veintidós|26 veintiséis
        31 treinta y uno|31m treinta y un|45 cuarenta y cinco|100 cien|101 ciento uno|101f ciento una|200 doscientos
        200f doscientas|500 quinientos|700 setecientos|900 novecientos|1000 mil|1001 mil uno|2000 dos mil
        21000 veintiún mil|200000f doscientas mil|1000000 un millón|2000000 dos millones|1100000 un millón cien mil
        999 novecientos noventa y nueve|31000m treinta y un mil""",
    "fr": """0 zéro|1 un|1f une|16 seize|17 dix-sept|21 vingt et un|21f vingt et une|22 vingt-deux|70 soixante-dix
        71 soixante et onze|72 soixante-douze|79 soixante-dix-neuf|80 quatre-vingts|81 quatre-vingt-un
        81f quatre-vingt-une|90 quatre-vingt-dix|91 quatre-vingt-onze|99 quatre-vingt-dix-neuf|100 cent|101 cent un
        200 deux cents|201 deux cent un|280 deux cent quatre-vingts|1000 mille
        1999 mille neuf cent quatre-vingt-dix-neuf
        2000 deux mille|80000 quatre-vingt mille|200000 deux cent mille|1000000 un million|3000000 trois millions
        80000000 quatre-vingts millions|200000000 deux cents millions|61f soixante et une""",
    "it": """0 zero|1 uno|1m un|1f una|3 tre|17 diciassette|21 ventuno|23 ventitré|28 ventotto|33 trentatré|38 trentotto
        41 quarantuno|100 cento|101 centouno|103 centotré|108 centootto|180 centoottanta|200 duecento|1000 mille
        1001 milleuno|2000 duemila|2003 duemilatré|23000 ventitremila|1000000 un milione|2000000 due milioni
        1000003 un milione tre|345 trecentoquarantacinque""",
    "pt": """0 zero|1 um|1f uma|2 dois|2f duas|14 catorze|16 dezesseis|21 vinte e um|21f vinte e uma|22f vinte e duas
        100 cem|101 cento e um|199 cento e noventa e nove|200 duzentos|200f duzentas|345 trezentos e quarenta e cinco
        1000 mil|1001 mil e um|1100 mil e cem|1234 mil duzentos e trinta e quatro|2000 dois mil|2000f duas mil
        1000000 um milhão|2000000 dois milhões|1200000 um milhão e duzentos mil|500 quinhentos""",
    "pl": """0 zero|1 jeden|1f jedna|1n jedno|2 dwa|2f dwie|5 pięć|11 jedenaście|19 dziewiętnaście|21f dwadzieścia jeden
        22f dwadzieścia dwie|40 czterdzieści|100 sto|200 dwieście|300 trzysta|500 pięćset|1000 tysiąc|2000 dwa tysiące
        5000 pięć tysięcy|12000 dwanaście tysięcy|21000 dwadzieścia jeden tysięcy|22000 dwadzieścia dwa tysiące
        1000000 milion|2000000 dwa miliony|5000000 pięć milionów|1999 tysiąc dziewięćset dziewięćdziesiąt dziewięć""",
    "ru": """0 ноль|1 один|1f одна|1n одно|2 два|2f две|11 одиннадцать|21f двадцать одна|22f двадцать две|40 сорок
        90 девяносто|100 сто|200 двести|300 триста|500 пятьсот|1000 одна тысяча|2000 две тысячи|5000 пять тысяч
        11000 одиннадцать тысяч|21000 двадцать одна тысяча|1000000 один миллион|2000000 два миллиона
        5000000 пять миллионов|112f сто двенадцать|1001f одна тысяча одна""",
}
WRITTEN = [
    (language, *entry.strip().split(" ", 1))
    for language, table in KNOWN.items()
    for entry in table.replace("\n", "|").split("|")
]


@pytest.mark.parametrize(("language", "asked", "words"), WRITTEN)
def test_numbers_are_said_as_people_say_them(language: str, asked: str, words: str) -> None:
    gender = asked[-1] if asked[-1].isalpha() else ""
    assert text_of(number(language, int(asked.rstrip("mfn")), gender)) == words


VOCABULARY = {
    "en": (
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
        seventeen eighteen nineteen""",
        "twenty thirty forty fifty sixty seventy eighty ninety",
        {"hundred": 100, "thousand": 1_000, "million": 1_000_000},
    ),
    "es": (
        """cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete
        dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete
        veintiocho veintinueve""",
        "- treinta cuarenta cincuenta sesenta setenta ochenta noventa",
        {"mil": 1_000, "millón": 1_000_000, "millones": 1_000_000},
    ),
    "fr": (
        "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize",
        "vingt trente quarante cinquante soixante - quatrevingt",
        {"cent": 100, "cents": 100, "mille": 1_000, "million": 1_000_000, "millions": 1_000_000},
    ),
    "pt": (
        """zero um dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezesseis dezessete
        dezoito dezenove""",
        "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
        {"mil": 1_000, "milhão": 1_000_000, "milhões": 1_000_000},
    ),
    "pl": (
        """zero jeden dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć jedenaście dwanaście trzynaście
        czternaście piętnaście szesnaście siedemnaście osiemnaście dziewiętnaście""",
        "dwadzieścia trzydzieści czterdzieści pięćdziesiąt sześćdziesiąt siedemdziesiąt osiemdziesiąt dziewięćdziesiąt",
        {
            **dict.fromkeys(("tysiąc", "tysiące", "tysięcy"), 1_000),
            **dict.fromkeys(("milion", "miliony", "milionów"), 1_000_000),
        },
    ),
    "ru": (
        """ноль один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать четырнадцать
        пятнадцать шестнадцать семнадцать восемнадцать девятнадцать""",
        "двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто",
        {
            **dict.fromkeys(("тысяча", "тысячи", "тысяч"), 1_000),
            **dict.fromkeys(("миллион", "миллиона", "миллионов"), 1_000_000),
        },
    ),
}
HUNDREDS = {
    "es": "ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos",
    "pt": "cento duzentos trezentos quatrocentos quinhentos seiscentos setecentos oitocentos novecentos",
    "pl": "sto dwieście trzysta czterysta pięćset sześćset siedemset osiemset dziewięćset",
    "ru": "сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот",
}
OTHERS = {
    "es": {"un": 1, "veintiún": 21, "cien": 100},
    "pt": {"cem": 100},
    "ru": {"одна": 1, "две": 2},
    "fr": {"quatrevingts": 80},
}


def read_back(language: str, words: str) -> int:
    """Adds up words; hundred multiplies what came before it, thousand and million close a group."""
    units, tens, factors = VOCABULARY[language]
    values = {word: n for n, word in enumerate(units.split())}
    values |= {word: 10 * n for n, word in enumerate(tens.split(), 2)}
    values |= {word: 100 * n for n, word in enumerate(HUNDREDS.get(language, "").split(), 1)}
    values |= OTHERS.get(language, {})
    total = group = 0
    for word in words.replace("quatre-vingt", "quatrevingt").replace("-", " ").split():
        if word in {"and", "y", "et", "e"}:
            continue
        factor = factors.get(word, 0)
        if factor == 100:
            group = max(group, 1) * 100
        elif factor:
            total, group = total + max(group, 1) * factor, 0
        else:
            group += values[word]
    return total + group


NUMBERS = st.integers(0, LARGEST) | st.integers(0, 9_999) | st.integers(0, 9).map(lambda power: 10**power - 1)


@pytest.mark.parametrize("language", sorted(VOCABULARY))
def test_every_number_up_to_9999_reads_back_as_itself(language: str) -> None:
    assert [read_back(language, text_of(number(language, n))) for n in range(10_000)] == list(range(10_000))


@given(st.sampled_from(sorted(VOCABULARY)), NUMBERS)
def test_any_number_reads_back_as_itself(language: str, n: int) -> None:
    assert read_back(language, text_of(number(language, n))) == n


@pytest.mark.parametrize("language", SPOKEN)
def test_no_two_numbers_sound_alike(language: str) -> None:
    many = [*range(3_000), *range(10_000, 1_000_000, 997), *range(1_000_000, LARGEST, 999_983)]
    assert len({text_of(number(language, n)) for n in many}) == len(many)


@given(st.sampled_from(SPOKEN), NUMBERS, st.sampled_from(["", "m", "f", "n"]))
def test_every_number_speaks_in_words_alone(language: str, n: int, gender: str) -> None:
    words = text_of(number(language, n, gender))
    assert words
    assert words == " ".join(words.split())
    assert all(sign.isalpha() or sign in " -" for sign in words)


@pytest.mark.parametrize("n", [LARGEST + 1, -LARGEST - 1])
def test_what_is_too_large_is_refused(n: int) -> None:
    with pytest.raises(ValueError, match="at most 999999999"):
        number("en", n)


def test_each_language_has_its_tongue() -> None:
    assert set(TONGUES) == set(SPOKEN)
