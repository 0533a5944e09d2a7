// The rooms by name: one is made when the first participant comes and closed when the last has left.
import { Conference } from './conference.mjs';
import { Refusal } from './messages.mjs';

const maxRooms = 50;

const mediaCodecs = [
  { kind: 'audio', name: 'audio/opus', clockRate: 48000, parameters: { useInbandFec: 1 } },
  { kind: 'video', name: 'video/VP8', clockRate: 90000 },
];

export class Rooms {
  #mediaServer;
  /** Name → { guests, conference }; guests counts those who are still waiting for the room too. */
  #rooms = new Map();

  constructor(mediaServer) {
    this.#mediaServer = mediaServer;
  }

  /** The conference of that name; who got it has to `leave()` it. Rejects with a Refusal. */
  async enter(name) {
    const room = this.#rooms.get(name) ?? this.#open(name);
    room.guests++;
    try {
      return await room.conference;
    } catch (error) {
      this.#forget(name, room);
      throw new Refusal('SERVER_ERROR', `The room could not be opened: ${error.message}.`);
    }
  }

  /** The conference of that name, if there is one. */
  async find(name) {
    return await this.#rooms.get(name)?.conference.catch(() => {});
  }

  async leave(name, conference) {
    const room = this.#rooms.get(name);
    // Not the one of that name any more: its worker died, and another took its place.
    if (!room || (await room.conference.catch(() => {})) !== conference) return;
    if (--room.guests > 0) return;
    this.#forget(name, room);
    conference.close();
  }

  #open(name) {
    if (this.#rooms.size >= maxRooms) {
      throw new Refusal('SERVER_FULL', 'The server is full. Please try again later.');
    }
    const room = { guests: 0, conference: this.#create() };
    this.#rooms.set(name, room);
    room.conference.then(
      conference => conference.onclose(() => this.#forget(name, room)),
      () => this.#forget(name, room)
    );
    return room;
  }

  async #create() {
    return new Conference(await this.#mediaServer.createRoom({ mediaCodecs }));
  }

  #forget(name, room) {
    if (this.#rooms.get(name) === room) this.#rooms.delete(name);
  }
}
