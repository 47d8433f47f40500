package io.p2pcopy.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TransferProgressTest {

  private static final RecordComponent[] COMPONENTS = TransferProgress.class.getRecordComponents();

  @Test
  void equalIfNothingHasMoved() throws ReflectiveOperationException {
    assertThat(with(-1)).isEqualTo(with(-1)).hasSameHashCodeAs(with(-1));
  }

  /** A listener hears of what is not equal to what it was told last. */
  @Test
  void anythingThatMovesMakesADifference() throws ReflectiveOperationException {
    for (int i = 0; i < COMPONENTS.length; i++) {
      assertThat(with(i)).as(COMPONENTS[i].getName()).isNotEqualTo(with(-1));
    }
  }

  /** Returns progress of which one component is further than usual; none with -1. */
  private static TransferProgress with(int moved) throws ReflectiveOperationException {
    Object[] values = new Object[COMPONENTS.length];
    for (int i = 0; i < values.length; i++) {
      boolean text = COMPONENTS[i].getType() == String.class;
      Object still = text ? "a" : (Object) 1L;
      Object further = text ? "b" : (Object) 2L;
      values[i] = i == moved ? further : still;
    }
    Class<?>[] types =
        Arrays.stream(COMPONENTS).map(RecordComponent::getType).toArray(Class<?>[]::new);
    return TransferProgress.class.getDeclaredConstructor(types).newInstance(values);
  }
}
