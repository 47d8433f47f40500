package io.p2pcopy.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The part of a terminal (VT102) that the program uses: what a person sees after all of it. */
public final class Screen {
  private static final Pattern CONTROL = Pattern.compile("\033(?:\\[(\\d*)([ABJKLm])|([78D]))");

  private final int columns;
  private final List<char[]> rows = new ArrayList<>();
  private int row;
  private int column;
  private int savedRow;
  private int savedColumn;

  public Screen(int rows, int columns) {
    this.columns = columns;
    for (int i = 0; i < rows; i++) {
      this.rows.add(blank());
    }
  }

  /** Prints what the program writes or the terminal echoes. */
  public Screen print(String text) {
    int position = 0;
    Matcher control = CONTROL.matcher(text);
    while (position < text.length()) {
      if (control.region(position, text.length()).lookingAt()) {
        obey(control);
        position = control.end();
      } else {
        put(text.charAt(position++));
      }
    }
    return this;
  }

  /** Returns the rows without spaces at their ends, as far as something stands in them. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    rows.forEach(line -> lines.add(new String(line).stripTrailing()));
    while (!lines.isEmpty() && lines.get(lines.size() - 1).isEmpty()) {
      lines.remove(lines.size() - 1);
    }
    return lines;
  }

  private void put(char c) {
    if (c == '\n') {
      column = 0;
      down();
    } else if (c == '\r') {
      column = 0;
    } else {
      if (column == columns) {
        column = 0;
        down();
      }
      rows.get(row)[column++] = c;
    }
  }

  private void down() {
    if (row + 1 < rows.size()) {
      row++;
    } else {
      rows.remove(0);
      rows.add(blank());
    }
  }

  private void obey(Matcher control) {
    if (control.group(3) != null) {
      obeyShort(control.group(3).charAt(0));
      return;
    }
    int count = control.group(1).isEmpty() ? 1 : Integer.parseInt(control.group(1));
    switch (control.group(2).charAt(0)) {
      case 'A' -> row = Math.max(0, row - count);
      case 'B' -> row = Math.min(rows.size() - 1, row + count);
      case 'J' -> eraseBelow();
      case 'K' -> Arrays.fill(rows.get(row), Math.min(column, columns), columns, ' ');
      case 'L' -> insert(count);
      default -> {} // Colours.
    }
  }

  private void obeyShort(char c) {
    switch (c) {
      case '7' -> {
        savedRow = row;
        savedColumn = column;
      }
      case '8' -> {
        row = savedRow;
        column = savedColumn;
      }
      default -> down();
    }
  }

  private void eraseBelow() {
    Arrays.fill(rows.get(row), Math.min(column, columns), columns, ' ');
    rows.subList(row + 1, rows.size()).replaceAll(old -> blank());
  }

  private void insert(int count) {
    for (int i = 0; i < count; i++) {
      rows.add(row, blank());
      rows.remove(rows.size() - 1);
    }
  }

  private char[] blank() {
    char[] blank = new char[columns];
    Arrays.fill(blank, ' ');
    return blank;
  }
}
