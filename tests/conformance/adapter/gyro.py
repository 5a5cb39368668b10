"""Runs the tests of wasi-testsuite on gyro, with the suite's own runner:

    GYRO=<gyro> python3 <checkout>/test-runner/wasi_test_runner.py \
        -t <checkout>/tests/rust/testsuite/wasm32-wasip3 -r tests/conformance/adapter/gyro.py

All tests pass but filesystem-read-directory, which passes alone: other tests
make symbolic links that the runner leaves in the directory that it lists.
The runner needs Python 3.12.
"""

import atexit
import os
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Dict, List, Optional, Tuple

GYRO = shlex.split(os.getenv("GYRO", "gyro"), posix=os.name != "nt")

# Services are applications with one component, which may send requests.
APPS = Path(tempfile.mkdtemp(prefix="gyro-wasi-testsuite-"))
atexit.register(shutil.rmtree, APPS, ignore_errors=True)
MANIFEST = """spin_manifest_version = 2
[application]
name = "test"
[[trigger.http]]
route = "/..."
component = "test"
[component.test]
source = '%s'
allowed_outbound_hosts = ["*://*:*"]
"""


def get_name() -> str:
    return "gyro"


def get_version() -> str:
    return subprocess.run(GYRO + ["version"], encoding="UTF-8", capture_output=True, check=True).stdout.split()[1]


def get_wasi_versions() -> List[str]:
    return ["wasm32-wasip1", "wasm32-wasip3"]


def get_wasi_worlds() -> List[str]:
    return ["wasi:cli/command", "wasi:http/service"]


def compute_argv(test_path: str, args_env_root: Tuple[List[str], Dict[str, str], Optional[str]],
                 proposals: List[str], wasi_world: str, wasi_version: str) -> List[str]:
    args, env, root = args_env_root
    environment = [f for k, v in env.items() for f in ("--env", f"{k}={v}")]
    if wasi_world == "wasi:http/service":
        manifest = APPS / (Path(test_path).stem + ".toml")
        manifest.write_text(MANIFEST % Path(test_path).resolve(), encoding="UTF-8")
        return GYRO + ["up", "-f", str(manifest), "--listen", "127.0.0.1:0"] + environment
    argv = GYRO + ["run", test_path] + environment
    if root:
        argv += ["--dir", f"{root}::/"]
    if "sockets" in proposals or "http" in proposals:
        argv += ["--allow-net"]
    return argv + ["--"] + args
