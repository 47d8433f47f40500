package io.p2pcopy.transfer.wire;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonGenerator;
import io.p2pcopy.datachannel.Message;
import io.p2pcopy.limit.PeerLimits;
import io.p2pcopy.transfer.wire.ControlMessage.Abort;
import io.p2pcopy.transfer.wire.ControlMessage.Accept;
import io.p2pcopy.transfer.wire.ControlMessage.Again;
import io.p2pcopy.transfer.wire.ControlMessage.Credit;
import io.p2pcopy.transfer.wire.ControlMessage.Entries;
import io.p2pcopy.transfer.wire.ControlMessage.Failed;
import io.p2pcopy.transfer.wire.ControlMessage.Finish;
import io.p2pcopy.transfer.wire.ControlMessage.Hello;
import io.p2pcopy.transfer.wire.ControlMessage.Offer;
import io.p2pcopy.transfer.wire.ControlMessage.Offered;
import io.p2pcopy.transfer.wire.ControlMessage.Refuse;
import io.p2pcopy.transfer.wire.ControlMessage.Reveal;
import io.p2pcopy.transfer.wire.ControlMessage.Send;
import io.p2pcopy.transfer.wire.ControlMessage.Skip;
import io.p2pcopy.transfer.wire.ControlMessage.Stored;
import io.p2pcopy.transfer.wire.ControlMessage.TextOffer;
import io.p2pcopy.transfer.wire.ControlMessage.Verified;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Control messages as JSON. Unknown fields are ignored, unknown types refused. */
public final class ControlCodec {

  private static final int HASH_DIGITS = 64;
  private static final int ID_DIGITS = 32;
  private static final int MAX_NAME = 64;
  private static final long LAST_ENTRY = PeerLimits.Transfer.ENTRIES - 1;
  private static final long LAST_BLOCK = (1L << 32) - 1;
  private static final int HIGHEST_ASCII = 127;

  private ControlCodec() {}

  /** Returns the message as the channel carries it. */
  public static Message encode(ControlMessage message) {
    var out = new ByteArrayOutputStream(256);
    try (JsonGenerator json = JsonObject.JSON.createGenerator(out, JsonEncoding.UTF8)) {
      json.writeStartObject();
      writeFields(message, json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Message(Message.Kind.TEXT, out.toByteArray());
  }

  /**
   * Returns whether one more entry is sure to find room in a message beside others.
   *
   * @param bytes what {@link #mostBytes} is for the others together
   */
  public static boolean hasRoom(int bytes, Entry more) {
    return bytes + EntryCodec.mostBytes(more) <= PeerLimits.Transfer.MESSAGE_BYTES - 100;
  }

  /** Returns how many bytes of a message an entry takes at most. */
  public static int mostBytes(Entry entry) {
    return EntryCodec.mostBytes(entry);
  }

  /**
   * Reads a text message from the peer.
   *
   * @throws LocalFailureException with {@link FailureCode#PROTOCOL} for everything else than a
   *     message that this version knows
   */
  public static ControlMessage decode(Message message) throws LocalFailureException {
    if (!message.isText()) {
      throw LocalFailureException.protocol("The other side sent content where none was due.");
    }
    if (message.payload().length > PeerLimits.Transfer.MESSAGE_BYTES) {
      throw LocalFailureException.protocol(
          "The other side sent a control message that is too long.");
    }
    JsonObject json = JsonObject.read(message.asText());
    return switch (json.text("type", MAX_NAME)) {
      case "hello" ->
          new Hello(
              role(json),
              json.hex("commit", HASH_DIGITS),
              json.text("agent", MAX_NAME),
              json.optionalText("peerText", MAX_NAME));
      case "reveal" -> new Reveal(json.hex("nonce", HASH_DIGITS));
      case "offer" -> json.has("text") ? textOffer(json) : offer(json);
      case "entries" -> entries(json);
      case "offered" -> new Offered();
      case "accept" -> new Accept(json.optionalText("compression", MAX_NAME));
      case "refuse" -> new Refuse();
      case "credit" -> new Credit(json.number("bytes", PeerLimits.Transfer.TOTAL_BYTES));
      case "send" -> send(json);
      case "skip" -> skip(json);
      case "again" -> new Again(json.number("entry", LAST_ENTRY), json.number("block", LAST_BLOCK));
      case "stored" -> stored(json);
      case "failed" ->
          new Failed(
              json.number("entry", LAST_ENTRY),
              json.text("code", MAX_NAME),
              json.optionalText("detail", PeerLimits.Transfer.DETAIL_UNITS));
      case "finish" -> new Finish();
      case "verified" ->
          new Verified(
              json.number("files", PeerLimits.Transfer.ENTRIES),
              json.number("bytes", PeerLimits.Transfer.TOTAL_BYTES),
              json.number("failed", PeerLimits.Transfer.ENTRIES));
      case "error" ->
          new Abort(
              json.text("code", MAX_NAME),
              json.optionalText("detail", PeerLimits.Transfer.DETAIL_UNITS));
      default ->
          throw LocalFailureException.protocol("The other side sent a message of an unknown type.");
    };
  }

  private static void writeFields(ControlMessage message, JsonGenerator json) throws IOException {
    if (message instanceof Hello hello) {
      json.writeStringField("type", "hello");
      json.writeStringField("role", hello.role().wireName());
      json.writeStringField("commit", hello.commitment());
      json.writeStringField("agent", hello.agent());
      if (hello.peerText() != null) {
        json.writeStringField("peerText", hello.peerText());
      }
    } else if (message instanceof Reveal reveal) {
      json.writeStringField("type", "reveal");
      json.writeStringField("nonce", reveal.nonce());
    } else if (message instanceof Offer offer) {
      json.writeStringField("type", "offer");
      json.writeStringField("id", offer.id());
      json.writeNumberField("files", offer.files());
      json.writeNumberField("directories", offer.directories());
      json.writeNumberField("links", offer.links());
      json.writeNumberField("bytes", offer.bytes());
      json.writeArrayFieldStart("compression");
      for (String name : offer.compression()) {
        json.writeString(name);
      }
      json.writeEndArray();
    } else if (message instanceof TextOffer offer) {
      json.writeStringField("type", "offer");
      json.writeStringField("id", offer.id());
      json.writeStringField("text", offer.text());
    } else if (message instanceof Entries entries) {
      // Names may hold halves of surrogate pairs, which only escapes can carry.
      json.setHighestNonEscapedChar(HIGHEST_ASCII);
      json.writeStringField("type", "entries");
      json.writeArrayFieldStart("list");
      for (Entry entry : entries.list()) {
        EntryCodec.write(entry, json);
      }
      json.writeEndArray();
    } else {
      writeReply(message, json);
    }
  }

  private static void writeReply(ControlMessage message, JsonGenerator json) throws IOException {
    if (message instanceof Offered) {
      json.writeStringField("type", "offered");
    } else if (message instanceof Accept accept) {
      json.writeStringField("type", "accept");
      if (accept.compression() != null) {
        json.writeStringField("compression", accept.compression());
      }
    } else if (message instanceof Refuse) {
      json.writeStringField("type", "refuse");
    } else if (message instanceof Credit credit) {
      json.writeStringField("type", "credit");
      json.writeNumberField("bytes", credit.bytes());
    } else if (message instanceof Send send) {
      json.writeStringField("type", "send");
      json.writeNumberField("first", send.first());
      json.writeNumberField("last", send.last());
    } else if (message instanceof Skip skip) {
      json.writeStringField("type", "skip");
      json.writeNumberField("first", skip.first());
      json.writeNumberField("last", skip.last());
      if (skip.reason() != null) {
        json.writeStringField("reason", skip.reason().wireName());
      }
    } else if (message instanceof Again again) {
      json.writeStringField("type", "again");
      json.writeNumberField("entry", again.entry());
      json.writeNumberField("block", again.block());
    } else if (message instanceof Stored stored) {
      json.writeStringField("type", "stored");
      json.writeNumberField("through", stored.through());
      if (!stored.skipped().isEmpty()) {
        json.writeArrayFieldStart("skipped");
        for (long entry : stored.skipped()) {
          json.writeNumber(entry);
        }
        json.writeEndArray();
      }
    } else if (message instanceof Failed failed) {
      json.writeStringField("type", "failed");
      json.writeNumberField("entry", failed.entry());
      writeReason(failed.code(), failed.detail(), json);
    } else if (message instanceof Finish) {
      json.writeStringField("type", "finish");
    } else if (message instanceof Verified verified) {
      json.writeStringField("type", "verified");
      json.writeNumberField("files", verified.files());
      json.writeNumberField("bytes", verified.bytes());
      json.writeNumberField("failed", verified.failed());
    } else if (message instanceof Abort abort) {
      json.writeStringField("type", "error");
      writeReason(abort.code(), abort.detail(), json);
    }
  }

  private static void writeReason(String code, @Nullable String detail, JsonGenerator json)
      throws IOException {
    json.writeStringField("code", code);
    if (detail != null) {
      json.writeStringField("detail", detail);
    }
  }

  private static Role role(JsonObject json) throws LocalFailureException {
    String name = json.text("role", MAX_NAME);
    for (Role role : Role.values()) {
      if (role.wireName().equals(name)) {
        return role;
      }
    }
    throw JsonObject.unusable("role");
  }

  private static Offer offer(JsonObject json) throws LocalFailureException {
    List<String> compression = new ArrayList<>();
    if (json.has("compression")) {
      for (Object name : json.list("compression")) {
        if (name instanceof String text && compression.size() < PeerLimits.Transfer.COMPRESSIONS) {
          compression.add(text);
        }
      }
    }
    var offer =
        new Offer(
            json.hex("id", ID_DIGITS),
            json.number("files", PeerLimits.Transfer.ENTRIES),
            json.number("directories", PeerLimits.Transfer.ENTRIES),
            json.number("links", PeerLimits.Transfer.ENTRIES),
            json.number("bytes", PeerLimits.Transfer.TOTAL_BYTES),
            compression);
    if (offer.entries() > PeerLimits.Transfer.ENTRIES) {
      throw LocalFailureException.protocol("The other side offers too many entries.");
    }
    return offer;
  }

  private static TextOffer textOffer(JsonObject json) throws LocalFailureException {
    return new TextOffer(
        json.hex("id", ID_DIGITS), json.text("text", PeerLimits.Transfer.TEXT_UNITS));
  }

  private static Entries entries(JsonObject json) throws LocalFailureException {
    List<?> elements = json.list("list");
    if (elements.isEmpty() || elements.size() > PeerLimits.Transfer.ENTRIES_IN_MESSAGE) {
      throw JsonObject.unusable("list");
    }
    List<Entry> entries = new ArrayList<>(elements.size());
    for (Object element : elements) {
      entries.add(EntryCodec.read(element));
    }
    return new Entries(entries);
  }

  private static Send send(JsonObject json) throws LocalFailureException {
    long first = json.number("first", LAST_ENTRY);
    return new Send(first, last(json, first));
  }

  private static Skip skip(JsonObject json) throws LocalFailureException {
    long first = json.number("first", LAST_ENTRY);
    var reason = SkipReason.ofWireName(json.optionalText("reason", MAX_NAME));
    return new Skip(first, last(json, first), reason);
  }

  private static Stored stored(JsonObject json) throws LocalFailureException {
    List<Long> skipped = new ArrayList<>();
    if (json.has("skipped")) {
      for (Object entry : json.list("skipped")) {
        if (!(entry instanceof Number number)
            || number.longValue() < 0
            || number.longValue() > LAST_ENTRY
            || skipped.size() == PeerLimits.Transfer.SKIPPED_IN_MESSAGE) {
          throw JsonObject.unusable("skipped");
        }
        skipped.add(number.longValue());
      }
    }
    return new Stored(json.number("through", LAST_ENTRY), skipped);
  }

  private static long last(JsonObject json, long first) throws LocalFailureException {
    long last = json.number("last", LAST_ENTRY);
    if (last < first) {
      throw JsonObject.unusable("last");
    }
    return last;
  }
}
