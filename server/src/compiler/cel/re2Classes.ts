/** The classes of characters that RE2 has names for. */

/** Those within `[:` and `:]`. */
export const posixClasses: ReadonlySet<string> = new Set(
  'alnum alpha ascii blank cntrl digit graph lower print punct space upper word xdigit'.split(' '),
);

/** What is neither a category nor a script. */
const others: ReadonlySet<string> = new Set(['Any', 'Ascii', 'Assigned', 'C', 'Lc']);

/** Scripts whose name is as long as the codes that stand for others. */
const shortScripts: ReadonlySet<string> = new Set(['Ahom', 'Cham', 'Lisu', 'Modi', 'Thai', 'Toto']);

/**
 * Whether `\p{…}` takes a name: that of a category or, in full, of a script. In which case it is written
 * matters to some engines only.
 */
export function isUnicodeClass(name: string): boolean {
  const words = name
    .split(/[_ -]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase());
  const titled = words.join('_');
  const isCode = titled.length === 4 && !shortScripts.has(titled);
  return (
    others.has(titled) ||
    isProperty('General_Category', titled) ||
    (!isCode && isProperty('Script', titled))
  );
}

/** The language has a table of its own. */
function isProperty(property: string, name: string): boolean {
  if (!/^[A-Z]\w*$/.test(name)) {
    return false;
  }
  try {
    return new RegExp(`\\p{${property}=${name}}`, 'u').unicode;
  } catch (error) {
    if (error instanceof SyntaxError) {
      return false;
    }
    throw error;
  }
}
