package io.p2pcopy.cli;

/**
 * Whereto a command speaks.
 *
 * @param report is told what happens
 * @param voice for what is to be asked
 * @param movement bytes of content that have gone through channels
 */
record Output(Report report, Voice voice, Movement movement) {}
