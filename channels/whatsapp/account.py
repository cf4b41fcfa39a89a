"""Our account with the platform, as configured; in a demo, what the simulator agrees on with us."""

from dataclasses import dataclass

from channels.settings import DEMO_SECRET, ChannelSettings

META = "https://graph.facebook.com/v23.0"
SIMULATOR = "http://127.0.0.1:8005/v23.0"
DEMO_WORD = "demo"
DEMO_NUMBER_ID = "100000000000001"


@dataclass(frozen=True, slots=True)
class Account:
    """What proves the platform to us, and us to the platform."""

    app_secret: bytes
    verify_token: bytes
    """Empty: no handshake is believed."""
    access_token: str
    phone_number_id: str
    graph_url: str
    """Without a slash at its end."""

    @property
    def can_send(self) -> bool:
        return bool(self.access_token and self.phone_number_id)


def account_of(settings: ChannelSettings) -> Account | None:
    """The configured account; None when the channel is off."""
    secret = settings.whatsapp_app_secret.get_secret_value()
    if not settings.demo and not settings.has_whatsapp:
        return None
    word = settings.whatsapp_verify_token.get_secret_value()
    token = settings.whatsapp_access_token.get_secret_value()
    number, url = settings.whatsapp_phone_number_id, settings.whatsapp_graph_url
    if settings.demo:
        url = url or (META if token else SIMULATOR)
        secret, word, token = secret or DEMO_SECRET, word or DEMO_WORD, token or DEMO_WORD
        number = number or DEMO_NUMBER_ID
    return Account(secret.encode(), word.encode(), token, number, url or META)
