package io.p2pcopy.transfer.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FinalNameTest {

  @Test
  void filesThatWantTheSameNameAtTheSameTimeAllStay(@TempDir Path directory) throws Exception {
    int files = 16;
    var barrier = new CyclicBarrier(files);
    List<Callable<Path>> moves = new ArrayList<>();
    for (int i = 0; i < files; i++) {
      Path complete = Files.writeString(directory.resolve(".part" + i), "content " + i);
      moves.add(
          () -> {
            barrier.await(30, TimeUnit.SECONDS);
            return FinalName.take(complete, "a.txt", false);
          });
    }
    ExecutorService threads = Executors.newFixedThreadPool(files);
    try {
      List<Future<Path>> moved = threads.invokeAll(moves);
      for (int i = 0; i < files; i++) {
        assertThat(moved.get(i).get()).hasContent("content " + i);
      }
    } finally {
      threads.shutdownNow();
    }
    List<String> expected =
        IntStream.range(0, files).mapToObj(i -> SafeName.numbered("a.txt", i)).toList();
    try (var left = Files.list(directory)) {
      assertThat(left.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  @Test
  void onAFileSystemWithoutLinksAFreeNameIsTakenAndATakenOneIsNot(@TempDir Path directory)
      throws Exception {
    Path complete = Files.writeString(directory.resolve(".part"), "new");
    Path taken = Files.writeString(directory.resolve("taken"), "old");
    Path free = directory.resolve("free");

    assertThat(FinalName.reserveAndMove(complete, taken)).isFalse();
    assertThat(FinalName.reserveAndMove(complete, free)).isTrue();

    assertThat(taken).hasContent("old");
    assertThat(free).hasContent("new");
    assertThat(complete).doesNotExist();
  }
}
