// The page: from the lobby into the call and back.
import { Call } from './call.js';
import { Lobby } from './lobby.js';
import { Tiles } from './tiles.js';
import { toast } from './toasts.js';
import { showToggle } from './toggle.js';

const element = id => document.getElementById(id);

const badges = {
  connecting: 'Connecting',
  connected: 'Connected',
  reconnecting: 'Reconnecting',
  failed: 'Connection failed',
};

const lobby = new Lobby();
const tiles = new Tiles(element('grid'));
let call;
let stream;
let muted;

lobby.addEventListener('join', ({ detail }) => enter(detail));
element('mic').addEventListener('click', () => toggle('audio'));
element('camera').addEventListener('click', () => toggle('video'));
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
  ({ stream } = guest);
  muted = { audio: guest.audioMuted, video: guest.videoMuted };
  element('call').hidden = false;
  element('room-name').textContent = guest.room;
  document.title = `${guest.room} · Crosspoint`;
  showState('connecting');
  showToggles();

  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  call = new Call({ ...guest, tiles, url: `${scheme}://${location.host}/signaling` });
  call.addEventListener('state', ({ detail }) => showState(detail));
  call.addEventListener('people', ({ detail }) => showCount(detail));
  call.addEventListener('silenced', () => (element('sound').hidden = false));
  call.addEventListener('end', ({ detail }) => leave(detail.message));
}

function leave(error) {
  call?.leave();
  call = undefined;
  element('call').hidden = true;
  element('sound').hidden = true;
  element('alone').hidden = true;
  document.title = 'Crosspoint';
  lobby.open(error);
}

function toggle(kind) {
  const tracks = stream.getTracks().filter(track => track.kind === kind);
  if (tracks.length === 0) return;
  muted[kind] = !muted[kind];
  for (const track of tracks) track.enabled = !muted[kind];
  showToggles();
  call.mute(muted);
}

function showToggles() {
  showToggle(element('mic'), 'mic', muted.audio, stream.getAudioTracks().length > 0);
  showToggle(element('camera'), 'camera', muted.video, stream.getVideoTracks().length > 0);
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
  if (!call || isTyping || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const actions = {
    m: () => toggle('audio'),
    v: () => toggle('video'),
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
