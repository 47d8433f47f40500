package io.p2pcopy.datachannel;

import io.p2pcopy.sctp.OutgoingMessage;

/** The payload of an SCTP message and its payload protocol identifier (RFC 8831, section 6.6). */
@SuppressWarnings("ArrayRecordComponent") // A copy for each message would halve the rate.
record OutgoingPayload(int payloadProtocolId, byte[] bytes) {

  static OutgoingPayload of(Message message) {
    boolean text = message.isText();
    if (message.payload().length > 0) {
      return new OutgoingPayload(
          text ? PayloadProtocol.STRING : PayloadProtocol.BINARY, message.payload());
    }
    // RFC 8831, section 6.6: "SCTP does not support the sending of empty user messages. Therefore,
    // if an empty message has to be sent, ... a single zero byte".
    return new OutgoingPayload(
        text ? PayloadProtocol.STRING_EMPTY : PayloadProtocol.BINARY_EMPTY, new byte[1]);
  }

  static OutgoingPayload dcep(DcepMessage message) {
    return new OutgoingPayload(PayloadProtocol.DCEP, message.encode());
  }

  /** Returns the length of the user's message: 0 for the placeholder byte of an empty one. */
  int messageLength() {
    return payloadProtocolId == PayloadProtocol.STRING_EMPTY
            || payloadProtocolId == PayloadProtocol.BINARY_EMPTY
        ? 0
        : bytes.length;
  }

  /** RFC 8832, section 6: DCEP messages are "sent ordered and reliably" on every channel. */
  OutgoingMessage toMessage(int streamId, boolean unordered) {
    return new OutgoingMessage(
        streamId, payloadProtocolId, bytes, unordered && payloadProtocolId != PayloadProtocol.DCEP);
  }
}
