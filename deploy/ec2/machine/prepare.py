"""Before the bot starts: its tokens from the Parameter Store, its policy from the bucket, as files.

python deploy/ec2/machine/prepare.py FOLDER_OF_TOKENS FOLDER_OF_THE_POLICY

The environment says which parameter holds which token, DISCORD_TOKEN_PARAMETER=/parley/discord-token,
and names the bucket, BACKUP_BUCKET. A token whose parameter is not there is not used; that there is
none at all ends it with 78. Without a policy in the bucket, the one that is there stays. Where the
stack has an address for the API and the page, WEB_ADDRESS, it leads to this machine from then on.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

TOKENS = ("DISCORD_TOKEN", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_USER_TOKEN")

SECRETS = (*TOKENS, "PARLEY_WEB_KEYS", "PARLEY_DATABASE")
"""The keys open the API and the page; the address is that of a PostgreSQL, where several processes share one."""

PATIENT = Config(retries={"mode": "standard", "total_max_attempts": 10})
"""Right after a machine's start, the network and its role may take a while."""


def read_parameters(environment: Mapping[str, str]) -> dict[str, str]:
    """Each parameter's name, by its secret's."""
    named = {secret: environment.get(f"{secret}_PARAMETER", "") for secret in SECRETS}
    return {secret: parameter for secret, parameter in named.items() if parameter}


def fetch(parameters: Mapping[str, str]) -> dict[str, str]:
    """The secrets that are there, by their names."""
    ssm = boto3.client("ssm", config=PATIENT)
    answer = ssm.get_parameters(Names=sorted(set(parameters.values())), WithDecryption=True)
    values = {found["Name"]: found["Value"] for found in answer["Parameters"]}
    return {secret: values[name] for secret, name in parameters.items() if name in values}


def write(secrets: Mapping[str, str], folder: Path) -> None:
    """A file for each secret, for its owner's eyes only; one that is not used any more goes."""
    for secret in SECRETS:
        (folder / secret).unlink(missing_ok=True)
        if secret in secrets:
            (folder / secret).touch(mode=0o600)
            (folder / secret).write_text(secrets[secret].strip(), encoding="utf-8")


def fetch_policy(bucket: str, folder: Path) -> None:
    """The policy as `stack policy` left it in the bucket, if it did."""
    s3 = boto3.client("s3", config=PATIENT)
    try:
        found = s3.get_object(Bucket=bucket, Key="policy.toml")["Body"].read()
    except s3.exceptions.NoSuchKey:
        return
    (folder / "policy.toml").write_bytes(found)


def take_address(address: str, machine: str) -> None:
    """Lead the stack's own address to this machine, whichever had it before.

    Without it the API and the page cannot be reached, which is no reason for the bot not to start.
    """
    try:
        boto3.client("ec2", config=PATIENT).associate_address(
            AllocationId=address, InstanceId=machine, AllowReassociation=True
        )
    except ClientError as error:
        sys.stderr.write(f"the address {address} does not lead to this machine: {error}\n")


def main() -> int:
    """Fetch and write; the exit code."""
    parameters = read_parameters(os.environ)
    secrets = fetch(parameters)
    write(secrets, Path(sys.argv[1]))
    fetch_policy(os.environ["BACKUP_BUCKET"], Path(sys.argv[2]))
    if os.environ.get("WEB_ADDRESS"):
        take_address(os.environ["WEB_ADDRESS"], os.environ["MACHINE"])
    if "PARLEY_DATABASE" in parameters and "PARLEY_DATABASE" not in secrets:
        sys.stderr.write(
            f"no database: the Parameter Store holds no {parameters['PARLEY_DATABASE']};"
            " put the address of a PostgreSQL there with deploy/ec2/stack token PARLEY_DATABASE\n"
        )
        return 78
    if not secrets.keys().isdisjoint(TOKENS):
        sys.stderr.write(f"found {', '.join(sorted(secrets))}\n")
        return 0
    asked = sorted(parameters[token] for token in TOKENS if token in parameters)
    sys.stderr.write(
        f"no token: the Parameter Store holds none of {', '.join(asked)};"
        " put one there with deploy/ec2/stack token, then: deploy/ec2/stack restart\n"
    )
    return 78


if __name__ == "__main__":
    sys.exit(main())
