import { expect } from 'chai';

import { MediaStream } from '../../../../src/webrtc/media/media-stream.js';
import { RTCRtpReceiver } from '../../../../src/webrtc/rtp/rtc-rtp-receiver.js';
import { RTCRtpSender } from '../../../../src/webrtc/rtp/rtc-rtp-sender.js';
import { RTCRtpTransceiver } from '../../../../src/webrtc/rtp/rtc-rtp-transceiver.js';
import { closeAll, pair, thrownName } from '../kit/connection-pair.js';

describe('W3C WebRTC 1.0, 5.1 addTransceiver()', () => {
  afterEach(closeAll);

  it('makes a transceiver with sender and receiver', async () => {
    const { a } = await pair();

    const transceiver = a.addTransceiver('audio');

    expect(transceiver).to.be.instanceOf(RTCRtpTransceiver);
    expect(transceiver.sender).to.be.instanceOf(RTCRtpSender);
    expect(transceiver.receiver).to.be.instanceOf(RTCRtpReceiver);
    expect(transceiver).to.include({ mid: null, direction: 'sendrecv', currentDirection: null });
    expect(transceiver.sender).to.include({ track: null, transport: null, dtmf: null });
  });

  it('has it in all lists, in the order of the calls', async () => {
    const { a } = await pair();

    const transceivers = [a.addTransceiver('audio'), a.addTransceiver('video')];

    expect(a.getTransceivers()).to.deep.equal(transceivers);
    expect(a.getSenders()).to.deep.equal(transceivers.map(({ sender }) => sender));
    expect(a.getReceivers()).to.deep.equal(transceivers.map(({ receiver }) => receiver));
  });

  it('gives another list each time', async () => {
    const { a } = await pair();
    a.addTransceiver('audio');

    a.getTransceivers().pop();

    expect(a.getTransceivers()).to.have.length(1);
  });

  it('has a receiver whose track is live and muted', async () => {
    const { a } = await pair();

    const { track } = a.addTransceiver('video').receiver;

    expect(track).to.include({ kind: 'video', readyState: 'live', muted: true, enabled: true });
    expect(track.label).to.equal('remote video');
  });

  for (const direction of ['sendrecv', 'sendonly', 'recvonly', 'inactive'] as const) {
    it(`may begin ${direction}`, async () => {
      const { a } = await pair();

      expect(a.addTransceiver('audio', { direction }).direction).to.equal(direction);
    });
  }

  it('sends a track', async () => {
    const { a, track } = await pair();
    const sent = track('video');

    const { sender, receiver } = a.addTransceiver(sent);

    expect(sender.track).to.equal(sent);
    expect(receiver.track.kind).to.equal('video');
  });

  it('may send a track that is sent already', async () => {
    const { a, track } = await pair();
    const sent = track('video');
    a.addTransceiver(sent);

    a.addTransceiver(sent);

    expect(a.getSenders().map(sender => sender.track)).to.deep.equal([sent, sent]);
  });

  it('names the streams, each once', async () => {
    const { a, track } = await pair();
    const [one, other] = [new MediaStream(), new MediaStream()];

    a.addTransceiver(track('audio'), { streams: [one, other, one] });

    const { sdp } = await a.createOffer();
    const names = [...sdp.matchAll(/^a=msid:(\S+)/gm)].map(([, name]) => name);
    expect(names).to.deep.equal([one.id, other.id]);
  });

  const typeErrors: [what: string, kind: unknown, init?: unknown][] = [
    ['an unknown kind', 'x'],
    ['the kind application', 'application'],
    ['no kind', undefined],
    ['null', null],
    ['an unknown direction', 'audio', { direction: 'x' }],
    ['the direction stopped', 'audio', { direction: 'stopped' }],
    ['streams that are none', 'audio', { streams: [1] }],
    ['streams that are no list', 'audio', { streams: 1 }],
    ['an init that is no dictionary', 'audio', 1],
    ['encodings that are no list', 'audio', { sendEncodings: 1 }],
  ];
  for (const [what, kind, init] of typeErrors) {
    it(`throws a TypeError for ${what}`, async () => {
      const { a } = await pair();

      const name = thrownName(() => a.addTransceiver(kind as never, init as never));

      expect(name).to.equal('TypeError');
      expect(a.getTransceivers()).to.deep.equal([]);
    });
  }

  it('throws the TypeError of a kind before the InvalidStateError of close()', async () => {
    const { a } = await pair();
    a.close();

    expect(thrownName(() => a.addTransceiver('x'))).to.equal('TypeError');
    expect(thrownName(() => a.addTransceiver('audio'))).to.equal('InvalidStateError');
  });

  it('throws the InvalidStateError of close() before those of encodings', async () => {
    const { a } = await pair();
    a.close();

    const add = () => a.addTransceiver('video', { sendEncodings: [{ rid: '!' }] });

    expect(thrownName(add)).to.equal('InvalidStateError');
  });
});

describe('W3C WebRTC 1.0, 5.1 sendEncodings', () => {
  afterEach(closeAll);

  const encodingsOf = async (sendEncodings: object[], kind: 'audio' | 'video' = 'video') => {
    const { a } = await pair();
    return a.addTransceiver(kind, { sendEncodings }).sender.getParameters().encodings;
  };

  it('are one that is active by default', async () => {
    expect(await encodingsOf([])).to.deep.equal([{ active: true, scaleResolutionDownBy: 1 }]);
    expect(await encodingsOf([], 'audio')).to.deep.equal([{ active: true }]);
  });

  it('are kept as given', async () => {
    const given = { active: false, maxBitrate: 1000, scaleResolutionDownBy: 3, maxFramerate: 10 };

    expect(await encodingsOf([given])).to.deep.equal([given]);
  });

  it('lose the RID of a single one', async () => {
    expect(await encodingsOf([{ rid: 'x' }])).to.deep.equal([
      { active: true, scaleResolutionDownBy: 1 },
    ]);
  });

  it('are scaled by powers of two where none says it', async () => {
    const encodings = await encodingsOf([{ rid: 'a' }, { rid: 'b' }, { rid: 'c' }]);

    expect(encodings.map(({ scaleResolutionDownBy }) => scaleResolutionDownBy)).to.deep.equal([
      4, 2, 1,
    ]);
  });

  it('are not scaled where another says it', async () => {
    const encodings = await encodingsOf([{ rid: 'a' }, { rid: 'b', scaleResolutionDownBy: 8 }]);

    expect(encodings.map(({ scaleResolutionDownBy }) => scaleResolutionDownBy)).to.deep.equal([
      1, 8,
    ]);
  });

  it('are one for audio, without what is of video', async () => {
    const given = [
      { rid: 'a', scaleResolutionDownBy: 2, maxFramerate: 10 },
      { rid: 'b', maxBitrate: 1 },
    ];

    expect(await encodingsOf(given, 'audio')).to.deep.equal([{ active: true }]);
  });

  it('do not look at what audio does not have', async () => {
    const given = [{ scaleResolutionDownBy: 0.5, maxFramerate: -1 }];

    expect(await encodingsOf(given, 'audio')).to.deep.equal([{ active: true }]);
  });

  it('do not look at those that are too many', async () => {
    const rids = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

    const encodings = await encodingsOf(rids.map(rid => ({ rid })));

    expect(encodings.length).to.be.lessThan(rids.length);
  });

  const wrong: [what: string, encodings: unknown[], name: string][] = [
    ['an RID with a character that it cannot have', [{ rid: 'a?' }, { rid: 'b' }], 'TypeError'],
    ['an RID with a character that it cannot have, alone', [{ rid: 'a?' }], 'TypeError'],
    ['an empty RID', [{ rid: '' }, { rid: 'b' }], 'TypeError'],
    ['an RID of 256 characters', [{ rid: 'a'.repeat(256) }], 'TypeError'],
    ['an RID that is there twice', [{ rid: 'a' }, { rid: 'a' }], 'TypeError'],
    ['an RID that is missing', [{ rid: 'a' }, {}], 'TypeError'],
    ['no RIDs', [{}, {}], 'TypeError'],
    ['what is no dictionary', [1], 'TypeError'],
    ['a priority that there is not', [{ priority: 'x' }], 'TypeError'],
    ['a scale that is no number', [{ scaleResolutionDownBy: 'x' }], 'TypeError'],
    ['a scale below 1', [{ scaleResolutionDownBy: 0.9 }], 'RangeError'],
    ['a negative scale', [{ scaleResolutionDownBy: -1 }], 'RangeError'],
    ['a negative frame rate', [{ maxFramerate: -1 }], 'RangeError'],
    [
      'an RID that is wrong before a scale that is',
      [{ rid: '?', scaleResolutionDownBy: 0 }],
      'TypeError',
    ],
    ['a scalability mode that there is not', [{ scalabilityMode: 'x' }], 'OperationError'],
  ];
  for (const [what, encodings, name] of wrong) {
    it(`throw a ${name} for ${what}`, async () => {
      const { a } = await pair();

      const add = () => a.addTransceiver('video', { sendEncodings: encodings as never });

      expect(thrownName(add)).to.equal(name);
      expect(a.getTransceivers()).to.deep.equal([]);
    });
  }
});
