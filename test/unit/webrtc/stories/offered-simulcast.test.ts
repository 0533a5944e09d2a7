import { expect } from 'chai';

import { write } from '../../../../sdp/index.js';
import { offered, session, simulcast } from '../kit/offers.js';
import { stage, tasks } from '../kit/stage.js';

const offer = (mid: string, ...rids: string[]): { type: 'offer'; sdp: string } => ({
  type: 'offer',
  sdp: write(
    session([
      offered(mid, 'video', {
        direction: 'sendonly',
        headerExtensions: [
          { id: 4, uri: 'urn:ietf:params:rtp-hdrext:sdes:mid' },
          { id: 10, uri: 'urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id' },
        ],
        ...(rids.length > 0 && simulcast('send', ...rids)),
      }),
    ])
  ),
});

describe('layers that the endpoint has offered', () => {
  it('are asked for in our next offers as well, for else it would end them', async () => {
    const { pc } = await stage();
    await pc.setRemoteDescription(offer('v', 'h', 'l'));
    await pc.setLocalDescription();
    await tasks();

    const { sdp } = await pc.createOffer();

    expect(sdp).to.contain('a=rid:h recv\r\na=rid:l recv\r\n');
    expect(sdp).to.contain('a=simulcast:recv h;l\r\n');
    pc.close();
  });

  it('are asked for no more once it offers none', async () => {
    const { pc } = await stage();
    await pc.setRemoteDescription(offer('v', 'h', 'l'));
    await pc.setLocalDescription();
    await pc.setRemoteDescription(offer('v'));
    await pc.setLocalDescription();
    await tasks();

    expect((await pc.createOffer()).sdp).to.not.contain('simulcast');
    pc.close();
  });

  it('are no reason for an offer of ours', async () => {
    const { pc, events } = await stage();
    await pc.setRemoteDescription(offer('v', 'h', 'l'));
    await pc.setLocalDescription();
    await tasks();

    expect(events).to.not.include('negotiationneeded');
    pc.close();
  });
});
