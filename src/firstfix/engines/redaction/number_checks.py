"""Check digits, so that a long number is taken for a card or an account only when it can be one."""

from __future__ import annotations

import ipaddress

# Lengths by country, SWIFT IBAN registry (ISO 13616), release 99.
_IBAN_LENGTHS = {
    15: "NO",
    16: "BE",
    18: "DK FI FK FO GL NL SD",
    19: "MK SI",
    20: "AT BA EE KZ LT LU MN XK",
    21: "CH HR LI LV",
    22: "BG BH CR DE GB GE IE ME RS VA",
    23: "AE GI IL IQ OM SO TL",
    24: "AD CZ DZ ES MD PK RO SA SE SK TN VG",
    25: "LY PT ST",
    26: "IS TR",
    27: "BI DJ FR GR IT MC MR SM",
    28: "AL AZ BY CY DO GT HN HU LB NI PL SV",
    29: "BR EG PS QA UA",
    30: "JO KW MU YE",
    31: "MT SC",
    32: "LC",
    33: "RU",
}
_LENGTH_BY_COUNTRY = {name: length for length, names in _IBAN_LENGTHS.items() for name in names.split()}
# Lengths of payment card numbers and leading digits of the large schemes (ISO/IEC 7812-1).
_CARD_LENGTHS = range(13, 20)


def is_card_number(words: str) -> bool:
    """Tell whether the digits can be a payment card number: length, scheme and Luhn check (ISO/IEC 7812)."""
    digits = [int(character) for character in words if character.isdigit()]
    if len(digits) not in _CARD_LENGTHS or digits[0] not in {2, 3, 4, 5, 6} or len(set(digits)) == 1:
        return False
    doubled = (digit * 2 for digit in digits[-2::-2])
    return (sum(digits[-1::-2]) + sum(twice - 9 if twice > 9 else twice for twice in doubled)) % 10 == 0


def is_iban(words: str) -> bool:
    """Tell whether the words are an IBAN: known country, its length, remainder 1 modulo 97 (ISO 13616)."""
    compact = words.replace(" ", "").upper()
    if _LENGTH_BY_COUNTRY.get(compact[:2]) != len(compact):
        return False
    return int("".join(str(int(character, 36)) for character in compact[4:] + compact[:4])) % 97 == 1


def is_internal_address(words: str) -> bool:
    """Tell whether the words are an address of a private network (RFC 1918, RFC 4193, link-local)."""
    try:
        address = ipaddress.ip_address(words)
    except ValueError:
        return False
    return address.is_private and not address.is_loopback and not address.is_unspecified
