package io.p2pcopy.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.p2pcopy.signal.BlobCodec;
import io.p2pcopy.signal.BlobException;
import io.p2pcopy.signal.sdp.SdpException;
import io.p2pcopy.signal.sdp.SdpMapping;
import io.p2pcopy.signal.SessionDescription;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/** How descriptions travel: as p2pcopy's line, or as the others' SDP. */
enum SignalFormat {
  BLOB {
    @Override
    String write(SessionDescription description) {
      return BlobCodec.encode(description);
    }

    @Override
    SessionDescription read(String text) throws IOException {
      try {
        return BlobCodec.decode(text);
      } catch (BlobException e) {
        throw new IOException(e);
      }
    }
  },

  /** Base64 of {@code {"type":"offer","sdp":"..."}}. */
  SDP {
    @Override
    String write(SessionDescription description) {
      var json = new StringWriter();
      try (JsonGenerator generator = new JsonFactory().createGenerator(json)) {
        generator.writeStartObject();
        generator.writeStringField("type", description.type().name().toLowerCase(Locale.ROOT));
        generator.writeStringField("sdp", SdpMapping.toSdp(description));
        generator.writeEndObject();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return Base64.getEncoder().encodeToString(json.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    SessionDescription read(String text) throws IOException {
      String type = "";
      String sdp = "";
      try (JsonParser parser = new JsonFactory().createParser(Base64.getDecoder().decode(text))) {
        parser.nextToken();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String name = parser.currentName();
          String value = parser.nextTextValue();
          switch (name) {
            case "type" -> type = value;
            case "sdp" -> sdp = value;
            default -> {}
          }
        }
        return SdpMapping.fromSdp(
            SessionDescription.Type.valueOf(type.toUpperCase(Locale.ROOT)), sdp);
      } catch (SdpException e) {
        throw new IOException(e);
      }
    }
  };

  abstract String write(SessionDescription description);

  abstract SessionDescription read(String text) throws IOException;
}
