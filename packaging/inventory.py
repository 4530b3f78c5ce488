"""Lists the crates of the program: their licences with texts, or a bill of materials (CycloneDX 1.5, JSON).

    python3 packaging/inventory.py licences TARGET > THIRD-PARTY-LICENCES
    python3 packaging/inventory.py sbom TARGET… > pullquote.cdx.json

Reads `cargo metadata` and `cargo tree`; needs the sources of the crates (`cargo fetch`), no network.
"""

import json
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent.parent
TEXT = re.compile(r"(licen[cs]e|copying|copyright|notice|unlicense)", re.IGNORECASE)


def run(*command: str) -> str:
    """The output of a command in the project's folder."""
    return subprocess.run(command, cwd=HERE, check=True, capture_output=True, text=True).stdout


def packages(targets: list[str]) -> list[dict]:
    """The program and the crates that are compiled into it for any of the targets, by name and version."""
    chosen_targets = [argument for target in targets for argument in ("--target", target)]
    tree = run("cargo", "tree", "--locked", *chosen_targets, "-e", "normal", "--prefix", "none", "--format", "{p}")
    kept = {tuple(line.split(" ")[:2]) for line in tree.splitlines() if line.strip()}
    every = json.loads(run("cargo", "metadata", "--locked", "--format-version", "1"))["packages"]
    chosen = [p for p in every if (p["name"], "v" + p["version"]) in kept]
    return sorted(chosen, key=lambda p: (p["name"], p["version"]))


def licences(targets: list[str]) -> str:
    """Name, version and licence of each crate, and each distinct text once, with the crates that carry it."""
    rows, texts = [], {}
    for package in packages(targets):
        if package["source"] is None:
            continue
        name = f"{package['name']} {package['version']}"
        rows.append(f"{name:<44} {package['license'] or 'see the text'}")
        folder = pathlib.Path(package["manifest_path"]).parent
        files = sorted(p for p in folder.iterdir() if p.is_file() and TEXT.search(p.name) and p.suffix not in (".rs", ".html"))
        for path in files:
            text = "\n".join(line.rstrip() for line in path.read_text("utf-8", "replace").splitlines()).strip()
            texts.setdefault(text, []).append(name)
    parts = ["pullquote contains these crates, each under its licence:\n", *rows]
    for text, names in sorted(texts.items(), key=lambda item: item[1][0]):
        parts += ["", "=" * 72, ", ".join(names), "-" * 72, text]
    return "\n".join(parts) + "\n"


def sbom(targets: list[str]) -> str:
    """The bill of materials."""
    digests = {}
    for block in (HERE / "Cargo.lock").read_text("utf-8").split("[[package]]"):
        field = {key: value for key, value in re.findall(r'^(name|version|checksum) = "(.*)"$', block, re.MULTILINE)}
        digests[(field.get("name"), field.get("version"))] = field.get("checksum")
    components, program = [], {}
    for package in packages(targets):
        address = f"pkg:cargo/{package['name']}@{package['version']}"
        entry = {
            "type": "library" if package["source"] else "application",
            "bom-ref": address,
            "name": package["name"],
            "version": package["version"],
            "purl": address,
        }
        if package["license"]:
            entry["licenses"] = [{"expression": package["license"].replace("/", " OR ")}]
        digest = digests.get((package["name"], package["version"]))
        if digest:
            entry["hashes"] = [{"alg": "SHA-256", "content": digest}]
        if package["name"] == "pullquote":
            program = entry
        else:
            components.append(entry)
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": program},
        "components": components,
    }
    return json.dumps(bill, indent=1) + "\n"


if __name__ == "__main__":
    kinds = {"licences": licences, "sbom": sbom}
    if len(sys.argv) < 3 or sys.argv[1] not in kinds:
        sys.exit(f"usage: inventory.py {'|'.join(kinds)} TARGET…")
    sys.stdout.write(kinds[sys.argv[1]](sys.argv[2:]))
