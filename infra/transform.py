"""Writes template.yaml as CloudFormation gets to see it, as JSON.

    python3 infra/transform.py template.yaml

It needs aws-sam-translator and no account: folders in CodeUri become
s3://local/FOLDER, which is what `sam package` does with a real bucket.
"""
import json
import os
import sys

os.environ.setdefault("AWS_DEFAULT_REGION", "eu-central-1")

from samtranslator.translator.transform import transform  # noqa: E402  (reads the region)
from samtranslator.yaml_helper import yaml_parse  # noqa: E402


class NoManagedPolicies:
    """The template names no managed policy; a name would be an error."""

    def load(self):
        return {}


def main(path):
    with open(path, encoding="utf-8") as source:
        template = yaml_parse(source)
    for resource in template["Resources"].values():
        folder = resource.get("Properties", {}).get("CodeUri")
        if isinstance(folder, str):
            resource["Properties"]["CodeUri"] = "s3://local/" + folder
    json.dump(transform(template, {}, NoManagedPolicies()), sys.stdout, indent=1)


if __name__ == "__main__":
    main(sys.argv[1])
