"""asyncio.exceptions: what asyncio raises."""

from _asyncio import BrokenBarrierError, CancelledError, InvalidStateError

TimeoutError = TimeoutError
