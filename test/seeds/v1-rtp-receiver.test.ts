// Version 1: RtpReceiver.
import { expect } from 'chai';

import { Server, type Peer, type RtpParameters, type Transport } from '../../src/index.js';
import type { RtpCodecParameters, RtpEncodingParameters } from '../../src/index.js';
import type { RtpReceiver } from '../../src/engine/rtp-receiver.js';
import { close, local, peerCapabilities, rejection, roomOptions } from './kit.js';

const opus: RtpCodecParameters = { name: 'audio/opus', payloadType: 100, clockRate: 48000 };
const pcmu: RtpCodecParameters = { name: 'audio/PCMU', payloadType: 0, clockRate: 8000 };
const vp8: RtpCodecParameters = { name: 'video/VP8', payloadType: 110, clockRate: 90000 };
const h264: RtpCodecParameters = {
  name: 'video/H264',
  payloadType: 112,
  clockRate: 90000,
  parameters: { packetizationMode: 1 },
};

/** All that version 1 kept. Its SLI, RPSI and "app" feedback went away with version 2.6. */
const full: RtpParameters = {
  muxId: 'abcd',
  codecs: [
    {
      ...h264,
      ptime: 30,
      maxptime: 60,
      numChannels: 1,
      rtcpFeedback: [
        { type: 'nack' },
        { type: 'nack', parameter: 'pli' },
        { type: 'ccm', parameter: 'fir' },
        { type: 'goog-remb' },
      ],
      parameters: {
        packetizationMode: 1,
        aaa: 1.5,
        bbb: true,
        ccc: 'ñáéí€',
        ddd: -123,
        eee: [1, 2, -3],
      },
    },
    vp8,
  ].map(codec => ({ rtcpFeedback: [], parameters: {}, ...codec })),
  encodings: [
    {
      ssrc: 100000,
      codecPayloadType: 112,
      fec: { mechanism: 'foo', ssrc: 200000 },
      resolutionScale: 2.2,
      framerateScale: 1.5,
      maxFramerate: 30,
      active: false,
      encodingId: 'ID1',
      dependencyEncodingIds: ['ID0'],
    },
  ],
  headerExtensions: [
    { uri: 'urn:3gpp:video-orientation', id: 4, encrypt: false, parameters: { foo: 'bar' } },
  ],
  rtcp: { cname: 'ñoño', ssrc: 1234, reducedSize: true },
  userParameters: { foo: { bar: [1, 'ñ', { x: null }] }, yes: true },
};

describe('version 1: RtpReceiver', () => {
  let server: Server;
  let peer: Peer;
  let transport: Transport;
  let audio: RtpReceiver;
  let video: RtpReceiver;

  before(() => {
    server = Server(local);
  });

  beforeEach(async () => {
    peer = (await server.createRoom(roomOptions)).Peer('alice');
    await peer.setCapabilities(peerCapabilities);
    transport = await peer.createTransport();
    audio = peer.RtpReceiver('audio', transport);
    video = peer.RtpReceiver('video', transport);
  });

  after(() => server.close());

  it('gets an encoding where none was given', async () => {
    await audio.receive({ codecs: [opus, pcmu] });
    expect(audio.rtpParameters!.encodings).to.deep.equal([{ codecPayloadType: 100 }]);
    expect(audio.peer).to.equal(peer);
  });

  it('gets the first codec for encodings that name none', async () => {
    const encodings = [{ ssrc: 1 }, { ssrc: 2, codecPayloadType: 112 }, { ssrc: 3 }];
    await video.receive({ codecs: [vp8, h264], encodings });
    const types = video.rtpParameters!.encodings!.map(({ codecPayloadType }) => codecPayloadType);
    expect(types).to.deep.equal([110, 112, 110]);
  });

  it('keeps full parameters as they are', async () => {
    await video.receive(full);
    expect(video.rtpParameters).to.deep.equal(full);
    expect((await video.dump())['rtpParameters']).to.deep.equal(full);
  });

  it('shares a payload type with another if their SSRCs differ', async () => {
    await audio.receive({ codecs: [opus], encodings: [{ ssrc: 1 }] });
    const other = peer.RtpReceiver('audio', transport);
    expect(await other.receive({ codecs: [opus], encodings: [{ ssrc: 2 }] })).to.equal(other);
  });

  it('does not share a payload type with another if neither has an SSRC', async () => {
    await audio.receive({ codecs: [opus] });
    await rejection(peer.RtpReceiver('audio', transport).receive({ codecs: [opus] }));
  });

  it('refuses no parameters', async () => {
    await rejection((audio.receive as () => Promise<unknown>)());
  });

  const wrongCodecs: [what: string, codecs: object[]][] = [
    ['without a slash in its name', [{ ...opus, name: 'opus' }]],
    ['without a type', [{ ...opus, name: '/opus' }]],
    ['without a subtype', [{ ...opus, name: 'audio/' }]],
    ['without a name', [{ ...opus, name: undefined }]],
    ['without a payload type', [{ ...opus, payloadType: undefined }]],
    ['without a clock rate', [{ ...opus, clockRate: undefined }]],
    ['that shares a payload type', [opus, { ...pcmu, payloadType: 100 }]],
    ['that repairs nothing', [vp8, { ...vp8, name: 'video/rtx', payloadType: 111 }]],
    [
      'that repairs a codec which is not there',
      [vp8, { ...vp8, name: 'video/rtx', payloadType: 111, parameters: { apt: 99 } }],
    ],
    ['that the peer is not able to use', [{ ...opus, name: 'audio/chicken' }]],
  ];
  for (const [what, codecs] of wrongCodecs) {
    it(`refuses a codec ${what}`, async () => {
      const receiver = codecs.includes(vp8) ? video : audio;
      await rejection(receiver.receive({ codecs: codecs as RtpCodecParameters[] }));
      expect(receiver.rtpParameters).to.equal(undefined);
    });
  }

  it('refuses an encoding of an unknown payload type', async () => {
    const encodings = [{ codecPayloadType: 101 }];
    await rejection(audio.receive({ codecs: [opus], encodings }));
  });

  it('is found by what its parameters say, each time anew', async () => {
    const both = [vp8, h264];
    const types = { 110: video.id, 112: video.id };
    const steps: [RtpParameters, ssrcs: number[], muxIds: string[], ptTable: object][] = [
      [{ codecs: [vp8], encodings: [{}] }, [], [], { 110: video.id }],
      [{ codecs: both, muxId: '1111' }, [], ['1111'], types],
      [{ codecs: both, encodings: [{ ssrc: 1 }, {}] }, [1], [], types],
      [{ codecs: both, encodings: [{ ssrc: 1 }, { ssrc: 2 }] }, [1, 2], [], {}],
      [{ codecs: both, encodings: withRepair }, [1, 2, 3], [], types],
    ];
    for (const [parameters, ssrcs, muxIds, ptTable] of steps) {
      await video.receive(parameters);
      const idsOf = (keys: (string | number)[]): object =>
        Object.fromEntries(keys.map(key => [String(key), video.id]));
      expect((await transport.dump())['rtpListener']).to.deep.equal({
        ssrcTable: idsOf(ssrcs),
        muxIdTable: idsOf(muxIds),
        ptTable,
      });
    }
  });

  const withRepair: RtpEncodingParameters[] = [
    { ssrc: 1, rtx: {} },
    { ssrc: 2, fec: { mechanism: 'foo', ssrc: 3 } },
  ];

  it('closes without an error', async () => {
    expect(await close(video)).to.equal(undefined);
    expect(peer.rtpReceivers).to.deep.equal([audio]);
  });

  it('announces its parameters, and every change of them', async () => {
    const heard: string[] = [];
    audio.on('parameters', () => heard.push('parameters'));
    audio.on('parameterschange', () => heard.push('parameterschange'));
    await audio.receive({ codecs: [opus] });
    await audio.receive({ codecs: [opus, pcmu] });
    expect(heard).to.deep.equal(['parameters', 'parameterschange']);
  });

  it('shows in dump() who listens to its packets', async () => {
    await audio.receive({ codecs: [opus] });
    const ignore = (): void => {};
    audio.on('rtpraw', ignore);
    expect(await audio.dump()).to.include({
      rtpRawEventEnabled: true,
      rtpObjectEventEnabled: false,
    });
    audio.off('rtpraw', ignore);
    expect(await audio.dump()).to.include({ rtpRawEventEnabled: false });
  });
});
