# A peer connection of aiortc that publishes generated media, and counts the frames that it decodes.
import array
import asyncio
import json
import math
import sys

import aioice.ice
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import AudioStreamTrack, MediaStreamError, VideoStreamTrack

# It leaves 127.0.0.1 out; these tests use nothing else.
aioice.ice.get_host_addresses = lambda use_ipv4, use_ipv6: ["127.0.0.1"]


class ToneTrack(AudioStreamTrack):
    """What the library generates itself is silence, which nobody can tell from nothing."""

    async def recv(self):
        frame = await super().recv()
        step = 2 * math.pi * 440 / frame.sample_rate
        tone = (round(8000 * math.sin(step * at)) for at in range(frame.pts, frame.pts + frame.samples))
        frame.planes[0].update(array.array("h", tone).tobytes())
        return frame


class Peer:
    def __init__(self, options):
        self.options = options
        self.received = []
        self.tasks = []
        # Without servers it would ask a public one.
        self.connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.connection.on("track", self.receive)
        for kind in options.get("publish", []):
            self.publish(kind)

    def publish(self, kind):
        self.connection.addTrack(VideoStreamTrack() if kind == "video" else ToneTrack())

    def receive(self, track):
        entry = {"kind": track.kind, "frames": 0}
        self.received.append(entry)
        self.tasks.append(asyncio.ensure_future(count(track, entry)))

    async def answer(self, request):
        if request.get("do") == "offer":
            for kind in self.options.get("receive", []):
                self.connection.addTransceiver(kind, direction="recvonly")
            if self.options.get("data") and not self.connection.sctp:
                self.connection.createDataChannel("data")
            await self.connection.setLocalDescription(await self.connection.createOffer())
            return {"offer": self.connection.localDescription.sdp}
        if request.get("do") == "publish":
            self.publish(request["kind"])
            return {}
        if request.get("do") == "report":
            return {"state": self.connection.connectionState, "received": self.received}
        if "offer" in request:
            await self.apply("offer", request["offer"])
            await self.connection.setLocalDescription(await self.connection.createAnswer())
            return {"answer": self.connection.localDescription.sdp}
        if "answer" in request:
            await self.apply("answer", request["answer"])
            return {}
        raise ValueError(f"unknown request {request}")

    async def apply(self, kind, sdp):
        await self.connection.setRemoteDescription(RTCSessionDescription(sdp=sdp, type=kind))


async def count(track, entry):
    try:
        while True:
            await track.recv()
            entry["frames"] += 1
    except MediaStreamError:
        pass


async def main():
    peer = Peer(json.loads(sys.argv[1]))
    loop = asyncio.get_event_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        try:
            reply = await peer.answer(json.loads(line))
        except Exception as error:  # The test wants to know, whatever it is.
            reply = {"error": repr(error)}
        print(json.dumps(reply), flush=True)
    for task in peer.tasks:
        task.cancel()
    await peer.connection.close()


asyncio.run(main())
