"""A bundle of the first format, whose ONNX file holds its tables and takes numbers of words and n-grams."""

import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from classifier import Scores, load
from classifier.inference.bundle import DEFAULT
from classifier.inference.vectors import NO_WORD, VectorTable, find_tables
from classifier.text.tokenizer import PADDING


@pytest.fixture
def first(tmp_path: Path) -> Path:
    """Copy the bundle that ships, its tables moved into the ONNX file."""
    folder = Path(shutil.copytree(DEFAULT, tmp_path / "first"))
    model = folder / "model.onnx"
    _move_tables_in(model)
    manifest = json.loads((folder / "bundle.json").read_text("utf-8"))
    manifest["format"] = 1
    manifest["files"] = {}
    (folder / "bundle.json").write_text(json.dumps(manifest), "utf-8")
    return folder


def test_it_scores_as_it_does_with_its_tables_beside_it(first: Path) -> None:
    texts = ["you are a stupid idiot", "good morning all", "hi", "some rathr longer words here"]
    for before, now in zip(load(first).score(texts), load().score(texts), strict=True):
        assert isinstance(before, Scores)
        assert isinstance(now, Scores)
        assert dict(before) == pytest.approx(dict(now), abs=1e-4)


def _move_tables_in(file: Path) -> None:
    model = onnx.load(file)
    names = {"one": np.array([1]), "zero": np.int32(PADDING), "low": NO_WORD, "none": np.float32(0)}
    for table, path in zip(("words", "grams"), find_tables(file), strict=True):
        names[f"{table}_table"] = VectorTable.read(path).floats()
        path.unlink()
    nodes = [
        helper.make_node(operator, inputs.split(), [output], **attributes)
        for operator, inputs, output, attributes in (
            ("Gather", "words_table words", "rows", {}),
            ("Gather", "grams_table grams", "gram_rows", {}),
            ("ReduceSum", "gram_rows one", "sums", {"keepdims": 0}),
            ("Equal", "grams zero", "no_gram", {}),
            ("Not", "no_gram", "is_gram", {}),
            ("Cast", "is_gram", "gram_ones", {"to": TensorProto.FLOAT}),
            ("ReduceSum", "gram_ones one", "counts", {"keepdims": 1}),
            ("Max", "counts least", "at_least_one", {}),
            ("Div", "sums at_least_one", "means", {}),
            ("Concat", "rows means", "distinct_vectors", {"axis": 1}),
            ("Gather", "distinct_vectors tokens", "by_message", {}),
            ("Transpose", "by_message", "vectors", {"perm": [1, 0, 2]}),
            ("Equal", "tokens zero", "is_past", {}),
            ("Not", "is_past", "is_word", {}),
            ("Cast", "is_word", "ones", {"to": TensorProto.INT32}),
            ("ReduceSum", "ones one", "lengths", {"keepdims": 0}),
            ("Where", "is_past low none", "past", {}),
            ("Transpose", "past", "past_by_place", {"perm": [1, 0]}),
            ("Unsqueeze", "past_by_place two", "padding", {}),
        )
    ]
    names |= {"least": np.float32(1), "two": np.array([2])}
    graph = helper.make_graph(
        [*nodes, *model.graph.node],
        "first",
        [
            helper.make_tensor_value_info(
                name, TensorProto.INT32, [f"{name}_{at}" for at in range(n)]
            )
            for name, n in (("tokens", 2), ("words", 1), ("grams", 2))
        ],
        model.graph.output,
        [
            *model.graph.initializer,
            *(numpy_helper.from_array(np.asarray(v), k) for k, v in names.items()),
        ],
    )
    onnx.save(helper.make_model(graph, opset_imports=model.opset_import, ir_version=8), file)
