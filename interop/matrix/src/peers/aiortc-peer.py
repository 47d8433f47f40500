"""aiortc as an end of the matrix, led as peer-protocol.md says."""

import asyncio
import base64
import sys

import aiortc
from messages import END, PROTOCOL, MessageLog, messages, say

HIGH_WATER = 1 << 20
POLL_S = 0.005


class Channel:
    """What is sent and received over one channel."""

    def __init__(self, channel):
        self.channel = channel
        self.log = MessageLog()
        self.expected = None
        self.stopped = False
        channel.on("message", self.arrived)
        channel.on("close", lambda: say(f"closed {channel.label}"))

    def arrived(self, content):
        is_text = isinstance(content, str)
        end = END.fullmatch(content) if is_text else None
        if end:
            self.expected = int(end[1])
        else:
            self.log.add(is_text, content.encode() if is_text else content)
        if self.log.count == self.expected:
            say(f"received {self.channel.label} {self.log.summary()}")
            self.log = MessageLog()
            self.expected = None

    async def send(self, total, sizes):
        self.stopped = False
        sent = MessageLog()
        for is_text, payload in messages(total, sizes):
            # The end of the connection closes the channel.
            while self.channel.readyState == "connecting" or self.channel.bufferedAmount > HIGH_WATER:
                await asyncio.sleep(POLL_S)
                if self.channel.readyState in ("closing", "closed"):
                    return
            sent.add(is_text, payload)
            self.channel.send(payload.decode() if is_text else payload)
            # Sending does not wait for anything, and what arrives must be handled, too.
            await asyncio.sleep(0)
            if self.stopped:
                break
        self.channel.send(f"end of {sent.count} messages")
        say(f"sent {self.channel.label} {sent.summary()}")


class End:
    def __init__(self):
        self.connection = None
        self.channels = {}
        self.tasks = set()

    async def handle(self, line):
        name, *words = line.split(" ")
        try:
            await getattr(self, name)(*words)
        except Exception as error:  # whatever it is, the driver must know
            say(f"error {name}: {error!r}")

    def begin(self, line):
        """Does not wait: the next line may come while messages are being sent."""
        task = asyncio.ensure_future(self.handle(line))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def offer(self, label, mode):
        await self.renew()
        await self.open(label, mode)
        await self.describe(await self.connection.createOffer())

    async def answer(self, sdp):
        await self.renew()
        await self.take("offer", sdp)
        await self.describe(await self.connection.createAnswer())

    async def accept(self, sdp):
        await self.take("answer", sdp)

    async def open(self, label, mode):
        channel = self.connection.createDataChannel(label, ordered=mode == "ordered", protocol=PROTOCOL)
        self.channels[label] = Channel(channel)
        channel.on("open", lambda: say(f"open {label}"))

    async def send(self, label, total, sizes):
        await self.channels[label].send(int(total), sizes.split(","))

    async def stop(self, label):
        self.channels[label].stopped = True

    async def close(self, label):
        self.channels[label].channel.close()

    async def end(self):
        await self.drop()
        say("ended")

    async def renew(self):
        await self.drop()
        self.connection = aiortc.RTCPeerConnection(aiortc.RTCConfiguration(iceServers=[]))
        self.connection.on("datachannel", self.incoming)

    async def drop(self):
        connection, self.connection = self.connection, None
        self.channels.clear()
        if connection:
            await connection.close()

    def incoming(self, channel):
        self.channels[channel.label] = Channel(channel)
        say(f"channel {channel.label} {'ordered' if channel.ordered else 'unordered'} {channel.protocol}")

    async def take(self, kind, sdp):
        text = base64.b64decode(sdp).decode()
        await self.connection.setRemoteDescription(aiortc.RTCSessionDescription(text, kind))

    async def describe(self, description):
        # Gathers, too.
        await self.connection.setLocalDescription(description)
        sdp = self.connection.localDescription.sdp
        say(f"description {base64.b64encode(sdp.encode()).decode()}")


async def main():
    end = End()
    lines = asyncio.StreamReader(limit=1 << 20)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    say(f"version {aiortc.__version__}")
    while line := await lines.readline():
        end.begin(line.decode().strip())
    await end.drop()


asyncio.run(main())
