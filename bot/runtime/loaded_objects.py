"""Objects that stay for as long as the bot runs: code, tables, the model."""

import gc


def freeze_loaded_objects() -> None:
    """Exempt what is loaded now from garbage collection, which stopped the event loop for 60 ms to look at it.

    To call again after another model was loaded: what of the former one is in a ring goes then.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
