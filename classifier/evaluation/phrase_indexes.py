"""Indexes of the phrases that ship, by the vocabulary of the bundle that ships."""

from classifier.inference import bundle as bundles
from classifier.inference import harm_phrases, harmless_phrases
from classifier.inference.phrase_requirements import index_path, write_index


def write_indexes() -> None:
    """Write the index of each file of phrases anew.

    Raises:
        BundleError: the bundle that ships cannot be used.
        ValueError: a phrase is malformed; the message names it.
    """
    vocabulary = bundles.read(bundles.DEFAULT).vocabulary
    for file, read in (
        (harm_phrases.FILE, harm_phrases.read_harm_phrases),
        (harmless_phrases.FILE, harmless_phrases.read_harmless_phrases),
    ):
        index_path(file).unlink(missing_ok=True)
        phrases = read(vocabulary, file)
        sources = [phrase.source for phrase in phrases.phrases]
        write_index(file, dict(zip(sources, phrases.index.requirements, strict=True)))
