"""Which Python a fresh machine's .venv is made of."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from infra.local import install

OTHER_VERSION = "#!/bin/sh\nexit 1\n"


def test_the_systems_own_python_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install, "SYSTEM_PYTHON", Path(sys.executable))
    monkeypatch.setattr(sys, "executable", "/some/where/python3")
    assert install.pythons() == [str(install.SYSTEM_PYTHON), "/some/where/python3"]


def test_another_version_or_none_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    other = tmp_path / "python3"
    monkeypatch.setattr(install, "SYSTEM_PYTHON", other)
    assert install.pythons() == [sys.executable]
    other.write_text(OTHER_VERSION)
    other.chmod(0o755)
    assert install.pythons() == [sys.executable]


def test_where_one_cannot_make_it_the_next_does(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    broken.write_text(OTHER_VERSION)
    broken.chmod(0o755)
    monkeypatch.setattr(install, "VENV", tmp_path / "venv")
    monkeypatch.setattr(install, "PYTHON", tmp_path / "venv" / "bin" / "python")
    monkeypatch.setattr(install, "pythons", lambda: [str(broken), sys.executable])
    install.make_venv()
    assert install.PYTHON.exists()
    monkeypatch.setattr(install, "VENV", tmp_path / "second")
    monkeypatch.setattr(install, "PYTHON", tmp_path / "second" / "bin" / "python")
    monkeypatch.setattr(install, "pythons", lambda: [str(broken)])
    with pytest.raises(install.CannotInstall, match="python3-venv"):
        install.make_venv()
