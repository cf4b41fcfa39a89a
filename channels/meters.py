"""What operators can count, in a registry of its own so that two apps in a process do not mix."""

from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Gauge


@dataclass(frozen=True, slots=True)
class Meters:
    """The project's metrics; `/metrics` prints the registry."""

    registry: CollectorRegistry
    sockets: Gauge
    frames: Counter
    errors: Counter
    outbox_pending: Gauge
    outbox_unknown: Gauge
    outbox_dead: Gauge
    outbox_lag: Gauge
    inbox_waiting: Gauge
    inbox_parked: Gauge
    alarms: Gauge
    handoffs_waiting: Gauge
    handoffs_overdue: Gauge
    handoffs_held: Gauge
    complaints_overdue: Gauge


def open_meters(registry: CollectorRegistry) -> Meters:
    """All metrics, registered in `registry`."""

    def gauge(name: str, text: str) -> Gauge:
        return Gauge(f"converge_{name}", text, registry=registry)

    return Meters(
        registry=registry,
        sockets=gauge("sockets_open", "Open chat sockets"),
        frames=Counter("converge_frames", "Frames received", ["type"], registry=registry),
        errors=Counter("converge_frame_errors", "Frames refused", ["code"], registry=registry),
        outbox_pending=gauge("outbox_pending", "Messages waiting to be delivered"),
        outbox_unknown=gauge("outbox_unknown", "Messages that may or may not have gone"),
        outbox_dead=gauge("outbox_dead", "Messages given up"),
        alarms=Gauge(
            "converge_channel_alarm",
            "Sends of a channel are stopped or slowed",
            ["channel", "kind", "code"],
            registry=registry,
        ),
        inbox_waiting=gauge("inbox_waiting", "Messages that have no answer yet"),
        inbox_parked=gauge("inbox_parked", "Messages that could not be answered"),
        handoffs_waiting=gauge("handoffs_waiting", "Conversations waiting for a person"),
        handoffs_overdue=gauge("handoffs_overdue", "Those of them that wait too long"),
        handoffs_held=gauge("handoffs_held", "Conversations that a person has"),
        complaints_overdue=gauge("complaints_overdue", "Complaints whose running clock is over"),
        outbox_lag=gauge("outbox_lag_seconds", "Age of the oldest message waiting to be delivered"),
    )
