"""A template or a workbook verified: its bytes are read, and every witness held against every cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from sheetgen import embedded
from sheetgen.blocks.verify import verify_blocks
from sheetgen.errors import UnsupportedError, UsageError
from sheetgen.generation import build
from sheetgen.judging import Choice, Judge
from sheetgen.result import Result
from sheetgen.samples import compare_samples
from sheetgen.sheet import Template
from sheetgen.template import load
from sheetgen.workbook.archive import read_bytes
from sheetgen.workbook.kind import is_workbook
from sheetgen.workbook.read import read


def verify(
    what: str | Path | Template,
    changes: Mapping[str, object] | None = None,
    *,
    engines: Sequence[str] = (),
    trust: bool = False,
    only: Choice | None = None,
    samples: int = 0,
    seed: int = 0,
) -> Result:
    """Verifies a template (by short name, path, or loaded) or a workbook (by path), with the inputs changed if asked.

    A template's workbook is made first: the formulas are always read back from the bytes of a finished file.
    `engines` names other calculators to ask; `trust` allows a native function that is not sheetgen's own; `only`
    chooses the cells to judge, if not all. So many `samples` of inputs, drawn with a `seed`, are evaluated by
    the sheet and by the native function too.
    """
    if not isinstance(what, Template) and is_workbook(what):
        if changes:
            raise UsageError(f"{what} is a workbook: change the inputs of a template, or type them into the workbook")
        if samples:
            raise UsageError(f"{what} is a workbook: samples are drawn for a template")
        return _verify_workbook(Path(what), engines, trust, only)
    template = what if isinstance(what, Template) else load(str(what), changes)
    data = build(template)[0]
    result = Judge(read(data, template.name), template, data, own_cache=True, only=only).run(engines, trust)
    if samples:
        result.samples = compare_samples(template, samples, seed, trust=trust)
    return result


def _verify_workbook(path: Path, engines: Sequence[str], trust: bool, only: Choice | None) -> Result:
    # Read once: what the calculators are asked about is what was judged, whatever becomes of the file meanwhile.
    data = read_bytes(path)
    grid = read(data, str(path))
    template = embedded.template(grid)
    if template is not None and "data" in template.settings and only is None:
        if engines:
            raise UsageError(f"{path} has a block for each row of data: sheetgen audit asks other calculators about it")
        result = verify_blocks(grid, template, trust=trust)
        result.source = data
        return result
    own = template is not None and grid.full_calculation_on_load
    try:
        judge = Judge(grid, template, data, own_cache=own, only=only)
    except UnsupportedError as error:
        end = " " if error.message.endswith("?") else "; "
        message = f"{error.message}{end}sheetgen audit judges all other cells"
        raise UnsupportedError(message, error.place, grid.path) from None
    if template is not None:
        judge.template = embedded.with_inputs_of(template, judge.values)
    return judge.run(engines, trust)
