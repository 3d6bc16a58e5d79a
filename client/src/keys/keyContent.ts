import { utf8 } from './keyPath.ts';

/** Whether an editor can show the value and save it again without changing other bytes. */
export function isText(value: Uint8Array): boolean {
  return !value.includes(0) && utf8(value) !== undefined;
}

/** Whether it is a JSON object or list: a lone number or word may be anything. */
export function isJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) {
    return false;
  }
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const longestDump = 64 * 1024;

/** The value as it is read: text, or a dump of its bytes when it is none. */
export function shownText(value: Uint8Array): string {
  return isText(value) ? (utf8(value) ?? '') : hexDump(value);
}

/** Sixteen bytes a line, in hexadecimal and as the characters of ASCII. */
function hexDump(value: Uint8Array): string {
  const shown = value.subarray(0, longestDump);
  const lines = [
    `${value.length} bytes that are not UTF-8 text, so they can only be looked at:`,
    '',
  ];
  for (let start = 0; start < shown.length; start += 16) {
    lines.push(dumpLine(shown.subarray(start, start + 16), start));
  }
  if (shown.length < value.length) {
    lines.push(`… and ${value.length - shown.length} more`);
  }
  return lines.join('\n');
}

function dumpLine(bytes: Uint8Array, offset: number): string {
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  const characters = [...bytes]
    .map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.'))
    .join('');
  return `${offset.toString(16).padStart(8, '0')}  ${digits.padEnd(47)}  ${characters}`;
}
