"""The lunar years 1900 to 2100: which month is doubled in each, and which of its months have thirty days.

Written down once from lunar-python, which the tests hold it against: the library has to compute the moon's course and
costs half a second for the two hundred years, and three megabytes for good.
"""

from collections.abc import Iterator
from datetime import date, timedelta

FIRST_YEAR, LAST_YEAR = 1900, 2100
_FIRST_DAY = date(1900, 1, 31)
# five hexadecimal digits a year: in the highest bits the month that is doubled, below them a bit for each month, the
# first lowest, set where it has thirty days and not twenty-nine
_CODES = (
    "116d20075200ea50b64a0064b00a9b095560056a00b5905752007520db2500b2500a4b0b4ab002ad0056b04b6900da90fd92"
    "00e9200d250ba4d00a56002b6095b5006d400ea905e9200e920cd260052b00a570b2b600b5a006d406ec9007490f69300a93"
    "0052b0ca5b00aad0056a09b5500ba400b4905a9300a950f52d0053600aad0b5aa005b200da507d4a00d4a10a9500a9700556"
    "0cab500ad5006d208ea500ea50064a06c9700a9b0f55a0056a00b690b75200b5200b250964b00a4b114ab002ad0056d0cb69"
    "00da900d9209d2500d2515a4d00a56002b60c5b5006d500ea90be9200e9200d2606a5600a57114d60035a006d50b6c900749"
    "006930952b0052b00a5b0555a0056a0fb5500ba400b490ba9300a950052d08aad00ab5135aa005d200da50dd4a00d4a00c95"
    "0952e0055600ab5055b2006d20cea5007250064b0ac9700cab0055a06ad600b691775200b5200b250da4b00a4b004ab0a55b"
    "005ad00b6a05b5200d920fd2500d2500a550b4ad004b6005b506daa00ec911e9200e9200d260ca5600a57004d6086d500755"
    "0074906e93006930f52b0052b00a5b0b55a0056a00b650974a00b4a11a9500a950052d0caad00ab5005aa08ba500da500d4a"
    "07c9500c960f94e0055600ab50b5b2006d200ea508e4a0068b10c97004ab0055b0cad600b6a007520972500b4500a8b0549b"
    "004ab"
)
_DIGITS = 5


def months(first_year: int, last_year: int) -> Iterator[tuple[int, int, bool, date, int]]:
    """Year, number, whether it is the doubled one, first day and length of each month of these years, where known."""
    day = _FIRST_DAY
    for year in range(FIRST_YEAR, min(last_year, LAST_YEAR) + 1):
        at = (year - FIRST_YEAR) * _DIGITS
        bits = int(_CODES[at : at + _DIGITS], 16)
        leap = bits >> 13
        for place in range(13 if leap else 12):
            length = 30 if bits >> place & 1 else 29
            if first_year <= year:
                doubled = bool(leap) and place == leap
                yield year, place + 1 - (bool(leap) and place >= leap), doubled, day, length
            day += timedelta(days=length)
