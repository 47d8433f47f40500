package io.p2pcopy.transfer;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.transfer.TransferException.Kind;
import io.p2pcopy.transfer.wire.ControlMessage.Refuse;
import io.p2pcopy.transfer.wire.FailureCode;
import io.p2pcopy.transfer.wire.LocalFailure;
import java.io.UncheckedIOException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Takes one side of a transfer over one channel to its end, whichever that is: the peer is told,
 * and neither a thread nor the channel is left.
 */
final class Course {

  /** What happens if all goes well. */
  interface Steps {
    /**
     * Returns the summary.
     *
     * @throws ExecutionException with what a thread of the transfer has thrown
     */
    TransferSummary run()
        throws LocalFailure, TransferException, ExecutionException, InterruptedException;
  }

  private Course() {}

  static TransferSummary run(DataChannel channel, Crew crew, TransferListener listener, Steps steps)
      throws TransferException, InterruptedException {
    try {
      return steps.run();
    } catch (ExecutionException e) {
      crew.close();
      throw failure(channel, e.getCause());
    } catch (LocalFailure | UncheckedIOException e) {
      crew.close();
      throw failure(channel, e);
    } catch (InterruptedException e) {
      listener.ending();
      crew.close();
      Farewell.interrupted(channel);
      throw e;
    } finally {
      crew.close();
      channel.close();
    }
  }

  private static TransferException failure(DataChannel channel, @Nullable Throwable cause) {
    if (cause instanceof UncheckedIOException e) {
      return failure(
          channel, new LocalFailure(FailureCode.FILE, String.valueOf(e.getMessage()), e));
    }
    if (cause instanceof LocalFailure local) {
      Farewell.say(channel, local);
      return TransferException.of(local);
    }
    if (cause instanceof TransferException end) {
      if (end.kind() == Kind.REFUSED) {
        Farewell.say(channel, new Refuse(), Farewell.PATIENCE);
      }
      return end;
    }
    throw new IllegalStateException("A thread of the transfer failed.", cause);
  }
}
