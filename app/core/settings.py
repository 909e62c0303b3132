"""Every setting of the service, in one documented place: read from the environment, then from `.env`."""

import re
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

# RFC 7518 3.1: those with a public key; a shared secret would let whoever verifies also sign
_ALGORITHMS = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
# of agencies, as `app.coverage.levels` tells them apart
_LEVELS = {"sekretariat", "bagian", "dinas_badan", "kecamatan", "kelurahan", "unit"}
_RATE = re.compile(r"[1-9][0-9]{0,8}/(second|minute|hour|day)|off", re.ASCII)
_SCHEMES = ("postgresql", "postgres", "postgresql+asyncpg")


class SettingsError(Exception):
    """A setting is wrong; the message is one sentence for the person who starts the service."""


def _database_url(value: str) -> str:
    scheme, separator, rest = value.partition("://")
    if not separator or scheme not in _SCHEMES:
        message = "must begin with postgresql://"
        raise ValueError(message)
    if not urlsplit(f"postgresql://{rest}").path.strip("/"):
        message = "must end with the name of a database, as in postgresql://user@host/inovasi"
        raise ValueError(message)
    return f"postgresql://{rest}"


def _base_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
        message = "must be an address as in https://inovasi.example.go.id"
        raise ValueError(message)
    return value.rstrip("/")


def _web_address(value: str) -> str:
    _base_url(value.partition("?")[0])
    return value


def _words(value: str) -> str:
    words = [word.strip() for word in value.split(",")]
    if not all(words):
        message = "must be values with commas between them"
        raise ValueError(message)
    return ",".join(words)


def _algorithms(value: str) -> str:
    if unfit := set(_words(value).split(",")) - _ALGORITHMS:
        message = f"must be signature algorithms with a public key, which {min(unfit)} is not"
        raise ValueError(message)
    return _words(value)


def _levels(value: str) -> str:
    if unfit := set(_words(value).split(",")) - _LEVELS:
        message = f"must be levels of agencies as in dinas_badan,kecamatan, which {min(unfit)} is not"
        raise ValueError(message)
    return _words(value)


def _proxies(value: str) -> str:
    for word in _words(value).split(","):
        try:
            ip_network(word)
        except ValueError:
            message = "must be networks as in 10.0.0.0/8, with commas between them"
            raise ValueError(message) from None
    return _words(value)


def _rate(value: str) -> str:
    if not _RATE.fullmatch(value):
        message = "must be as in 1200/minute (second, minute, hour or day), or off"
        raise ValueError(message)
    return value


def _origins(value: str) -> str:
    for word in _words(value).split(","):
        parts = urlsplit(word)
        whole = f"{parts.scheme}://{parts.netloc}"
        # an asterisk would look as if it stood for others, and would fit none
        if parts.scheme not in {"http", "https"} or not parts.netloc or word != whole or "*" in word:
            message = "must be whole origins as in https://dprd.example.go.id, with commas between them"
            raise ValueError(message)
    return _words(value)


DatabaseUrl = Annotated[str, AfterValidator(_database_url)]
Rate = Annotated[str, AfterValidator(_rate)]


class Settings(BaseSettings):
    """The settings. Each is an environment variable of the same name in upper case; an empty one counts as unset."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True)

    database_url: DatabaseUrl | None = Field(
        None,
        description="PostgreSQL 15 to 18. When set, nothing embedded is started and only `inovasi migrate` migrates.",
    )
    database_read_url: DatabaseUrl | None = Field(
        None, description="A replica for anonymous reads. Whoever signs in reads from DATABASE_URL."
    )
    inovasi_home: Path = Field(Path(".inovasi"), description="Folder of the embedded database and its lock.")
    host: str = Field("127.0.0.1", min_length=1, description="Address to listen on.")
    port: int = Field(8000, ge=1, le=65535, description="Port to listen on.")
    workers: int = Field(1, ge=1, le=64, description="Server processes.")
    base_url: Annotated[str, AfterValidator(_base_url)] | None = Field(
        None, description="Public address; every link is built from it. Default: http://HOST:PORT."
    )
    pool_size: int = Field(5, ge=1, le=200, description="Connections per worker for sessions.")
    read_pool_size: int = Field(16, ge=1, le=200, description="Connections per worker for published documents.")
    pool_timeout: float = Field(1.5, gt=0, le=60, description="Seconds to wait for a connection before 503.")
    export_slots: int = Field(2, ge=1, le=50, description="Exports at once per worker, each with its own connection.")
    export_timeout: float = Field(600.0, ge=10, le=86_400, description="Seconds a client has for a whole export.")
    connect_timeout: float = Field(3.0, gt=0, le=60, description="Seconds to wait for PostgreSQL to accept.")
    statement_timeout: float = Field(5.0, gt=0, le=600, description="Seconds a statement may run.")
    lock_timeout: float = Field(2.0, gt=0, le=600, description="Seconds a statement may wait for a lock.")
    shutdown_timeout: int = Field(20, ge=1, le=600, description="Seconds that running requests get on SIGTERM.")
    oidc_issuer: Annotated[str, AfterValidator(_web_address)] | None = Field(
        None, description="OpenID provider whose bearer tokens are taken; exactly as in their `iss`."
    )
    oidc_audience: str | None = Field(None, min_length=1, description="Required with OIDC_ISSUER: the tokens' `aud`.")
    oidc_jwks_url: Annotated[str, AfterValidator(_web_address)] | None = Field(
        None, description="Where its keys are. Default: found through its discovery document."
    )
    oidc_algorithms: Annotated[str, AfterValidator(_algorithms)] = Field(
        "RS256,ES256", description="Signature algorithms that are taken, with commas between them."
    )
    oidc_account_claim: str = Field("sub", min_length=1, description="Claim that names an account's `subject`.")
    field_keys: SecretStr | None = Field(
        None,
        description="Keys of personal data, `id:base64 of 32 bytes`, the newest first, with commas between them.",
    )
    matching_key: SecretStr | None = Field(
        None, description="Required with FIELD_KEYS: base64 of 32 bytes, for finding equal values; never changes."
    )
    trusted_proxies: Annotated[str, AfterValidator(_proxies)] | None = Field(
        None, description="Networks whose X-Forwarded-For is believed, with commas between them."
    )
    rate_limit_read: Rate = Field("1200/minute", description="Reads per address, or per account if signed in.")
    rate_limit_write: Rate = Field("120/minute", description="Writes per account; or `off`.")
    rate_limit_open: Rate = Field(
        "10/hour", description="Writes that need no credentials, per address, also of those who sign in; or `off`."
    )
    rate_limit_answer: Rate = Field(
        "100/hour", description="Answers to surveys, per address, which may be that of a counter's tablet; or `off`."
    )
    rate_limit_sign_in: Rate = Field("30/minute", description="Refused credentials per address; or `off`.")
    rate_limit_storage: str | None = Field(
        None,
        pattern=r"^(redis|rediss)://.+$",
        description="Redis that several processes count in. Default: each its own.",
    )
    cors_origins: Annotated[str, AfterValidator(_origins)] | None = Field(
        None, description="Origins whose pages may call the service, with commas between them. Default: none."
    )
    sign_of_life_months: int = Field(
        6, ge=1, le=60, description="Months within which an innovation owes a sign of life; after twice as many: vakum."
    )
    coverage_levels: Annotated[str, AfterValidator(_levels)] = Field(
        "sekretariat,bagian,dinas_badan,kecamatan",
        description="Levels of agencies that make up the total of one agency, one innovation, with commas between.",
    )
    max_body_size: int = Field(1_048_576, ge=1024, le=104_857_600, description="Bytes a request's body may have.")
    log_format: Literal["text", "json"] = Field("text", description="`text` for people, `json` for collectors.")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least level logged.")

    @property
    def public_url(self) -> str:
        """The address that links are built from, without a final slash."""
        host = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104 - compared, not bound
        # an IPv6 address stands in brackets (RFC 3986 3.2.2)
        return self.base_url or f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def embedded(self) -> bool:
        """Whether the service starts its own PostgreSQL."""
        return self.database_url is None


def load_settings() -> Settings:
    """Return the settings.

    Raises:
        SettingsError: naming the first variable that is wrong and what it must be; the value is not repeated,
            because it may hold a password.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = str(first["loc"][0]).upper() if first["loc"] else "settings"
        reason = first["msg"].removeprefix("Value error, ")
        message = f"The setting {name} is wrong: {reason[:1].lower()}{reason[1:]}."
        raise SettingsError(message) from None
