import { expect } from 'chai';

import { RTCSessionDescription } from '../../../../src/webrtc/exchange/rtc-session-description.js';
import { closeAll, heard, pair, rejection } from '../kit/connection-pair.js';

describe('W3C WebRTC 1.0, 4.6 RTCSessionDescription', () => {
  afterEach(closeAll);

  it('has an empty text by default', () => {
    expect(new RTCSessionDescription({ type: 'answer' }).toJSON()).to.deep.equal({
      type: 'answer',
      sdp: '',
    });
  });

  for (const type of ['offer', 'pranswer', 'answer', 'rollback'] as const) {
    it(`may be of the type ${type}`, () => {
      expect(new RTCSessionDescription({ type, sdp: 'x' })).to.include({ type, sdp: 'x' });
    });
  }

  for (const given of [undefined, null, {}, { type: 'x' }, { type: null }]) {
    it(`throws a TypeError for ${JSON.stringify(given)}`, () => {
      expect(() => new RTCSessionDescription(given as never)).to.throw(TypeError);
    });
  }

  it('is what the attributes of a connection give, the same each time', async () => {
    const { a } = await pair();
    a.addTransceiver('audio');
    await a.setLocalDescription();

    expect(a.localDescription).to.be.instanceOf(RTCSessionDescription);
    expect(a.localDescription).to.equal(a.localDescription);
  });

  it('is taken as plain data by setRemoteDescription(), as it was at the call', async () => {
    const { a, b } = await pair();
    a.addTransceiver('audio');
    await a.setLocalDescription();
    const given = { ...heard(a.localDescription) };

    const setting = b.setRemoteDescription(given);
    given.sdp = 'nonsense';
    await setting;

    expect(b.remoteDescription!.sdp).not.to.equal('nonsense');
    expect(b.remoteDescription).to.be.instanceOf(RTCSessionDescription);
  });

  it('is a TypeError where setLocalDescription() is given what is no dictionary', async () => {
    const { a } = await pair();

    expect(await rejection(a.setLocalDescription('offer' as never))).to.be.instanceOf(TypeError);
  });
});
