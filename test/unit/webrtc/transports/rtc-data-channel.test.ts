// RTCDataChannel, and the checks of createDataChannel().
import { expect } from 'chai';

import {
  checkDataChannelInit,
  RTCDataChannel,
} from '../../../../src/webrtc/transports/rtc-data-channel.js';
import { record, task } from '../kit/publisher.js';

describe('W3C WebRTC 6.1, createDataChannel(): its arguments', () => {
  it('have the defaults of the dictionary', () => {
    expect(checkDataChannelInit('chat', undefined)).to.deep.equal({
      label: 'chat',
      ordered: true,
      maxPacketLifeTime: null,
      maxRetransmits: null,
      protocol: '',
      negotiated: false,
      id: null,
    });
  });

  it('are taken as given', () => {
    const init = { ordered: false, maxRetransmits: 0, protocol: 'x', negotiated: true, id: 0 };
    const expected = { label: 'chat', maxPacketLifeTime: null, ...init };
    expect(checkDataChannelInit('chat', init)).to.deep.equal(expected);
  });

  it('are converted as Web IDL says', () => {
    const init = { ordered: 0, maxPacketLifeTime: '20.7', protocol: null, id: undefined };
    const expected = { ordered: false, maxPacketLifeTime: 20, protocol: 'null', label: 'null' };
    expect(checkDataChannelInit(null, init)).to.include(expected);
  });

  it('have a label without lone surrogates', () => {
    expect(checkDataChannelInit('a\ud800', {}).label).to.equal('a\ufffd');
  });

  it('have no id unless it is negotiated', () => {
    expect(checkDataChannelInit('chat', { id: 5 }).id).to.equal(null);
  });

  it('may have the reserved id where it does not count', () => {
    expect(checkDataChannelInit('chat', { id: 65535 }).id).to.equal(null);
  });

  // Two bytes each in UTF-8.
  const fits = 'é'.repeat(32767) + 'e';
  for (const member of ['label', 'protocol'] as const) {
    const check = (text: string) =>
      member === 'label'
        ? checkDataChannelInit(text, {})
        : checkDataChannelInit('', { protocol: text });

    it(`may have a ${member} of 65535 bytes`, () => {
      expect(check(fits)[member]).to.equal(fits);
    });
    it(`are a TypeError with a ${member} of 65536 bytes`, () => {
      expect(() => check(fits + 'e')).to.throw(TypeError, member);
    });
  }

  const wrong: [what: string, init: unknown, message: RegExp][] = [
    ['an init that is no object', 5, /dataChannelDict/],
    ['both limits', { maxPacketLifeTime: 0, maxRetransmits: 0 }, /exclude/],
    ['negotiated without id', { negotiated: true }, /needs an id/],
    ['a negotiated id of 65535', { negotiated: true, id: 65535 }, /65534/],
    ['an id of 65536', { id: 65536 }, /id/],
    ['an id below 0', { id: -1 }, /id/],
    ['an id that is null and negotiated', { negotiated: true, id: NaN }, /id/],
    ['a limit of 65536', { maxRetransmits: 65536 }, /maxRetransmits/],
    ['a life time below 0', { maxPacketLifeTime: -1 }, /maxPacketLifeTime/],
  ];
  for (const [what, init, message] of wrong) {
    it(`are a TypeError with ${what}`, () => {
      expect(() => checkDataChannelInit('chat', init)).to.throw(TypeError, message);
    });
  }

  it('complain of the missing id before the limits that exclude each other', () => {
    const init = { negotiated: true, maxPacketLifeTime: 0, maxRetransmits: 0 };
    expect(() => checkDataChannelInit('chat', init)).to.throw(TypeError, 'needs an id');
  });
});

describe('W3C WebRTC 6.2, RTCDataChannel', () => {
  let channel: RTCDataChannel;

  beforeEach(() => {
    channel = new RTCDataChannel(checkDataChannelInit('chat', { maxRetransmits: 3 }));
  });

  it('is not made by applications', () => {
    expect(() => new (RTCDataChannel as never as new () => unknown)()).to.throw(TypeError);
  });

  it('is connecting, as it was asked for', () => {
    expect(channel).to.include({
      label: 'chat',
      ordered: true,
      maxPacketLifeTime: null,
      maxRetransmits: 3,
      protocol: '',
      negotiated: false,
      id: null,
      readyState: 'connecting',
      bufferedAmount: 0,
      bufferedAmountLowThreshold: 0,
      binaryType: 'arraybuffer',
    });
  });

  it('gets its id when the DTLS roles are known', () => {
    channel.setId(1);
    expect(channel.id).to.equal(1);
  });

  it('takes either binary type', () => {
    channel.binaryType = 'blob';
    expect(channel.binaryType).to.equal('blob');
  });

  it('ignores another binary type', () => {
    channel.binaryType = 'buffer' as never;
    expect(channel.binaryType).to.equal('arraybuffer');
  });

  it('keeps the threshold as an unsigned long', () => {
    channel.bufferedAmountLowThreshold = 2 ** 32 + 5.5;
    expect(channel.bufferedAmountLowThreshold).to.equal(5);
  });

  it('does not send before it is open', () => {
    expect(() => channel.send('hello'))
      .to.throw(DOMException)
      .with.property('name', 'InvalidStateError');
  });

  it('throws a TypeError when send() is given nothing', () => {
    expect(() => (channel.send as () => void)()).to.throw(TypeError);
  });

  it('is closing until a later task, which fires close', async () => {
    const states: string[] = [];
    channel.onclose = () => states.push(channel.readyState);
    channel.close();
    expect(channel.readyState).to.equal('closing');
    await task();
    expect(states).to.deep.equal(['closed']);
  });

  it('closes once', async () => {
    const events = record(channel, 'close', 'closing');
    channel.close();
    channel.close();
    await task();
    channel.close();
    await task();
    expect(events).to.deep.equal(['close']);
  });

  it('is closed without an event by the connection', async () => {
    const events = record(channel, 'close');
    channel.close();
    channel.handleClosed({ isSilent: true });
    await task();
    expect(channel.readyState).to.equal('closed');
    expect(events).to.deep.equal([]);
  });
});
