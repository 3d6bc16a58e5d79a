import { isScalar } from '../link/scalars.ts';
import { inScope, scopeAround, type TypePool, withoutDot } from './typePool.ts';

/** Words that mean something where a type may stand, so that no type is written with them first. */
const keywords: ReadonlySet<string> = new Set(
  `enum export extend extensions group import local map max message oneof option optional package
  public repeated required reserved returns rpc service stream syntax to weak`.split(/\s+/),
);

/**
 * The shortest safe way to write a type within a scope: relative to a scope around it, in full, or
 * with a leading dot where another definition is in the way.
 */
export function typeReference(pool: TypePool, type: string, scope: string): string {
  if (!type.startsWith('.')) {
    return dotted(type);
  }
  const fullName = dotted(type.slice(1));
  return (
    candidates(fullName, scope).find(
      (name) => isUsable(name) && resolve(pool, name, scope) === fullName,
    ) ?? `.${fullName}`
  );
}

/** How an option's name refers to an extension: in full, with a leading dot where it has to be. */
export function extensionReference(pool: TypePool, fullName: string, scope: string): string {
  const name = dotted(fullName);
  return resolve(pool, name, scope) === name ? name : `.${name}`;
}

/** An identifier; a hostile descriptor may have any text for a name. */
export function identifier(name: string): string {
  const safe = name.replace(/\W/g, '_');
  return /^[A-Za-z_]/.test(safe) ? safe : `_${safe}`;
}

/** Identifiers with dots between them. */
export function dotted(name: string): string {
  return withoutDot(name).split('.').map(identifier).join('.');
}

/** The name without each of the scopes around, the innermost first, then the full name. */
function candidates(fullName: string, scope: string): string[] {
  const found: string[] = [];
  for (let around = scope; around !== ''; around = scopeAround(around)) {
    if (fullName.startsWith(`${around}.`)) {
      found.push(fullName.slice(around.length + 1));
      break;
    }
  }
  return [...found.filter((name) => isCloseBy(name, fullName)), fullName];
}

/** A package written by half, such as `protobuf.Any`, is harder to read than one in full. */
function isCloseBy(name: string, fullName: string): boolean {
  return name === fullName || /^[A-Z]/.test(name) || !name.includes('.');
}

function isUsable(name: string): boolean {
  const [first = ''] = name.split('.');
  return !isScalar(name) && !keywords.has(first);
}

/** What a name stands for: the innermost scope that has its first part decides. */
function resolve(pool: TypePool, name: string, scope: string): string | undefined {
  const [first = ''] = name.split('.');
  for (let around = scope; around !== ''; around = scopeAround(around)) {
    if (pool.isBound(inScope(around, first))) {
      return inScope(around, name);
    }
  }
  return name;
}
