// What this page sends: camera or screen, and microphone; each can be changed in the midst of a call.
import { openDevice } from './devices.js';

/** Event: `change` when there is something else to see or to send. */
export class OwnMedia extends EventTarget {
  #stream;
  #screen;
  #muted;
  #call;

  constructor({ stream, audioMuted, videoMuted }) {
    super();
    this.#stream = stream;
    this.#muted = { audio: audioMuted, video: videoMuted };
  }

  /** Camera and microphone. */
  get stream() {
    return this.#stream;
  }

  get muted() {
    return { ...this.#muted };
  }

  get isSharing() {
    return this.#screen !== undefined;
  }

  /** What is sent: { audio, video }; null where there is nothing. */
  get tracks() {
    return { audio: this.#track('audio'), video: this.#screen ?? this.#track('video') };
  }

  /** True if there is a device that can be switched. */
  has(kind) {
    return this.#track(kind) !== null;
  }

  /** Sends into `call` from now on. */
  attach(call) {
    this.#call = call;
  }

  toggle(kind) {
    if (!this.has(kind)) return;
    this.#muted[kind] = !this.#muted[kind];
    this.#track(kind).enabled = !this.#muted[kind];
    this.#tellMuted();
  }

  /** Takes another camera or microphone. Rejects if it cannot be opened. */
  async choose(kind, deviceId) {
    const track = await openDevice(kind, deviceId);
    const old = this.#track(kind);
    if (old) {
      old.stop();
      this.#stream.removeTrack(old);
    } else {
      this.#muted[kind] = false;
    }
    track.enabled = !this.#muted[kind];
    this.#stream.addTrack(track);
    if (kind === 'audio' || !this.#screen) await this.#call?.replace(kind, track);
    this.#tellMuted();
  }

  /** Shows the others a screen, window or tab in place of the camera. Rejects if none is chosen. */
  async share() {
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: 15 } });
    const [track] = stream.getVideoTracks();
    track.contentHint = 'detail';
    track.addEventListener('ended', () => this.unshare()); // in the browser's own bar
    this.#screen = track;
    await this.#call?.replace('video', track);
    this.#call?.share(true, stream);
    this.#change();
  }

  async unshare() {
    if (!this.#screen) return;
    this.#screen.stop();
    this.#screen = undefined;
    await this.#call?.replace('video', this.#track('video'));
    this.#call?.share(false, this.#stream);
    this.#change();
  }

  #track(kind) {
    return this.#stream.getTracks().find(track => track.kind === kind) ?? null;
  }

  #tellMuted() {
    this.#call?.mute(this.muted);
    this.#change();
  }

  #change() {
    this.dispatchEvent(new Event('change'));
  }
}
