package io.p2pcopy.transfer.run;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.transfer.TransferException;
import io.p2pcopy.transfer.TransferException.Kind;
import io.p2pcopy.transfer.TransferListener;
import io.p2pcopy.transfer.TransferSummary;
import io.p2pcopy.transfer.wire.ControlMessage.Refuse;
import io.p2pcopy.transfer.wire.FailureCode;
import io.p2pcopy.transfer.wire.LocalFailureException;
import java.io.UncheckedIOException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Takes one side of a transfer over one channel to its end, whichever that is: the peer is told,
 * and neither a thread nor the channel is left.
 */
public final class TransferRun {

  /** What happens if all goes well. */
  public interface Steps {
    /**
     * Returns the summary.
     *
     * @throws ExecutionException with what a thread of the transfer has thrown
     */
    TransferSummary run()
        throws LocalFailureException, TransferException, ExecutionException, InterruptedException;
  }

  private TransferRun() {}

  public static TransferSummary run(
      DataChannel channel, TransferThreads crew, TransferListener listener, Steps steps)
      throws TransferException, InterruptedException {
    try {
      return steps.run();
    } catch (ExecutionException e) {
      crew.close();
      throw failure(channel, e.getCause());
    } catch (LocalFailureException | UncheckedIOException e) {
      crew.close();
      throw failure(channel, e);
    } catch (InterruptedException e) {
      listener.ending();
      crew.close();
      ClosingExchange.interrupted(channel);
      throw e;
    } finally {
      crew.close();
      channel.close();
    }
  }

  private static TransferException failure(DataChannel channel, @Nullable Throwable cause) {
    if (cause instanceof UncheckedIOException e) {
      return failure(
          channel, new LocalFailureException(FailureCode.FILE, String.valueOf(e.getMessage()), e));
    }
    if (cause instanceof LocalFailureException local) {
      ClosingExchange.say(channel, local);
      return TransferException.of(local);
    }
    if (cause instanceof TransferException end) {
      if (end.kind() == Kind.REFUSED) {
        ClosingExchange.say(channel, new Refuse(), ClosingExchange.PATIENCE);
      }
      return end;
    }
    throw new IllegalStateException("A thread of the transfer failed.", cause);
  }
}
