"""Files to begin with: `parley init`."""

import stat
from pathlib import Path

from tests.fakes.command import ROOT, run_bot


def test_the_examples_are_written_for_their_owner_alone(tmp_path: Path) -> None:
    done = run_bot("init", folder=tmp_path)
    assert done.returncode == 0
    for name, example in ((".env", ".env.example"), ("policy.toml", "policy.example.toml")):
        assert (tmp_path / name).read_bytes() == (ROOT / example).read_bytes()
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_what_is_there_already_is_kept(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PARLEY_LOG_LEVEL=debug\n")
    done = run_bot("init", folder=tmp_path)
    assert ".env: is there already, and stays as it is" in done.stdout.decode()
    assert (tmp_path / ".env").read_text() == "PARLEY_LOG_LEVEL=debug\n"


def test_a_name_that_leads_elsewhere_is_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / ".env").symlink_to(tmp_path / "elsewhere")
    run_bot("init", folder=folder)
    assert not (tmp_path / "elsewhere").exists()


def test_versions_are_printed(tmp_path: Path) -> None:
    assert run_bot("--version", folder=tmp_path).stdout.startswith(b"Parley 0.")
