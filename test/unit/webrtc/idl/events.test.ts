// Event handler attributes, and the classes of events.
import { expect } from 'chai';

import { RTCRtpReceiver } from '../../../../src/webrtc/rtp/rtc-rtp-receiver.js';
import { RTCRtpTransceiver } from '../../../../src/webrtc/rtp/rtc-rtp-transceiver.js';
import { TrackFeed, MediaStreamTrack } from '../../../../src/webrtc/media/media-stream-track.js';
import { MediaStream } from '../../../../src/webrtc/media/media-stream.js';
import { RTCError } from '../../../../src/webrtc/idl/errors.js';
import { MediaStreamTrackEvent } from '../../../../src/webrtc/media/media-stream-track-event.js';
import { RTCDataChannelEvent } from '../../../../src/webrtc/transports/rtc-data-channel-event.js';
import { RTCErrorEvent } from '../../../../src/webrtc/transports/rtc-error-event.js';
import { RTCPeerConnectionIceErrorEvent } from '../../../../src/webrtc/transports/rtc-peer-connection-ice-error-event.js';
import { RTCPeerConnectionIceEvent } from '../../../../src/webrtc/transports/rtc-peer-connection-ice-event.js';
import { RTCTrackEvent } from '../../../../src/webrtc/rtp/rtc-track-event.js';
import {
  AttributedTarget,
  EventFace,
  type EventAttribute,
} from '../../../../src/webrtc/idl/events.js';
import {
  checkDataChannelInit,
  RTCDataChannel,
} from '../../../../src/webrtc/transports/rtc-data-channel.js';
import { RTCIceCandidate } from '../../../../src/webrtc/transports/rtc-ice-candidate.js';

class Bell extends AttributedTarget {
  get onring(): EventAttribute {
    return this.attribute('ring');
  }
  set onring(handler: EventAttribute) {
    this.setAttribute('ring', handler);
  }
}

class EmittingBell extends EventFace<{ ring: [] }> {
  get onring(): EventAttribute {
    return this.attribute('ring');
  }
  set onring(handler: EventAttribute) {
    this.setAttribute('ring', handler);
  }
}

const ring = (): Event => new Event('ring');

for (const Target of [Bell, EmittingBell]) {
  describe(`HTML 8.1.8.1, an event handler attribute of ${Target.name}`, () => {
    it('is null at the start', () => {
      expect(new Target().onring).to.equal(null);
    });

    it('is called with the event', () => {
      const bell = new Target();
      const heard: Event[] = [];
      bell.onring = event => heard.push(event);
      const event = ring();

      bell.dispatchEvent(event);

      expect(heard).to.deep.equal([event]);
    });

    it('is called with the object as this', () => {
      const bell = new Target();
      const seen: unknown[] = [];
      bell.onring = function (this: unknown) {
        seen.push(this);
      };
      bell.dispatchEvent(ring());
      expect(seen).to.deep.equal([bell]);
    });

    it('is the target of the event', () => {
      const bell = new Target();
      let target: unknown;
      bell.onring = event => (target = event.target);
      bell.dispatchEvent(ring());
      expect(target).to.equal(bell);
    });

    it('keeps its place among the listeners when it is replaced', () => {
      const bell = new Target();
      const order: string[] = [];
      bell.onring = () => order.push('first');
      bell.addEventListener('ring', () => order.push('listener'));
      bell.onring = () => order.push('second');

      bell.dispatchEvent(ring());

      expect(order).to.deep.equal(['second', 'listener']);
    });

    it('goes to the end of the listeners when it was empty in the meantime', () => {
      const bell = new Target();
      const order: string[] = [];
      bell.onring = () => order.push('first');
      bell.addEventListener('ring', () => order.push('listener'));
      bell.onring = null;
      bell.onring = () => order.push('second');

      bell.dispatchEvent(ring());

      expect(order).to.deep.equal(['listener', 'second']);
    });

    it('is null after anything but a function', () => {
      const bell = new Target();
      bell.onring = () => {};
      (bell as { onring: unknown }).onring = 'bell';
      expect(bell.onring).to.equal(null);
    });
  });
}

describe('Event classes', () => {
  const track = new MediaStreamTrack(new TrackFeed('audio'));
  // Only connections make them; here they have to be of their class, and nothing more.
  const receiver = Object.create(RTCRtpReceiver.prototype) as RTCRtpReceiver;
  const transceiver = Object.create(RTCRtpTransceiver.prototype) as RTCRtpTransceiver;
  const channel = new RTCDataChannel(checkDataChannelInit('chat', {}));
  const error = new RTCError({ errorDetail: 'dtls-failure' }, 'no keys');

  const required: [name: string, make: (init: never) => Event, members: Record<string, unknown>][] =
    [
      ['RTCTrackEvent', init => new RTCTrackEvent('x', init), { receiver, track, transceiver }],
      ['MediaStreamTrackEvent', init => new MediaStreamTrackEvent('x', init), { track }],
      ['RTCDataChannelEvent', init => new RTCDataChannelEvent('x', init), { channel }],
      ['RTCErrorEvent', init => new RTCErrorEvent('x', init), { error }],
      [
        'RTCPeerConnectionIceErrorEvent',
        init => new RTCPeerConnectionIceErrorEvent('x', init),
        { errorCode: 701 },
      ],
    ];
  for (const [name, make, members] of required) {
    it(`${name} takes what it needs`, () => {
      expect(make(members as never)).to.include({ type: 'x', ...members });
    });
    for (const member of Object.keys(members)) {
      it(`${name} throws a TypeError without ${member}`, () => {
        const rest = { ...members, [member]: undefined };
        expect(() => make(rest as never)).to.throw(TypeError, member);
      });
    }
    it(`${name} throws a TypeError without init`, () => {
      expect(() => make(undefined as never)).to.throw(TypeError);
    });
  }

  it('RTCTrackEvent has streams that are frozen', () => {
    const stream = new MediaStream();
    const init = { receiver, track, transceiver, streams: [stream] };
    const { streams } = new RTCTrackEvent('track', init);
    expect(streams).to.deep.equal([stream]);
    expect(streams).to.be.frozen;
  });

  for (const [member, wrong] of Object.entries({ receiver: {}, transceiver: {}, track: {} })) {
    it(`RTCTrackEvent throws a TypeError for a ${member} that is none`, () => {
      const init = { receiver, track, transceiver, [member]: wrong };
      expect(() => new RTCTrackEvent('track', init)).to.throw(TypeError, member);
    });
  }

  it('RTCTrackEvent has no streams by default', () => {
    const event = new RTCTrackEvent('track', { receiver, track, transceiver });
    expect(event.streams).to.deep.equal([]);
  });

  it('RTCTrackEvent throws a TypeError for streams that are none', () => {
    const init = { receiver, track, transceiver, streams: [{}] };
    expect(() => new RTCTrackEvent('track', init as never)).to.throw(TypeError, 'MediaStream');
  });

  it('MediaStreamTrackEvent throws a TypeError for a track that is none', () => {
    expect(() => new MediaStreamTrackEvent('x', { track: {} as never })).to.throw(TypeError);
  });

  it('RTCPeerConnectionIceEvent is the end of candidates by default', () => {
    expect(new RTCPeerConnectionIceEvent('icecandidate')).to.include({
      candidate: null,
      url: null,
    });
  });

  it('RTCPeerConnectionIceEvent has its candidate', () => {
    const candidate = new RTCIceCandidate({ sdpMid: '0' });
    const event = new RTCPeerConnectionIceEvent('icecandidate', { candidate });
    expect(event.candidate).to.equal(candidate);
  });

  it('RTCPeerConnectionIceEvent throws a TypeError for a candidate that is none', () => {
    const init = { candidate: { sdpMid: '0' } as never };
    expect(() => new RTCPeerConnectionIceEvent('icecandidate', init)).to.throw(TypeError);
  });

  it('RTCPeerConnectionIceErrorEvent has the defaults of its dictionary', () => {
    const event = new RTCPeerConnectionIceErrorEvent('icecandidateerror', { errorCode: 401 });
    expect(event).to.include({ address: null, port: null, url: '', errorText: '', errorCode: 401 });
  });
});

describe('W3C WebRTC 11.1, RTCError', () => {
  it('is an OperationError', () => {
    const error = new RTCError({ errorDetail: 'sdp-syntax-error', sdpLineNumber: 3 }, 'bad');
    expect(error).to.be.instanceOf(DOMException);
    expect(error).to.include({ name: 'OperationError', message: 'bad', sdpLineNumber: 3 });
  });

  it('has null for what it does not know', () => {
    const error = new RTCError({ errorDetail: 'dtls-failure' });
    const empty = { sdpLineNumber: null, sctpCauseCode: null, receivedAlert: null };
    expect(error).to.include({ ...empty, sentAlert: null, message: '' });
  });

  for (const init of [undefined, {}, { errorDetail: 'rain' }]) {
    it(`throws a TypeError for ${JSON.stringify(init)}`, () => {
      expect(() => new RTCError(init as never)).to.throw(TypeError);
    });
  }
});

describe('EventTarget of the W3C objects', () => {
  it('ignores a listener that is null', () => {
    const bell = new Bell();
    bell.addEventListener('ring', null);
    bell.removeEventListener('ring', null);
    expect(bell.dispatchEvent(ring())).to.equal(true);
  });

  it('knows the class of each event', () => {
    const track = new MediaStreamTrack(new TrackFeed('audio'));
    const stream = new MediaStream();
    const heard: string[] = [];
    const listener = (event: MediaStreamTrackEvent): void => void heard.push(event.track.id);
    stream.addEventListener('addtrack', listener, { once: true });
    stream.addEventListener('removetrack', listener);
    stream.removeEventListener('removetrack', listener);

    stream.insert(track);
    stream.drop(track);

    expect(heard).to.deep.equal([track.id]);
  });
});
