package io.p2pcopy.transfer;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.p2pcopy.datachannel.Message;
import io.p2pcopy.transfer.ControlMessage.Accept;
import io.p2pcopy.transfer.ControlMessage.End;
import io.p2pcopy.transfer.ControlMessage.Failed;
import io.p2pcopy.transfer.ControlMessage.Offer;
import io.p2pcopy.transfer.ControlMessage.Refuse;
import io.p2pcopy.transfer.ControlMessage.Verified;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Control messages as JSON. Unknown fields are ignored, unknown types refused. */
final class ControlCodec {

  /** The range of a browser's {@code Date}, in milliseconds on either side of 1970. */
  private static final long MAX_TIME = 8_640_000_000_000_000L;

  private static final int MAX_CODE_LENGTH = 64;
  private static final int MAX_DETAIL_LENGTH = 300;
  private static final int MAX_FIELDS = 64;
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxDocumentLength(TransferProtocol.MAX_CONTROL_MESSAGE)
                  .maxStringLength(TransferProtocol.MAX_CONTROL_MESSAGE)
                  .maxNameLength(MAX_CODE_LENGTH)
                  .maxNumberLength(20)
                  .maxNestingDepth(8)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          // The peer chooses the field names: nothing of them stays in tables.
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  private ControlCodec() {}

  static Message encode(ControlMessage message) {
    var out = new ByteArrayOutputStream(256);
    try (JsonGenerator json = JSON.createGenerator(out, JsonEncoding.UTF8)) {
      json.writeStartObject();
      writeFields(message, json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Message(Message.Kind.TEXT, out.toByteArray());
  }

  /**
   * Reads a message from the peer.
   *
   * @throws LocalFailure with {@link FailureCode#PROTOCOL} for everything else than a message that
   *     this version knows
   */
  static ControlMessage decode(Message message) throws LocalFailure {
    if (!message.isText()) {
      throw LocalFailure.protocol("The other side sent content where none was due.");
    }
    if (message.payload().length > TransferProtocol.MAX_CONTROL_MESSAGE) {
      throw LocalFailure.protocol("The other side sent a control message that is too long.");
    }
    Map<String, Object> fields = fields(message.asText());
    return switch (text(fields, "type", MAX_CODE_LENGTH)) {
      case "offer" -> offer(fields);
      case "accept" -> new Accept();
      case "refuse" -> new Refuse();
      case "end" -> new End(sha256(fields));
      case "verified" -> new Verified();
      case "error" -> new Failed(text(fields, "code", MAX_CODE_LENGTH), detail(fields));
      default -> throw LocalFailure.protocol("The other side sent a message of an unknown type.");
    };
  }

  private static void writeFields(ControlMessage message, JsonGenerator json) throws IOException {
    if (message instanceof Offer offer) {
      json.writeStringField("type", "offer");
      json.writeStringField("name", offer.name());
      json.writeNumberField("size", offer.size());
      json.writeNumberField("modified", offer.modified());
    } else if (message instanceof Accept) {
      json.writeStringField("type", "accept");
    } else if (message instanceof Refuse) {
      json.writeStringField("type", "refuse");
    } else if (message instanceof End end) {
      json.writeStringField("type", "end");
      json.writeStringField("sha256", end.sha256());
    } else if (message instanceof Verified) {
      json.writeStringField("type", "verified");
    } else if (message instanceof Failed failed) {
      json.writeStringField("type", "error");
      json.writeStringField("code", failed.code());
      if (failed.detail() != null) {
        json.writeStringField("detail", failed.detail());
      }
    }
  }

  /** Returns the strings and integers among the fields of one JSON object. */
  private static Map<String, Object> fields(String text) throws LocalFailure {
    Map<String, Object> fields = new HashMap<>();
    try (JsonParser json = JSON.createParser(text)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw malformed(null);
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        if (value == JsonToken.VALUE_STRING) {
          fields.put(name, json.getText());
        } else if (value == JsonToken.VALUE_NUMBER_INT) {
          fields.put(name, json.getLongValue());
        } else {
          json.skipChildren();
        }
        if (fields.size() > MAX_FIELDS) {
          throw malformed(null);
        }
      }
      if (json.currentToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
        throw malformed(null);
      }
    } catch (IOException e) {
      throw malformed(e);
    }
    return fields;
  }

  private static Offer offer(Map<String, Object> fields) throws LocalFailure {
    String name = text(fields, "name", TransferProtocol.MAX_NAME_LENGTH);
    long size = number(fields, "size", 0, TransferProtocol.MAX_FILE_SIZE);
    return new Offer(name, size, number(fields, "modified", -MAX_TIME, MAX_TIME));
  }

  private static String sha256(Map<String, Object> fields) throws LocalFailure {
    String hash = text(fields, "sha256", 64);
    if (!SHA256.matcher(hash).matches()) {
      throw LocalFailure.protocol("The other side sent a hash that is none.");
    }
    return hash;
  }

  private static @Nullable String detail(Map<String, Object> fields) throws LocalFailure {
    return fields.containsKey("detail") ? text(fields, "detail", MAX_DETAIL_LENGTH) : null;
  }

  private static String text(Map<String, Object> fields, String name, int limit)
      throws LocalFailure {
    if (fields.get(name) instanceof String text && text.length() <= limit) {
      return text;
    }
    throw unusable(name);
  }

  private static long number(Map<String, Object> fields, String name, long least, long most)
      throws LocalFailure {
    if (fields.get(name) instanceof Long number && number >= least && number <= most) {
      return number;
    }
    throw unusable(name);
  }

  private static LocalFailure unusable(String field) {
    return LocalFailure.protocol(
        "The other side sent a message without a usable \"" + field + "\".");
  }

  private static LocalFailure malformed(@Nullable IOException cause) {
    return new LocalFailure(
        FailureCode.PROTOCOL, "The other side sent a control message that is malformed.", cause);
  }
}
