"""The AsyncAPI 3 document of the chat socket, made from the models of its frames."""

from types import UnionType
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from channels.sockets.frames import ClientFrame, ServerFrame

SCHEMAS = "#/components/schemas/{model}"


def asyncapi_document(version: str, addresses: dict[str, str]) -> dict[str, Any]:
    """The document for sockets at `addresses`, channel name to path."""
    sent, received = _models(ServerFrame), _models(ClientFrame)
    _, schemas = models_json_schema(
        [(model, "validation") for model in (*sent, *received)], ref_template=SCHEMAS
    )
    messages = [(model, _name(model)) for model in (*sent, *received)]
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "ConvergeAI chat socket",
            "version": version,
            "description": (
                "JSON text frames of at most 64 KiB. Close codes: 4400 bad frame, 4401 "
                "authentication, 4403 origin, 4408 idle, 4429 rate, 1012 restart."
            ),
        },
        "channels": {
            name: {
                "address": address,
                "messages": {
                    title: {"$ref": f"#/components/messages/{title}"} for _, title in messages
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
            for action, models in (("receive", received), ("send", sent))
        },
        "components": {
            "messages": {
                title: {
                    "name": _type(model),
                    "summary": " ".join((model.__doc__ or "").split()),
                    "contentType": "application/json",
                    "payload": {"$ref": SCHEMAS.format(model=model.__name__)},
                }
                for model, title in messages
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
