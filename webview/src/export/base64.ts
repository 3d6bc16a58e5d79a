/** Characters that are turned at once; more would be too many arguments of one call. */
const chunk = 32_768;

/** The base64 of a text in UTF-8. */
export function base64Of(text: string): string {
  const bytes = new TextEncoder().encode(text);
  let binary = '';
  for (let at = 0; at < bytes.length; at += chunk) {
    binary += String.fromCharCode(...bytes.subarray(at, at + chunk));
  }
  return btoa(binary);
}
