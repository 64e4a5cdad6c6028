"""The page docs/differential.md."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from benchmarks.differential.classes import VERDICTS, Class, class_of, classes
from benchmarks.differential.conditions import Finding
from benchmarks.differential.minimise import minimised
from benchmarks.differential.parts import ENDLESS
from benchmarks.differential.run import Outcome
from sheetgen.sheet import column_letters
from sheetgen.values import Scalar, show

NAMES = {"ironcalc": "IronCalc", "libreoffice": "LibreOffice"}
#: A class names so many of its functions.
_FUNCTIONS = 12

HEAD = """# Differential testing

Random formulas, evaluated by sheetgen and by two calculators that others wrote: where they differ, someone is wrong.
This page is written by `python -m benchmarks.differential`, which takes `--seed` and `--count`; the formulas follow
from these. It ends with 1 if a difference belongs to none of the classes below.

The formulas: operators of every precedence on random operands, and calls of {functions} functions (all that sheetgen
evaluates, but for the volatile ones, those whose arrays spill, and those that neither of the others has) with arguments
of the kinds that they want, one in twenty of any kind, among them texts, numbers as texts, booleans, blanks, errors and
dates. A tenth refers to formulas before it. Two numbers agree as `sheetgen verify` judges it: within 4 ulp, or within
what rounding explains, formula by formula ([witnesses.md](witnesses.md)); LibreOffice's errors are not told apart.

Each difference is traced to the smallest part of its formula that differs by itself; that part's function, the kinds
of both values and of the operands decide its class. Who is right is judged by Excel's documentation of the function
that is named; by workbooks that Excel calculated (IronCalc's `calc_tests`, with the values that Excel stored in them);
by the exact value to 40 digits, from mpmath; or it is not known, which is then said. Which texts are numbers, dates or
neither is put as sheetgen reads them, where a class speaks of it; the verdict is not taken from that.
"""


def summary(outcome: Outcome) -> dict[str, Any]:
    """The numbers, as JSON can hold them."""
    counts: Counter[str] = Counter()
    for finding in outcome.findings:
        found = class_of(finding)
        counts[found.name if found else "unexplained"] += 1
    right: Counter[str] = Counter()
    for one in classes():
        right[one.right] += counts[one.name]
    return {
        "seed": outcome.seed,
        "formulas": outcome.formulas,
        "refused": sum(outcome.refused.values()),
        "differing": outcome.differing,
        "inherited": outcome.inherited,
        "versions": outcome.versions,
        "classes": dict(counts.most_common()),
        "right": dict(right),
        "unexplained": counts["unexplained"],
    }


def page(outcome: Outcome, numbers: dict[str, Any]) -> str:
    """The whole page."""
    from benchmarks.differential.grammar import signatures

    findings: dict[str, list[Finding]] = defaultdict(list)
    for finding in outcome.findings:
        found = class_of(finding)
        if found:
            findings[found.name].append(finding)
    order = [one for one in classes() if findings[one.name]]
    examples = dict(zip([one.name for one in order], minimised(shortest(order, findings)), strict=True))
    lines = [HEAD.format(functions=len(signatures())), "## Results\n", *_results(numbers), ""]
    for name in outcome.versions:
        own = [one for one in order if findings[one.name][0].calculator == name]
        own.sort(key=lambda one: -len(findings[one.name]))
        lines += [f"## {NAMES[name]}\n"]
        for one in own:
            lines += _entry(one, findings[one.name], examples[one.name])
    return "\n".join(lines).rstrip() + "\n"


def shortest(order: Sequence[Class], findings: dict[str, list[Finding]]) -> list[Finding]:
    """The shortest finding of each class."""
    return [min(findings[one.name], key=lambda finding: (len(finding.text), finding.text)) for one in order]


def _results(numbers: dict[str, Any]) -> list[str]:
    total = numbers["formulas"] - numbers["refused"]
    lines = [
        f"{numbers['formulas']:,} formulas, seed {numbers['seed']}; sheetgen refuses {numbers['refused']:,} of them"
        f" (formats of TEXT that it does not know), which are left out below.\n",
        "| calculator | agrees | differs | of these, only because a formula before does |",
        "| --- | --- | --- | --- |",
    ]
    for name, differing in numbers["differing"].items():
        share = f"{(total - differing) / total:.1%}"
        lines.append(
            f"| {numbers['versions'][name]} | {total - differing:,} ({share}) | {differing:,} |"
            f" {numbers['inherited'][name]:,} |"
        )
    judged = sum(numbers["right"].values())
    parts = [f"{VERDICTS[key]} in {numbers['right'][key]:,}" for key in VERDICTS if numbers["right"].get(key)]
    lines.append(f"\nOf the {judged:,} differences, who is right: {', '.join(parts)}.")
    return lines


def _entry(one: Class, found: Sequence[Finding], example: Finding) -> list[str]:
    """What the page says of a class."""
    names = Counter(finding.name for finding in found if finding.name)
    listed = ", ".join(f"`{name}`" for name, _ in names.most_common(_FUNCTIONS))
    more = f" and {len(names) - _FUNCTIONS} more" if len(names) > _FUNCTIONS else ""
    count = f"{len(found):,}, in {listed}{more}." if names else f"{len(found):,}."
    lines = [f"### {one.title}\n", _wrapped(count) + "\n"]
    lines += [
        "| formula | sheetgen | " + NAMES[example.calculator] + " | right |",
        "| --- | --- | --- | --- |",
        f"| `={_cell(example.text)}` | `{_shown(example.ours)}` | `{_shown(example.theirs)}`"
        f" | {VERDICTS[one.right]} |\n",
    ]
    if example.cells:
        lines.append(f"{_cells(example)}\n")
    if "exact" in one.name and example.exact is not None:
        lines.append(f"Exactly {_digits(example)}.\n")
    lines.append(_wrapped(one.why) + "\n")
    return lines


def _digits(example: Finding) -> str:
    from mpmath import mp

    return f"`{mp.nstr(example.exact, 20)}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _shown(value: Scalar) -> str:
    if value == ENDLESS:
        return "no end"
    if isinstance(value, str):
        shown = repr(str(value))[1:-1] if not value.startswith("#") else str(value)
        shown = shown if len(shown) <= 40 else shown[:40] + "…"
        return _cell(shown if type(value) is not str else f'"{shown}"')
    return "nothing" if value is None else show(value)


def _cells(example: Finding) -> str:
    """What the cells hold that the example refers to, in runs of one column."""
    parts: list[str] = []
    for (sheet, row, column), value in list(example.cells.items())[:24]:
        parts.append(f"{sheet}!{column_letters(column)}{row} `{_shown(value) if value != '' else 'empty text'}`")
    rest = len(example.cells) - 24
    return _wrapped("With " + ", ".join(parts) + (f" and {rest} more cells" if rest > 0 else "") + ".")


def _wrapped(text: str) -> str:
    import textwrap

    return "\n".join(textwrap.wrap(text, 120, break_long_words=False, break_on_hyphens=False))
