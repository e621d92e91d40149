"""Our own small servers of the lab: for what real ones cannot do wrong, and where those are missing.

``python -m tests.lab.serving FOLDER SEED HOST...`` serves until it is ended; HOSTs are served by Debian's
servers. ``FOLDER/ready`` says that it does.
"""

from __future__ import annotations

import asyncio
import base64
import socket
import ssl
import struct
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

from tests.lab.accounts import ACCOUNT
from tests.lab.certificates import Authority, Shown
from tests.lab.name_server import answer
from tests.lab.plan import DOMAIN, ROLES, Plan, plan_of
from tests.lab.state import State
from tests.laptop import servers

# RFC 8446, section 6: fatal alerts, handshake_failure and protocol_version.
_ALERTS = {"alert": bytes([21, 3, 3, 0, 2, 2, 40]), "old": bytes([21, 3, 1, 0, 2, 2, 70])}
_VERSIONS = {"1.0": ssl.TLSVersion.TLSv1, "1.1": ssl.TLSVersion.TLSv1_1, "1.2": ssl.TLSVersion.TLSv1_2}

Reader, Writer = asyncio.StreamReader, asyncio.StreamWriter
# What is answered, if anything, after how many seconds.
Reply = tuple[bytes | None, float]


def main(folder: Path, seed: int, real: frozenset[str]) -> None:
    """Serve until the process is ended."""
    asyncio.run(Serving(folder, plan_of(seed)).serve(real))


class Serving:
    """Every host that no real server stands behind."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        self.folder, self.plan = folder, plan
        self.state, self.authority = State(folder, plan), Authority(folder)
        self._contexts: dict[tuple[Shown, str], ssl.SSLContext] = {}

    async def serve(self, real: frozenset[str]) -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _loop, _context: None)
        for host, role in ROLES.items():
            if role and host not in real:
                await self._open(host, role)
        (self.folder / "ready").touch()
        await asyncio.Event().wait()

    async def _open(self, host: str, role: str) -> None:
        address, port = self.plan.hosts[host], self.plan.ports[host]
        if role in {"names", "time"}:
            reply = self._name if role == "names" else self._time
            await asyncio.get_running_loop().create_datagram_endpoint(
                lambda: Answering(lambda content: reply(host, content)), (address, port)
            )
        if role != "time":
            spoken = getattr(self, f"speak_{role.replace(' ', '_')}")
            await asyncio.start_server(self._whole(host, spoken), address, port)

    def _whole(self, host: str, spoken: Callable[..., Any]) -> Callable[[Reader, Writer], Any]:
        async def whole(reader: Reader, writer: Writer) -> None:
            try:
                await spoken(host, self.state.of(host), reader, writer)
            except (OSError, asyncio.IncompleteReadError, ValueError):
                pass
            finally:
                writer.close()

        return whole

    def _name(self, host: str, content: bytes) -> Reply:
        told = self.state.of(host)
        return answer(content, self.state.zone(host), told, is_udp=True), float(told.get("delay", 0))

    def _time(self, host: str, content: bytes) -> Reply:
        told = self.state.of(host)
        if told.get("time") == "silent":
            return None, 0
        if told.get("time") == "other":
            return b"HELO somebody else here".ljust(len(content)), 0
        numbers = {"stratum": int(told.get("stratum", 2)), "leap": int(told.get("leap", 0))}
        reply = servers.time_of(
            offset=float(told.get("offset", 0)), kiss=told.get("kiss", "").encode(), **numbers
        )
        return reply(content), 0

    async def speak_names(self, host: str, told: dict[str, str], reader: Reader, writer: Writer) -> None:
        length = int.from_bytes(await reader.readexactly(2), "big")
        content = await reader.readexactly(length)
        said = answer(content, self.state.zone(host), told, is_udp=False)
        if said is None:
            await servers.idle(reader, writer)
        else:
            writer.write(len(said).to_bytes(2, "big") + said)
            await writer.drain()

    async def speak_web(self, host: str, told: dict[str, str], reader: Reader, writer: Writer) -> None:
        if await self._secured(host, told, reader, writer):
            await self._page(told, reader, writer)

    async def speak_plain_web(self, _host: str, told: dict[str, str], reader: Reader, writer: Writer) -> None:
        await self._page(told, reader, writer)

    async def speak_identity(self, host: str, told: dict[str, str], reader: Reader, writer: Writer) -> None:
        if not await self._secured(host, told, reader, writer):
            return
        port = self.plan.ports[host]
        issuer = told.get("issuer_url", f"https://{host}.{DOMAIN}" + ("" if port == 443 else f":{port}"))
        if told.get("identity") == "page":
            await servers.page(b"<html>sign in</html>")(reader, writer)
        else:
            without = {told["without"]: None} if "without" in told else {}
            await servers.metadata(**{"issuer": issuer, **without})(reader, writer)

    async def speak_mail(self, host: str, told: dict[str, str], reader: Reader, writer: Writer) -> None:
        if told.get("mail") == "silent":
            await servers.idle(reader, writer)
        elif "greeting" in told:
            writer.write(f"{told['greeting']}\r\n".encode())
            await writer.drain()
            await servers.idle(reader, writer)
        else:
            offered = tuple(told.get("extensions", "STARTTLS").split(","))
            await servers.mail(extensions=offered, context=self._context(host, told))(reader, writer)

    async def speak_directory(self, _host: str, told: dict[str, str], reader: Reader, writer: Writer) -> None:
        if told.get("directory") == "silent":
            await servers.idle(reader, writer)
        elif told.get("directory") == "other":
            await servers.saying(b"220 not a directory\r\n")(reader, writer)
        else:
            base, result = told.get("base", "dc=lab,dc=test"), int(told.get("result", 0))
            await servers.directory((base,), result)(reader, writer)

    async def speak_proxy(self, host: str, told: dict[str, str], reader: Reader, writer: Writer) -> None:
        how = told.get("proxy")
        if how == "other":
            writer.write(b"SSH-2.0-OpenSSH_9.2\r\n")
            await writer.drain()
            return
        head = await reader.readuntil(b"\r\n\r\n")
        if how == "silent":
            await servers.idle(reader, writer)
            return
        target, status = head.split()[1].decode(), self._allowed(host, told, head)
        scheme = told.get("scheme", "Basic realm=lab")
        realm = f"Proxy-Authenticate: {scheme}\r\n" if status == 407 else ""
        writer.write(f"HTTP/1.1 {status} X\r\n{realm}\r\n".encode())
        await writer.drain()
        if status == 200:
            await self._passed_on(host, told, target, reader, writer)

    def _allowed(self, host: str, told: dict[str, str], head: bytes) -> int:
        wanted = told.get("auth", ACCOUNT if host == "gate" else "")
        given = base64.b64encode(wanted.encode())
        if wanted and b"Basic " + given not in head:
            return 407
        return 403 if "denies" in told else int(told.get("status", 200))

    async def _passed_on(
        self, host: str, told: dict[str, str], target: str, reader: Reader, writer: Writer
    ) -> None:
        name, _, port = target.rpartition(":")
        end = self.plan.host_at(name)
        if "inspects" in told:
            # An inspecting proxy makes a certificate of its own for whatever is asked for.
            await self._secured(end, {"issuer": "inspection", "tls": "open"}, reader, writer)
            await self._page({}, reader, writer)
            return
        other_reader, other = await asyncio.open_connection(self.plan.hosts[end], int(port))
        await asyncio.gather(servers.pumped(reader, other), servers.pumped(other_reader, writer))

    async def _page(self, told: dict[str, str], reader: Reader, writer: Writer) -> None:
        how = told.get("web")
        if how == "silent":
            await servers.idle(reader, writer)
        elif how == "closed":
            await reader.read(1)
        elif how == "other":
            await servers.saying(b"220 mail here\r\n")(reader, writer)
        else:
            # Who answers late has been asked before; a client that is late itself would make up for it.
            head = await reader.readuntil(b"\r\n\r\n")
            await asyncio.sleep(float(told.get("delay", 0)))
            asked = asyncio.StreamReader()
            asked.feed_data(head)
            headers = {"Location": told["location"]} if "location" in told else {}
            body = told.get("body", "ready").encode() * 400
            await servers.page(body, int(told.get("status", 200)), **headers)(asked, writer)

    async def _secured(self, host: str, told: dict[str, str], reader: Reader, writer: Writer) -> bool:
        """Put TLS on a connection, or do what the host is set to do instead."""
        how = told.get("tls", "open")
        if how == "silent":
            await servers.idle(reader, writer)
        elif how == "closed":
            await reader.read(1)
            # Closing with nothing to wait for sends a reset, as a middlebox does.
            reset = struct.pack("ii", 1, 0)
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, reset)
        elif how == "plain":
            await servers.saying(b"HTTP/1.1 400 Bad Request\r\n\r\n")(reader, writer)
        elif how in _ALERTS:
            await servers.saying(_ALERTS[how])(reader, writer)
        elif {"protocol", "asks_client"} & {*told}:
            context, end = self._context(host, told), writer.get_extra_info("socket").dup()
            cast("asyncio.Transport", writer.transport).pause_reading()
            await asyncio.get_running_loop().run_in_executor(None, shaken_or_told, context, end)
        else:
            await writer.start_tls(self._context(host, told))
            return True
        return False

    def _context(self, host: str, told: dict[str, str]) -> ssl.SSLContext:
        shown = self.authority.shown(told, (f"{host}.{DOMAIN}",), self.plan.hosts[host])
        key = (shown, f"{told.get('protocol')} {told.get('asks_client')}")
        if key not in self._contexts:
            self._contexts[key] = self._made(shown, told)
        return self._contexts[key]

    def _made(self, shown: Shown, told: dict[str, str]) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_ciphers("ALL:@SECLEVEL=0")
        with tempfile.NamedTemporaryFile() as file:
            Path(file.name).write_bytes(shown.key + shown.chain)
            context.load_cert_chain(file.name)
        if "protocol" in told:
            context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
            context.maximum_version = _VERSIONS[told["protocol"]]
        if "asks_client" in told:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(self.authority.folder / "root.pem")
        return context


def shaken_or_told(context: ssl.SSLContext, end: socket.socket) -> None:
    """Shake hands as far as it goes; asyncio would cut the connection before the alert is out."""
    end.settimeout(2)
    with end, suppress(OSError):
        secured = context.wrap_socket(end, server_side=True, do_handshake_on_connect=False)
        with secured:
            with suppress(ssl.SSLError):
                secured.do_handshake()
            # Whoever closes with something unread sends a reset, which would overtake the alert.
            socket.socket.shutdown(secured, socket.SHUT_WR)
            while socket.socket.recv(secured, 1000):
                pass


class Answering(asyncio.DatagramProtocol):
    """Answers each packet by a function; None answers nothing."""

    def __init__(self, reply: Callable[[bytes], Reply]) -> None:
        self.reply = reply

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, content: bytes, address: tuple[str, int]) -> None:
        with suppress(OSError, ValueError, IndexError):
            said, seconds = self.reply(content)
            if said is not None:
                asyncio.get_running_loop().call_later(seconds, self.transport.sendto, said, address)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), frozenset(sys.argv[3:]))
