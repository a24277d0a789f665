"""Data augmentation as training does it: identity swaps, then templates, then disguised copies of all."""

from classifier.augment.disguised import augment_disguised
from classifier.augment.identity_swap import swap_identities
from classifier.augment.templates import fill_templates
from classifier.data.examples import HardTargets, SoftExamples, soften
from classifier.data.split import build_examples
from classifier.data.train_config import TrainConfig


def augment_examples(examples: SoftExamples, config: TrainConfig) -> SoftExamples:
    """Return the examples, followed by what the config asks for besides; the same for the same seed."""
    added = [swap_identities(examples, config)] if config.max_hateful < 1 else []
    if config.templates:
        filled = fill_templates(
            round(config.templates * len(examples)),
            seed=config.seed,
            weight=config.template_weight,
        )
        targets = HardTargets(filled.targets)
        added.append(soften(build_examples(filled.texts, targets, filled.weights, config=config)))
    augmented = examples.join(*added)
    if config.attacked or config.padded:
        augmented = augmented.join(augment_disguised(augmented, config))
    return augmented
