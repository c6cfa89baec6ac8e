"""The child process that opens a third-party spreadsheet: a path in, its first filled sheet as CSV on stdout.

Run as `python -m evidence.facts.exports.sheet_child FILE ROWS MEGABYTES SECONDS`. It limits its own memory and time, so
that a bomb ends it and not us. Formulas are never worked out: the value the marketplace saved is taken. A number that a
spreadsheet cannot hold exactly (more than 15 digits) is marked with `≈`, since its last digits are lost.
"""

from __future__ import annotations

import csv
import io
import sys
from datetime import date, datetime, time, timedelta
from typing import Any

from evidence.facts.pdf_child import limit

# A spreadsheet keeps 15 significant digits of a number.
_EXACT = 10**15
DAMAGED = "≈"


def cell_text(value: Any) -> str:
    """A cell as text."""
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(value)
    if isinstance(value, (int, float)):
        if value != value or value in (float("inf"), float("-inf")):
            return ""
        whole = int(value) if float(value).is_integer() else None
        if whole is None:
            return repr(value)
        return f"{DAMAGED}{whole}" if abs(whole) >= _EXACT else str(whole)
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, (date, time)):
        return value.isoformat()
    return "" if isinstance(value, timedelta) else str(value)


def main(arguments: list[str]) -> int:
    """Print the sheet; exit code 3 for what is no spreadsheet, 4 for one protected by a password."""
    path, rows, megabytes, seconds = arguments
    limit(int(megabytes), int(seconds))
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_path(path)
        names = book.sheet_names
        out = csv.writer(io.TextIOWrapper(sys.stdout.buffer, "utf-8", newline="", write_through=False))
        for name in names:
            sheet = book.get_sheet_by_name(name)
            if sheet.height < 2:
                continue
            for number, row in enumerate(sheet.iter_rows()):
                if number >= int(rows):
                    break
                out.writerow([cell_text(value) for value in row])
            break
    except python_calamine.PasswordError:
        return 4
    except (python_calamine.CalamineError, OSError):
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
