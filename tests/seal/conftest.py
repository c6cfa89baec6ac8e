"""The packs of these tests: made once, unsealed and sealed in each way, and copied for whoever changes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from seal.packs import CASE, MADE, copied, make_pack
from seal.tsa import PASSWORD, Authority, Identity, identity, running

from evidence.custody import Custody
from evidence.seal import Authority as Address
from evidence.seal import SealPlan, load_signer, seal_pack

LATER = MADE + timedelta(hours=1)


@pytest.fixture(scope="session")
def plain_pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_pack(tmp_path_factory.mktemp("plain"))


@pytest.fixture(scope="session")
def tsa(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    with running(tmp_path_factory.mktemp("tsa")) as authority:
        yield authority


@pytest.fixture(scope="session")
def shop(tsa: Authority) -> Identity:
    """The key of a shop, issued by the root that the tests trust."""
    return identity("木木家居旗舰店", tsa.root)


@pytest.fixture(scope="session")
def p12(tmp_path_factory: pytest.TempPathFactory, shop: Identity, tsa: Authority) -> Path:
    path = tmp_path_factory.mktemp("key") / "店铺.p12"
    path.write_bytes(shop.p12(tsa.root))
    return path


@pytest.fixture(scope="session")
def sealed_packs(
    tmp_path_factory: pytest.TempPathFactory, plain_pack: Path, tsa: Authority, p12: Path
) -> dict[str, Path]:
    """The same pack as it is, with a time, with a signature, and with both."""
    signer, address = load_signer(p12, PASSWORD), Address.at(tsa.url)
    plans = {"time": SealPlan(address), "key": SealPlan(None, signer), "both": SealPlan(address, signer)}
    packs = {"plain": plain_pack}
    for name, plan in plans.items():
        packs[name] = copied(plain_pack, tmp_path_factory.mktemp(name))
        seal_pack(packs[name], plan, log=Custody(packs[name].parent / CASE, LATER))
    return packs


@pytest.fixture
def pack_of(sealed_packs: dict[str, Path], tmp_path: Path) -> Callable[[str], Path]:
    return lambda name: copied(sealed_packs[name], tmp_path / name)
