// What both ends of a forwarded track count: Chromium's statistics and ours.
import { expect } from 'chai';

import { webrtc } from '../../src/index.js';
import { describeWith, type Browser } from '../kit/browser.js';
import { chromium } from '../kit/chromium.js';
import { eventually } from '../kit/eventually.js';
import { LinkServer, type PageLink } from '../kit/page-link.js';

const { RTCPeerConnection } = webrtc;

type Stats = Record<string, unknown> & { id: string; type: string };

describeWith([chromium], 'the statistics of a forwarded track', function () {
  this.timeout(60_000);
  let server: LinkServer;
  let browser: Browser;
  let publisher: PageLink;
  let viewer: PageLink;
  let sentMid: string;
  let receivedMid: string;

  before(async () => {
    server = await LinkServer.start();
    browser = await chromium.launch();
    publisher = await server.link(browser, new RTCPeerConnection());
    sentMid = await publisher.send('(window.own = picture())');
    await publisher.settle();
    viewer = await server.link(browser, new RTCPeerConnection());
    const [source] = publisher.peerConnection.getReceivers();
    const transceiver = viewer.peerConnection.addTransceiver(source!.track, {
      direction: 'sendonly',
    });
    await viewer.settle();
    receivedMid = transceiver.mid!;
    await viewer.seeFrames(receivedMid, 30);
  });

  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  const reportOf = async ({ peerConnection }: PageLink): Promise<Map<string, Stats>> =>
    new Map((await peerConnection.getStats()) as unknown as Map<string, Stats>);

  const find = async (link: PageLink, type: string): Promise<Stats> => {
    const found = [...(await reportOf(link)).values()].filter(stats => stats.type === type);
    expect(found, type).to.have.lengthOf(1);
    return found[0]!;
  };

  const codecOf = async (link: PageLink, type: string): Promise<unknown[]> => {
    const { codecId } = await find(link, type);
    const { mimeType, payloadType } = (await reportOf(link)).get(codecId as string)!;
    return [mimeType, payloadType];
  };

  it('name the SSRCs that the browsers name', async () => {
    const [sent] = await publisher.lookOut(sentMid);
    const received = await viewer.look(receivedMid);

    expect((await find(publisher, 'inbound-rtp'))['ssrc']).to.equal(sent!.ssrc);
    expect((await find(viewer, 'outbound-rtp'))['ssrc']).to.equal(received.ssrc);
  });

  it('name the codec that the browsers name', async () => {
    const [sent] = await publisher.lookOut(sentMid);
    const { codec, payloadType } = await viewer.look(receivedMid);

    expect(await codecOf(publisher, 'inbound-rtp')).to.deep.equal([sent!.codec, sent!.payloadType]);
    expect(await codecOf(viewer, 'outbound-rtp')).to.deep.equal([codec, payloadType]);
  });

  it('refer to nothing that is not there', async () => {
    for (const link of [publisher, viewer]) {
      const report = await reportOf(link);
      for (const stats of report.values()) {
        for (const [name, value] of Object.entries(stats)) {
          if (!/Id$/.test(name) || /^(dataChannelIdentifier|trackIdentifier)$/.test(name)) continue;
          expect([...report.keys()], `${stats.type}.${name}`).to.include(value);
        }
      }
    }
  });

  it('know the round trip by the report of the viewer', async () => {
    const remote = await eventually('a receiver report', async () => {
      const report = await reportOf(viewer);
      const found = [...report.values()].find(({ type }) => type === 'remote-inbound-rtp');
      return found?.['roundTripTime'] !== undefined && found;
    });

    expect(remote['roundTripTime']).to.be.within(0, 5);
    expect(remote['packetsLost']).to.equal(0);
  });

  it('count the packets that the browsers count', async () => {
    await publisher.page(`pc.getSenders()[0].replaceTrack(null)`);
    await viewer.seeNothing(receivedMid);

    const [sent] = await publisher.lookOut(sentMid);
    const inbound = await find(publisher, 'inbound-rtp');
    const outbound = await find(viewer, 'outbound-rtp');
    const { packets, frames } = await viewer.look(receivedMid);
    // Padding that probes the path is counted by whoever sends it, and is not media.
    expect(inbound['packetsReceived']).to.be.within(1, sent!.packetsSent);
    expect(outbound['packetsSent']).to.equal(packets);
    expect(outbound['framesSent']).to.be.at.least(frames);
  });

  it('of one sender are those that refer to it', async () => {
    const [sender] = viewer.peerConnection.getSenders();
    const report = new Map((await sender!.getStats()) as unknown as Map<string, Stats>);

    const types = new Set([...report.values()].map(({ type }) => type));
    expect([...types]).to.include.members(['outbound-rtp', 'codec', 'transport']);
    expect(types).not.to.include('inbound-rtp');
  });
});
