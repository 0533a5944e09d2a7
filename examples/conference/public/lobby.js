// The page before the call: name, room, and a look into the mirror.
import { DevicePicker, chosenDevices } from './device-picker.js';
import { measureLevel, openDevices } from './devices.js';
import { showToggle } from './toggle.js';
import { dressAvatar } from './tiles.js';

const element = id => document.getElementById(id);

/** Event: `join` (detail: { name, room, stream, audioMuted, videoMuted }). */
export class Lobby extends EventTarget {
  #stream = new MediaStream();
  #muted = { audio: false, video: false };
  #stopMeasuring = () => {};
  #opening;
  #picker = new DevicePicker(element('lobby-devices'));

  constructor() {
    super();
    element('name').value = localStorage.getItem('name') ?? '';
    element('room').value = roomOfPage() ?? randomRoom();
    element('name').addEventListener('input', () => this.#showPreview());
    element('preview-mic').addEventListener('click', () => this.#toggle('audio'));
    element('preview-camera').addEventListener('click', () => this.#toggle('video'));
    this.#picker.addEventListener('choose', () => this.open());
    element('retry-devices').addEventListener('click', () => this.open());
    element('join-form').addEventListener('submit', event => {
      event.preventDefault();
      void this.#submit();
    });
  }

  /** Shows the lobby; with an error that tells why the call is over. */
  open(error = '') {
    element('lobby').hidden = false;
    this.#showError(error);
    this.#opening = this.#openDevices();
  }

  #showError(error) {
    element('lobby-error').textContent = error;
    element('lobby-error').hidden = !error;
    element('join').disabled = false;
  }

  async #openDevices() {
    for (const track of this.#stream.getTracks()) track.stop();
    element('preview-note').textContent = 'Opening camera and microphone…';
    const { stream, note } = await openDevices(chosenDevices());
    this.#stream = stream;
    this.#muted.audio ||= stream.getAudioTracks().length === 0;
    this.#muted.video ||= stream.getVideoTracks().length === 0;
    element('preview-video').srcObject = stream;
    element('preview-note').textContent = note;
    element('retry-devices').hidden = !note;
    element('join').textContent = stream.getTracks().length > 0 ? 'Join' : 'Join as a viewer';
    this.#stopMeasuring();
    this.#stopMeasuring = measureLevel(stream, level => (element('mic-level').value = level));
    this.#showPreview();
    element('lobby-devices').hidden = stream.getTracks().length === 0;
    await this.#picker.refresh(stream.getTracks());
  }

  #toggle(kind) {
    const hasTrack = this.#stream.getTracks().some(track => track.kind === kind);
    if (!hasTrack) return;
    this.#muted[kind] = !this.#muted[kind];
    this.#showPreview();
  }

  #showPreview() {
    const { audio, video } = this.#muted;
    for (const track of this.#stream.getTracks()) track.enabled = !this.#muted[track.kind];
    showToggle(element('preview-mic'), 'mic', audio, this.#stream.getAudioTracks().length > 0);
    showToggle(
      element('preview-camera'),
      'camera',
      video,
      this.#stream.getVideoTracks().length > 0
    );
    element('preview-video').classList.toggle('off', video);
    element('preview-avatar').hidden = !video || Boolean(element('preview-note').textContent);
    dressAvatar(element('preview-avatar'), element('name').value);
  }

  async #submit() {
    element('join').disabled = true;
    await this.#opening;
    const name = element('name').value.trim();
    const room = element('room').value.trim().toLowerCase();
    if (!name || !room) return this.#showError('Please give a name and a room.');
    localStorage.setItem('name', name);
    history.replaceState(null, '', `?room=${encodeURIComponent(room)}`);
    this.#stopMeasuring();
    element('lobby').hidden = true;
    const detail = {
      name,
      room,
      stream: this.#stream,
      audioMuted: this.#muted.audio,
      videoMuted: this.#muted.video,
    };
    this.dispatchEvent(new CustomEvent('join', { detail }));
  }
}

const roomOfPage = () => new URLSearchParams(location.search).get('room');

function randomRoom() {
  const pick = list => list[Math.floor(Math.random() * list.length)];
  const first = ['amber', 'brisk', 'calm', 'clear', 'green', 'lucky', 'quiet', 'sunny', 'swift'];
  const second = ['bridge', 'forest', 'garden', 'harbor', 'island', 'meadow', 'river', 'valley'];
  return `${pick(first)}-${pick(second)}-${Math.floor(Math.random() * 900) + 100}`;
}
