/**
 * How long it takes to compare a file with what it was: `node bench/breaking.ts`. Each round is
 * another text, linked before the clock starts, under every rule there is.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { breaking } from '../server/src/features/breaking.ts';
import { MemoryFileSystem, openWorkspace, uriOf } from '../test/workspace/memoryWorkspace.ts';
import { googleProtoFiles } from '../test/support/protoFiles.ts';

const rounds = 300;
const path = 'google/cloud/dataplex/v1/datascans.proto';

function withImports(first: string): Map<string, string> {
  const files = new Map<string, string>();
  const pending = [first];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (!files.has(next) && !next.startsWith('google/protobuf/')) {
      const text = readFileSync(join(googleProtoFiles, next), 'utf8');
      files.set(next, text);
      pending.push(...[...text.matchAll(/^import "([^"]+)"/gm)].map(([, one = '']) => one));
    }
  }
  return files;
}

const files = withImports(path);
const text = files.get(path) ?? '';
const past = await openWorkspace(new MemoryFileSystem(files));
const now = await openWorkspace(new MemoryFileSystem(files), {
  breakingUse: ['FILE', 'PACKAGE', 'WIRE_JSON', 'WIRE'],
});
now.setBaseline({ name: 'before', snapshot: past.snapshot() });

const wall: number[] = [];
let cpu = 0;
let found = 0;
for (let round = 0; round < rounds; round++) {
  const changed = text
    .replace(/ = 3 \[/, ' = 903 [')
    .replace(/\n {2}string \w+/, '\n  bytes other');
  now.setDocument({ uri: uriOf(path), version: round + 1, text: `${changed}// ${round}\n` });
  const snapshot = await now.load(uriOf(path));
  const linked = snapshot.linked(uriOf(path));
  if (linked === undefined || linked.references.size + linked.diagnostics.length === 0) {
    throw new Error(`${path} is not linked`);
  }
  const before = process.cpuUsage();
  const started = performance.now();
  found = breaking(snapshot, uriOf(path)).length;
  wall.push(performance.now() - started);
  const { user, system } = process.cpuUsage(before);
  cpu += (user + system) / 1000;
}
wall.sort((a, b) => a - b);
const at = (part: number): string => (wall[Math.floor(rounds * part)] ?? 0).toFixed(2);
console.log(`${path}: ${text.split('\n').length} lines, ${found} findings, ${rounds} rounds`);
console.log(
  `wall ms: median ${at(0.5)}, 90 % ${at(0.9)}; processor ms: mean ${(cpu / rounds).toFixed(2)}`,
);
