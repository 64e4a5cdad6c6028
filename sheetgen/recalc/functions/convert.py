"""Excel's CONVERT: from one unit of measurement into another of the same kind."""

from __future__ import annotations

import math

from sheetgen.recalc.coerce import Raised
from sheetgen.recalc.functions import toolpak
from sheetgen.recalc.functions.registry import function
from sheetgen.values import ErrorValue, Scalar

_INCH = 0.0254
_FOOT, _YARD, _MILE, _SEA_MILE = 12 * _INCH, 36 * _INCH, 63360 * _INCH, 1852.0
_SURVEY_MILE = 5280 * 1200 / 3937
_PICA_POINT, _PICA = _INCH / 72, _INCH / 6
_POUND = 453.59237
_LIGHT_YEAR = 9.46073047258080e15
_GRAVITY = 9.80665
_POUND_FORCE = _POUND / 1000 * _GRAVITY
_HORSEPOWER = 550 * _FOOT * _POUND_FORCE
_CALORIE_IT, _BTU = 4.1868, 1055.05585262
_LITRE = 0.001
_GALLON, _IMPERIAL_GALLON = 231 * _INCH**3, 4.54609 * _LITRE

#: The units of each kind, by what they measure in the unit of SI (mass in grams); those of `_METRIC` take prefixes.
_KINDS: dict[str, dict[str, float]] = {
    "mass": {
        **{"g": 1.0, "sg": _POUND * _GRAVITY / _FOOT, "lbm": _POUND, "u": 1.66053906660e-24, "ozm": _POUND / 16},
        **{"grain": _POUND / 7000, "cwt": 100 * _POUND, "shweight": 100 * _POUND, "uk_cwt": 112 * _POUND},
        **{"lcwt": 112 * _POUND, "hweight": 112 * _POUND, "stone": 14 * _POUND, "ton": 2000 * _POUND},
        **{"uk_ton": 2240 * _POUND, "LTON": 2240 * _POUND, "brton": 2240 * _POUND},
    },
    "length": {
        **{"m": 1.0, "mi": _MILE, "Nmi": _SEA_MILE, "in": _INCH, "ft": _FOOT, "yd": _YARD, "ang": 1e-10},
        **{"ell": 45 * _INCH, "ly": _LIGHT_YEAR, "parsec": 3.08567758128155e16, "pc": 3.08567758128155e16},
        **{"Picapt": _PICA_POINT, "Pica": _PICA_POINT, "pica": _PICA, "survey_mi": _SURVEY_MILE},
    },
    "time": {
        **{"yr": 31_557_600.0, "day": 86_400.0, "d": 86_400.0, "hr": 3600.0, "mn": 60.0, "min": 60.0},
        **{"sec": 1.0, "s": 1.0},
    },
    "pressure": {
        **{"Pa": 1.0, "p": 1.0, "atm": 101_325.0, "at": 101_325.0, "mmHg": 133.322},
        **{"psi": _POUND_FORCE / _INCH**2, "Torr": 101_325 / 760},
    },
    "force": {"N": 1.0, "dyn": 1e-5, "dy": 1e-5, "lbf": _POUND_FORCE, "pond": _GRAVITY / 1000},
    "energy": {
        **{"J": 1.0, "e": 1e-7, "c": 4.184, "cal": _CALORIE_IT, "eV": 1.602176634e-19, "ev": 1.602176634e-19},
        **{"HPh": _HORSEPOWER * 3600, "hh": _HORSEPOWER * 3600, "Wh": 3600.0, "wh": 3600.0},
        **{"flb": _FOOT * _POUND_FORCE, "BTU": _BTU, "btu": _BTU},
    },
    "power": {"W": 1.0, "w": 1.0, "HP": _HORSEPOWER, "h": _HORSEPOWER, "PS": 75 * _GRAVITY},
    "magnetism": {"T": 1.0, "ga": 1e-4},
    "volume": {
        **{"l": _LITRE, "L": _LITRE, "lt": _LITRE, "tsp": _GALLON / 768, "tspm": 5e-6, "tbs": _GALLON / 256},
        **{"oz": _GALLON / 128, "cup": _GALLON / 16, "pt": _GALLON / 8, "us_pt": _GALLON / 8, "qt": _GALLON / 4},
        **{"uk_pt": _IMPERIAL_GALLON / 8, "uk_qt": _IMPERIAL_GALLON / 4, "gal": _GALLON},
        **{"uk_gal": _IMPERIAL_GALLON, "ang3": 1e-30, "ang^3": 1e-30, "barrel": 42 * _GALLON},
        **{"bushel": 2150.42 * _INCH**3, "ft3": _FOOT**3, "ft^3": _FOOT**3, "in3": _INCH**3, "in^3": _INCH**3},
        **{"ly3": _LIGHT_YEAR**3, "ly^3": _LIGHT_YEAR**3, "m3": 1.0, "m^3": 1.0, "mi3": _MILE**3, "mi^3": _MILE**3},
        **{"yd3": _YARD**3, "yd^3": _YARD**3, "Nmi3": _SEA_MILE**3, "Nmi^3": _SEA_MILE**3},
        **{"Picapt3": _PICA_POINT**3, "Picapt^3": _PICA_POINT**3, "Pica3": _PICA_POINT**3, "Pica^3": _PICA_POINT**3},
        **{"GRT": 100 * _FOOT**3, "regton": 100 * _FOOT**3, "MTON": 40 * _FOOT**3},
    },
    "area": {
        **{"uk_acre": 4840 * _YARD**2, "us_acre": _SURVEY_MILE**2 / 640, "ang2": 1e-20, "ang^2": 1e-20, "ar": 100.0},
        **{"ft2": _FOOT**2, "ft^2": _FOOT**2, "ha": 10_000.0, "in2": _INCH**2, "in^2": _INCH**2},
        **{"ly2": _LIGHT_YEAR**2, "ly^2": _LIGHT_YEAR**2, "m2": 1.0, "m^2": 1.0, "Morgen": 2500.0},
        **{"mi2": _MILE**2, "mi^2": _MILE**2, "Nmi2": _SEA_MILE**2, "Nmi^2": _SEA_MILE**2},
        **{"Picapt2": _PICA_POINT**2, "Pica2": _PICA_POINT**2, "Pica^2": _PICA_POINT**2, "Picapt^2": _PICA_POINT**2},
        **{"yd2": _YARD**2, "yd^2": _YARD**2},
    },
    "information": {"bit": 1.0, "byte": 8.0},
    "speed": {
        **{"admkn": 6080 * _FOOT / 3600, "kn": _SEA_MILE / 3600, "m/h": 1 / 3600, "m/hr": 1 / 3600},
        **{"m/s": 1.0, "m/sec": 1.0, "mph": _MILE / 3600},
    },
    "temperature": {"C": 1.0, "cel": 1.0, "F": 5 / 9, "fah": 5 / 9, "K": 1.0, "kel": 1.0, "Rank": 5 / 9, "Reau": 1.25},
}
#: Where ice melts, in units of temperature.
_MELTING = {"F": 32.0, "fah": 32.0, "K": 273.15, "kel": 273.15, "Rank": 491.67}
#: The units that take prefixes, with the power that a prefix has in them.
_METRIC = {
    unit: power
    for power, units in (
        (1, "g u m ang ly parsec pc sec s Pa p atm at mmHg Torr N dyn dy pond J e c cal eV ev Wh wh"),
        (1, "W w T ga l L lt ar bit byte m/h m/hr m/s m/sec K kel"),
        (2, "ang2 ang^2 m2 m^2"),
        (3, "ang3 ang^3 m3 m^3"),
    )
    for unit in units.split()
}
_PREFIXES = {
    **{"Y": 24, "Z": 21, "E": 18, "P": 15, "T": 12, "G": 9, "M": 6, "k": 3, "h": 2, "da": 1, "e": 1, "d": -1},
    **{"c": -2, "m": -3, "u": -6, "n": -9, "p": -12, "f": -15, "a": -18, "z": -21, "y": -24},
}
#: Powers of 2, which units of information take too.
_BINARY = {"ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60, "Zi": 70, "Yi": 80}


def _unit(name: str) -> tuple[str, float, float]:
    """A unit's kind, its size, and where ice melts in it; #N/A for an unknown one. Capitals count."""
    for kind, units in _KINDS.items():
        if name in units:
            return kind, units[name], _MELTING.get(name, 0.0)
    for kind, units in _KINDS.items():
        for base, size in units.items():
            prefix = name.removesuffix(base)
            if base not in _METRIC or prefix == name:
                continue
            if prefix in _PREFIXES:
                scale = float(f"1e{_PREFIXES[prefix] * _METRIC[base]}")
                return kind, size * scale, _MELTING.get(base, 0.0) / scale
            if kind == "information" and prefix in _BINARY:
                return kind, math.ldexp(size, _BINARY[prefix]), 0.0
    raise Raised(ErrorValue.NA)


@function("CONVERT")
def convert(number: Scalar, source: str, target: str) -> float:
    """CONVERT: a number of one unit in another; #N/A unless both are known and measure the same."""
    value = toolpak.number(number)
    kind, size, melting = _unit(source)
    other, unit, wanted = _unit(target)
    if kind != other:
        raise Raised(ErrorValue.NA)
    return value if source == target else (value - melting) * size / unit + wanted
