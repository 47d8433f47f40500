package io.p2pcopy.sctp.procedure;

import io.p2pcopy.limit.PeerLimits;
import io.p2pcopy.sctp.AssociationEvent;
import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.packet.MalformedPacketException;
import io.p2pcopy.sctp.packet.OutgoingResetRequest;
import io.p2pcopy.sctp.packet.Parameter;
import io.p2pcopy.sctp.packet.ReConfigChunk;
import io.p2pcopy.sctp.packet.ReConfigResponse;
import io.p2pcopy.sctp.packet.Tsn;
import io.p2pcopy.sctp.rx.DataReceiver;
import io.p2pcopy.sctp.timer.RetransmissionTimer;
import io.p2pcopy.sctp.timer.RttEstimator;
import io.p2pcopy.sctp.tx.DataSender;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Stream resets in both directions (RFC 6525, section 5). */
public final class StreamReset {

  /** Limits a request to what fits into one packet; further streams need further requests. */
  private static final int MAX_STREAMS_PER_REQUEST = 64;

  private final SctpConfig config;
  private final ControlChunkQueue outbox;
  private final RttEstimator rtt;
  private final DataSender sender;
  private final DataReceiver receiver;
  private final PeerParameters peer;
  private final Queue<AssociationEvent> events;
  private final RetransmissionTimer timer = new RetransmissionTimer();

  private int nextRequestNumber;
  private int[] requestedStreams = {};
  private @Nullable OutgoingResetRequest outstanding;

  private int expectedRequestNumber;

  /** The latest responses by request sequence number. */
  private final Map<Integer, Answer> answers = new LinkedHashMap<>();

  /**
   * @param request null if requests of this type are always denied
   * @param accepted whether the reset was performed or deferred
   */
  private record Answer(@Nullable OutgoingResetRequest request, boolean accepted, int result) {

    /** Whether this accepted the same reset, under any request sequence number. */
    boolean accepts(OutgoingResetRequest other) {
      return accepted
          && request != null
          && request.lastAssignedTsn() == other.lastAssignedTsn()
          && Arrays.equals(request.streamIds(), other.streamIds());
    }
  }

  /**
   * @param initialTsn our initial TSN, which is the first request sequence number
   */
  public StreamReset(
      SctpConfig config,
      int initialTsn,
      PeerParameters peer,
      ControlChunkQueue outbox,
      RttEstimator rtt,
      DataSender sender,
      DataReceiver receiver,
      Queue<AssociationEvent> events) {
    this.config = config;
    this.outbox = outbox;
    this.rtt = rtt;
    this.sender = sender;
    this.receiver = receiver;
    this.peer = peer;
    this.events = events;
    // RFC 6525, 4.1: "The initial value is the initial TSN" of the requesting side.
    this.nextRequestNumber = initialTsn;
    this.expectedRequestNumber = peer.initialTsn();
  }

  /** Sends a request if streams have a pending reset and no request is outstanding. */
  public void advance(long now) {
    // RFC 6525, 5.1.1: "there is at most one request in flight".
    if (outstanding != null) {
      return;
    }
    int[] streamIds =
        sender.queue().takeResettable(sender.cumulativeTsnAck(), MAX_STREAMS_PER_REQUEST);
    if (streamIds.length == 0) {
      return;
    }
    requestedStreams = streamIds;
    if (!peer.reConfig()) {
      finish(false);
      return;
    }
    outstanding =
        new OutgoingResetRequest(
            nextRequestNumber++,
            expectedRequestNumber - 1,
            (int) (sender.nextTsn() - 1),
            streamIds);
    outbox.add(new ReConfigChunk(List.of(outstanding.toParameter())));
    timer.start(now, rtt.timeout());
  }

  public void onReConfig(long now, ReConfigChunk chunk) throws MalformedPacketException {
    for (Parameter parameter : chunk.parameters()) {
      switch (parameter.type()) {
        case Parameter.OUTGOING_SSN_RESET_REQUEST ->
            onOutgoingReset(OutgoingResetRequest.read(parameter));
        case Parameter.RE_CONFIGURATION_RESPONSE ->
            onResponse(now, ReConfigResponse.read(parameter));
        case Parameter.INCOMING_SSN_RESET_REQUEST,
            Parameter.SSN_TSN_RESET_REQUEST,
            Parameter.ADD_OUTGOING_STREAMS_REQUEST,
            Parameter.ADD_INCOMING_STREAMS_REQUEST ->
            deny(parameter);
        default -> {
          // Unknown parameters need no response.
        }
      }
    }
  }

  /**
   * Retransmits an unanswered request.
   *
   * @return false after too many retransmissions without a response
   */
  public boolean handleTimeout(long now) {
    if (!timer.expires(now) || outstanding == null) {
      return true;
    }
    if (timer.expiries() > config.associationMaxRetransmits()) {
      return false;
    }
    outbox.add(new ReConfigChunk(List.of(outstanding.toParameter())));
    timer.restart(now, rtt.timeout());
    return true;
  }

  public long nextTimeout() {
    return timer.deadline();
  }

  private void onOutgoingReset(OutgoingResetRequest request) {
    int number = request.requestNumber();
    Answer earlier = answers.get(number);
    if (number == expectedRequestNumber) {
      expectedRequestNumber++;
      answer(number, evaluate(request));
    } else if (earlier != null) {
      // RFC 6525, 5.2.1: a repeated request gets the same response. One that was in progress is
      // evaluated again, as it may have been performed or may not have been accepted yet.
      OutgoingResetRequest known = earlier.request();
      if (known != null && earlier.result() == ReConfigResponse.IN_PROGRESS) {
        answer(number, evaluate(known));
      } else {
        answer(number, earlier);
      }
    } else {
      refuse(number);
    }
  }

  private Answer evaluate(OutgoingResetRequest request) {
    if (Arrays.stream(request.streamIds()).anyMatch(id -> id >= peer.inboundStreams())) {
      return new Answer(request, false, ReConfigResponse.WRONG_SSN);
    }
    long lastTsn = Tsn.unwrap(request.lastAssignedTsn(), receiver.cumulativeTsn());
    boolean now = lastTsn <= receiver.cumulativeTsn();
    // Some peers repeat the request with a new number after "In progress"; it is still the same
    // reset.
    if (answers.values().stream().noneMatch(answer -> answer.accepts(request))) {
      // RFC 6525, 5.2.2 E2: "If the Sender's Last Assigned TSN is greater than the cumulative
      // acknowledgment point, then the endpoint MUST enter 'deferred reset processing'."
      if (!now && !receiver.mayDeferReset()) {
        return new Answer(request, false, ReConfigResponse.IN_PROGRESS);
      }
      receiver.resetStreams(lastTsn, request.streamIds());
    }
    int result = now ? ReConfigResponse.PERFORMED : ReConfigResponse.IN_PROGRESS;
    return new Answer(request, true, result);
  }

  private void deny(Parameter parameter) {
    if (parameter.value().length < Integer.BYTES) {
      return;
    }
    int number = ByteBuffer.wrap(parameter.value()).getInt();
    Answer earlier = answers.get(number);
    if (number == expectedRequestNumber) {
      expectedRequestNumber++;
      answer(number, new Answer(null, false, ReConfigResponse.DENIED));
    } else if (earlier != null) {
      answer(number, earlier);
    } else {
      refuse(number);
    }
  }

  private void answer(int number, Answer answer) {
    answers.put(number, answer);
    if (answers.size() > PeerLimits.Sctp.REMEMBERED_REQUESTS) {
      answers.remove(answers.keySet().iterator().next());
    }
    respond(number, answer.result());
  }

  private void refuse(int number) {
    int ahead = number - expectedRequestNumber;
    // Some peers send the next request before the response to the previous one (against RFC 6525,
    // 5.1.1). If the first is lost, they retransmit both, unless the second was refused.
    if (ahead < 0 || ahead > PeerLimits.Sctp.REMEMBERED_REQUESTS) {
      respond(number, ReConfigResponse.BAD_SEQUENCE_NUMBER);
    }
  }

  private void respond(int number, int result) {
    outbox.add(new ReConfigChunk(List.of(new ReConfigResponse(number, result).toParameter())));
  }

  private void onResponse(long now, ReConfigResponse response) {
    if (outstanding == null || response.responseNumber() != outstanding.requestNumber()) {
      return;
    }
    switch (response.result()) {
      // RFC 6525, 5.2.7: "If the Result field indicates 'In progress', the timer for the
      // Re-configuration Request Sequence Number is started again."
      case ReConfigResponse.IN_PROGRESS -> timer.start(now, rtt.timeout());
      case ReConfigResponse.PERFORMED, ReConfigResponse.NOTHING_TO_DO -> finish(true);
      default -> finish(false);
    }
  }

  private void finish(boolean performed) {
    timer.stop();
    outstanding = null;
    sender.queue().finishReset(requestedStreams, performed);
    List<Integer> ids = Arrays.stream(requestedStreams).boxed().collect(Collectors.toList());
    events.add(new AssociationEvent.OutgoingStreamsReset(ids, performed));
  }
}
