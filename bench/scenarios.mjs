// Who publishes what, and who watches it.

/** Like a browser's 720p camera: 2.8 Mbit/s in packets of 1000 bytes. */
const broadcastVideo = {
  kind: 'video',
  packetsPerSecond: 350,
  framesPerSecond: 30,
  packetSize: 1000,
};
/** Like a browser's camera in a meeting: 1.2 Mbit/s. */
const meetingVideo = { ...broadcastVideo, packetsPerSecond: 150 };
/** Opus at 32 kbit/s, with the RTP header. */
const audio = { kind: 'audio', packetsPerSecond: 50, framesPerSecond: 50, packetSize: 104 };

/** One publisher of a 2.8 Mbit/s stream, `viewers` viewers. */
export const broadcast = viewers => ({
  title: `1 → ${viewers}`,
  participants: [
    { sends: [broadcastVideo], watches: false },
    ...Array.from({ length: viewers }, () => ({ sends: [], watches: true })),
  ],
});

/** `people` participants, each with camera and microphone, each seeing all others. */
export const meeting = people => ({
  title: `meeting of ${people}`,
  participants: Array.from({ length: people }, () => ({
    sends: [meetingVideo, audio],
    watches: true,
  })),
});
