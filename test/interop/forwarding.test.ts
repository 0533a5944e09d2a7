// Tracks that an application passes from one connection to another, decoded by Chromium.
import { expect } from 'chai';

import { webrtc } from '../../src/index.js';
import { describeWith, type Browser } from '../kit/browser.js';
import { chromium } from '../kit/chromium.js';
import { eventually } from '../kit/eventually.js';
import { firefox } from '../kit/firefox.js';
import { linkedPages } from '../kit/linked-pages.js';
import { LinkServer, type PageLink } from '../kit/page-link.js';

const { RTCPeerConnection, MediaStream } = webrtc;
type Track = ReturnType<PageLink['peerConnection']['getReceivers']>[number]['track'];

describeWith([chromium], 'tracks forwarded between connections', function () {
  this.timeout(90_000);
  const { link } = linkedPages();

  /** A page that sends that, and the track of it that we have. */
  async function publisher(track: string) {
    const page = await link();
    const mid = await page.send(track);
    await page.settle();
    const transceiver = page.peerConnection.getTransceivers().find(each => each.mid === mid)!;
    return { page, mid, track: transceiver.receiver.track };
  }

  it('are decoded, given to addTrack()', async () => {
    const [picture, tone] = [await publisher(`picture('red')`), await publisher('tone()')];
    const viewer = await link();

    const video = viewer.peerConnection.addTrack(picture.track, new MediaStream());
    const audio = viewer.peerConnection.addTrack(tone.track);
    await viewer.settle();

    const midOf = (sender: unknown): string =>
      viewer.peerConnection.getTransceivers().find(each => each.sender === sender)!.mid!;
    await viewer.seeFrames(midOf(video));
    expect((await viewer.look(midOf(video))).color).to.equal('red');
    await viewer.hear(midOf(audio));
  });

  it('are decoded, given to addTransceiver() and announced in its streams', async () => {
    const { track } = await publisher(`picture('blue')`);
    const viewer = await link();
    const stream = new MediaStream();
    await viewer.page(
      `pc.addEventListener('track', ({ streams }) => (window.ids = streams.map(({ id }) => id)))`
    );

    const transceiver = viewer.peerConnection.addTransceiver(track, {
      direction: 'sendonly',
      streams: [stream],
    });
    await viewer.settle();

    await viewer.seeFrames(transceiver.mid!);
    expect(await viewer.page('ids')).to.deep.equal([stream.id]);
  });

  it('go to several viewers, one of whom came before the picture', async () => {
    const page = await link();
    const { track } = page.peerConnection.addTransceiver('video', {
      direction: 'recvonly',
    }).receiver;
    const early = await link();
    const sent = early.peerConnection.addTransceiver(track, { direction: 'sendonly' });
    await Promise.all([page.settle(), early.settle()]);

    await page.page(`(async () => {
      const [transceiver] = pc.getTransceivers();
      transceiver.direction = 'sendonly';
      await transceiver.sender.replaceTrack(picture('blue'));
    })()`);
    const late = await link();
    const sentLate = late.peerConnection.addTransceiver(track, { direction: 'sendonly' });

    await early.seeFrames(sent.mid!);
    await late.settle();
    await late.seeFrames(sentLate.mid!);
  });

  it('take the place of one another without a new SSRC', async () => {
    const red = await publisher(`picture('red')`);
    const blue = await publisher(`picture('blue')`);
    const viewer = await link();
    const { sender } = viewer.peerConnection.addTransceiver(red.track, { direction: 'sendonly' });
    await viewer.settle();
    const { mid } = viewer.peerConnection.getTransceivers()[0]!;
    const before = await viewer.seeFrames(mid!);
    const descriptions = viewer.told.length;

    for (const [track, color] of [
      [blue.track, 'blue'],
      [red.track, 'red'],
      [blue.track, 'blue'],
    ] as const) {
      await sender.replaceTrack(track);
      await viewer.until(mid!, `the ${color} picture`, look => look.color === color);
      await viewer.seeFrames(mid!);
    }

    const after = await viewer.look(mid!);
    expect(after.ssrc).to.equal(before.ssrc);
    expect(after.freezes - before.freezes).to.be.at.most(3);
    expect(viewer.told.length).to.equal(descriptions);
  });

  it('cease with replaceTrack(null) and come back', async () => {
    const { track } = await publisher(`picture('red')`);
    const viewer = await link();
    const { sender } = viewer.peerConnection.addTransceiver(track, { direction: 'sendonly' });
    await viewer.settle();
    const mid = viewer.peerConnection.getTransceivers()[0]!.mid!;
    const { ssrc } = await viewer.seeFrames(mid);

    await sender.replaceTrack(null);
    await viewer.seeNothing(mid);
    await sender.replaceTrack(track);

    expect((await viewer.seeFrames(mid)).ssrc).to.equal(ssrc);
  });

  it('pause while they are not enabled', async () => {
    const { track } = await publisher(`picture('red')`);
    const viewer = await link();
    const transceiver = viewer.peerConnection.addTransceiver(track, { direction: 'sendonly' });
    await viewer.settle();
    await viewer.seeFrames(transceiver.mid!);

    track.enabled = false;
    await viewer.seeNothing(transceiver.mid!);
    track.enabled = true;

    await viewer.seeFrames(transceiver.mid!);
  });

  it('pause for one viewer by a clone that is not enabled', async () => {
    const { track } = await publisher(`picture('red')`);
    const [first, second] = [await link(), await link()];
    const clone = track.clone();
    const sent = first.peerConnection.addTransceiver(track, { direction: 'sendonly' });
    const paused = second.peerConnection.addTransceiver(clone, { direction: 'sendonly' });
    await Promise.all([first.settle(), second.settle()]);
    await second.seeFrames(paused.mid!);

    clone.enabled = false;
    await second.seeNothing(paused.mid!);

    await first.seeFrames(sent.mid!);
  });

  it('are unmuted by packets, muted by their absence and end with the transceiver', async () => {
    const page = await link();
    const transceiver = page.peerConnection.addTransceiver('video', { direction: 'recvonly' });
    const { track } = transceiver.receiver;
    const events: string[] = [];
    for (const type of ['mute', 'unmute', 'ended']) {
      track.addEventListener(type, ({ type: fired }: Event) => events.push(fired));
    }
    await page.settle();
    expect(track.muted).to.equal(true);

    await page.page(`(async () => {
      const [transceiver] = pc.getTransceivers();
      transceiver.direction = 'sendonly';
      await transceiver.sender.replaceTrack(window.track = picture());
    })()`);
    await eventually('unmute', () => !track.muted);
    await page.settle();
    await page.page(`pc.getTransceivers()[0].sender.replaceTrack(null)`);
    await eventually('mute', () => track.muted);
    await page.page(`pc.getTransceivers()[0].sender.replaceTrack(track)`);
    await eventually('unmute again', () => !track.muted);
    await page.page(`pc.getTransceivers()[0].stop()`);
    await eventually('the end', () => events.includes('ended'));

    expect(events).to.deep.equal(['unmute', 'mute', 'unmute', 'ended']);
  });
});

describeWith([chromium, firefox], 'tracks forwarded to Firefox', function () {
  this.timeout(90_000);
  let server: LinkServer;
  let browsers: Browser[] = [];

  before(async () => {
    server = await LinkServer.start();
    browsers = [await chromium.launch(), await firefox.launch()];
  });

  after(async () => {
    for (const browser of browsers) await browser.close();
    await server?.stop();
  });

  it('take the place of one another, of whichever browser', async () => {
    const [ofChromium, ofFirefox, viewer] = [
      await server.link(browsers[0]!, new RTCPeerConnection()),
      await server.link(browsers[1]!, new RTCPeerConnection()),
      await server.link(browsers[1]!, new RTCPeerConnection()),
    ];
    await ofChromium.send(`picture('blue')`);
    await ofFirefox.send('camera()');
    await Promise.all([ofChromium.settle(), ofFirefox.settle()]);
    const [[first], [second]] = [ofChromium, ofFirefox].map(({ peerConnection }) =>
      peerConnection.getReceivers().map(({ track }) => track)
    ) as [[Track], [Track]];

    const transceiver = viewer.peerConnection.addTransceiver(first, { direction: 'sendonly' });
    await viewer.settle();
    const { ssrc } = await viewer.seeFrames(transceiver.mid!);
    for (const track of [second, first, second]) {
      await transceiver.sender.replaceTrack(track);
      await viewer.seeFrames(transceiver.mid!, 20);
    }

    expect((await viewer.look(transceiver.mid!)).ssrc).to.equal(ssrc);
  });
});
