"""GStreamer's webrtcbin as an end of the matrix, led as peer-protocol.md says."""

import base64
import os
import sys

import gi

from messages import END, PROTOCOL, MessageLog, messages, say

gi.require_version("Gst", "1.0")
gi.require_version("GstSdp", "1.0")
gi.require_version("GstWebRTC", "1.0")
from gi.repository import GLib, Gst, GstSdp, GstWebRTC  # noqa: E402

HIGH_WATER = 1 << 20
LOW_WATER = 256 << 10
POLL_MS = 5


class Channel:
    """What is sent and received over one channel."""

    def __init__(self, channel):
        self.channel = channel
        self.label = channel.props.label
        self.log = MessageLog()
        self.expected = None
        self.dropped = False
        self.stopped = False
        channel.connect("on-message-data", lambda _, data: self.arrived(False, data))
        channel.connect("on-message-string", lambda _, string: self.arrived(True, string))
        channel.connect("on-close", lambda _: say(f"closed {self.label}"))

    def arrived(self, is_text, content):
        # Empty messages come as None.
        if is_text:
            payload = (content or "").encode()
        else:
            payload = content.get_data() if content else b""
        end = END.fullmatch(content) if is_text and content else None
        if end:
            self.expected = int(end[1])
        else:
            self.log.add(is_text, payload)
        if self.log.count == self.expected:
            say(f"received {self.label} {self.log.summary()}")
            self.log = MessageLog()
            self.expected = None

    def send(self, total, sizes):
        self.pending = messages(total, sizes)
        self.stopped = False
        self.sent = MessageLog()
        self.pump()

    def pump(self):
        """Sends until enough is queued, and goes on after a while."""
        while not self.dropped and self.channel.props.buffered_amount < HIGH_WATER:
            message = None if self.stopped else next(self.pending, None)
            if message is None:
                self.channel.send_string(f"end of {self.sent.count} messages")
                say(f"sent {self.label} {self.sent.summary()}")
                return GLib.SOURCE_REMOVE
            is_text, payload = message
            self.sent.add(is_text, payload)
            if is_text:
                self.channel.send_string(payload.decode())
            else:
                self.channel.send_data(GLib.Bytes.new(payload))
        if not self.dropped:
            GLib.timeout_add(POLL_MS, self.pump)
        return GLib.SOURCE_REMOVE


class End:
    def __init__(self, loop):
        self.loop = loop
        self.pipeline = None
        self.channels = {}
        self.open_channels = []

    def handle(self, line):
        name, *words = line.split(" ")
        try:
            getattr(self, name)(*words)
        except Exception as error:  # whatever it is, the driver must know
            say(f"error {name}: {error!r}")

    def offer(self, label, mode):
        self.renew()
        self.open(label, mode)
        self.describe("create-offer", "offer")

    def answer(self, sdp):
        self.renew()
        self.take(GstWebRTC.WebRTCSDPType.OFFER, sdp)
        self.describe("create-answer", "answer")

    def accept(self, sdp):
        self.take(GstWebRTC.WebRTCSDPType.ANSWER, sdp)

    def open(self, label, mode):
        options = Gst.Structure.new_from_string(
            f"options, ordered=(boolean){str(mode == 'ordered').lower()}, protocol=(string){PROTOCOL}"
        )
        channel = self.webrtc.emit("create-data-channel", label, options)
        self.channels[label] = Channel(channel)
        # Another thread may have opened it before anybody can listen.
        channel.connect("notify::ready-state", lambda *_: GLib.idle_add(self.opened, channel))
        self.opened(channel)

    def opened(self, channel):
        if channel.props.ready_state == GstWebRTC.WebRTCDataChannelState.OPEN and channel not in self.open_channels:
            self.open_channels.append(channel)
            say(f"open {channel.props.label}")

    def send(self, label, total, sizes):
        self.channels[label].send(int(total), sizes.split(","))

    def stop(self, label):
        self.channels[label].stopped = True

    def close(self, label):
        self.channels[label].channel.close()

    def end(self):
        self.drop()
        say("ended")

    def renew(self):
        self.drop()
        self.pipeline = Gst.Pipeline.new()
        self.webrtc = Gst.ElementFactory.make("webrtcbin")
        self.webrtc.set_property("bundle-policy", GstWebRTC.WebRTCBundlePolicy.MAX_BUNDLE)
        self.pipeline.add(self.webrtc)
        self.webrtc.connect("on-data-channel", lambda _, channel: GLib.idle_add(self.incoming, channel))
        self.pipeline.set_state(Gst.State.PLAYING)

    def drop(self):
        if self.pipeline:
            self.pipeline.set_state(Gst.State.NULL)
        self.pipeline = None
        for channel in self.channels.values():
            channel.dropped = True
        self.channels.clear()
        self.open_channels.clear()

    def incoming(self, channel):
        self.channels[channel.props.label] = Channel(channel)
        mode = "ordered" if channel.props.ordered else "unordered"
        say(f"channel {channel.props.label} {mode} {channel.props.protocol}")

    def take(self, kind, sdp):
        _, message = GstSdp.SDPMessage.new_from_text(base64.b64decode(sdp).decode())
        description = GstWebRTC.WebRTCSessionDescription.new(kind, message)
        promise = Gst.Promise.new()
        self.webrtc.emit("set-remote-description", description, promise)
        promise.wait()

    def describe(self, signal, field):
        promise = Gst.Promise.new()
        self.webrtc.emit(signal, None, promise)
        promise.wait()
        # The reply owns the description.
        reply = promise.get_reply()
        description = reply.get_value(field)
        self.webrtc.connect("notify::ice-gathering-state", lambda *_: GLib.idle_add(self.gathered))
        self.described = False
        self.webrtc.emit("set-local-description", description, None)

    def gathered(self):
        complete = GstWebRTC.WebRTCICEGatheringState.COMPLETE
        if self.described or self.webrtc.props.ice_gathering_state != complete:
            return
        self.described = True
        sdp = self.webrtc.props.local_description.sdp.as_text()
        say(f"description {base64.b64encode(sdp.encode()).decode()}")


def read(source, end):
    line = source.readline()
    if not line:
        end.loop.quit()
        return GLib.SOURCE_REMOVE
    end.handle(line.decode().strip())
    return GLib.SOURCE_CONTINUE


def main():
    Gst.init(None)
    loop = GLib.MainLoop()
    end = End(loop)
    # Unbuffered, so that no line waits unseen behind another.
    source = os.fdopen(sys.stdin.fileno(), "rb", buffering=0)
    GLib.io_add_watch(source.fileno(), GLib.PRIORITY_DEFAULT, GLib.IOCondition.IN | GLib.IOCondition.HUP,
                      lambda *_: read(source, end))
    say(f"version {'.'.join(str(part) for part in Gst.version()[:3])}")
    loop.run()
    end.drop()


main()
