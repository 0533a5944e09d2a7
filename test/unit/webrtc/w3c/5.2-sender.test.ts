import { expect } from 'chai';

import { MediaStream } from '../../../../src/webrtc/media/media-stream.js';
import {
  RTCRtpSender,
  type RTCRtpSendParameters,
} from '../../../../src/webrtc/rtp/rtc-rtp-sender.js';
import {
  closeAll,
  exchange,
  pair,
  rejectionName,
  tasks,
  thrownName,
} from '../kit/connection-pair.js';

/** The sender of a video track, and its connection. */
const sending = async () => {
  const { a, b, track, worker } = await pair();
  const { sender } = a.addTransceiver(track('video'));
  return { a, b, track, worker, sender, transceiver: a.getTransceivers()[0]! };
};

describe('W3C WebRTC 1.0, 5.2 RTCRtpSender.getParameters()', () => {
  afterEach(closeAll);

  it('has one encoding and nothing negotiated at the start', async () => {
    const { sender } = await sending();

    const { transactionId, encodings, codecs, headerExtensions, rtcp } = sender.getParameters();

    expect(transactionId).to.be.a('string').and.not.equal('');
    expect(encodings).to.deep.equal([{ active: true, scaleResolutionDownBy: 1 }]);
    expect([codecs, headerExtensions]).to.deep.equal([[], []]);
    expect(rtcp.reducedSize).to.be.a('boolean');
  });

  it('has what was negotiated after an answer', async () => {
    const { a, b, sender } = await sending();

    await exchange(a, b);

    const { codecs, headerExtensions, rtcp } = sender.getParameters();
    expect(codecs[0]).to.include.keys('mimeType', 'payloadType', 'clockRate');
    expect(headerExtensions[0]).to.include.keys('uri', 'id', 'encrypted');
    expect(rtcp.cname).to.be.a('string');
  });

  it('gives the same within a task', async () => {
    const { sender } = await sending();

    expect(sender.getParameters()).to.deep.equal(sender.getParameters());
  });

  it('gives another object each time, which is the caller’s to change', async () => {
    const { sender } = await sending();

    sender.getParameters().encodings[0]!.active = false;

    expect(sender.getParameters().encodings[0]!.active).to.equal(true);
  });

  it('has another transaction in another task', async () => {
    const { sender } = await sending();
    const { transactionId } = sender.getParameters();

    await tasks();

    expect(sender.getParameters().transactionId).not.to.equal(transactionId);
  });
});

describe('W3C WebRTC 1.0, 5.2 RTCRtpSender.setParameters()', () => {
  afterEach(closeAll);

  it('changes what it was asked to', async () => {
    const { sender } = await sending();
    const parameters = sender.getParameters();
    const wanted = { active: false, maxBitrate: 1e6, maxFramerate: 15, scaleResolutionDownBy: 2 };
    parameters.encodings[0] = wanted;

    await sender.setParameters(parameters);

    expect(sender.getParameters().encodings).to.deep.equal([wanted]);
  });

  it('removes what is not there any more', async () => {
    const { sender } = await sending();
    const parameters = sender.getParameters();
    parameters.encodings[0]!.maxBitrate = 1e6;
    await sender.setParameters(parameters);
    const next = sender.getParameters();
    delete next.encodings[0]!.maxBitrate;

    await sender.setParameters(next);

    expect(sender.getParameters().encodings[0]).not.to.have.property('maxBitrate');
  });

  it('is not fulfilled before its call returns', async () => {
    const { sender } = await sending();
    const parameters = sender.getParameters();
    parameters.encodings[0]!.active = false;

    const setting = sender.setParameters(parameters);

    expect(sender.getParameters().encodings[0]!.active).to.equal(true);
    await setting;
    expect(sender.getParameters().encodings[0]!.active).to.equal(false);
  });

  it('gives an encoding of video its scale back', async () => {
    const { sender } = await sending();
    const parameters = sender.getParameters();
    delete parameters.encodings[0]!.scaleResolutionDownBy;

    await sender.setParameters(parameters);

    expect(sender.getParameters().encodings[0]!.scaleResolutionDownBy).to.equal(1);
  });

  it('takes away what audio does not have, without looking at it', async () => {
    const { a } = await pair();
    const { sender } = a.addTransceiver('audio');
    const parameters = sender.getParameters();
    Object.assign(parameters.encodings[0]!, { scaleResolutionDownBy: 0, maxFramerate: -1 });

    await sender.setParameters(parameters);

    expect(sender.getParameters().encodings).to.deep.equal([{ active: true }]);
  });

  it('takes members in any order', async () => {
    const { a, b, sender } = await sending();
    await exchange(a, b);
    const { rtcp, codecs, encodings, headerExtensions, transactionId } = sender.getParameters();

    await sender.setParameters({ rtcp, codecs, encodings, headerExtensions, transactionId });
  });

  it('works before and after the first exchange', async () => {
    const { a, b, sender } = await sending();
    await sender.setParameters(sender.getParameters());

    await exchange(a, b);

    await sender.setParameters(sender.getParameters());
  });

  it('rejects with InvalidStateError without getParameters()', async () => {
    const { sender } = await sending();
    const parameters = sender.getParameters();
    await tasks();

    expect(await rejectionName(sender.setParameters(parameters))).to.equal('InvalidStateError');
  });

  it('rejects with InvalidStateError the second time', async () => {
    const { sender } = await sending();
    const parameters = sender.getParameters();
    await sender.setParameters(parameters);

    expect(await rejectionName(sender.setParameters(parameters))).to.equal('InvalidStateError');
  });

  it('rejects with InvalidStateError once the transceiver is stopping', async () => {
    const { sender, transceiver } = await sending();
    const parameters = sender.getParameters();
    transceiver.stop();

    expect(await rejectionName(sender.setParameters(parameters))).to.equal('InvalidStateError');
  });

  it('leaves the transaction open where it rejects', async () => {
    const { sender } = await sending();
    const parameters = sender.getParameters();
    const wrong = { ...parameters, encodings: [] };

    expect(await rejectionName(sender.setParameters(wrong))).to.equal('InvalidModificationError');
    await sender.setParameters(parameters);
  });

  const wrong: [what: string, change: (parameters: RTCRtpSendParameters) => void, name: string][] =
    [
      ['another transaction', p => (p.transactionId = 'x'), 'InvalidModificationError'],
      ['another number of encodings', p => p.encodings.push({}), 'InvalidModificationError'],
      ['no encodings', p => (p.encodings = []), 'InvalidModificationError'],
      ['another RID', p => (p.encodings[0]!.rid = 'x'), 'InvalidModificationError'],
      ['fewer codecs', p => p.codecs.pop(), 'InvalidModificationError'],
      ['codecs in another order', p => p.codecs.reverse(), 'InvalidModificationError'],
      ['another payload type', p => (p.codecs[0]!.payloadType = 1), 'InvalidModificationError'],
      ['another extension id', p => (p.headerExtensions[0]!.id = 99), 'InvalidModificationError'],
      ['another CNAME', p => (p.rtcp.cname = 'x'), 'InvalidModificationError'],
      ['a scale below 1', p => (p.encodings[0]!.scaleResolutionDownBy = 0.5), 'RangeError'],
      ['a negative frame rate', p => (p.encodings[0]!.maxFramerate = -1), 'RangeError'],
      ['a bitrate that is no number', p => (p.encodings[0]!.maxFramerate = NaN), 'TypeError'],
      [
        'no transaction',
        p => delete (p as Partial<RTCRtpSendParameters>).transactionId,
        'TypeError',
      ],
      [
        'missing encodings',
        p => delete (p as Partial<RTCRtpSendParameters>).encodings,
        'TypeError',
      ],
      ['missing codecs', p => delete (p as Partial<RTCRtpSendParameters>).codecs, 'TypeError'],
      ['missing rtcp', p => delete (p as Partial<RTCRtpSendParameters>).rtcp, 'TypeError'],
      [
        'missing extensions',
        p => delete (p as Partial<RTCRtpSendParameters>).headerExtensions,
        'TypeError',
      ],
    ];
  for (const [what, change, name] of wrong) {
    it(`rejects with ${name} for ${what}`, async () => {
      const { a, b, sender } = await sending();
      await exchange(a, b);
      const parameters = sender.getParameters();
      const before = parameters.encodings.map(encoding => ({ ...encoding }));
      change(parameters);

      expect(await rejectionName(sender.setParameters(parameters))).to.equal(name);
      expect(sender.getParameters().encodings).to.deep.equal(before);
    });
  }

  for (const given of [undefined, null, 1]) {
    it(`rejects with TypeError for ${String(given)}`, async () => {
      const { sender } = await sending();

      expect(await rejectionName(sender.setParameters(given as never))).to.equal('TypeError');
    });
  }

  it('rejects with InvalidModificationError where RIDs change places', async () => {
    const { a, track } = await pair();
    const { sender } = a.addTransceiver(track('video'), {
      sendEncodings: [{ rid: 'lo' }, { rid: 'hi' }],
    });
    const parameters = sender.getParameters();
    parameters.encodings.reverse();

    expect(await rejectionName(sender.setParameters(parameters))).to.equal(
      'InvalidModificationError'
    );
  });
});

describe('W3C WebRTC 1.0, 5.2 RTCRtpSender, the rest', () => {
  afterEach(closeAll);

  it('names its streams in the next offer', async () => {
    const { a, sender } = await sending();
    const streams = [new MediaStream(), new MediaStream()];

    sender.setStreams(...streams);

    const { sdp } = await a.createOffer();
    for (const { id } of streams) expect(sdp).to.contain(`a=msid:${id} `);
  });

  it('names none with a hyphen', async () => {
    const { a, sender } = await sending();
    sender.setStreams(new MediaStream());

    sender.setStreams();

    expect((await a.createOffer()).sdp).to.contain('a=msid:- ');
  });

  it('throws a TypeError for streams that are none', async () => {
    const { a, sender } = await sending();

    expect(thrownName(() => sender.setStreams({} as never))).to.equal('TypeError');
    a.close();
    expect(thrownName(() => sender.setStreams({} as never))).to.equal('TypeError');
  });

  it('has the transport of the connection', async () => {
    const { a, b, sender } = await sending();
    await exchange(a, b);

    expect(sender.transport).to.equal(a.getReceivers()[0]!.transport);
    expect(sender.transport!.iceTransport.component).to.equal('rtp');
  });

  it('keeps track and transport when it is stopped', async () => {
    const { a, b, sender, transceiver } = await sending();
    await exchange(a, b);
    const { track, transport } = sender;

    transceiver.stop();

    expect(sender.track).to.equal(track);
    expect(sender.transport).to.equal(transport);
  });

  for (const kind of ['audio', 'video']) {
    it(`knows what it is able to send of ${kind}`, () => {
      const { codecs, headerExtensions } = RTCRtpSender.getCapabilities(kind)!;

      expect(codecs[0]!.mimeType).to.match(new RegExp(`^${kind}/`));
      expect(headerExtensions[0]).to.have.property('uri');
    });
  }

  it('knows nothing of another kind', () => {
    expect(RTCRtpSender.getCapabilities('x')).to.equal(null);
  });
});
