// One WebSocket from its first message to its end.
import { parseMessage, Refusal } from './messages.mjs';

/** How a browser closes a socket of a page that leaves, and that of one that is left. RFC 6455, section 7.4.1. */
const [goodbye, leaving] = [1000, 1001];

/** Serves a page that has just connected. It has to join a room before all else. */
export function greet(socket, rooms) {
  const session = new Session(socket, rooms);
  socket.on('message', frame => session.receive(frame));
  socket.on('close', code => session.close(code === goodbye || code === leaving));
}

class Session {
  #socket;
  #rooms;
  #isBusy = false;
  #isClosed = false;
  #conference;
  #participant;

  constructor(socket, rooms) {
    this.#socket = socket;
    this.#rooms = rooms;
  }

  async receive(frame) {
    try {
      const message = parseMessage(frame);
      if (message.type === 'ping') return this.#send({ type: 'pong' });
      if (message.type === 'join') return await this.#join(message);
      if (message.type === 'resume') return await this.#resume(message);
      if (this.#participant) this.#handle(message);
    } catch (error) {
      if (!(error instanceof Refusal)) console.error(error);
      const { code, message } = error instanceof Refusal ? error : failure;
      this.#send({ type: 'error', code, message });
      if (!this.#participant) this.#socket.close(4001, code);
    }
  }

  /** The socket is gone; `isGoodbye` says that the page meant it. */
  close(isGoodbye) {
    this.#isClosed = true;
    this.#participant?.handleSocketGone(this.#socket, isGoodbye);
  }

  async #join(message) {
    if (this.#isBusy) throw new Refusal('BAD_REQUEST', 'You are in a room already.');
    this.#isBusy = true;
    const room = message.room.trim().toLowerCase();
    const conference = await this.#rooms.enter(room);
    const leaveRoom = () => this.#rooms.leave(room, conference);
    // Whoever went away while the room was being made has left it too.
    if (this.#isClosed) return leaveRoom();

    try {
      const { token, audioMuted, videoMuted } = message;
      this.#participant = conference.join(this.#socket, {
        name: message.name.trim(),
        token,
        audioMuted: Boolean(audioMuted),
        videoMuted: Boolean(videoMuted),
      });
    } catch (error) {
      leaveRoom();
      throw error;
    }
    this.#participant.onclose(leaveRoom);
    this.#conference = conference;
  }

  /** Takes up a stay that lost its socket; `gone` tells the page to join anew. */
  async #resume({ room, token }) {
    if (this.#isBusy) throw new Refusal('BAD_REQUEST', 'You are in a room already.');
    this.#isBusy = true;
    const conference = await this.#rooms.find(room.trim().toLowerCase());
    const participant = this.#isClosed ? undefined : conference?.resume(this.#socket, token);
    this.#isBusy = participant !== undefined;
    if (!participant) return this.#send({ type: 'gone' });
    this.#conference = conference;
    this.#participant = participant;
  }

  #handle(message) {
    switch (message.type) {
      case 'answer':
        return this.#participant.handleAnswer(message);
      case 'mute':
        return this.#conference.mute(this.#participant, message);
      case 'share':
        return this.#conference.share(this.#participant, message.on);
      case 'restart':
        return this.#participant.restartIce();
      case 'leave':
        return this.#socket.close(1000, 'left');
    }
  }

  #send(message) {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(JSON.stringify(message));
  }
}

const failure = { code: 'SERVER_ERROR', message: 'Something went wrong on the server.' };
