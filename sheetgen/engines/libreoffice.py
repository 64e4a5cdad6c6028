"""LibreOffice, without its windows: soffice recalculates a workbook and exports what it calculated."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
from pathlib import Path

from sheetgen.engines import Evaluation
from sheetgen.engines.exported import extent, read_xls, read_xlsx
from sheetgen.engines.process import run, time_limit, working_folder
from sheetgen.errors import EngineError
from sheetgen.sheet import Address

#: What .xls can hold.
XLS_LIMIT = Address(65_536, 256)
#: The significant digits that LibreOffice writes to .xlsx.
XLSX_DIGITS = 15
#: Where two numbers differ by less than this part of the smaller one, their difference is 0, unless both are whole
#: (measured with 7.4; tests/engines/test_libreoffice.py holds it on both sides).
CANCELS = 2.0**-48

#: Recalculate always (0); run no macros; never update links (1); the same locale and arithmetic (no OpenCL) everywhere.
#: Linked pictures would be fetched all the same: a proxy (2) where no program listens keeps it off the network.
SETTINGS = """\
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"\
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">\
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update">\
<prop oor:name="Link" oor:op="fuse"><value>1</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">\
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">\
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">\
<prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop>\
<prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>\
<prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop>\
<prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>\
<prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop>\
<prop oor:name="ooInetNoProxy" oor:op="fuse"><value></value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc">\
<prop oor:name="UseOpenCL" oor:op="fuse"><value>false</value></prop></item>
<item oor:path="/org.openoffice.Setup/L10N">\
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>en-US</value></prop></item>
</oor:items>
"""


def find_soffice() -> str | None:
    """The program: what SHEETGEN_SOFFICE names, else what the PATH has."""
    if named := os.environ.get("SHEETGEN_SOFFICE"):
        return shutil.which(named)
    return shutil.which("soffice") or shutil.which("libreoffice")


class LibreOffice:
    """LibreOffice Calc, which hands over full doubles by way of .xls.

    .xls (BIFF8) stores IEEE doubles, where .xlsx, .ods and .csv are written with 15 digits. A workbook that
    is too large for .xls goes by way of .xlsx, and the evaluation says that it has 15 digits.

    Two limits. LibreOffice's booleans are numbers that are shown as such, and .xls gets what is shown: a number
    that inherits the format, as =MAX(A1,2.5) does where A1 holds =TRUE(), and =--(A1>0), comes back as TRUE. And
    a constant (never a formula's result) whose hundredfold rounds to a whole number is stored as that number: one
    that lies an ulp beside two decimals, 746.0699999999999, comes back as 746.07; formulas had the true one.
    """

    name = "libreoffice"

    def __init__(self, timeout_seconds: float | None = None) -> None:
        """`timeout_seconds` limits one recalculation; SHEETGEN_ENGINE_TIMEOUT says how long it is usually."""
        self.timeout_seconds = time_limit() if timeout_seconds is None else timeout_seconds

    def why_not(self) -> str | None:
        """Whether the program and the readers of its export are there; neither is started."""
        if find_soffice() is None:
            if named := os.environ.get("SHEETGEN_SOFFICE"):
                return f"LibreOffice is not installed: SHEETGEN_SOFFICE names {named}, which is no program; unset it"
            return "LibreOffice is not installed: no soffice on the PATH; get it from libreoffice.org"
        for package in ("xlrd", "defusedxml"):
            if importlib.util.find_spec(package) is None:
                return f"the Python package {package} is not installed: pip install 'sheetgen[engines]'"
        return None

    def evaluate(self, path: Path, data: bytes | None = None) -> Evaluation:
        """Recalculate the workbook, or the bytes that were read from it.

        In a profile of its own, beside any LibreOffice that is open.
        """
        soffice = find_soffice()
        if (reason := self.why_not()) or soffice is None:
            raise EngineError(f"{path}: {reason}")
        what = f"{path}: LibreOffice"
        with working_folder("sheetgen-libreoffice-", what) as directory:
            # A copy: odd names, read-only folders and lock files do not matter then.
            copy = directory / "workbook.xlsx"
            if data is None:
                try:
                    data = path.read_bytes()
                except OSError as error:
                    raise EngineError(f"{path}: the workbook cannot be read ({error.strerror})") from error
            copy.write_bytes(data)
            size = extent(copy, path)
            kind = "xls" if size.row <= XLS_LIMIT.row and size.column <= XLS_LIMIT.column else "xlsx"
            exported = self._convert(soffice, copy, kind, what)
            values = read_xls(exported, path) if kind == "xls" else read_xlsx(exported, path)
            version = self._version(soffice, directory, what)
        digits = None if kind == "xls" else XLSX_DIGITS
        return Evaluation(values, digits=digits, version=version, error_kinds=False, cancels=CANCELS)

    def _convert(self, soffice: str, workbook: Path, kind: str, what: str) -> Path:
        """Let LibreOffice load, recalculate and export the workbook; the exported file."""
        directory = workbook.parent
        settings = directory / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(SETTINGS, encoding="utf-8")
        # Its own temporary files too: one that is killed leaves them behind.
        scratch = directory / "scratch"
        scratch.mkdir()
        result = directory / "result"
        command = [
            soffice,
            f"-env:UserInstallation={(directory / 'profile').as_uri()}",
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--nodefault",
            "--nofirststartwizard",
            "--convert-to",
            kind,
            "--outdir",
            str(result),
            str(workbook),
        ]
        finished = run(command, self.timeout_seconds, what, {"TMPDIR": str(scratch)})
        exported = result / f"workbook.{kind}"
        # Its exit status is 0 even where it could not load the file; only the result counts.
        if not exported.is_file():
            raise EngineError(
                f"{what} exported nothing ({finished.reason()}); open the workbook in LibreOffice to see why"
            )
        return exported

    def version(self) -> str:
        """Its name and version, of which its results are; EngineError where it cannot be asked."""
        soffice = find_soffice()
        if (reason := self.why_not()) or soffice is None:
            raise EngineError(f"libreoffice was asked for and cannot run: {reason}")
        with working_folder("sheetgen-libreoffice-", "LibreOffice") as directory:
            return self._version(soffice, directory, "LibreOffice")

    def _version(self, soffice: str, directory: Path, what: str) -> str:
        """Its name and version, `LibreOffice 7.4.7.2`; the name alone where it says nothing else."""
        command = [
            soffice,
            f"-env:UserInstallation={(directory / 'profile').as_uri()}",
            "--headless",
            "--version",
        ]
        match = re.match(r"LibreOffice\w* [0-9.]+", run(command, self.timeout_seconds, what).output)
        return match[0] if match else "LibreOffice"
