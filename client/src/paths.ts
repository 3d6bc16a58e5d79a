import { isAbsolute, join, normalize } from 'node:path';

/** What paths in settings are resolved against. */
export interface PathBase {
  /** The workspace folder, or the first of several. Absent when none is open. */
  readonly folder?: string;
  readonly home: string;
}

/**
 * The absolute path that a setting means: `${workspaceFolder}`, `${userHome}` and a leading `~`
 * are replaced. Undefined for a relative path without a folder.
 */
export function resolvePath(text: string, { folder, home }: PathBase): string | undefined {
  const withHome = text.replaceAll('${userHome}', home).replace(/^~(?=$|[\\/])/, home);
  if (folder === undefined) {
    const known = isAbsolute(withHome) && !withHome.includes('${workspaceFolder}');
    return known ? normalize(withHome) : undefined;
  }
  const path = withHome.replaceAll('${workspaceFolder}', folder);
  return isAbsolute(path) ? normalize(path) : join(folder, path);
}
