// A connection of libdatachannel, made to look like the W3C's.

export function libdatachannelConnection(library) {
  const connection = new library.PeerConnection('matrix', {
    iceServers: [],
    disableAutoNegotiation: true,
  });
  return {
    createDataChannel: (label, { ordered, protocol }) =>
      wrap(connection.createDataChannel(label, { unordered: !ordered, protocol }), ordered),
    set ondatachannel(callback) {
      connection.onDataChannel((channel) => callback({ channel: wrap(channel, undefined) }));
    },
    async describe(type, remoteSdp) {
      const complete = new Promise((resolve) => {
        connection.onGatheringStateChange((state) => state === 'complete' && resolve());
      });
      if (type === 'answer') connection.setRemoteDescription(remoteSdp, 'offer');
      connection.setLocalDescription(type);
      await complete;
      return connection.localDescription().sdp;
    },
    async accept(sdp) {
      connection.setRemoteDescription(sdp, 'answer');
    },
    close: () => connection.close(),
  };
}

/** The implementation does not tell whether an incoming channel is ordered. */
function wrap(channel, ordered) {
  return {
    label: channel.getLabel(),
    protocol: channel.getProtocol(),
    ordered,
    get readyState() {
      return channel.isOpen() ? 'open' : 'connecting';
    },
    get bufferedAmount() {
      return channel.bufferedAmount();
    },
    set bufferedAmountLowThreshold(bytes) {
      channel.setBufferedAmountLowThreshold(bytes);
    },
    set onbufferedamountlow(callback) {
      channel.onBufferedAmountLow(callback);
    },
    set onopen(callback) {
      channel.onOpen(callback);
    },
    set onmessage(callback) {
      channel.onMessage((data) => callback({ data }));
    },
    set onclose(callback) {
      channel.onClosed(callback);
    },
    send(message) {
      const accepted =
        typeof message === 'string'
          ? channel.sendMessage(message)
          : channel.sendMessageBinary(message);
      // False: queued. Whatever can't be sent is thrown.
      return accepted;
    },
    close: () => channel.close(),
  };
}
