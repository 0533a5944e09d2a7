// Peer connections of other people's WebRTC stacks, each in a process of its own.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { LineProgram } from './line-program.js';

export type ForeignKind = 'audio' | 'video';

/** What a foreign peer has from the start. */
export interface ForeignOptions {
  /** One generated track each. */
  publish?: readonly ForeignKind[];
  /** When it offers: one section each in which it only receives. */
  receive?: readonly ForeignKind[];
  /** A data channel. */
  data?: boolean;
  /** Several tracks in one section. Only wrtc speaks it. */
  planB?: boolean;
  /** Its first video track comes in three layers, told by a SIM group. Only wrtc has it. */
  simulcast?: boolean;
}

/** What has come in: decoded frames, or packets where the stack does not decode. */
export interface ReceivedTrack {
  kind: ForeignKind;
  frames: number;
  /** Of the last picture; only wrtc tells. */
  width?: number;
}

/** A peer connection elsewhere. Its descriptions hold all its candidates. */
export class ForeignPeer {
  readonly #program: LineProgram;

  constructor(command: string, script: string, options: ForeignOptions) {
    this.#program = new LineProgram(command, [pathOf(script), JSON.stringify(options)]);
  }

  async createOffer(): Promise<string> {
    return (await this.#program.ask<{ offer: string }>({ do: 'offer' })).offer;
  }

  async createAnswer(offer: string): Promise<string> {
    return (await this.#program.ask<{ answer: string }>({ offer })).answer;
  }

  async setAnswer(answer: string): Promise<void> {
    await this.#program.ask({ answer });
  }

  /** Adds one more generated track, for the next description. */
  async publish(kind: ForeignKind): Promise<void> {
    await this.#program.ask({ do: 'publish', kind });
  }

  /** Takes the track that was added last away again. Only wrtc does it. */
  async unpublish(): Promise<void> {
    await this.#program.ask({ do: 'unpublish' });
  }

  /** `connected` once ICE and DTLS are done. */
  async connectionState(): Promise<string> {
    return (await this.#program.ask<{ state: string }>({ do: 'report' })).state;
  }

  /** The tracks in the order in which they came. */
  async received(): Promise<ReceivedTrack[]> {
    return (await this.#program.ask<{ received: ReceivedTrack[] }>({ do: 'report' })).received;
  }

  /** The sources of video that it has, by SSRC, and what they brought. Only wrtc tells. */
  async layers(): Promise<{ ssrc: number; frames: number }[]> {
    type Layers = { layers: { ssrc: number; frames: number }[] };
    return (await this.#program.ask<Layers>({ do: 'layers' })).layers;
  }

  close(): Promise<void> {
    return this.#program.close();
  }
}

/** A stack that can be used if it is installed. Has the shape that `describeWith()` wants. */
export interface ForeignStack {
  readonly name: string;
  readonly path: string | undefined;
  open(options?: ForeignOptions): ForeignPeer;
}

const pathOf = (script: string): string => fileURLToPath(new URL(script, import.meta.url));

const stack = (name: string, path: string | undefined, script: string): ForeignStack => ({
  name,
  path,
  open: (options = {}) => new ForeignPeer(path ?? name, script, options),
});

/** The distribution's Python, if it has all these modules. */
function pythonWith(imports: string): string | undefined {
  const path = '/usr/bin/python3';
  return existsSync(path) && spawnSync(path, ['-c', imports]).status === 0 ? path : undefined;
}

const nodeWith = (name: string): string | undefined =>
  existsSync(new URL(`../../../node_modules/${name}/package.json`, import.meta.url))
    ? process.execPath
    : undefined;

/** libwebrtc for Node; decodes. */
export const wrtc = stack('@roamhq/wrtc', nodeWith('@roamhq/wrtc'), 'wrtc.mjs');

/** WebRTC in TypeScript; counts packets. */
export const werift = stack('werift', nodeWith('werift'), 'werift.mjs');

/** webrtcbin; decodes. */
export const gstreamer = stack(
  'GStreamer',
  pythonWith(
    "import gi; gi.require_version('GstWebRTC', '1.0'); gi.require_version('Nice', '0.1')"
  ),
  'gstreamer.py'
);

/** WebRTC in Python; decodes. */
export const aiortc = stack('aiortc', pythonWith('import aiortc'), 'aiortc_peer.py');
