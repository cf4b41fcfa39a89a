"""The judge, a process of its own: holds what was promised against what stands in the end.

Knows the files of one run and nothing else: both ledgers of acknowledgements, what the platform
received, the conversations read back over sockets, the books of WhatsApp, and who died when.
Exit code 0: nothing lost, double, unanswered or out of order. `--plant loss` or `double` spoils the
evidence of one channel first, to see that the judge can say no.
"""

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.chaos.findings import Finding, table
from tests.chaos.judge_sockets import judge_sockets, plant_in_sockets, promised_at
from tests.chaos.judge_whatsapp import first_acknowledged, judge_whatsapp, plant_in_whatsapp

MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Evidence:
    """The files of one run."""

    ledger: list[dict[str, Any]]
    transcripts: list[dict[str, Any]]
    platform: list[dict[str, Any]]
    books: list[dict[str, Any]]
    deaths: list[dict[str, Any]]

    @classmethod
    def read(cls, folder: Path) -> "Evidence":
        names = ("ledger", "transcripts", "platform", "books", "deaths")
        return cls(*(read_lines(folder / f"{name}.jsonl") for name in names))

    def judge(self) -> list[Finding]:
        web = judge_sockets(self.ledger, self.transcripts)
        return web + judge_whatsapp(self.platform, self.books)

    def promised(self) -> list[float]:
        """When each message of either channel was acknowledged."""
        return [*promised_at(self.ledger), *first_acknowledged(self.platform).values()]


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--plant", choices=["loss", "double"])
    parser.add_argument("--channel", choices=["web", "whatsapp"], default="web")
    given = parser.parse_args()
    evidence = Evidence.read(given.folder)
    if given.plant and given.channel == "web":
        plant_in_sockets(given.plant, evidence.transcripts)
    elif given.plant:
        plant_in_whatsapp(given.plant, evidence.platform, evidence.books)
    findings = evidence.judge()
    print(table(evidence.deaths, evidence.promised(), findings))
    broken = [finding for finding in findings if finding.is_broken]
    for finding in broken[:MOST_SHOWN]:
        print(f"{finding.kind}: {finding.text}", file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
