# A peer connection of GStreamer's webrtcbin that publishes test signals, and counts what it decodes.
import json
import sys
import threading

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstSdp", "1.0")
gi.require_version("GstWebRTC", "1.0")
gi.require_version("Nice", "0.1")
from gi.repository import GLib, Gst, GstSdp, GstWebRTC, Nice  # noqa: E402

SOURCES = {
    "video": "videotestsrc is-live=true pattern=ball ! video/x-raw,width=320,height=240,framerate=25/1"
    " ! vp8enc deadline=1 keyframe-max-dist=25 ! rtpvp8pay"
    " ! application/x-rtp,media=video,encoding-name=VP8,payload={payload} ! queue name={name}",
    "audio": "audiotestsrc is-live=true ! audioconvert ! audioresample ! opusenc ! rtpopuspay"
    " ! application/x-rtp,media=audio,encoding-name=OPUS,payload={payload} ! queue name={name}",
}
CAPS = {
    "video": "application/x-rtp,media=video,encoding-name=VP8,clock-rate=90000,payload=96",
    "audio": "application/x-rtp,media=audio,encoding-name=OPUS,clock-rate=48000,encoding-params=(string)2,payload=97",
}
PAYLOADS = {"video": 96, "audio": 97}


class Peer:
    def __init__(self, options):
        self.options = options
        self.received = []
        self.pipeline = Gst.Pipeline.new("pipeline")
        self.webrtc = Gst.ElementFactory.make("webrtcbin", "peer")
        self.webrtc.set_property("bundle-policy", GstWebRTC.WebRTCBundlePolicy.MAX_BUNDLE)
        self.pipeline.add(self.webrtc)
        self.webrtc.connect("pad-added", self.on_pad)
        self.use_loopback()
        self.has_media = False

    def use_loopback(self):
        # libnice leaves 127.0.0.1 out unless it is told.
        # Kept: the binding would give away the element's only reference.
        self.ice = self.webrtc.get_property("ice-agent")
        agent = self.ice.get_property("agent")
        address = Nice.Address.new()
        address.set_from_string("127.0.0.1")
        agent.add_local_address(address)

    def start(self, payloads):
        """Adds media and starts. When answering, with the payload types of the offer."""
        if self.has_media:
            return
        self.has_media = True
        for number, kind in enumerate(self.options.get("publish", [])):
            self.add_source(kind, payloads.get(kind, PAYLOADS[kind]), f"out{number}")
        for kind in self.options.get("receive", []):
            direction = GstWebRTC.WebRTCRTPTransceiverDirection.RECVONLY
            self.webrtc.emit("add-transceiver", direction, Gst.Caps.from_string(CAPS[kind]))
        self.pipeline.set_state(Gst.State.PLAYING)
        if self.options.get("data"):
            self.channel = self.webrtc.emit("create-data-channel", "data", None)

    def add_source(self, kind, payload, name):
        text = SOURCES[kind].format(payload=payload, name=name)
        source = Gst.parse_bin_from_description(text, True)
        self.pipeline.add(source)
        source.link(self.webrtc)

    def on_pad(self, _, pad):
        if pad.direction != Gst.PadDirection.SRC:
            return
        kind = pad.get_current_caps().get_structure(0).get_string("media")
        entry = {"kind": kind, "frames": 0}
        self.received.append(entry)
        depay = "rtpvp8depay ! vp8dec" if kind == "video" else "rtpopusdepay ! opusdec"
        sink = Gst.parse_bin_from_description(
            f"queue ! {depay} ! fakesink name=sink sync=false async=false signal-handoffs=true", True
        )
        self.pipeline.add(sink)
        sink.sync_state_with_parent()
        sink.get_by_name("sink").connect("handoff", lambda *_: entry.update(frames=entry["frames"] + 1))
        pad.link(sink.get_static_pad("sink"))

    def describe(self, what):
        """Makes an offer or an answer, applies it, and waits for its candidates."""
        promise = Gst.Promise.new()
        self.webrtc.emit(f"create-{what}", None, promise)
        promise.wait()
        reply = promise.get_reply()
        description = reply and reply.get_value(what)
        if not description:
            raise RuntimeError(f"no {what}: {reply and reply.to_string()}")
        self.set("local", description)
        gathered = threading.Event()
        complete = GstWebRTC.WebRTCICEGatheringState.COMPLETE

        def look(*_):
            if self.webrtc.get_property("ice-gathering-state") == complete:
                gathered.set()

        handler = self.webrtc.connect("notify::ice-gathering-state", look)
        look()
        if not gathered.wait(10):
            raise RuntimeError("gathering does not end")
        self.webrtc.disconnect(handler)
        return self.webrtc.get_property("local-description").sdp.as_text()

    def set(self, end, description):
        promise = Gst.Promise.new()
        self.webrtc.emit(f"set-{end}-description", description, promise)
        promise.wait()
        reply = promise.get_reply()
        if reply and reply.has_field("error"):
            raise RuntimeError(reply.to_string())

    def set_remote(self, what, text):
        _, message = GstSdp.SDPMessage.new_from_text(text)
        kind = GstWebRTC.WebRTCSDPType.OFFER if what == "offer" else GstWebRTC.WebRTCSDPType.ANSWER
        self.set("remote", GstWebRTC.WebRTCSessionDescription.new(kind, message))

    def answer(self, request):
        if request.get("do") == "offer":
            self.start({})
            return {"offer": self.describe("offer")}
        if request.get("do") == "publish":
            raise RuntimeError("GStreamer publishes what it has from the start")
        if request.get("do") == "report":
            state = self.webrtc.get_property("connection-state").value_nick
            return {"state": state, "received": self.received}
        if "offer" in request:
            self.start(payloads_of(request["offer"]))
            self.set_remote("offer", request["offer"])
            return {"answer": self.describe("answer")}
        if "answer" in request:
            self.set_remote("answer", request["answer"])
            return {}
        raise RuntimeError(f"unknown request {request}")


def payloads_of(offer):
    """The payload types that the offer has for what we can send."""
    found = {}
    for line in offer.splitlines():
        for kind, name in (("video", " VP8/90000"), ("audio", " opus/48000/2")):
            if line.startswith("a=rtpmap:") and line.lower().endswith(name.lower()):
                found.setdefault(kind, int(line[len("a=rtpmap:") :].split(" ")[0]))
    return found


def serve(peer, loop):
    for line in sys.stdin:
        try:
            reply = peer.answer(json.loads(line))
        except Exception as error:  # The test wants to know, whatever it is.
            reply = {"error": repr(error)}
        print(json.dumps(reply), flush=True)
    loop.quit()


Gst.init(None)
loop = GLib.MainLoop()
peer = Peer(json.loads(sys.argv[1]))
threading.Thread(target=serve, args=(peer, loop), daemon=True).start()
loop.run()
peer.pipeline.set_state(Gst.State.NULL)
