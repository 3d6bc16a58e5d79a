import type { ViewKind } from '../../../protocol/webview.ts';

/** What the page of a webview is made of. All addresses are those that a webview may load. */
export interface PageOptions {
  readonly view: ViewKind;
  readonly title: string;
  readonly nonce: string;
  /** Source expression of the editor for files of the extension. */
  readonly cspSource: string;
  readonly scriptUri: string;
  /** In the order of the cascade. */
  readonly styleUris: readonly string[];
  readonly workerUri: string;
}

/**
 * The page of a view: links to the compiled program and nothing else. Scripts run by nonce only,
 * nothing comes from outside of the extension, and the layout worker starts from a blob.
 */
export function pageHtml(options: PageOptions): string {
  const styles = options.styleUris.map((uri) => `<link rel="stylesheet" href="${escape(uri)}">`);
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${escape(policyOf(options))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(options.title)}</title>
${styles.join('\n')}
</head>
<body data-view="${options.view}" data-worker-uri="${escape(options.workerUri)}">
<div id="root"></div>
<script nonce="${escape(options.nonce)}" src="${escape(options.scriptUri)}"></script>
</body>
</html>`;
}

function policyOf({ cspSource, nonce }: PageOptions): string {
  return [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource}`,
    `font-src ${cspSource}`,
    `img-src ${cspSource} data:`,
    `connect-src ${cspSource}`,
    `worker-src blob:`,
  ].join('; ');
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
