// Runs in the page before its own script: lets tests observe, damage and cut the connection.

export const PRELUDE = `(() => {
  const connections = [];
  const Native = RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    constructor(...rest) {
      super(...rest);
      connections.push(this);
      const watch = (channel) =>
        channel.addEventListener("message", ({ data }) => (window.receivedBytes += data.byteLength ?? 0));
      this.addEventListener("datachannel", ({ channel }) => watch(channel));
    }
  };
  // { nth, times }: damages this many binary messages of 64 KiB, starting with the nth.
  window.damage = null;
  // Cuts the connection after this many sent bytes.
  window.cutAfter = Infinity;
  window.sentBytes = 0;
  window.receivedBytes = 0;
  window.cut = () => connections.at(-1).close();
  const send = RTCDataChannel.prototype.send;
  let count = 0;
  RTCDataChannel.prototype.send = function (data) {
    if (data.byteLength === 65536 && window.damage && ++count >= window.damage.nth && window.damage.times-- > 0) {
      data = data.slice();
      data[1000] ^= 1;
    }
    if (typeof data !== "string") window.sentBytes += data.byteLength;
    if (window.sentBytes > window.cutAfter) {
      window.cutAfter = Infinity;
      setTimeout(window.cut);
    }
    send.call(this, data);
  };
})();`;
