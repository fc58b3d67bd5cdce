"""Countries as ISO 3166-1 alpha-2 names them."""

from __future__ import annotations

from string import ascii_uppercase

# The 249 officially assigned codes (ISO 3166-1:2020).
_CODES = """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH
    CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN
    GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI
    LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM
    PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD
    TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""
# What the standard leaves to its users (ISO 3166-1, 5.2): XK stands for Kosovo in the statistics of the EU and the IMF, a historical
# state or the invented countries of the teaching study take one of the others. A study says in the variable's help what it means.
_OF_USERS = ("AA", *(f"Q{letter}" for letter in "MNOPQRSTUVWXYZ"), *(f"X{letter}" for letter in ascii_uppercase), "ZZ")
COUNTRIES = frozenset((*_CODES.split(), *_OF_USERS))
# What people write instead, and what is meant.
_INSTEAD = {"UK": "GB", "EN": "GB", "EL": "GR", "KS": "XK", "SYR": "SY", "IRQ": "IQ", "USA": "US"}


def suggestion(code: str) -> str:
    """The code that is meant by a wrong one people often write, or ``""``."""
    return _INSTEAD.get(code.upper(), "")
