package io.p2pcopy.transfer.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.p2pcopy.limit.PeerLimits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One JSON object from the peer: strings, integers, null, and arrays of them. */
final class JsonObject {

  private static final Pattern HEX = Pattern.compile("[0-9a-f]*");

  /** Stands for what no field of the protocol may be, such as a fraction. */
  private static final Object NOTHING_USEFUL = new Object();

  /** Stands for {@code null}, which maps and lists of Java would confuse with nothing. */
  static final Object NULL = new Object();

  static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxDocumentLength(PeerLimits.Transfer.MESSAGE_BYTES)
                  .maxStringLength(PeerLimits.Transfer.MESSAGE_BYTES)
                  .maxNameLength(PeerLimits.Transfer.JSON_NAME_UNITS)
                  .maxNumberLength(20)
                  .maxNestingDepth(8)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          // The peer chooses the field names: nothing of them stays in tables.
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  private final Map<String, Object> fields;

  private JsonObject(Map<String, Object> fields) {
    this.fields = fields;
  }

  /** Reads one object and nothing behind it. */
  static JsonObject read(String text) throws LocalFailureException {
    try (JsonParser json = JSON.createParser(text)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw malformed(null);
      }
      Map<String, Object> fields = new HashMap<>();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        fields.put(name, value(json));
        if (fields.size() > PeerLimits.Transfer.JSON_MEMBERS) {
          throw malformed(null);
        }
      }
      if (json.currentToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
        throw malformed(null);
      }
      return new JsonObject(fields);
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  boolean has(String name) {
    return fields.containsKey(name);
  }

  String text(String name, int limit) throws LocalFailureException {
    if (fields.get(name) instanceof String text && text.length() <= limit) {
      return text;
    }
    throw unusable(name);
  }

  @Nullable String optionalText(String name, int limit) throws LocalFailureException {
    return has(name) ? text(name, limit) : null;
  }

  /** Returns lower-case hexadecimal digits. */
  String hex(String name, int digits) throws LocalFailureException {
    String text = text(name, digits);
    if (text.length() != digits || !HEX.matcher(text).matches()) {
      throw unusable(name);
    }
    return text;
  }

  long number(String name, long most) throws LocalFailureException {
    if (fields.get(name) instanceof Long number && number >= 0 && number <= most) {
      return number;
    }
    throw unusable(name);
  }

  /** Returns an array, the elements of which are strings, longs, {@link #NULL} or such lists. */
  List<?> list(String name) throws LocalFailureException {
    if (fields.get(name) instanceof List<?> list) {
      return list;
    }
    throw unusable(name);
  }

  static LocalFailureException unusable(String name) {
    return LocalFailureException.protocol(
        "The other side sent a message without a usable \"" + name + "\".");
  }

  private static Object value(JsonParser json) throws IOException {
    return switch (json.currentToken()) {
      case VALUE_STRING -> json.getText();
      case VALUE_NUMBER_INT ->
          json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
              ? NOTHING_USEFUL
              : (Object) json.getLongValue();
      case VALUE_NULL -> NULL;
      case START_ARRAY -> array(json);
      default -> {
        json.skipChildren();
        yield NOTHING_USEFUL;
      }
    };
  }

  private static List<Object> array(JsonParser json) throws IOException {
    List<Object> list = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      list.add(value(json));
    }
    return list;
  }

  private static LocalFailureException malformed(@Nullable IOException cause) {
    return new LocalFailureException(
        FailureCode.PROTOCOL, "The other side sent a control message that is malformed.", cause);
  }
}
