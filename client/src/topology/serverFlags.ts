/**
 * How V8 runs the topology server. What registries answer is read and thrown away, and with its usual
 * settings V8 lets that garbage grow to several times of what is kept. With ten thousand instances, at
 * rest and under 500 changes a second for half a minute:
 *
 * | | at rest | in the storm | CPU for an update |
 * |---|---|---|---|
 * | these | 140 MB | 165 to 180 MB | 11 ms |
 * | without the second | 135 MB | 250 MB | 8 ms |
 * | `--optimize-for-size` instead of it | 120 MB | 155 MB | 20 ms |
 */
export const topologyServerFlags: readonly string[] = [
  '--max-semi-space-size=4',
  '--heap-growing-percent=20',
];
