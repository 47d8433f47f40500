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
 * Runs one side of a transfer over one channel. However it ends, the peer is notified, and all
 * threads and the channel are closed.
 */
public final class TransferRun {

  /** The transfer itself. */
  public interface Steps {
    /**
     * Returns the summary.
     *
     * @throws ExecutionException with the exception of a transfer thread
     */
    TransferSummary run()
        throws LocalFailureException, TransferException, ExecutionException, InterruptedException;
  }

  private TransferRun() {}

  public static TransferSummary run(
      DataChannel channel, TransferThreads threads, TransferListener listener, Steps steps)
      throws TransferException, InterruptedException {
    try {
      return steps.run();
    } catch (ExecutionException e) {
      threads.close();
      throw failure(channel, e.getCause());
    } catch (LocalFailureException | UncheckedIOException e) {
      threads.close();
      throw failure(channel, e);
    } catch (InterruptedException e) {
      listener.ending();
      threads.close();
      ClosingExchange.abortInterrupted(channel);
      throw e;
    } finally {
      threads.close();
      channel.close();
    }
  }

  private static TransferException failure(DataChannel channel, @Nullable Throwable cause) {
    if (cause instanceof UncheckedIOException e) {
      return failure(
          channel, new LocalFailureException(FailureCode.FILE, String.valueOf(e.getMessage()), e));
    }
    if (cause instanceof LocalFailureException local) {
      ClosingExchange.abort(channel, local);
      return TransferException.of(local);
    }
    if (cause instanceof TransferException end) {
      if (end.kind() == Kind.REFUSED) {
        ClosingExchange.finish(channel, new Refuse(), ClosingExchange.CLOSE_TIMEOUT);
      }
      return end;
    }
    throw new IllegalStateException("A thread of the transfer failed.", cause);
  }
}
