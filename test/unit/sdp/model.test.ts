// What real descriptions say, by the fixtures that say it.
import { expect } from 'chai';

import {
  SdpError,
  attributeOf,
  emptySection,
  parse,
  write,
  type MediaSection,
  type Session,
} from '../../../sdp/index.js';
import { vector } from './vectors.js';

const rare = (): Session => parse(vector('rare-attributes'));
const sections = (name: string): MediaSection[] => parse(vector(name)).media;

describe('sdp model', () => {
  it('has the bandwidth of a section', () => {
    expect(rare().media[0]?.bandwidths).to.deep.equal([
      { type: 'TIAS', limit: 96000 },
      { type: 'AS', limit: 128 },
    ]);
  });

  it('has packet times', () => {
    expect(rare().media[0]).to.include({ ptime: 20, maxptime: 60 });
  });

  it('has feedback with more than one parameter', () => {
    const [audio, video] = rare().media;

    expect(audio?.codecs[0]?.feedback).to.deep.equal([
      { type: 'trr-int', parameter: '100' },
      { type: 'transport-cc' },
    ]);
    expect(video?.codecs[0]?.feedback).to.deep.equal([
      { type: 'nack', parameter: 'rpsi' },
      { type: 'ccm', parameter: 'tmmbr smaxpr=120' },
    ]);
  });

  it('has directions, attributes and encryption of header extensions', () => {
    const [audio, video] = rare().media;

    expect(audio?.headerExtensions).to.deep.equal([
      {
        id: 2,
        uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level',
        direction: 'sendonly',
        attributes: 'vad=on',
      },
      { id: 1, uri: 'urn:ietf:params:rtp-hdrext:sdes:mid' },
    ]);
    expect(video?.headerExtensions[0]).to.include({ id: 3, encrypt: true });
  });

  it('has all streams of a track', () => {
    expect(rare().media[0]?.msids).to.deep.equal([
      { stream: '-', track: 'microphone' },
      { stream: 'second', track: 'microphone' },
    ]);
  });

  it('has restrictions of rids, alternatives and paused streams', () => {
    const { rids, simulcast } = rare().media[1]!;

    expect(rids[0]).to.deep.equal({
      id: '1',
      direction: 'send',
      restrictions: 'pt=98;max-width=1280;max-height=720',
    });
    expect(simulcast).to.deep.equal({
      send: [
        [
          { rid: '1', paused: false },
          { rid: '2', paused: false },
        ],
        [{ rid: '3', paused: true }],
      ],
      recv: [[{ rid: '4', paused: false }], [{ rid: '5', paused: true }]],
    });
  });

  it('has simulcast as old Firefox wrote it', () => {
    expect(sections('firefox-50-offer-simulcast')[0]?.simulcast).to.deep.equal({
      send: [[{ rid: 'hi', paused: false }], [{ rid: 'lo', paused: false }]],
      recv: [],
    });
  });

  it('has ICE options of the session in each section', () => {
    for (const { iceOptions } of rare().media) {
      expect(iceOptions).to.deep.equal(['ice2', 'trickle', 'renomination']);
    }
  });

  it('keeps what it has no word for, in order', () => {
    const session = rare();

    expect(session.attributes).to.deep.equal([
      { name: 'group', value: 'LS a v' },
      { name: 'tls-id', value: '1a2b3c4d5e6f70819203' },
    ]);
    expect(session.media[0]?.attributes.map(({ name }) => name)).to.deep.equal([
      'label',
      'rtcp-mux-only',
      'ice-pacing',
      'remote-candidates',
    ]);
    expect(session.media[0]?.sources[0]?.attributes).to.deep.equal([
      { name: 'previous-ssrc', value: '10' },
    ]);
  });

  it('finds an attribute by its name', () => {
    const video = sections('chromium-60-plan-b-offer-sim')[1]!;

    expect(attributeOf(video, 'x-google-flag')).to.equal('conference');
    expect(attributeOf(rare().media[0]!, 'rtcp-mux-only')).to.equal('');
    expect(attributeOf(video, 'rtcp-mux-only')).to.equal(undefined);
  });

  it('tells rtcp-mux-only from rtcp-mux', () => {
    const text = vector('rare-attributes').replaceAll('a=rtcp-mux\r\n', '');

    expect(parse(text).media[0]?.rtcpMux).to.equal(false);
  });

  it('writes addresses of version 6 as such', () => {
    expect(write(rare())).to.include('c=IN IP6 2001:db8::1\r\n');
  });

  it('tells where a section allows extension headers of both lengths', () => {
    expect(sections('firefox-153-offer-data')[0]?.extmapAllowMixed).to.equal(true);
    expect(sections('chromium-156-offer-data')[0]?.extmapAllowMixed).to.equal(false);
    expect(parse(vector('chromium-156-offer-data')).extmapAllowMixed).to.equal(true);
  });

  it('has data channels of before RFC 8841', () => {
    const section = sections('safari-12-plan-b-offer')[2]!;

    expect(section).to.deep.include({
      protocol: 'DTLS/SCTP',
      formats: ['5000'],
      sctpPort: 5000,
      sctpMap: { port: 5000, application: 'webrtc-datachannel', streams: 1024 },
    });
    expect(write(parse(vector('safari-12-plan-b-offer')))).not.to.include('a=sctp-port');
  });

  describe('of Plan B', () => {
    it('has the tracks of a section by their sources', () => {
      const video = sections('wrtc-0.10-plan-b-offer')[1]!;
      const tracks = new Set(video.sources.map(({ msid }) => msid?.track));

      expect(video.msids).to.deep.equal([]);
      expect(video.sources).to.have.lengthOf(4);
      expect(tracks.size).to.equal(2);
      expect(video.sourceGroups.map(({ semantics }) => semantics)).to.deep.equal(['FID', 'FID']);
    });

    it('has both older names of stream and track', () => {
      const [source] = sections('safari-12-plan-b-offer')[1]!.sources;

      expect(source?.mslabel).to.equal(source?.msid?.stream);
      expect(source?.label).to.equal(source?.msid?.track);
    });

    it('has the layers of a track as one group', () => {
      const video = sections('chromium-60-plan-b-offer-sim')[1]!;

      expect(video.sourceGroups[0]).to.deep.equal({
        semantics: 'SIM',
        ssrcs: [3000000011, 3000000022, 3000000033],
      });
      expect(video.sources).to.have.lengthOf(6);
    });
  });

  const breaks: [what: string, session: Partial<Session>][] = [
    ['an attribute of the session', { attributes: [{ name: 'x', value: 'a\r\na=evil' }] }],
    ['the user name', { origin: { username: 'a\na=evil', sessionId: '1', sessionVersion: 1 } }],
    [
      'an attribute of a section',
      { media: [{ ...emptySection('audio'), attributes: [{ name: 'a\na=evil' }] }] },
    ],
  ];
  for (const [what, change] of breaks) {
    it(`refuses a line break in ${what}`, () => {
      expect(() => write({ ...rare(), ...change })).to.throw(SdpError, /line break/);
    });
  }
});
