import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { googleProtoFiles } from '../../test/support/protoFiles.ts';

/** All of `google-proto-files`: 7,243 files, 70 MB. */
export const corpus = googleProtoFiles;

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
/** Some 90,000 lines. */
export const huge = benchFile('google/cloud/compute/v1/compute.proto');
/** Thousands import it. */
export const popular = benchFile('google/api/resource.proto');
