#!/usr/bin/env python3
"""Proves docs/campaign.schema.json against files that the program takes and files that it refuses.

Run from the project's root; needs PyYAML and jsonschema. Scalars are read as text, as the program reads them, and the
good files once more as an editor reads them, with numbers and truth values.
"""
import json
import pathlib
import sys

import jsonschema
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
GOOD = ["plain-list", "references-and-parameters", "contacts"]

# Each is refused by the program for a reason that a schema can tell.
BAD = {
    "no numbers": "ani: +16175550100",
    "an empty list": "numbers: []",
    "an unknown key": "numbers: [1]\ncolour: red",
    "a key and its alias": "numbers: [1]\nmax_retries: 1\nmax_attempts: 2",
    "a name with a space": "numbers: [1]\ncampaign: Spring Sale",
    "a word for a number": "numbers: [1]\nmax_retries: ten",
    "a number past its range": "numbers: [1]\nmax_retries: 11",
    "a priority of none": "numbers: [1]\npriority: 0",
    "a region of three letters": "numbers: [1]\nregion: USA",
    "a zone without a place": "numbers: [1]\ntimezone: Berlin",
    "another scheme": "numbers: [1]\nstart_url: ftp://127.0.0.1/",
    "a password in a URL": "numbers: [1]\nresult_url: http://a:b@127.0.0.1/",
    "a long URL": "numbers: [1]\nresult_url: http://127.0.0.1/" + "a" * 255,
    "a list of no secret": "numbers: [1]\nresult_secret: []",
    "a secret of its own kind": "numbers: [1]\nresult_secret: swordfish",
    "a word that is not a choice": "numbers: [1]\nresult_format: xml",
    "neither yes nor no": "numbers: [1]\ncallee_detection: maybe",
    "an outcome that is never retried": "numbers: [1]\nretry: {answered: 60}",
    "a cap of nothing": "numbers: [1]\nlimits: {calls_per_second: 0}",
    "an unknown cap": "numbers: [1]\nlimits: {calls_per_minute: 60}",
    "a path to the contacts": "contacts: lists/contacts.csv",
    "a hidden file": "contacts: .contacts.csv",
    "hours without an end": "numbers: [1]\ncalling_hours: {from: 09:00}",
    "a day that is none": "numbers: [1]\ncalling_hours: {from: 09:00, to: 10:00, days: funday}",
    "a list in the list": "numbers: [[1]]",
    "an empty entry": "numbers: ['']",
    "a map without a number": "numbers: [{ani: 1}]",
    "an unknown key of a number": "numbers: [{phone_number: 1, phone: 2}]",
    "parameters that are a list": "numbers: [{phone_number: 1, call_parameters: [1]}]",
    "a parameter that is a map": "numbers: [1]\ncampaign_parameters: {a: {b: c}}",
}

# What the samples do not show, and the program takes.
ALSO_GOOD = {
    "every alias": "name: a\nscheduled_time: 0\nend_timestamp: 1900000000\ncaller_id: +16175550100\nmax_attempts: 10\n"
    "reattempt_wait: 2h\nnumbers: [1]",
    "a flow list of maps": "{numbers: [{phone_number: 1, timezone: America/New_York, message_reference: 7}]}",
    "maps without entries": "retry: {}\ncampaign_parameters: {}\nlimits: {}\nnumbers: [{phone_number: 1, call_parameters: {}}]",
    "a fraction of a call": "limits: {calls_per_second: 0.5, concurrent_calls: 1}\nnumbers: [1]",
    "spans with units": "retry_interval: 1h30m\nring_timeout: 20 s\nretry: {busy: 90, declined: never}\nnumbers: [1]",
    "two secrets, both URLs asked": "result_secret: [whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz, "
    "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI0]\ncheck_urls: require\nnumbers: [1]",
    "no detection, no check": "callee_detection: no\ncheck_urls: off\nnumbers: [1]",
}


def main() -> int:
    schema = json.loads((ROOT / "docs" / "campaign.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    failures = []

    good = {name: (ROOT / "samples" / f"{name}.yaml").read_text(encoding="utf-8") for name in GOOD} | ALSO_GOOD
    for name, text in good.items():
        for loader in (yaml.BaseLoader, yaml.SafeLoader):
            for error in validator.iter_errors(yaml.load(text, loader)):
                failures.append(f"good, and refused ({loader.__name__}): {name}: {error.json_path}: {error.message}")
    for name, text in BAD.items():
        if validator.is_valid(yaml.load(text, yaml.BaseLoader)):
            failures.append(f"bad, and taken: {name}")

    for key, rule in schema["properties"].items():
        if "$ref" not in rule and "description" not in rule:
            failures.append(f"no description for completion: {key}")
    print("\n".join(failures) or f"schema: {len(good)} good and {len(BAD)} bad files told apart")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
