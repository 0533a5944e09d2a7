import { expect } from 'chai';

import { SdpError, emptySection, parse, write, type Session } from '../../../sdp/index.js';
import { vector, vectorNames } from './vectors.js';

const session = (section: Partial<ReturnType<typeof emptySection>>): Session => ({
  origin: { username: 'x', sessionId: '9007199254740993', sessionVersion: 2 },
  iceLite: true,
  extmapAllowMixed: true,
  msidSemantic: 'WMS *',
  bundles: [['0']],
  media: [{ ...emptySection('audio'), mid: '0', formats: ['0'], ...section }],
});

describe('sdp write', () => {
  it('writes the session part', () => {
    expect(write(session({})).split('m=')[0]).to.equal(
      [
        'v=0',
        'o=x 9007199254740993 2 IN IP4 0.0.0.0',
        's=-',
        't=0 0',
        'a=extmap-allow-mixed',
        'a=ice-lite',
        'a=group:BUNDLE 0',
        'a=msid-semantic: WMS *',
        '',
      ].join('\r\n')
    );
  });

  it('writes what it was given, whatever the ids look like', () => {
    const given = session({
      msids: [{ stream: '{a.b}' }, { stream: '-', track: 'c+d' }],
      fingerprints: [
        { algorithm: 'sha-1', value: 'AA:BB' },
        { algorithm: 'sha-256', value: 'CC:DD' },
      ],
      rids: [{ id: 'hi_1-2', direction: 'send' }],
      simulcast: {
        send: [[{ rid: 'hi_1-2', paused: false }]],
        recv: [
          [
            { rid: '1', paused: true },
            { rid: '2', paused: false },
          ],
        ],
      },
      iceOptions: ['ice2', 'trickle'],
      sources: [{ ssrc: 4294967295, cname: 'a b', msid: { stream: 's' } }],
      codecs: [
        {
          payloadType: 0,
          name: 'PCMU',
          clockRate: 8000,
          parameters: { '0-15': true, a: 1, b: 'x=y' },
          feedback: [{ type: 'nack' }, { type: 'ccm', parameter: 'fir' }],
        },
      ],
    });

    const [section] = parse(write(given)).media;

    expect(section).to.deep.equal({ ...given.media[0], address: '0.0.0.0' });
  });

  for (const name of vectorNames) {
    it(`writes ${name} so that it reads the same`, () => {
      const read = parse(vector(name));

      expect(parse(write(read))).to.deep.equal(read);
    });
  }

  it('writes a section object once', () => {
    const given = session({ mid: 'a' });
    const first = write(given);
    // Nobody should do this; here it shows that the object was not looked at again.
    given.media[0]!.mid = 'b';

    expect(write({ ...given, media: [...given.media] })).to.equal(first);
  });

  it('writes another object of the same section anew', () => {
    const given = session({ mid: 'a' });
    write(given);

    expect(write({ ...given, media: [{ ...given.media[0]!, mid: 'b' }] })).to.include('a=mid:b');
  });

  const breaks: [what: string, section: Partial<ReturnType<typeof emptySection>>][] = [
    ['a stream id', { msids: [{ stream: 'a\r\na=evil' }] }],
    ['a canonical name', { sources: [{ ssrc: 1, cname: 'a\na=evil' }] }],
    ['a URI', { headerExtensions: [{ id: 1, uri: 'urn:a\ra=evil' }] }],
  ];
  for (const [what, section] of breaks) {
    it(`refuses a line break in ${what}`, () => {
      expect(() => write(session(section))).to.throw(SdpError, /line break/);
    });
  }
});
