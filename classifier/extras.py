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
    "fuzz": ("atheris",),
}
"""Top-level modules by the extra of pyproject.toml that brings them."""


def explain_missing_module(error: ModuleNotFoundError, *, extra: str | None = None) -> str | None:
    """Return a line that says how to install a missing library; None if no extra brings it.

    `extra`: what the command needs as a whole, where that is more than the library's own.
    """
    name = (error.name or "").partition(".")[0]
    own = next((own for own, modules in EXTRAS.items() if name in modules), None)
    if own is None:
        return None
    extra = extra or own
    how = (
        f"install Parley again with its extra `{extra}`, in its folder: "
        f"uv tool install '.[{extra}]', or in an environment pip install '.[{extra}]'"
        if is_installed()
        else f".venv/bin/pip install --require-hashes -r locks/{extra}.txt"
    )
    return f"this command needs {name}, which the bot alone does not: {how}"
