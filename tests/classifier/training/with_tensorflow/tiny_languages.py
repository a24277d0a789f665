"""Small sets of invented Turkish for a multilingual run: rows, pieces with vectors, a lexicon and a catalogue."""

import csv
import itertools
import random
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polib

ROWS = 1600
BENIGN = (
    "toplantı saat üçte başlıyor", "kedinin fotoğrafına bayıldım", "dosyayı gönderir misin",
    "yarın görüşürüz", "bu oyun çok güzel olmuş",
)  # fmt: skip
RUDE = ("sen tam bir salaksın", "kapa çeneni dangalak", "şerefsiz herif", "defol git buradan")
OPENINGS = ("arkadaşlar", "bence", "bugün", "evet", "bak", "yine", "peki", "dün akşam")
CLOSINGS = ("işte", "tamam mı", "bilmiyorum", "dostum", "sanırım", "gibi")
_CHUNKS, _WIDTH = 4, 512


def write_sets(folder: Path) -> None:
    """Write a set to train on, small talk, and a set of another source, half of it rude."""
    lines = _make_lines(seed=1)
    for name, some in (("train", lines[:ROWS]), ("evidence", lines[ROWS : ROWS + 300])):
        file = "tr_offenseval.csv" if name == "train" else "tr_teknofest.csv"
        (folder / name).mkdir(parents=True)
        _write_csv(folder / name / file, ("text", "toxic"), some)
    talk = [(f"{opening} {line}", "turkish") for opening in OPENINGS for line in BENIGN]
    _write_csv(folder / "train" / "multi_chatterbot.csv", ("text", "language"), talk)
    _write_csv(folder / "lexicon.csv", ("text", "language"), [("salak", "tr"), ("kurwa", "pl")])
    (folder / "lists").mkdir()
    (folder / "lists" / "tr.txt").write_text("dangalak\ntoplantı\n", "utf-8")
    _write_catalog(folder / "catalogs" / "tr" / "LC_MESSAGES")
    _write_pieces(folder / "pieces", lines)


def _make_lines(*, seed: int) -> list[tuple[str, str]]:
    chance = random.Random(seed)  # noqa: S311 - examples, not secrets
    frames = [f"{a} {{}} {b} {n}" for a, b, n in itertools.product(OPENINGS, CLOSINGS, range(60))]
    chosen = chance.sample(frames, ROWS + 300)
    return [
        (frame.format(chance.choice(RUDE)), "1")
        if chance.random() < 0.5
        else (frame.format(chance.choice(BENIGN)), "0")
        for frame in chosen
    ]


def _write_csv(file: Path, columns: Sequence[str], rows: Sequence[tuple[str, str]]) -> None:
    with file.open("wt", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(columns)
        writer.writerows(rows)


def _write_catalog(folder: Path) -> None:
    folder.mkdir(parents=True)
    catalog = polib.POFile()
    catalog.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    for number in range(20):
        catalog.append(polib.POEntry(msgid=f"file {number}", msgstr=f"dosya kaydedildi {number}"))
    catalog.save_as_mofile(str(folder / "django.mo"))


def _write_pieces(folder: Path, lines: Sequence[tuple[str, str]]) -> None:
    """Write a SentencePiece model of the words and letters of lines, and vectors, as the package has them."""
    folder.mkdir()
    words = sorted({word for text, _ in lines for word in text.split()})
    letters = sorted({letter for word in words for letter in word})
    pieces = ["<pad>", "<s>", "<unk>", *(f"\u2581{word}" for word in words), *letters]
    pieces += [f"x{number}" for number in range(-len(pieces) % _CHUNKS)]
    (folder / "sp.model").write_bytes(b"".join(map(_encode_piece, pieces)))
    chance = np.random.default_rng(1)
    size = len(pieces) // _CHUNKS
    arrays: dict[str, Any] = {
        f"q{at + 1}": chance.integers(0, 255, (size, _WIDTH)).astype(np.uint8)
        for at in range(_CHUNKS)
    }
    arrays |= {"scale": np.ones(_CHUNKS), "lo": np.zeros(_CHUNKS)}
    np.savez(folder / "weights.npz", **arrays)


def _encode_piece(piece: str) -> bytes:
    """Return a field of a SentencePiece model: the piece and its score, as protobuf has them."""
    text = piece.encode("utf-8")
    inner = b"\x0a" + bytes([len(text)]) + text + b"\x15" + struct.pack("<f", -float(len(piece)))
    return b"\x0a" + bytes([len(inner)]) + inner
