"""What the assistant may be told: whether there is a language model to ask, and how often."""

from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class AssistantSettings(BaseSettings):
    """Read once at an entry point and passed down. Without a URL no model is asked."""

    model_config = SettingsConfigDict(
        env_prefix="CONVERGE_", env_file=".env", extra="ignore", hide_input_in_errors=True
    )

    llm_url: str = Field(
        default="", description="an OpenAI-compatible server: https://models.example/v1"
    )
    llm_model: str = Field(default="", description="the model's name on that server")
    llm_key: SecretStr = Field(default=SecretStr(""), description="sent as a bearer token")
    llm_turns_a_day: int = Field(
        default=40, ge=0, description="turns of one person in a day for which it is asked"
    )
    llm_paise_per_1000_tokens: int = Field(
        default=0, ge=0, description="for the cost that is logged with a turn"
    )

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if not self.llm_url:
            return self
        parts = urlsplit(self.llm_url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("CONVERGE_LLM_URL is not an address like https://models.example/v1")
        if not self.llm_model:
            raise ValueError("CONVERGE_LLM_URL needs CONVERGE_LLM_MODEL")
        return self
