package io.p2pcopy.cli.report;

import io.p2pcopy.cli.progress.Movement;
import io.p2pcopy.cli.terminal.TerminalOutput;

/**
 * Whereto a command speaks.
 *
 * @param report is told what happens
 * @param voice for what is to be asked
 * @param movement bytes of content that have gone through channels
 */
public record Output(Report report, TerminalOutput voice, Movement movement) {}
