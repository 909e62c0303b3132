import re
import tomllib
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.core.gateway import MOST_ADDRESS_BYTES, MOST_HEADER_BYTES
from app.core.problems import Problem, catalogue
from app.core.settings import Settings

ROOT = Path(__file__).parents[2]
NGINX = (ROOT / "deploy/nginx/nginx.conf").read_text("utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]


@pytest.mark.parametrize("name", SERVICES)
def test_every_container_is_confined(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory", "pids"}
    assert "privileged" not in service
    assert "healthcheck" in service
    if "build" not in service:
        assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", service["user"])
        assert re.fullmatch(r"[a-z]+:\d+.*", service["image"])


def test_only_nginx_is_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["nginx"]
    assert [name for name, network in COMPOSE["networks"].items() if not network.get("internal")] == ["outside"]
    assert [name for name, service in SERVICES.items() if "outside" in service["networks"]] == ["nginx"]
    assert "inside" not in SERVICES["nginx"]["networks"]


def test_the_address_of_a_client_is_believed_from_nginx_alone() -> None:
    assert [name for name, service in SERVICES.items() if "front" in service["networks"]] == ["app", "nginx"]
    (subnet,) = COMPOSE["networks"]["front"]["ipam"]["config"]
    trusted = SERVICES["app"]["environment"]["TRUSTED_PROXIES"]
    assert trusted == subnet["subnet"]
    default = re.fullmatch(r"\$\{FRONT_SUBNET:-(.+)\}", trusted)
    assert default is not None
    assert ip_network(default[1]).is_private
    assert Settings(trusted_proxies=default[1]).trusted_proxies == default[1]
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in NGINX


def test_no_password_is_written_down_and_none_is_assumed() -> None:
    text = (ROOT / "compose.yaml").read_text("utf-8")
    assert "${POSTGRES_PASSWORD:?" in text
    filled_in = re.sub(r"\$\{[^}]*\}", "", text)
    assert re.findall(r"^ .*PASSWORD: *\"?[^\"\s].*", filled_in, re.MULTILINE) == []
    assert re.findall(r"://[^/\s]*:([^@\s]+)@", filled_in) == []
    assert ".env" in (ROOT / ".gitignore").read_text("utf-8").splitlines()


def test_the_service_starts_after_the_migrations_and_has_settings_that_exist() -> None:
    assert SERVICES["app"]["depends_on"] == {"migrate": {"condition": "service_completed_successfully"}}
    assert SERVICES["migrate"]["command"] == ["inovasi migrate && inovasi load"]
    known = {name.upper() for name in Settings.model_fields}
    assert set(SERVICES["app"]["environment"]) | set(SERVICES["migrate"]["environment"]) <= known
    assert (
        int(SERVICES["app"]["stop_grace_period"].removesuffix("s")) > Settings.model_fields["shutdown_timeout"].default
    )


def test_the_image_runs_the_command_as_a_numbered_user_without_pip() -> None:
    final = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.search(r"^USER [1-9]\d*:[1-9]\d*$", final, re.MULTILINE)
    assert re.search(r"^STOPSIGNAL SIGTERM$", final, re.MULTILINE)
    assert re.search(r"^RUN python -m pip uninstall --yes .*\bpip ", final, re.MULTILINE)
    assert "/health/live" in final
    command = re.search(r'^ENTRYPOINT \["(\w+)"\]\nCMD \["serve"\]$', final, re.MULTILINE)
    assert command is not None
    assert command[1] in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
    assert not re.search(r"\b(gcc|build-essential|apt-get)\b", DOCKERFILE)


def test_everything_installed_into_the_image_is_locked_by_hash() -> None:
    installs = re.findall(r"pip [^&\n]*?\binstall\b[^&\n]*", DOCKERFILE.replace("\\\n", " "))
    assert len(installs) == 2
    assert all("--require-hashes" in install or "--no-deps --no-build-isolation" in install for install in installs)
    for lock in ("requirements.lock", "deploy/build.lock"):
        packages = re.findall(r"^[a-z][\w.-]*==\S+.*\\$", (ROOT / lock).read_text("utf-8"), re.MULTILINE)
        assert packages


def test_all_that_the_image_copies_is_sent_to_the_builder() -> None:
    sent = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")}
    copied = {
        source.split("/")[0]
        for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE)
        for source in line.split()[:-1]
    }
    assert copied == sent


def _problems_of_nginx() -> dict[str, int]:
    kinds = dict(re.findall(r"/\.problem/(\d+) (\w+);", NGINX))
    return {kind: int(status) for status, kind in kinds.items()} | {"internal_error": 500}


def test_a_problem_of_nginx_is_one_of_the_service() -> None:
    known = {entry.code: entry for entry in catalogue()}
    for code, status in _problems_of_nginx().items():
        entry = known[code]
        assert entry.status == status
        for language in ("id", "en"):
            line = re.search(rf"^ +{code}\.{language} '(.+)';$", NGINX, re.MULTILINE)
            assert line is not None
            words = line[1].replace("\\'", "'")
            assert f'"title":"{entry.title.in_language(language)}"' in words
            assert f'"detail":"{entry.meaning.in_language(language)}"' in words


def test_every_refusal_of_nginx_has_its_problem_with_all_members() -> None:
    pages = set(re.findall(r"error_page .*?/\.problem/(\d+);", NGINX))
    answered = dict(re.findall(r"location = /\.problem/(\d+) \{ internal; return (\d+) \$problem; \}", NGINX))
    assert pages == set(answered) == {str(status) for status in _problems_of_nginx().values()}
    assert all(asked == given for asked, given in answered.items())
    body = re.search(r"default '(\{\"type.+\})';", NGINX)
    assert body is not None
    members = set(re.findall(r'"(\w+)":', body[1])) | {"title", "detail"}
    assert members == set(Problem.model_fields)


def test_nginx_lets_through_what_the_service_accepts() -> None:
    buffers = re.search(r"large_client_header_buffers (\d+) (\d+)k;", NGINX)
    assert buffers is not None
    count, size = int(buffers[1]), int(buffers[2]) * 1024
    assert size >= MOST_ADDRESS_BYTES
    assert count * size >= MOST_HEADER_BYTES
    body = re.search(r"client_max_body_size (\d+)m;", NGINX)
    assert body is not None
    assert int(body[1]) * 1024 * 1024 == Settings.model_fields["max_body_size"].default


def test_nginx_leaves_the_tags_alone_that_changes_are_made_by() -> None:
    location = re.search(r"location / \{(.+?)\n        \}", NGINX, re.DOTALL)
    assert location is not None
    assert "if ($http_authorization) { gzip off; }" in location[1]
