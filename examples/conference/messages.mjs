// What a page may say, checked; and how it is told that something cannot be.

/** A reason that is meant for the eyes of the participant. */
export class Refusal extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

const isText = (value, maxLength) =>
  typeof value === 'string' && value.trim() !== '' && value.length <= maxLength;

/** Type → is it well formed? */
const rules = {
  join: ({ room, name, token }) => isText(room, 64) && isText(name, 40) && isText(token, 64),
  resume: ({ room, token }) => isText(room, 64) && isText(token, 64),
  answer: ({ id, sdp }) => Number.isInteger(id) && isText(sdp, 60_000),
  mute: ({ audio, video }) => typeof audio === 'boolean' && typeof video === 'boolean',
  share: ({ on }) => typeof on === 'boolean',
  restart: () => true,
  leave: () => true,
  ping: () => true,
};

/** The message in a frame. Throws a Refusal if it is none of ours. */
export function parseMessage(frame) {
  let message;
  try {
    message = JSON.parse(String(frame));
  } catch {
    throw new Refusal('BAD_REQUEST', 'The message is not JSON.');
  }
  const type = Object(message).type;
  if (!Object.hasOwn(rules, type) || !rules[type](message)) {
    throw new Refusal(
      'BAD_REQUEST',
      `The message "${String(type).slice(0, 20)}" is not understood.`
    );
  }
  return message;
}
