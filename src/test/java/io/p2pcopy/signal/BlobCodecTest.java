package io.p2pcopy.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlobCodecTest {

  @Test
  void theUsualBlobHasAtMost116Characters() throws Exception {
    byte[] secret = new byte[16];
    var description =
        new SessionDescription(
            SessionDescription.Type.OFFER,
            DerivedCredentials.of(secret),
            Fingerprint.of(new byte[32]),
            DtlsSetup.ACTPASS,
            SessionDescription.OWN_MAX_MESSAGE_SIZE,
            List.of(
                new Candidate.Address(
                    Candidate.Type.HOST, InetAddress.getByName("192.168.1.20"), 40000),
                new Candidate.Address(
                    Candidate.Type.HOST, InetAddress.getByName("2001:db8::1"), 40000),
                new Candidate.Address(
                    Candidate.Type.SERVER_REFLEXIVE, InetAddress.getByName("203.0.113.9"), 51234)));

    String blob = BlobCodec.encode(description);

    assertThat(blob).hasSize(116).startsWith("p21");
    assertThat(BlobCodec.decode(blob)).isEqualTo(description);
    assertThat(PastedBlob.of("> offer: `" + blob + "`!").read(SessionDescription.Type.OFFER, null))
        .isEqualTo(description);
  }
}
