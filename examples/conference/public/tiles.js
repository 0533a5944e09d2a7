// The grid of participants.
import { tileSize } from './layout.js';

/** All tiles, always as large as the window lets them be. */
export class Tiles {
  #grid;
  #tiles = new Map();

  constructor(grid) {
    this.#grid = grid;
    // Not at once: the sizes of tiles may change that of the grid, which browsers call an error.
    new ResizeObserver(() => requestAnimationFrame(() => this.layOut())).observe(grid);
  }

  get count() {
    return this.#tiles.size;
  }

  get(peerId) {
    return this.#tiles.get(peerId);
  }

  /** Adds a tile, or brings the one of that id up to date. */
  set(peerId, { name, isOwn = false, audioMuted, videoMuted, isSharing = false }) {
    const tile = this.#tiles.get(peerId) ?? this.#add(peerId, isOwn);
    tile.name = name;
    tile.mute(audioMuted, videoMuted);
    tile.share(isSharing);
    return tile;
  }

  delete(peerId) {
    this.#tiles.get(peerId)?.remove();
    this.#tiles.delete(peerId);
    this.#setStage();
  }

  /** Removes all tiles but those of `peerIds`. */
  keep(peerIds) {
    for (const peerId of [...this.#tiles.keys()]) {
      if (!peerIds.includes(peerId)) this.delete(peerId);
    }
  }

  showSpeaking(peerIds) {
    for (const [peerId, tile] of this.#tiles) tile.isSpeaking = peerIds.includes(peerId);
  }

  /** Plays what the browser would not play before the user had touched the page. */
  async playAll() {
    await Promise.allSettled([...this.#tiles.values()].map(tile => tile.play()));
  }

  // A screen that somebody else shows takes the stage: the others stand beside it.
  #setStage() {
    const stage = [...this.#tiles.values()].filter(tile => tile.isOnStage).at(-1);
    for (const tile of this.#tiles.values()) {
      tile.element.classList.toggle('on-stage', tile === stage);
    }
    this.#grid.classList.toggle('has-stage', stage !== undefined);
    this.layOut();
  }

  layOut() {
    const { clientWidth, clientHeight } = this.#grid;
    this.#grid.style.setProperty('--stage-height', `${clientHeight}px`);
    const gap = parseFloat(getComputedStyle(this.#grid).columnGap) || 0;
    const { columns, width, height } = tileSize(this.#tiles.size, clientWidth, clientHeight, gap);
    // The last row is centred, so the rows wrap by themselves; the margin keeps them from wrapping late.
    const margin = Math.floor((clientWidth - columns * width - (columns - 1) * gap) / 2);
    this.#grid.style.setProperty('--margin', `${Math.max(0, margin)}px`);
    this.#grid.style.setProperty('--tile-width', `${width}px`);
    this.#grid.style.setProperty('--tile-height', `${height}px`);
  }

  #add(peerId, isOwn) {
    const tile = new Tile(peerId, isOwn, () => this.#setStage());
    this.#tiles.set(peerId, tile);
    this.#grid.append(tile.element);
    this.layOut();
    return tile;
  }
}

/** One participant: picture or initials, name, and whether it speaks. */
class Tile {
  #video;
  #isOwn;
  #videoMuted = true;
  #isSharing = false;
  #stageChanged;

  constructor(peerId, isOwn, stageChanged) {
    this.#stageChanged = stageChanged;
    const template = document.getElementById('tile');
    this.element = template.content.firstElementChild.cloneNode(true);
    this.element.dataset.peerId = peerId;
    this.element.classList.toggle('own', isOwn);
    this.#isOwn = isOwn;
    this.#video = this.element.querySelector('video');
    this.#video.muted = isOwn;
    this.#video.addEventListener('resize', () => this.#update());
    this.#video.addEventListener('loadeddata', () => this.#update());
  }

  set name(name) {
    this.element.querySelector('.name').textContent = this.#isOwn ? `${name} (you)` : name;
    this.element.setAttribute('aria-label', name);
    dressAvatar(this.element.querySelector('.avatar'), name);
  }

  set isSpeaking(isSpeaking) {
    this.element.classList.toggle('speaking', isSpeaking);
  }

  mute(audioMuted, videoMuted) {
    this.element.classList.toggle('audio-muted', Boolean(audioMuted));
    this.#videoMuted = Boolean(videoMuted);
    this.#update();
  }

  /** Whether the picture is a screen: it is shown whole, and large to the others. */
  share(isSharing) {
    this.#isSharing = Boolean(isSharing);
    this.element.classList.toggle('sharing', this.#isSharing);
    this.#update();
    this.#stageChanged();
  }

  get isOnStage() {
    return this.#isSharing && !this.#isOwn;
  }

  set stream(stream) {
    if (this.#video.srcObject !== stream) this.#video.srcObject = stream;
  }

  /** Rejects if the browser wants the user to touch the page first. */
  play() {
    return this.#video.srcObject ? this.#video.play() : Promise.resolve();
  }

  remove() {
    this.#video.srcObject = null;
    this.element.remove();
  }

  #update() {
    const { videoWidth, videoHeight } = this.#video;
    const isShown = !this.#videoMuted || this.#isSharing;
    this.element.classList.toggle('has-video', isShown && videoWidth > 2);
    this.#video.classList.toggle('mirrored', this.#isOwn && !this.#isSharing);
    // A phone held upright is shown whole.
    this.element.classList.toggle('upright', videoHeight > videoWidth);
  }
}

/** Initials on a colour that stays with the name. */
export function dressAvatar(avatar, name) {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const initials = [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map(word => (word ? ([...word][0] ?? '') : ''))
    .join('');
  const hue = [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 360, 7);
  avatar.textContent = initials.toUpperCase() || '?';
  avatar.style.setProperty('--hue', String(hue));
}
