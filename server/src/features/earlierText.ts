import type { Baseline, Snapshot } from '../workspace/index.ts';

/** Scheme of the read-only documents that show files as they were. */
const earlierScheme = 'proto-atlas-earlier';

/** The document that shows a file as it was; another one for another baseline. */
export function earlierUri(uri: string, { name }: Baseline): string {
  return `${uri.replace(/^[a-z][\w+.-]*:/i, `${earlierScheme}:`)}?${encodeURIComponent(name)}`;
}

/** The text of such a document; undefined when the file was not there. */
export function earlierText({ baseline }: Snapshot, document: string): string | undefined {
  // Clients may leave an empty authority out.
  const path = document.replace(/\?.*$/s, '').slice(earlierScheme.length + 1);
  const uri = path.startsWith('//') ? `file:${path}` : `file://${path}`;
  return baseline?.snapshot.source(uri)?.text;
}
