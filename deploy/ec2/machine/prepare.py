"""Before the bot starts: its tokens from the Parameter Store, its policy from the bucket, as files.

python deploy/ec2/machine/prepare.py FOLDER_OF_TOKENS FOLDER_OF_THE_POLICY

The environment says which parameter holds which token, DISCORD_TOKEN_PARAMETER=/parley/discord-token,
and names the bucket, BACKUP_BUCKET. A token whose parameter is not there is not used; that there is
none at all ends it with 78. Without a policy in the bucket, the one that is there stays.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import boto3
from botocore.config import Config

TOKENS = ("DISCORD_TOKEN", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_USER_TOKEN")

PATIENT = Config(retries={"mode": "standard", "total_max_attempts": 10})
"""Right after a machine's start, the network and its role may take a while."""


def read_parameters(environment: Mapping[str, str]) -> dict[str, str]:
    """Each parameter's name, by its token's."""
    named = {token: environment.get(f"{token}_PARAMETER", "") for token in TOKENS}
    return {token: parameter for token, parameter in named.items() if parameter}


def fetch(parameters: Mapping[str, str]) -> dict[str, str]:
    """The tokens that are there, by their names."""
    ssm = boto3.client("ssm", config=PATIENT)
    answer = ssm.get_parameters(Names=sorted(set(parameters.values())), WithDecryption=True)
    values = {found["Name"]: found["Value"] for found in answer["Parameters"]}
    return {token: values[name] for token, name in parameters.items() if name in values}


def write(tokens: Mapping[str, str], folder: Path) -> None:
    """A file for each token, for its owner's eyes only; one that is not used any more goes."""
    for token in TOKENS:
        (folder / token).unlink(missing_ok=True)
        if token in tokens:
            (folder / token).touch(mode=0o600)
            (folder / token).write_text(tokens[token].strip(), encoding="utf-8")


def fetch_policy(bucket: str, folder: Path) -> None:
    """The policy as `stack policy` left it in the bucket, if it did."""
    s3 = boto3.client("s3", config=PATIENT)
    try:
        found = s3.get_object(Bucket=bucket, Key="policy.toml")["Body"].read()
    except s3.exceptions.NoSuchKey:
        return
    (folder / "policy.toml").write_bytes(found)


def main() -> int:
    """Fetch and write; the exit code."""
    parameters = read_parameters(os.environ)
    tokens = fetch(parameters)
    write(tokens, Path(sys.argv[1]))
    fetch_policy(os.environ["BACKUP_BUCKET"], Path(sys.argv[2]))
    if tokens:
        sys.stderr.write(f"found {', '.join(sorted(tokens))}\n")
        return 0
    sys.stderr.write(
        f"no token: the Parameter Store holds none of {', '.join(sorted(parameters.values()))};"
        " put one there with deploy/ec2/stack token, then: deploy/ec2/stack restart\n"
    )
    return 78


if __name__ == "__main__":
    sys.exit(main())
