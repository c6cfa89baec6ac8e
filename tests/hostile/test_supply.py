"""What is installed is what is listed, and a wheel holds everything the program needs."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from support import ROOT


def licences() -> object:
    spec = importlib.util.spec_from_file_location("licences", ROOT / "tools" / "licences.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_locked_package_has_a_licence_and_a_hash() -> None:
    tool = licences()
    listed = (ROOT / "docs" / "licences.md").read_text("utf-8")
    pinned = tool.pinned()  # type: ignore[attr-defined]
    assert len(pinned) > 30
    rows = re.findall(r"^\| (\S+) \| (\S+) \| (.+) \|$", listed, re.MULTILINE)
    assert [(name, version) for name, version, _ in rows if name not in ("package", "---")] == pinned, (
        "run python tools/licences.py"
    )
    assert not [name for name, _, licence in rows if "not installed" in licence or re.search(r"\bAGPL", licence)]
    blocks = re.split(r"^(?=[A-Za-z0-9])", (ROOT / "requirements.lock").read_text("utf-8"), flags=re.MULTILINE)
    assert all("--hash=sha256:" in block for block in blocks if "==" in block)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this tree, unpacked where nothing else is."""
    place = tmp_path_factory.mktemp("wheel")
    copy = place / "source"
    copy.mkdir()
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)  # noqa: S607
    for name in listed.stdout.decode().split("\0"):
        kept = name.startswith("evidence/") or name in ("pyproject.toml", "README.md", "LICENSE")
        if kept and (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            (copy / name).write_bytes((ROOT / name).read_bytes())
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input"]
    make = ["wheel", "--no-deps", "--no-build-isolation", "--no-index", "-w", str(place), str(copy)]
    subprocess.run([*pip, *make], check=True, capture_output=True)
    wheel = next(place.glob("evidence-*.whl"))
    put = ["install", "--no-deps", "--no-index", "--target", str(place / "site"), str(wheel)]
    subprocess.run([*pip, *put], check=True, capture_output=True)
    return place / "site"


def run(site: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    code = "import evidence, sys; print(evidence.__file__, file=sys.stderr); from evidence.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=site.parent,
        env={**os.environ, "PYTHONPATH": str(site), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "arguments",
    [("--help",), ("rules", "list"), ("platforms", "list"), ("match", "-"), ("doctor",)],
    ids=" ".join,
)
def test_a_wheel_runs_without_the_source_tree(installed: Path, arguments: tuple[str, ...]) -> None:
    ran = run(installed, *arguments)
    assert str(installed) in ran.stderr, "another copy ran"
    assert ran.returncode == 0, ran.stderr


def test_a_wheel_makes_a_pack(installed: Path, tmp_path: Path) -> None:
    from hostile.scene import small_case
    from support import lend_records

    folder = small_case(tmp_path / "案")
    lend_records(folder)
    ran = run(installed, "build", str(folder), "-o", str(tmp_path / "p.pdf"))
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "p.pdf").stat().st_size > 50_000
