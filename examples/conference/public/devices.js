// Camera and microphone, and in plain words why they are not to be had.

const audio = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const video = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 25, max: 30 },
};

const constraintsOf = (kind, deviceId) => ({
  [kind]: { ...(kind === 'audio' ? audio : video), ...(deviceId && { deviceId }) },
});

/** One track of a certain camera or microphone. Rejects with a sentence for the user. */
export async function openDevice(kind, deviceId) {
  const { stream, error } = await open(constraintsOf(kind, { exact: deviceId }));
  if (error) throw new Error(sentence(error.name, kind === 'audio' ? 'microphone' : 'camera'));
  return stream.getTracks()[0];
}

/**
 * What there is of both, of the `chosen` devices if they are there. Takes one of them where the other is missing; `note` says what is missing
 * and why. Never rejects.
 */
export async function openDevices(chosen = {}) {
  if (!navigator.mediaDevices?.getUserMedia) {
    return {
      stream: new MediaStream(),
      note: isSecureContext
        ? 'This browser has no access to cameras.'
        : 'Browsers give cameras and microphones only to pages on localhost or served over https.',
    };
  }
  const wanted = {
    ...constraintsOf('audio', chosen.audio),
    ...constraintsOf('video', chosen.video),
  };
  const both = await open(wanted);
  if (both.stream || both.isRefused) return withNote(both, 'camera and microphone');

  const [sound, picture] = [
    await open({ audio: wanted.audio }),
    await open({ video: wanted.video }),
  ];
  const stream = new MediaStream([
    ...(sound.stream?.getTracks() ?? []),
    ...(picture.stream?.getTracks() ?? []),
  ]);
  const missing = [!picture.stream && 'camera', !sound.stream && 'microphone'].filter(Boolean);
  const cause = !picture.stream ? picture : sound;
  return withNote({ ...cause, stream }, missing.join(' and '));
}

async function open(constraints) {
  try {
    return { stream: await navigator.mediaDevices.getUserMedia(constraints) };
  } catch (error) {
    return { error, isRefused: error.name === 'NotAllowedError' };
  }
}

function withNote({ stream = new MediaStream(), error }, what) {
  return { stream, note: error ? sentence(error.name, what) : '' };
}

function sentence(name, what) {
  const subject = what.charAt(0).toUpperCase() + what.slice(1);
  const verb = what.includes(' and ') ? 'are' : 'is';
  switch (name) {
    case 'NotAllowedError':
      return `${subject} ${verb} blocked. Allow access in the address bar and try again, or join to watch and listen only.`;
    case 'NotFoundError':
    case 'OverconstrainedError':
      return `No ${what} found.`;
    case 'NotReadableError':
    case 'AbortError':
      return `${subject} ${verb} in use by another program.`;
    default:
      return `${subject} could not be opened (${name}).`;
  }
}

/** Calls `onLevel` with 0 to 1, many times a second; returns what ends it. */
export function measureLevel(stream, onLevel) {
  if (stream.getAudioTracks().length === 0 || typeof AudioContext === 'undefined') return () => {};
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 512;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    // -60 dB is silence, -10 dB as loud as one speaks.
    onLevel(Math.min(1, Math.max(0, (10 * Math.log10(power + 1e-9) + 60) / 50)));
  }, 80);
  return () => {
    clearInterval(timer);
    // Who has closed it already would be told so by a rejection.
    if (context.state !== 'closed') context.close().catch(() => {});
  };
}
