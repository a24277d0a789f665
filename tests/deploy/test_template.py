"""The template: what the parsed text says, and what a stack made of it has."""

import base64
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import boto3
import pytest
from cfnlint.decode import cfn_yaml

from tests.deploy.conftest import DEPLOY, as_parameters

PATH = DEPLOY / "ec2/template.yaml"
TEMPLATE = cfn_yaml.load(str(PATH))
RESOURCES: dict[str, dict[str, Any]] = TEMPLATE["Resources"]
LAUNCH = RESOURCES["Template"]["Properties"]["LaunchTemplateData"]
REPOSITORY = "https://git.example/parley.git"


def of_type(kind: str) -> list[dict[str, Any]]:
    return [part["Properties"] for part in RESOURCES.values() if part["Type"] == kind]


def make_stack(network: dict[str, str], **parameters: Any) -> dict[str, Any]:
    """The machine of a stack with these parameters."""
    boto3.client("cloudformation").create_stack(
        StackName="parley",
        TemplateBody=PATH.read_text(),
        Capabilities=["CAPABILITY_IAM"],
        Parameters=as_parameters({"Repository": REPOSITORY, **network, **parameters}),
    )
    (reservation,) = boto3.client("ec2").describe_instances()["Reservations"]
    machine: dict[str, Any] = reservation["Instances"][0]
    return machine


def read_launch() -> dict[str, Any]:
    """Return the data of the stack's launch template, its conditions decided."""
    (version,) = boto3.client("ec2").describe_launch_template_versions(Versions=["$Latest"])[
        "LaunchTemplateVersions"
    ]
    launch: dict[str, Any] = version["LaunchTemplateData"]
    return launch


def read_group() -> dict[str, Any]:
    """The security group of the stack."""
    groups = boto3.client("ec2").describe_security_groups()["SecurityGroups"]
    found: dict[str, Any]
    (found,) = (one for one in groups if one["GroupName"] != "default")
    return found


def read_user_data() -> str:
    return base64.b64decode(read_launch()["UserData"]).decode()


def test_the_linter_of_cloudformation_has_nothing_to_say() -> None:
    linter = Path(sys.executable).with_name("cfn-lint")
    regions = ["-r", "us-east-1", "eu-central-1"]
    done = subprocess.run(
        [linter, *regions, "--include-checks", "I", "-t", PATH],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_no_address_may_reach_in_unless_it_is_asked_for() -> None:
    (group,) = of_type("AWS::EC2::SecurityGroup")
    assert "Cidr" not in str(group["SecurityGroupIngress"])
    condition, _, otherwise = group["SecurityGroupIngress"]["Fn::If"]
    assert (condition, otherwise) == ("IsHttp", [])
    assert TEMPLATE["Parameters"]["HttpFromPrefixList"]["Default"] == ""
    rules = [one for one in RESOURCES.values() if one["Type"] == "AWS::EC2::SecurityGroupIngress"]
    ours = {"Fn::GetAtt": ["Closed", "GroupId"]}
    into_ours = [one for one in rules if one["Properties"]["GroupId"] == ours]
    assert {one["Condition"] for one in into_ours} == {"IsWeb"}
    assert TEMPLATE["Parameters"]["WebDomain"]["Default"] == ""
    assert [rule["ToPort"] for rule in group["SecurityGroupEgress"]] == [443, 80]


def test_the_way_to_a_database_is_between_two_groups_and_only_where_one_is_named() -> None:
    assert TEMPLATE["Parameters"]["DatabaseGroup"]["Default"] == ""
    out, into = (RESOURCES[name] for name in ("OutToTheDatabase", "InAtTheDatabase"))
    assert out["Condition"] == into["Condition"] == "IsReached"
    ours, theirs = {"Fn::GetAtt": ["Closed", "GroupId"]}, {"Ref": "DatabaseGroup"}
    assert (out["Properties"]["GroupId"], out["Properties"]["DestinationSecurityGroupId"]) == (
        ours,
        theirs,
    )
    assert (into["Properties"]["GroupId"], into["Properties"]["SourceSecurityGroupId"]) == (
        theirs,
        ours,
    )
    for rule in (out["Properties"], into["Properties"]):
        assert (rule["FromPort"], rule["ToPort"]) == (5432, 5432)
        assert not any(key.startswith("Cidr") for key in rule)


def test_the_metadata_service_wants_a_session_and_is_out_of_reach_for_what_is_inside() -> None:
    options = LAUNCH["MetadataOptions"]
    assert options["HttpTokens"] == "required"
    assert options["HttpPutResponseHopLimit"] == 1


def test_the_disk_and_the_backup_are_encrypted_and_the_backup_is_kept() -> None:
    assert all(device["Ebs"]["Encrypted"] is True for device in LAUNCH["BlockDeviceMappings"])
    (bucket,) = of_type("AWS::S3::Bucket")
    assert bucket["BucketEncryption"]
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert RESOURCES["Backup"]["DeletionPolicy"] == "Retain"
    assert RESOURCES["Backup"]["UpdateReplacePolicy"] == "Retain"


def test_there_is_no_key_for_ssh() -> None:
    assert "KeyName" not in PATH.read_text()


def test_no_secret_stands_in_it_only_the_names_of_parameters() -> None:
    text = PATH.read_text()
    assert not re.search(r"xox[bp]-|xapp-|AKIA|resolve:ssm-secure|resolve:secretsmanager", text)
    tokens = [name for name in TEMPLATE["Parameters"] if "Token" in name]
    assert len(tokens) == 4
    for name in tokens:
        assert re.fullmatch(
            TEMPLATE["Parameters"][name]["AllowedPattern"], TEMPLATE["Parameters"][name]["Default"]
        )


def test_its_role_reads_its_own_tokens_and_keeps_its_own_backup() -> None:
    (role,) = of_type("AWS::IAM::Role")
    assert "ManagedPolicyArns" not in role
    (policy,) = role["Policies"]
    statements = {one["Sid"]: one for one in policy["PolicyDocument"]["Statement"]}
    assert not any("*" in str(one["Action"]) for one in statements.values())
    everywhere = {sid for sid, one in statements.items() if one["Resource"] == "*"}
    assert everywhere == {"TellItsFigures", "BeReachedThroughSessionManager"}
    assert "Condition" in statements["TellItsFigures"]
    (parameters,) = (one for one in statements.values() if "ssm:GetParameters" in one["Action"])
    assert all(re.search("Token|WebKeys", str(resource)) for resource in parameters["Resource"])


@pytest.mark.parametrize(
    "metric", ["Ready", "MemoryUsed", "DiskUsed", "CPUCreditBalance", "StatusCheckFailed"]
)
def test_somebody_is_told_when_it_goes_wrong(metric: str) -> None:
    (alarm,) = (one for one in of_type("AWS::CloudWatch::Alarm") if one["MetricName"] == metric)
    assert alarm["AlarmActions"] == {"Fn::If": ["IsTold", [{"Ref": "Alarms"}], []]}


def test_a_bot_that_says_nothing_is_not_ready() -> None:
    assert RESOURCES["NotReady"]["Properties"]["TreatMissingData"] == "breaching"


def test_there_are_never_two_machines_with_a_file_each() -> None:
    (group,) = of_type("AWS::AutoScaling::AutoScalingGroup")
    assert group["MaxSize"] == {"Fn::If": ["IsShared", "8", "1"]}
    assert group["InstanceMaintenancePolicy"]["MaxHealthyPercentage"] == 100
    rule = TEMPLATE["Rules"]["OneMachineForAFile"]
    assert rule["RuleCondition"] == {"Fn::Equals": [{"Ref": "DatabaseParameter"}, ""]}
    assert rule["Assertions"][0]["Assert"] == {"Fn::Contains": [["0", "1"], {"Ref": "Machines"}]}


def test_a_stack_with_a_postgresql_has_machines_with_processes(network: dict[str, str]) -> None:
    shared = {"DatabaseParameter": "/parley/database", "Processes": 2, "Machines": 2}
    make_stack(network, **shared)
    (group,) = boto3.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"]
    assert len(group["Instances"]) == 2
    names = read_user_data().splitlines()
    assert "PROCESSES=2" in names
    assert "PARLEY_DATABASE_PARAMETER=/parley/database" in names


def test_a_stack_has_one_closed_machine_with_its_role(network: dict[str, str]) -> None:
    machine = make_stack(network, InstanceType="t2.micro")
    assert machine["InstanceType"] == "t2.micro"
    assert machine["SubnetId"] == network["SubnetId"]
    launch, group = read_launch(), read_group()
    assert "instance-profile/" in launch["IamInstanceProfile"]["Arn"]
    assert launch["NetworkInterfaces"][0]["Groups"] == [group["GroupId"]]
    assert launch["CreditSpecification"] == {"CpuCredits": "standard"}
    assert group["IpPermissions"] == []


def test_http_mode_opens_one_port_to_one_list() -> None:
    (group,) = of_type("AWS::EC2::SecurityGroup")
    (rule,) = group["SecurityGroupIngress"]["Fn::If"][1]
    assert rule["FromPort"] == rule["ToPort"] == {"Ref": "HttpPort"}
    assert rule["SourcePrefixListId"] == {"Ref": "HttpFromPrefixList"}


def test_a_paused_stack_has_no_machine(network: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="not enough values"):
        make_stack(network, Machines=0)
    assert boto3.client("s3").list_buckets()["Buckets"]


@pytest.mark.parametrize(
    ("system", "size", "image"),
    [
        ("ubuntu-24.04", "t3.micro", "ubuntu/server/24.04/stable/current/amd64"),
        ("ubuntu-24.04", "t4g.micro", "ubuntu/server/24.04/stable/current/arm64"),
        ("amazon-linux-2023", "t3.micro", "al2023-ami-kernel-default-x86_64"),
        ("amazon-linux-2023", "t4g.small", "al2023-ami-kernel-default-arm64"),
    ],
)
def test_each_system_and_processor_has_its_image_and_its_disk(
    network: dict[str, str], system: str, size: str, image: str
) -> None:
    make_stack(network, System=system, InstanceType=size)
    launch = read_launch()
    assert image in launch["ImageId"]
    assert launch["ImageId"].startswith("resolve:ssm:/aws/service/")
    device = "/dev/sda1" if system.startswith("ubuntu") else "/dev/xvda"
    assert [one["DeviceName"] for one in launch["BlockDeviceMappings"]] == [device]


def test_every_size_on_offer_has_a_price_and_arm_is_known_as_such() -> None:
    sizes = TEMPLATE["Parameters"]["InstanceType"]["AllowedValues"]
    page = (DEPLOY / "README.md").read_text()
    assert [size for size in sizes if f"| `{size}` " not in page] == []
    arm = [size for size in sizes if re.match(r"\w+g\.", size)]
    assert arm == re.findall(r"t\w+\.\w+", str(TEMPLATE["Conditions"]["IsArm"]))


def test_the_first_start_is_a_sound_script_that_holds_no_token(
    network: dict[str, str], tmp_path: Path
) -> None:
    make_stack(network, Release="v1.2")
    script = read_user_data()
    (tmp_path / "user-data.sh").write_text(script)
    shellcheck = Path(sys.executable).with_name("shellcheck")
    done = subprocess.run(
        [shellcheck, tmp_path / "user-data.sh"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert len(script.encode()) < 16_384
    assert script.startswith("#!/bin/bash\n")
    assert "DISCORD_TOKEN_PARAMETER=/parley/discord-token\n" in script
    assert "PROCESSES=\n" in script
    assert script.rstrip().endswith("parley upgrade 'v1.2'")
    (bucket,) = boto3.client("s3").list_buckets()["Buckets"]
    assert f"BACKUP_BUCKET={bucket['Name']}\n" in script
