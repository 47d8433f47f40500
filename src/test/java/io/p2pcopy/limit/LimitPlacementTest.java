package io.p2pcopy.limit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;

import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;

/** What bounds a peer stands in {@link PeerLimits}, and not where the peer's bytes are read. */
@AnalyzeClasses(packages = "io.p2pcopy", importOptions = ImportOption.DoNotIncludeTests.class)
class LimitPlacementTest {

  /** Limits of a format, of this side's own sending, or of what it does unasked. */
  private static final Set<String> NOT_FOR_A_PEER =
      Set.of(
          "BlobCodec.MAX_CHARACTERS",
          "BlobHeader.MAX_BLOB_LENGTH",
          "CandidatePriority.MAX_LOCAL_PREFERENCE",
          "ContentReader.MAX_BUFFERS",
          "ContentReader.MAX_INLINE_HASH_BYTES",
          "ContentReader.MAX_QUIET_CHECKS",
          "ContentReceiver.MAX_INLINE_HASH_BYTES",
          "ContentWriter.MAX_RANGE_BLOCKS",
          "ControlCodec.MAX_NAME",
          "DataChannels.MAX_LABEL_BYTES",
          "DataChannels.MAX_STREAM_ID",
          "EntryCodec.MAX_MODE",
          "ExtensionCodec.MAX_MESSAGE_SIZE_LENGTH",
          "ExtensionCodec.MAX_MESSAGE_SIZE_TAG",
          "FurtherSockets.MOST_SERVERS",
          "HandshakeMessage.MAX_BODY",
          "HolePuncher.MAX_BURST",
          "HolePuncher.MAX_PACKETS",
          "HolePuncher.MAX_SOCKETS",
          "HostSockets.MOST_BOUND",
          "HostSockets.MOST_BOUND_LATER",
          "MerkleRoot.MAX_LEVELS",
          "NameSet.FIRST_CAPACITY",
          "NatBehavior.MAX_BLOCK",
          "NatBehavior.MAX_STEP",
          "NatClassifier.MAX_SKIPPED_PORTS",
          "PacketPump.MAX_SEGMENTS",
          "PathFailover.MAX_PROBES",
          "PathMtuDiscovery.MAX_PROBES",
          "PeerAddresses.MOST_FORMERLY_HEARD",
          "RecordFormat.MAX_PLAINTEXT",
          "RecordFormat.MAX_SEQUENCE",
          "RecordOpener.MAX_PRESSURE",
          "RecordSpool.MAX_RECORD",
          "RecordWriter.MAX_DATAGRAM",
          "RequestPlanner.MAX_FILES_AHEAD",
          "RequestPlanner.MAX_HASHES_AHEAD",
          "SafeName.MAX_BYTES",
          "SafeName.MAX_EXTENSION_BYTES",
          "SamplingEncoder.MAX_PAUSE_BYTES",
          "SessionDescription.MAX_CANDIDATES",
          "StreamReset.MAX_STREAMS_PER_REQUEST",
          "StunWriter.CAPACITY",
          "UnnamedFiles.MAX_GATHERED_FILES",
          "VisibleName.MOST_MARKS");

  @ArchTest
  static final ArchRule limitsOfAPeerStandInOneFile =
      fields()
          .that()
          .areStatic()
          .and()
          .areFinal()
          .and()
          .areDeclaredInClassesThat()
          .resideInAnyPackage(
              "io.p2pcopy.mdns..",
              "io.p2pcopy.datachannel..",
              "io.p2pcopy.dtls..",
              "io.p2pcopy.sctp.rx..",
              "io.p2pcopy.sctp.procedure..",
              "io.p2pcopy.sctp.packet..",
              "io.p2pcopy.ice..",
              "io.p2pcopy.peer..",
              "io.p2pcopy.signal..",
              "io.p2pcopy.transfer.wire..",
              "io.p2pcopy.transfer.receive..",
              "io.p2pcopy.transfer.target.name..",
              "io.p2pcopy.transfer.file..",
              "io.p2pcopy.transfer.run..",
              "io.p2pcopy.transfer.send..")
          .should(notBeALimitOfItsOwn());

  private static ArchCondition<JavaField> notBeALimitOfItsOwn() {
    return new ArchCondition<>(
        "not be limits: what a peer can cause goes to PeerLimits, anything else into this list") {
      @Override
      public void check(JavaField field, ConditionEvents events) {
        String name = field.getName();
        boolean number =
            field.getRawType().isEquivalentTo(int.class)
                || field.getRawType().isEquivalentTo(long.class);
        boolean limit = name.matches("(MAX|MOST)_.*|.*(LIMIT|CAPACITY).*");
        // Own times and factors bound nothing.
        boolean time = name.matches(".*_(NANOS|MILLIS|SECONDS|RTTS|DOUBLINGS)");
        String full = field.getOwner().getSimpleName() + "." + name;
        boolean allowed =
            !number
                || !limit
                || time
                || NOT_FOR_A_PEER.contains(full)
                || !field.getModifiers().contains(JavaModifier.STATIC);
        events.add(new SimpleConditionEvent(field, allowed, full));
      }
    };
  }
}
