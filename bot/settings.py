"""What the environment (and a `.env` file) says, checked at once and in one message."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated
from urllib.parse import urlparse

from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from policy.errors import DeskError
from store import is_database

SLACK = "https://slack.com/api/"


class SettingsWrong(DeskError):
    """The environment is not complete. See .env.example."""


class Settings(BaseSettings):
    """Every setting, with the name it has in the environment. `.env.example` explains each."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", populate_by_name=True, str_strip_whitespace=True
    )

    ecoops_sandbox: bool = False  # first, because what SLACK_API_URL may be depends on it
    slack_bot_token: str = Field(default="", repr=False)
    slack_app_token: str = Field(default="", repr=False)
    slack_signing_secret: str = Field(default="", repr=False)
    slack_api_url: str = SLACK
    slack_team_id: str = ""
    database_url: str = Field(default="sqlite:///ecoops.db", repr=False)
    ecoops_admins: Annotated[list[str], NoDecode] = Field(default_factory=list)
    ecoops_playbook: Path = Path(__file__).parent.parent / "playbook" / "default"
    ecoops_seconds_per_message: float = Field(default=1.0, ge=0, le=60)
    ecoops_log: str = "info"

    @field_validator("ecoops_admins", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        if isinstance(value, str):
            return [name.strip() for name in value.split(",") if name.strip()]
        return value

    @field_validator("slack_bot_token")
    @classmethod
    def _bot_token(cls, value: str) -> str:
        if value and not value.startswith("xoxb-"):
            raise ValueError(
                "is the token of a bot user and starts with xoxb- (OAuth & Permissions in your app's settings)"
            )
        return value

    @field_validator("slack_app_token")
    @classmethod
    def _app_token(cls, value: str) -> str:
        if value and not value.startswith("xapp-"):
            raise ValueError("is an app-level token and starts with xapp- (Basic Information in your app's settings)")
        return value

    @field_validator("slack_signing_secret")
    @classmethod
    def _secret(cls, value: str) -> str:
        if value and len(value.strip()) < 16:
            raise ValueError("is too short to be a signing secret (Basic Information in your app's settings)")
        return value

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        if not is_database(value):
            raise ValueError("is sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME")
        return value

    @field_validator("ecoops_playbook")
    @classmethod
    def _playbook(cls, value: Path) -> Path:
        if not value.is_dir():
            raise ValueError(f"names a folder with the playbook's files; there is none at {value}")
        return value

    @field_validator("ecoops_log")
    @classmethod
    def _log(cls, value: str) -> str:
        if value.lower() not in ("debug", "info", "warning", "error"):
            raise ValueError("is debug, info, warning or error")
        return value.lower()

    @field_validator("slack_api_url")
    @classmethod
    def _another_slack(cls, value: str, known: ValidationInfo) -> str:
        url = urlparse(value)
        host = url.hostname or ""
        if url.scheme not in ("http", "https") or not host:
            raise ValueError(f"is the address of a Web API, for example {SLACK}")
        slacks = url.scheme == "https" and (host == "slack.com" or host.endswith(".slack.com"))
        if not slacks and not known.data.get("ecoops_sandbox"):
            raise ValueError(
                "names another host than Slack, and tokens are sent there; set ECOOPS_SANDBOX=1 if that is meant"
            )
        return value if value.endswith("/") else f"{value}/"

    def missing(self, *, http: bool) -> dict[str, str]:
        """Return a sentence for every setting that running needs and that is empty."""
        needed = {"slack_bot_token": "SLACK_BOT_TOKEN is empty (OAuth & Permissions, starts with xoxb-)"}
        if http:
            needed |= {"slack_signing_secret": "SLACK_SIGNING_SECRET is empty; --http needs it (Basic Information)"}
        else:
            needed |= {
                "slack_app_token": "SLACK_APP_TOKEN is empty; Socket Mode needs it (xapp-...), unless you run --http"
            }
        return {name: gap for name, gap in needed.items() if not getattr(self, name)}


def read(**overrides: object) -> Settings:
    """Read the environment. Raises SettingsWrong with one line for every malformed value."""
    settings, wrong = _read(overrides)
    if wrong:
        raise _wrong(wrong)
    return settings


def read_to_run(*, http: bool, **overrides: object) -> Settings:
    """Read the environment for a bot that is to start. Raises SettingsWrong with one line for every malformed value
    and for every empty one that it cannot do without."""
    settings, wrong = _read(overrides)
    wrong |= {name: gap for name, gap in settings.missing(http=http).items() if name not in wrong}
    if wrong:
        raise _wrong(wrong)
    return settings


def _read(overrides: Mapping[str, object]) -> tuple[Settings, dict[str, str]]:
    """Return the settings, and a sentence for every malformed value; its default stands in for it."""
    try:
        return Settings(**overrides), {}  # type: ignore[arg-type]
    except ValidationError as error:
        wrong = {str(problem["loc"][0]): _plainly(problem["msg"]) for problem in error.errors()}
    blank = {name: Settings.model_fields[name].get_default(call_default_factory=True) for name in wrong}
    return Settings(**{**overrides, **blank}), {  # type: ignore[arg-type]
        name: f"{name.upper()} {said}" for name, said in wrong.items()
    }


def _plainly(said: str) -> str:
    """Return a complaint of the library's, or of ours, as it continues the setting's name."""
    return said.removeprefix("Value error, ").replace("Input should be", "should be")


def _wrong(lines: Mapping[str, str]) -> SettingsWrong:
    return SettingsWrong(
        "EcoOps cannot start with these settings:\n"
        + "\n".join(f"- {line}" for line in lines.values())
        + "\nSee .env.example, or try `make sandbox` first."
    )
