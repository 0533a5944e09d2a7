// Camera and microphone, and in plain words why they are not to be had.

const audio = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const video = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 25, max: 30 },
};

/**
 * What there is of both. Takes one of them where the other is missing; `note` says what is missing
 * and why. Never rejects.
 */
export async function openDevices() {
  if (!navigator.mediaDevices?.getUserMedia) {
    return {
      stream: new MediaStream(),
      note: isSecureContext
        ? 'This browser has no access to cameras.'
        : 'Browsers give cameras and microphones only to pages on localhost or served over https.',
    };
  }
  const both = await open({ audio, video });
  if (both.stream || both.isRefused) return withNote(both, 'camera and microphone');

  const [sound, picture] = [await open({ audio }), await open({ video })];
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
    void context.close();
  };
}
