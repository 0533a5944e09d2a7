// What capture.ts has a browser's page do. An expression: a function of a method's name and its arguments.
async (method, args) => {
  const media = () => navigator.mediaDevices.getUserMedia({ audio: true, video: true });

  const gathered = async connection => {
    await connection.setLocalDescription();
    while (connection.iceGatheringState !== 'complete') {
      await new Promise(resolve => (connection.onicegatheringstatechange = resolve));
    }
    return connection.localDescription.sdp;
  };

  const methods = {
    async offer(connection) {
      const stream = await media();
      for (const track of stream.getTracks()) connection.addTrack(track, stream);
      connection.createDataChannel('data');
      return gathered(connection);
    },

    async simulcast(connection) {
      const stream = await media();
      connection.addTransceiver(stream.getVideoTracks()[0], {
        direction: 'sendonly',
        streams: [stream],
        sendEncodings: [
          { rid: 'l', scaleResolutionDownBy: 4 },
          { rid: 'm', scaleResolutionDownBy: 2 },
          { rid: 'h' },
        ],
      });
      return gathered(connection);
    },

    async recvonly(connection) {
      connection.addTransceiver('audio', { direction: 'recvonly' });
      connection.addTransceiver('video', { direction: 'recvonly' });
      return gathered(connection);
    },

    async stopped(connection) {
      const other = new RTCPeerConnection();
      await methods.offer(connection);
      await other.setRemoteDescription(connection.localDescription);
      await other.setLocalDescription();
      await connection.setRemoteDescription(other.localDescription);
      connection.getTransceivers()[1].stop();
      await connection.setLocalDescription();
      other.close();
      return connection.localDescription.sdp;
    },

    async answer(connection, offer) {
      const stream = await media();
      await connection.setRemoteDescription({ type: 'offer', sdp: offer });
      for (const track of stream.getTracks()) connection.addTrack(track, stream);
      return gathered(connection);
    },
  };

  const connection = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
  try {
    return await methods[method](connection, ...args);
  } finally {
    connection.close();
  }
}
