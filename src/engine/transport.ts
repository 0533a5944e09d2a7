// A peer's transport: one bundled ICE + DTLS path, as the worker holds it.
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
  /** The transport is gone for good. Fires once, and is the last event. */
  close: [error?: Error];
  iceselectedtuplechange: [tuple: IceSelectedTuple];
  icestatechange: [state: IceState];
  dtlsstatechange: [state: DtlsState];
}

/** What a Transport asks of the peer that made it. */
export interface TransportOwner {
  /** The receivers of the peer that get their media by this transport. */
  receiversOn(transport: Transport): readonly Routed[];
  /** The transport has closed; no listener has heard of it yet. */
  onClosed(transport: Transport): void;
}

/**
 * ICE-lite (RFC 8445) and DTLS-SRTP (RFC 5764) towards one peer.
 *
 * Created by `Peer.createTransport()`. It closes with its peer, by `close()`, and when DTLS
 * fails or the remote side ends it. A lost ICE path (`disconnected`: no consent for thirty
 * seconds, RFC 7675) does not close it, as the peer may come back on another one. Receivers and
 * senders outlive their transport and may be given another.
 */
export class Transport extends TypedEmitter<TransportEvents> {
  #closed = false;
  #closedBy: Error | undefined;
  #iceLocalParameters: IceParameters;
  #iceState: IceState = 'new';
  #iceSelectedTuple: IceSelectedTuple | undefined;
  #dtlsLocalParameters: DtlsLocalParameters;
  #dtlsState: DtlsState = 'new';
  #dtlsRemoteCert: string | undefined;
  #hasRemoteDtls = false;
  #maxBitrate = 0;

  readonly iceLocalCandidates: readonly IceCandidate[];

  /** @internal Use `Peer.createTransport()`. */
  constructor(
    private readonly room: RoomContext,
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

  get closed(): boolean {
    return this.#closed;
  }

  /** Always `controlled`: we are an ICE-lite agent. RFC 8445, section 6.1.1. */
  get iceRole(): 'controlled' {
    return 'controlled';
  }

  get iceLocalParameters(): IceParameters {
    return this.#iceLocalParameters;
  }

  get iceState(): IceState {
    return this.#iceState;
  }

  /** The path in use, once there is one. */
  get iceSelectedTuple(): IceSelectedTuple | undefined {
    return this.#iceSelectedTuple;
  }

  /** Our certificate's fingerprints, and our role: `auto` until the remote side's is known. */
  get dtlsLocalParameters(): DtlsLocalParameters {
    return this.#dtlsLocalParameters;
  }

  get dtlsState(): DtlsState {
    return this.#dtlsState;
  }

  /** The remote certificate in PEM, once DTLS is connected. */
  get dtlsRemoteCert(): string | undefined {
    return this.#dtlsRemoteCert;
  }

  /**
   * Tells whom DTLS has to meet, and settles our role: `server` against a client, else `client`.
   * Once only; a call that was refused may be repeated.
   */
  async setRemoteDtlsParameters(parameters: DtlsRemoteParameters): Promise<this> {
    this.#assertOpen();
    const { role: remoteRole, fingerprint } = checkRemoteDtls(parameters);
    if (this.#hasRemoteDtls) throw new InvalidStateError('method already called');

    const role = remoteRole === 'client' ? 'server' : 'client';
    this.#hasRemoteDtls = true;
    try {
      await this.room.channel.request('transport.connect', { ...this.#ids, role, fingerprint });
    } catch (error) {
      this.#hasRemoteDtls = false;
      throw error;
    }
    this.#dtlsLocalParameters = { ...this.#dtlsLocalParameters, role };
    return this;
  }

  /**
   * Limits, in bits per second, what we ask the peer to send; at least 10,000. 0 lifts the limit,
   * and is the state at the start.
   */
  async setMaxBitrate(bitrateBps: number): Promise<this> {
    this.#assertOpen();
    const limit = checkBitrate(bitrateBps);
    await this.room.channel.request('transport.setMaxBitrate', { ...this.#ids, bitrateBps: limit });
    this.#maxBitrate = limit;
    return this;
  }

  /**
   * Takes new ICE credentials, for an ICE restart (RFC 8445, section 9). Media keeps flowing on
   * the old path until the peer has checked a new one.
   */
  async changeUfragPwd(): Promise<this> {
    this.#assertOpen();
    const { iceParameters } = await this.room.channel.request('transport.restartIce', this.#ids);
    this.#iceLocalParameters = iceParameters;
    return this;
  }

  /**
   * For debugging: what we know and what the worker counts. `verdicts` tells why a packet reached
   * no receiver; native/README.md has the table.
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

  /** Ends ICE and DTLS. Its receivers and senders stay, without a transport. */
  close(error?: Error): void {
    if (this.#closed) return;
    this.room.channel.tell('transport.close', this.#ids);
    this.handleClosed(error);
  }

  /** @internal The worker's side is gone, or about to go: our part of closing. */
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
        this.#iceState = notification.data.state;
        this.emit('icestatechange', this.#iceState);
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

  #handleDtlsState(state: DtlsState, remoteCertificate: string | undefined): void {
    this.#dtlsState = state;
    if (remoteCertificate) this.#dtlsRemoteCert = remoteCertificate;
    this.emit('dtlsstatechange', state);
    // Without its keys the transport is of no use, and RFC 5764 knows no second handshake.
    if (state === 'failed' || state === 'closed') this.close();
  }

  // Said to whom a limit is told: peers that negotiated REMB.
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
