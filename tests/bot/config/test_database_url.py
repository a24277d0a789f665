import pytest

from bot.config.database_url import parse_url


@pytest.mark.parametrize("url", ["parley.db", "mysql://u@h/d", ""])
def test_an_address_it_cannot_use_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="sqlite"):
        parse_url(url)


def test_the_driver_need_not_be_written() -> None:
    assert parse_url("sqlite:///x.db").drivername == "sqlite+aiosqlite"
    for written in ("postgresql", "postgres"):
        assert parse_url(f"{written}://u@h/d").drivername == "postgresql+asyncpg"
