// A connection of an implementation with the W3C's API, as end.mjs takes it.

export function w3cConnection(RTCPeerConnection) {
  const connection = new RTCPeerConnection({ iceServers: [] });
  // What nobody refers to may be collected, and is then closed.
  const channels = [];
  return {
    createDataChannel(label, options) {
      const channel = connection.createDataChannel(label, options);
      channels.push(channel);
      return channel;
    },
    set ondatachannel(callback) {
      connection.ondatachannel = (event) => {
        channels.push(event.channel);
        callback(event);
      };
    },
    async describe(type, remoteSdp) {
      if (type === 'answer') await connection.setRemoteDescription({ type: 'offer', sdp: remoteSdp });
      const description =
        type === 'offer' ? await connection.createOffer() : await connection.createAnswer();
      await connection.setLocalDescription(description);
      await gathered(connection);
      return connection.localDescription.sdp;
    },
    accept: (sdp) => connection.setRemoteDescription({ type: 'answer', sdp }),
    close: () => connection.close(),
  };
}

async function gathered(connection) {
  if (connection.iceGatheringState === 'complete') return;
  await new Promise((resolve) => {
    connection.onicegatheringstatechange = () => {
      if (connection.iceGatheringState === 'complete') resolve();
    };
  });
}
