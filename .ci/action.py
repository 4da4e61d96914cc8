"""Runs the `run` steps of action.yml the way a runner does, as far as this action needs it.

Usage: action.py ACTION.YML WORKSPACE DOWNLOADS [INPUT=VALUE ...]

It fills in the expressions, starts bash as the runner does, passes outputs between steps, stops at the first step
that fails and exits with its status. DOWNLOADS stands in for the address of the releases.
"""

import os
import re
import subprocess
import sys
import tempfile

import yaml

RUNNER = {"linux": "Linux", "darwin": "macOS", "win32": "Windows"}
MACHINES = {"x86_64": "X64", "AMD64": "X64", "aarch64": "ARM64", "arm64": "ARM64"}


def main() -> int:
    path, workspace, downloads, *given = sys.argv[1:]
    with open(path, encoding="utf-8") as file:
        action = yaml.safe_load(file)
    inputs = {name: str(spec.get("default", "")) for name, spec in action["inputs"].items()}
    for pair in given:
        name, value = pair.split("=", 1)
        if name not in inputs:
            raise SystemExit(f"action.yml has no input `{name}`")
        inputs[name] = value
    known = {f"inputs.{name}": value for name, value in inputs.items()}
    known["github.action_path"] = os.path.dirname(os.path.abspath(path))
    known["github.action_ref"] = "main"
    known["github.server_url"] = ""
    known["github.action_repository"] = ""
    with tempfile.TemporaryDirectory() as temp:
        for number, step in enumerate(action["runs"]["steps"]):
            status = run(step, number, known, workspace, downloads, temp)
            if status != 0:
                return status
    return 0


def run(step: dict, number: int, known: dict, workspace: str, downloads: str, temp: str) -> int:
    """One step; its outputs are added to what is known."""
    if step.get("shell") != "bash":
        raise SystemExit(f"step `{step.get('name')}` has no `shell: bash`")
    script = os.path.join(temp, f"step-{number}.sh")
    with open(script, "w", encoding="utf-8") as file:
        file.write(fill(step["run"], known))
    output, summary = (os.path.join(temp, f"{kind}-{number}") for kind in ("output", "summary"))
    for name in (output, summary):
        open(name, "w", encoding="utf-8").close()
    environment = dict(os.environ)
    environment.update({name: fill(str(value), known) for name, value in step.get("env", {}).items()})
    if "DOWNLOADS" in environment:
        environment["DOWNLOADS"] = downloads
    environment.update(
        GITHUB_ACTIONS="true",
        GITHUB_OUTPUT=output,
        GITHUB_STEP_SUMMARY=summary,
        RUNNER_TEMP=temp,
        RUNNER_OS=RUNNER[sys.platform],
        RUNNER_ARCH=MACHINES[os.uname().machine],
    )
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", script]
    status = subprocess.run(command, cwd=workspace, env=environment, stdin=subprocess.DEVNULL).returncode
    with open(output, encoding="utf-8") as file:
        for line in file:
            name, value = line.rstrip("\n").split("=", 1)
            known[f"steps.{step['id']}.outputs.{name}"] = value
    with open(summary, encoding="utf-8") as file:
        text = file.read()
    if text:
        print(f"--- step summary ---\n{text}", flush=True)
    return status


def fill(text: str, known: dict) -> str:
    """Replaces `${{ name }}`; a name that nobody knows is a mistake in action.yml."""

    def value(found: re.Match) -> str:
        name = found.group(1)
        if name not in known:
            raise SystemExit(f"action.yml uses `{name}`, which is not known")
        return known[name]

    return re.sub(r"\$\{\{\s*([^}\s]+)\s*\}\}", value, text)


if __name__ == "__main__":
    sys.exit(main())
