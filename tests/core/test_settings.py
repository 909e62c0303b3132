"""The settings, and what is said of a wrong one."""

from pathlib import Path

import pytest

from app.core.settings import Settings, SettingsError, load_settings
from app.main import create_app


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No variable and no file of the machine reaches these tests."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def test_nothing_need_be_set() -> None:
    settings = load_settings()
    assert settings.embedded
    assert settings.public_url == "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("PORT", "0", "The setting PORT is wrong: input should be greater than or equal to 1."),
        ("PORT", "delapan", "The setting PORT is wrong: input should be a valid integer"),
        ("WORKERS", "65", "The setting WORKERS is wrong: input should be less than or equal to 64."),
        (
            "DATABASE_URL",
            "mysql://u:rahasia@host/db",
            "The setting DATABASE_URL is wrong: must begin with postgresql://.",
        ),
        ("DATABASE_URL", "rahasia", "The setting DATABASE_URL is wrong: must begin with postgresql://."),
        (
            "DATABASE_URL",
            "postgresql://u:rahasia@host",
            "The setting DATABASE_URL is wrong: must end with the name of a",
        ),
        (
            "DATABASE_READ_URL",
            "http://rahasia/db",
            "The setting DATABASE_READ_URL is wrong: must begin with postgresql",
        ),
        ("BASE_URL", "inovasi.medan.go.id", "The setting BASE_URL is wrong: must be an address as in https://"),
        ("BASE_URL", "https://x.go.id/?rahasia", "The setting BASE_URL is wrong: must be an address as in https://"),
        ("POOL_TIMEOUT", "0", "The setting POOL_TIMEOUT is wrong: input should be greater than 0."),
        ("POOL_TIMEOUT", "inf", "The setting POOL_TIMEOUT is wrong: "),
        ("POOL_TIMEOUT", "nan", "The setting POOL_TIMEOUT is wrong: "),
        ("CORS_ORIGINS", "*", "The setting CORS_ORIGINS is wrong: must be whole origins as in https://"),
        ("CORS_ORIGINS", "https://*.rahasia.id", "The setting CORS_ORIGINS is wrong: must be whole origins as in"),
        (
            "CORS_ORIGINS",
            "https://a.id,https://b.id/rahasia",
            "The setting CORS_ORIGINS is wrong: must be whole origins",
        ),
        ("CORS_ORIGINS", "null", "The setting CORS_ORIGINS is wrong: must be whole origins as in https://"),
        ("TRUSTED_PROXIES", "10.0.0.0/99,rahasia", "The setting TRUSTED_PROXIES is wrong: must be networks as in"),
        ("RATE_LIMIT_READ", "rahasia", "The setting RATE_LIMIT_READ is wrong: must be as in 1200/minute"),
        ("RATE_LIMIT_WRITE", "0/minute", "The setting RATE_LIMIT_WRITE is wrong: must be as in 1200/minute"),
        ("RATE_LIMIT_OPEN", "10/rahasia", "The setting RATE_LIMIT_OPEN is wrong: must be as in 1200/minute"),
        ("LOG_FORMAT", "xml", "The setting LOG_FORMAT is wrong: input should be 'text' or 'json'."),
    ],
)
def test_a_wrong_setting_is_named_in_one_sentence_without_its_value(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError) as raised:
        load_settings()
    told = str(raised.value)
    assert told.startswith(sentence)
    assert "\n" not in told
    assert "rahasia" not in told


@pytest.mark.parametrize("given", ["postgresql://u:p@h/db", "postgres://u:p@h/db", "postgresql+asyncpg://u:p@h/db"])
def test_addresses_of_a_database_are_kept_in_one_form(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("DATABASE_URL", given)
    settings = load_settings()
    assert settings.database_url == "postgresql://u:p@h/db"
    assert not settings.embedded


def test_a_socket_folder_and_options_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql:///db?host=/run/postgresql&sslmode=disable")
    assert load_settings().database_url == "postgresql:///db?host=/run/postgresql&sslmode=disable"


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "")
    monkeypatch.setenv("PORT", "")
    assert load_settings() == Settings()


def test_the_environment_outdoes_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PORT=9000\nHOST=10.0.0.1\nUNRELATED=1\n", encoding="utf-8")
    monkeypatch.setenv("PORT", "9001")
    settings = load_settings()
    assert (settings.host, settings.port) == ("10.0.0.1", 9001)


@pytest.mark.parametrize(
    ("base", "host", "public"),
    [
        (None, "127.0.0.1", "http://127.0.0.1:8000"),
        (None, "0.0.0.0", "http://127.0.0.1:8000"),  # noqa: S104 - a setting people use
        (None, "::", "http://127.0.0.1:8000"),
        (None, "::1", "http://[::1]:8000"),
        (None, "medan.lan", "http://medan.lan:8000"),
        ("https://inovasi.example.go.id/", "0.0.0.0", "https://inovasi.example.go.id"),  # noqa: S104 - the same
        ("https://example.go.id/inovasi/", "127.0.0.1", "https://example.go.id/inovasi"),
    ],
)
def test_the_address_that_links_are_built_from(base: str | None, host: str, public: str) -> None:
    assert Settings(base_url=base, host=host).public_url == public


def test_half_a_provider_of_tokens_stops_the_start() -> None:
    settings = Settings(database_url="postgresql://nowhere/none", oidc_issuer="https://sso.example.go.id")
    with pytest.raises(SettingsError, match=r"^The setting OIDC_AUDIENCE is missing: OIDC_ISSUER needs it\.$"):
        create_app(settings)
