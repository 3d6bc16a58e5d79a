/** What a file imports, read off its bytes without parsing it. */

/**
 * Finds all that may be an import, in comments and strings too: what it gives may be too much, never
 * too little for a file without errors. Undefined when only a parser can tell, since something that
 * may be an import has an unusual form.
 */
export function scanImports(bytes: Buffer): string[] | undefined {
  const found: string[] = [];
  for (let at = bytes.indexOf(keyword); at !== -1; at = bytes.indexOf(keyword, at + 1)) {
    if (isWordByte(bytes[at - 1])) {
      continue;
    }
    const start = at + keyword.length;
    const behind = bytes.toString('latin1', start, start + statementLength);
    const path = plainImport.exec(behind)?.[1];
    if (path !== undefined) {
      found.push(path);
    } else if (unusualImport.test(behind) && !isInComment(bytes, at)) {
      return undefined;
    }
  }
  return found;
}

const keyword = 'import';
const statementLength = 1000;

/** A statement with a path of plain ASCII in one piece, and without comments. */
const plainImport = /^\s*(?:(?:public|weak|option)\s*)?["']([!#-&(-[\]-~]+)["']\s*;/;

/** A string or a comment follows, or nothing that this reader sees. */

const unusualImport = /^[\0-\x20]*(?:(?:public|weak|option)[\0-\x20]*)?(?:["']|\/[/*]|$)/;

/**
 * Whether the line of a word begins as one of a comment and the comment goes on to the word. In a
 * file without errors only a comment has lines that begin with `*`.
 */
function isInComment(bytes: Buffer, at: number): boolean {
  const lineStart = bytes.lastIndexOf(newline, at) + 1;
  return commentLine.test(bytes.toString('latin1', lineStart, at));
}

const newline = 0x0a;

const commentLine = /^[\t ]*(?:\/\/|\*)(?:(?!\*\/).)*$/;

function isWordByte(byte: number | undefined): boolean {
  return byte !== undefined && /\w/.test(String.fromCharCode(byte));
}
