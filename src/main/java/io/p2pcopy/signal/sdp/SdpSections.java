package io.p2pcopy.signal.sdp;

import io.p2pcopy.limit.PeerLimits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The parts of an SDP, whose lines may end with CRLF or LF.
 *
 * @param session the lines before the first media section
 * @param media all media sections
 * @param dataChannels the one of {@code media} that is for data channels
 */
record SdpSections(List<String> session, List<SdpSection> media, SdpSection dataChannels) {

  static SdpSections parse(String sdp) throws SdpException {
    if (sdp.length() > PeerLimits.Signal.TEXT_CHARACTERS) {
      throw new SdpException("The SDP is longer than any that describes data channels.");
    }
    List<String> lines = sdp.lines().map(String::strip).toList();
    if (!lines.contains("v=0")) {
      throw new SdpException("This is not SDP: there is no line \"v=0\".");
    }
    List<List<String>> levels = new ArrayList<>();
    levels.add(new ArrayList<>());
    for (String line : lines) {
      if (line.startsWith("m=")) {
        levels.add(new ArrayList<>());
      }
      levels.get(levels.size() - 1).add(line);
    }
    List<SdpSection> media = new ArrayList<>();
    for (List<String> section : levels.subList(1, levels.size())) {
      media.add(SdpSection.parse(section));
    }
    return new SdpSections(levels.get(0), media, dataChannelsOf(media));
  }

  /**
   * Returns the mids of the sections that share a transport with the one for data channels, that
   * one included (RFC 9143); empty if it shares none.
   */
  List<String> bundle() throws SdpException {
    Optional<String> mid = dataChannels.mid();
    if (mid.isEmpty()) {
      return List.of();
    }
    return SdpSection.values(session, "group")
        .map(group -> Arrays.asList(group.split(" +")))
        .filter(group -> group.get(0).equals("BUNDLE"))
        .map(group -> group.subList(1, group.size()))
        .filter(mids -> mids.contains(mid.get()))
        .findFirst()
        .orElse(List.of());
  }

  /**
   * Returns the value of an attribute for the data channels: that of their section, else that of
   * the session level.
   */
  Optional<String> attribute(String name) {
    return values(name).findFirst();
  }

  /**
   * Returns the value of an attribute of the transport. In a bundle the first section may have it
   * for all of them (RFC 9143, section 7.1.3).
   */
  Optional<String> transportAttribute(String name) throws SdpException {
    return transportValues(name).findFirst();
  }

  /** Returns the values of an attribute of the transport, the nearest first. */
  Stream<String> transportValues(String name) throws SdpException {
    Stream<String> shared = Stream.empty();
    List<String> bundle = bundle();
    for (SdpSection section : media) {
      if (!bundle.isEmpty() && section.mid().equals(Optional.of(bundle.get(0)))) {
        shared = section.values(name);
      }
    }
    Stream<String> own = Stream.concat(dataChannels.values(name), shared);
    return Stream.concat(own, SdpSection.values(session, name));
  }

  private Stream<String> values(String name) {
    return Stream.concat(dataChannels.values(name), SdpSection.values(session, name));
  }

  private static SdpSection dataChannelsOf(List<SdpSection> media) throws SdpException {
    List<SdpSection> sections = media.stream().filter(SdpSection::isForDataChannels).toList();
    if (sections.isEmpty()) {
      throw new SdpException("The SDP has no media section for data channels.");
    }
    return sections.stream()
        .filter(section -> !section.isRejected())
        .findFirst()
        .orElseThrow(() -> new SdpException("The SDP rejects data channels: its port is 0."));
  }
}
