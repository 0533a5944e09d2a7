// The root of the engine: worker processes and the rooms in them.
import { systemClock, type Clock } from '../base/clock.js';
import { EngineError, InvalidParametersError, closedError } from '../base/errors.js';
import { randomLetters } from '../base/identifiers.js';
import { createLogger } from '../base/logger.js';
import { checkOptionNames } from '../base/names.js';
import { TypedEmitter } from '../base/typed-emitter.js';
import type { RoomMediaCodec } from '../parameters/capabilities.js';
import { termsOf } from '../parameters/terms.js';
import type { Dump } from '../worker/messages.js';
import { RestartPolicy } from '../worker/restart-policy.js';
import {
  startWorker,
  type StartWorker,
  type Worker,
  type WorkerEnd,
} from '../worker/worker-process.js';
import { dumpAll } from './dump.js';
import { Room, type RoomPlan, type Routing } from './room.js';
import {
  serverSettings,
  stringsOf,
  workerArguments,
  type ServerOptions,
  type ServerSettings,
} from './server-options.js';
import { checkTrackLimits, trackLimits, type TrackLimits } from './track-quota.js';

const logger = createLogger('Server');

/** What a Server tells, with the arguments of listeners. */
export interface ServerEvents {
  /**
   * The server is gone for good: after `close()`, or with the error that kept its workers from
   * starting. Fires once, and is the last event.
   */
  close: [error?: Error];
  /** A worker has a new room. Fires once for each room, before the promise of `createRoom()` resolves. */
  newroom: [room: Room];
}

/** What `Server.createRoom()` and `Server.Room()` take. */
export interface RoomOptions extends Partial<TrackLimits> {
  /**
   * The codecs of the room, in the order of preference: each peer is then sent what it is capable of.
   * RTX comes by itself with each codec for video. Default none: the room negotiates nothing, and
   * forwards whatever comes as it is. Connections (`webrtc`) need a room with codecs.
   */
  mediaCodecs?: RoomMediaCodec[];
  /**
   * Only shown in `dump()`: with `mediaCodecs` payload types are unique in any case, and without
   * `mediaCodecs` nothing is changed. Default false.
   */
  forceUniquePayloadTypes?: boolean;
  /**
   * Who gets what a peer sends. `everyone`: all other peers, without a call of the application. `by
   * hand`: nobody, unless the application gives tracks to connections with `addTrack()` and the like.
   * Default `everyone`.
   */
  routing?: Routing;
}

/** What `Server.dump()` resolves to. */
export interface ServerDump {
  /** What each worker that runs now counts, with its rooms. */
  workers: Dump[];
}

/** The place of one worker: when its process dies, another one takes the place. */
interface Seat {
  readonly index: number;
  readonly rooms: Set<Room>;
  readonly policy: RestartPolicy;
  worker: Worker | undefined;
  /** A process of this place has been ready once: the options are good. */
  hasServed: boolean;
  /** Calls off the start of the next process. */
  cancelStart: () => void;
}

interface ServingSeat extends Seat {
  worker: Worker;
}

/** How many workers may die under one `createRoom()` before it gives up. */
const mostAttempts = 3;

/** What a server takes from its surroundings; tests give others. */
export interface ServerSurroundings {
  clock: Clock;
  startWorker: StartWorker;
}

/**
 * Runs workers and puts rooms into them, each new room into the worker with the fewest.
 *
 * A worker that dies takes its rooms with it (they close with `WORKER_DIED`) and is replaced. If a
 * worker cannot start at all, as with wrong options, the server closes with that error.
 */
export class Server extends TypedEmitter<ServerEvents> {
  readonly #id = randomLetters(8);
  readonly #settings: ServerSettings;
  readonly #seats: Seat[];
  readonly #surroundings: ServerSurroundings;
  #nextSeat = 0;
  #closed = false;
  #closedBy: Error | undefined;

  /** @internal For tests, which bring their own clock and workers. */
  constructor(options: ServerOptions | undefined, surroundings: ServerSurroundings);
  /**
   * Starts the workers. What only a worker can judge, such as an address, ends in `close` with an error.
   *
   * @throws {TypeError} for an unknown option, and for values that this side can judge
   */
  constructor(options?: ServerOptions);
  constructor(options: ServerOptions = {}, surroundings?: ServerSurroundings) {
    super();
    if (typeof options !== 'object' || options === null) {
      throw new InvalidParametersError('server options must be an object');
    }
    this.#surroundings = surroundings ?? { clock: systemClock, startWorker };
    this.#settings = serverSettings(options);
    this.#seats = Array.from({ length: this.#settings.numWorkers }, (_, index) => ({
      index,
      rooms: new Set<Room>(),
      policy: new RestartPolicy(),
      worker: undefined,
      hasServed: false,
      cancelStart: () => {},
    }));
    this.#startAll();
  }

  /** Whether the server has closed; after that its methods throw or reject with InvalidStateError. */
  get closed(): boolean {
    return this.#closed;
  }

  /**
   * Makes a room; resolves once a worker has it. If that worker dies meanwhile, another one gets the
   * room.
   *
   * @throws {TypeError} for unknown options and codecs, and malformed ones
   * @throws {EngineError} `WORKER_DIED` or `TIMED_OUT` if no worker can serve
   * @throws {InvalidStateError} once the server has closed
   */
  async createRoom(options: RoomOptions = {}): Promise<Room> {
    this.#assertOpen();
    const plan = this.#checkRoomOptions(options);
    for (let attempt = 1; ; attempt++) {
      const seat = this.#findSeat() ?? (await this.#nextServingSeat());
      const { worker } = seat;
      try {
        return await this.#createRoomIn(seat, plan);
      } catch (error) {
        // The worker died under the request: its successor, or another one, is as good.
        const isLost = worker.channel.closed && EngineError.is(error, 'WORKER_DIED');
        if (!isLost || attempt === mostAttempts) throw error;
        await worker.ended;
        if (this.#closed) throw error;
      }
    }
  }

  /**
   * Makes a room that may be used at once: what is asked of it waits for the worker. If the worker
   * cannot create the room, the room closes with the error.
   *
   * @throws {TypeError} for unknown options and codecs, and malformed ones
   * @throws {EngineError} `WORKER_DIED` while no worker runs
   * @throws {InvalidStateError} once the server has closed
   */
  Room(options: RoomOptions = {}): Room {
    this.#assertOpen();
    const plan = this.#checkRoomOptions(options);
    const seat = this.#findSeat();
    if (!seat) throw new EngineError('WORKER_DIED', 'no worker is running; try again later');
    const room = this.#openRoom(seat, plan);
    room.created.then(
      () => room.closed || this.emit('newroom', room),
      (error: unknown) => room.close(error as Error)
    );
    return room;
  }

  /**
   * Changes what all workers log, those included that are started later. Resolves with one undefined
   * for each worker.
   *
   * @throws {TypeError} for another option
   * @throws {EngineError} `INVALID_PARAMETERS` for an unknown level or tag
   * @throws {InvalidStateError} once the server has closed
   */
  async updateSettings(
    settings: Pick<ServerOptions, 'logLevel' | 'logTags'> = {}
  ): Promise<undefined[]> {
    this.#assertOpen();
    checkOptionNames(settings ?? {}, ['logLevel', 'logTags'], 'updateSettings()');
    const logLevel = settings?.logLevel;
    const logTags = settings?.logTags;
    const changes = {
      ...(logLevel !== undefined && { logLevel: String(logLevel) }),
      ...(logTags !== undefined && { logTags: stringsOf(logTags) }),
    };
    const outcomes = await Promise.all(
      this.#workers().map(worker => worker.channel.request('worker.updateSettings', changes))
    );
    Object.assign(this.#settings, changes); // For the workers to come.
    return outcomes.map(() => undefined);
  }

  /**
   * Resolves to the state of all workers and their rooms, with the counters of the workers: for
   * debugging.
   *
   * @throws {InvalidStateError} once the server has closed
   */
  async dump(): Promise<ServerDump> {
    this.#assertOpen();
    const seats = this.#seats.filter(seat => seat.worker);
    return { workers: await Promise.all(seats.map(seat => this.#dumpSeat(seat))) };
  }

  /**
   * Closes all rooms and ends all workers. Nothing happens if the server has closed already.
   *
   * @param error what the `close` events of the server and its rooms are to say; default none
   */
  close(error?: Error): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#closedBy = error;
    for (const seat of this.#seats) {
      const worker = seat.worker;
      seat.worker = undefined;
      seat.cancelStart();
      worker?.close();
      for (const room of [...seat.rooms]) room.close(error);
    }
    logger.debug('%s closed: %o', this.#id, error);
    this.emit('close', error);
  }

  /** @internal The workers that run now; for tests that end one. */
  get workers(): Worker[] {
    return this.#workers();
  }

  #openRoom({ worker, rooms }: ServingSeat, plan: RoomPlan): Room {
    const room = new Room(worker.channel, plan, closed => rooms.delete(closed));
    rooms.add(room);
    return room;
  }

  async #createRoomIn(seat: ServingSeat, plan: RoomPlan): Promise<Room> {
    const room = this.#openRoom(seat, plan);
    try {
      await room.created;
    } catch (error) {
      room.close(error as Error);
      throw error;
    }
    if (room.closed) throw closedError('Room');
    this.emit('newroom', room);
    return room;
  }

  #workers(): Worker[] {
    return this.#seats.flatMap(seat => seat.worker ?? []);
  }

  #startAll(): void {
    try {
      for (const seat of this.#seats) this.#start(seat);
    } catch (error) {
      // As with options that only a worker can judge: the caller gets a server, and its end as an event.
      queueMicrotask(() => this.close(error as Error));
    }
  }

  #start(seat: Seat): void {
    if (this.#closed) return;
    const id = `${this.#id}#${seat.index + 1}`;
    const { clock, startWorker: start } = this.#surroundings;
    const worker = start(id, workerArguments(this.#settings, seat.index), clock);
    seat.worker = worker;
    void worker.ended.then(end => this.#handleEnd(seat, worker, end));
  }

  #handleEnd(seat: Seat, worker: Worker, end: WorkerEnd): void {
    if (this.#closed || seat.worker !== worker) return;
    logger.error('worker %s ended: %s', worker.id, end.error.message);
    seat.worker = undefined;
    seat.hasServed ||= end.wasReady;
    const isHopeless = !end.wasReady && (!seat.hasServed || this.#workers().length === 0);
    if (isHopeless) return this.close(end.error);

    const delayMs = seat.policy.nextDelayMs(end.livedMs);
    if (delayMs === 0) this.#start(seat);
    else seat.cancelStart = this.#surroundings.clock.after(delayMs, () => this.#start(seat));

    const died = asDeath(end.error);
    for (const room of [...seat.rooms]) room.close(died);
  }

  // Between a worker's last word and its end there is a moment in which nobody serves.
  async #nextServingSeat(): Promise<ServingSeat> {
    if (this.#workers().length > 0) await Promise.race(this.#workers().map(worker => worker.ended));
    this.#assertOpen();
    const seat = this.#findSeat();
    if (!seat) throw new EngineError('WORKER_DIED', 'no worker is running; try again later');
    return seat;
  }

  // Fewest rooms first; among equals, each in turn.
  #findSeat(): ServingSeat | undefined {
    const count = this.#seats.length;
    const inTurn = this.#seats.map((_, offset) => this.#seats[(this.#nextSeat + offset) % count]!);
    const [first, ...others] = inTurn.filter(seat => seat.worker?.channel.closed === false);
    if (!first) return undefined;
    const seat = others.reduce(
      (best, other) => (other.rooms.size < best.rooms.size ? other : best),
      first
    );
    this.#nextSeat = (seat.index + 1) % count;
    return seat as ServingSeat;
  }

  async #dumpSeat({ worker, rooms }: Seat): Promise<Dump> {
    const [counted, dumps] = await Promise.all([
      worker!.channel.request('worker.dump', {}),
      dumpAll(rooms),
    ]);
    return { ...counted, ...worker!.channel.counters, workerId: worker!.id, rooms: dumps };
  }

  #checkRoomOptions(options: RoomOptions): RoomPlan {
    return checkRoomOptions(options, this.#settings.trackLimits);
  }

  #assertOpen(): void {
    if (this.#closed) throw closedError('Server', this.#closedBy);
  }
}

const roomOptionNames: readonly (keyof RoomOptions)[] = [
  'mediaCodecs',
  'forceUniquePayloadTypes',
  'routing',
  'maxTracksPerPeer',
  'maxTracks',
];

function checkRoomOptions(options: RoomOptions, defaults: Partial<TrackLimits>): RoomPlan {
  if (typeof options !== 'object' || options === null) {
    throw new InvalidParametersError('room options must be an object');
  }
  checkOptionNames(options, roomOptionNames, 'a room', { codecs: 'mediaCodecs' });
  const { routing = 'everyone' } = options;
  if (routing !== 'everyone' && routing !== 'by hand') {
    throw new InvalidParametersError('routing must be "everyone" or "by hand"');
  }
  return {
    routing,
    terms: termsOf(options.mediaCodecs),
    limits: trackLimits({ ...defaults, ...checkTrackLimits(options) }, routing === 'by hand'),
    settings: { forceUniquePayloadTypes: Boolean(options.forceUniquePayloadTypes) },
  };
}

// Whatever ended the worker, for its rooms it is the worker's death.
const asDeath = (error: EngineError): EngineError =>
  error.code === 'WORKER_DIED'
    ? error
    : new EngineError('WORKER_DIED', `worker died: ${error.message}`, { cause: error });
