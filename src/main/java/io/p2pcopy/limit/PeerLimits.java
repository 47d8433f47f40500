package io.p2pcopy.limit;

/**
 * The limits on what a peer can make this side keep or do, before and after it is authenticated.
 * Each has its unit in its name where it is not a count, and the reason for its value.
 *
 * <p>Limits of a format, such as the length of a fingerprint, stand where the format is read. Own
 * goals, such as how far to read ahead, stand where they are used.
 */
public final class PeerLimits {

  private PeerLimits() {}

  /** Pasted text, which somebody in the chat may have written. */
  public static final class Signal {

    /** Longer text is refused unread. An SDP with all candidates that are used has 8 kB. */
    public static final int TEXT_CHARACTERS = 65_536;

    /** Candidates in a description: five bits of a blob. */
    public static final int CANDIDATES = 31;

    private Signal() {}
  }

  /**
   * Candidates that the authenticated peer names inside the connection. Each one costs connectivity
   * checks, which go to whomever the peer names.
   */
  public static final class LaterCandidates {

    /** Candidates in a message: a computer in several networks has fewer that differ. */
    public static final int PER_MESSAGE = 16;

    /** The longest message: 16 IPv6 addresses with tag and port take 305 bytes. */
    public static final int MESSAGE_BYTES = 512;

    /** Messages that are acted upon at once, as each makes this side check all pairs for 5 s. */
    public static final int MESSAGES_AT_ONCE = 8;

    /** Then one message is acted upon in this time: the newest one. */
    public static final long NANOS_PER_MESSAGE = 30_000_000_000L;

    /**
     * Addresses never named before that are accepted at once: a computer that moved a few times.
     */
    public static final int NEW_AT_ONCE = 32;

    /** Then one such address is accepted in this time. */
    public static final long NANOS_PER_NEW = 10_000_000_000L;

    /** Addresses that are remembered as named before, the oldest forgotten first. */
    public static final int KNOWN = 64;

    /** Checks to one such address at once: a round every 0.3 s from two sockets for 9 s. */
    public static final int CHECKS_AT_ONCE = 60;

    /** Then one check to the address is sent in this time. */
    public static final long NANOS_PER_CHECK = 1_000_000_000;

    private LaterCandidates() {}
  }

  /** Multicast DNS: anybody on the link can send, without any secret. */
  public static final class Mdns {

    /**
     * RFC 6762, 17: "Even when fragmentation is used, a Multicast DNS packet [...] MUST NOT exceed
     * 9000 bytes".
     */
    public static final int MESSAGE_BYTES = 9000;

    /** RFC 1035, 3.1: names, with their length octets, "are restricted to 255 octets or less". */
    public static final int NAME_OCTETS = 255;

    /** Compression pointers per name. They lead backwards only: this bounds work, not depth. */
    public static final int POINTERS_PER_NAME = 16;

    /** Addresses of a name. A computer has few, and each one costs connectivity checks. */
    public static final int ADDRESSES_PER_NAME = 8;

    private Mdns() {}
  }

  /** Path finding: somebody who has read both descriptions can send checks that pass. */
  public static final class Ice {

    /** Candidate pairs of addresses in the peer's description (RFC 8445, 6.1.2.5). */
    public static final int DESCRIBED_ADDRESSES = 100;

    /** Other sources of checks: a symmetric NAT may show a new address with each check. */
    public static final int HEARD_ADDRESSES = 32;

    /** Valid pairs (RFC 8445, 6.1.2.5). */
    public static final int VALID_PAIRS = 100;

    /** Pairs with an open triggered check (RFC 8445, 6.1.2.5). */
    public static final int TRIGGERED_PAIRS = 100;

    /** Unanswered checks of this side: 100 pairs, some of which have been repeated. */
    public static final int OPEN_CHECKS = 512;

    /**
     * How often one check is answered. RFC 8489, 6.2.1: "Rc SHOULD be configurable and SHOULD have
     * a default of 7."
     */
    public static final int ANSWERS_PER_CHECK = 7;

    /** Answered checks a second: twice those of a peer that keeps to Ta of 5 ms, all sources. */
    public static final int ANSWERS_PER_SECOND = 400;

    /** Answered checks a second of one source: no faster than Ta (RFC 8445, 14.2). */
    public static final int ANSWERS_PER_SOURCE_PER_SECOND = 200;

    /** Checks whose repetitions are counted: those of about three seconds of the busiest peer. */
    public static final int REMEMBERED_CHECKS = 1024;

    /** Unverified packets a second of a pair other than the selected one. */
    public static final int FORGERIES_PER_SECOND = 20;

    /** Packets that arrive before their pair is valid: two flights of a handshake. */
    public static final int EARLY_PACKETS = 16;

    /** The length of such a packet, in bytes: the MTU of Ethernet. */
    public static final int EARLY_PACKET_BYTES = 1500;

    /** Sources whose handshake failed and that are ignored for ten seconds. */
    public static final int BARRED_SOURCES = 256;

    /** STUN messages that wait for the library that uses relays; more means that it hangs. */
    public static final int QUEUED_FOR_LIBRARY = 256;

    private Ice() {}
  }

  /** DTLS: before the handshake ends, anybody who knows the path's addresses can send. */
  public static final class Dtls {

    /** Concurrent handshakes of a server; each has a thread. */
    public static final int HANDSHAKES = 4;

    /** Failed handshakes with addresses of the description, within two seconds or more. */
    public static final int FAILED_HANDSHAKES = 3;

    /** Addresses to which an unanswered ClientHello is sent. */
    public static final int CLIENT_HELLO_ADDRESSES = 4;

    /** Messages of a handshake. None has more; a peer that sends more fills memory. */
    public static final int HANDSHAKE_MESSAGES = 32;

    /** How far ahead of the next message one is kept: more than the largest flight has. */
    public static final int MESSAGES_AHEAD = 16;

    /** How many descriptions of one message are reassembled, as some may be forged. */
    public static final int VARIANTS_PER_MESSAGE = 4;

    /** Protected records that wait for the end of the handshake, about as many as in OpenSSL. */
    public static final int EARLY_RECORDS = 64;

    /**
     * RFC 9147, 4.5.3: for AES-GCM, "the limit on the number of records that fail authentication is
     * 2^36".
     */
    public static final long FORGED_RECORDS = 1L << 36;

    /**
     * How far ahead of the newest record another one is verified: over 1 GB of which nothing has
     * arrived. Saves the verification of records forged by somebody who does not see the traffic.
     */
    public static final long SEQUENCE_NUMBERS_AHEAD = 1 << 20;

    private Dtls() {}
  }

  /** SCTP: an authenticated peer, which may still be hostile. */
  public static final class Sctp {

    /**
     * The receive window at most, in bytes: 1 Gbit/s at an RTT of half a second. {@code FlowConfig}
     * and {@code SctpConfig} make it smaller.
     */
    public static final int WINDOW_BYTES = 64 << 20;

    /** The receive window until the application has received more within an RTT, in bytes. */
    public static final int INITIAL_WINDOW_BYTES = 4 << 20;

    /**
     * Objects and unused buffers beyond the window, in bytes. They may take twice the window, but
     * at most this, which with the largest window fits into the program's heap.
     */
    public static final long OVERHEAD_BYTES = 24L << 20;

    /**
     * The limit of window growth because of incomplete messages, in bytes: 64 messages of 256 KiB.
     * Beyond it, the window grows only with what the application receives.
     */
    public static final long PARTIAL_WINDOW_BYTES = 16L << 20;

    /** The largest message, in bytes. Chromium accepts the same. */
    public static final int MESSAGE_BYTES = 262_144;

    /** TSNs beyond the cumulative one: gap ack blocks hold 16-bit offsets. */
    public static final int TSN_SPAN = 65_535;

    /** Duplicate TSNs reported in one SACK; more would only cost space in the packet. */
    public static final int DUPLICATE_TSNS = 16;

    /** Incomplete packets of packet fragmentation; the peer retransmits what is dropped. */
    public static final int INCOMPLETE_PACKETS = 64;

    /** Stream resets that wait for their last TSN. Nobody needs more without waiting. */
    public static final int PENDING_RESETS = 64;

    /** Remembered re-configuration requests, for peers that do not wait for responses. */
    public static final int REMEMBERED_REQUESTS = 64;

    /** Responses to control chunks that wait to be sent; the excess counts as lost. */
    public static final int CONTROL_CHUNKS = 32;

    /** Unknown parameters that are reported back, in bytes: what fits into a packet. */
    public static final int REPORTED_BYTES = 256;

    private Sctp() {}
  }

  /** Data channels; {@code ChannelLimits} changes these. */
  public static final class Channels {

    /** Open channels of the peer: all streams with its parity. The program accepts one. */
    public static final int INCOMING = 32_768;

    /** All open channels, labels and unread messages, in bytes: 32 full inboxes. */
    public static final long MEMORY_BYTES = 40L << 20;

    /** Unread messages of one channel, in bytes: enough for a reader until the next turn. */
    public static final long INBOX_BYTES = 1 << 20;

    /** Closed channels kept for a callback that is set late. */
    public static final int CLOSED_UNDELIVERED = 16;

    private Channels() {}
  }

  /** The transfer protocol. Each side enforces these; docs/transfer-protocol.md has them, too. */
  public static final class Transfer {

    /** The largest message of either kind, in bytes: all WebRTC implementations carry it. */
    public static final int MESSAGE_BYTES = 65_536;

    /** The largest file in bytes: 2^32 blocks. */
    public static final long FILE_BYTES = 1L << 52;

    /** The largest sum of bytes that a browser's numbers count exactly. */
    public static final long TOTAL_BYTES = (1L << 53) - 1;

    /** The range of a browser's {@code Date}, in milliseconds on either side of 1970. */
    public static final long TIME_MILLIS = 8_640_000_000_000_000L;

    /** Entries in a list: their numbers have 32 bits. */
    public static final long ENTRIES = (1L << 32) - 1;

    /** Entries in one message. */
    public static final int ENTRIES_IN_MESSAGE = 1000;

    /** The longest path and the longest target of a link, in UTF-16 units: Linux has as much. */
    public static final int PATH_UNITS = 4096;

    /** Components of a path: directories may be nested so deep, less the file in them. */
    public static final int PATH_COMPONENTS = 256;

    /** The longest text message to a person, in UTF-16 units: it fits into one message. */
    public static final int TEXT_UNITS = 16_384;

    /** The longest detail of an error, in UTF-16 units: two sentences. */
    public static final int DETAIL_UNITS = 300;

    /** Members of a JSON object; no message has a third of it. */
    public static final int JSON_MEMBERS = 64;

    /** The longest name of a JSON member, in UTF-16 units. */
    public static final int JSON_NAME_UNITS = 64;

    /** Compression methods that an offer may name. */
    public static final int COMPRESSIONS = 16;

    /** Skipped entries reported in one message. */
    public static final int SKIPPED_IN_MESSAGE = 1000;

    /** Hashes in one HAVE frame: they fit into one message. */
    public static final int HASHES_IN_FRAME = 2000;

    /** Hashes in HAVE frames of entries that have not ended: a file of 2 TiB can be resumed. */
    public static final long HASHES_AHEAD = 1L << 21;

    /**
     * By how many bytes all files together may have grown since they were offered: a log file that
     * is written meanwhile. Content in place of announced holes counts as well.
     */
    public static final long GROWTH_BYTES = 64L << 20;

    /**
     * Blocks in a HOLE frame of a file of unknown size, which has no other bound: a sender has to
     * send a frame for each 256 MiB of it.
     */
    public static final long HOLE_BLOCKS_WITHOUT_SIZE = 256;

    /**
     * The temporary files of a list that nobody has accepted yet, in bytes: some six million files
     * with paths of 150 bytes. Lists of a million files are known; longer ones fill a disk that
     * other programs need.
     */
    public static final long LIST_BYTES = 1L << 30;

    /** Names in all directories of a list that are open at a time; 16 to 32 bytes each. */
    public static final int NAMES = 2_000_000;

    /** Open directories: far below the 1,024 descriptors that a process has by default. */
    public static final int OPEN_DIRECTORIES = 64;

    /** Hashes of one file that are kept in memory, in bytes: 8 GiB of a file without holes. */
    public static final int HASHES_IN_MEMORY_BYTES = 256 << 10;

    /** Each queue of requests and reports that is kept in memory, in bytes. */
    public static final int QUEUE_IN_MEMORY_BYTES = 256 << 10;

    /** Content that was received and not yet written, in bytes: eight blocks. */
    public static final int UNWRITTEN_BYTES = 8 << 20;

    /** Messages to a sender that does not read, in bytes; then its content is not processed. */
    public static final long UNREAD_REPORTS_BYTES = 2 << 20;

    /** Files that wait for damaged blocks. More are taken as an attack or a broken peer. */
    public static final int DAMAGED_FILES = 64;

    /** Damaged blocks of one file; no accident causes more. */
    public static final int DAMAGED_BLOCKS_PER_FILE = 1024;

    /** How often one block is requested again. */
    public static final int REQUESTS_PER_BLOCK = 3;

    /** Blocks that are requested at a time while present blocks are rechecked. */
    public static final int OPEN_REQUESTS = 64;

    /** How often a receiver may request each block again, on average. */
    public static final long RESENDS_PER_BLOCK = 3;

    /** How many blocks a receiver may request again, however small the files are. */
    public static final long MIN_RESENDS = 64;

    private Transfer() {}
  }
}
