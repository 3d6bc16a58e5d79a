/** A piece of XML that is well formed. Only this file makes one out of text. */
export interface Xml {
  readonly xml: string;
}

/** Values of attributes; numbers are rounded to a hundredth, and undefined ones are left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element. Names come from the code alone; values and texts from anywhere. */
export function element(name: string, attributes: Attributes, ...children: readonly Xml[]): Xml {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escaped(plain(value ?? ''))}"`)
    .join('');
  const inner = children.map(({ xml }) => xml).join('');
  return { xml: inner === '' ? `<${name}${written}/>` : `<${name}${written}>${inner}</${name}>` };
}

/** Text, whatever it holds. */
export function text(value: string): Xml {
  return { xml: escaped(value) };
}

function plain(value: string | number): string {
  return typeof value === 'number' ? String(Math.round(value * 100) / 100) : value;
}

/** XML 1.0 has no way at all to write most control characters and halves of surrogate pairs. */
const unwritable =
  // eslint-disable-next-line no-control-regex -- these are the characters that are replaced
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(value: string): string {
  return value
    .replaceAll(unwritable, '\ufffd')
    .replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}
