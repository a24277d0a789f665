"""Extras: the libraries that only some commands need, and how each set of them is installed."""

from classifier.shipped_files import is_installed

EXTRAS = {
    "api": ("fastapi", "httptools", "markdown_it", "orjson", "starlette", "uvicorn"),
    "web": ("gradio",),
    "bus": ("nats",),
    "desk": ("authlib", "httpx2", "jinja2", "markupsafe"),
    "train": (
        "gensim",
        "joblib",
        "keras",
        "matplotlib",
        "onnx",
        "polib",
        "scipy",
        "sklearn",
        "tensorflow",
    ),
    "ec2": ("boto3",),
}
"""Top-level modules by the extra of pyproject.toml that brings them."""


def explain_missing_module(error: ModuleNotFoundError) -> str | None:
    """Return a line that says how to install a missing library; None if no extra brings it."""
    name = (error.name or "").partition(".")[0]
    extra = next((extra for extra, modules in EXTRAS.items() if name in modules), None)
    if extra is None:
        return None
    how = (
        f"install Parley again with its extra `{extra}`: pip install '.[{extra}]' in its folder"
        if is_installed()
        else f".venv/bin/pip install --require-hashes -r locks/{extra}.txt"
    )
    return f"this command needs {name}, which the bot alone does not: {how}"
