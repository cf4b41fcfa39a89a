"""The AsyncAPI 3 document of customers' and staff's sockets, made from the models of frames."""

from collections.abc import Mapping
from types import UnionType
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from channels.sockets.frames import ClientFrame, ServerFrame, StaffFrame

SCHEMAS = "#/components/schemas/{model}"


def asyncapi_document(
    version: str, customers: Mapping[str, str], staff: Mapping[str, str]
) -> dict[str, Any]:
    """The document for the sockets of both sides, channel name to path."""
    sent = _models(ServerFrame)
    received = {name: _models(ClientFrame) for name in customers}
    received |= {name: _models(StaffFrame) for name in staff}
    every = dict.fromkeys((*sent, *_models(ClientFrame), *_models(StaffFrame)))
    _, schemas = models_json_schema(
        [(model, "validation") for model in every], ref_template=SCHEMAS
    )
    addresses = {**customers, **staff}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "ConvergeAI chat socket",
            "version": version,
            "description": (
                "JSON text frames of at most 64 KiB. Close codes: 4400 bad frame, 4401 "
                "authentication, 4403 origin, 4408 idle, 4429 rate, 1012 restart. The console's "
                "socket speaks the same frames for the colleague who has the conversation, with "
                "the token of its page."
            ),
        },
        "channels": {
            name: {
                "address": address,
                "messages": {
                    _name(model): {"$ref": f"#/components/messages/{_name(model)}"}
                    for model in (*sent, *received[name])
                },
            }
            for name, address in addresses.items()
        },
        "operations": {
            f"{name}.{action}": {
                "action": action,
                "channel": {"$ref": f"#/channels/{name}"},
                "messages": [
                    {"$ref": f"#/channels/{name}/messages/{_name(model)}"} for model in models
                ],
            }
            for name in addresses
            for action, models in (("receive", received[name]), ("send", sent))
        },
        "components": {
            "messages": {
                _name(model): {
                    "name": _type(model),
                    "summary": " ".join((model.__doc__ or "").split()),
                    "contentType": "application/json",
                    "payload": {"$ref": SCHEMAS.format(model=model.__name__)},
                }
                for model in every
            },
            "schemas": schemas["$defs"],
        },
    }


def _models(union: UnionType) -> tuple[type[BaseModel], ...]:
    return get_args(union)


def _type(model: type[BaseModel]) -> str:
    (name,) = get_args(model.model_fields["type"].annotation)
    return str(name)


def _name(model: type[BaseModel]) -> str:
    return model.__name__[0].lower() + model.__name__[1:]
