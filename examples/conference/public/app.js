// The page: from the lobby into the call and back.
import { Call } from './call.js';
import { DevicePicker } from './device-picker.js';
import { Lobby } from './lobby.js';
import { OwnMedia } from './own-media.js';
import { Tiles } from './tiles.js';
import { toast } from './toasts.js';
import { showSharing, showToggle } from './toggle.js';

const element = id => document.getElementById(id);

const badges = {
  connecting: 'Connecting',
  connected: 'Connected',
  reconnecting: 'Reconnecting',
  failed: 'Connection failed',
};

const lobby = new Lobby();
const tiles = new Tiles(element('grid'));
const picker = new DevicePicker(element('devices'));
let call;
let own; // OwnMedia of this call

lobby.addEventListener('join', ({ detail }) => enter(detail));
element('mic').addEventListener('click', () => own.toggle('audio'));
element('camera').addEventListener('click', () => own.toggle('video'));
element('screen').addEventListener('click', () => toggleScreen());
element('settings').addEventListener('click', () => openSettings());
picker.addEventListener('choose', ({ detail }) => choose(detail));
element('copy').addEventListener('click', () => copyLink());
element('invite').addEventListener('click', () => copyLink());
element('leave').addEventListener('click', () => leave());
element('sound').addEventListener('click', async () => {
  await tiles.playAll();
  element('sound').hidden = true;
});
addEventListener('keydown', event => handleKey(event));
addEventListener('pagehide', () => call?.leave());
// Not earlier: a video that waits for its first picture would keep the page "loading", and without a
// camera it waits for ever.
if (document.readyState === 'complete') lobby.open();
else addEventListener('load', () => lobby.open());

function enter(guest) {
  own = new OwnMedia(guest);
  own.addEventListener('change', () => showButtons());
  element('call').hidden = false;
  element('room-name').textContent = guest.room;
  document.title = `${guest.room} · Crosspoint`;
  showState('connecting');
  showButtons();

  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  call = new Call({
    ...guest,
    tracks: own.tracks,
    ownStream: own.stream,
    tiles,
    url: `${scheme}://${location.host}/signaling`,
  });
  own.attach(call);
  call.addEventListener('state', ({ detail }) => showState(detail));
  call.addEventListener('people', ({ detail }) => showCount(detail));
  call.addEventListener('silenced', () => (element('sound').hidden = false));
  call.addEventListener('end', ({ detail }) => leave(detail.message));
}

function leave(error) {
  call?.leave();
  call = undefined;
  own?.attach(undefined);
  void own?.unshare();
  element('devices').close();
  element('call').hidden = true;
  element('sound').hidden = true;
  element('alone').hidden = true;
  document.title = 'Crosspoint';
  lobby.open(error);
}

async function toggleScreen() {
  try {
    await (own.isSharing ? own.unshare() : own.share());
  } catch (error) {
    // Whoever closes the browser's own dialog has changed their mind: no words needed.
    if (error.name !== 'NotAllowedError') toast(`The screen cannot be shared (${error.name}).`);
  }
}

async function openSettings() {
  element('devices').showModal();
  await picker.refresh(own.stream.getTracks());
}

async function choose({ kind, deviceId }) {
  try {
    await own.choose(kind, deviceId);
  } catch (error) {
    toast(error.message);
  }
  await picker.refresh(own.stream.getTracks());
}

function showButtons() {
  const { audio, video } = own.muted;
  showToggle(element('mic'), 'mic', audio, own.has('audio'));
  showToggle(element('camera'), 'camera', video, own.has('video'));
  showSharing(element('screen'), own.isSharing);
}

async function copyLink() {
  try {
    await navigator.clipboard.writeText(location.href);
    toast('Link copied: send it to whoever should join');
  } catch {
    toast(location.href); // No clipboard on an insecure page, or the user said no.
  }
}

function handleKey(event) {
  const isTyping = event.target instanceof HTMLInputElement;
  if (
    !call ||
    isTyping ||
    element('devices').open ||
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    event.repeat
  )
    return;
  const actions = {
    m: () => own.toggle('audio'),
    v: () => own.toggle('video'),
    s: () => toggleScreen(),
    c: () => copyLink(),
    L: () => leave(),
  };
  actions[event.key]?.();
}

function showState(state) {
  const badge = element('badge');
  badge.dataset.state = state;
  badge.textContent = badges[state];
  element('grid').classList.toggle('stale', state === 'reconnecting' || state === 'failed');
}

function showCount(count) {
  element('alone').hidden = count !== 1;
  element('count').lastElementChild.textContent = String(count);
  element('count').title = count === 1 ? 'Only you are here' : `${count} people are here`;
}
