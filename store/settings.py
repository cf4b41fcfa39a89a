"""What the store must be told: where the database is, and whether this is a demo."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class StoreSettings(BaseSettings):
    """Read once at an entry point and passed down."""

    model_config = SettingsConfigDict(env_prefix="CONVERGE_", env_file=".env", extra="ignore")

    database_url: str = Field(
        default="sqlite:///var/converge.db",
        description="SQLAlchemy URL: sqlite:///PATH or postgresql+psycopg://...",
    )
    demo: bool = Field(default=False, description="true on a laptop or a demo; never in production")
