// A peer's transport: one bundled ICE + DTLS path, as the worker holds it.
import { isDeepStrictEqual } from 'node:util';

import {
  EngineError,
  InvalidParametersError,
  InvalidStateError,
  closedError,
} from '../base/errors.js';
import { createLogger } from '../base/logger.js';
import { TypedEmitter } from '../base/typed-emitter.js';
import type { TransportCounters } from '../parameters/stats.js';
import type {
  DtlsLocalParameters,
  DtlsRemoteParameters,
  DtlsState,
  IceCandidate,
  IceParameters,
  IceSelectedTuple,
  IceState,
  IceTuple,
} from '../parameters/transport.js';
import type { Dump, DumpValue, Notification, Requests } from '../worker/messages.js';
import type { RoomContext } from './room-context.js';
import { rtpListenerTables, type Routed } from './rtp-listener.js';
import { checkBitrate, checkRemoteDtls } from './transport-options.js';

const logger = createLogger('Transport');

/** What a Transport tells, with the arguments of listeners. */
export interface TransportEvents {
  /**
   * The transport is gone for good: by `close()`, with its peer, or because DTLS failed or was ended by
   * the endpoint. Fires once, and is the last event.
   */
  close: [error?: Error];
  /** Media goes another way. Fires when the endpoint has nominated a path that is not the one in use. */
  iceselectedtuplechange: [tuple: IceSelectedTuple];
  /** ICE came to another state. Fires for each state but `closed`, of which `close` tells. */
  icestatechange: [state: IceState];
  /** DTLS came to another state. Fires for each state; `failed` and `closed` close the transport. */
  dtlsstatechange: [state: DtlsState];
}

/** What a Transport asks of the Peer that made it. */
export interface TransportOwner {
  /** The receivers of the peer that get their media by this transport. */
  receiversOn(transport: Transport): readonly Routed[];
  /** ICE has failed, or goes on after that; no listener has heard of it yet. */
  onReachable(transport: Transport, isReachable: boolean): void;
  /** The transport has closed; no listener has heard of it yet. */
  onClosed(transport: Transport): void;
}

/**
 * ICE-lite (RFC 8445) and DTLS-SRTP (RFC 5764) towards one endpoint.
 *
 * Created by `Peer.createTransport()`. It closes with its peer, by `close()`, and when DTLS
 * fails or the remote side ends it. A lost ICE path does not close it, as the remote side may
 * come back on another one: it is `disconnected` when there was no sign of life for thirty
 * seconds (RFC 7675), and ten seconds later `failed`; `failed` as well when the first check does
 * not come within thirty seconds. `ServerOptions` changes these times. What a room forwards of a
 * failed transport is withdrawn until it is connected again. Receivers and senders outlive their
 * transport and may be given another.
 */
export class Transport extends TypedEmitter<TransportEvents> {
  #closed = false;
  #closedBy: Error | undefined;
  #iceLocalParameters: IceParameters;
  #iceRemoteParameters: IceParameters | undefined;
  #iceState: IceState = 'new';
  // False from `failed` until there is a path again.
  #isReachable = true;
  #iceSelectedTuple: IceSelectedTuple | undefined;
  #dtlsLocalParameters: DtlsLocalParameters;
  #dtlsState: DtlsState = 'new';
  #dtlsRemoteCert: string | undefined;
  #hasRemoteDtls = false;
  #maxBitrate = 0;

  /** Where the endpoint can reach us, best first; they never change. */
  readonly iceLocalCandidates: readonly IceCandidate[];

  /** @internal Use `Peer.createTransport()`. */
  constructor(
    private readonly room: RoomContext,
    /** Names the transport among all objects of this process. */
    readonly id: string,
    created: Requests['transport.create']['result'],
    private readonly owner: TransportOwner
  ) {
    super();
    this.#iceLocalParameters = created.iceParameters;
    this.iceLocalCandidates = created.iceCandidates;
    this.#dtlsLocalParameters = { role: 'auto', fingerprints: created.fingerprints };
    room.channel.listen(id, notification => this.#handleNotification(notification));
  }

  /** Whether the transport has closed; after that its methods throw or reject with InvalidStateError. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Always `controlled`: we are an ICE-lite agent. RFC 8445, section 6.1.1. */
  get iceRole(): 'controlled' {
    return 'controlled';
  }

  /** The credentials that the endpoint needs for its checks; others after `changeUfragPwd()`. */
  get iceLocalParameters(): IceParameters {
    return this.#iceLocalParameters;
  }

  /** How far ICE has come; `icestatechange` tells of changes. */
  get iceState(): IceState {
    return this.#iceState;
  }

  /** @internal False from `failed` until there is a path again. */
  get isReachable(): boolean {
    return this.#isReachable;
  }

  /** The path in use; undefined until there is one, and once the transport has closed. */
  get iceSelectedTuple(): IceSelectedTuple | undefined {
    return this.#iceSelectedTuple;
  }

  /** The fingerprints of our certificate, and our role: `auto` until the endpoint's is known. */
  get dtlsLocalParameters(): DtlsLocalParameters {
    return this.#dtlsLocalParameters;
  }

  /** How far DTLS has come; `dtlsstatechange` tells of changes. */
  get dtlsState(): DtlsState {
    return this.#dtlsState;
  }

  /** The endpoint's certificate in PEM; undefined until DTLS is connected. */
  get dtlsRemoteCert(): string | undefined {
    return this.#dtlsRemoteCert;
  }

  /**
   * Says which certificate the endpoint has to show in DTLS, and settles our role: `server` where the
   * endpoint is the client, else `client`. Once only; a call that was refused may be repeated.
   *
   * @throws {TypeError} for an unknown role, or a fingerprint that is none
   * @throws {InvalidStateError} for a second call, and once the transport has closed
   */
  async setRemoteDtlsParameters(parameters: DtlsRemoteParameters): Promise<this> {
    this.#assertOpen();
    const { role: remoteRole, fingerprints } = checkRemoteDtls(parameters);
    if (this.#hasRemoteDtls) throw new InvalidStateError('method already called');

    const role = remoteRole === 'client' ? 'server' : 'client';
    this.#hasRemoteDtls = true;
    try {
      await this.room.channel.request('transport.connect', { ...this.#ids, role, fingerprints });
    } catch (error) {
      this.#hasRemoteDtls = false;
      throw error;
    }
    this.#dtlsLocalParameters = { ...this.#dtlsLocalParameters, role };
    return this;
  }

  /**
   * Takes the endpoint's ICE credentials, at first and after each ICE restart of its own. With
   * them we can ask whether it is where its checks come from, before we send more than a little
   * there. RFC 8445, section 19.5.1.
   *
   * @throws {InvalidStateError} once the transport has closed
   */
  setRemoteIceParameters({ usernameFragment, password }: IceParameters): void {
    this.#assertOpen();
    const iceParameters = { usernameFragment, password };
    if (isDeepStrictEqual(iceParameters, this.#iceRemoteParameters)) return;
    this.#iceRemoteParameters = iceParameters;
    this.room.channel.tell('transport.setRemoteIce', { ...this.#ids, iceParameters });
  }

  /**
   * Limits what the endpoint may send.
   *
   * @param bitrateBps in bits per second; less than 10,000 counts as 10,000, and 0, the state at the
   *   start, lifts the limit
   * @throws {TypeError} for what is no number, or negative
   * @throws {InvalidStateError} once the transport has closed
   */
  async setMaxBitrate(bitrateBps: number): Promise<this> {
    this.#assertOpen();
    const limit = checkBitrate(bitrateBps);
    await this.room.channel.request('transport.setMaxBitrate', { ...this.#ids, bitrateBps: limit });
    this.#maxBitrate = limit;
    return this;
  }

  /**
   * Takes new ICE credentials, for an ICE restart (RFC 8445, section 9). Media keeps flowing on the
   * old path until the endpoint has checked a new one.
   *
   * @throws {InvalidStateError} once the transport has closed
   */
  async changeUfragPwd(): Promise<this> {
    this.#assertOpen();
    const { iceParameters } = await this.room.channel.request('transport.restartIce', this.#ids);
    this.#iceLocalParameters = iceParameters;
    return this;
  }

  /**
   * Resolves to the state of the transport and what the worker counts of it: for debugging. `verdicts` tells why a packet reached
   * no receiver; native/README.md has the table.
   *
   * @throws {InvalidStateError} once the transport has closed
   */
  async dump(): Promise<Dump> {
    this.#assertOpen();
    const counted = await this.room.channel.request('transport.dump', this.#ids);
    return {
      ...counted,
      transportId: this.id,
      iceRole: this.iceRole,
      // Without the password: dumps go to logs and to dashboards.
      iceLocalParameters: { usernameFragment: this.#iceLocalParameters.usernameFragment },
      iceLocalCandidates: this.iceLocalCandidates.map(candidate => ({ ...candidate })),
      ...(this.#iceSelectedTuple && {
        iceSelectedTuple: structuredClone(this.#iceSelectedTuple) as unknown as Dump,
      }),
      iceState: this.#iceState,
      dtlsLocalParameters: {
        role: this.#dtlsLocalParameters.role,
        fingerprints: { ...this.#dtlsLocalParameters.fingerprints },
      },
      dtlsState: this.#dtlsState,
      ...(this.#dtlsRemoteCert && { dtlsRemoteCert: this.#dtlsRemoteCert }),
      useRemb: this.#asksForRemb(),
      maxBitrate: this.#maxBitrate,
      effectiveMaxBitrate: this.#maxBitrate,
      rtpListener: this.#dumpListener(counted['rtpListener']),
    };
  }

  /** @internal What the worker counts of this transport and of all that travels on it. */
  async count(options: { certificate: boolean }): Promise<TransportCounters> {
    this.#assertOpen();
    return this.room.channel.request('transport.stats', { ...this.#ids, ...options });
  }

  /**
   * Ends ICE and DTLS. The receivers and senders on the transport stay, without a transport. Nothing
   * happens if it has closed already.
   *
   * @param error what the `close` event is to say; default none
   */
  close(error?: Error): void {
    if (this.#closed) return;
    this.room.channel.tell('transport.close', this.#ids);
    this.handleClosed(error);
  }

  /** @internal Closes the transport without telling the worker, which has ended its side already. */
  handleClosed(error?: Error): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#closedBy = error;
    this.#iceSelectedTuple = undefined;
    this.#iceState = 'closed';
    this.#dtlsState = 'closed';
    this.room.channel.unlisten(this.id);
    this.owner.onClosed(this);
    logger.debug('%s closed', this.id);
    this.emit('close', error);
  }

  #handleNotification(notification: Notification): void {
    switch (notification.event) {
      case 'transport.iceState':
        this.#handleIceState(notification.data.state);
        break;
      case 'transport.iceSelectedTuple':
        this.#iceSelectedTuple = withEnds(notification.data.tuple);
        this.emit('iceselectedtuplechange', this.#iceSelectedTuple);
        break;
      case 'transport.dtlsState':
        this.#handleDtlsState(notification.data.state, notification.data.remoteCertificate);
        break;
      default:
        logger.warn('%s does not know the notification %s', this.id, notification.event);
    }
  }

  #handleIceState(state: IceState): void {
    this.#iceState = state;
    const isReachable = state === 'connected' || state === 'completed';
    if (state === 'failed' || (isReachable && !this.#isReachable)) {
      this.#isReachable = isReachable;
      this.owner.onReachable(this, isReachable);
    }
    this.emit('icestatechange', this.#iceState);
  }

  #handleDtlsState(state: DtlsState, remoteCertificate: string | undefined): void {
    this.#dtlsState = state;
    if (remoteCertificate) this.#dtlsRemoteCert = remoteCertificate;
    this.emit('dtlsstatechange', state);
    // Without its keys the transport is of no use, and RFC 5764 knows no second handshake.
    if (state === 'failed' || state === 'closed') this.close();
  }

  // Whether the endpoint has negotiated REMB, and so hears of a limit that way.
  #asksForRemb(): boolean {
    const codecs = this.owner
      .receiversOn(this)
      .flatMap(receiver => receiver.rtpParameters?.codecs ?? []);
    return codecs.some(codec => codec.rtcpFeedback?.some(({ type }) => type === 'goog-remb'));
  }

  // The worker adds the SSRCs that it learnt from packets.
  #dumpListener(counted: DumpValue): Dump {
    const receivers = this.owner.receiversOn(this);
    const listsAllTypes = !this.room.terms.negotiates;
    const { ssrcTable, muxIdTable, ptTable } = rtpListenerTables(receivers, listsAllTypes);
    const learnt = (counted as { ssrcTable?: Dump } | undefined)?.ssrcTable;
    return { ssrcTable: { ...learnt, ...ssrcTable }, muxIdTable, ptTable };
  }

  get #ids(): { routerId: string; transportId: string } {
    return { routerId: this.room.routerId, transportId: this.id };
  }

  #assertOpen(): void {
    if (this.#closed) throw closedError('Transport', this.#closedBy);
  }
}

function withEnds(tuple: IceTuple): IceSelectedTuple {
  const { localIP, localPort, remoteIP, remotePort, protocol } = tuple;
  return {
    ...tuple,
    local: { ip: localIP, port: localPort, protocol },
    remote: { ip: remoteIP, port: remotePort, protocol },
  };
}

/** Throws unless `transport` is one of a peer's open `transports`. */
export function assertUsable(
  transport: unknown,
  transports: ReadonlySet<Transport>
): asserts transport is Transport {
  if (!(transport instanceof Transport)) {
    throw new InvalidParametersError('transport must be a Transport of this peer');
  }
  if (transport.closed) throw new InvalidStateError('transport is closed');
  if (!transports.has(transport)) {
    throw new EngineError('INVALID_PARAMETERS', 'transport not found in this peer');
  }
}
