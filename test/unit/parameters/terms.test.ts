import { expect } from 'chai';

import type { RtpCapabilities, RtpParameters } from '../../../src/parameters/rtp.js';
import { termsOf } from '../../../src/parameters/terms.js';

const opus = { kind: 'audio' as const, name: 'audio/opus' as const, clockRate: 48000 };
const sent: RtpParameters = {
  codecs: [{ name: 'audio/opus', payloadType: 111, clockRate: 48000, numChannels: 2 }],
  encodings: [{ ssrc: 1 }],
  rtcp: { cname: 'of-the-publisher' },
  userParameters: { a: 1 },
};
const input = { kind: 'audio', muxId: 'm', cname: 'of-the-server', ssrc: 5, rtxSsrc: 6 } as const;

describe('Terms of a room with codecs', () => {
  const terms = termsOf([opus]);
  const { capabilities } = terms.codecs;

  it('negotiate', () => {
    expect(terms.negotiates).to.equal(true);
  });

  it('let a peer do what the room can do as well', () => {
    const given: RtpCapabilities = {
      ...capabilities,
      codecs: [
        ...capabilities.codecs,
        { ...opus, name: 'audio/PCMU', clockRate: 8000, payloadType: 0 },
      ],
    };
    expect(terms.effectiveCapabilities(given).codecs.map(({ name }) => name)).to.deep.equal([
      'audio/opus',
    ]);
  });

  it('give a viewer SSRCs and a canonical name of the server', () => {
    const source = terms.receiverParameters(sent, 'audio', capabilities);
    const given = terms.senderParameters({ ...input, source, capabilities });
    expect(given.encodings![0]!.ssrc).to.equal(5);
    expect(given.rtcp!.cname).to.equal('of-the-server');
    expect(given.userParameters).to.deep.equal({ a: 1 });
  });

  it('carry a codec into whatever payload type', () => {
    const [codec] = sent.codecs;
    expect(terms.carries(codec!, { ...codec!, payloadType: 99 })).to.equal(true);
  });
});

for (const none of [undefined, null]) {
  describe(`Terms of a room with ${String(none)} for codecs`, () => {
    const terms = termsOf(none);

    it('negotiate nothing', () => {
      expect(terms.negotiates).to.equal(false);
      expect(terms.codecs.capabilities.codecs).to.deep.equal([]);
    });

    it('give a viewer what is sent, as a copy', () => {
      const source = terms.receiverParameters(sent, 'audio', undefined);
      const given = terms.senderParameters({
        ...input,
        source,
        capabilities: terms.codecs.capabilities,
      });
      expect(given).to.deep.equal(sent);
      expect(given).not.to.equal(source);
    });

    it('keep capabilities as they are given', () => {
      const given = { codecs: [{ ...opus, payloadType: 7 }], more: true };
      expect(terms.effectiveCapabilities(given as never)).to.deep.include(given);
    });

    it('refuse capabilities that are none', () => {
      expect(() => terms.effectiveCapabilities({ codecs: {} } as never)).to.throw(TypeError);
    });

    it('carry a payload type into itself alone', () => {
      const [codec] = sent.codecs;
      expect(terms.carries(codec!, { ...codec!, name: 'x' })).to.equal(true);
      expect(terms.carries(codec!, { ...codec!, payloadType: 99 })).to.equal(false);
    });
  });
}
