"""What fuzzing starts from: made by code, or text and workbooks of this project."""

from __future__ import annotations

from pathlib import Path
from random import Random

from fuzz import grammar
from fuzz.package import packed

ROOT = Path(__file__).resolve().parent.parent
#: How many formulas and templates are drawn from the grammar.
_DRAWN = 100


def seeds(target: str) -> list[bytes]:
    """The first inputs of a target."""
    match target:
        case "workbook" | "audited" | "columns":
            return [small_workbook(), *(path.read_bytes() for path in sorted((ROOT / "output").glob("*.xlsx")))][:4]
        case "formula":
            return [grammar.formula(Random(number), 3).encode() for number in range(_DRAWN)]
        case "functions":
            return [text.encode() for text in _TEXTS]
        case "template" | "generated":
            drawn = [grammar.template(Random(number)).encode() for number in range(_DRAWN)]
            return [*drawn, (ROOT / "templates" / "single-neuron.md").read_bytes()]
        case "front_matter":
            fronts = [grammar.template(Random(number)).split("+++\n")[1].encode() for number in range(_DRAWN)]
            return [*fronts, b'title = "x"\n[names]\nTiny = "B1"\n[inputs]\nweight = "Sheet!B1"\n']
        case "document":
            return [text.encode() for text in _DOCUMENTS]
        case "html":
            return [text.encode() for text in _PAGES]
        case "csv":
            return [text.encode() for text in _CSV]
    raise KeyError(target)


_TEXTS = (
    "0.00;[Red]-0.00\n>2\n-1.5", "# ?/?\nabc*\n2", "yyyy-mm-dd\n2024-02-29\n45000", "[h]:mm:ss\n12:30:15\n1",
    "(a)(b)\nabab\n$1", "[^a-z]+\nabc123\n-", "0.00E+00\n1e5\n3", "~*\nx*\n?", "<>a\n#N/A\nTRUE", "3+4i\n-2i\n2",
    "R1C1\nA1:B2\n1", "m\nft\n12", "$#,##0.00_);($#,##0.00)\n(1)\n1,234.5", "0000010\n1\n2",
    '"x"0" y"\n1/2/2024 3:00 PM\n7',
)  # fmt: skip

_DOCUMENTS = (
    '# Title\n\n<!-- sheetgen\ninputs = { a = "A1" }\n-->\n\n| # | A | B |\n|---|---|---|\n| 1 | 2 | 4 (A*2) |\n',
    "# x\n<!-- sheetgen -->\n| | A |\n|---|---|\n| 1 | 2 |\n\n## y\n<!-- sheetgen -->\n| | A |\n|---|---|\n| 1 | 2 |\n",
    "| Year | Sum |\n|:--|--:|\n| 1 | 5% |\n| 2 | `= B2*2` |\n",
    "```\n| x |\n```\n~~~\n| y |\n~~~\n\n| a | b |\n|-|-|\n| 1 | 2 |\n",
)

_PAGES = (
    "<table><caption>x</caption><tr><th>#<th>A<th>B<tr><td>1<td>2<td>4 (A*2)</table>",
    '<h2>T</h2><table><tr><td colspan="2" rowspan=2>1</td><td>L<sup>2</sup></td></tr><tr><td>= A1<br>+2</table>',
    "<!DOCTYPE html><html><body><table><tbody><tr><td>0.5</td><td>1 (A1*2)</td></tr></tbody></table></body></html>",
    "<table><tr><td><table><tr><td>1<td>2</table></table>",
    "<table><tr><td>−1,234.5<td>5%<td>TRUE<td>#N/A<td>1&nbsp;2</table>",
)

_CSV = (
    "input,weight\n1,2\n3,4\n", "Input;Weight;x\n0.5;-1e-3;a\n", '"a","b ""c"""\n1,= A1*2\n5%,(A+B)\n', "a\n\n\n1\n",
    "#,A,B\n1,2,4 (A*2)\n2,3,= A2\n", "\ufeffinput,weight\r\n1,2\r\n", "input\tweight\n1\t2\n",
)  # fmt: skip


def small_workbook() -> bytes:
    """A workbook of few bytes with a bit of everything: texts, formats, all kinds of formulas, names, a table."""
    folder = ROOT / "fuzz" / "small_workbook"
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return packed({path.relative_to(folder).as_posix(): path.read_bytes() for path in files})
