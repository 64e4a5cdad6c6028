"""Turn a published table of calculations into a live spreadsheet, and prove every number in it.

    >>> import sheetgen
    >>> template = sheetgen.load("single-neuron-gradients")
    >>> values = template.generate("neuron.xlsx", input=0.9)
    >>> values["E2"]
    1.05
    >>> bool(sheetgen.verify("single-neuron-gradients"))
    True

Everything here is imported when it is first used, so that the command line starts fast.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sheetgen.version import VERSION as __version__

if TYPE_CHECKING:
    from sheetgen.api import (
        PublishedTable,
        audit,
        diff,
        explain,
        generate,
        gradient,
        import_,
        load,
        recalculate,
        verify,
    )
    from sheetgen.comparison.model import Diff
    from sheetgen.differentiate import Gradient
    from sheetgen.errors import ExitStatus, SheetgenError
    from sheetgen.explanation import Explanation
    from sheetgen.recalc.values import Values
    from sheetgen.result import Result
    from sheetgen.values import ErrorValue
    from sheetgen.workbook_audit import WorkbookAudit

__all__ = [
    "Diff",
    "ErrorValue",
    "ExitStatus",
    "Explanation",
    "Gradient",
    "PublishedTable",
    "Result",
    "SheetgenError",
    "Values",
    "WorkbookAudit",
    "__version__",
    "audit",
    "diff",
    "explain",
    "generate",
    "gradient",
    "import_",
    "load",
    "recalculate",
    "verify",
]

_HOMES = {
    "Diff": "sheetgen.comparison.model",
    "ErrorValue": "sheetgen.values",
    "ExitStatus": "sheetgen.errors",
    "Explanation": "sheetgen.explanation",
    "Gradient": "sheetgen.differentiate",
    "PublishedTable": "sheetgen.api",
    "Result": "sheetgen.result",
    "SheetgenError": "sheetgen.errors",
    "Values": "sheetgen.recalc.values",
    "WorkbookAudit": "sheetgen.workbook_audit",
    "audit": "sheetgen.api",
    "diff": "sheetgen.api",
    "explain": "sheetgen.api",
    "generate": "sheetgen.api",
    "gradient": "sheetgen.api",
    "import_": "sheetgen.api",
    "load": "sheetgen.api",
    "recalculate": "sheetgen.api",
    "verify": "sheetgen.api",
}


def __dir__() -> list[str]:
    return sorted(__all__)


if not TYPE_CHECKING:
    # Unseen by type checkers, which would believe every name.
    def __getattr__(name: str) -> Any:
        if name not in _HOMES:
            raise AttributeError(f"module 'sheetgen' has no attribute {name!r}")
        from importlib import import_module

        value = getattr(import_module(_HOMES[name]), name)
        globals()[name] = value
        return value
