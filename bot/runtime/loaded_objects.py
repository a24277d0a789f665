"""Objects that stay for as long as the bot runs: code, tables, the model."""

import gc


def pause_collection() -> None:
    """Pause garbage collection until `freeze_loaded_objects`.

    Loading makes a million objects and leaves some thousands behind; each pass would look at all of them.
    """
    gc.disable()


def freeze_loaded_objects() -> None:
    """Exempt what is loaded now from garbage collection, which stopped the event loop for 60 ms to look at it."""
    gc.freeze()
    gc.enable()


def replace_loaded_objects() -> None:
    """Do the same after another model was loaded: what of the former one is in a ring goes first."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
