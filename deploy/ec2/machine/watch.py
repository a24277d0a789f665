"""Send the metrics of the alarms to CloudWatch: is the bot ready, how full are memory and disk.

A few lines once in a while, as CloudWatch's own agent takes more memory than the bot.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from shutil import disk_usage
from urllib.error import URLError
from urllib.request import urlopen

import boto3

NAMESPACE = "Parley"


def is_ready(port: int) -> bool:
    """Ask the bot on this machine; True if it says that it is ready."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5):
            return True
    except (URLError, TimeoutError):  # also for a 503
        return False


def read_memory_used(meminfo: str) -> float:
    """Return the use of memory, in percent, from /proc/meminfo."""
    sizes = {name: int(rest.split()[0]) for name, _, rest in map(_split, meminfo.splitlines())}
    return 100 * (1 - sizes["MemAvailable"] / sizes["MemTotal"])


def _split(line: str) -> tuple[str, str, str]:
    return line.partition(":")


def list_ports(environment: Mapping[str, str]) -> list[int]:
    """The ports of the bot's processes: several that share a PostgreSQL, or the one that there is."""
    if processes := int(environment.get("PROCESSES") or 0):
        return [9460 + number for number in range(1, processes + 1)]
    return [int(environment.get("PARLEY_HEALTH_PORT", "9464"))]


def measure(ports: Sequence[int]) -> dict[str, tuple[float, str]]:
    """Each figure with its unit."""
    disk = disk_usage("/")
    return {
        "Ready": (float(all(map(is_ready, ports))), "None"),
        "MemoryUsed": (read_memory_used(Path("/proc/meminfo").read_text()), "Percent"),
        "DiskUsed": (100 * disk.used / disk.total, "Percent"),
    }


def send(figures: Mapping[str, tuple[float, str]], *, stack: str) -> None:
    """To CloudWatch, under the name of the stack."""
    boto3.client("cloudwatch").put_metric_data(
        Namespace=NAMESPACE,
        MetricData=[
            {
                "MetricName": name,
                "Dimensions": [{"Name": "Stack", "Value": stack}],
                "Value": value,
                "Unit": unit,
            }
            for name, (value, unit) in figures.items()
        ],
    )


if __name__ == "__main__":
    found = measure(list_ports(os.environ))
    send(found, stack=os.environ["STACK"])
    sys.stderr.write(", ".join(f"{name} {value:.0f}" for name, (value, _) in found.items()) + "\n")
