/** The JSON name that a field has unless it sets one: `fooBar` for `foo_bar`. */
export function defaultJsonName(name: string): string {
  if (!name.includes('_')) {
    return name;
  }
  let result = '';
  let isUpper = false;
  for (const letter of name) {
    if (letter === '_') {
      isUpper = true;
    } else {
      result += isUpper && letter >= 'a' && letter <= 'z' ? letter.toUpperCase() : letter;
      isUpper = false;
    }
  }
  return result;
}
