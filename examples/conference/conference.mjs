// One room: who is in it, and what all of them are told.
import { Participant } from './participant.mjs';
import { Refusal } from './messages.mjs';

const maxParticipants = 16;
/** dBov, mean of half a second with its pauses: quieter than this is the noise of a room. */
const speechLevel = -65;

export class Conference {
  #mediaRoom;
  #participants = new Map();
  #speaking = '';

  constructor(mediaRoom) {
    this.#mediaRoom = mediaRoom;
    mediaRoom.on('audiolevels', levels => this.#handleLevels(levels));
  }

  onclose(listener) {
    this.#mediaRoom.on('close', listener);
  }

  close() {
    this.#mediaRoom.close();
  }

  /** Brings a participant in. Throws a Refusal if there is no place. */
  join(socket, { name, token, audioMuted, videoMuted }) {
    if (this.#mediaRoom.closed) throw new Refusal('SERVER_ERROR', 'The room has just closed.');
    // The same page again, after its connection broke: the old one is a ghost.
    for (const other of [...this.#participants.values()]) {
      if (other.token === token) other.close('replaced');
    }
    if (this.#participants.size >= maxParticipants) {
      throw new Refusal('ROOM_FULL', `The room is full: ${maxParticipants} people are in it.`);
    }
    const peer = this.#mediaRoom.Peer(this.#freeName(name));
    const participant = new Participant(socket, peer, { token, audioMuted, videoMuted });
    const others = [...this.#participants.values()].map(other => other.describe());
    this.#participants.set(peer.id, participant);

    peer.on('close', () => this.#handleLeft(participant));
    this.#tellOthers(participant, { type: 'arrived', participant: participant.describe() });
    participant.begin(others);
    return participant;
  }

  /**
   * Gives the participant with that token a new socket, in place of the one that broke. Undefined if
   * it is here no more.
   */
  resume(socket, token) {
    const participant = [...this.#participants.values()].find(other => other.token === token);
    const others = [...this.#participants.values()].filter(other => other !== participant);
    participant?.resume(
      socket,
      others.map(other => other.describe())
    );
    return participant;
  }

  /** Tells the others what `participant` has switched off. */
  mute(participant, { audio, video }) {
    participant.audioMuted = audio;
    participant.videoMuted = video;
    this.#tellOthers(participant, { type: 'muted', peerId: participant.id, audio, video });
  }

  /** Tells the others whether the picture of `participant` is its screen. */
  share(participant, isSharing) {
    participant.isSharing = isSharing;
    this.#tellOthers(participant, { type: 'sharing', peerId: participant.id, on: isSharing });
  }

  #handleLeft(participant) {
    if (!this.#participants.delete(participant.id)) return;
    // Nobody left: the room ends for all of them, with the server or with its worker.
    if (this.#mediaRoom.closed) return;
    this.#tellOthers(participant, { type: 'left', peerId: participant.id });
  }

  // Twice a second: only news are worth a message.
  #handleLevels(levels) {
    const peerIds = levels
      .filter(({ audioLevel }) => audioLevel >= speechLevel)
      .map(({ peer }) => peer.id);
    const speaking = JSON.stringify(peerIds.sort());
    if (speaking === this.#speaking) return;
    this.#speaking = speaking;
    this.#tellOthers(undefined, { type: 'speaking', peerIds });
  }

  #tellOthers(speaker, message) {
    for (const participant of this.#participants.values()) {
      if (participant !== speaker) participant.send(message);
    }
  }

  // Names of peers are unique in a room: a second Ada becomes Ada 2.
  #freeName(name) {
    let free = name;
    for (let number = 2; this.#mediaRoom.getPeer(free); number++) free = `${name} ${number}`;
    return free;
  }
}
