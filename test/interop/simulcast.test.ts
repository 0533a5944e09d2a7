// Chromium that sends layers, and viewers that choose among them by setParameters().
import { expect } from 'chai';

import { describeWith } from '../kit/browser.js';
import { chromium } from '../kit/chromium.js';
import { eventually } from '../kit/eventually.js';
import { linkedPages } from '../kit/linked-pages.js';
import type { PageLink } from '../kit/page-link.js';

type Track = ReturnType<PageLink['peerConnection']['getReceivers']>[number]['track'];
type Encoding = NonNullable<
  NonNullable<Parameters<PageLink['peerConnection']['addTransceiver']>[1]>['sendEncodings']
>[number];

/** The smallest picture of which Chromium sends three layers. */
const picture = `picture('red', 960, 540)`;
const widths = { q: 240, h: 480, f: 960 };

describeWith([chromium], 'simulcast of Chromium', function () {
  this.timeout(120_000);
  const { link } = linkedPages();

  /** Waits until all three layers leave the page. */
  const allLayers = (publisher: PageLink, mid: string) =>
    eventually(
      'three layers',
      async () => {
        const layers = await publisher.lookOut(mid);
        return layers.filter(({ packetsSent }) => packetsSent > 20).length === 3 && layers;
      },
      40_000
    );

  /** A page that offers three layers. */
  async function publisher() {
    const page = await link();
    const mid = await page.send(
      picture,
      `{ sendEncodings: [
        { rid: 'q', scaleResolutionDownBy: 4 },
        { rid: 'h', scaleResolutionDownBy: 2 },
        { rid: 'f' },
      ] }`
    );
    await page.settle();
    const { track } = page.peerConnection.getTransceivers()[0]!.receiver;
    await allLayers(page, mid);
    return { page, mid, track };
  }

  /** A page that is sent that track, and how the sending is changed. */
  async function viewer(track: Track) {
    const page = await link();
    const transceiver = page.peerConnection.addTransceiver(track, { direction: 'sendonly' });
    await page.settle();
    const change = async (encoding: Encoding): Promise<void> => {
      const parameters = transceiver.sender.getParameters();
      Object.assign(parameters.encodings[0]!, encoding);
      await transceiver.sender.setParameters(parameters);
    };
    const seeWidth = (width: number) =>
      page.until(transceiver.mid!, `pictures of ${width}`, look => look.width === width);
    return { page, mid: transceiver.mid!, change, seeWidth };
  }

  it('is taken as it offers it, and each layer is known by its rid', async () => {
    const { page, mid } = await publisher();

    const sent = await page.lookOut(mid);
    const report = await page.peerConnection.getStats();
    const received = [...report.values()].filter(({ type }) => type === 'inbound-rtp');
    const named = (layers: readonly object[]): unknown[] =>
      layers.map(layer => (layer as { rid: string }).rid).sort();
    expect(named(received)).to.deep.equal(['f', 'h', 'q']);
    const ssrcs = (layers: readonly object[]): unknown[] =>
      layers.map(layer => (layer as { ssrc: number }).ssrc).sort();
    expect(ssrcs(received)).to.deep.equal(ssrcs(sent));
  });

  it('gives a viewer the layer that scaleResolutionDownBy asks for', async () => {
    const { track } = await publisher();
    const { change, seeWidth, page, mid } = await viewer(track);
    await seeWidth(widths.f);

    for (const [scaleResolutionDownBy, width] of [
      [4, widths.q],
      [2, widths.h],
      [1, widths.f],
    ] as const) {
      await change({ scaleResolutionDownBy });
      await seeWidth(width);
      await page.seeFrames(mid);
    }
  });

  it('gives two viewers two layers at once', async () => {
    const { track } = await publisher();
    const [large, small] = [await viewer(track), await viewer(track)];

    await small.change({ scaleResolutionDownBy: 4 });

    await small.seeWidth(widths.q);
    await large.seeWidth(widths.f);
    await Promise.all([small.page.seeFrames(small.mid), large.page.seeFrames(large.mid)]);
  });

  it('gives a viewer a layer within its maxBitrate', async () => {
    const { track } = await publisher();
    const { change, seeWidth, page, mid } = await viewer(track);
    await seeWidth(widths.f);

    await change({ maxBitrate: 1 });
    await seeWidth(widths.q);
    await change({ maxBitrate: 100_000_000 });

    await seeWidth(widths.f);
    await page.seeFrames(mid);
  });

  it('pauses for a viewer whose encoding is not active', async () => {
    const { track } = await publisher();
    const { change, page, mid } = await viewer(track);
    const { ssrc } = await page.seeFrames(mid);

    await change({ active: false });
    await page.seeNothing(mid);
    await change({ active: true });

    expect((await page.seeFrames(mid)).ssrc).to.equal(ssrc);
  });

  it('is sent when our offer asks for it', async () => {
    const page = await link();
    await page.page(`void (window.beforeAnswer = async () => {
      const [transceiver] = pc.getTransceivers();
      if (transceiver.sender.track) return;
      transceiver.direction = 'sendonly';
      await transceiver.sender.replaceTrack(${picture});
    })`);

    const transceiver = page.peerConnection.addTransceiver('video', {
      direction: 'recvonly',
      receiveEncodings: [{ rid: 'q' }, { rid: 'h' }, { rid: 'f' }],
    });
    await page.settle();

    const layers = await allLayers(page, transceiver.mid!);
    expect(layers.map(({ rid }) => rid).sort()).to.deep.equal(['f', 'h', 'q']);
    const { change, seeWidth } = await viewer(transceiver.receiver.track);
    await change({ scaleResolutionDownBy: 4 });
    await seeWidth(widths.q);
    await change({ scaleResolutionDownBy: 1 });
    await seeWidth(widths.f);
  });

  it('is taken as it was told before rids, by a SIM group', async () => {
    const page = await link();
    await page.page('void (window.munge = sdp => withSimGroup(sdp, 3))');
    const mid = await page.send(picture);
    await page.settle();
    expect(page.told[0]!.sdp).to.match(/^a=ssrc-group:SIM (\d+ ?){3}\r$/m);

    // Chromium (156) makes these layers alike unless it is told otherwise.
    await page.page(`(async () => {
      const [sender] = pc.getSenders();
      const parameters = sender.getParameters();
      parameters.encodings.forEach((encoding, at) => (encoding.scaleResolutionDownBy = 4 / 2 ** at));
      await sender.setParameters(parameters);
    })()`);
    await allLayers(page, mid);
    const { track } = page.peerConnection.getTransceivers()[0]!.receiver;
    const { change, seeWidth } = await viewer(track);
    await change({ scaleResolutionDownBy: 4 });
    await seeWidth(widths.q);
    await change({ scaleResolutionDownBy: 1 });
    await seeWidth(widths.f);
  });
});
