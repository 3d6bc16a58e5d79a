import { readFileSync } from 'node:fs';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { once } from '../../scripts/realParts.ts';
import { parse } from '../../server/src/compiler/index.ts';
import { googleProtoFiles } from '../../test/support/protoFiles.ts';

/** All of `google-proto-files`, 7,243 files of 70 MB, and `long`, as a module of buf. */
export const corpus = await copiedCorpus();

/** A copy, since buf finds no import of a folder that has no `buf.yaml`. */
async function copiedCorpus(): Promise<string> {
  const cache = resolve(import.meta.dirname, '../../.cache/bench-lsp');
  const folder = join(cache, 'google-proto-files');
  await mkdir(cache, { recursive: true });
  await once(folder, async (staging) => {
    const nested = join(googleProtoFiles, 'node_modules');
    await cp(googleProtoFiles, staging, { recursive: true, filter: (path) => path !== nested });
    await writeFile(join(staging, 'buf.yaml'), 'version: v2\n');
  });
  return folder;
}

/** A file of the corpus in the editor. */
export interface BenchFile {
  readonly path: string;
  readonly uri: string;
  readonly text: string;
}

export function benchFile(path: string): BenchFile {
  const file = join(corpus, path);
  return { path, uri: pathToFileURL(file).href, text: readFileSync(file, 'utf8') };
}

/** Imports 254 files, 651 in all. */
export const deep = benchFile('google/ads/googleads/v25/services/google_ads_service.proto');
/** Nobody imports it. */
export const leaf = benchFile('google/cloud/vision/v1/image_annotator.proto');
/** Some 10,000 lines. */
export const large = benchFile('google/ads/admanager/v1/report_definition.proto');
/** Some 96,000 lines. */
export const huge = benchFile('google/cloud/compute/v1/compute.proto');
/** Thousands import it. */
export const popular = benchFile('google/api/resource.proto');

/** A message that at least a hundred places of dozens of files name, and where it is defined. */
export interface CommonMessage {
  readonly name: string;
  readonly file: BenchFile;
}

/** They are asked about in turn, so that no answer is one that was given before. */
export const common: readonly CommonMessage[] = [
  { name: 'Status', file: benchFile('google/rpc/status.proto') },
  { name: 'Operation', file: benchFile('google/longrunning/operations.proto') },
  { name: 'Date', file: benchFile('google/type/date.proto') },
  { name: 'Policy', file: benchFile('google/iam/v1/policy.proto') },
  { name: 'LatLng', file: benchFile('google/type/latlng.proto') },
];
/** Uses what `popular` defines. */
export const dependent = benchFile('google/cloud/vision/v1/product_search_service.proto');
/** Some 36,000 lines: as many messages of the largest file as find all that they use there. */
export const long = cutTo(1_500_000, huge);
await writeFile(join(corpus, long.path), long.text);

/** The file's messages in order, each with all that it uses, up to so many characters. */
function cutTo(characters: number, file: BenchFile): BenchFile {
  const { members } = parse(file.path, file.text).tree;
  const texts = new Map(
    members.flatMap((member) =>
      member.kind === 'message' && member.name !== undefined
        ? [[member.name.text, file.text.slice(member.start, member.end)] as const]
        : [],
    ),
  );
  const first = members.find(({ kind }) => kind === 'message');
  const taken = new Set<string>();
  let length = 0;
  for (const name of texts.keys()) {
    for (const one of length < characters ? withUses(name, texts) : []) {
      length += taken.has(one) ? 0 : (texts.get(one)?.length ?? 0);
      taken.add(one);
    }
  }
  const kept = [...texts].filter(([name]) => taken.has(name)).map(([, text]) => text);
  const head = file.text.slice(0, first?.start ?? 0).replace(/(?:\/\/.*\s*)+$/, '');
  const text = `${head}\n${kept.join('\n\n')}\n`;
  const renamed = (path: string): string => path.replace('.proto', '_long.proto');
  return {
    path: renamed(file.path),
    uri: renamed(file.uri),
    text: text.replaceAll('compute.v1;', 'compute.long;'),
  };
}

function withUses(name: string, texts: ReadonlyMap<string, string>): Set<string> {
  const names = new Set([name]);
  for (const each of names) {
    for (const [word] of (texts.get(each) ?? '').matchAll(/\b[A-Z]\w+/g)) {
      if (texts.has(word)) {
        names.add(word);
      }
    }
  }
  return names;
}
