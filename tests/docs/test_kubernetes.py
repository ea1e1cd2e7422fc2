"""The example for Kubernetes: what its schemas say, and that its parts fit the service and each
other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from rag.settings import Settings
from tests.clients import client_of

EXAMPLE = Path(__file__).parents[2] / "examples/kubernetes/brief-rag.yaml"
VERSIONS = ("1.28", "1.37")
"""Of Kubernetes: an old one that is still met, and the latest whose schemas are at hand."""


@pytest.fixture(scope="module")
def parts() -> dict[str, dict[str, Any]]:
    """The example's objects by kind, of which there is one each."""
    found = list(yaml.safe_load_all(EXAMPLE.read_text("utf-8")))
    by_kind = {each["kind"]: each for each in found}
    assert len(by_kind) == len(found) == 6
    return by_kind


@pytest.fixture(scope="module")
def container(parts: dict[str, dict[str, Any]]) -> dict[str, Any]:
    (found,) = parts["Deployment"]["spec"]["template"]["spec"]["containers"]
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("version", VERSIONS)
def test_it_is_what_the_schemas_ask_for(parts: dict[str, dict[str, Any]], version: str) -> None:
    validate = pytest.importorskip("kubernetes_validate")
    for each in parts.values():
        validate.validate(each, version, strict=True)
    broken = {**parts["Deployment"], "spec": {**parts["Deployment"]["spec"], "replica": 3}}
    with pytest.raises(validate.ValidationError):
        validate.validate(broken, version, strict=True)


def test_its_settings_are_settings(
    parts: dict[str, dict[str, Any]], container: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"BRIEF_RAG_{name.upper()}", raising=False)
    given = dict(parts["ConfigMap"]["data"])
    (token,) = container["env"]
    key = token["valueFrom"]["secretKeyRef"]
    assert key["name"] == parts["Secret"]["metadata"]["name"]
    given[token["name"]] = parts["Secret"]["stringData"][key["key"]]
    names = {f"BRIEF_RAG_{name.upper()}" for name in Settings.model_fields}
    assert given.keys() <= names
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    settings = Settings(_env_file=None)  # type: ignore[call-arg]
    assert settings.store == given["BRIEF_RAG_STORE"]
    hosts = [rule["host"] for rule in parts["Ingress"]["spec"]["rules"]]
    assert list(settings.allowed_hosts) == hosts == parts["Ingress"]["spec"]["tls"][0]["hosts"]
    assert (
        settings.milvus_token and settings.milvus_token.get_secret_value() == given[token["name"]]
    )
    mounts = {each["mountPath"] for each in container["volumeMounts"]}
    assert str(settings.index_dir) in mounts


def test_its_parts_name_each_other(
    parts: dict[str, dict[str, Any]], container: dict[str, Any]
) -> None:
    spec = parts["Deployment"]["spec"]
    # A Service of this name would set BRIEF_RAG_PORT to an address otherwise.
    assert spec["template"]["spec"]["enableServiceLinks"] is False
    labels = spec["template"]["metadata"]["labels"]
    assert labels == spec["selector"]["matchLabels"] == parts["Service"]["spec"]["selector"]
    (port,) = container["ports"]
    assert container["args"][-1] == str(port["containerPort"])
    (served,) = parts["Service"]["spec"]["ports"]
    assert served["targetPort"] == port["name"]
    (path,) = parts["Ingress"]["spec"]["rules"][0]["http"]["paths"]
    backend = path["backend"]["service"]
    assert backend == {"name": "brief-rag", "port": {"name": served["name"]}}
    volumes = {each["name"]: each for each in spec["template"]["spec"]["volumes"]}
    assert volumes.keys() == {each["name"] for each in container["volumeMounts"]}
    claim = volumes["data"]["persistentVolumeClaim"]["claimName"]
    assert claim == parts["PersistentVolumeClaim"]["metadata"]["name"]
    assert parts["PersistentVolumeClaim"]["spec"]["accessModes"] == ["ReadWriteMany"]
    assert container["envFrom"] == [{"configMapRef": {"name": "brief-rag"}}]


def test_its_probes_ask_what_there_is(container: dict[str, Any], index_dir: Path) -> None:
    settings = Settings(index_dir=index_dir, allowed_hosts=("brief.example.org",))
    with client_of(settings) as client:
        for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
            asked = container[probe]["httpGet"]
            headers = {each["name"]: each["value"] for each in asked.get("httpHeaders", ())}
            headers.setdefault("Host", "10.0.0.7:8000")  # as the kubelet asks
            assert client.get(asked["path"], headers=headers).status_code == 200, probe
