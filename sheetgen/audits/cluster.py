"""A Dask cluster to audit on: reached within bounded time, or made here; its workers must have what there is here."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sheetgen.audits.record import LIMITS, Conditions, difference_of
from sheetgen.errors import UsageError

if TYPE_CHECKING:
    from distributed import Client

#: So many seconds a scheduler has to answer, and then to get a first worker.
_CONNECT, _WORKERS = 30, 30


@contextmanager
def connected(address: str, jobs: int) -> Iterator[Client]:
    """A client of the scheduler at an address, or for "local" of a cluster of so many processes on this machine.

    UsageError where Dask is missing or no scheduler answers.
    """
    try:
        from distributed import Client, LocalCluster
    except ImportError:
        raise UsageError("--dask needs Dask: pip install 'sheetgen[dask]'") from None
    # What goes wrong is told here, in a sentence.
    for name in ("distributed", "tornado.application"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    if address == "local":
        # Nothing is reachable from elsewhere, not even the pages that tell of its state.
        private: dict[str, Any] = dict.fromkeys(("dashboard_address", "worker_dashboard_address"), "127.0.0.1:0")
        private.update(host="127.0.0.1", silence_logs=logging.CRITICAL)
        with (
            LocalCluster(n_workers=jobs, threads_per_worker=1, **private) as cluster,
            Client(cluster, set_as_default=False) as client,
        ):
            yield client
        return
    # A client that cannot connect says so again, at length, when it is thrown away: so it is tried without one.
    try:
        asyncio.run(_answer(address))
        client = Client(address, timeout=_CONNECT, set_as_default=False)
    except ValueError as error:
        raise UsageError(f"--dask {address}: {_sentence(error)}; write it as tcp://HOST:8786, or local") from None
    except Exception:
        raise UsageError(f"--dask {address}: no Dask scheduler answers there within {_CONNECT} seconds") from None
    with client:
        yield client


async def _answer(address: str) -> None:
    from distributed.comm import connect
    from distributed.security import Security

    comm = await connect(address, timeout=_CONNECT, **Security().get_connection_args("client"))
    await comm.close()


def check(client: Client, under: Conditions) -> None:
    """Every worker must come to the same results as this process would; UsageError for the first that does not."""
    try:
        client.wait_for_workers(1, timeout=_WORKERS)
    except TimeoutError:
        address = client.scheduler_info()["address"]
        raise UsageError(
            f"the Dask scheduler {address} has no workers: start some with dask worker {address}"
        ) from None
    function = "sheetgen.audits.record:conditions"
    found: dict[str, Any] = client.run(by_name(), function, under["engine"], on_error="return")
    for worker, there in found.items():
        if isinstance(there, ImportError):
            raise UsageError(lacking(f"the Dask worker {worker}", there, under))
        if isinstance(there, BaseException):
            raise UsageError(f"the Dask worker {worker} cannot audit: {_sentence(there)}")
        # The limits go with each task.
        if other := difference_of({**there, **{name: under[name] for name in LIMITS}}, under):
            raise UsageError(f"the Dask worker {worker} has {other}: install the same there")


def lacking(worker: str, error: ImportError, under: Conditions) -> str:
    """What to say of a worker without this program, or with one that knows nothing of Dask."""
    return f"{worker} lacks what it needs ({_sentence(error)}): install sheetgen {under['sheetgen']} there too"


def by_name() -> Callable[..., Any]:
    """A function that calls another by its name, `module:function`.

    It travels by value: who receives it needs no sheetgen to do so, and can say that there is none.
    """

    def call(function: str, *arguments: Any) -> Any:
        from pkgutil import resolve_name

        return resolve_name(function)(*arguments)

    return call


def _sentence(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__
