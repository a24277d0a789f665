"""Benchmark of the page: time until it is up, and until it answers. See bench/README.md."""

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Annotated

import httpx
import typer
from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
RUDE = "You play like a potato, you stupid clown, number {}"


def main(
    starts: Annotated[int, typer.Option(min=1, help="How often it is started.")] = 3,
    texts: Annotated[int, typer.Option(min=1, help="Texts that are pasted.")] = 30,
) -> None:
    """Start the page, paste texts into it in Chromium, and print the times beside the goals."""
    up = [_measure_page(texts=0)[0] for _ in range(starts)]
    answers = _measure_page(texts=texts)[1]
    table = Table("", "goal", "median", "worst")
    table.add_row("up, by the clock", "3 s", f"{statistics.median(up):.1f} s", f"{max(up):.1f} s")
    worst = f"{max(answers):.0f} ms"
    table.add_row("an answer", "100 ms", f"{statistics.median(answers):.0f} ms", worst)
    Console().print(table)


def _measure_page(*, texts: int) -> tuple[float, list[float]]:
    """Return the seconds until the page is served, and the milliseconds of each answer in the browser."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "web", "--port", "0"], cwd=ROOT, stderr=subprocess.PIPE
    )
    try:
        assert process.stderr
        address = json.loads(process.stderr.readline())["at"]
        httpx.get(address, timeout=60).raise_for_status()
        seconds = time.perf_counter() - began
        return seconds, _measure_answers(address, texts) if texts else []
    finally:
        process.terminate()
        process.communicate()


def _measure_answers(address: str, texts: int) -> list[float]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        page = browser.new_page()
        page.goto(address)
        page.wait_for_load_state("networkidle")
        for number in range(texts):
            page.get_by_label("Text", exact=True).fill(RUDE.format(number))
            page.locator(".said", has_text=f"number {number}").wait_for()
        answers: list[float] = page.evaluate(
            "performance.getEntriesByType('resource')"
            ".filter(e => e.name.includes('/run/')).map(e => e.duration)"
        )
        browser.close()
    return answers


if __name__ == "__main__":
    typer.run(main)
