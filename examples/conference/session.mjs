// One WebSocket from its first message to its end.
import { parseMessage, Refusal } from './messages.mjs';

/** Serves a page that has just connected. It has to join a room before all else. */
export function greet(socket, rooms) {
  const session = new Session(socket, rooms);
  socket.on('message', frame => session.receive(frame));
  socket.on('close', () => session.close());
}

class Session {
  #socket;
  #rooms;
  #hasJoined = false;
  #isClosed = false;
  #conference;
  #participant;
  #leaveRoom = () => {};

  constructor(socket, rooms) {
    this.#socket = socket;
    this.#rooms = rooms;
  }

  async receive(frame) {
    try {
      const message = parseMessage(frame);
      if (message.type === 'ping') return this.#send({ type: 'pong' });
      if (message.type === 'join') return await this.#join(message);
      if (this.#participant) this.#handle(message);
    } catch (error) {
      if (!(error instanceof Refusal)) console.error(error);
      const { code, message } = error instanceof Refusal ? error : failure;
      this.#send({ type: 'error', code, message });
      if (!this.#participant) this.#socket.close(4001, code);
    }
  }

  /** The socket is gone. */
  close() {
    this.#isClosed = true;
    this.#participant?.close('socket closed');
    this.#leaveRoom();
    this.#leaveRoom = () => {};
  }

  async #join(message) {
    if (this.#hasJoined) throw new Refusal('BAD_REQUEST', 'You are in a room already.');
    this.#hasJoined = true;
    const room = message.room.trim().toLowerCase();
    const conference = await this.#rooms.enter(room);
    this.#leaveRoom = () => this.#rooms.leave(room, conference);
    // Whoever went away while the room was being made has left it too.
    if (this.#isClosed) return this.close();

    const { token, audioMuted, videoMuted } = message;
    this.#conference = conference;
    this.#participant = conference.join(this.#socket, {
      name: message.name.trim(),
      token,
      audioMuted: Boolean(audioMuted),
      videoMuted: Boolean(videoMuted),
    });
  }

  #handle(message) {
    switch (message.type) {
      case 'answer':
        return this.#participant.handleAnswer(message);
      case 'mute':
        return this.#conference.mute(this.#participant, message);
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
