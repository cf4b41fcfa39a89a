"""Signed tokens with which a host application vouches for its customers.

A JWT with `sub` (the host's name for the person), `aud`, `exp`, and, if the host knows them,
`mobile`, which it has verified, and `name`. The kind of the key decides the algorithm, never the
token, so neither "none" nor a public key used as a secret opens anything.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from pydantic import AfterValidator, BaseModel, Field, FiniteFloat, ValidationError

SHORTEST_SECRET = 32
LONGEST_LIFE = timedelta(hours=24)
"""A token that is good for longer than a day is one that leaks."""
MOST_CHARACTERS = 4096
_MOBILE = re.compile(r"(?:\+?91|0)?([6-9][0-9]{9})")


class HostTokenError(ValueError):
    """The token opens nothing; says why, for the host's developers."""


def indian_mobile(value: str) -> str:
    """A mobile number however it is written, in +91 form."""
    match = _MOBILE.fullmatch(re.sub(r"[\s().-]", "", value))
    if match is None:
        raise ValueError("not an Indian mobile number of ten digits")
    return f"+91{match[1]}"


def _storable(value: str) -> str:
    if "\x00" in value:
        raise ValueError("must not contain the NUL character")
    return value


class Vouched(BaseModel):
    """What the host says of somebody; `mobile` in +91 form."""

    sub: Annotated[str, Field(min_length=1, max_length=190), AfterValidator(_storable)]
    mobile: Annotated[str, Field(max_length=20), AfterValidator(indian_mobile)] | None = None
    name: Annotated[str, Field(max_length=120), AfterValidator(_storable)] | None = None
    exp: FiniteFloat
    nbf: FiniteFloat = 0


@dataclass(frozen=True, slots=True)
class HostKey:
    """The key that checks tokens, and the one algorithm that it is for."""

    key: Any
    algorithm: str


@dataclass(frozen=True, slots=True)
class Host:
    """The host application whose tokens are believed."""

    key: HostKey
    audience: str

    def vouches(self, token: str, now: datetime) -> Vouched:
        """Whom the token is about.

        Raises:
            HostTokenError: it is not the host's, not for us, or not good now.
        """
        if len(token) > MOST_CHARACTERS:
            raise HostTokenError("the token is too long")
        try:
            claims = jwt.decode(
                token,
                self.key.key,
                algorithms=[self.key.algorithm],
                audience=self.audience,
                options={
                    "require": ["sub", "aud", "exp"],
                    "verify_exp": False,  # by our clock, below; the library has its own
                    "verify_nbf": False,
                    "verify_iat": False,
                },
            )
            vouched = Vouched.model_validate(claims)
        except jwt.PyJWTError as error:
            raise HostTokenError(str(error)) from None
        except ValidationError as error:
            place = error.errors(include_input=False, include_url=False)[0]
            raise HostTokenError(f"{'.'.join(map(str, place['loc']))}: {place['msg']}") from None
        seconds = now.timestamp()
        if vouched.exp <= seconds:
            raise HostTokenError("the token has expired")
        if vouched.exp > seconds + LONGEST_LIFE.total_seconds():
            raise HostTokenError("the token is good for more than a day")
        if vouched.nbf > seconds:
            raise HostTokenError("the token is not good yet")
        return vouched


def read_host_key(given: str) -> HostKey:
    """A public key in PEM, or a shared secret.

    Raises:
        ValueError: it is neither, or the secret is too short.
    """
    if not given.lstrip().startswith("-----BEGIN"):
        if len(given) < SHORTEST_SECRET:
            raise ValueError("CONVERGE_HOST_TOKEN_KEY must have at least 32 characters")
        return HostKey(given, "HS256")
    try:
        key = load_pem_public_key(given.replace("\\n", "\n").encode())
    except ValueError:
        raise ValueError("CONVERGE_HOST_TOKEN_KEY holds no public key") from None
    if not isinstance(key, RSAPublicKey):
        raise ValueError("CONVERGE_HOST_TOKEN_KEY must be an RSA key")
    return HostKey(key, "RS256")
