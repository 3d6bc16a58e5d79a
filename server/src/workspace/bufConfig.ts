/**
 * The few keys of `buf.yaml` and `buf.work.yaml` that name import roots, read without a YAML
 * library: block and flow lists of plain or quoted strings, comments. Anything else is passed over.
 */

/**
 * The module folders that a file declares, relative to its own folder and `/`-separated; `.` is the
 * folder itself. A `buf.yaml` without any declares its own folder.
 */
export function bufModulePaths(fileName: string, text: string): readonly string[] {
  const lines = text.split(/\r?\n/).map(stripComment);
  if (fileName === 'buf.work.yaml') {
    return itemsOf(lines, 'directories').map(cleanPath).filter(isInside);
  }
  const modules = itemsOf(lines, 'modules', 'path');
  const roots = modules.length > 0 ? modules : rootsOfVersionOne(lines);
  const paths = roots.map(cleanPath).filter(isInside);
  return paths.length > 0 ? paths : ['.'];
}

/** `build.roots` of the beta format. */
function rootsOfVersionOne(lines: readonly string[]): readonly string[] {
  return itemsOf(
    lines.map((line) => line.replace(/^\s+(?=roots\s*:)/, '')),
    'roots',
  );
}

/** The strings of the list under a key in column 0; of list entries' `field` when one is given. */
function itemsOf(lines: readonly string[], key: string, field?: string): string[] {
  const start = lines.findIndex((line) => line.startsWith(key) && /^\w+\s*:/.test(line));
  if (start === -1 || lines[start]?.split(':')[0]?.trim() !== key) {
    return [];
  }
  const flow = /\[(.*)\]\s*$/.exec(lines[start] ?? '');
  if (flow !== null) {
    return (flow[1] ?? '')
      .split(',')
      .map(unquote)
      .filter((item) => item !== '');
  }
  const items: string[] = [];
  for (const line of lines.slice(start + 1)) {
    if (/^[^\s-]/.test(line)) {
      break;
    }
    const pattern =
      field === undefined ? /^\s*-\s+(.+)$/ : new RegExp(`^[\\s-]+${field}\\s*:(.+)$`);
    const found = pattern.exec(line)?.[1];
    if (found !== undefined) {
      items.push(unquote(found));
    }
  }
  return items;
}

function stripComment(line: string): string {
  return line.replace(/(^|\s)#.*$/, '').trimEnd();
}

function unquote(text: string): string {
  return text.trim().replace(/^(["'])(.*)\1$/, '$2');
}

function cleanPath(path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  return parts.length === 0 ? '.' : parts.join('/');
}

/** A module is below its file: a path that leads out is an error of the file. */
function isInside(path: string): boolean {
  return !path.split('/').includes('..');
}
