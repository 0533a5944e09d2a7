// A participant of a test: one page of one browser.
import type { Browser, Tab } from './browser.js';
import { eventually } from './eventually.js';

/** What one track has brought so far. */
export interface Received {
  owner: string;
  kind: 'audio' | 'video';
  packets: number;
  frames: number;
  freezes: number;
  energy: number;
}

/** What a page sees of its connection. */
export interface View {
  state: RTCPeerConnectionState;
  /** m-sections of the offer applied last. */
  sections: number;
  /** Owner → milliseconds from the answer to the first picture. */
  firstFrameMs: Record<string, number>;
  received: Received[];
}

/** Drives `pages/client.js`. */
export class ConferenceClient {
  private constructor(
    readonly name: string,
    private readonly tab: Tab
  ) {}

  /** Opens the test page in a tab of its own; `server` serves it. */
  static async open(
    browser: Browser,
    server: { url: string },
    name: string
  ): Promise<ConferenceClient> {
    return new ConferenceClient(name, await browser.open(server.url));
  }

  /** Another participant in the same page. */
  as(name: string): ConferenceClient {
    return new ConferenceClient(name, this.tab);
  }

  async join(room: string, options: { isViewer?: boolean } = {}): Promise<void> {
    const args = [room, this.name, options].map(value => JSON.stringify(value)).join(', ');
    await this.tab.evaluate(`client.join(${args})`);
  }

  async leave(): Promise<void> {
    await this.tab.evaluate(`client.leave(${JSON.stringify(this.name)})`);
  }

  look(): Promise<View> {
    return this.tab.evaluate<View>(`client.look(${JSON.stringify(this.name)})`);
  }

  /** The track of that owner and kind, if it is there. */
  async track(owner: string, kind: 'audio' | 'video'): Promise<Received | undefined> {
    const { received } = await this.look();
    return received.find(entry => entry.owner === owner && entry.kind === kind);
  }

  /** Waits for `count` more pictures of `owner` than there are now. */
  async seeFrames(owner: string, count = 20): Promise<void> {
    const before = (await this.track(owner, 'video'))?.frames ?? 0;
    await eventually(`${this.name} decodes ${count} pictures of ${owner}`, async () => {
      const track = await this.track(owner, 'video');
      return track !== undefined && track.frames >= before + count;
    });
  }

  /** Waits until nothing of `owner` is received any more. */
  async lose(owner: string): Promise<void> {
    await eventually(`${this.name} loses ${owner}`, async () => {
      const { received } = await this.look();
      return received.every(track => track.owner !== owner);
    });
  }

  /** Waits for sound of `owner` that is more than silence. */
  async hear(owner: string): Promise<void> {
    const before = await this.track(owner, 'audio');
    await eventually(`${this.name} hears ${owner}`, async () => {
      const track = await this.track(owner, 'audio');
      const hasPackets = (track?.packets ?? 0) >= (before?.packets ?? 0) + 25;
      return hasPackets && track!.energy > (before?.energy ?? 0);
    });
  }

  close(): Promise<void> {
    return this.tab.close();
  }
}
