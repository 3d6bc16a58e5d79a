/**
 * How V8 runs the language server. It begins with little room for new objects and makes more of it
 * collection by collection, while nearly all that is parsed at the start stays alive: with more room
 * at once, 10 % of the time until the first findings is saved for 7 MB. And where it may take more
 * than two gigabytes, it lets garbage grow to several times of what is kept before it collects any:
 * 100 MB of 600 with seven thousand files, of which a hundred thousand would need a fourth of the two.
 */
export const languageServerFlags: readonly string[] = [
  '--min-semi-space-size=16',
  '--max-old-space-size=2000',
];
