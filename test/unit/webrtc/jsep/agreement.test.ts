import { expect } from 'chai';

import {
  checkTransport,
  remoteMaxMessageSize,
  withoutMixedForms,
} from '../../../../src/webrtc/jsep/agreement.js';
import { answerTo, offered, offeredData, session } from '../kit/offers.js';
import { transceiver } from '../kit/plans.js';

describe('checkTransport', () => {
  it('gives the ICE credentials of the section', () => {
    expect(checkTransport(offered('0', 'audio'), 'offer', false)).to.deep.equal({
      ufrag: 'their-ufrag',
      pwd: 'their-password',
    });
  });

  it('wants no rtcp-mux of data channels', () => {
    expect(() =>
      checkTransport(offeredData('0', { rtcpMux: false }), 'offer', false)
    ).not.to.throw();
  });

  const wrong: [what: string, section: ReturnType<typeof offered>, isLite: boolean][] = [
    ['RTCP of its own', offered('0', 'audio', { rtcpMux: false }), false],
    ['no ufrag', (({ iceUfrag: _, ...others }) => others)(offered('0', 'audio')), false],
    ['no password', (({ icePwd: _, ...others }) => others)(offered('0', 'audio')), false],
    ['ice-lite', offered('0', 'audio'), true],
  ];
  for (const [what, section, isLite] of wrong) {
    it(`refuses ${what}`, () => {
      expect(() => checkTransport(section, 'offer', isLite))
        .to.throw(DOMException)
        .with.property('name', 'InvalidAccessError');
    });
  }
});

describe('remoteMaxMessageSize', () => {
  it('is what the section of data channels says', () => {
    expect(remoteMaxMessageSize(session([offered('0', 'audio'), offeredData('1')]))).to.equal(
      262_144
    );
  });

  it('is null where the section does not say', () => {
    const silent = offeredData('0');
    delete silent.maxMessageSize;
    expect(remoteMaxMessageSize(session([silent]))).to.equal(null);
  });

  it('is undefined without data channels, or where they are rejected', () => {
    expect(remoteMaxMessageSize(session([offered('0', 'audio')]))).to.equal(undefined);
    expect(remoteMaxMessageSize(session([offeredData('0', { port: 0 })]))).to.equal(undefined);
  });
});

describe('withoutMixedForms', () => {
  it('forbids them to each transceiver, and changes nothing else', () => {
    const answer = answerTo([offered('0', 'audio')], [transceiver(1, 'audio', 'sendrecv')]);

    const { transceivers, ...others } = withoutMixedForms(answer);

    expect(transceivers[0]!.send).to.deep.equal({
      ...answer.transceivers[0]!.send,
      mixesExtensionForms: false,
    });
    expect({ ...others, transceivers: answer.transceivers }).to.deep.equal(answer);
  });
});
