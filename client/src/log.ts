/**
 * Where the parts of the extension tell what they do: the channel of the editor, or nothing in a
 * test. Never given secrets or message bodies.
 */
export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}
