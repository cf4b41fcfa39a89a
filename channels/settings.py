"""What the channels must be told, and the refusal to go live with secrets everybody knows."""

from ipaddress import ip_network
from typing import Annotated, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from channels.host_token import read_host_key
from channels.service_account import read_account
from store.sign_in_codes import MOST_CODES_FROM_ONE_PLACE

DEMO_SECRET = "a-demo-secret-known-to-everybody"  # noqa: S105  refused outside a demo


class ChannelSettings(BaseSettings):
    """Read once at an entry point and passed down."""

    model_config = SettingsConfigDict(
        env_prefix="CONVERGE_", env_file=".env", extra="ignore", hide_input_in_errors=True
    )

    demo: bool = Field(
        default=False,
        description="shows sign-in codes on screen and serves the demo page; never in production",
    )
    secret: SecretStr = Field(
        default=SecretStr(DEMO_SECRET),
        description="keys the hashes of sign-in codes; at least 32 random characters",
    )
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="other sites that may embed the widget, separated by commas: https://a.example",
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="the proxies in front of this site, as addresses or networks separated by "
        "commas; only theirs is the X-Forwarded-For that is believed",
    )
    codes_per_address: int = Field(
        default=MOST_CODES_FROM_ONE_PLACE,
        gt=0,
        description="how many sign-in codes may be asked for within an hour from one address (of "
        "IPv6, one /64), by request and within the chat together; a number has 5 besides",
    )
    public_url: str = Field(
        default="",
        description="where customers reach this site; links in replies begin with it: "
        "https://chat.example (unset: no links)",
    )
    payment_secret: SecretStr = Field(
        default=SecretStr(""),
        description="signs the events of the payment side and of providers; unset: none is taken, "
        "but in a demo those of `python -m channels pay-sim` are",
    )
    whatsapp_app_secret: SecretStr = Field(
        default=SecretStr(""),
        description="signs WhatsApp's webhooks; the channel is on when this, a token or the phone "
        "number id is set (and in a demo, for `python -m channels whatsapp-sim`)",
    )
    whatsapp_verify_token: SecretStr = Field(
        default=SecretStr(""),
        description="the word of the webhook's handshake; any that you type into Meta's form, too",
    )
    whatsapp_access_token: SecretStr = Field(
        default=SecretStr(""), description="lets us send; a system user's permanent token"
    )
    whatsapp_phone_number_id: str = Field(
        default="", pattern=r"^[0-9A-Za-z_-]*$", description="the number we send from, by Meta's id"
    )
    whatsapp_graph_url: str = Field(
        default="",
        description="the Graph API with its version; unset: Meta's, and in a demo the simulator's",
    )
    fcm_credentials: SecretStr = Field(
        default=SecretStr(""),
        description="the service account with which Firebase pushes to mobile devices, as JSON or "
        "the path of its file; unset: no pushes",
    )
    host_token_key: SecretStr = Field(
        default=SecretStr(""),
        description="checks the tokens with which a host application signs its customers in: a "
        "secret of 32 characters or more (HS256) or a public key in PEM (RS256); unset: none",
    )
    host_token_audience: str = Field(
        default="converge", min_length=1, description="the `aud` that a host's token must name"
    )
    frames_per_second: float = Field(
        default=20.0,
        gt=0,
        description="how fast one socket may go on sending after its first 120 frames",
    )
    idle_seconds: float = Field(
        default=900.0,
        gt=0,
        description="a socket that has sent nothing for this long is closed (4408)",
    )

    worker: bool = Field(
        default=True,
        description="whether this web process also answers and sends; false: `python -m channels "
        "worker` does, in processes of their own (PostgreSQL only)",
    )
    look_seconds: float = Field(
        default=1.0,
        gt=0,
        description="how often a worker looks for messages that it was not told of, or that failed",
    )
    sweep_seconds: float = Field(
        default=5.0,
        ge=0,
        description="how often this process looks for lapsed holds, long waits and overdue "
        "complaints; 0: never",
    )

    retention_days: int = Field(
        default=30,
        ge=8,
        description="how many days what only tells copies apart is kept: channels' events, "
        "idempotency keys, used codes; WhatsApp may send a copy 7 days later",
    )

    @field_validator("allowed_origins", "trusted_proxies", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(part.strip().rstrip("/") for part in value.split(",") if part.strip())

    @field_validator("allowed_origins")
    @classmethod
    def _are_origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for origin in value:
            scheme, found, host = origin.partition("://")
            if scheme not in {"http", "https"} or not found or not host or "/" in host:
                raise ValueError(f"not an origin like https://shop.example: {origin!r}")
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for network in value:
            ip_network(network)
        return value

    @field_validator("public_url", "whatsapp_graph_url")
    @classmethod
    def _is_address(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError(f"not an address like https://chat.example: {value!r}")
        return value.rstrip("/")

    @field_validator("fcm_credentials")
    @classmethod
    def _is_service_account(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value():
            read_account(value.get_secret_value())
        return value

    @field_validator("host_token_key")
    @classmethod
    def _can_check(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value():
            read_host_key(value.get_secret_value())
        return value

    @model_validator(mode="after")
    def _refuse_demo_secret(self) -> Self:
        secret = self.secret.get_secret_value()
        if not self.demo and secret == DEMO_SECRET:
            raise ValueError("set CONVERGE_SECRET (or CONVERGE_DEMO=true on a laptop)")
        if len(secret) < 32:
            raise ValueError("CONVERGE_SECRET must have at least 32 characters")
        if self.has_whatsapp and not self.demo:
            app_secret = self.whatsapp_app_secret.get_secret_value()
            if app_secret in ("", DEMO_SECRET):
                raise ValueError("set CONVERGE_WHATSAPP_APP_SECRET: the WhatsApp channel is on")
        signs = self.payment_secret.get_secret_value()
        if signs and len(signs) < 32:
            raise ValueError("CONVERGE_PAYMENT_SECRET must have at least 32 characters")
        return self

    @property
    def has_whatsapp(self) -> bool:
        """Whether anything of the WhatsApp channel is set."""
        secrets = (
            self.whatsapp_app_secret,
            self.whatsapp_verify_token,
            self.whatsapp_access_token,
        )
        return bool(self.whatsapp_phone_number_id or any(s.get_secret_value() for s in secrets))

    def event_key(self) -> bytes | None:
        """What signs events from outside; None when none is to be believed."""
        given = self.payment_secret.get_secret_value()
        return (given or (DEMO_SECRET if self.demo else "")).encode() or None
