"""The service account with which Firebase lets us push: read once, from the JSON itself or a file.

Refuses, at the start, what could never sign a request.
"""

from pathlib import Path
from typing import Annotated

import jwt
from pydantic import BaseModel, ConfigDict, Field, HttpUrl, SecretStr, ValidationError

GOOGLE_TOKENS = HttpUrl("https://oauth2.googleapis.com/token")
ALGORITHM = "RS256"


class ServiceAccount(BaseModel):
    """What of Google's file is needed."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    project_id: Annotated[str, Field(pattern=r"^[a-z0-9:.-]{4,60}$")]
    client_email: Annotated[str, Field(min_length=3)]
    private_key: SecretStr
    token_uri: HttpUrl = GOOGLE_TOKENS


def read_account(given: str) -> ServiceAccount:
    """The account that `given` holds, or the file that it names.

    Raises:
        ValueError: it is no service account, or its key cannot sign.
    """
    try:
        text = given if given.lstrip().startswith("{") else Path(given).read_text(encoding="utf-8")
        account = ServiceAccount.model_validate_json(text)
        jwt.encode({}, account.private_key.get_secret_value(), algorithm=ALGORITHM)
    except OSError as error:
        raise ValueError(f"the service account cannot be read: {error.strerror}") from None
    except ValidationError as error:
        places = ", ".join(".".join(map(str, item["loc"])) or "JSON" for item in error.errors())
        raise ValueError(f"not a service account: {places}") from None
    except (jwt.PyJWTError, ValueError, TypeError):
        raise ValueError("the private key of the service account cannot sign") from None
    return account
